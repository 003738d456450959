package person

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// ruledOut says why the site allows no pass for this person. What is still being read rules nobody out: the form waits
// for it.
func (s *Screen) ruledOut() string {
	r := verdict.Rule(s.desk.Facts(s.call, desk.Question{}))
	if !r.Refused {
		return ""
	}
	return strings.TrimSuffix(r.Why+"; "+r.Do, "; ")
}

func (s *Screen) checksKey() key.Binding {
	if s.checks {
		return kit.Says(kit.Checks, doFewerChecks)
	}
	return kit.Checks
}

func (s *Screen) checksOff() string {
	if s.call.Dossier == nil {
		return offUnread
	}
	return ""
}

// Explain says what a verdict is.
func (s *Screen) Explain() []string { return help }

// verdictLines says what prevents a pass, and what is suspicious about one.
func (s *Screen) verdictLines(width int) []string {
	v := s.desk.Judge(s.call, desk.Question{})
	if s.call.Dossier == nil {
		return kit.Refusals(v.Own, width)
	}
	for i, c := range v.Checks {
		if c.Name == verdict.Account && s.call.Person.Disabled() && s.desk.JudgeBlock(s.call).Off == "" {
			v.Checks[i].Do = unblocks
		}
	}
	out := kit.Verdict(v, s.checks, width, verdict.Existing, verdict.SignIns, verdict.Policies)
	suspicious := verdict.Suspicions(s.desk.Facts(s.call, desk.Question{}), s.call.Past.Records, s.call.Past.Events)
	if s.desk.Rules.Hides(call.AskHireYear) {
		suspicious = slices.DeleteFunc(suspicious, func(one verdict.Suspicion) bool { return one.Account })
	}
	return append(out, kit.Notes(suspicious, width)...)
}
