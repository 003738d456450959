package kit

import (
	"fmt"
	"strings"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// Case draws the grounds of a write, as recorded in the journal: the ticket, and how the caller was verified. What was
// not asked for is left out.
func Case(number, verification string, width int) []string {
	var out []string
	if number != "" {
		out = append(out, Row(labelTicket, number, width)...)
	}
	if verification != "" {
		out = append(out, Row(labelCaller, call.Said(verification), width)...)
	}
	return out
}

// Alike warns that others have the same name, or may have it, and says how the person differs from them. With
// hideDepartment the department is left out, because it is a security question.
func Alike(p person.Person, alike person.Alike, hideDepartment bool, width int) []string {
	const most = 3
	var names []string
	for i, o := range alike.Others {
		if i == most {
			names = append(names, andMore)
			break
		}
		names = append(names, o.Apart([]person.Person{p}, hideDepartment))
	}
	switch {
	case len(names) == 0 && alike.More:
		return Row(labelSameName, fmt.Sprintf(formatSameMay, notAllRead), width)
	case len(names) == 0:
		return nil
	case alike.More && len(names) <= most:
		names = append(names, fmt.Sprintf(formatMoreMay, notAllRead))
	}
	out := Row(labelSameName, Warn(sameName)+": "+strings.Join(names, "; "), width)
	return append(out, Row("", fmt.Sprintf(formatThisIs, p.Apart(alike.Others, hideDepartment)), width)...)
}

// OtherConsole names another console of the operator's: where it was opened from, and since when.
func OtherConsole(other journal.Console, c Clock) string {
	text := otherConsole
	switch {
	case other.SSHClient != "":
		text = fmt.Sprintf(formatOtherFrom, text, other.SSHClient)
	case other.Host != "":
		text = fmt.Sprintf(formatOtherOn, text, other.Host)
	}
	if !other.Since.IsZero() {
		text = fmt.Sprintf(formatOtherSince, text, pass.Local(other.Since, c.Zone, c.Now))
	}
	return text + ","
}
