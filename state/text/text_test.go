package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tapdesk/state/text"
)

const mark = string(text.Mark)

func TestLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ascii", "Ada Ordinary (ops) ~!", "Ada Ordinary (ops) ~!"},
		{"latin", "Zoë Müller-Łoś", "Zoë Müller-Łoś"},
		{"cjk", "山田 太郎", "山田 太郎"},
		{"ideographic space", "山田　太郎", "山田　太郎"},
		{"hebrew and arabic", "שלום مرحبا", "שלום مرحبا"},
		{"hebrew with points", "שָׁלוֹם", "שָׁלוֹם"},
		{"thai", "น้ำใส่", "น้ำใส่"},
		{"decomposed", "e\u0301", "e\u0301"},
		{"vietnamese, decomposed", "e\u0302\u0301", "e\u0302\u0301"},
		{"emoji", "🙂", "🙂"},
		{"the mark itself", mark, mark},
		{"line breaks", "a\r\nb\tc", "a" + mark + mark + "b" + mark + "c"},
		{"colour", "a\x1b[31mb", "a" + mark + "[31mb"},
		{"clipboard", "\x1b]52;c;aG9zdGlsZQ==\a", mark + "]52;c;aG9zdGlsZQ==" + mark},
		{"link", "\x1b]8;;https://hostile.example/\x1b\\x", mark + "]8;;https://hostile.example/" + mark + "\\x"},
		{"one-byte CSI", "a\u009b31m", "a" + mark + "31m"},
		{"del, nul", "\x7f\x00", mark + mark},
		{"bidi override", "a\u202egnp.exe", "a" + mark + "gnp.exe"},
		{"bidi isolates and marks", "\u2066\u2067\u2068\u2069\u200e\u200f\u061c", strings.Repeat(mark, 7)},
		{
			"zero width",
			"a\u200bb\u200cc\u200dd\ufeffe\u2060f",
			"a" + mark + "b" + mark + "c" + mark + "d" + mark + "e" + mark + "f",
		},
		{"soft hyphen", "a\u00adb", "a" + mark + "b"},
		{"separators", "a\u2028b\u2029c", "a" + mark + "b" + mark + "c"},
		{"odd spaces", "a\u00a0b\u2003c\u202fd", "a" + mark + "b" + mark + "c" + mark + "d"},
		{"tags", "a\U000e0041\U000e0001", "a" + mark + mark},
		{"variation selectors", "a\ufe0fb\U000e0100", "a" + mark + "b" + mark},
		{"fillers", "\u115f\u1160\u3164\uffa0\u034f\u180e\u2800", strings.Repeat(mark, 7)},
		{"private use", "\ue000\U000f0000", mark + mark},
		{"noncharacter", "\ufffe\uffff\ufdd0", strings.Repeat(mark, 3)},
		{"not assigned", "\u0378", mark},
		{"broken UTF-8", "a\xffb\xc3", "a" + mark + "b" + mark},
		{"surrogate in UTF-8", "\xed\xa0\x80", strings.Repeat(mark, 3)},
		{"overlong", "\xc0\x9b", mark + mark},
		{"four marks", "o\u0300\u0301\u0302\u0303", "o\u0300\u0301\u0302\u0303"},
		{"a pile of marks", "o" + strings.Repeat("\u0300", 6) + "x", "o" + strings.Repeat("\u0300", 4) + mark + mark + "x"},
		{"a pile, an invisible among it", "o\u0300\u0300\u034f\u0300\u0300", "o\u0300\u0300" + mark + "\u0300" + mark},
		{"a mark without a base", "\u0301a", mark + "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Line(tt.in); got != tt.want {
				t.Errorf("got %+q, want %+q", got, tt.want)
			}
			if text.Safe(tt.in) != (tt.in == tt.want) {
				t.Errorf("Safe(%+q) = %v", tt.in, text.Safe(tt.in))
			}
		})
	}
}

// Two different names must not look the same because something was removed.
func TestLineKeepsWhatDiffersApart(t *testing.T) {
	if text.Line("admin") == text.Line("ad\u200bmin") {
		t.Error("an invisible character was removed, want a mark")
	}
}

func TestLineIsCut(t *testing.T) {
	for _, r := range []string{"a", "é", "山", "\x1b", "\xff"} {
		exact, over := strings.Repeat(r, text.Limit), strings.Repeat(r, text.Limit+1)
		if got := text.Line(exact); utf8.RuneCountInString(got) != text.Limit || strings.HasSuffix(got, "…") {
			t.Errorf("%q: got %d runes at the limit", r, utf8.RuneCountInString(got))
		}
		if got := text.Line(over); utf8.RuneCountInString(got) != text.Limit+1 || !strings.HasSuffix(got, "…") ||
			text.Line(got) != got {
			t.Errorf("%q: got %d runes beyond the limit", r, utf8.RuneCountInString(got))
		}
	}
}

func TestLines(t *testing.T) {
	in := []string{"a", "b\x1b"}
	if got := text.Lines(in); !slices.Equal(got, []string{"a", "b" + mark}) || in[1] != "b\x1b" {
		t.Errorf("Lines(%q): got %q", got, in)
	}
	if text.Lines(nil) != nil || text.Lines([]string{}) == nil {
		t.Error("nil and an empty list are not kept apart")
	}
}

func TestKey(t *testing.T) {
	wire := "x_y\u202e#EXT#@sandbox.example"
	k := text.NewKey(wire)
	if k.Wire() != wire || k.String() != text.Line(wire) || k.IsZero() {
		t.Errorf("got wire %q, string %q", k.Wire(), k)
	}
	if k != text.NewKey(wire) || k == text.NewKey(text.Line(wire)) {
		t.Error("keys are not compared as they came over the wire")
	}
	if !(text.Key{}).IsZero() || (text.Key{}).String() != "" {
		t.Error("the zero Key is not zero")
	}
}

// drawable reports, independently of the package, whether a terminal may see r.
func drawable(r rune) bool {
	if r == ' ' || r == '\u3000' || r == text.Mark || r == '…' {
		return true
	}
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) &&
		!unicode.Is(unicode.Bidi_Control, r) && !unicode.Is(unicode.Join_Control, r) && !unicode.Is(unicode.Co, r)
}

func FuzzLine(f *testing.F) {
	for _, seed := range []string{
		"", "Ada", "\x1b]52;c;aG9zdGlsZQ==\a", "a\u202eb", "\u200b\u200c\u200d\u2060\ufeff",
		"e\u0301\u0301\u0301\u0301\u0301", "\xff\xfe",
		"\u0301", "山田　太郎", strings.Repeat("é", text.Limit+2), "\u034f\u115f\u3164\ufe0f\U000e0001",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := text.Line(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%+q became invalid UTF-8: %+q", s, got)
		}
		if again := text.Line(got); again != got || !text.Safe(got) {
			t.Fatalf("%+q became %+q and then %+q", s, got, again)
		}
		want := utf8.RuneCountInString(s)
		if have := utf8.RuneCountInString(got); have != min(want, text.Limit+1) {
			t.Fatalf("%+q: want %d runes, got %d: %+q", s, want, have, got)
		}
		for _, r := range got {
			if !drawable(r) {
				t.Fatalf("%+q kept %U", s, r)
			}
		}
		kept, original := []rune(got), []rune(s)
		for i := range min(len(original), text.Limit) {
			if kept[i] != original[i] && kept[i] != text.Mark {
				t.Fatalf("%+q: %U became %U", s, original[i], kept[i])
			}
		}
	})
}
