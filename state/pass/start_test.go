package pass_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

const notAStart = "not a start: type now, +2h, 14:30, tomorrow 09:00, mon 08:30 or 2026-11-30 09:00"

func TestStart(t *testing.T) {
	utc := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	tests := []struct {
		typed string
		want  time.Time // zero: now, omitted
		text  string
	}{
		{"", time.Time{}, "empty: now"},
		{"  ", time.Time{}, "empty: now"},
		{"NOW", time.Time{}, "now"},
		{"+0m", time.Time{}, "that is this minute: now"},
		{"14:03", time.Time{}, "that is this minute: now"},
		{"mon 14:03", time.Time{}, "that is this minute: now"},
		{"2026-11-23T14:02:30+01:00", time.Time{}, "that is this minute: now"},
		{"+2h", now.Add(2 * time.Hour), "16:03 CET, 15:03 UTC"},
		{"+ 90 m", now.Add(90 * time.Minute), "15:33 CET, 14:33 UTC"},
		{"+1d", now.Add(24 * time.Hour), "tomorrow 14:03 CET, Tue 24 Nov 13:03 UTC"},
		{"+1d 1h30m", now.Add(25*time.Hour + 30*time.Minute), "tomorrow 15:33 CET, Tue 24 Nov 14:33 UTC"},
		{"+30d", now.Add(720 * time.Hour), "Wed 23 Dec 14:03 CET, Wed 23 Dec 13:03 UTC"},
		{"+31d", now.Add(744 * time.Hour), "Thu 24 Dec 14:03 CET, Thu 24 Dec 13:03 UTC; more than 30 days ahead"},
		{"14:30", utc(23, 13, 30), "14:30 CET, 13:30 UTC"},
		{"24:00", utc(23, 23, 0), "tomorrow 00:00 CET, 23:00 UTC"},
		{"2026-12-01 24:00", time.Date(2026, 12, 1, 23, 0, 0, 0, time.UTC), "Wed 2 Dec 00:00 CET"},
		{"14:30 Z", utc(23, 14, 30), "15:30 CET, 14:30 UTC"},
		{"14:04", utc(23, 13, 4), "14:04 CET, 13:04 UTC"},
		{"9:00", utc(24, 8, 0), "tomorrow 09:00 CET, Tue 24 Nov 08:00 UTC; today's 09:00 is past: tomorrow"},
		{"14:02", utc(24, 13, 2), "today's 14:02 is past: tomorrow"},
		{"00:00", utc(23, 23, 0), "tomorrow 00:00 CET, 23:00 UTC; today's 00:00 is past: tomorrow"},
		{"today 16:00", utc(23, 15, 0), "16:00 CET, 15:00 UTC"},
		{"Tomorrow 09:00", utc(24, 8, 0), "tomorrow 09:00 CET, Tue 24 Nov 08:00 UTC"},
		{"mon 16:00", utc(23, 15, 0), "16:00 CET, 15:00 UTC; that is today; for next week type 2026-11-30 16:00"},
		{"mon 08:30", utc(30, 7, 30), "Mon 30 Nov 08:30 CET, Mon 30 Nov 07:30 UTC; today's 08:30 is past: in a week"},
		{"TUES 08:30", utc(24, 7, 30), "tomorrow 08:30 CET"},
		{"wed 08:30", utc(25, 7, 30), "Wed 25 Nov 08:30 CET"},
		{"thursday 08:30", utc(26, 7, 30), "Thu 26 Nov 08:30 CET"},
		{"sun 08:30", utc(29, 7, 30), "Sun 29 Nov 08:30 CET"},
		{"2026-11-25 09:00", utc(25, 8, 0), "Wed 25 Nov 09:00 CET, Wed 25 Nov 08:00 UTC"},
		{"2027-01-04 09:00", time.Date(2027, 1, 4, 8, 0, 0, 0, time.UTC),
			"Mon 4 Jan 2027 09:00 CET, Mon 4 Jan 2027 08:00 UTC; more than 30 days ahead"},
		{"2026-11-24T09:00:00+05:45", utc(24, 3, 15), "tomorrow 04:15 CET, Tue 24 Nov 03:15 UTC"},
		{"2026-11-24t09:00:00z", utc(24, 9, 0), "tomorrow 10:00 CET"},
		{"2026-11-24T09:00Z", utc(24, 9, 0), "tomorrow 10:00 CET"},
		{"2026-11-24T09:00:00.123456789Z", utc(24, 9, 0).Add(123456789), "tomorrow 10:00 CET"},
		{"15:00 UTC", utc(23, 15, 0), "16:00 CET, 15:00 UTC"},
		{"14:30 Europe/Berlin", utc(23, 13, 30), "14:30 CET, 13:30 UTC"},
		{"14:30 Europe/London", utc(23, 14, 30), "15:30 CET, 14:30 UTC"},
		{
			"mon 08:30 America/New_York",
			utc(23, 13, 30),
			"14:30 CET, 13:30 UTC; that is today; for next week type 2026-11-30 08:30 America/New_York",
		},
		{"mon 08:30 america/new_york", utc(23, 13, 30), "14:30 CET"},
		{"tomorrow 00:30 Pacific/Kiritimati", utc(24, 10, 30), "tomorrow 11:30 CET"}, // it is already Tuesday there
		{"2026-11-25 09:00 Asia/Kathmandu", utc(25, 3, 15), "Wed 25 Nov 04:15 CET"},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			c := pass.Check(pass.Draft{Start: tt.typed}, tenant(), berlin(t))
			if !c.OK || !c.Order.StartDateTime.Equal(tt.want) {
				t.Errorf("got the start %v, want %v; %+v", c.Order.StartDateTime, tt.want, c.Start)
			}
			from := tt.want
			if from.IsZero() {
				from = now
			}
			if !c.From.Equal(from) || !c.Until.Equal(from.Add(time.Hour)) || c.From.Location() != time.UTC {
				t.Errorf("got from %v until %v", c.From, c.Until)
			}
			if !strings.Contains(c.Start.Text, tt.text) || tt.want.IsZero() && c.Start.Text != tt.text {
				t.Errorf("got the remark %q, want %q", c.Start.Text, tt.text)
			}
		})
	}
}

