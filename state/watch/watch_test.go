package watch_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones wherever they run

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

var (
	began  = time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)
	berlin = func() *time.Location {
		zone, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			panic(err)
		}
		return zone
	}()
	password = person.Method{Type: "passwordAuthenticationMethod", ID: text.NewKey("28c10230")}
	app      = person.Method{Type: "microsoftAuthenticatorAuthenticationMethod", ID: text.NewKey("app"),
		DisplayName: "Old phone"}
	passkey = person.Method{Type: "fido2AuthenticationMethod", ID: text.NewKey("key"), DisplayName: "Key",
		CreatedDateTime: began.Add(65 * time.Second)}
	email = person.Method{Type: "emailAuthenticationMethod", ID: text.NewKey("mail"), EmailAddress: "x@other.example"}
)

// after returns the instant s seconds after the pass was created.
func after(s float64) time.Time { return began.Add(time.Duration(s * float64(time.Second))) }

func oneTime() pass.Pass {
	return pass.Pass{ID: text.NewKey("p1"), CreatedDateTime: began, StartDateTime: began, LifetimeInMinutes: 60,
		IsUsableOnce: new(true),
		IsUsable:     true, MethodUsabilityReason: pass.EnabledByPolicy}
}

func multiUse() pass.Pass { p := oneTime(); p.IsUsableOnce = new(false); return p }

func says(p pass.Pass, reason pass.Reason) pass.Pass {
	p.MethodUsabilityReason, p.IsUsable = reason, reason == pass.EnabledByPolicy
	return p
}

func lastUsed(p pass.Pass, at time.Time) pass.Pass { p.LastUsedDateTime = at; return p }

// seen is a look that had the pass and methods.
func seen(s float64, p pass.Pass, methods ...person.Method) watch.Look {
	return watch.Look{At: after(s), Pass: &p, Listed: &p, Methods: append([]person.Method{password, app}, methods...)}
}

// took is a look that took so many requests.
func took(requests int, l watch.Look) watch.Look { l.Requests = requests; return l }

func absent(s float64, listed *pass.Pass) watch.Look {
	return watch.Look{At: after(s), Absent: true, Listed: listed, Methods: []person.Method{password, app}}
}

func failed(s float64, kind fault.Kind) watch.Look {
	return watch.Look{At: after(s), Fault: &fault.Fault{Kind: kind, What: "read the pass", Status: 429}}
}

func follow(p pass.Pass, looks ...watch.Look) watch.Watch {
	w := watch.New(watch.Start{Pass: p, Methods: []person.Method{password, app}, SeenAt: began, At: began})
	for _, l := range looks {
		w = w.Look(l)
	}
	return w
}

func kinds(w watch.Watch, now time.Time) []watch.Kind {
	var out []watch.Kind
	for _, e := range w.Events(now) {
		out = append(out, e.Kind)
	}
	return out
}

