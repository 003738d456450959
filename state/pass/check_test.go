package pass_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones wherever they run

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// now is a Monday, 14:03:20 in Berlin.
var now = time.Date(2026, 11, 23, 13, 3, 20, 500, time.UTC)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func berlin(t testing.TB) pass.Moment { return pass.Moment{Now: now, Zone: zone(t, "Europe/Berlin")} }

// tenant is the policy of a tenant that nobody has changed.
func tenant() pass.Policy {
	return pass.Policy{
		Origin: pass.OriginGraph, Enabled: true,
		MinimumLifetimeInMinutes: 60, MaximumLifetimeInMinutes: 480, DefaultLifetimeInMinutes: 60, DefaultLength: 8,
	}
}

func TestAllDefaultsAreLegal(t *testing.T) {
	c := pass.Check(pass.Draft{}, tenant(), berlin(t))
	if !c.OK || c.Minutes != 60 || !c.From.Equal(now) || !c.Until.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v", c)
	}
	if c.Order.LifetimeInMinutes != nil || !c.Order.StartDateTime.IsZero() {
		t.Errorf("empty fields are sent: %+v", c.Order)
	}
	if c.Order.IsUsableOnce == nil || !*c.Order.IsUsableOnce {
		t.Error("one-time is omitted, want it sent")
	}
	if c.Lifetime.Text != "empty: the policy's default, 60 min" || c.Start.Text != "empty: now" {
		t.Errorf("got the remarks %q and %q", c.Lifetime.Text, c.Start.Text)
	}
}

func TestDefaultThatIsNotKnown(t *testing.T) {
	c := pass.Check(pass.Draft{}, pass.UnreadPolicy(), berlin(t))
	if !c.OK || c.Minutes != 0 || !c.Until.IsZero() || !c.From.Equal(now) {
		t.Errorf("%+v", c)
	}
	if c.Lifetime.Text != "empty: the tenant's default, not readable here" {
		t.Errorf("got the remark %q", c.Lifetime.Text)
	}
	odd := tenant()
	odd.DefaultLifetimeInMinutes = 30
	c = pass.Check(pass.Draft{}, odd, berlin(t))
	if !c.OK || c.Minutes != 0 || !strings.Contains(c.Lifetime.Text, "outside its own range") {
		t.Errorf("a default outside the range: got %+v", c)
	}
}

func TestZonelessMomentIsUTC(t *testing.T) {
	c := pass.Check(pass.Draft{Start: "14:30"}, tenant(), pass.Moment{Now: now})
	if want := time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC); !c.From.Equal(want) || c.Start.Text != "14:30 UTC" {
		t.Errorf("got from %v, remark %q", c.From, c.Start.Text)
	}
}

func TestUse(t *testing.T) {
	oneTime := tenant()
	oneTime.IsUsableOnce = true
	yes, no := true, false
	tests := []struct {
		name   string
		use    pass.Use
		policy pass.Policy
		text   string // a part of the remark
		wrong  bool
		sent   *bool
	}{
		{"once", pass.Once, tenant(), "one sign-in", false, &yes},
		{"once, one-time policy", pass.Once, oneTime, "one sign-in", false, &yes},
		{"many", pass.Many, tenant(), "any number of sign-ins until it ends", false, &no},
		{"many, one-time policy", pass.Many, oneTime, "the policy makes every pass one-time: choose one-time", true, nil},
		{"many, unread", pass.Many, pass.UnreadPolicy(), "not readable here", false, &no},
		{"many, after a refusal", pass.Many, pass.UnreadPolicy().WithRange(60, 480), "not readable here", false, &no},
		{"default", pass.PolicyDefault, tenant(), "left out: Graph decides, read back after", false, nil},
		{
			"default, one-time policy", pass.PolicyDefault, oneTime, "left out: the policy makes every pass one-time",
			false, nil,
		},
		{"unknown", pass.Use(9), tenant(), "choose one-time, multi-use or policy default", true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := pass.Check(pass.Draft{Use: tt.use}, tt.policy, berlin(t))
			if !strings.Contains(c.Use.Text, tt.text) || c.Use.Wrong != tt.wrong || c.OK == tt.wrong {
				t.Errorf("got the remark %+v, ok %v", c.Use, c.OK)
			}
			got := c.Order.IsUsableOnce
			if (got == nil) != (tt.sent == nil) || got != nil && *got != *tt.sent {
				t.Errorf("got %v sent, want %v", got, tt.sent)
			}
		})
	}
}

func TestOneWrongFieldKeepsTheOthers(t *testing.T) {
	c := pass.Check(pass.Draft{Lifetime: "9999", Start: "15:00"}, tenant(), berlin(t))
	if c.OK || !c.Lifetime.Wrong || c.Start.Wrong || c.Minutes != 0 || !c.Until.IsZero() || c.From.IsZero() {
		t.Errorf("%+v", c)
	}
	if c.Order != (pass.Order{}) {
		t.Errorf("got an order for a wrong draft: %+v", c.Order)
	}
	c = pass.Check(pass.Draft{Lifetime: "2h", Start: "yesterday"}, tenant(), berlin(t))
	if c.OK || c.Lifetime.Wrong || !c.Start.Wrong || c.Minutes != 120 || !c.From.IsZero() || !c.Until.IsZero() {
		t.Errorf("%+v", c)
	}
}

