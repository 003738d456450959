package kit

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

func TestFieldCursorCountsCells(t *testing.T) {
	f := NewField("Search", "hint")
	for _, r := range "田中a" {
		f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	line, cursor := f.Draw(0, 40)
	if want := ansi.StringWidth("Search  田中a"); cursor != want || ansi.Strip(line) != "Search  田中a" {
		t.Errorf("%q with the cursor at %d, want %d", line, cursor, want)
	}
	f.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	if _, cursor := f.Draw(0, 40); cursor != ansi.StringWidth("Search  田中") {
		t.Errorf("cursor at %d", cursor)
	}
}

func TestFieldKeepsTheCursorInSight(t *testing.T) {
	f := NewField("Search", "")
	f.Set(strings.Repeat("0123456789", 10) + "田")
	line, cursor := f.Draw(0, 30)
	if w := Width(line); w > 30 || cursor >= 30 || !strings.HasSuffix(line, "田") {
		t.Errorf("%q is %d wide, cursor at %d", line, w, cursor)
	}
}

// TestFieldPasteIsOneCleanLine: what is pasted may hold anything.
func TestFieldPasteIsOneCleanLine(t *testing.T) {
	f := NewField("Search", "")
	f.Update(tea.PasteMsg{Content: "ann\n \tlee\x1b[31m\u202e"})
	if got := f.Value(); !text.Safe(got) || !strings.HasPrefix(got, "ann lee") {
		t.Errorf("%q", got)
	}
	f.Update(tea.KeyPressMsg{Code: 'v', Mod: tea.ModCtrl})
}

func TestFieldKeepsAnEmptyHint(t *testing.T) {
	f := NewField("Lifetime", "default")
	line, cursor := f.Draw(LabelWidth, 40)
	if !strings.Contains(ansi.Strip(line), "default") || cursor != LabelWidth+2 {
		t.Errorf("%q, cursor at %d", line, cursor)
	}
}

func TestListScrollsNoFurtherThanItMust(t *testing.T) {
	var l List
	l.Reset(100000)
	l.Settle(10)
	down, up := tea.KeyPressMsg{Code: tea.KeyDown}, tea.KeyPressMsg{Code: tea.KeyUp}
	for range 12 {
		l.Update(down)
		l.Settle(10)
	}
	if first, last := l.View(10); l.At() != 12 || first != 3 || last != 13 {
		t.Errorf("at %d, rows %d to %d", l.At(), first, last)
	}
	for range 5 {
		l.Update(up)
		l.Settle(10)
	}
	if first, _ := l.View(10); l.At() != 7 || first != 3 {
		t.Errorf("at %d, first %d", l.At(), first)
	}
	l.Resize(5)
	if first, last := l.View(10); l.At() != 4 || first != 0 || last != 5 {
		t.Errorf("at %d, rows %d to %d after shrinking", l.At(), first, last)
	}
	l.Reset(0)
	if first, last := l.View(10); first != 0 || last != 0 || l.At() != 0 {
		t.Errorf("empty: at %d, rows %d to %d", l.At(), first, last)
	}
}

func TestWrapBreaksAtSpacesOnly(t *testing.T) {
	got := Wrap("a multi-use pass for first.last-name@sandbox.example since 2031-03-04", 30)
	want := []string{"a multi-use pass for", "first.last-name@sandbox.exampl", "e since 2031-03-04"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got)
	}
	if Wrap("x", 0) != nil {
		t.Error("no room and yet lines")
	}
}

func FuzzCutAndWrap(f *testing.F) {
	f.Add("plain", 3)
	f.Add("田中 アンナ \x1b[31m", 5)
	f.Add("multi-use\n\u202e", 1)
	f.Fuzz(func(t *testing.T, s string, width int) {
		s, width = text.Line(s), width%200
		if got := Cut(s, width); Width(got) > max(0, width) || !utf8.ValidString(got) {
			t.Errorf("Cut(%q, %d) = %q", s, width, got)
		}
		for _, line := range Wrap(s, width) {
			if width >= 2 && Width(line) > width {
				t.Errorf("Wrap(%q, %d) has %q", s, width, line)
			}
		}
	})
}

// TestFactIsTwoLinesAtMost: a name of a thousand letters must not push the question off the screen.
func TestFactIsTwoLinesAtMost(t *testing.T) {
	for _, text := range []string{strings.Repeat("long ", 300), strings.Repeat("田", 900), "short"} {
		lines := Fact("For", text, 60)
		if len(lines) > 2 {
			t.Errorf("%d lines", len(lines))
		}
		for _, line := range lines {
			if Width(line) > 60 {
				t.Errorf("%q is %d wide", line, Width(line))
			}
		}
	}
	who := Who(person.Person{DisplayName: text.New(strings.Repeat("x", 1024)), ID: text.NewKey("the-id")}, 60)
	if len(who) > 5 || !strings.Contains(ansi.Strip(who[len(who)-1]), "the-id") {
		t.Errorf("%q", who)
	}
}

