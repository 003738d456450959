//go:build unix

package cli

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/state/pass"
)

// summer is noon in UTC on a summer day, when it is 14:00 in Berlin.
var summer = time.Date(2031, 7, 1, 12, 0, 0, 0, time.UTC)

// zoned returns a program on a machine with this zone and an environment.
func zoned(localtime string, environ ...string) *program {
	p, _, _ := testProgram()
	p.localtime, p.environ = localtime, func() []string { return environ }
	return p
}

// TestZone checks the zone for each value of TZ. Nothing becomes UTC silently.
func TestZone(t *testing.T) {
	dir := t.TempDir()
	plain, corrupt, pipe := filepath.Join(dir, "plain"), filepath.Join(dir, "corrupt"), filepath.Join(dir, "pipe")
	link, lost := filepath.Join(dir, "link"), filepath.Join(dir, "lost")
	if err := cmp.Or(
		os.WriteFile(plain, zoneFile("JST-9"), 0o600), os.WriteFile(corrupt, []byte("TZif2 and no more"), 0o600),
		syscall.Mkfifo(pipe, 0o600), os.Symlink("../nonexistent/zoneinfo/Asia/Tokyo", link),
		os.Symlink(filepath.Join(dir, "zoneinfo/Mars/Olympus"), lost),
	); err != nil {
		t.Fatal(err)
	}
	const unset, sunk = "unset", "not understood"
	for _, c := range []struct{ tz, localtime, want string }{
		{unset, filepath.Join(dir, "none"), "12:00 UTC"},
		{unset, plain, "21:00 JST"},
		{unset, link, "21:00 JST"}, // by its name, without the host's database
		{unset, lost, sunk}, {unset, corrupt, sunk}, {unset, dir, sunk}, {unset, pipe, sunk},
		{"", plain, "12:00 UTC"}, {":", plain, "12:00 UTC"}, {"UTC", plain, "12:00 UTC"}, {"utc", plain, "12:00 UTC"},
		{"UTC0", plain, "12:00 UTC"},
		{"Europe/Berlin", plain, "14:00 CEST"}, {":Europe/Berlin", plain, "14:00 CEST"},
		{":" + plain, "", "21:00 JST"}, {plain, "", "21:00 JST"}, {link, "", "21:00 JST"},
		{"/nonexistent/zoneinfo/Asia/Tokyo", "", "21:00 JST"},
		{"CET-1CEST,M3.5.0,M10.5.0/3", plain, "14:00 CEST"}, {":CET-1CEST,M3.5.0,M10.5.0/3", plain, "14:00 CEST"},
		{"AEST-10AEDT,M10.1.0,M4.1.0/3", plain, "22:00 AEST"},
		{"EST5EDT", plain, "08:00 EDT"},
		{"<+03>-3", plain, "15:00 +03:00"}, {"<+0545>-5:45", plain, "17:45 +05:45"},
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", plain, "11:00 -01:00"},
		{"IST-2IDT,M3.4.4/26,M10.5.0", plain, "15:00 IDT"}, {"AAA3BBB,J60,J300", plain, "10:00 BBB"},
		{"AAA3BBB,59,299/3:30", plain, "10:00 BBB"},
		{"ABC-24:59:59", plain, "12:59 ABC"},
		{"Europe/Berln", plain, sunk}, {":Europe/Berln", plain, sunk}, {"Local", plain, sunk}, {"Europe", plain, sunk},
		{"../etc/passwd", plain, sunk},
		{"/nonexistent", plain, sunk}, {corrupt, plain, sunk}, {pipe, plain, sunk}, {dir, plain, sunk},
		{"/dev/zero", plain, sunk},
		{"CET-1CEST", plain, sunk}, {"CET-1CEST,M3.5.0", plain, sunk}, {"CET-1CEST,M13.5.0,M10.5.0/3", plain, sunk},
		{"CET-1CEST,J0,J300", plain, sunk},
		{"CET-1CEST,M3.5.0,M10.5.0/3,", plain, sunk}, {"CET", "", "14:00 CEST"}, {"CEST", plain, sunk},
		{"AB-1", plain, sunk}, {"ABC-25", plain, sunk},
		{"<AB/C>-1", plain, sunk}, {"ABC-1\n", plain, sunk}, {"UTC+1", plain, sunk}, {"GMT-2", plain, sunk},
		{"XXX3EDT4,0/0,J365/23", plain, sunk},
		{"\x1b[31mred", plain, sunk}, {strings.Repeat("a", 5000) + "1", plain, sunk},
	} {
		p := zoned(c.localtime, "A=B", "TZ="+c.tz)
		if c.tz == unset {
			p = zoned(c.localtime, "A=B", "TZDIR=/x")
		}
		zone, err := p.zone("", false)
		if err != nil || zone.Location == nil {
			t.Fatalf("TZ=%q: %v, %v", c.tz, zone.Location, err)
		}
		got := pass.Local(summer, zone.Location, summer)
		if zone.doubt != "" {
			said := strings.HasPrefix(zone.doubt, "times are UTC, since ") && strings.Contains(zone.doubt, "use --zone")
			if !said || got != "12:00 UTC" {
				t.Errorf("TZ=%q, %s: %q and %s", c.tz, c.localtime, zone.doubt, got)
			}
			got = sunk
		}
		if got != c.want {
			t.Errorf("TZ=%q, %s: got %s, want %s", c.tz, c.localtime, got, c.want)
		}
		if strings.ContainsAny(zone.doubt+zone.from, "\x1b\n") || len(zone.doubt) > 250 {
			t.Errorf("TZ=%q: the sentence is %q", c.tz, zone.doubt)
		}
	}
}