// TestAnyDraftUnderAnyPolicy: under any policy and for any draft, what is OK is within the policy, matches the remarks
// and the window, and can be sent; what is not OK says why.
func TestAnyDraftUnderAnyPolicy(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	lifetimes := []string{
		"", " ", "9", "10", "60", "61m", "8h", "1d", "30d", "43200", "43201", "1d 2h 3m", "0", "-5", "1.5h", "x",
		"99999999999999999999",
	}
	starts := []string{"", "now", "+0m", "+2h", "+9999d", "14:30", "00:00", "tomorrow 09:00", "mon 08:30", "2026-12-01",
		"2027-03-28 02:30",
		"2020-01-01", "sun 02:30 America/New_York", "2026-12-01T09:00:00.123456789+05:45", "noon", "14:30 Mars/Base"}
	zones := []*time.Location{
		nil, time.UTC, zone(t, "Europe/Berlin"), zone(t, "Asia/Kathmandu"), zone(t, "Pacific/Apia"),
		zone(t, "Australia/Lord_Howe"),
	}
	legal := 0
	for range 20_000 {
		p := pass.Policy{
			Origin:                   pass.Origin(random.IntN(3)),
			MinimumLifetimeInMinutes: random.IntN(2000) - 100, MaximumLifetimeInMinutes: random.IntN(50_000) - 100,
			DefaultLifetimeInMinutes: random.IntN(3000) - 100, IsUsableOnce: random.IntN(2) == 0,
		}
		d := pass.Draft{
			Lifetime: lifetimes[random.IntN(len(lifetimes))],
			Start:    starts[random.IntN(len(starts))],
			Use:      pass.Use(random.IntN(5) - 1),
		}
		at := pass.Moment{
			Now:  now.Add(time.Duration(random.Int64N(int64(365 * 24 * time.Hour)))),
			Zone: zones[random.IntN(len(zones))],
		}
		c := pass.Check(d, p, at)
		if c.OK {
			legal++
		}
		holds(t, d, p, at, c)
	}
	if legal < 1000 {
		t.Errorf("only %d valid drafts, too few for this test", legal)
	}
}

// holds checks what must be true of every result of Check.
func holds(t *testing.T, d pass.Draft, p pass.Policy, at pass.Moment, c pass.Checked) {
	t.Helper()
	fail := func(what string) { t.Helper(); t.Fatalf("%s: draft %+v policy %+v at %v: %+v", what, d, p, at, c) }
	if c.OK != (!c.Lifetime.Wrong && !c.Start.Wrong && !c.Use.Wrong) {
		fail("ok and the remarks disagree")
	}
	for _, r := range []pass.Remark{c.Lifetime, c.Start, c.Use} {
		if r.Text == "" || !text.Safe(r.Text) || len(r.Text) > 260 {
			fail("a remark that is empty, long or unsafe")
		}
	}
	if !c.From.IsZero() && (c.From.Location() != time.UTC || c.From.Before(at.Now)) {
		fail("from")
	}
	if !c.Until.IsZero() && !c.Until.Equal(c.From.Add(time.Duration(c.Minutes)*time.Minute)) {
		fail("until")
	}
	if !c.OK {
		return
	}
	least, most := p.MinimumLifetimeInMinutes, p.MaximumLifetimeInMinutes
	if least >= 1 && most >= least && most <= 43200 {
		if n := c.Order.LifetimeInMinutes; n != nil && (*n < least || *n > most) {
			fail("a lifetime outside the policy")
		}
	}
	if n := c.Order.LifetimeInMinutes; n != nil && (*n < 1 || *n > 43200 || *n != c.Minutes) {
		fail("a lifetime outside every bound, or another than resolved")
	}
	if s := c.Order.StartDateTime; !s.IsZero() && (!s.After(at.Now) || !s.Equal(c.From)) {
		fail("a start that is past or not from")
	}
	if p.IsUsableOnce && c.Order.IsUsableOnce != nil && !*c.Order.IsUsableOnce {
		fail("multi-use under a one-time policy")
	}
	if _, err := json.Marshal(c.Order); err != nil {
		fail("an order that cannot be sent: " + err.Error())
	}
}

