// Package reveal shows the value of a pass or a new password, once: masked at first, in sight while it is read out,
// then gone for good.
//
// The rules of the secret, which this screen must obey: the value is asked for in one place and kept in no field; it is
// where the screen says it is and nowhere else; a pause masks it; the end of its time, leaving, locking, quitting and
// suspending wipe it; and then no key brings it back.
package reveal

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/recorder"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

const (
	// defaultSeconds is how long a pass stays in sight without a key unless the configuration says otherwise, and
	// defaultMaxSeconds after how long it is wiped.
	defaultSeconds    = 180
	defaultMaxSeconds = 600
	// perCharacter is the least time to read one character out and hear it back.
	perCharacter = 8 * time.Second
	// patience is how long the journal may take over the record that the pass is about to be seen. Whatever it does,
	// the pass is shown.
	patience = 500 * time.Millisecond
)

// question is what the screen asks, if anything.
type question int

const (
	nothing question = iota
	closing          // Esc was pressed before the value was ever shown
	leaving          // Esc was pressed while it was
	copying          // c was pressed: what happens to a copy is said first
)

// Options is what a site and its operator want of a reveal.
type Options struct {
	// Seconds is how long a pass stays in sight without a key; 0 means 180. A pass gets at least 8 seconds per
	// character.
	Seconds int
	// MaxSeconds is after how long a pass is wiped, whatever is pressed; 0 means 600.
	MaxSeconds int
	// MaskOnBlur masks a pass when the terminal reports that it has lost the focus.
	MaskOnBlur bool
	// Copy lets a pass in sight be copied to the terminal's clipboard.
	Copy bool
	// Recorders looks for what records the session. It runs in the background, and the screen does not wait for it; nil
	// finds nothing.
	Recorders func(context.Context) recorder.Report
}

// Means are what a reveal works with.
type Means struct {
	Journal Journal
	// WritesOff says why nothing is written to Graph now; empty when passes can be issued.
	WritesOff func() string
	Clipboard *fx.Clipboard
	// Forget is called when the screen closes, so that neither the renderer nor memory keeps what was visible.
	Forget func() tea.Cmd
}

// Journal takes the records of a reveal; journal.Journal does.
type Journal interface {
	// Keep returns once the record is on the disk. On an error it is kept in memory, and written before any later one.
	Keep(journal.Record) error
	// Post is Keep without waiting.
	Post(journal.Record)
}

// Screen is the reveal.
type Screen struct {
	env    fx.Env
	has    Means
	wants  Options
	to     nav.Reveal
	record journal.Record // of the creation
	value  secret.Text
	masked bool
	asked  question
	ended  bool // the end is in the journal
	why    nav.Reason
	// at is which character is read out: beforeFirst while the whole is in sight, the length of the pass for the
	// read-back.
	at int
	// listing means that each character is listed with what to say for it; scroll is the first visible group of that list
	// if not all fit.
	listing bool
	scroll  int
	// copied means that the pass was sent to the terminal's clipboard.
	copied   bool
	recorded recorder.Report
	size     kit.Size // as last told; zero before that

	tick fx.Slot[time.Time]
	look fx.Slot[recorder.Report]
	// begun is the record that the pass comes into sight, late the end of the wait for it.
	begun fx.Slot[struct{}]
	late  fx.Slot[time.Time]
}

// New returns the reveal of a pass just issued, masked.
func New(env fx.Env, has Means, wants Options, to nav.Reveal) *Screen {
	s := &Screen{env: env, has: has, wants: wants, to: to, record: to.Call.Reveal.Record, value: to.Issued.Value,
		masked: true, at: beforeFirst}
	s.to.Issued.Value = secret.Text{}
	return s
}

// Init looks for what records the session. The window begins with a key.
func (s *Screen) Init() tea.Cmd { return s.lookAround() }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Leave wipes the value, and lets the journal know why.
func (s *Screen) Leave(why nav.Reason) { s.end(why) }

