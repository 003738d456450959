package pass_test

import (
	"math"
	"testing"
	"time"

	"tapdesk/state/pass"
)

func TestSpan(t *testing.T) {
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "0 s", -time.Hour: "0 s", math.MinInt64: "0 s",
		999 * time.Millisecond: "0 s", time.Second: "1 s", 45 * time.Second: "45 s",
		time.Minute: "1 min", 90 * time.Second: "1 min 30 s",
		10*time.Minute - 1: "9 min 59 s", 10 * time.Minute: "10 min",
		8 * time.Hour: "8 h", day - 1: "23 h 59 min", day: "1 d", day + 59*time.Minute: "1 d",
		51*time.Hour + 59*time.Minute: "2 d 3 h", 30 * day: "30 d", math.MaxInt64: "106751 d 23 h",
	} {
		if got := pass.Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestLength(t *testing.T) {
	for minutes, want := range map[int]string{
		-1: "0 min", 0: "0 min", 1: "1 min", 60: "1 h", 90: "1 h 30 min", 1440: "1 d", 1441: "1 d 1 min",
		1590: "1 d 2 h 30 min", 43200: "30 d",
	} {
		if got := pass.Length(minutes); got != want {
			t.Errorf("Length(%d) = %q, want %q", minutes, got, want)
		}
	}
}

func TestLocalAndUTC(t *testing.T) {
	at := time.Date(2026, 12, 31, 22, 30, 0, 0, time.UTC) // 23:30 in Berlin
	tests := []struct {
		name       string
		t          time.Time
		zone       *time.Location
		local, utc string
	}{
		{"now", at, zone(t, "Europe/Berlin"), "23:30 CET", "22:30 UTC"},
		{"tomorrow there, today in UTC", at.Add(time.Hour), zone(t, "Europe/Berlin"), "tomorrow 00:30 CET", "23:30 UTC"},
		{
			"tomorrow in both, another year", at.Add(10 * time.Hour), zone(t, "Europe/Berlin"), "tomorrow 09:30 CET",
			"Fri 1 Jan 2027 08:30 UTC",
		},
		{
			"in two days", at.Add(34 * time.Hour), zone(t, "Europe/Berlin"), "Sat 2 Jan 2027 09:30 CET",
			"Sat 2 Jan 2027 08:30 UTC",
		},
		{"yesterday", at.Add(-24 * time.Hour), zone(t, "Europe/Berlin"), "Wed 30 Dec 23:30 CET", "Wed 30 Dec 22:30 UTC"},
		{
			"just before midnight past", at.Add(-24*time.Hour + 29*time.Minute), zone(t, "Europe/Berlin"),
			"Wed 30 Dec 23:59 CET", "Wed 30 Dec 22:59 UTC",
		},
		{"summer", at.AddDate(0, -5, 0), zone(t, "Europe/Berlin"), "Sat 1 Aug 00:30 CEST", "Fri 31 Jul 22:30 UTC"},
		{"another zone's day", at, zone(t, "Pacific/Kiritimati"), "12:30 +14:00", "22:30 UTC"},
		{"minutes of offset", at, zone(t, "Asia/Kathmandu"), "04:15 +05:45", "22:30 UTC"},
		{"unnamed zone", at, time.FixedZone("", -5400), "21:00 -01:30", "22:30 UTC"},
		{"hostile zone", at, time.FixedZone("\x1b[2J", 3600), "23:30 +01:00", "22:30 UTC"},
		{"no zone", at, nil, "22:30 UTC", "22:30 UTC"},
		{"never", time.Time{}, nil, "unknown", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// The zones of the two instants must not matter.
			carried := time.FixedZone("X", 7*3600)
			if got := pass.Local(tt.t.In(carried), tt.zone, at.In(carried)); got != tt.local {
				t.Errorf("Local: got %q, want %q", got, tt.local)
			}
			if got := pass.UTC(tt.t.In(carried), at.In(carried)); got != tt.utc {
				t.Errorf("UTC: got %q, want %q", got, tt.utc)
			}
		})
	}
}