func TestStartThatIsWrong(t *testing.T) {
	tests := []struct{ typed, text string }{
		{"today 09:00", "09:00 CET is past, it is 14:03 CET: type now, or a time to come"},
		{"2026-11-23 14:02", "14:02 CET is past"},
		{"2026-11-22 09:00", "Sun 22 Nov 09:00 CET is past"},
		{"2020-02-29", "Sat 29 Feb 2020 09:00 CET is past"},
		{"0000-01-01", "is past"},
		{"2026-11-23T12:00:00Z", "13:00 CET is past"},
		{"2026-11-23T14:02:19+01:00", "is past"},
		{"today", "today at what time? type today 16:00"},
		{"now UTC", notAStart},
		{"now 14:00", notAStart},
		{"+", notAStart},
		{"+2", `"2" lacks its unit: d, h or m`},
		{"+1 2h", `"1" lacks its unit`},
		{"+x", "not a time from now: type +90m, +2h, +1d or +1h30m"},
		{"+2h UTC", "not a time from now"},
		{"+-2h", "not a time from now"},
		{"+1.5h", "whole numbers only"},
		{"+3661d", "too far ahead: at most +3660d"},
		{"+99999999999999999999d", "too far ahead"},
		{"9999-12-31T23:59:59-14:00", "too far ahead: at most +3660d"},
		{"2027-02-29", notAStart},
		{"2026-13-01 09:00", notAStart},
		{"2026-12-01 9:0", notAStart},
		{"2026-12-01 009:00", notAStart},
		{"14:60", notAStart},
		{"-2h", notAStart},
		{"mon tue", notAStart},
		{"mon 09:00 10:00", notAStart},
		{"Europe/Berlin", notAStart},
		{"14:30 CET", `"CET" does not name one zone for certain: type it as Europe/Berlin or UTC`},
		{"14:30 Local", `"Local" does not name one zone`},
		{"14:30 Mars/Base", `"Mars/Base" is not a time zone known here`},
		{"14:30 Europe/", `"Europe/" is not a time zone`},
		{"14:30 Europe/../Europe/Berlin", notAStart},
		{"2026-12-01T09:00:00", "not RFC 3339, which is 2026-11-30T14:00:00+01:00; or leave a space before the time"},
		{"2026-12-01T09:00:00Z UTC", "RFC 3339 includes its own offset"},
		{"14:30 \x1b[2J", notAStart},
		{strings.Repeat("a", 1000), notAStart},
		{"14:30 " + strings.Repeat("a", 60), `"aaaaaaaaaaaaaaaaaaaaaaaa…" does not name`},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			c := pass.Check(pass.Draft{Start: tt.typed}, tenant(), berlin(t))
			if c.OK || !c.Start.Wrong || !c.From.IsZero() || !strings.Contains(c.Start.Text, tt.text) {
				t.Errorf("got %+v\nwant %q", c.Start, tt.text)
			}
			if !text.Safe(c.Start.Text) {
				t.Errorf("unsafe remark %q", c.Start.Text)
			}
		})
	}
}

