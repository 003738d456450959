package person

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
)

// situationLines say what has happened to the person, and what is to be done next.
func (s *Screen) situationLines(width int) []string {
	c, open := s.desk.Situation(s.call)
	if !open {
		return nil
	}
	count := fmt.Sprintf(formatChecklist, c.Kind.Words(), c.Done(), len(c.Steps))
	next, left := c.Next()
	if !left {
		return kit.Row(labelChecklist, count+kit.Faint(checklistOver), width)
	}
	does := next.Step.Words()
	if key := kit.Steps[next.Step].Help().Key; key != "" && !next.Step.Verifies() {
		does = key + " " + does
	}
	return kit.Row(labelChecklist, kit.Caution(count)+formatNext+kit.Accent(does)+kit.Faint(checklistMore), width)
}

// pressed takes a key of the checklist as if it were pressed here.
func (s *Screen) pressed(msg tea.KeyPressMsg) tea.Cmd {
	for _, k := range s.Keys() {
		if k.Off != "" && kit.Press(msg, k.Binding) {
			return s.env.Say(fmt.Sprintf(formatKeyOff, k.Binding.Help().Desc, k.Off))
		}
	}
	return s.press(msg)
}
