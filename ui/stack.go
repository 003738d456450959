package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// stack is the open screens, the one in front last. Each gets an id that is never reused, and a context that ends when
// the screen is closed.
type stack struct {
	screens []entry
	lastID  nav.ID
	// build creates the screen of a route.
	build func(nav.Route, fx.Env) nav.Screen
	// env is the root's; each screen gets a copy with its own id and context.
	env  fx.Env
	size kit.Size // of each screen
	// ended means that the program is ending: no screen opens and no answer is delivered.
	ended bool
}

// entry is one screen of the stack.
type entry struct {
	id     nav.ID
	screen nav.Screen
	cancel context.CancelFunc
}

// none reports whether there is no screen to draw or to send a key to.
func (s *stack) none() bool { return s.ended || len(s.screens) == 0 }

// front returns the screen in front. There must be one.
func (s *stack) front() nav.Screen { return s.top().screen }

func (s *stack) top() entry { return s.screens[len(s.screens)-1] }

func (s *stack) inFront(id nav.ID) bool { return len(s.screens) > 0 && s.top().id == id }

// push opens a screen in front.
func (s *stack) push(to nav.Route) tea.Cmd {
	if s.ended {
		return nil
	}
	env, cancel := s.env, context.CancelFunc(nil)
	env.Context, cancel = context.WithCancel(s.env.Context)
	s.lastID++
	env.ID = s.lastID
	screen := s.build(to, env)
	s.screens = append(s.screens, entry{id: env.ID, screen: screen, cancel: cancel})
	return tea.Batch(screen.Init(), screen.Update(s.size))
}

// close closes the n screens in front: each may wipe, and its pending effects are cancelled.
func (s *stack) close(n int) {
	for range min(n, len(s.screens)) {
		e := s.top()
		if l, ok := e.screen.(nav.Leave); ok {
			l.Leave(nav.Closed)
		}
		e.cancel()
		s.screens = s.screens[:len(s.screens)-1]
	}
}

// clear closes every screen.
func (s *stack) clear() { s.close(len(s.screens)) }

// swap replaces the screen with id, drop-1 screens below it and all above it by a new one. If that screen is gone, swap
// reports false and wipes what the route carries.
func (s *stack) swap(id nav.ID, drop int, to nav.Route) (tea.Cmd, bool) {
	above := s.above(id)
	if above < 0 || s.ended {
		if r, ok := to.(nav.Reveal); ok {
			r.Issued.Wipe()
		}
		return nil, false
	}
	s.close(above + drop)
	return s.push(to), true
}

// unwind closes the screen with id, n-1 screens below it and all above it, but never the lowest, and passes the result
// to the screen that is then in front. It reports false if nothing closes.
func (s *stack) unwind(id nav.ID, n int, result nav.Result) (tea.Cmd, bool) {
	above := s.above(id)
	n = min(above+n, len(s.screens)-1)
	if above < 0 || n < 1 {
		return nil, false
	}
	s.close(n)
	return s.front().Update(nav.Returned{Result: result}), true
}

// beneath does what a screen asks for. If a cover is in front of that screen, the cover and what is on it stay in
// front.
func (s *stack) beneath(cover func(nav.Screen) bool, from nav.ID, do func() tea.Cmd) tea.Cmd {
	covered := s.find(cover) + 1
	if s.above(from) < covered {
		return do()
	}
	split := len(s.screens) - covered
	over := slices.Clone(s.screens[split:])
	s.screens = s.screens[:split]
	cmd := do()
	s.screens = append(s.screens, over...)
	return cmd
}

// above returns how many screens are above the one with id, or -1 if it is gone.
func (s *stack) above(id nav.ID) int { return s.topmost(func(e entry) bool { return e.id == id }) }

// find returns how many screens are above the topmost of a kind, or -1 if there is none.
func (s *stack) find(is func(nav.Screen) bool) int {
	return s.topmost(func(e entry) bool { return is(e.screen) })
}

func (s *stack) topmost(is func(entry) bool) int {
	for i := len(s.screens) - 1; i >= 0; i-- {
		if is(s.screens[i]) {
			return len(s.screens) - 1 - i
		}
	}
	return -1
}

// deliver hands an answer to the screen that asked, in front or not, and drops it if that screen is gone. At the end
// all answers are dropped: a cancelled timer would be set again, over and over.
func (s *stack) deliver(msg fx.Owned) tea.Cmd {
	if screen := s.byID(msg.Owner()); screen != nil && !s.ended {
		return screen.Update(msg)
	}
	msg.Drop()
	return nil
}

// byID returns the screen with an id, or nil if it is gone.
func (s *stack) byID(id nav.ID) nav.Screen {
	above := s.above(id)
	if above < 0 {
		return nil
	}
	return s.screens[len(s.screens)-1-above].screen
}

// tell sends a message to every screen.
func (s *stack) tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range s.screens {
		cmds = append(cmds, e.screen.Update(msg))
	}
	return tea.Batch(cmds...)
}

// resize tells every screen its size.
func (s *stack) resize(size kit.Size) tea.Cmd {
	s.size = size
	return s.tell(size)
}

// leave makes every screen wipe its secrets. The screens stay.
func (s *stack) leave(why nav.Reason) {
	for _, e := range s.screens {
		if l, ok := e.screen.(nav.Leave); ok {
			l.Leave(why)
		}
	}
}

// end cancels the effects of all screens.
func (s *stack) end() {
	s.ended = true
	for _, e := range s.screens {
		e.cancel()
	}
}

// writing reports whether any screen waits for a write, including one that help covers.
func (s *stack) writing() bool { return s.find(busy) >= 0 }

// loss says what quitting now would lose, or returns "".
func (s *stack) loss() string {
	for _, e := range s.screens {
		if l, ok := e.screen.(nav.Loss); ok && l.Loss() != "" {
			return fmt.Sprintf(formatLoss, l.Loss())
		}
	}
	return ""
}

func busy(screen nav.Screen) bool {
	b, ok := screen.(nav.Busy)
	return ok && b.Busy()
}

func typing(screen nav.Screen) bool {
	t, ok := screen.(nav.Typing)
	return ok && t.Typing()
}

func awaits(screen nav.Screen) bool {
	w, ok := screen.(nav.Waits)
	return ok && w.Waits()
}