// Clocks go forward in Berlin on 28 March 2027 at 02:00, and back on 31 October 2027 at 03:00.
func TestStartWhereClocksChange(t *testing.T) {
	utc := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2027, month, day, hour, minute, 0, 0, time.UTC)
	}
	tests := []struct {
		name, zone string
		now        time.Time
		typed      string
		want       time.Time // zero: wrong
		text       string
	}{
		{"skipped", "Europe/Berlin", utc(3, 27, 12, 0), "tomorrow 02:30", time.Time{},
			"02:30 does not exist on Sun 28 Mar 2027, when clocks go forward: type 2027-03-28 01:59 or 2027-03-28 03:00"},
		{
			"skipped, its first minute", "Europe/Berlin", utc(3, 27, 12, 0), "2027-03-28 02:00", time.Time{},
			"02:00 does not exist",
		},
		{
			"the minute before", "Europe/Berlin", utc(3, 27, 12, 0), "2027-03-28 01:59", utc(3, 28, 0, 59),
			"tomorrow 01:59 CET",
		},
		{"the minute after", "Europe/Berlin", utc(3, 27, 12, 0), "2027-03-28 03:00", utc(3, 28, 1, 0), "tomorrow 03:00 CEST"},
		{"skipped tonight", "Europe/Berlin", utc(3, 28, 0, 30), "02:30", time.Time{}, "02:30 does not exist"},
		{
			"skipped and gone by", "Europe/Berlin", utc(3, 28, 12, 0), "02:30", utc(3, 29, 0, 30),
			"today's 02:30 is past: tomorrow",
		},
		{"skipped, and explicitly today", "Europe/Berlin", utc(3, 28, 12, 0), "today 02:30", time.Time{}, "is past"},
		{"skipped elsewhere", "Europe/Berlin", utc(3, 13, 12, 0), "2027-03-14 02:30 America/New_York", time.Time{},
			"type 2027-03-14 01:59 America/New_York or 2027-03-14 03:00 America/New_York"},
		{"twice", "Europe/Berlin", utc(10, 30, 12, 0), "tomorrow 02:30", utc(10, 31, 0, 30),
			"tomorrow 02:30 CEST, Sun 31 Oct 00:30 UTC; 02:30 comes twice as clocks go back, this is the earlier; " +
				"for the later type 2027-10-31T02:30:00+01:00"},
		{
			"the later as named", "Europe/Berlin", utc(10, 30, 12, 0), "2027-10-31T02:30:00+01:00", utc(10, 31, 1, 30),
			"tomorrow 02:30 CET",
		},
		{
			"twice, by day of the week", "Europe/Berlin", utc(10, 30, 12, 0), "sun 02:30", utc(10, 31, 0, 30),
			"this is the earlier",
		},
		{"twice, the earlier past", "Europe/Berlin", utc(10, 31, 0, 45), "02:30", utc(10, 31, 1, 30),
			"02:30 CET, 01:30 UTC; 02:30 comes twice as clocks go back, this is the later"},
		{
			"twice, both past", "Europe/Berlin", utc(10, 31, 12, 0), "02:30", utc(11, 1, 1, 30),
			"today's 02:30 is past: tomorrow",
		},
		{
			"not twice any more", "Europe/Berlin", utc(10, 30, 12, 0), "tomorrow 03:00", utc(10, 31, 2, 0),
			"tomorrow 03:00 CET, Sun 31 Oct 02:00 UTC",
		},
		{"past, and tomorrow's twice", "Europe/Berlin", utc(10, 30, 12, 0), "02:30", utc(10, 31, 0, 30),
			"today's 02:30 is past: tomorrow; 02:30 comes twice"},
		{
			"half an hour", "Australia/Lord_Howe", utc(10, 2, 0, 0), "tomorrow 02:15", time.Time{},
			"type 2027-10-03 01:59 or 2027-10-03 02:30",
		},
		{
			"a day that begins late", "Africa/Cairo", utc(4, 29, 12, 0), "fri 00:00", time.Time{},
			"type 2027-04-29 23:59 or 2027-04-30 01:00",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := pass.Check(pass.Draft{Start: tt.typed}, tenant(), pass.Moment{Now: tt.now, Zone: zone(t, tt.zone)})
			if c.OK == tt.want.IsZero() || !c.Order.StartDateTime.Equal(tt.want) {
				t.Errorf("got the start %v, want %v", c.Order.StartDateTime, tt.want)
			}
			if !strings.Contains(c.Start.Text, tt.text) {
				t.Errorf("got the remark %q\nwant %q", c.Start.Text, tt.text)
			}
		})
	}
}

