// Package reveal shows the value of a pass, once: masked at first, in sight for one window of time, then gone for good.
//
// The rules of the secret, which this screen must obey: the value is asked for in the view alone and kept in no field; it
// stands on one line and nowhere else; the end of the window, leaving, quitting and suspending wipe it; and no key gets it back.
package reveal

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

const (
	// defaultSeconds is how long a pass is in sight unless the configuration says otherwise.
	defaultSeconds = 180
	// perCharacter is the least time to read one character out and hear it back.
	perCharacter = 8 * time.Second
	// patience is how long the journal may take over the record that the pass is about to be seen. Whatever it does, the pass is shown.
	patience = 500 * time.Millisecond
)

// Screen is the reveal.
type Screen struct {
	env    fx.Env
	to     nav.Reveal
	value  secret.Text
	masked bool
	asking bool // Esc was pressed before the value was ever shown
	ended  bool // the end is in the journal
	tick   fx.Slot[time.Time]
	begun  fx.Slot[struct{}]
	late   fx.Slot[time.Time]
}

// New returns the reveal of a pass just issued, masked.
func New(env fx.Env, to nav.Reveal) *Screen {
	s := &Screen{env: env, to: to, value: to.Issued.Value, masked: true}
	s.to.Issued.Value = secret.Text{}
	return s
}

// Init has nothing to do: the window begins with a key.
func (s *Screen) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Screen) Title() string { return "Reveal" }

// Leave wipes the value, and lets the journal know why.
func (s *Screen) Leave(why nav.Reason) { s.end(why) }

// end wipes the value. The journal holds the first reason, which is the one that took the pass away.
func (s *Screen) end(why nav.Reason) {
	s.value.Wipe()
	if s.ended {
		return
	}
	s.ended = true
	r := s.to.Record.Follow(journal.RevealEnd)
	seen := s.value.Opened()
	r.Revealed, r.Reason = &seen, string(why)
	s.env.Journal.Post(r)
}

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	switch {
	case s.value.Wiped():
		return ""
	case !s.value.Opened():
		return "The pass was never shown, and its value cannot be had again"
	}
	return "The pass is wiped, and its value cannot be had again"
}

// Keys lists what can be done with the pass now.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.asking:
		return kit.On(kit.Says(kit.Yes, "close, any other key stays"))
	case s.value.Wiped():
		return []kit.Key{{Binding: kit.Reveal, Off: "the pass was wiped and is shown only once: issue a new one"}, {Binding: kit.Says(kit.Esc, "to the person")}}
	case !s.value.Opened():
		return kit.On(kit.Reveal, kit.Says(kit.Esc, "close"))
	case s.masked:
		return kit.On(kit.Says(kit.Mask, "unmask"), kit.Says(kit.Esc, "close and wipe"))
	}
	return kit.On(kit.Mask, kit.Says(kit.Esc, "close and wipe"))
}

// Explain says what the window is.
func (s *Screen) Explain() []string {
	return []string{
		"Space begins the one window in which the pass can be read. It ends by itself, and the pass is wiped. m hides and shows it inside the window.",
		"The spaces between the characters are not part of the pass.",
		"Graph gives the value of a pass this one time. Once it is wiped, only a new pass helps.",
	}
}

// Back closes and wipes. A pass that was never shown is lost by that, so it asks first.
func (s *Screen) Back() tea.Cmd {
	if !s.value.Wiped() && !s.value.Opened() && !s.asking {
		s.asking = true
		return nil
	}
	if s.asking {
		s.asking = false
		return nil
	}
	return s.leave(nav.Closed)
}

// leave wipes and goes to the person.
func (s *Screen) leave(why nav.Reason) tea.Cmd {
	s.end(why)
	return s.env.Pop(nav.Shown{Pass: s.to.Issued.Pass, Revealed: s.value.Opened(), Ended: why == nav.Ended})
}

// Update takes keys, and closes at the end of the window.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(press)
	}
	if _, ok := s.tick.Take(msg); ok {
		if s.left() <= 0 || s.value.Wiped() {
			return s.leave(nav.Ended)
		}
		return s.await()
	}
	_, begun := s.begun.Take(msg)
	_, late := s.late.Take(msg)
	if begun || late {
		return s.show()
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if s.asking {
		s.asking = false
		if kit.Press(msg, kit.Yes) {
			return s.leave(nav.Closed)
		}
		return nil
	}
	switch {
	case kit.Press(msg, kit.Reveal) && !s.value.Opened():
		return s.begin()
	case kit.Press(msg, kit.Mask) && s.value.Opened():
		s.masked = !s.masked
	}
	return nil
}

// begin puts into the journal that the value comes into sight, first: a console that is killed in the next instant must not leave a
// journal that says nobody saw it.
func (s *Screen) begin() tea.Cmd {
	if s.begun.Pending() {
		return nil
	}
	record := s.to.Record.Follow(journal.RevealBegin)
	return tea.Batch(
		s.begun.Read(s.env, func(context.Context) (struct{}, error) { return struct{}{}, s.env.Journal.Keep(record) }),
		fx.After(&s.late, s.env, patience),
	)
}

// show begins the window. It is no matter here what the journal said: the root tells.
func (s *Screen) show() tea.Cmd {
	s.begun.Cancel()
	s.late.Cancel()
	s.asking = false
	if s.value.Open(s.env.Now(), s.window(), s.window()) != nil {
		return nil
	}
	s.masked = false
	return s.await()
}

// window is how long the pass may be in sight: as configured, and at least long enough to read it out.
func (s *Screen) window() time.Duration {
	seconds := s.env.RevealSeconds
	if seconds <= 0 {
		seconds = defaultSeconds
	}
	return max(time.Duration(seconds)*time.Second, time.Duration(s.value.Len())*perCharacter)
}

// left is what remains of the window, zero before it begins.
func (s *Screen) left() time.Duration { return s.value.Until().Sub(s.env.Now()) }

// await ticks once a second, on the second of the window.
func (s *Screen) await() tea.Cmd {
	wait := s.left() % time.Second
	if wait <= 0 {
		wait = time.Second
	}
	return fx.After(&s.tick, s.env, wait)
}

func (s *Screen) pass() pass.Pass { return s.to.Issued.Pass }
