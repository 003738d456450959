package signins

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/signins"
	"tapdesk/ui/kit"
)

// Frame draws the answer, then the log, from the line scrolled to.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	return kit.Scrolled(s.lines(size), s.scroll, size.Height)
}

func (s *Screen) lines(size kit.Size) []string {
	p, width := s.call.Person, size.Width
	out := []string{kit.Bold(kit.Cut(p.Name(), width)), kit.Faint(kit.Cut(p.UserPrincipalName.String(), width)), ""}
	log := s.call.SignIns
	pending := s.log.Pending() || s.opening.Pending() || s.call.Dossier == nil && s.call.Pending
	switch {
	case pending && log == nil:
		return append(out, kit.Faint(reading))
	case pending:
		out = append(out, kit.Faint(readingAgain))
	default:
		out = append(out, kit.Answer(s.call.WhyOut(), s.clock(), width)...)
	}
	out = append(out, "")
	if s.call.SignInsUnread != nil && !s.log.Pending() {
		unread := *s.call.SignInsUnread
		if !unread.WaitUntil.IsZero() { // how long was true when Graph said it, when stays true
			unread.Hint = fmt.Sprintf(formatReadFrom, unread.WaitUntil.In(s.env.Zone).Format(time.TimeOnly))
		}
		out = append(append(out, kit.Fault(&unread, width)...), "")
	}
	if log == nil {
		return out
	}
	groups, interrupts := log.Groups()
	out = append(append(out, kit.Styled(kit.Faint, s.fresh(*log, interrupts), width)...), "")
	for _, g := range groups {
		out = append(append(out, s.group(g, width)...), "")
	}
	return append(out, kit.Styled(kit.Faint, limits, width)...)
}

// fresh says how far the log reaches, and what of it is left out.
func (s *Screen) fresh(log signins.Log, interrupts int) string {
	reach := last24Hours
	if log.Span() == signins.Long {
		reach = last7Days
	}
	text := fmt.Sprintf(formatNothing, reach)
	if newest := log.Newest(); !newest.IsZero() {
		text = fmt.Sprintf(formatNewest, s.clock().Short(newest), reach)
	}
	if log.Cut {
		text += fmt.Sprintf(formatMore, len(log.SignIns))
	}
	if interrupts > 0 {
		text += fmt.Sprintf(formatInterrupts, interrupts)
	}
	return text
}

// group draws the sign-ins that ended alike: when and how often, Microsoft's words, ours, and where they came from.
func (s *Screen) group(g signins.Group, width int) []string {
	how := signedIn
	if !g.Newest.Succeeded() {
		how = failed
	}
	if times := g.Times(s.clock().Short); times != "" {
		how += " " + times
	}
	head := s.clock().Both(g.Newest.CreatedDateTime) + "  "
	if g.Newest.Succeeded() {
		head += how
	} else {
		head += kit.Bad(how)
	}
	out := kit.Wrap(head, width)
	if !g.Newest.Succeeded() {
		out = append(out, inset(microsoft(g.Newest.Status), width)...)
		out = append(out, inset(ours(g.Code), width)...)
	}
	out = append(out, inset(policies(g.Newest), width)...)
	return append(out, inset(kit.Faint(where(g.Newest)), width)...)
}

// microsoft is what Microsoft says: the code, the reason and the details.
func microsoft(status signins.Status) string {
	text := kit.Bold(status.Number())
	if status.FailureReason != "" {
		text += "  " + string(status.FailureReason)
	}
	if details := status.AdditionalDetails; details != "" && details != status.FailureReason {
		text += " " + string(details)
	}
	return text
}

// ours is what it means and what to do, and nothing for a code that is not in the table.
func ours(code signins.Code) string {
	switch {
	case code.Means == "":
		return codeNotKnown
	case code.Do == "":
		return code.Means
	}
	return fmt.Sprintf(formatMeaning, code.Means, code.Do)
}

// policies are the Conditional Access policies that stopped a sign-in.
func policies(one signins.SignIn) string {
	if one.ConditionalAccessStatus != "failure" {
		return ""
	}
	if one.Policies == nil {
		return policiesHidden
	}
	var names []string
	for _, p := range one.Policies {
		if p.Result == "failure" {
			names = append(names, `"`+string(p.DisplayName)+`"`)
		}
	}
	return fmt.Sprintf(formatStopped, strings.Join(names, ", "))
}

// where is what it was for, and where it came from.
func where(one signins.SignIn) string {
	to := string(one.AppDisplayName)
	if one.ResourceDisplayName != "" && one.ResourceDisplayName != one.AppDisplayName {
		to += " (" + string(one.ResourceDisplayName) + ")"
	}
	place := strings.Join(kit.NonEmpty(string(one.Location.City), string(one.Location.CountryOrRegion)), ", ")
	if place != "" && one.IPAddress != "" {
		place = fmt.Sprintf(formatGuess, place, string(one.IPAddress))
	} else {
		place += string(one.IPAddress)
	}
	parts := kit.NonEmpty(to, string(one.ClientAppUsed), place)
	device := one.DeviceDetail
	parts = append(parts, kit.NonEmpty(string(device.OperatingSystem), string(device.Browser))...)
	parts = append(parts, kit.NonEmpty(fact(device.IsCompliant, deviceCompliant, deviceUnfit),
		fact(device.IsManaged, deviceManaged, deviceNotManaged))...)
	return strings.Join(parts, ", ")
}

// fact returns whether something is so in words, and nothing where Graph did not say.
func fact(is *bool, so, not string) string {
	switch {
	case is == nil:
		return ""
	case *is:
		return so
	}
	return not
}

// inset wraps a text under the line of its group.
func inset(text string, width int) []string {
	if text == "" {
		return nil
	}
	lines := kit.Wrap(text, width-2)
	for i := range lines {
		lines[i] = "  " + lines[i]
	}
	return lines
}

func (s *Screen) clock() kit.Clock { return kit.Clock{Now: s.env.Now(), Zone: s.env.Zone} }