func TestWhatIsSeen(t *testing.T) {
	later := oneTime()
	later.ID, later.CreatedDateTime = text.NewKey("p2"), after(30)
	earlier := later
	earlier.CreatedDateTime = after(-300)
	once, many := oneTime(), multiUse()
	used := says(once, pass.OneTimeUsed)
	future := says(once, pass.NotYetValid)
	future.StartDateTime = after(3600)
	begun := says(future, pass.EnabledByPolicy)
	for _, c := range []struct {
		name  string
		watch watch.Watch
		now   float64
		stage watch.Stage
		kinds []watch.Kind
	}{
		{"just created", follow(once), 1, watch.Settling, []watch.Kind{watch.Created, watch.Usable}},
		{"a minute old", follow(once), 60, watch.Ready, []watch.Kind{watch.Created, watch.Usable}},
		{"future", follow(future), 60, watch.Waiting, []watch.Kind{watch.Created}},
		{"begun", follow(future, seen(3601, begun)), 3602, watch.Ready, []watch.Kind{watch.Created, watch.Usable}},
		{"blocked at creation", follow(says(once, pass.DisabledByPolicy)), 1, watch.Refused,
			[]watch.Kind{watch.Created, watch.Blocked}},
		{"used", follow(once, seen(35, once), seen(40, used)), 45, watch.SignedIn,
			[]watch.Kind{watch.Created, watch.Usable, watch.Used}},
		{"used, by a server behind not", follow(once, seen(40, used), seen(45, once)), 50, watch.SignedIn,
			[]watch.Kind{watch.Created, watch.Usable, watch.Used}},
		{"time to register over", follow(once, seen(40, used)), 641, watch.Closed,
			[]watch.Kind{watch.Created, watch.Usable, watch.Used}},
		{"registered", follow(once, seen(40, used), seen(70, used, passkey)), 71, watch.SignedIn,
			[]watch.Kind{watch.Created, watch.Usable, watch.Used, watch.Registered}},
		{"registered, then not listed and listed again",
			follow(once, seen(70, used, passkey), seen(75, used), seen(80, used, passkey)), 81, watch.SignedIn,
			[]watch.Kind{watch.Created, watch.Usable, watch.Registered, watch.Used}},
		{"multi-use, on v1.0", follow(many, seen(70, many)), 71, watch.Ready, []watch.Kind{watch.Created, watch.Usable}},
		{"multi-use, used, on beta", follow(many, seen(70, lastUsed(many, after(50)))), 71, watch.SignedIn,
			[]watch.Kind{watch.Created, watch.Usable, watch.Used}},
		{"last used before it was created", follow(many, seen(70, lastUsed(many, after(-50)))), 71, watch.Ready,
			[]watch.Kind{watch.Created, watch.Usable}},
		{"multi-use, registered within the minute", follow(many, seen(50, many, passkey)), 51, watch.Ready,
			[]watch.Kind{watch.Created, watch.Usable, watch.Registered}},
		{"expired by the clock", follow(once), 3600, watch.Ended, []watch.Kind{watch.Created, watch.Usable, watch.Expired}},
		{"expired, as Graph says", follow(once, seen(3601, says(once, pass.Expired))), 3602, watch.Ended,
			[]watch.Kind{watch.Created, watch.Usable, watch.Expired}},
		{"absent at once", follow(once, absent(5, nil), absent(10, nil), absent(15, nil)), 20, watch.Settling,
			[]watch.Kind{watch.Created, watch.Usable}},
		{"absent once", follow(once, seen(115, once), absent(130, nil)), 131, watch.Ready,
			[]watch.Kind{watch.Created, watch.Usable}},
		{"missed twice in quick succession", follow(once, seen(115, once), absent(130, nil), absent(135, nil)), 136,
			watch.Ready, []watch.Kind{watch.Created, watch.Usable}},
		{"gone", follow(once, seen(115, once), absent(130, nil), absent(135, nil), absent(140, nil)), 141, watch.Deleted,
			[]watch.Kind{watch.Created, watch.Usable, watch.Gone}},
		{"cleared away after its end", follow(once, seen(3590, once), absent(3601, nil), absent(3606, nil)), 3607,
			watch.Ended, []watch.Kind{watch.Created, watch.Usable, watch.Expired}},
		{"gone, and back", follow(once, absent(130, nil), absent(140, nil), seen(145, once)), 146, watch.Ready,
			[]watch.Kind{watch.Created, watch.Usable}},
		{"deleted here", follow(once).Deleted(after(20)).Look(seen(25, once)), 26, watch.Deleted,
			[]watch.Kind{watch.Created, watch.Usable, watch.Gone}},
		{"not in the list", follow(once, watch.Look{At: after(130), Pass: &once, Methods: []person.Method{}}), 131,
			watch.Ready, []watch.Kind{watch.Created, watch.Usable}},
		{"replaced", follow(once, absent(35, &later)), 36, watch.Superseded,
			[]watch.Kind{watch.Created, watch.Usable, watch.Replaced}},
		{"the pass before still listed", follow(once, absent(5, &earlier)), 6, watch.Settling,
			[]watch.Kind{watch.Created, watch.Usable}},
		{"a reason of the future", follow(says(once, "EclipsedByMoon")), 1, watch.Unclear, []watch.Kind{watch.Created}},
		{"another pass by mistake", follow(once, watch.Look{At: after(70), Pass: &later}), 71, watch.Ready,
			[]watch.Kind{watch.Created, watch.Usable}},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := after(c.now)
			if got := kinds(c.watch, now); !reflect.DeepEqual(got, c.kinds) {
				t.Errorf("saw %v, want %v", got, c.kinds)
			}
			if got := c.watch.Stage(now); got != c.stage {
				t.Errorf("stage %d, want %d", got, c.stage)
			}
			if c.watch.Sentence(now, berlin) == "" {
				t.Error("there is nothing to say")
			}
			for _, e := range c.watch.Events(now) {
				if e.Words(berlin) == "" || e.SeenAt.IsZero() {
					t.Errorf("no words, or no time: %+v", e)
				}
			}
		})
	}
}