// Samoa skipped 30 December 2011: its neighbours are a day apart.
func TestStartOnADayThatNeverWas(t *testing.T) {
	at := pass.Moment{Now: time.Date(2011, 12, 29, 20, 0, 0, 0, time.UTC), Zone: zone(t, "Pacific/Apia")}
	c := pass.Check(pass.Draft{Start: "tomorrow 09:00"}, tenant(), at)
	if !c.Start.Wrong || !strings.Contains(c.Start.Text, "type 2011-12-29 23:59 or 2011-12-31 00:00") {
		t.Errorf("%+v", c.Start)
	}
}

// Go's own bounds of a zone are wrong on the last day of a leap year.
func TestStartOnTheLastDayOfALeapYear(t *testing.T) {
	for _, name := range []string{
		"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago",
	} {
		z := zone(t, name)
		at := pass.Moment{Now: time.Date(2028, 12, 30, 12, 0, 0, 0, time.UTC), Zone: z}
		for hour := range 24 {
			want := time.Date(2028, 12, 31, hour, 0, 0, 0, z)
			c := pass.Check(pass.Draft{Start: want.Format("2006-01-02 15:04")}, tenant(), at)
			if !c.OK || !c.From.Equal(want) {
				t.Errorf("want %v, got %v %+v", want, c.From, c.Start)
			}
		}
	}
}

// A day of +1d is 24 hours even when the calendar's is not.
func TestRelativeStartAcrossAChange(t *testing.T) {
	at := pass.Moment{Now: time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC), Zone: zone(t, "Europe/Berlin")}
	c := pass.Check(pass.Draft{Start: "+1d"}, tenant(), at)
	if !c.From.Equal(at.Now.Add(24*time.Hour)) || !strings.HasPrefix(c.Start.Text, "tomorrow 14:00 CEST") {
		t.Errorf("got %v %q", c.From, c.Start.Text)
	}
}

