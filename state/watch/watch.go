package watch

import (
	"slices"
	"sort"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

const (
	// firstMinute is how long to wait before typing a new pass. Source: reports that a pass typed within seconds is
	// refused.
	firstMinute = time.Minute
	// registration is how long after the sign-in with a one-time pass a passwordless method must have been registered.
	// Source: learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass,
	// Limitations.
	registration = 10 * time.Minute
	// behind is how old the answer of a server may be, for times that somebody relies on. Microsoft does not document
	// it.
	behind = 30 * time.Second
	// slack is how much earlier than the pass a method may seem created and still count as created after it: clocks of
	// Microsoft's services differ, and some answers hold whole seconds.
	slack = 2 * time.Second
)

// Watch is what is known of a pass. It is a value: Look and Deleted return the next one and change nothing. All times
// are Graph's, UTC.
type Watch struct {
	pass   pass.Pass
	events []Event
	// known are the methods that are nothing new; listed says that there was a list to know them from.
	known  []methodKey
	listed bool
	// first is when the pass was first seen.
	first time.Time

	asked    time.Time // of the last look, answered or not
	requests int       // that it took
	logAsked time.Time // for where the pass was used
	looked   time.Time // of the last look that showed the state of the pass
	unused   time.Time // of the last look that had it, not used
	failures int       // looks in a row that told nothing of the pass
	fault    *fault.Fault
	missing  pass.Absence // the looks in a row in which Graph did not know it
	written  time.Time    // when the last write to it was over, as far as is known
	changed  time.Time

	notBefore    time.Time
	useVisible   bool
	methodsFault *fault.Fault
}

// methodKey tells methods apart: some types have one id for everybody.
type methodKey struct {
	kind string
	id   text.Key
}

// Start is what a watch begins with.
type Start struct {
	// Pass is the pass as Graph gave it last, in the answer to its creation or in a list, at SeenAt by Graph's clock,
	// UTC.
	Pass   pass.Pass
	SeenAt time.Time
	// Methods are the person's methods as last read, nil when they were not; an empty list is not nil.
	Methods []person.Method
	// Unsettled is when a deletion of unknown outcome was over, by Graph's clock, UTC; zero where none is open.
	Unsettled time.Time
	// At is now, by Graph's clock, UTC.
	At time.Time
}

// New begins to watch.
func New(s Start) Watch {
	seen := s.SeenAt.UTC()
	w := Watch{pass: s.Pass, first: seen}
	w.written = w.since()
	if s.Unsettled.After(w.written) {
		w.written = s.Unsettled
	}
	w.add(Event{Kind: Created, At: s.Pass.CreatedDateTime, SeenAt: seen})
	if s.Methods != nil {
		w.takeMethods(s.Methods, seen)
		w.listed = true
	}
	w.takePass(s.Pass, seen)
	w.changed = s.At.UTC()
	return w
}

// Look takes what a look found. A look that is not later than the last one changes nothing, unless the clock was set
// back since.
func (w Watch) Look(l Look) Watch {
	at := l.At.UTC()
	if !w.asked.IsZero() && !at.After(w.asked) && !w.setBack(at) {
		return w
	}
	w.events, w.known = slices.Clip(w.events), slices.Clip(w.known)
	if w.setBack(at) {
		w.logAsked = time.Time{}
	}
	w.asked, w.requests, w.notBefore = at, l.Requests, l.NotBefore.UTC()
	if l.NotBefore.IsZero() {
		w.notBefore = time.Time{}
	}
	w.fault, w.failures = l.failure(), w.failures+1
	if l.Fault != nil {
		return w
	}
	w.useVisible = w.useVisible || l.UseVisible
	if w.methodsFault = l.MethodsFault; l.MethodsFault == nil && l.Methods != nil {
		w.takeMethods(l.Methods, at)
		w.listed = w.listed || !l.MethodsPart
	}
	switch {
	case l.Pass != nil && l.Pass.ID == w.pass.ID:
		w.fault, w.failures, w.missing, w.looked = nil, 0, pass.Absence{}, at
		w.back(at)
		w.takePass(*l.Pass, at)
	case l.Absent:
		w.fault, w.failures, w.looked = nil, 0, at
		w.miss(l.Listed, at)
	}
	return w
}

// setBack reports whether the last look was so far ahead of now that the clock must have been set back since: Graph's
// may have been misread.
func (w Watch) setBack(now time.Time) bool { return w.asked.Sub(now) > time.Minute }

// Deleted takes that this console deleted the pass, and Graph confirmed it.
func (w Watch) Deleted(at time.Time) Watch {
	w.events = slices.Clip(w.events)
	if !w.has(Gone) {
		w.add(Event{Kind: Gone, SeenAt: at.UTC(), Here: true})
	}
	return w
}

// takePass takes the state of the pass. What was once seen stays seen: an answer from a server that lags takes nothing
// back.
func (w *Watch) takePass(p pass.Pass, at time.Time) {
	if w.has(Used) && p.MethodUsabilityReason == pass.EnabledByPolicy && p.OneTime() {
		p.IsUsable, p.MethodUsabilityReason = false, pass.OneTimeUsed
	}
	w.pass = p
	switch p.MethodUsabilityReason {
	case pass.EnabledByPolicy:
		if !w.has(Usable) {
			w.add(Event{Kind: Usable, At: p.StartDateTime, SeenAt: at})
		}
	case pass.DisabledByPolicy:
		if !w.has(Blocked) {
			w.add(Event{Kind: Blocked, SeenAt: at})
		}
	case pass.Expired:
		if !w.has(Expired) {
			end, _ := p.End()
			w.add(Event{Kind: Expired, At: end, SeenAt: at})
		}
	}
	w.takeUse(p, at)
}

// takeUse takes a use, if Graph shows one: a one-time pass by its reason, any pass by lastUsedDateTime, which only beta
// has.
func (w *Watch) takeUse(p pass.Pass, at time.Time) {
	last := p.LastUsedDateTime
	if last.Before(p.CreatedDateTime.Add(-slack)) {
		last = time.Time{} // it cannot have been this pass
	}
	if p.MethodUsabilityReason != pass.OneTimeUsed && last.IsZero() {
		if p.IsUsable || p.MethodUsabilityReason == pass.NotYetValid {
			w.unused = at
		}
		return
	}
	for i, e := range w.events {
		if e.Kind != Used {
			continue
		}
		w.events = slices.Clone(w.events)
		switch {
		case e.At.IsZero():
			w.events[i].At = last
		case last.After(e.At) && last.After(e.Again):
			w.events[i].Again = last
		}
		return
	}
	after := w.unused
	for _, known := range []time.Time{p.CreatedDateTime, p.StartDateTime} {
		if known.After(after) && known.Before(at) {
			after = known
		}
	}
	w.add(Event{Kind: Used, At: last, After: after, SeenAt: at})
}

// miss takes that Graph does not know the pass by its id. Another one, created later, has taken its place; else it
// takes looks apart in time, see pass.Absence.
func (w *Watch) miss(listed *pass.Pass, at time.Time) {
	w.missing = w.missing.Missed(at)
	if w.has(Gone) || w.has(Replaced) {
		return
	}
	if listed != nil && listed.ID != w.pass.ID && listed.CreatedDateTime.After(w.since()) {
		w.add(Event{Kind: Replaced, At: listed.CreatedDateTime, SeenAt: at})
		return
	}
	if w.pass.EndedBy(at) {
		return // its time is over; whether somebody deleted it, or Graph cleared it away, is not known
	}
	if w.missing.Settled(w.written) {
		w.add(Event{Kind: Gone, SeenAt: at})
	}
}

// back takes that Graph has the pass which it did not know before. Where this console deleted it, a server is behind.
func (w *Watch) back(at time.Time) {
	for i, e := range w.events {
		if e.Kind == Replaced || e.Kind == Gone && !e.Here {
			w.events = slices.Delete(slices.Clone(w.events), i, i+1)
			w.changed = at
			return
		}
	}
}

// takeMethods finds what is new in a list: what was in none before, or what Graph says was created after the pass. The
// first list tells the latter alone.
func (w *Watch) takeMethods(methods []person.Method, at time.Time) {
	for _, m := range methods {
		key := methodKey{kind: string(m.Type), id: m.ID}
		if slices.Contains(w.known, key) {
			continue
		}
		w.known = append(w.known, key)
		dated := !m.CreatedDateTime.IsZero()
		since := dated && !m.CreatedDateTime.Before(w.since().Add(-slack))
		if since || w.listed && !dated {
			w.add(Event{Kind: Registered, At: m.CreatedDateTime, SeenAt: at, Method: m})
		}
	}
}

func (w *Watch) add(e Event) {
	e.At = e.At.UTC()
	w.events = append(w.events, e)
	w.changed = e.SeenAt
}

func (w *Watch) has(kind Kind) bool {
	for n := range w.events {
		if w.events[n].Kind == kind {
			return true
		}
	}
	return false
}

// Pass returns the pass as it was seen last.
func (w Watch) Pass() pass.Pass { return w.pass }

// Events returns what was seen, in the order in which it was; the end of validity is added by the clock, when it has
// come by now.
func (w Watch) Events(now time.Time) []Event {
	out := slices.Clone(w.events)
	if end, _ := w.pass.End(); !w.has(Expired) && !w.has(Gone) && !w.has(Replaced) && w.pass.EndedBy(now) {
		out = append(out, Event{Kind: Expired, At: end, SeenAt: end})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].SeenAt.Before(out[j].SeenAt) })
	return out
}