func TestWhichMethodsAreNew(t *testing.T) {
	old := person.Method{Type: "fido2AuthenticationMethod", ID: text.NewKey("old"), CreatedDateTime: after(-3600)}
	newApp := person.Method{Type: app.Type, ID: text.NewKey("app2")}
	for _, c := range []struct {
		name   string
		before []person.Method // nil: not read
		looks  [][]person.Method
		want   []person.Method
	}{
		{"nothing new", []person.Method{password, app}, [][]person.Method{{password, app}}, nil},
		{"undated, not there before", []person.Method{password, app}, [][]person.Method{{password, app, newApp}},
			[]person.Method{newApp}},
		{"undated, first list", nil, [][]person.Method{{password, app, newApp}}, nil},
		{"undated, second list", nil, [][]person.Method{{password, app}, {password, app, newApp}}, []person.Method{newApp}},
		{"dated after the pass, first list", nil, [][]person.Method{{password, passkey}}, []person.Method{passkey}},
		{"dated before the pass, that a list had left out", []person.Method{password}, [][]person.Method{{password, old}},
			nil},
		{"nobody had any", []person.Method{}, [][]person.Method{{newApp}}, []person.Method{newApp}},
		{"email does not sign in", []person.Method{}, [][]person.Method{{email, password}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := watch.New(watch.Start{Pass: oneTime(), Methods: c.before, SeenAt: began, At: began})
			for i, methods := range c.looks {
				p := oneTime()
				w = w.Look(watch.Look{At: after(float64(70 + i)), Pass: &p, Methods: methods})
			}
			if got := w.Enrolled(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("new are %v, want %v", got, c.want)
			}
		})
	}
}

// TestTheTimeToRegister: the instant of a sign-in lies between two looks, so the ten minutes end between two instants
// too.
func TestTheTimeToRegister(t *testing.T) {
	once := oneTime()
	used := says(once, pass.OneTimeUsed)
	short := once
	short.LifetimeInMinutes = 10
	for _, c := range []struct {
		name             string
		watch            watch.Watch
		earliest, latest float64
		runs             bool
	}{
		{"not used", follow(once, seen(35, once)), 0, 0, false},
		{"between two looks", follow(once, seen(35, once), seen(40, used)), 605, 640, true},
		{"while nobody looked", follow(once, seen(35, once), seen(400, used)), 605, 1000, true},
		{"beta knows", follow(once, seen(35, once), seen(400, lastUsed(used, after(50)))), 650, 650, true},
		{"used while it was read out",
			watch.New(watch.Start{Pass: once, SeenAt: began, At: after(180)}).Look(seen(181, used)), 600, 781, true},
		{"used before the first look", follow(once, seen(40, used)), 600, 640, true},
		{"the pass ends before", follow(short, seen(35, short), seen(40, says(short, pass.OneTimeUsed))), 600, 600, true},
		{"multi-use", follow(multiUse(), seen(40, lastUsed(multiUse(), after(38)))), 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			earliest, latest, runs := c.watch.RegisterBy()
			if runs != c.runs || runs && (!earliest.Equal(after(c.earliest)) || !latest.Equal(after(c.latest))) {
				t.Errorf("%v, %v, %v", earliest, latest, runs)
			}
		})
	}
}

