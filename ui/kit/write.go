package kit

import (
	"fmt"
	"time"

	"tapdesk/state/person"
	"tapdesk/state/verdict"
)

// Sending draws the wait for the answer to a write that concerns somebody, since it was sent.
func Sending(doing string, sent, now time.Time, p person.Person, width int) []string {
	out := []string{Bold(fmt.Sprintf(formatSending, doing, int(now.Sub(sent)/time.Second))), ""}
	out = append(append(out, Who(p, width)...), "")
	return append(out, Wrap(waitsForAnswer, width)...)
}

// Act draws what is known beforehand against a write that is about no pass; nothing where nothing is.
func Act(act verdict.Act, width int) (out []string) {
	if act.Doubt != "" {
		out = append(out, Row(labelRefuse, act.Doubt, width)...)
	}
	if act.Off != "" && !act.Waiting {
		out = append(out, Row(labelNotSent, Bad(act.Off), width)...)
	}
	return out
}

// Prompt is the line below the question of such a write: what y does or, where off says why it does nothing, that.
func Prompt(act verdict.Act, off, does string) string {
	switch {
	case act.Waiting:
		return Faint(fmt.Sprintf(formatBusy, act.Off))
	case act.Off != "":
		return NotFromHere()
	case off != "":
		return Faint(off)
	}
	return Asks("y", does)
}

// NotFromHere is the line below a question that this console cannot be answered with yes.
func NotFromHere() string { return Bad(cannotSend) + anyGoesBack }

// KeyAt is the cell of the key in the line that Asks draws.
const KeyAt = len(pressTo)

// Asks is the line below a question: the key that does it, and that any other does not.
func Asks(key, does string) string {
	return Accent(fmt.Sprintf(formatPressTo, key, does)) + otherGoesBack
}
