package pass_test

import (
	"math"
	"testing"
	"time"

	"tapdesk/state/pass"
)

func TestStandingAt(t *testing.T) {
	begin := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	hour := func(reason pass.Reason, usable bool) pass.Pass {
		return pass.Pass{StartDateTime: begin, LifetimeInMinutes: 60, MethodUsabilityReason: reason, IsUsable: usable}
	}
	tests := []struct {
		name string
		pass pass.Pass
		at   time.Duration // from the begin
		want pass.Standing
		live bool
	}{
		{"usable", hour(pass.EnabledByPolicy, true), 30 * time.Minute, pass.Usable, true},
		{"its first instant", hour(pass.EnabledByPolicy, true), 0, pass.Usable, true},
		{"its last instant", hour(pass.EnabledByPolicy, true), time.Hour - 1, pass.Usable, true},
		{"ended since it was read", hour(pass.EnabledByPolicy, true), time.Hour, pass.Over, false},
		{"not begun", hour(pass.NotYetValid, false), -time.Minute, pass.Future, true},
		{"begun since it was read", hour(pass.NotYetValid, false), time.Minute, pass.Usable, true},
		{"begun and ended since it was read", hour(pass.NotYetValid, false), 2 * time.Hour, pass.Over, false},
		{"expired", hour(pass.Expired, false), 2 * time.Hour, pass.Over, false},
		{"expired by Graph's clock alone", hour(pass.Expired, false), 30 * time.Minute, pass.Over, false},
		{"used", hour(pass.OneTimeUsed, false), 30 * time.Minute, pass.Used, false},
		{"used and over", hour(pass.OneTimeUsed, false), 2 * time.Hour, pass.Used, false},
		{"blocked", hour(pass.DisabledByPolicy, false), 30 * time.Minute, pass.Blocked, false},
		{"blocked and not begun", hour(pass.DisabledByPolicy, false), -time.Minute, pass.Blocked, false},
		{"blocked and over", hour(pass.DisabledByPolicy, false), 2 * time.Hour, pass.Over, false},
		{"enabled yet not usable", hour(pass.EnabledByPolicy, false), time.Minute, pass.Unclear, true},
		{"a reason of tomorrow", hour("SomethingNew", false), time.Minute, pass.Unclear, true},
		{"a reason of tomorrow, not begun", hour("SomethingNew", false), -time.Minute, pass.Future, true},
		{"usable without a reason", hour("", true), time.Minute, pass.Usable, true},
		{"usable for a reason of tomorrow", hour("SomethingNew", true), time.Minute, pass.Usable, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := begin.Add(tt.at).In(time.FixedZone("", 3600))
			if got := tt.pass.StandingAt(at); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if got := tt.pass.Live(at); got != tt.live {
				t.Errorf("Live() = %v, want %v", got, tt.live)
			}
		})
	}
}

func TestExpiry(t *testing.T) {
	begin := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := pass.Pass{StartDateTime: begin, LifetimeInMinutes: pass.MaximumLifetimeInMinutes}
	if end, known := p.End(); !known || !end.Equal(begin.AddDate(0, 0, 30)) {
		t.Errorf("got the end %v (known %v), want %v", end, known, begin.AddDate(0, 0, 30))
	}
}

func TestWords(t *testing.T) {
	for s, want := range map[pass.Standing]string{
		pass.Unclear: "not usable", pass.Usable: "usable", pass.Future: "not yet valid", pass.Over: "expired",
		pass.Used: "used", pass.Blocked: "disabled by policy", pass.Standing(99): "not usable",
	} {
		if s.String() != want {
			t.Errorf("standing %d: got %q, want %q", s, s, want)
		}
	}
	for u, want := range map[pass.Use]string{
		pass.Once:          "one-time",
		pass.Many:          "multi-use",
		pass.PolicyDefault: "policy default",
	} {
		if u.String() != want {
			t.Errorf("use %d: got %q, want %q", u, u, want)
		}
	}
}