func TestPace(t *testing.T) {
	once := oneTime()
	used := says(once, pass.OneTimeUsed)
	future := says(once, pass.NotYetValid)
	future.StartDateTime = after(600)
	throttled := failed(10, fault.Throttled)
	throttled.NotBefore = after(73)
	for _, c := range []struct {
		name  string
		watch watch.Watch
		now   float64
		wait  float64 // below zero: none
	}{
		{"at once", follow(once), 0, 0},
		{"fifteen seconds", follow(once, seen(5, once)), 5, 15},
		{"due", follow(once, seen(5, once)), 20, 0},
		{"a look of two requests", follow(once, took(2, seen(5, once))), 5, 30},
		{"a look of three", follow(once, took(3, seen(5, once))), 15, 35},
		{"after the sign-in log", follow(once, seen(65, used)).LogAsked(after(125)), 130, 10},
		{"after five minutes", follow(once, seen(305, once)), 305, 20},
		{"after a change", follow(once, seen(305, used)), 305, 15},
		{"after a quarter of an hour", follow(once, seen(905, once)), 905, 60},
		{"before it begins", follow(future, seen(5, future)), 5, 30},
		{"as it begins", follow(future, seen(580, future)), 580, 21},
		{"as it begins, just asked", follow(future, seen(590, future)), 590, 15},
		{"as it ends", follow(once, seen(3580, once)), 3580, 21},
		{"refused", follow(once, seen(5, says(once, pass.DisabledByPolicy))), 5, 30},
		{"Graph asks to wait", follow(once, throttled), 10, 63},
		{"a failure", follow(once, failed(5, fault.Offline)), 5, 15},
		{"three failures", follow(once, failed(5, fault.Offline), failed(15, fault.Offline), failed(35, fault.Offline)), 35,
			60},
		{"denied", follow(once, failed(5, fault.Denied)), 5, 60},
		{"registration over, lists lag", follow(once, seen(640, used)), 1241, 0},
		{"registration over", follow(once, seen(635, once), seen(640, used)), 1301, -1},
		{"expired", follow(once, seen(3599, once)), 3661, -1},
		{"deleted", follow(once).Deleted(after(9)), 9, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			wait, ok := c.watch.Next(after(c.now))
			if want := time.Duration(c.wait * float64(time.Second)); ok != (c.wait >= 0) || ok && wait != want {
				t.Errorf("next in %v (%v), want %v", wait, ok, want)
			}
			if (c.watch.Over(after(c.now)) == "") != ok {
				t.Errorf("over: %q", c.watch.Over(after(c.now)))
			}
		})
	}
}

func TestClocks(t *testing.T) {
	once := oneTime()
	used := says(once, pass.OneTimeUsed)
	future := says(once, pass.NotYetValid)
	future.StartDateTime = after(600)
	for _, c := range []struct {
		name  string
		watch watch.Watch
		from  float64
		want  map[float64]string
	}{
		{"new", follow(once), 0, map[float64]string{
			60:   "the first minute is over: the pass can be typed",
			3000: "10 min left until the pass expires; then it signs nobody in any more",
			3300: "5 min 0 s left", 3540: "1 min 0 s left", 3600: "the pass has expired"}},
		{"future", follow(future), 0,
			map[float64]string{300: "the pass begins in 5 min", 540: "the pass begins in 1 min",
				600: "the pass begins now: it can be typed"}},
		{"used", follow(once, seen(60, once), seen(65, used)), 65, map[float64]string{
			330: "5 min left to finish registering", 510: "2 min left to finish", 570: "1 min left to finish",
			630: "the ten minutes to register may be over"}},
		{"registered", follow(once, seen(60, once), seen(65, used, passkey)), 65, map[float64]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			said := map[float64]string{}
			for s := c.from; s < c.from+700 || s < 3700; s++ {
				if text := c.watch.Due(after(s), after(s+1)); text != "" {
					said[s+1] = text
				}
			}
			for at, want := range c.want {
				if !strings.HasPrefix(strings.ReplaceAll(said[at], " 0 s", ""), strings.ReplaceAll(want, " 0 s", "")) {
					t.Errorf("at %v: %q, want %q", at, said[at], want)
				}
				if c.name != "future" {
					delete(said, at)
				}
			}
			if c.name != "future" && len(said) > 0 {
				t.Errorf("also said: %v", said)
			}
		})
	}
}

