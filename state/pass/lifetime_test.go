package pass_test

import (
	"strings"
	"testing"

	"tapdesk/state/pass"
)

func TestLifetime(t *testing.T) {
	tests := []struct {
		typed   string
		minutes int    // 0: wrong
		text    string // a part of the remark
	}{
		{"60", 60, "60 min; the policy allows 60 to 480 min (1 h to 8 h)"},
		{"90", 90, "90 min (1 h 30 min); the policy allows"},
		{" 480 ", 480, "480 min (8 h)"},
		{"0090", 90, "90 min"},
		{"90m", 90, "90 min"},
		{"90 M", 90, "90 min"},
		{"8h", 480, "480 min"},
		{"1H30m", 90, "90 min"},
		{"1h 30m", 90, "90 min"},
		{"1 h 30 min", 90, "90 min"},
		{"30m 1h", 90, "90 min"},
		{"2 hours 5 minutes", 125, "125 min (2 h 5 min)"},
		{"0d 2h", 120, "120 min"},
		{"2h\u00a030m", 150, "150 min"},
		{"1d", 0, "too long: the policy allows 60 to 480 min (1 h to 8 h); type 480 or less"},
		{"59", 0, "too short: the policy allows 60 to 480 min (1 h to 8 h); type 60 or more"},
		{"0", 0, "too short"},
		{"481", 0, "too long"},
		{"99999999999999999999999999", 0, "too long"},
		{"4294967356", 0, "too long"}, // 60 after a 32-bit overflow
		{"18446744073709551676m", 0, "too long"},
		{"99999999d 99999999h 99999999m", 0, "too long"},
		{"1.5h", 0, "whole numbers only: 1h30m"},
		{"1,5 h", 0, "whole numbers only"},
		{"90.0", 0, "whole numbers only"},
		{"1h30", 0, `"30" lacks its unit: d, h or m`},
		{"1 30", 0, `"1" lacks its unit`},
		{"1h 2h", 0, `"h" is given twice`},
		{"1h 2 hours", 0, `"hours" is given twice`},
		{"-5", 0, "not a lifetime: type minutes as 90, or 90m, 8h, 1d, 1h30m"},
		{"+90", 0, "not a lifetime"},
		{"h", 0, "not a lifetime"},
		{"8x", 0, "not a lifetime"},
		{"8h!", 0, "not a lifetime"},
		{"1:30", 0, "not a lifetime"},
		{"0x40", 0, "not a lifetime"},
		{"1e2", 0, "not a lifetime"},
		{"٩٠", 0, "not a lifetime"},
		{"９０", 0, "not a lifetime"},
		{"eight hours", 0, "not a lifetime"},
		{"8h\x1b[31m", 0, "not a lifetime"},
		{strings.Repeat(" ", 200) + "90", 0, "not a lifetime"},
		{strings.Repeat("9", 96), 0, "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			c := pass.Check(pass.Draft{Lifetime: tt.typed}, tenant(), berlin(t))
			if c.Minutes != tt.minutes || c.OK != (tt.minutes > 0) || c.Lifetime.Wrong != (tt.minutes == 0) {
				t.Errorf("%+v", c)
			}
			if c.OK && (c.Order.LifetimeInMinutes == nil || *c.Order.LifetimeInMinutes != tt.minutes) {
				t.Errorf("got the order %+v", c.Order)
			}
			if !strings.Contains(c.Lifetime.Text, tt.text) {
				t.Errorf("got the remark %q, want %q", c.Lifetime.Text, tt.text)
			}
		})
	}
}

func TestLifetimeSaysWhoseRange(t *testing.T) {
	fixed := tenant().WithRange(59, 59)
	tests := []struct {
		name, typed string
		policy      pass.Policy
		text        string
		wrong       bool
	}{
		{"refusal", "500", pass.UnreadPolicy().WithRange(60, 480),
			"too long: Graph allows 60 to 480 min (1 h to 8 h), according to its last refusal; type 480 or less", true},
		{"unread, short", "9", pass.UnreadPolicy(),
			"too short: Graph allows 10 to 43200 min (10 min to 30 d) in any tenant; " +
				"this one's limits cannot be read here; type 10 or more", true},
		{"unread, long", "31d", pass.UnreadPolicy(), "type 43200 or less", true},
		{"unread, longest", "30d", pass.UnreadPolicy(), "43200 min (30 d); Graph allows 10", false},
		{"unread, shortest", "10", pass.UnreadPolicy(), "10 min; Graph allows 10", false},
		{"fixed", "60", fixed, "the policy allows only 59 min; type 59", true},
		{"fixed and met", "59", fixed, "59 min; the policy allows only 59 min", false},
		{"zero policy", "9", pass.Policy{}, "Graph allows 10 to 43200 min", true},
		{
			"upside down", "43201",
			pass.Policy{Origin: pass.OriginGraph, MinimumLifetimeInMinutes: 90, MaximumLifetimeInMinutes: 60},
			"10 to 43200", true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := pass.Check(pass.Draft{Lifetime: tt.typed}, tt.policy, berlin(t))
			if !strings.Contains(c.Lifetime.Text, tt.text) || c.Lifetime.Wrong != tt.wrong {
				t.Errorf("got %+v\nwant %q", c.Lifetime, tt.text)
			}
		})
	}
}

// Every valid lifetime is the same when written out and typed again.
func TestLifetimeRoundTrip(t *testing.T) {
	at := berlin(t)
	for n := pass.MinimumLifetimeInMinutes; n <= pass.MaximumLifetimeInMinutes; n += 7 {
		for _, typed := range []string{
			pass.Length(n),
			strings.ToUpper(pass.Length(n)),
			strings.ReplaceAll(pass.Length(n), " ", ""),
		} {
			if c := pass.Check(pass.Draft{Lifetime: typed}, pass.UnreadPolicy(), at); c.Minutes != n {
				t.Fatalf("%q: got %d min, want %d", typed, c.Minutes, n)
			}
		}
	}
}

func FuzzLifetime(f *testing.F) {
	for _, seed := range []string{
		"", "90", "90m", "8h", "1d 2h30m", "1.5h", "99999999999999999999d", "1h1h", "\x1b]0;x\a", "9\u00a0h", "ſ",
		"1 2 3",
	} {
		f.Add(seed, 60, 480, 60)
	}
	at := berlin(f)
	f.Fuzz(func(t *testing.T, typed string, least, most, usual int) {
		for _, origin := range []pass.Origin{pass.OriginNone, pass.OriginGraph, pass.OriginRefusal} {
			p := pass.Policy{
				Origin:                   origin,
				MinimumLifetimeInMinutes: least,
				MaximumLifetimeInMinutes: most,
				DefaultLifetimeInMinutes: usual,
			}
			d := pass.Draft{Lifetime: typed}
			c := pass.Check(d, p, at)
			holds(t, d, p, at, c)
			if n := c.Order.LifetimeInMinutes; n != nil {
				if again := pass.Check(pass.Draft{Lifetime: pass.Length(*n)}, p, at); again.Minutes != *n {
					t.Errorf("%q is %d min, but %q is %d", typed, *n, pass.Length(*n), again.Minutes)
				}
			}
			if strings.TrimSpace(typed) != "" && len(typed) < 90 && c.OK && c.Order.LifetimeInMinutes == nil {
				t.Errorf("%q was ignored", typed)
			}
		}
	})
}
