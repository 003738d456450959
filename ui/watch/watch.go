// Package watch is the screen that follows a pass after it was handed over: its state as of the last check with Graph,
// which times matter now, what to do if it does not work, and what to tell the caller.
//
// It checks by itself, at the pace of state/watch, and only while it is in front: covered or locked it asks nothing,
// and says afterwards between which times it did not check.
package watch

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/card"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/watch"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

const (
	// covered is how often a covered screen checks whether it is still covered.
	covered = time.Second
	// saidFor is how long an announcement stays.
	saidFor = 30 * time.Second
)

// mode is what of the screen is in sight.
type mode int

const (
	following mode = iota
	choosing       // what the caller sees
	advising       // what to do about it
	reading        // the card
	asking         // whether the caller no longer needs the pass
)

// Screen is the watch of one pass.
type Screen struct {
	env  fx.Env
	desk *desk.Desk
	// inFront reports whether nothing is in front of the screen: neither another one nor the lock.
	inFront func() bool
	call    *desk.Call
	watch   watch.Watch
	mode    mode

	look fx.Slot[watch.Look]
	log  fx.SignIns
	next fx.Slot[time.Time]
	tick fx.Slot[time.Time]

	gap
	telling
	said signins.Place // by the caller; it outlives what was said in the call

	seenAt  time.Time // when Graph listed the pass before the first check
	deleted bool      // here, and Graph confirmed it

	symptom kit.List
	card    cards
	size    kit.Size
	scroll  int
}

// gap is when nothing was checked: between gapFrom and gapUntil. Paused means that a check was due while the screen was
// covered; asked is when the last look was begun.
type gap struct {
	paused                   bool
	asked, gapFrom, gapUntil time.Time
}

// telling is what was announced in the status line: last is the last announcement, made at saidAt, when saidOf
// events had been seen; told is the time up to which announcements were made.
type telling struct {
	last         string
	saidOf       int
	saidAt, told time.Time
}

// New returns the watch of the call's pass. Site is the site's text for callers.
func New(env fx.Env, d *desk.Desk, log fx.SignInLog, inFront func() bool, site card.Template, to nav.Watch) *Screen {
	now, c := env.Now(), to.Call
	s := &Screen{env: env, desk: d, inFront: inFront, call: c, telling: telling{told: now}, seenAt: c.SeenAt(),
		log: fx.SignIns{Log: log}, said: c.Said(now).Place(), card: cards{cloud: d.Cloud, site: site}}
	begin := watch.Start{Pass: *c.Pass(), SeenAt: s.seenAt, At: now}
	if q := c.Inquiry; q != nil && q.Delete && q.Target == begin.Pass.ID {
		begin.Unsettled = q.EndedAt
	}
	if d := c.Dossier; d != nil && d.MethodsFault == nil { // a new method is recognised by these
		begin.Methods = append([]person.Method{}, d.Methods...)
	}
	s.watch = watch.New(begin)
	s.symptom.Reset(len(watch.Symptoms))
	return s
}

// Init takes the first look.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.ask(true), s.await()) }

// Title names the screen.
func (s *Screen) Title() string { return title }

// Keys lists what can be done now.
func (s *Screen) Keys() []kit.Key {
	switch s.mode {
	case asking:
		return kit.On(kit.Says(kit.Yes, doLeft), kit.Says(kit.Esc, doKeep))
	case choosing:
		return []kit.Key{{Binding: kit.Says(kit.Enter, doAdvice)}, backToWatch, {Binding: kit.Move}}
	case reading:
		return append(s.card.keys(), backToWatch, kit.Key{Binding: kit.Says(kit.Move, doScroll)})
	case advising:
		return []kit.Key{
			{Binding: kit.Issue, Off: s.issueOff()}, {Binding: kit.Look, Off: s.lookOff()}, {Binding: kit.Card},
			{Binding: kit.Says(kit.Esc, doSymptom)}, {Binding: kit.WhyOut, Short: doSignIns},
			{Binding: kit.Says(kit.Move, doScroll)},
		}
	}
	back := kit.Key{Binding: kit.Says(kit.Esc, doPerson), Short: doBack}
	if s.watch.Stage(s.env.Now()) == watch.Deleted {
		return slices.Concat([]kit.Key{back}, s.actKeys(), []kit.Key{
			{Binding: kit.Issue, Off: s.issueOff()}, {Binding: kit.Card}, {Binding: kit.Look, Off: s.lookOff()},
			{Binding: kit.Trouble},
			{Binding: kit.Says(kit.Delete, doDelete), Off: s.deleteOff()}, {Binding: kit.Says(kit.Move, doScroll)},
		}, s.cardKeys())
	}
	return slices.Concat([]kit.Key{
		{Binding: kit.Trouble, Short: doTrouble}, {Binding: kit.Card},
		{Binding: kit.Says(kit.Delete, doDelete), Off: s.deleteOff()},
	}, s.actKeys(), []kit.Key{
		back, {Binding: kit.Look, Off: s.lookOff()}, {Binding: kit.Issue, Off: s.issueOff()},
		{Binding: kit.WhyOut, Short: doSignIns}, {Binding: kit.Says(kit.Move, doScroll)},
	}, s.cardKeys())
}

// backToWatch closes what is in the place of the watch.
var backToWatch = kit.Key{Binding: kit.Says(kit.Esc, doWatch), Short: doBack}