// end wipes the value. The journal records the first reason, which is the one that took the pass away.
func (s *Screen) end(why nav.Reason) {
	s.value.Wipe()
	if s.ended {
		return
	}
	s.ended, s.why = true, why
	r := s.record.Follow(journal.RevealEnd)
	seen := s.value.Opened()
	s.to.Call.Shown(s.pass().ID, seen)
	r.Revealed, r.Reason = &seen, string(why)
	if s.copied {
		r.Reason = fmt.Sprintf(formatAfterACopy, r.Reason)
	}
	s.has.Journal.Post(r)
}

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	switch {
	case s.value.Wiped():
		return ""
	case !s.value.Opened():
		return s.says().lossNeverShown
	}
	return s.says().lossShown
}

// Keys lists what can be done with the pass now.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.asked == closing:
		if s.isPassword() {
			return kit.On(kit.Says(kit.Yes, doCloseOrStay))
		}
		return kit.On(kit.Says(kit.Yes, doCloseOrStay), kit.Says(kit.Delete, doCloseAndDelete))
	case s.asked == leaving:
		return kit.On(kit.Says(kit.Esc, doLeave))
	case s.asked == copying:
		return kit.On(kit.Says(kit.Yes, doCopyOrStay))
	case s.value.Wiped():
		keys := []kit.Key{{Binding: kit.Reveal, Off: s.says().offWiped},
			{Binding: kit.Says(kit.Esc, doToPerson)}}
		if !s.value.Opened() && !s.isPassword() {
			keys = append(keys, kit.Key{Binding: kit.Delete})
		}
		return keys
	case !s.value.Opened():
		return kit.On(kit.Reveal, kit.Says(kit.Esc, doClose))
	case s.hidden():
		off := kit.Key{Binding: kit.Says(kit.Reveal, doReadOut), Off: offMasked}
		return append(kit.On(kit.Says(kit.Mask, doUnmask), kit.Says(kit.Esc, doDone)), off)
	}
	return s.readOutKeys()
}

// isPassword reports whether the value is a new password, and not that of a pass.
func (s *Screen) isPassword() bool { return s.record.Operation == journal.Reset }

// says is what is said of the value.
func (s *Screen) says() *wording {
	if s.isPassword() {
		return &ofPassword
	}
	return &ofPass
}

// Explain says what the window is.
func (s *Screen) Explain() []string { return s.says().help }

// Back goes from the read-out to the whole pass, and from there it closes and wipes. The value is lost by that, so it
// asks first: for a yes where the pass was never shown, else to be pressed twice.
func (s *Screen) Back() tea.Cmd {
	switch {
	case s.value.Wiped(), s.asked == leaving:
		return s.leave(nav.Closed, false)
	case s.asked != nothing:
		s.asked = nothing
	case !s.value.Opened():
		s.asked = closing
	case !s.hidden() && (s.listing || s.at > beforeFirst):
		s.listing, s.at, s.scroll = false, beforeFirst, 0
		s.value.Renew(s.env.Now(), s.window())
		return s.await()
	default:
		s.asked = leaving
	}
	return nil
}

// OtherKey takes the first of two presses back.
func (s *Screen) OtherKey() {
	if s.asked == leaving {
		s.asked = nothing
	}
}

// leave wipes, and goes to the person; wanted says that the pass is to be deleted there.
func (s *Screen) leave(why nav.Reason, wanted bool) tea.Cmd {
	s.end(why)
	result := nav.Result{Next: nav.ToPerson, Told: s.tookAway()}
	switch {
	case wanted:
		result.Next = nav.ToDelete
	case s.value.Opened() && !s.isPassword(): // somebody has it now
		result.Next = nav.ToWatch
	}
	return tea.Batch(s.has.Forget(), s.has.Clipboard.Clear(), s.env.Pop(result))
}

// tookAway says what took the value away, where it was not the operator's choice.
func (s *Screen) tookAway() string {
	switch s.why {
	case nav.Closed, "":
		return ""
	case nav.Ended:
		return s.says().timeOver
	}
	return fmt.Sprintf(s.says().wipedBy, s.why)
}

