package cli

import (
	"strings"
	"testing"
)

// TestZoneOfTheProgram starts the program with each kind of TZ and asks for 14:30.
func TestZoneOfTheProgram(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tz    string
		shows []string
	}{
		{"CET-1CEST,M3.5.0,M10.5.0/3", []string{"14:30 CE"}}, // CET or CEST
		{"Europe/Berln", []string{"14:30 UTC", "times are UTC, since TZ", `"Europe/Berln"`}},
	} {
		h := newHome(t)
		h.env = append(h.env, "TZ="+c.tz)
		console := start(t, h, 80, 24, "--demo")
		if strings.Contains(c.shows[0], "UTC") {
			console.sees("times are UTC, since TZ")
		}
		console.hurry()
		open(console, "ordinary")
		console.press("i")
		console.sees("Lifetime")
		console.press(enter + "14:30")
		console.sees(c.shows...)
		console.press(ctrlC + ctrlC)
		console.ends()
	}
}

// TestZoneOfTheCommands checks that commands that print read times in the same zone as the console, and say if it was
// not understood.
func TestZoneOfTheCommands(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for _, c := range []struct{ tz, zone, note string }{
		{"<+0545>-5:45", `# Times are in +0545: TZ="<+0545>-5:45"`, ""},
		{":Asia/Kathmandu", `# Times are in Asia/Kathmandu: TZ=":Asia/Kathmandu"`, ""},
		{"", `# Times are in UTC: TZ=""`, ""},
		{"Europe/Berln", `# Times are in UTC: TZ "Europe/Berln" was not understood`, "times are UTC"},
	} {
		stdout, stderr, code := run(t, h, []string{"TZ=" + c.tz}, "config", "show")
		if code != 0 || !strings.HasSuffix(stdout, c.zone+"\n") {
			t.Errorf("TZ=%q: config show ended with %d, %q and %q; want %q last", c.tz, code, stdout, stderr, c.zone)
		}
		for _, args := range [][]string{{"show"}, {"export"}, {"reconcile", "--sandbox", "http://127.0.0.1:1"}} {
			_, stderr, _ := run(t, h, []string{"TZ=" + c.tz}, append([]string{"audit"}, args...)...)
			if got := strings.Contains(stderr, "note: times are UTC"); got != (c.note != "") {
				t.Errorf("TZ=%q: audit %s says %q; want a note: %v", c.tz, args[0], stderr, c.note != "")
			}
		}
	}
}