func TestStandingAndItsTick(t *testing.T) {
	now := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	p := pass.Pass{StartDateTime: now, LifetimeInMinutes: 60, IsUsable: true, MethodUsabilityReason: pass.EnabledByPolicy}
	for _, c := range []struct {
		at   time.Duration
		says string
		tick time.Duration
	}{
		{0, "usable, 1 h left", time.Minute},
		{30 * time.Second, "usable, 59 min left", 30 * time.Second},
		{55*time.Minute + 500*time.Millisecond, "usable, 4 min 59 s left", 500 * time.Millisecond},
		{61 * time.Minute, "expired 1 min ago", 0},
		{-30 * time.Minute, "not yet valid, begins in 30 min", time.Minute},
	} {
		clock := Clock{Now: now.Add(c.at), Zone: time.UTC}
		if got := clock.Standing(p); !strings.HasPrefix(got, c.says) {
			t.Errorf("at %v: %q, want %q", c.at, got, c.says)
		}
		if got := clock.NextTick(p); got != c.tick {
			t.Errorf("at %v: tick in %v, want %v", c.at, got, c.tick)
		}
	}
	p.MethodUsabilityReason, p.IsUsable = "SomethingNew", false
	if got := (Clock{Now: now, Zone: time.UTC}).Standing(p); !strings.Contains(got, `"SomethingNew"`) {
		t.Errorf("%q", got)
	}
}

func TestFaultSaysReasonHintAndID(t *testing.T) {
	f := &fault.Fault{Kind: fault.Denied, What: "create the pass", Hint: "ask for the role", Status: 403, RequestID: "abc"}
	text := ansi.Strip(strings.Join(Fault(f, 80), "\n"))
	if text != "could not create the pass: Graph refused it (403)\nask for the role\nrequest-id abc" {
		t.Errorf("%q", text)
	}
	if AsFault(nil, "x") != nil || AsFault(f, "x") != f {
		t.Error("AsFault changes a fault")
	}
}

func TestBesideKeepsTheGap(t *testing.T) {
	got := Beside(Frame{Lines: []string{"left", "田中田中田中"}}, Frame{Lines: []string{"right", "", "more"}}, 8)
	want := []string{"left       right", "田中田…", "           more"}
	if strings.Join(got.Lines, "|") != strings.Join(want, "|") {
		t.Errorf("%q", got.Lines)
	}
}

// TestUnclearPass: a pass about which Graph says nothing still makes a sentence, wherever it is used.
func TestUnclearPass(t *testing.T) {
	now := time.Date(2031, 4, 7, 9, 30, 0, 0, time.UTC)
	c := Clock{Now: now, Zone: time.UTC}
	p := pass.Pass{ID: text.NewKey("1"), StartDateTime: now, LifetimeInMinutes: 60}
	d := person.Dossier{Pass: &p, ReadAt: now}
	got := ansi.Strip(strings.Join(Replaces(c, &d, nil, 200), "\n"))
	if want := "Replaces     a pass that is perhaps usable (Graph does not say), "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
}

// TestBothInUTC: an operator in UTC reads each instant once.
func TestBothInUTC(t *testing.T) {
	now := time.Date(2031, 4, 7, 9, 30, 0, 0, time.UTC)
	got := Clock{Now: now, Zone: time.UTC}.Both(now.Add(24 * time.Hour))
	if want := "tomorrow 09:30 UTC"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTwoLinesEndOnce: what is cut off ends in one ellipsis, whatever the width.
func TestTwoLinesEndOnce(t *testing.T) {
	for width := 20; width < 60; width++ {
		got := TwoLines(Row("Note", strings.Repeat("Windows Hello for Business, ", 9), width), width)
		if n := strings.Count(got[1], "…"); n != 1 || Width(got[1]) > width {
			t.Errorf("at %d: %q has %d ellipses and %d cells, want one within the width", width, got[1], n, Width(got[1]))
		}
	}
}

// TestTimesNoPassHas: a start or an end that no pass can have is not computed with, whatever Graph says of the pass.
func TestTimesNoPassHas(t *testing.T) {
	c := Clock{Now: time.Date(2031, 4, 7, 9, 30, 0, 0, time.UTC), Zone: time.FixedZone("CET", 3600)}
	const unlike = "end unknown: the times that Graph gives cannot be those of a pass"
	for _, tt := range []struct {
		start    string
		minutes  int
		reason   pass.Reason
		standing string
		from     string
	}{
		{"9999-12-31T23:59:59Z", 60, pass.NotYetValid, "not yet valid, start unknown", "far ahead"},
		{"9999-12-31T23:59:59Z", 60, pass.EnabledByPolicy, "usable, end unknown", "far ahead"},
		{"2400-01-01T00:00:00Z", 60, pass.NotYetValid, "not yet valid, start unknown", "far ahead"},
		{"0001-01-02T00:00:00Z", 60, pass.EnabledByPolicy, "usable, end unknown", "long ago"},
		{"2031-04-07T09:00:00Z", 1 << 62, pass.EnabledByPolicy, "usable, end unknown", "10:00 CET (09:00 UTC)"},
	} {
		start, err := time.Parse(time.RFC3339, tt.start)
		if err != nil {
			t.Fatal(err)
		}
		p := pass.Pass{StartDateTime: start, LifetimeInMinutes: tt.minutes, MethodUsabilityReason: tt.reason,
			IsUsable: tt.reason == pass.EnabledByPolicy}
		if got := c.Standing(p); got != tt.standing {
			t.Errorf("%s, %d min: it is %q, want %q", tt.start, tt.minutes, got, tt.standing)
		}
		if got := c.Both(p.StartDateTime); got != tt.from {
			t.Errorf("%s: it begins %q, want %q", tt.start, got, tt.from)
		}
		if got := ansi.Strip(strings.Join(c.Until(p, "", 200), " ")); !strings.Contains(got, unlike) {
			t.Errorf("%s, %d min: got %q, want %q in it", tt.start, tt.minutes, got, unlike)
		}
		if c.NextTick(p) != 0 {
			t.Errorf("%s: a countdown of %v", tt.start, c.NextTick(p))
		}
	}
}
