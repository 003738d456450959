package term

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

var began = time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)

// typist feeds a framer and records what comes out: keys by name, text as it is.
type typist struct {
	f   framer
	now time.Time
	got []string
}

func newTypist() *typist { return &typist{now: began} }

// typed feeds the pieces, with a pause before each but the first.
func (y *typist) typed(pause time.Duration, pieces ...string) *typist {
	for i, p := range pieces {
		if i > 0 {
			y.wait(pause)
		}
		y.take(y.f.feed([]byte(p), y.now))
	}
	return y
}

// wait lets time pass, step by step from one due time to the next.
func (y *typist) wait(d time.Duration) *typist {
	end := y.now.Add(d)
	for due, waits := y.f.due(); waits && !due.After(end); due, waits = y.f.due() {
		y.now = due
		y.take(y.f.tick(due))
	}
	y.now = end
	return y
}

func (y *typist) take(frames []frame) {
	for _, f := range frames {
		for _, msg := range messages(f) {
			y.got = append(y.got, say(msg))
		}
	}
}

func (y *typist) said() string { return strings.Join(y.got, " ") }

func say(msg tea.Msg) string {
	switch msg := msg.(type) {
	case uv.KeyPressEvent:
		return strings.ReplaceAll(tea.KeyPressMsg(msg).String(), " ", "space")
	case tea.PasteMsg:
		return fmt.Sprintf("paste(%s)", msg.Content)
	case PasteCut:
		return "cut"
	case PasteOver:
		return "over"
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", msg), "uv."), "Event"))
}

// bytesOf splits a text into its bytes.
func bytesOf(s string) (out []string) {
	for i := range len(s) {
		out = append(out, s[i:i+1])
	}
	return out
}

func TestFramer(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct {
		name, want string
		pause      time.Duration
		pieces     []string
		after      time.Duration
	}{
		{name: "text", pieces: []string{"Orla é山"}, want: "O r l a space é 山"},
		{name: "a character in pieces", pause: time.Second, pieces: bytesOf("é山"), want: "é 山"},
		{name: "half a character", pieces: []string{"\xc3"}, after: 2 * time.Second},
		{name: "half a character, then a letter", pieces: []string{"\xc3a\xffb\x9b"}, want: "a b"},
		{name: "controls", pieces: []string{"\r\t\x7f\x03\x0c\x1a"}, want: "enter tab backspace ctrl+c ctrl+l ctrl+z"},
		{name: "an arrow", pieces: []string{"\x1b[A\x1b[1;5D\x1bOB"}, want: "up ctrl+left down"},
		{name: "Esc", pieces: []string{"\x1b"}, after: alone, want: "esc"},
		{name: "Esc not yet", pieces: []string{"\x1b"}, after: alone - ms},
		{name: "Esc and a letter at once is Alt", pieces: []string{"\x1bb"}, want: "alt+b"},
		{name: "Esc and a letter", pause: 50 * ms, pieces: []string{"\x1b", "i"}, want: "esc i"},
		{name: "Esc, Enter", pieces: []string{"\x1b\r"}, want: "esc enter"},
		{name: "Esc, Ctrl-C", pieces: []string{"\x1b\x03"}, want: "esc ctrl+c"},
		{name: "Esc twice", pieces: []string{"\x1b\x1b"}, after: alone, want: "esc esc"},
		{name: "Esc and a name with O", pause: 60 * ms, pieces: bytesOf("\x1bOrla"), want: "esc O r l a"},
		{name: "Esc, later a name with O", pause: 200 * ms, pieces: bytesOf("\x1bOrla"), want: "esc O r l a"},
		{name: "Esc and a name with P", pause: 60 * ms, pieces: bytesOf("\x1bPaul"), want: "esc P a u l"},
		{name: "Esc and an employee id", pause: 200 * ms, pieces: bytesOf("\x1bP12\r"), want: "esc P 1 2 enter"},
		{name: "Esc and O alone", pause: 50 * ms, pieces: []string{"\x1b", "O"}, after: pieces, want: "esc O"},
		{name: "Alt-O", pieces: []string{"\x1bO"}, after: pieces},
		{name: "the tail of an arrow after Esc", pause: 200 * ms, pieces: []string{"\x1b", "[A", "y"}, want: "esc y"},
		{name: "the tail of an arrow a second after Esc", pause: 1100 * ms, pieces: []string{"\x1b", "[A"}, want: "esc"},
		{name: "the tail of F1 after Esc", pause: 200 * ms, pieces: []string{"\x1b", "OP"}, want: "esc"},
		{name: "the tail of a reply after Esc", pause: 200 * ms,
			pieces: []string{"\x1b", "]11;rgb:0000/0000/0000\x1b\\", "y"}, want: "esc y"},
		{name: "the tail of a paste after Esc", pause: 200 * ms, pieces: []string{"\x1b", "[200~y\x1b[201~"},
			want: "esc paste(y)"},
		{name: "an arrow without its end", pieces: []string{"\x1b["}, after: 2 * time.Second},
		{name: "an arrow without its end, Ctrl-C", pieces: []string{"\x1b[1;\x03"}, want: "ctrl+c"},
		{name: "an arrow without its end, Esc", pieces: []string{"\x1b[1;\x1b"}, after: alone, want: "esc"},
		{name: "replies", pieces: []string{"\x1b[?62;c\x1b[>0;276;0c\x1b[5;12R\x1bP>|XTerm(390)\x1b\\" +
			"\x1b]11;rgb:0/0/0\x07\x1b_Gi=1;OK\x1b\\"}},
		{name: "a size", pieces: []string{"\x1b[8;65535;65535t\x1b[48;65535;65535;0;0t\x1b[4;1;1t"}},
		{name: "a record of win32", pieces: []string{"\x1b[65;30;97;1;0;60000_"}},
		{name: "mouse", pieces: []string{"\x1b[<0;10;10M\x1b[M !!y"}, want: "y"},
		{name: "reports", pieces: []string{"\x1b[I\x1b[O\x1b[?2026;2$y\x1b[?5u"},
			want: "focus blur modereport keyboardenhancements"},
		{name: "a string, then Ctrl-C", pieces: []string{"\x1b]0;x\x03"}, want: "ctrl+c"},
		{name: "a string, then Esc", pieces: []string{"\x1b]0;x\x1b"}, after: 2 * time.Second, want: "esc"},
		{name: "a string without an end", pieces: []string{"\x1bP1$r0m"}, after: 2 * time.Second},
		{name: "PM in pieces", pause: 400 * ms, pieces: []string{"\x1b^pm", "y\x1b\\", "z"}, want: "z"},
		{name: "SOS in pieces", pause: 400 * ms, pieces: []string{"\x1bX", "sos", "y\x1b\\", "z"}, want: "z"},
		{name: "APC in pieces", pause: 400 * ms, pieces: []string{"\x1b_", "apc", "y\x1b\\", "z"}, want: "z"},
		{name: "PM without an end", pieces: []string{"\x1b^pm"}, after: 2 * time.Second},
		{name: "PM, then Ctrl-C", pieces: []string{"\x1b^m\x03"}, want: "ctrl+c"},
		{name: "the tail of PM after Esc", pause: 200 * ms, pieces: []string{"\x1b", "^pm\x1b\\", "y"},
			want: "esc y"},
		{name: "Esc and a name with X", pause: 60 * ms, pieces: bytesOf("\x1bXi"), want: "esc X i"},
		{name: "Esc, later a name with X", pause: 200 * ms, pieces: bytesOf("\x1bXi"), want: "esc X i"},
		{name: "F1 to F5 of the Linux console", pieces: []string{"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E"},
			want: "f1 f2 f3 f4 f5"},
		{name: "too long a sequence", pieces: []string{"\x1b[" + strings.Repeat(";", 200) + "uy"}, want: "y"},
		{name: "many parameters", pieces: []string{"\x1b[" + strings.Repeat(";", 60) + "uy"}, want: "y"},
		{name: "kitty: Esc", pieces: []string{"\x1b[27u\x1b[27;129u"}, want: "esc esc"},
		{name: "kitty: a lone ESC waits", pieces: []string{"\x1b[?5u\x1b"}, after: aloneKitty - ms,
			want: "keyboardenhancements"},
		{name: "kitty: a lone ESC", pieces: []string{"\x1b[?5u\x1b"}, after: aloneKitty, want: "keyboardenhancements esc"},
		{name: "kitty: an arrow in pieces", pause: 900 * ms, pieces: append([]string{"\x1b[?5u"}, bytesOf("\x1b[A")...),
			want: "keyboardenhancements up"},
		{name: "kitty not there", pieces: []string{"\x1b[?0u\x1b"}, after: alone, want: "keyboardenhancements esc"},
		{name: "Ctrl-C on a Russian keyboard", pieces: []string{"\x1b[1089::99;5u"}, want: "ctrl+c"},
		{name: "Ctrl-C on a Greek keyboard, num lock on", pieces: []string{"\x1b[968:936:99;133u"}, want: "ctrl+c"},
		{name: "Ctrl-Z on a German keyboard", pieces: []string{"\x1b[122:90:121;5u"}, want: "ctrl+z"},
		{name: "shift on a Russian keyboard", pieces: []string{"\x1b[1089:1057:99;2u"}, want: "C"},
	} {
		if got := newTypist().typed(c.pause, c.pieces...).wait(c.after).said(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestFramerPastes checks how a paste ends, and that no part of one is ever a key.
func TestFramerPastes(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct {
		name, want string
		pause      time.Duration
		pieces     []string
		after      time.Duration
	}{
		{name: "whole", pieces: []string{"\x1b[200~a\r\x1b[31mé\x1b[201~y"}, want: "paste(a\r\x1b[31mé) y"},
		{name: "the mark in pieces", pause: alone - ms,
			pieces: append([]string{"\x1b[200~y"}, bytesOf("\x1b[201~y")...),
			want:   "paste(y) y"},
		{name: "no end", pieces: []string{"\x1b[200~abc"}, after: quiet, want: "paste(abc) over"},
		{name: "no end, keys afterwards", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "y", "\r", "\x1b[A"},
			want:   "paste(abc) over y enter up"},
		{name: "stalled, then the rest", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "y\r\x1b[201~", "y"},
			want:   "paste(abc) over paste(y\r) y"},
		{name: "stalled, then much of the rest", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "y\ry\ry\ry\ry\ry\ry\ry\ry", "y"},
			want:   "paste(abc) over paste(y\ry\ry\ry\ry\ry\ry\ry\ry) y"},
		{name: "Ctrl-C in a late rest", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "yyyyyyyyyyyyyyyy\x03y\x1b[201~", "y"},
			want:   "paste(abc) over paste(yyyyyyyyyyyyyyyy) ctrl+c cut over y"},
		{name: "much typed later", pause: 7 * time.Second, pieces: []string{"\x1b[200~a", "ordinary ordinary"},
			want: "paste(a) over o r d i n a r y space o r d i n a r y"},
		{name: "no end, then another", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "y\x1b[200~d\x1b[201~", "y"},
			want:   "paste(abc) over y paste(d) y"},
		{name: "no end, then held arrows", pause: 2 * time.Second,
			pieces: []string{"\x1b[200~abc", "\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A\x1b[A"},
			want:   "paste(abc) over up up up up up up"},
		{name: "Ctrl-C", pieces: []string{"\x1b[200~ab\x03y"}, want: "paste(ab) ctrl+c cut"},
		{name: "Ctrl-L", pieces: []string{"\x1b[200~ab\x0cy\x1b[201~y"}, want: "paste(ab) ctrl+l cut over y"},
		{name: "Ctrl-C by kitty", pieces: []string{"\x1b[200~ab\x1b[99;5uy"}, want: "paste(ab) ctrl+c cut"},
		{name: "Ctrl-L by kitty on a Russian keyboard", pieces: []string{"\x1b[200~ab\x1b[1076:1044:108;5uy"},
			want: "paste(ab) ctrl+l cut"},
		{name: "Esc by kitty", pieces: []string{"\x1b[200~ab\x1b[27u\x1b[27u"}, want: "paste(ab) esc esc"},
		{name: "Esc", pieces: []string{"\x1b[200~ab\x1b"}, after: alone, want: "paste(ab) esc"},
		{name: "Esc not yet", pieces: []string{"\x1b[200~ab\x1b"}, after: alone - ms},
		{name: "Esc three times", pause: 200 * ms,
			pieces: []string{"\x1b[200~ab", "\x1b", "\x1b", "\x1b"}, after: 3 * time.Second,
			want: "paste(ab) esc esc esc"},
		{name: "Esc three times, fast", pause: 50 * ms,
			pieces: []string{"\x1b[200~ab", "\x1b", "\x1b", "\x1b"}, after: alone,
			want: "paste(ab) esc esc esc"},
		{name: "Esc three times at once", pieces: []string{"\x1b[200~ab\x1b\x1b\x1b"}, after: alone,
			want: "paste(ab) esc esc esc"},
		{name: "Esc and Ctrl-C", pieces: []string{"\x1b[200~ab\x1b\x03"}, want: "paste(ab) esc ctrl+c"},
		{name: "Esc and soon y", pause: 100 * ms,
			pieces: []string{"\x1b[200~ab", "\x1b", "y"}, after: 2 * time.Second,
			want: "paste(ab) esc cut over"},
		{name: "Esc, then the tail of the mark", pause: 500 * ms, pieces: []string{"\x1b[200~ab\x1b", "[201~", "y"},
			want: "paste(ab) esc y"},
		{name: "Esc, then y", pause: 800 * ms, pieces: []string{"\x1b[200~ab\x1b", "y"}, want: "paste(ab) esc y"},
		{name: "a mark too many", pieces: []string{"\x1b[201~y"}, want: "y"},
		{name: "two", pieces: []string{"\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~"}, want: "paste(a) paste(b)"},
	} {
		if got := newTypist().typed(c.pause, c.pieces...).wait(c.after).said(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	y := newTypist().typed(0, "\x1b[200~"+strings.Repeat("x", most+1)+"y\ry",
		strings.Repeat("y", most), "\x03", "y\x1b[201~", "z")
	if want := "paste(" + strings.Repeat("x", most) + ") cut ctrl+c cut over z"; y.said() != want {
		t.Errorf("more than 64 KiB: got %d characters that end in %.40q, want %d that end in %q",
			len(y.said()), y.said()[max(0, len(y.said())-40):], len(want), want[len(want)-20:])
	}
}

// TestFramerAfterALongPaste checks that a paste without an end is over for good once nothing has come for 1.5 s,
// however keys arrive afterwards.
func TestFramerAfterALongPaste(t *testing.T) {
	y := newTypist().typed(0, "\x1b[200~"+strings.Repeat("y", 100<<10)).wait(5 * time.Second)
	if got, want := y.said()[max(0, len(y.said())-9):], " cut over"; got != want {
		t.Errorf("the paste ends in %q, want %q", got, want)
	}
	y.got = nil
	y.typed(0, "\x15").wait(3*time.Second).typed(700*time.Millisecond, "or", "la", "orla").wait(3 * time.Second)
	y.typed(0, "orla\x1b").wait(alone)
	if want := "ctrl+u o r l a o r l a o r l a esc"; y.said() != want {
		t.Errorf("afterwards keys are %q, want %q", y.said(), want)
	}
}

// split maps sequences that a slow link may cut to what they mean.
var split = map[string]string{
	"\x1b[A":                           "up",
	"\x1b[1;5C":                        "ctrl+right",
	"\x1bOA":                           "up",
	"\x1bOP":                           "f1",
	"\x1b[15~":                         "f5",
	"\x1b[3~":                          "delete",
	"\x1b[Z":                           "shift+tab",
	"\x1b[I":                           "focus",
	"\x1b[O":                           "blur",
	"\x1b[?2026;2$y":                   "modereport",
	"\x1b[?5u":                         "keyboardenhancements",
	"\x1b[?62;1;2c":                    "",
	"\x1b[8;65535;65535t":              "",
	"\x1b[65;30;97;1;0;1_":             "",
	"\x1b[27;5;99~":                    "ctrl+c",
	"\x1b[99;5u":                       "ctrl+c",
	"\x1b[27u":                         "esc",
	"\x1b]11;rgb:ffff/ffff/ffff\x1b\\": "",
	"\x1b]11;rgb:ffff/ffff/ffff\x07":   "",
	"\x1b]52;c;eQ==\x07":               "",
	"\x1bP>|kitty(0.32)\x1b\\":         "",
	"\x1bP1$r0m\x1b\\":                 "",
	"\x1bP1+r5463\x1b\\":               "",
	"\x1bP!|00000000\x1b\\":            "",
	"\x1b_Gi=1;OK\x1b\\":               "",
	"\x1b[<0;80;24M":                   "",
	"\x1b[M !!":                        "",
	"\x1b[[B":                          "f2",
	"\x1b_apc\x1b\\":                   "",
	"\x1b^pm\x1b\\":                    "",
	"\x1b[200~y\ry\x1b[201~":           "paste(y\ry)",
}

// TestSplitAnywhere cuts each sequence at every byte, and at every pair of bytes, with pauses: it must remain the same
// key, or a reply that is no key. If the pause comes right after the ESC, so that it became Esc, the rest is dropped;
// the same holds for the ESC of the mark at the end of a paste.
func TestSplitAnywhere(t *testing.T) {
	for seq, want := range split {
		for _, ms := range []time.Duration{1, 100, 140, 500, 1000} {
			pause := ms * time.Millisecond
			for i := 1; i < len(seq); i++ {
				for j := i; j < len(seq); j++ {
					parts := []string{seq[:i], seq[i:j], seq[j:]}
					if i == j {
						parts = []string{seq[:i], seq[i:]}
					}
					checkSplit(t, seq, want, pause, parts)
				}
			}
			checkSplit(t, seq, want, pause, bytesOf(seq))
		}
	}
}

func checkSplit(t *testing.T, seq, want string, pause time.Duration, parts []string) {
	t.Helper()
	for _, kitty := range []bool{false, true} {
		y := newTypist()
		y.f.kitty = kitty
		y.typed(pause, parts...).wait(5 * time.Second)
		expected := want
		if len(parts[0]) == 1 && pause >= aloneOf(kitty) {
			expected = "esc"
			if slices.Contains([]string{"focus", "blur", "modereport", "keyboardenhancements"}, want) ||
				strings.HasPrefix(want, "paste") {
				expected += " " + want
			}
		}
		broken := func(part string) bool { return len(part) > 1 && strings.HasSuffix(part, "\x1b") }
		lone := slices.ContainsFunc(parts, broken) || slices.Contains(parts[1:], "\x1b")
		if lone && strings.HasPrefix(want, "paste") && pause >= aloneOf(kitty) {
			expected += " esc"
		}
		if got := y.said(); got != expected {
			t.Errorf("%q in pieces %q with pauses of %s, kitty %v: got %q, want %q", seq, parts, pause, kitty, got, expected)
		}
	}
}

func aloneOf(kitty bool) time.Duration { return (&framer{kitty: kitty}).patience() }

// FuzzFramer checks that no input makes the framer fail, wait forever, or take a paste for a key.
func FuzzFramer(f *testing.F) {
	for seq := range split {
		f.Add([]byte(seq), uint8(3), uint16(200))
	}
	f.Add([]byte("\x1b[200~y\x1b[27u\x1b[99;5uy"), uint8(1), uint16(1600))
	f.Fuzz(func(t *testing.T, b []byte, size uint8, pause uint16) {
		y := newTypist()
		for len(b) > 0 {
			n := min(len(b), 1+int(size%16))
			y.typed(0, string(b[:n])).wait(time.Duration(pause%3000) * time.Millisecond)
			b = b[n:]
		}
		y.wait(time.Minute)
		if _, waits := y.f.due(); waits {
			t.Errorf("a minute later it still waits, in state %d", y.f.state)
		}
		y.got = nil
		if y.typed(0, "y\x1b[A\x03").said() != "y up ctrl+c" {
			t.Errorf("afterwards keys are %q, want %q", y.said(), "y up ctrl+c")
		}
	})
}
