package issue

import (
	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// asks is what the form holds.
func (s *Screen) asks() desk.Question { return desk.Question{Draft: &s.draft} }

// subject is who the pass is for.
func (s *Screen) subject() call.Subject {
	subject := s.desk.Subject(s.call)
	subject.PastAsked = s.caller.log.Pending()
	return subject
}

// unreadable reports whether trouble withholds what the site's rule rests on, so that no pass is sent before the person
// is read again.
func (s *Screen) unreadable() bool { return verdict.Rule(s.desk.Facts(s.call, s.asks())).Again }

// verdict is that on the draft, nil before the person has been read.
func (s *Screen) verdict() *verdict.Verdict {
	if s.call.Dossier == nil {
		return nil
	}
	v := s.desk.Judge(s.call, s.asks())
	v.Own = append(v.Own, kit.NonEmpty(s.caller.missing(s.subject()))...)
	return &v
}

// verdictLines says what prevents this pass, and whether the site allows none for this person.
func (s *Screen) verdictLines(width int) []string {
	v := s.verdict()
	switch {
	case v == nil:
		return kit.Refusals(kit.NonEmpty(s.desk.Off(), s.desk.Spent(s.call)), width)
	case s.call.Refused != nil || !s.checked.OK: // a field says it itself, and what was predicted is with the refusal
		return kit.Refusals(v.Own, width)
	}
	return kit.Verdict(*v, false, width, verdict.Existing)
}

// beside puts the earlier verdict next to Graph's refusal.
func (s *Screen) beside(width int) []string {
	if s.predicted == nil {
		return nil
	}
	return kit.Predicted(*s.predicted, width)
}
