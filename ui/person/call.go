package person

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// fact is a property of the directory, unless callers are asked for it.
func (s *Screen) fact(q call.Question, text string) string {
	if s.desk.Rules.Hides(q) {
		return kit.Faint(blind)
	}
	return text
}

// againOff says why nothing can be issued again with one key.
func (s *Screen) againOff() string {
	if off := s.issueOff(); off != "" {
		return off
	}
	if !s.call.Said(s.env.Now()).Issued {
		return offAgain
	}
	return ""
}

// callLines says what was said and done in the call.
func (s *Screen) callLines(width int) []string {
	out := s.challengeLines(width)
	out = append(out, kit.Alike(s.call.Person, s.call.Alike, s.desk.Rules.Hides(call.AskDepartment), width)...)
	if c := s.call.Said(s.env.Now()); c.Issued {
		out = append(out, kit.Case(c.Case.Ticket, c.Case.Verification, width)...)
		out = append(out, kit.Row(labelCall, kit.Faint(issuedInCall), width)...)
	}
	return out
}

// challengeLines says that a caller did not pass the security questions about this person.
func (s *Screen) challengeLines(width int) []string {
	past := call.PastChallengeOf(s.call.Past.Records, s.call.Person.ID.Wire(),
		s.env.Clock.Now().Add(-call.ChallengeRemembered))
	if past.Tried == 0 || past.Passed() {
		return nil
	}
	answers := fmt.Sprintf(formatAnswersMatched, past.Matched, past.Tried, s.clock().Both(past.Last))
	if past.Failed() {
		return kit.Row(labelCaller, kit.Bad(challengeFailed)+"; "+answers, width)
	}
	return kit.Row(labelCaller, kit.Warn(challengeOpen)+"; "+answers, width)
}

func (s *Screen) noteOff() string {
	if _, found := s.call.IssuedHere(); !found {
		return offNote
	}
	return ""
}

// writeNote shows the text for the ticket.
func (s *Screen) writeNote() tea.Cmd {
	w, found := s.call.IssuedHere()
	if !found {
		return nil
	}
	return s.env.Push(nav.Note{Facts: s.noteFacts(w)})
}

// noteFacts returns what is known about a pass issued here: from the journal, and from what Graph has said since.
func (s *Screen) noteFacts(w journal.Write) call.Facts {
	r := *w.Outcome
	f := call.Facts{
		OperatorUPN: text.Line(r.Operator.UserPrincipalName), Person: s.call.Person, Ticket: text.Line(r.Ticket),
		Verification: text.Line(r.Verification),
		Pass:         desk.PassOf(r),
		AsOf:         r.Time, RequestID: text.Line(r.RequestID), ClientRequestID: text.Line(r.ClientRequestID),
		MethodsUnread: true,
	}
	if me, known := s.desk.Operator(); known && me.ID.Wire() == r.Operator.ID {
		f.Operator = me
	}
	switch {
	case s.call.Reveal.PassID == f.Pass.ID:
		revealed := s.call.Reveal.Revealed
		f.Revealed = &revealed
	case w.End != nil:
		f.Revealed = w.End.Revealed
	}
	if s.call.Dossier == nil {
		return f
	}
	f.AsOf, f.MethodsUnread = s.call.Dossier.ReadAt, s.call.Dossier.MethodsFault != nil
	f.Registered = call.Since(s.call.Dossier.Methods, r.CreatedDateTime)
	switch p := s.call.Pass(); {
	case p != nil && p.ID == f.Pass.ID:
		f.UsedAt, f.Used = p.LastUsedDateTime, p.StandingAt(s.env.Now()) == pass.Used
	case s.call.Dossier.PassFault == nil:
		f.Gone = true
	}
	return f
}