// It is Monday 23 November 2026, 14:03, in Berlin.
func TestStartAsPeopleTypeIt(t *testing.T) {
	tests := []struct{ typed, want string }{ // want is the start in Berlin, or what the error says
		{"9am", "2026-11-24 09:00"}, {"9 AM", "2026-11-24 09:00"}, {"9:30pm", "2026-11-23 21:30"},
		{"9.30pm", "2026-11-23 21:30"},
		{"930pm", "2026-11-23 21:30"}, {"0930am", "2026-11-24 09:30"}, {"3 p.m.", "2026-11-23 15:00"},
		{"11pm", "2026-11-23 23:00"},
		{"0900", "2026-11-24 09:00"}, {"1430", "2026-11-23 14:30"}, {"14h30", "2026-11-23 14:30"},
		{"13.30", "2026-11-24 13:30"},
		{"16.00", "2026-11-23 16:00"}, {"noon", "2026-11-24 12:00"}, {"tomorrow noon", "2026-11-24 12:00"},
		{"tomorrow 9", "2026-11-24 09:00"}, {"tomorrow 9am", "2026-11-24 09:00"}, {"tomorrow at 9", "2026-11-24 09:00"},
		{"tomorrow, 9:00 am", "2026-11-24 09:00"}, {"9am tomorrow", "2026-11-24 09:00"}, {"tomorrow 14h", "2026-11-24 14:00"},
		{"tomorrow 9.10", "2026-11-24 09:10"}, {"tomorrow 0", "2026-11-24 00:00"}, {"tomorrow 12", "2026-11-24 12:00"},
		{"mon 8", "2026-11-30 08:00"}, {"mon 16", "2026-11-23 16:00"}, {"on friday at 8:30", "2026-11-27 08:30"},
		{"this friday 0830", "2026-11-27 08:30"}, {"8:30 fri", "2026-11-27 08:30"}, {"2026-12-01 9am", "2026-12-01 09:00"},
		{"2026-12-01 9", "2026-12-01 09:00"}, {"next monday 9:00", "2026-11-30 09:00"}, {"next mon 8", "2026-11-30 08:00"},
		{"in 2h", "2026-11-23 16:03"}, {"in 30 min", "2026-11-23 14:33"}, {"in 2 hours", "2026-11-23 16:03"},
		{"in 1h30m", "2026-11-23 15:33"},
		{"9pm Europe/London", "2026-11-23 22:00"}, {"tomorrow 9 UTC", "2026-11-24 10:00"},

		{"9", "9 in the morning or afternoon? type 09:00 or 21:00"},
		{"9 Europe/London", "type 09:00 Europe/London or 21:00 Europe/London"},
		{"12", "12 at noon or at midnight? type 12:00 or 00:00"},
		{"14", "14 alone is not a time: type 14:00"},
		{"tomorrow 5", "5 in the morning or afternoon? type tomorrow 05:00 or tomorrow 17:00"},
		{"12am", "12 am and 12 pm are read both ways: type 00:00 or 12:00"},
		{"tomorrow 12 pm", "type 00:00 or 12:00"},
		{"9.10", "9.10 can be read as a time or as a date: type 09:10 or 2027-10-09 09:00"},
		{"2h", "2h from now, or at that hour? type +2h or 02:00"},
		{"30 min", "30 min from now? type +30 min"},
		{"2 hours", "2 hours from now? type +2 hours"},
		{"in 2", `"2" lacks its unit: d, h or m`},
		{"in a while", "not a time from now: type +90m, +2h, +1d or +1h30m"},
		{"tomorrow", "tomorrow at what time? type tomorrow 09:00"},
		{"friday", "friday at what time? type friday 09:00"},
		{"2026-11-25", "2026-11-25 at what time? type 2026-11-25 09:00"},
		{"2026-11-25 Asia/Kathmandu", "type 2026-11-25 09:00 Asia/Kathmandu"},
		{"next monday", "next monday at what time? type next monday 09:00"},
		{"next friday 9:00", "next friday may be this week's: type 2026-11-27 09:00 or 2026-12-04 09:00"},
		{"next friday", "type 2026-11-27 09:00 or 2026-12-04 09:00"},
		{"next week", notAStart}, {"next", notAStart}, {"next tomorrow 9:00", notAStart},
		{"1/12/2026 9:00", "1/12/2026 can be read in two ways"}, {"3/12/2026", "type 2026-12-03 09:00"},
		{"1/12/2027 9:00", "1/12/2027 can be read in two ways: type 2027-12-01 09:00 or 2027-01-12 09:00"},
		{"1/12 9:00", "type 2026-12-01 09:00 or 2027-01-12 09:00"},
		{"25/12/2026 9:00", "a date is year-month-day: type 2026-12-25 09:00"},
		{"1.12.2026 9:00", "a date is year-month-day: type 2026-12-01 09:00"},
		{"12-25-2026 9am", "a date is year-month-day: type 2026-12-25 09:00"},
		{"2026/12/01 9:00", "a date is year-month-day: type 2026-12-01 09:00"},
		{"31/02/2027 9:00", notAStart}, {"13am", notAStart}, {"25:00", notAStart}, {"9:5", notAStart}, {"930", notAStart},
	}
	for _, tt := range tests {
		t.Run(tt.typed, func(t *testing.T) {
			at := berlin(t)
			c := pass.Check(pass.Draft{Start: tt.typed}, tenant(), at)
			got := c.Start.Text
			if !c.Start.Wrong {
				got = c.From.In(at.Zone).Format("2006-01-02 15:04")
			}
			if !strings.Contains(got, tt.want) {
				t.Fatalf("%q is %s, want %s", tt.typed, got, tt.want)
			}
			if c.Start.Wrong { // what the error says to type must be valid
				_, way, _ := strings.Cut(got, ": type ")
				_, other, asked := strings.Cut(got, "? type ")
				if asked {
					way = other
				}
				for _, text := range strings.Split(strings.ReplaceAll(way, ", ", " or "), " or ") {
					if again := pass.Check(pass.Draft{Start: text}, tenant(), at); again.Start.Wrong {
						t.Errorf("%q says to type %q, which is wrong: %s", tt.typed, text, again.Start.Text)
					}
				}
			}
		})
	}
}

