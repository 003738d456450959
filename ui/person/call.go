package person

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/situation"
	"tapdesk/state/text"
	"tapdesk/state/watch"
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
	out := kit.Alike(s.call.Person, s.call.Alike, s.desk.Rules.Hides(call.AskDepartment), width)
	if c := s.call.Said(s.env.Now()); c.Issued {
		out = append(out, kit.Case(c.Case.Ticket, c.Case.Verification, width)...)
		out = append(out, kit.Row(labelCall, kit.Faint(issuedInCall), width)...)
	}
	return out
}

// mostDoubts is how many callers who were not verified are drawn.
const mostDoubts = 3

// doubtLines say who called about this person lately and was not verified. They come before everything else.
func (s *Screen) doubtLines(width int) (out []string) {
	label := labelCaller
	for i, d := range call.Doubts(s.call.Past.Records, s.call.Person.ID.Wire(), s.env.Clock.Now()) {
		if i == mostDoubts {
			return append(out, kit.Row("", kit.Faint(moreDoubts), width)...)
		}
		who := fmt.Sprintf(formatDoubted, s.clock().Both(d.At), text.Line(d.By))
		out = append(out, kit.Row(label, kit.Danger(notVerified+d.What)+kit.Faint(who), width)...)
		label = ""
	}
	return out
}

func (s *Screen) noteOff() string {
	if _, found := s.call.IssuedHere(); !found && len(s.deeds("").Deeds) == 0 {
		return offNote
	}
	return ""
}

// writeNote shows the text for the ticket.
func (s *Screen) writeNote() tea.Cmd {
	if w, found := s.call.IssuedHere(); found {
		return s.env.Push(nav.Note{Facts: s.noteFacts(w)})
	}
	f := s.deeds("")
	said := s.call.Said(s.env.Now()).Case
	f.Ticket, f.Verification = said.Ticket, said.Verification
	for _, d := range f.Deeds { // the last that has them
		if d.Ticket != "" || d.Verification != "" {
			f.Ticket, f.Verification = d.Ticket, d.Verification
		}
	}
	f.Operator, _ = s.desk.Operator()
	return s.env.Push(nav.Note{Facts: f})
}

// deeds are what was done for the person in the last day but for one write, by its id.
func (s *Screen) deeds(but string) (f call.Facts) {
	f.Person = s.call.Person
	since, revoked := s.env.Clock.Now().Add(-call.Doubted), false
	f.Deeds, revoked = call.Deeds(s.call.Past.Records, s.call.Person.ID.Wire(), since, but)
	if revoked {
		f.Reaches = desk.Reaches(s.desk.Cloud)
	}
	return f
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
	done := s.deeds(w.ID)
	f.Deeds, f.Reaches = done.Deeds, done.Reaches
	f.Impostor = slices.ContainsFunc(s.call.Past.Records, func(one journal.Record) bool {
		return situation.IsImpostor(one) && one.Time.After(r.Time)
	})
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
	f.Use = s.call.Use(f.Pass.ID)
	if s.call.Dossier == nil {
		return f
	}
	f.AsOf, f.MethodsUnread = s.call.Dossier.ReadAt, s.call.Dossier.MethodsFault != nil
	f.Registered = call.Since(s.call.Dossier.Methods, r.CreatedDateTime)
	switch p := s.call.Pass(); {
	case p != nil && p.ID == f.Pass.ID:
		if used := p.StandingAt(s.env.Now()) == pass.Used; f.Use == nil && (used || !p.LastUsedDateTime.IsZero()) {
			f.Use = &watch.Event{Kind: watch.Used, At: p.LastUsedDateTime}
		}
	case s.call.Dossier.PassFault == nil:
		f.Gone = true
	}
	return f
}