func TestWithRange(t *testing.T) {
	tests := []struct {
		name        string
		policy      pass.Policy
		least, most int
		want        [3]int // minimum, maximum, default
		wantOrigin  pass.Origin
	}{
		{"learnt", pass.UnreadPolicy(), 60, 480, [3]int{60, 480, 0}, pass.OriginRefusal},
		{"one value", pass.UnreadPolicy(), 59, 59, [3]int{59, 59, 0}, pass.OriginRefusal},
		{"changed since it was read", tenant(), 30, 90, [3]int{30, 90, 60}, pass.OriginGraph},
		{"the default falls out", tenant(), 90, 120, [3]int{90, 120, 0}, pass.OriginGraph},
		{"learnt twice", pass.UnreadPolicy().WithRange(60, 480), 10, 20, [3]int{10, 20, 0}, pass.OriginRefusal},
		{"none", tenant(), 0, 0, [3]int{60, 480, 60}, pass.OriginGraph},
		{"upside down", tenant(), 480, 60, [3]int{60, 480, 60}, pass.OriginGraph},
		{"too large", tenant(), 10, 43201, [3]int{60, 480, 60}, pass.OriginGraph},
		{"negative", pass.UnreadPolicy(), -5, 60, [3]int{10, 43200, 0}, pass.OriginNone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.policy.WithRange(tt.least, tt.most)
			if have := [3]int{
				got.MinimumLifetimeInMinutes,
				got.MaximumLifetimeInMinutes,
				got.DefaultLifetimeInMinutes,
			}; have != tt.want {
				t.Errorf("got %v, want %v", have, tt.want)
			}
			if got.Origin != tt.wantOrigin || !got.Enabled {
				t.Errorf("got the origin %v, enabled %v", got.Origin, got.Enabled)
			}
		})
	}
}

// TestUnknown: what is missing or impossible for a pass is unknown, and never computed with.
func TestUnknown(t *testing.T) {
	begin := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	usable := pass.Pass{
		CreatedDateTime: begin, StartDateTime: begin, LifetimeInMinutes: 60, IsUsable: true,
		MethodUsabilityReason: pass.EnabledByPolicy,
	}
	for _, minutes := range []int{0, -1, -60, pass.MaximumLifetimeInMinutes + 1, math.MaxInt, math.MinInt} {
		p := usable
		p.LifetimeInMinutes = minutes
		if end, known := p.End(); known || !end.IsZero() {
			t.Errorf("a lifetime of %d: end %v (known %v), want unknown", minutes, end, known)
		}
		for _, at := range []time.Time{{}, begin.Add(-time.Hour), begin, begin.AddDate(100, 0, 0)} {
			want := pass.Usable
			if at.Before(begin) {
				want = pass.Future
			}
			if got := p.StandingAt(at); got != want || !p.Live(at) {
				t.Errorf("a lifetime of %d at %v: %v, live %v; want %v, live", minutes, at, got, p.Live(at), want)
			}
		}
		if got := p.Until(nil, begin); got != "end unknown" {
			t.Errorf("a lifetime of %d: %q, want end unknown", minutes, got)
		}
	}
	p := usable
	p.StartDateTime, p.CreatedDateTime = time.Time{}, time.Time{}
	if _, known := p.End(); known || p.StandingAt(begin) != pass.Usable {
		t.Errorf("without a start: end known %v, %v; want unknown and usable", known, p.StandingAt(begin))
	}
	p.IsUsable, p.MethodUsabilityReason = false, pass.NotYetValid
	if got := p.StandingAt(begin); got != pass.Future {
		t.Errorf("not yet valid, without a start: %v, want %v", got, pass.Future)
	}
	for reason, want := range map[pass.Reason]string{
		"":               "one-time or multi-use: Graph did not say",
		pass.OneTimeUsed: "one-time",
	} {
		p.MethodUsabilityReason = reason
		if got := p.Uses(); got != want || p.MultiUse() {
			t.Errorf("use with reason %q: %q, multi-use %v; want %q", reason, got, p.MultiUse(), want)
		}
	}
}
