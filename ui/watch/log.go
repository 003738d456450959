package watch

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/ui/kit"
)

// most is how many entries of the log are drawn at once.
const most = 3

// logDue reports whether the sign-in log is to be read for where the pass was used. Only beta says that, and nobody is
// asked again who has refused it.
func (s *Screen) logDue() bool {
	return s.desk.Beta && !fault.Is(s.call.SignInsUnread, fault.Denied) && !s.log.Pending() &&
		s.watch.LogDue(s.call.SignIns, s.env.Now())
}

// readLog reads the log in the place of a look.
func (s *Screen) readLog() tea.Cmd {
	s.watch = s.watch.LogAsked(s.env.Now())
	return s.log.Read(s.env, s.call, s.call.SignInSpan())
}

// trouble asks what the caller sees, and reads what Microsoft logged meanwhile, unless that was done just now.
func (s *Screen) trouble() tea.Cmd {
	s.show(choosing)
	log := s.call.SignIns
	if s.log.Pending() || log != nil && s.env.Now().Sub(log.ReadAt) <= person.Fresh {
		return nil
	}
	return s.log.Read(s.env, s.call, s.call.SignInSpan())
}

// usedLines says where the pass was used, and whether that is where the caller said they are.
func (s *Screen) usedLines(width int) (out []string) {
	var uses []signins.SignIn
	log, unread := s.call.SignIns, s.call.SignInsUnread
	if log != nil {
		uses = s.watch.Uses(*log)
	}
	switch {
	case len(uses) > 0:
		return s.uses(uses, width)
	case !s.desk.Beta || !s.watch.Used():
		return nil
	case s.log.Pending():
		return kit.Row(labelFrom, kit.Faint(logReading), width)
	case unread != nil:
		return kit.Row(labelFrom, s.unread(unread), width)
	case log == nil:
		return kit.Row(labelFrom, kit.Faint(logLater), width)
	}
	return kit.Row(labelFrom, kit.Faint(fmt.Sprintf(formatNotLogged, s.time(log.ReadAt))), width)
}

// uses draws the newest sign-ins with the pass.
func (s *Screen) uses(all []signins.SignIn, width int) (out []string) {
	label, differs := labelFrom, false
	for _, one := range all[:min(len(all), most)] {
		out = append(out, kit.Item(label, s.time(one.CreatedDateTime), kit.UsedFrom(one, s.said), width)...)
		label = ""
	}
	for _, one := range all {
		differs = differs || s.said.Compare(one.Place()) == signins.Differs
	}
	if differs {
		out = append(out, kit.Row("", kit.Bad(notTheirs), width)...)
	}
	return out
}

// unread says why the log could not be read.
func (s *Screen) unread(why *fault.Fault) string {
	text := fmt.Sprintf(formatUnread, why.Reason())
	if why.Hint != "" {
		text = fmt.Sprintf(formatBecause, text, why.Hint)
	}
	return kit.Warn(text)
}

// logLines says what the sign-in log has of passes that were refused.
func (s *Screen) logLines(width int) []string {
	log, unread := s.call.SignIns, s.call.SignInsUnread
	var out []string
	if log != nil {
		label := labelLog
		for n, g := range s.watch.Refusals(*log) {
			if n == most {
				break
			}
			out = append(out, s.refusal(label, g, width)...)
			label = ""
		}
	}
	switch {
	case s.log.Pending():
		return append(out, kit.Row(labelLog, kit.Faint(logReading), width)...)
	case unread != nil:
		return append(out, kit.Row(labelLog, s.unread(unread), width)...)
	case log != nil && out == nil:
		return kit.Row(labelLog, kit.Faint(fmt.Sprintf(formatNothingLogged, s.time(log.ReadAt))), width)
	}
	return out
}

// refusal draws sign-ins that were refused alike: what Microsoft logged, then what it means and what to do.
func (s *Screen) refusal(label string, g signins.Group, width int) []string {
	head := g.Newest.Status.Number()
	if reason := g.Newest.Status.FailureReason; reason != "" {
		head = fmt.Sprintf(formatCode, head, reason)
	}
	when := s.time(g.Newest.CreatedDateTime)
	if times := g.Times(s.time); times != "" {
		when = fmt.Sprintf(formatTimes, when, times)
	}
	out := kit.Row(label, kit.Caution(head), width)
	out = append(out, kit.Row("", fmt.Sprintf(formatDo, g.Code.Means, g.Code.Do), width)...)
	return append(out, kit.Row("", kit.Faint(fmt.Sprintf(formatLogged, when, g.Newest.Place())), width)...)
}