// Update takes keys, masks after a pause and closes at the end.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case kit.Size:
		s.size = msg
		return nil
	case tea.BlurMsg:
		s.masked = true
		return nil
	}
	if a, ok := s.look.Take(msg); ok {
		s.recorded = a.Value
		return nil
	}
	if _, ok := s.tick.Take(msg); ok {
		if s.value.Wiped() || s.toEnd() <= 0 {
			return s.leave(nav.Ended, false)
		}
		s.masked = s.hidden()
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
	switch {
	case s.asked != nothing:
		return s.answer(msg)
	case s.value.Wiped():
		if kit.Press(msg, kit.Delete) && !s.value.Opened() && !s.isPassword() {
			return s.leave(nav.Closed, true)
		}
	case !s.value.Opened():
		if kit.Press(msg, kit.Reveal) {
			return s.begin()
		}
	case kit.Press(msg, kit.Mask) && !s.hidden():
		s.masked = true
	case kit.Press(msg, kit.Mask):
		s.masked = !s.value.Renew(s.env.Now(), s.window())
	case !s.hidden():
		return s.readOut(msg)
	}
	return nil
}

// begin puts into the journal that the value comes into sight, first: a console that is killed in the next instant must
// not leave a journal that says nobody saw it.
func (s *Screen) begin() tea.Cmd {
	if s.begun.Pending() {
		return nil
	}
	record := s.record.Follow(journal.RevealBegin)
	return tea.Batch(
		s.begun.Read(s.env, func(context.Context) (struct{}, error) { return struct{}{}, s.has.Journal.Keep(record) }),
		fx.After(&s.late, s.env, patience),
	)
}

// show begins the window. It is no matter here what the journal said: the root tells.
func (s *Screen) show() tea.Cmd {
	s.begun.Cancel()
	s.late.Cancel()
	s.asked = nothing
	if s.value.Open(s.env.Now(), s.window(), s.longest()) != nil {
		return nil
	}
	s.masked = false
	return s.await()
}

// answer takes the answer to what is asked.
func (s *Screen) answer(msg tea.KeyPressMsg) tea.Cmd {
	asked := s.asked
	s.asked = nothing
	switch {
	case asked == closing && kit.Press(msg, kit.Yes):
		return s.leave(nav.Closed, false)
	case asked == closing && kit.Press(msg, kit.Delete) && !s.isPassword():
		return s.leave(nav.Closed, true)
	case asked == copying && kit.Press(msg, kit.Yes):
		return s.copy()
	}
	return nil
}

// Window is how long a pass stays in sight without a key, but for one that takes longer to read out.
func (o Options) Window() time.Duration {
	if o.Seconds <= 0 {
		return defaultSeconds * time.Second
	}
	return time.Duration(o.Seconds) * time.Second
}

// window is how long the pass stays in sight without a key: as configured, and at least long enough to read it out.
func (s *Screen) window() time.Duration {
	return min(max(s.wants.Window(), time.Duration(s.value.Len())*perCharacter), s.longest())
}

// longest is after how long the pass is wiped, whatever is pressed.
func (s *Screen) longest() time.Duration {
	seconds := s.wants.MaxSeconds
	if seconds <= 0 {
		seconds = defaultMaxSeconds
	}
	return time.Duration(seconds) * time.Second
}

// hidden reports whether the pass is masked: because somebody wanted that, or after a pause.
func (s *Screen) hidden() bool { return s.masked || s.toMask() <= 0 }

// toMask is how long the pass stays in sight without a key, toEnd how long until it is wiped; zero or less before the
// window begins.
func (s *Screen) toMask() time.Duration { return s.value.Until().Sub(s.env.Now()) }
func (s *Screen) toEnd() time.Duration  { return s.value.End().Sub(s.env.Now()) }

// await ticks once a second, on the second of what is counted down.
func (s *Screen) await() tea.Cmd {
	left := s.toMask()
	if s.hidden() {
		left = s.toEnd()
	}
	wait := left % time.Second
	if wait <= 0 {
		wait = time.Second
	}
	return fx.After(&s.tick, s.env, wait)
}

func (s *Screen) pass() pass.Pass { return s.to.Issued.Pass }
