package watch

import (
	"fmt"

	"tapdesk/state/watch"
	"tapdesk/ui/kit"
)

// choices are what Microsoft logged, and what the caller may see; at is the line of the selected one.
func (s *Screen) choices(width int) (out []string, at int) {
	out = s.troubleHead(width)
	out = append(out, askSymptom, "")
	at = len(out) + s.symptom.At()
	for i, symptom := range watch.Symptoms {
		mark := "  "
		if i == s.symptom.At() {
			mark = kit.Pointer()
		}
		out = append(out, kit.Cut(mark+symptom.Words(), width))
	}
	return out, at
}

// troubleHead is the title, and what Microsoft logged.
func (s *Screen) troubleHead(width int) []string {
	out := []string{kit.Bold(headTrouble)}
	if logged := s.logLines(width); logged != nil {
		return append(append(out, logged...), "")
	}
	return out
}

// advice returns the likely cause, as of the last check, and what to do.
func (s *Screen) advice(width int) []string {
	now := s.env.Now()
	symptom := watch.Symptoms[s.symptom.At()]
	a := s.watch.Advise(symptom, now, s.env.Zone)
	out := s.troubleHead(width)
	out = append(out, kit.Row(labelSymptom, symptom.Words(), width)...)
	out = append(out, kit.Row(labelLikely, kit.Accent(a.Cause), width)...)
	label := labelDo
	out = append(out, "")
	for i, step := range a.Steps {
		out = append(out, kit.Row(label, fmt.Sprintf("%d. %s", i+1, step), width)...)
		label = ""
	}
	out = append(out, "")
	switch a.Remedy {
	case watch.IssueAnew:
		out = append(out, kit.Row(labelHere, hereIssue, width)...)
	case watch.LookAgain:
		out = append(out, kit.Row(labelHere, hereLook, width)...)
	}
	return append(out, s.lookedLines(now, width)...)
}
