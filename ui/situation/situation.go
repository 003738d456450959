// Package situation is the screen where the operator says what has happened to a person, and the checklist of what to
// do then, in which order. Each step is a key of the person's screen.
package situation

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/situation"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Screen is the choice of a situation, or its checklist.
type Screen struct {
	env  fx.Env
	desk *desk.Desk
	call *desk.Call
	to   nav.Situation

	skipping bool // the reason is being typed
	field    kit.Field
	older    fx.Slot[desk.Recalled]
	size     kit.Size
	scroll   int
}

// New returns the screen for the person of a call. It lies on the person.
func New(env fx.Env, d *desk.Desk, to nav.Situation) *Screen {
	return &Screen{env: env, desk: d, call: to.Call, to: to, field: kit.NewField(labelReason, noReason)}
}

// Init records that the caller was verified, where that is why the screen opens, and reads what the journal has.
func (s *Screen) Init() tea.Cmd {
	if c, open := s.list(); open && s.to.Verified != nil {
		if next, left := c.Next(); left && next.Step.Verifies() {
			s.call.Verified(*s.to.Verified, s.env.Now())
			s.desk.Did(s.call, c.Kind, next.Step, *s.to.Verified)
		}
	}
	return s.recall()
}

func (s *Screen) recall() tea.Cmd {
	copied := s.call.Copy()
	return s.older.Read(s.env, func(ctx context.Context) (desk.Recalled, error) {
		return s.desk.Recall(ctx, copied, false), nil
	})
}

func (s *Screen) list() (situation.Checklist, bool) { return s.desk.Situation(s.call) }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Explain says what a checklist is.
func (s *Screen) Explain() []string { return help }

// Typing is true while the reason for skipping a step is typed.
func (s *Screen) Typing() bool { return s.skipping }

// TakesMark is true in a reason that was begun.
func (s *Screen) TakesMark() bool { return s.skipping && s.field.Value() != "" }

// Keys lists what can be said and done now.
func (s *Screen) Keys() []kit.Key {
	c, open := s.list()
	switch {
	case s.skipping:
		return kit.On(kit.Says(kit.Enter, doSkipIt), kit.Says(kit.Esc, doKeepIt))
	case !open:
		return append(s.kinds(""), kit.Key{Binding: kit.Esc})
	}
	var keys []kit.Key
	next, left := c.Next()
	if left {
		if key := s.keyOf(next); key.Binding.Enabled() {
			keys = append(keys, key)
		}
		if s.takesYes(next) {
			keys = append(keys, kit.Key{Binding: kit.Says(kit.Yes, doDone), Off: s.notYet(next)})
		}
		keys = append(keys, kit.Key{Binding: kit.Says(kit.Settle, doSkip)})
	}
	keys = append(keys, kit.Key{Binding: kit.Esc}, kit.Key{Binding: kit.Says(kit.EndChecklist, doEnd)})
	return append(append(keys, s.kinds(c.Kind)...), kit.Key{Binding: kit.Says(kit.Move, doScroll)})
}

// kinds are the keys of the other situations.
func (s *Screen) kinds(current situation.Kind) (keys []kit.Key) {
	for i, k := range situation.Kinds() {
		if k != current {
			keys = append(keys, kit.Key{Binding: kit.Says(kit.Situations[i], strings.ToLower(k.Words()))})
		}
	}
	return keys
}

// keyOf is the key of a step, which the person's screen takes.
func (s *Screen) keyOf(p situation.Progress) kit.Key {
	binding := kit.Says(kit.Steps[p.Step], p.Step.Words())
	if p.Step.Verifies() && !s.desk.Rules.WantsWay() {
		binding.SetEnabled(false)
	}
	return kit.Key{Binding: binding, Short: shorts[p.Step]}
}

// takesYes reports whether the operator's word is enough for a step. Where the desk has ways of verifying, it is not
// enough for that: the form asks which.
func (s *Screen) takesYes(p situation.Progress) bool {
	return p.Step.ByHand() || p.Step.Verifies() && !s.desk.Rules.WantsWay()
}

// notYet says why a step cannot be called done.
func (s *Screen) notYet(p situation.Progress) string {
	if p.Step == situation.NewMethod && (p.Why == "" || p.Why == situation.NoneYet) {
		return offNone
	}
	return ""
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.field.Update(msg)
		return nil
	}
	if a, ok := s.older.Take(msg); ok {
		s.call.Recalled(a.Value)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	c, open := s.list()
	next, left := c.Next()
	switch {
	case s.skipping:
		return s.typed(msg, c, next)
	case open && left && kit.Press(msg, kit.Yes) && s.takesYes(next):
		s.desk.Did(s.call, c.Kind, next.Step, call.Case{})
		return s.recall()
	case open && left && kit.Press(msg, kit.Settle):
		s.skipping = true
		s.field.Set("")
		return nil
	case open && kit.Press(msg, kit.EndChecklist):
		s.desk.Ends(s.call, c.Kind)
		return s.env.Pop(nav.Result{})
	case open && left && next.Step.Verifies() && kit.Press(msg, kit.Steps[next.Step]):
		return s.env.Swap(1, nav.Verify{Call: s.call})
	case open && kit.IsStep(msg):
		return s.env.Pop(nav.Result{Press: &msg})
	}
	for i, k := range situation.Kinds() {
		if kit.Press(msg, kit.Situations[i]) && k != c.Kind {
			s.desk.Begins(s.call, k)
			return s.recall()
		}
	}
	s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size.Width)), s.size.Height)
	return nil
}

// typed takes the reason for skipping the next step.
func (s *Screen) typed(msg tea.KeyPressMsg, c situation.Checklist, next situation.Progress) tea.Cmd {
	why := strings.Join(strings.Fields(s.field.Value()), " ")
	switch {
	case !kit.Press(msg, kit.Enter):
		s.field.Update(msg)
	case why == "":
		return s.env.Say(offReason)
	default:
		s.skipping = false
		s.desk.Skips(s.call, c.Kind, next.Step, why)
		return s.recall()
	}
	return nil
}

// Back leaves the reason, and else the screen.
func (s *Screen) Back() tea.Cmd {
	if s.skipping {
		s.skipping = false
		return nil
	}
	return s.env.Pop(nav.Result{})
}