func FuzzStart(f *testing.F) {
	for _, seed := range []string{
		"", "now", "+2h", "+1d 2h", "14:30", "today 16:00", "tomorrow 09:00", "mon 08:30", "friday", "2026-12-01",
		"2026-12-01 09:00",
		"2026-12-01T09:00:00+01:00", "14:30 Europe/Berlin", "mon 08:30 UTC", "02:30", "0000-01-01",
		"9999-12-31 23:59", "\x1b[2J", "14:30 a/b",
		"9am", "tomorrow 9", "mon 8", "0900", "14h30", "13.30", "in 2h", "in 30 min", "next monday", "1/12/2026 9:00",
		"9", "12 pm", "am", "at",
	} {
		f.Add(seed, int64(0), uint8(0))
	}
	zones := []*time.Location{zone(f, "Europe/Berlin"), zone(f, "America/New_York"), zone(f, "Australia/Lord_Howe"),
		zone(f, "Africa/Cairo"),
		zone(f, "Pacific/Kiritimati"), time.UTC, time.FixedZone("", -12*3600)}
	f.Fuzz(func(t *testing.T, typed string, minutes int64, which uint8) {
		const century = 100 * 366 * 24 * 60
		at := pass.Moment{Now: now.Add(time.Duration(minutes%century) * time.Minute), Zone: zones[int(which)%len(zones)]}
		d := pass.Draft{Start: typed, Use: pass.Once}
		c := pass.Check(d, tenant(), at)
		holds(t, d, tenant(), at, c)
		s := c.Order.StartDateTime
		if !c.OK || s.IsZero() {
			return
		}
		again := pass.Check(pass.Draft{Start: s.In(at.Zone).Format(time.RFC3339Nano)}, tenant(), at)
		if !again.OK || !again.From.Equal(c.From) || !again.Until.Equal(c.Until) {
			t.Errorf("%q: got %v, but its RFC 3339 gives %v", typed, s, again.From)
		}
		if !strings.Contains(c.Start.Text, pass.Local(s, at.Zone, at.Now)) ||
			!strings.Contains(c.Start.Text, s.Format("15:04 UTC")) {
			t.Errorf("%q: got %v, but the remark %q", typed, s, c.Start.Text)
		}
		if clock, err := time.Parse("15:04", typed); err == nil && len(typed) == 5 {
			if got := s.In(at.Zone); got.Hour() != clock.Hour() || got.Minute() != clock.Minute() ||
				s.Sub(at.Now) > 50*time.Hour {
				t.Errorf("%q: got %v", typed, got)
			}
		}
	})
}