// LookedAt returns when Graph last showed the state of the pass, zero if it has not since the watch began.
func (w Watch) LookedAt() time.Time { return w.looked }

// Used reports whether Graph told of a use of the pass.
func (w Watch) Used() bool { return w.has(Used) }

// Use returns the first use of the pass that Graph told of, false where it told of none.
func (w Watch) Use() (Event, bool) {
	i := slices.IndexFunc(w.events, func(e Event) bool { return e.Kind == Used })
	if i < 0 {
		return Event{}, false
	}
	return w.events[i], true
}

// Enrolled returns the methods that appeared since and sign somebody in: not an email address for password resets, nor
// a password.
func (w Watch) Enrolled() []person.Method {
	var out []person.Method
	for _, e := range w.events {
		if e.Kind == Registered && signsIn(e.Method) {
			out = append(out, e.Method)
		}
	}
	return out
}

// signsIn reports whether a method is one to sign in with, instead of or in addition to a password.
func signsIn(m person.Method) bool {
	return m.Type != "emailAuthenticationMethod" && m.Type != "passwordAuthenticationMethod"
}

// Leftover reports whether the pass could still be used though a new method is there: a multi-use pass that nobody
// needs any more.
func (w Watch) Leftover(now time.Time) bool {
	return len(w.Enrolled()) > 0 && w.pass.MultiUse() && w.Stage(now).live()
}