// TestAnAnnouncementIsNotMissed: however rarely it is asked, what has become due is said once, the latest.
func TestAnAnnouncementIsNotMissed(t *testing.T) {
	w := follow(oneTime())
	if got := w.Due(after(59), after(61)); !strings.Contains(got, "first minute") {
		t.Errorf("%q", got)
	}
	if got := w.Due(after(2990), after(3400)); !strings.Contains(got, "5 min") {
		t.Errorf("of two the later: %q", got)
	}
	if got := w.Due(after(60), after(60)); got != "" {
		t.Errorf("no time has passed: %q", got)
	}
}

func TestDoubt(t *testing.T) {
	once, many := oneTime(), multiUse()
	throttled := failed(10, fault.Throttled)
	throttled.NotBefore = after(73)
	noMethods := seen(5, once)
	noMethods.Methods, noMethods.MethodsFault = nil, &fault.Fault{Kind: fault.Denied, What: "read the sign-in methods"}
	visible := seen(5, many)
	visible.UseVisible = true
	for _, c := range []struct {
		name  string
		watch watch.Watch
		want  string
	}{
		{"none", follow(once, seen(5, once)), ""},
		{"throttled", follow(once, throttled), "Graph asks to wait (429): the next check is at 09:31:13"},
		{"failed", follow(once, failed(5, fault.Offline)), "the check at 09:30:05 failed: no answer from Graph"},
		{"fails", follow(once, failed(5, fault.Offline), failed(15, fault.Offline)), "checks fail, the last at 09:30:15"},
		{"absent", follow(once, absent(5, nil)), "Graph did not find the pass at 09:30:05; that proves nothing yet"},
		{"methods", follow(once, noMethods), "new methods cannot be seen: Graph refused it (403)"},
		{"multi-use on v1.0", follow(many, seen(5, many)), "use not visible on v1.0"},
		{"multi-use on beta", follow(many, visible), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(c.watch.Doubt(c.watch.LookedAt().Add(90*time.Second), berlin), "\n")
			if !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestLeftover(t *testing.T) {
	many := multiUse()
	if w := follow(many, seen(70, many, passkey)); !w.Leftover(after(71)) || w.Leftover(after(3600)) ||
		w.Deleted(after(72)).Leftover(after(73)) {
		t.Error("a multi-use pass is left over from the new method to its end")
	}
	if follow(many, seen(70, many, email)).Leftover(after(71)) ||
		follow(oneTime(), seen(70, oneTime(), passkey)).Leftover(after(71)) {
		t.Error("only a multi-use pass is left over, and only after a method to sign in with")
	}
}

// TestClockSetBack: looks go on after Graph's clock was misread for a while, and an answer that is merely late changes
// nothing.
func TestClockSetBack(t *testing.T) {
	w := watch.New(watch.Start{Pass: oneTime(), SeenAt: began, At: began})
	p := oneTime()
	w = w.Look(watch.Look{At: began.Add(7 * time.Minute), Pass: &p})
	used := oneTime()
	used.IsUsable, used.MethodUsabilityReason = false, pass.OneTimeUsed
	if late := w.Look(watch.Look{At: began.Add(7*time.Minute - 5*time.Second), Pass: &used}); late.Used() {
		t.Error("a late answer counts, want it dropped")
	}
	now := began.Add(30 * time.Second)
	if wait, more := w.Next(now); !more || wait > 0 {
		t.Errorf("with the clock set back: the next look in %v (%v), want at once", wait, more)
	}
	if w = w.Look(watch.Look{At: now, Pass: &used}); !w.Used() {
		t.Error("with the clock set back a look is dropped, want it to count")
	}
}
