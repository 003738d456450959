package watch_test

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

// truth is what really happens to a pass; what a look shows of it may be late, or missing, but never invented.
type truth struct {
	pass       pass.Pass
	used       time.Time
	registered time.Time
	deleted    time.Time
	beta       bool
}

func someTruth(r *rand.Rand) truth {
	some := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return after(float64(r.IntN(4000)))
	}
	tr := truth{pass: oneTime(), used: some(), registered: some(), beta: r.IntN(2) == 0}
	tr.pass.IsUsableOnce = new(r.IntN(2) == 0)
	tr.pass.StartDateTime = after(float64(r.IntN(2) * 600))
	tr.pass.LifetimeInMinutes = []int{10, 60, 480}[r.IntN(3)]
	if r.IntN(3) == 0 {
		tr.deleted = some()
	}
	if !tr.used.IsZero() && (tr.used.Before(tr.pass.StartDateTime) || tr.pass.EndedBy(tr.used) ||
		!tr.deleted.IsZero() && !tr.used.Before(tr.deleted)) {
		tr.used = time.Time{}
	}
	return tr
}

func by(t, now time.Time) bool { return !t.IsZero() && !t.After(now) }

// at is the pass as Graph would show it at an instant.
func (tr truth) at(now time.Time) pass.Pass {
	p := tr.pass
	switch {
	case p.EndedBy(now):
		p = says(p, pass.Expired)
	case p.OneTime() && by(tr.used, now):
		p = says(p, pass.OneTimeUsed)
	case now.Before(p.StartDateTime):
		p = says(p, pass.NotYetValid)
	default:
		p = says(p, pass.EnabledByPolicy)
	}
	if tr.beta && by(tr.used, now) {
		p.LastUsedDateTime = tr.used
	}
	return p
}

// look shows the truth of up to half a minute ago, or fails.
func (tr truth) look(r *rand.Rand, now time.Time) watch.Look {
	l := watch.Look{At: now, UseVisible: tr.beta}
	if r.IntN(8) == 0 {
		l.Fault = &fault.Fault{Kind: []fault.Kind{fault.Offline, fault.Throttled, fault.Denied,
			fault.Unavailable}[r.IntN(4)], What: "look"}
		if r.IntN(2) == 0 {
			l.NotBefore = now.Add(time.Duration(r.IntN(120)) * time.Second)
		}
		return l
	}
	shown := now.Add(-time.Duration(r.IntN(30)) * time.Second)
	switch p := tr.at(shown); {
	case by(tr.deleted, shown), shown.Before(began):
		l.Absent = true
	case r.IntN(10) == 0:
		l.PassFault = &fault.Fault{Kind: fault.Unavailable, What: "read the pass"}
	default:
		l.Pass = &p
	}
	if r.IntN(10) == 0 {
		l.MethodsFault = &fault.Fault{Kind: fault.Denied, What: "read the sign-in methods"}
		return l
	}
	l.Methods = []person.Method{password, app}
	if by(tr.registered, shown) {
		key := passkey
		key.CreatedDateTime = tr.registered
		if tr.beta { // some types do not tell
			key = person.Method{Type: app.Type, ID: text.NewKey("app2")}
		}
		l.Methods = append(l.Methods, key)
	}
	return l
}

// claims are the words that say that somebody used the pass.
var claims = regexp.MustCompile(`(?i)(somebody (has )?signed in with it|used: |^signed in|it was used|has been used|` +
	`the pass was used|has signed in with it)`)

func texts(w watch.Watch, now time.Time) []string {
	out := append(w.Doubt(now, berlin), w.Sentence(now, berlin), w.Over(now))
	for _, e := range w.Events(now) {
		out = append(out, e.Words(berlin))
	}
	for _, s := range watch.Symptoms {
		out = append(out, w.Advise(s, now, berlin).Cause)
	}
	return out
}

// TestByChance lives through hundreds of passes, looked at as politely as the watch says.
func TestByChance(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 6))
		tr := someTruth(r)
		now := began
		w := watch.New(watch.Start{Pass: tr.at(now), Methods: []person.Method{password, app}, SeenAt: now, At: now})
		var asked, notBefore time.Time
		looks, told := 0, false
		for {
			wait, more := w.Next(now)
			if !more {
				break
			}
			now = now.Add(wait + time.Duration(r.IntN(1000))*time.Millisecond)
			if r.IntN(20) == 0 {
				now = now.Add(time.Duration(r.IntN(600)) * time.Second) // another screen was in front
			}
			if !asked.IsZero() && now.Sub(asked) < 15*time.Second || now.Before(notBefore) {
				t.Fatalf("seed %d: a look at %v, after one at %v and not before %v", seed, now, asked, notBefore)
			}
			l := tr.look(r, now)
			asked, notBefore = now, l.NotBefore
			told = told ||
				l.Pass != nil && (l.Pass.MethodUsabilityReason == pass.OneTimeUsed || !l.Pass.LastUsedDateTime.IsZero())
			before, was := w, w.Events(now)
			w = w.Look(l)
			if !reflect.DeepEqual(before.Events(now), was) {
				t.Fatalf("seed %d: a look has changed the watch it was given to", seed)
			}
			tr.judge(t, seed, w, told, now)
			if looks++; looks > 700 {
				t.Fatalf("seed %d: it goes on at %v after %d looks: %s", seed, now, looks, w.Sentence(now, berlin))
			}
		}
		if tr.pass.EndedBy(now.Add(-20 * time.Minute)) {
			t.Fatalf("seed %d: it went on until %v, the pass until %v", seed, now, tr.pass)
		}
	}
}

// judge holds what is said against the truth.
func (tr truth) judge(t *testing.T, seed uint64, w watch.Watch, told bool, now time.Time) {
	t.Helper()
	if w.Used() != told {
		t.Fatalf("seed %d at %v: used is %v, Graph told so: %v", seed, now, w.Used(), told)
	}
	if w.Used() && !by(tr.used, now) {
		t.Fatalf("seed %d at %v: said to be used, and it was not", seed, now)
	}
	if !told && now.Second()%4 == 0 {
		for _, text := range texts(w, now) {
			if claims.MatchString(text) {
				t.Fatalf("seed %d at %v: nobody used it, and it says %q", seed, now, text)
			}
		}
	}
	var seenKinds []watch.Kind
	for _, e := range w.Events(now) {
		if slices.Contains(seenKinds, e.Kind) {
			t.Fatalf("seed %d: twice: %v", seed, w.Events(now))
		}
		seenKinds = append(seenKinds, e.Kind)
		switch {
		case e.Kind == watch.Used &&
			(e.After.After(tr.used.Add(30*time.Second)) || !e.At.IsZero() && !e.At.Equal(tr.used) || tr.used.After(e.SeenAt)):
			t.Fatalf("seed %d: used at %v, said %q", seed, tr.used, e.Words(time.UTC))
		case e.Kind == watch.Gone && !by(tr.deleted, now), e.Kind == watch.Registered && !by(tr.registered, now):
			t.Fatalf("seed %d at %v: %q, which has not happened", seed, now, e.Words(time.UTC))
		case e.SeenAt.After(now):
			t.Fatalf("seed %d: seen in the future", seed)
		}
	}
	if earliest, latest, runs := w.RegisterBy(); runs {
		if end := tr.used.Add(10 * time.Minute); !tr.pass.EndedBy(end) && (earliest.After(end) || latest.Before(end)) {
			t.Fatalf("seed %d: the time to register ends at %v, not from %v to %v", seed, end, earliest, latest)
		}
	}
}
