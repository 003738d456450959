package watch

import (
	"fmt"

	"tapdesk/state/watch"
	"tapdesk/ui/kit"
)

// choiceAt is the line of the first choice.
const choiceAt = 3

func (s *Screen) choiceLine() int { return choiceAt + s.symptom.At() }

// choices are what the caller may see.
func (s *Screen) choices(width int) []string {
	out := []string{kit.Bold(headTrouble), askSymptom, ""}
	for i, symptom := range watch.Symptoms {
		mark := "  "
		if i == s.symptom.At() {
			mark = kit.Pointer()
		}
		out = append(out, kit.Cut(mark+symptom.Words(), width))
	}
	return out
}

// advice returns the likely cause, as of the last check, and what to do.
func (s *Screen) advice(width int) []string {
	now := s.env.Now()
	symptom := watch.Symptoms[s.symptom.At()]
	a := s.watch.Advise(symptom, now, s.env.Zone)
	out := []string{kit.Bold(headTrouble)}
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
