package person

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"tapdesk/state/challenge"
	"tapdesk/state/person"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// best is the dossier or, before there is one, the person alone.
func (s *Screen) best() person.Dossier {
	if s.dossier != nil {
		return *s.dossier
	}
	return person.Dossier{Person: s.known, Self: s.self()}
}

// judged are the facts of a verdict as far as they have been read, with the pass that Graph's own answer told of.
func (s *Screen) judged() verdict.Facts {
	d := s.best()
	d.Pass = s.pass()
	f := s.judging.Facts(s.env, d)
	f.Reading = f.Reading || s.read.Pending()
	if s.pace.Next.After(s.env.Clock.Now()) {
		f.Own = append(f.Own, s.pace.Off(s.env.Zone))
	}
	return f
}

// ruledOut says why the site lets no pass be issued for this person. What is still being read rules nobody out: the
// form waits for it.
func (s *Screen) ruledOut() string {
	r := verdict.Rule(s.judged())
	if !r.Refused {
		return ""
	}
	return strings.TrimSuffix(r.Why+"; "+r.Do, "; ")
}

func (s *Screen) checksKey() key.Binding {
	if s.checks {
		return kit.Says(kit.Checks, "fewer checks")
	}
	return kit.Checks
}

func (s *Screen) checksOff() string {
	if s.dossier == nil {
		return "the person has not been read"
	}
	return ""
}

// Explain says what a verdict is.
func (s *Screen) Explain() []string {
	return []string{
		"Verdict: what is known before a pass is asked for. Graph decides. What could not be read counts for nothing: v shows every check, where its facts come from, and which permission or role would tell.",
		verdict.NotEvaluated + ".",
	}
}

// verdictLines say what stands in the way of a pass, and what is suspicious about one.
func (s *Screen) verdictLines(width int) []string {
	f := s.judged()
	v := verdict.Judge(f)
	if s.dossier == nil {
		return kit.Refusals(v.Own, width)
	}
	out := kit.Verdict(v, s.checks, width)
	suspicious := verdict.Suspicions(f, s.past.Records, s.past.Events)
	if s.env.Desk.Rules.Hides(challenge.HireYear) {
		suspicious = slices.DeleteFunc(suspicious, func(one verdict.Suspicion) bool { return one.Account })
	}
	return append(out, kit.Notes(suspicious, width)...)
}
