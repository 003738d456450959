package issue

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/person"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// facts are those of the draft and the person as far as they have been read.
func (s *Screen) facts() verdict.Facts {
	d := person.Dossier{Person: s.person}
	if s.dossier != nil {
		d = *s.dossier
	}
	f := s.judging.Facts(s.env, d)
	f.Draft, f.Reading = &s.draft, f.Reading || s.read.Pending()
	return f
}

// unreadable says that trouble withholds what the site's rule rests on, so that no pass is sent before the person is
// read again.
func (s *Screen) unreadable() bool { return verdict.Rule(s.facts()).Again }

// judge asks about the person's groups.
func (s *Screen) judge() tea.Cmd { return s.judging.Ask(s.env, s.facts().Dossier) }

// verdict is that on the draft, nil before the person has been read.
func (s *Screen) verdict() *verdict.Verdict {
	if s.dossier == nil {
		return nil
	}
	f := s.facts()
	f.Own = append(f.Own, kit.NonEmpty(s.paceSpent(), s.caller.missing(s.subject()))...)
	v := verdict.Judge(f)
	return &v
}

// verdictLines say what stands in the way of this pass, and whom the site lets none be issued for.
func (s *Screen) verdictLines(width int) []string {
	v := s.verdict()
	switch {
	case v == nil:
		return kit.Refusals(kit.NonEmpty(s.env.WritesOff(), s.paceSpent()), width)
	case s.refused != nil || !s.checked.OK: // a field says it itself, and what was predicted stands with the refusal
		return kit.Refusals(v.Own, width)
	}
	return kit.Verdict(*v, false, width)
}

// beside lays the verdict of before beside Graph's refusal.
func (s *Screen) beside(width int) []string {
	if s.predicted == nil {
		return nil
	}
	return kit.Predicted(*s.predicted, width)
}