func TestPresetsAreLegalUnderAnyPolicy(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	zones := []*time.Location{
		time.UTC,
		zone(t, "Europe/Berlin"),
		zone(t, "America/New_York"),
		zone(t, "Pacific/Kiritimati"),
	}
	for range 5000 {
		p := pass.Policy{
			Origin:                   pass.Origin(random.IntN(3)),
			MinimumLifetimeInMinutes: random.IntN(1500) - 50, MaximumLifetimeInMinutes: random.IntN(45_000) - 50,
			DefaultLifetimeInMinutes: random.IntN(2000) - 50, IsUsableOnce: random.IntN(2) == 0,
		}
		at := pass.Moment{
			Now:  now.Add(time.Duration(random.Int64N(int64(400 * 24 * time.Hour)))),
			Zone: zones[random.IntN(len(zones))],
		}
		for _, preset := range pass.Presets(p, at) {
			c := pass.Check(preset.Draft, p, at)
			if !c.OK || preset.Name == "" || preset.Note == "" || !text.Safe(preset.Note) {
				t.Fatalf("the preset %+v under %+v at %v: got %+v, want it valid", preset, p, at, c)
			}
		}
	}
}

func TestPresets(t *testing.T) {
	narrow := tenant()
	narrow.MinimumLifetimeInMinutes, narrow.MaximumLifetimeInMinutes, narrow.DefaultLifetimeInMinutes = 15, 90, 30
	narrow.IsUsableOnce = true
	long := tenant()
	long.MinimumLifetimeInMinutes, long.MaximumLifetimeInMinutes, long.DefaultLifetimeInMinutes = 1440, 2880, 60
	tests := []struct {
		name   string
		policy pass.Policy
		want   [3]pass.Draft
		notes  [3]string
	}{
		{"a fresh tenant", tenant(),
			[3]pass.Draft{{"", "now", pass.Once}, {"8h", "now", pass.Many}, {"8h", "tomorrow 09:00", pass.Once}},
			[3]string{"one-time, the policy's default of 60 min", "multi-use, 8 h", "one-time, tomorrow 09:00 for 8 h"}},
		{"unread", pass.UnreadPolicy(),
			[3]pass.Draft{{"", "now", pass.Once}, {"8h", "now", pass.Many}, {"8h", "tomorrow 09:00", pass.Once}},
			[3]string{"one-time, the tenant's default lifetime", "multi-use, 8 h", "one-time, tomorrow 09:00 for 8 h"}},
		{"narrow and one-time", narrow,
			[3]pass.Draft{{"", "now", pass.Once}, {"1h30m", "now", pass.Once}, {"1h30m", "tomorrow 09:00", pass.Once}},
			[3]string{"one-time, the policy's default of 30 min",
				"one-time, 1 h 30 min; the maximum the policy allows; the policy makes every pass one-time: " +
					"another sign-in takes another pass",
				"one-time, tomorrow 09:00 for 1 h 30 min; the maximum the policy allows"}},
		{"long, with a default outside", long,
			[3]pass.Draft{{"1d", "now", pass.Once}, {"1d", "now", pass.Many}, {"1d", "tomorrow 09:00", pass.Once}},
			[3]string{"one-time, 1440 min (1 d) as the policy's default is outside its own range",
				"multi-use, 1 d; the minimum the policy allows",
				"one-time, tomorrow 09:00 for 1 d; the minimum the policy allows"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := pass.Presets(tt.policy, berlin(t))
			if len(got) != 3 {
				t.Fatalf("got %d presets", len(got))
			}
			for i := range got {
				if got[i].Draft != tt.want[i] || got[i].Note != tt.notes[i] {
					t.Errorf("%s: got %+v %q\nwant %+v %q", got[i].Name, got[i].Draft, got[i].Note, tt.want[i], tt.notes[i])
				}
			}
		})
	}
}

func TestFirstDayIsAWorkday(t *testing.T) {
	for day, want := range map[int]string{
		// Mon Thu Fri Sat Sun
		23: "tomorrow 09:00", 26: "tomorrow 09:00", 27: "mon 09:00", 28: "mon 09:00", 29: "tomorrow 09:00",
	} {
		at := pass.Moment{Now: time.Date(2026, 11, day, 22, 0, 0, 0, time.UTC), Zone: zone(t, "Europe/Berlin")}
		first := pass.Presets(tenant(), at)[2]
		from := pass.Check(first.Draft, tenant(), at).From.In(at.Zone)
		if first.Draft.Start != want || from.Weekday() == time.Saturday || from.Weekday() == time.Sunday || from.Hour() != 9 {
			t.Errorf("on the %dth: got %q, which is %v", day, first.Draft.Start, from)
		}
	}
	// Samoa had no Friday, 30 December 2011.
	at := pass.Moment{Now: time.Date(2011, 12, 29, 20, 0, 0, 0, time.UTC), Zone: zone(t, "Pacific/Apia")}
	if first := pass.Presets(tenant(), at)[2]; first.Draft.Start != "mon 09:00" {
		t.Errorf("across a skipped day: got %q", first.Draft.Start)
	}
}

func BenchmarkCheck(b *testing.B) {
	at, p := berlin(b), tenant()
	for name, d := range map[string]pass.Draft{
		"defaults": {}, "typed": {Lifetime: "1h30m", Start: "tomorrow 09:00"},
		"zone": {Lifetime: "2h", Start: "mon 08:30 America/New_York"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				pass.Check(d, p, at)
			}
		})
	}
}