// TestZoneFlag checks that --zone takes precedence over TZ, accepts the same names and strings, and refuses what it
// cannot read.
func TestZoneFlag(t *testing.T) {
	p := zoned("/nonexistent", "TZ=Europe/Berln")
	for name, want := range map[string]string{
		"Europe/Berlin": "14:00 CEST", "utc": "12:00 UTC", "NZST-12NZDT,M9.5.0,M4.1.0/3": "00:00 NZST",
		"<+03>-3": "15:00 +03:00",
	} {
		zone, err := p.zone(name, true)
		if err != nil || zone.doubt != "" || pass.Local(summer, zone.Location, summer) != want {
			t.Errorf("--zone %s: %v, %q, %v; want %s", name, zone.Location, zone.doubt, err, want)
		}
	}
	for _, name := range []string{"", "Local", "Europe/Berln", "CET-1CEST", "UTC+1", "/etc/localtime"} {
		if zone, err := p.zone(name, true); err == nil || !strings.Contains(err.Error(), "Europe/Berlin") {
			t.Errorf("--zone %q: %v, %v", name, zone.Location, err)
		}
	}
}

// alike maps zones of the database to POSIX strings that mean the same in future years.
var alike = map[string]string{
	"Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3", "Europe/London": "GMT0BST,M3.5.0/1,M10.5.0",
	"Europe/Dublin":    "IST-1GMT0,M10.5.0,M3.5.0/1",
	"America/New_York": "EST5EDT,M3.2.0,M11.1.0", "America/Havana": "CST5CDT,M3.2.0/0,M11.1.0/1",
	"America/Santiago": "<-04>4<-03>,M9.1.6/24,M4.1.6/24",
	"America/St_Johns": "NST3:30NDT,M3.2.0,M11.1.0", "America/Nuuk": "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
	"Asia/Jerusalem": "IST-2IDT,M3.4.4/26,M10.5.0",
	"Asia/Kolkata":   "IST-5:30", "Asia/Kathmandu": "<+0545>-5:45", "Asia/Riyadh": "<+03>-3",
	"Australia/Sydney":    "AEST-10AEDT,M10.1.0,M4.1.0/3",
	"Australia/Lord_Howe": "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "Pacific/Auckland": "NZST-12NZDT,M9.5.0,M4.1.0/3",
	"Pacific/Chatham": "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "Pacific/Kiritimati": "<+14>-14",
}

