package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
)

func TestFooterText(t *testing.T) {
	ask := &question{text: "Quit Tapdesk? press y to quit"}
	for name, c := range map[string]struct {
		footer footer
		urgent string
		want   string
	}{
		"nothing":                       {footer{}, "", ""},
		"a status":                      {footer{status: "Kept."}, "", "Kept."},
		"the lock goes before a status": {footer{status: "Kept."}, "Locking in 9 s", "Locking in 9 s"},
		"a question before the lock":    {footer{question: ask}, "Locking in 9 s", "Quit Tapdesk? press y to quit"},
		"what came after is beside it": {footer{question: ask, status: "Dropped."}, "",
			"Quit Tapdesk? press y to quit. Dropped."},
		"what is no text is made text": {footer{status: "a\x1b[31mb"}, "", "a\ufffd[31mb"},
	} {
		if got := c.footer.text(c.urgent); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAdd(t *testing.T) {
	var f footer
	f.add("One.")
	f.add("")
	f.add("Two.")
	if f.status != "One. Two." {
		t.Errorf("got %q, want %q", f.status, "One. Two.")
	}
}

// TestAnswer checks that only y, or the key that asked pressed again, says yes. The question is over in any case.
func TestAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		key  tea.KeyPressMsg
		does bool
	}{
		"y":           {tea.KeyPressMsg{Code: 'y', Text: "y"}, true},
		"again":       {named["ctrl+c"], true},
		"Enter":       {named["enter"], false},
		"another one": {tea.KeyPressMsg{Code: 'n', Text: "n"}, false},
	} {
		did := false
		f := footer{question: &question{again: kit.Quit, do: func() tea.Cmd { did = true; return nil }}}
		f.answer(c.key)
		if did != c.does || f.question != nil {
			t.Errorf("%s: did it: %v, want %v; still asked: %v", name, did, c.does, f.question != nil)
		}
	}
}

func TestOverlay(t *testing.T) {
	body := func() *kit.Frame { return &kit.Frame{Lines: []string{"header", "1", "2", "3", "4", "", "keys"}} }
	for name, c := range map[string]struct {
		text  string
		lines int // how many lines of the body it covers
	}{
		"nothing":  {"", 0},
		"one line": {"short", 1},
		"at most":  {strings.Repeat("twelve chars ", 20), maxStatus},
	} {
		out := body()
		overlay(out, c.text, 20)
		covered := 0
		for i, line := range out.Lines {
			if line != body().Lines[i] {
				covered++
			}
		}
		if covered != c.lines || out.Lines[0] != "header" || out.Lines[6] != "keys" {
			t.Errorf("%s: got %q; want %d lines above the keys covered", name, out.Lines, c.lines)
		}
	}
}

// TestFitting checks that a key that does not fit makes room for a shorter one after it.
func TestFitting(t *testing.T) {
	keys := kit.On(kit.Says(kit.Esc, "a very long label"), kit.Says(kit.Enter, "go"))
	got, left := fitting(keys, 10, kit.Key.Label)
	if want := []string{keys[1].Label()}; !slices.Equal(got, want) || left != 10-kit.Width(want[0])-2 {
		t.Errorf("got %q and %d cells left, want %q", got, left, want)
	}
}
