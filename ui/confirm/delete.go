package confirm

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Delete returns the confirmation of a deletion, which is above the person or the watch.
func Delete(env fx.Env, d *desk.Desk, to nav.ConfirmDelete) *Screen {
	return newScreen(env, d, to.Call, to.Question, write{
		title: titleDelete, verb: deletePass, yes: doDelete, doing: deleting, depth: 1,
		draw: (*Screen).deletion, judge: d.JudgeDelete, run: d.Delete, done: (*Screen).deleted,
	})
}

// deletion draws the question whether to delete the pass.
func (s *Screen) deletion(c kit.Clock, width int) []string {
	p, call := *s.asks.Pass, s.call
	out := []string{kit.Bold(askDelete), ""}
	out = append(out, kit.Who(call.Person, width)...)
	out = append(out, "")
	out = append(out, kit.Case(s.asks.Grounds.Ticket, s.asks.Grounds.Verification, width)...)
	state := kit.Mark(p.StandingAt(c.Now), c.Standing(p)) + ", " + p.Uses()
	seen := s.asks.SeenAt.In(c.Zone).Format(time.TimeOnly)
	out = append(out, kit.Row(labelPass, fmt.Sprintf(formatAsOf, state, seen), width)...)
	out = append(out, c.Until(p, "", width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, kit.IssuedBy(call.Past, call.Person.ID, p, width)...)
	out = append(out, kit.Row(labelPassID, p.ID.String(), width)...)
	out = append(out, kit.Row(labelThen, kit.Warn(afterward), width)...)
	return append(out, kit.Refusals(s.judge().Own, width)...)
}

// deleted goes back to where the deletion was asked for.
func (s *Screen) deleted(desk.Outcome) tea.Cmd {
	s.call.Removed(*s.asks.Pass, s.env.Now())
	return s.env.Pop(nav.Result{})
}
