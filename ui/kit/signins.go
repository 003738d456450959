package kit

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"tapdesk/state/signins"
	"tapdesk/state/whatif"
)

// Told is an answer in one line with its sign. Nothing about it is green: what the log says for a pass is evidence,
// and no go-ahead.
func Told(a signins.Answer) string {
	switch a.Kind {
	case signins.Helps:
		return Bold(signGood + a.Line())
	case signins.NoHelp:
		return Danger(a.Line())
	case signins.Doubt:
		return Caution(a.Line())
	}
	return Bold("? " + a.Line())
}

// Answer draws whether a pass would help, and what in the log that rests on.
func Answer(a signins.Answer, c Clock, width int) []string {
	out := Hang("", Told(a), 2, width)
	rests := a.Note
	if rests != "" {
		rests += "."
	}
	if cites := a.Cites(c.Short); cites != "" {
		rests = strings.TrimSpace(fmt.Sprintf(formatInTheLog, cites, rests))
	}
	if rests == "" {
		return out
	}
	return append(out, Hang("  ", rests, 2, width)...)
}

// UsedFrom says where a pass was used, and whether that is where the caller said they are.
func UsedFrom(one signins.SignIn, said signins.Place) string {
	seen := one.Place()
	words := noCountry
	if seen.Country != "" {
		words = fmt.Sprintf(formatGuess, seen.Country)
	}
	words += ", " + cmp.Or(seen.System, noSystem)
	if !one.Succeeded() {
		words += fmt.Sprintf(formatThenRefused, one.Status.Number())
	}
	if text := said.Said(); text != "" {
		words += fmt.Sprintf(formatSaid, text)
	}
	switch said.Compare(seen) {
	case signins.Agrees:
		return OK(words)
	case signins.Differs:
		return Danger(words)
	}
	return words
}

// Simulated returns the result of Microsoft's simulation of Conditional Access, in one line with its sign. Nothing
// about it is green: it speaks for nothing.
func Simulated(v whatif.Verdict) string {
	line := fmt.Sprintf(formatTheSimulation, v.Line)
	switch v.Kind {
	case whatif.Blocks:
		return Danger(line)
	case whatif.Wants:
		return Caution(line)
	}
	return Bold("? " + line)
}

// Short returns an instant in the operator's zone as briefly as it can be told: the time today, and the day before it
// otherwise.
func (c Clock) Short(t time.Time) string {
	t, now := t.In(c.Zone), c.Now.In(c.Zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	return t.Format("Mon 2 Jan 15:04")
}