// cardKeys returns the card's keys while it is drawn next to the watch.
func (s *Screen) cardKeys() []kit.Key {
	if !s.cardInSight() {
		return nil
	}
	return s.card.keys()
}

// cardInSight reports whether the card is drawn: alone, or next to the watch on a wide terminal.
func (s *Screen) cardInSight() bool { return s.mode == reading || s.mode == following && s.size.Wide() }

func (s *Screen) issueOff() string { return s.desk.Off() }

func (s *Screen) deleteOff() string {
	switch s.watch.Stage(s.env.Now()) {
	case watch.Deleted:
		return offGone
	case watch.Superseded:
		return offReplaced
	}
	return s.desk.Off()
}

func (s *Screen) lookOff() string {
	if s.look.Pending() {
		return offChecking
	}
	if s.watch.Waits(s.env.Now()) {
		return offWait
	}
	return ""
}

// Explain says what the watch is, and what it cannot see.
func (s *Screen) Explain() []string { return help }

// Back goes from what is in sight to the watch, and from there to the person.
func (s *Screen) Back() tea.Cmd {
	switch s.mode {
	case following:
		return s.env.Pop(nav.Result{Next: nav.ToPerson})
	case advising:
		s.show(choosing)
	default:
		s.show(following)
	}
	return nil
}

func (s *Screen) show(m mode) { s.mode, s.scroll = m, 0 }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		s.symptom.Settle(len(watch.Symptoms))
		if msg.Wide() { // there is room for the card next to the watch
			s.card.open(s.call.Person, s.env)
		}
		return nil
	case nav.Returned:
		return s.returned(msg.Result)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	if a, ok := s.look.Take(msg); ok {
		return s.looked(a.Value)
	}
	if _, ok := s.next.Take(msg); ok {
		return s.due()
	}
	if _, ok := s.tick.Take(msg); ok {
		return s.await()
	}
	s.log.Take(s.call, msg)
	return nil
}

// ask takes a look: one that the operator asked for, or one that was due.
func (s *Screen) ask(asked bool) tea.Cmd {
	id, passID := s.call.Person.ID, s.watch.Pass().ID
	if s.paused {
		s.paused, s.gapUntil = false, s.env.Now()
	}
	s.next.Cancel()
	s.asked = s.env.Now()
	return s.look.Read(s.env, func(ctx context.Context) (watch.Look, error) {
		return s.desk.Watch(ctx, id, passID, asked), nil
	})
}

// looked takes what a look found, and lets the next one follow.
func (s *Screen) looked(l watch.Look) tea.Cmd {
	if fault.Is(l.Fault, fault.Canceled) {
		return nil
	}
	s.watch = s.watch.Look(l)
	s.call.Watched(s.watch)
	return tea.Batch(s.follow(), s.await())
}

// follow waits for the next look, if there is one.
func (s *Screen) follow() tea.Cmd {
	wait, more := s.watch.Next(s.env.Now())
	if !more {
		s.next.Cancel()
		if s.logDue() {
			return s.readLog()
		}
		return nil
	}
	return fx.After(&s.next, s.env, wait)
}

// due makes the check that is due. While the screen is covered it waits until it no longer is.
func (s *Screen) due() tea.Cmd {
	if !s.inFront() {
		if !s.paused {
			s.paused, s.gapFrom, s.gapUntil = true, s.asked, time.Time{}
		}
		return fx.After(&s.next, s.env, covered)
	}
	if wait, more := s.watch.Next(s.env.Now()); !more || wait > 0 {
		return s.follow()
	}
	if s.logDue() { // it takes the place of a check
		return tea.Batch(s.readLog(), s.follow())
	}
	return s.ask(false)
}

// await ticks while a clock runs or an announcement is shown, only as often as what is drawn changes, and announces
// what is due.
func (s *Screen) await() tea.Cmd {
	now := s.env.Now()
	if s.inFront() {
		after := s.told
		// After a while behind another screen, what became due long ago is no longer true.
		if recent := now.Add(-saidFor); after.Before(recent) {
			after = recent
		}
		if text := s.watch.Due(after, now); text != "" {
			s.last, s.saidAt, s.saidOf = text, now, len(s.watch.Events(now))
		}
		s.told = now
	}
	wait := time.Duration(0)
	sooner := func(d time.Duration) {
		if d > 0 && (wait == 0 || d < wait) {
			wait = d
		}
	}
	for _, c := range s.watch.Clocks(now) {
		sooner(c.Tick(now))
	}
	if s.announcement(now) != "" {
		sooner(s.saidAt.Add(saidFor).Sub(now))
	}
	if wait == 0 {
		s.tick.Cancel()
		return nil
	}
	return fx.After(&s.tick, s.env, wait)
}

// announcement returns the last announcement while it lasts: for a while, and until something is seen.
func (s *Screen) announcement(now time.Time) string {
	if now.Sub(s.saidAt) >= saidFor || len(s.watch.Events(now)) != s.saidOf {
		return ""
	}
	return s.last
}

// returned continues after the confirmation of a deletion. The person's screen looks into one whose outcome is unknown.
func (s *Screen) returned(result nav.Result) tea.Cmd {
	switch {
	case result.Next == nav.ToPerson:
		return s.env.Pop(result)
	case !s.deleted && s.call.Deleted != nil && s.call.Deleted.ID == s.watch.Pass().ID:
		s.deleted, s.watch = true, s.watch.Deleted(s.env.Now())
		s.look.Cancel()
	}
	return tea.Batch(s.follow(), s.await())
}