// TestPosixAgreesWithTheDatabase compares the offset and the abbreviation in every half hour of a decade.
func TestPosixAgreesWithTheDatabase(t *testing.T) {
	for name, text := range alike {
		known, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zone, err := posixZone(text)
		if err != nil {
			t.Errorf("%s is not understood", text)
			continue
		}
		begin := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := begin; at.Before(begin.AddDate(10, 0, 0)); at = at.Add(30 * time.Minute) {
			wantName, want := at.In(known).Zone()
			if gotName, got := at.In(zone).Zone(); got != want || gotName != wantName {
				t.Errorf("%s at %s: got %s %d, want %s %d as in %s", text, at, gotName, got, wantName, want, name)
				break
			}
		}
	}
}

// TestDaylightSavingByPosix checks that the form says the same about times that come twice or never as with the zone of
// the database.
func TestDaylightSavingByPosix(t *testing.T) {
	said := map[string]bool{}
	for name, text := range alike {
		known, _ := time.LoadLocation(name)
		zone, err := posixZone(text)
		if err != nil {
			t.Fatal(err)
		}
		for day := range 365 {
			for _, clock := range []string{"00:30", "01:15", "01:45", "02:00", "02:30", "03:00", "23:30"} {
				now := time.Date(2031, 1, 1+day, 6, 0, 0, 0, time.UTC)
				draft := pass.Draft{Start: "tomorrow " + clock}
				want := pass.Check(draft, pass.UnreadPolicy(), pass.Moment{Now: now, Zone: known})
				got := pass.Check(draft, pass.UnreadPolicy(), pass.Moment{Now: now, Zone: zone})
				if got.Start != want.Start || !got.From.Equal(want.From) {
					t.Fatalf("%s, %s from %s: got %+v at %s, want %+v at %s as in %s",
						text, draft.Start, now, got.Start, got.From, want.Start, want.From, name)
				}
				for _, sentence := range []string{"comes twice", "does not exist"} {
					if strings.Contains(got.Start.Text, sentence) {
						said[sentence+" "+name] = true
					}
				}
			}
		}
	}
	for _, want := range []string{
		"comes twice Europe/Berlin", "does not exist Europe/Berlin", "comes twice Australia/Sydney",
		"does not exist Pacific/Chatham",
	} {
		if !said[want] {
			t.Errorf("nothing %s; said was %v", want, slices.Sorted(maps.Keys(said)))
		}
	}
}

// FuzzZone checks that no TZ makes the program fail or print something that cannot be drawn, that a zone that is not
// understood becomes UTC and is reported, and that a zone that is understood works for any time and for a start typed
// in it.
func FuzzZone(f *testing.F) {
	for _, tz := range []string{
		"", ":", "UTC", "Europe/Berln", "CET-1CEST", "/etc/passwd", "<+03>-3", "XXX3EDT4,0/0,J365/23",
		"ABC24:59:59DEF-24:59:59,0/-167,365/167",
	} {
		f.Add(tz)
	}
	for name, text := range alike {
		f.Add(name)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, tz string) {
		zone := zoneOfTZ(tz)
		control := func(r rune) bool { return r < ' ' }
		if zone.Location == nil || zone.doubt != "" && zone.Location != time.UTC ||
			strings.ContainsFunc(zone.doubt+zone.from, control) {
			t.Fatalf("%q is %+v", tz, zone)
		}
		for year := 2030; year < 2034; year++ {
			for month := time.January; month <= time.December; month++ {
				now := time.Date(year, month, 28, 23, 30, 0, 0, time.UTC)
				if name, offset := now.In(zone.Location).Zone(); name == "?" || offset < -26*3600 || offset > 26*3600 {
					t.Fatalf("%q at %s: %s, %d seconds", tz, now, name, offset)
				}
				for _, start := range []string{"02:30", "tomorrow 00:00"} {
					at := pass.Moment{Now: now, Zone: zone.Location}
					got := pass.Check(pass.Draft{Start: start}, pass.UnreadPolicy(), at)
					if !got.Start.Wrong && got.From.IsZero() {
						t.Fatalf("%q: %s at %s is neither wrong nor some time", tz, start, now)
					}
				}
			}
		}
	})
}
