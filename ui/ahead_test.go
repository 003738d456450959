package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call/command"
	"tapdesk/state/session"
)

// ahead sends the program keys as one read of the terminal brings them: nothing else can happen in between.
func (h *harness) ahead(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		h.take(keyOf(k))
	}
	h.settle()
}

// TestKeysTypedAhead checks that a key typed right after the one that leaves a screen belongs to the next screen in
// front. Above all, a y right after a no must not issue or delete on a screen that is about to close.
func TestKeysTypedAhead(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	for _, no := range []string{"n", "esc", "q"} {
		h.ahead(no, "y")
		if h.creates() != 0 {
			t.Fatalf("%s y sent a request\n%s", no, h.screen())
		}
		h.sees("Issue a Temporary Access Pass for")
		h.press("enter")
		h.sees("press y to issue")
	}

	h = start(t, sandbox.Options{})
	h.open("usable-pass")
	h.press("d")
	h.ahead("n", "y")
	if n := h.count("DELETE", ""); n != 0 {
		t.Fatalf("%d deletions, want none\n%s", n, h.screen())
	}

	h = start(t, sandbox.Options{})
	h.find("ordinary")
	h.ahead("enter", "i", "9", "0")
	h.sees("Issue a Temporary Access Pass for Orla Ordinary", "90")
}

// TestTypedAheadOfTheSearch checks that an Enter faster than the answer, and the keys after it, never become another
// search. They go to the person whom the answer opens, up to a question: a y among them says yes to nothing that was
// not read.
func TestTypedAheadOfTheSearch(t *testing.T) {
	h := start(t, sandbox.Options{})
	release := h.hold()
	for _, k := range []string{"o", "r", "l", "a", "enter", "i", "9", "0"} {
		h.take(keyOf(k))
	}
	h.sees("Search  orla", "Kept until the answer arrives: i90")
	release()
	h.settle()
	h.sees("Issue a Temporary Access Pass for Orla Ordinary", "90")

	h = start(t, sandbox.Options{})
	release = h.hold()
	for _, k := range []string{"o", "r", "l", "a", "enter", "i", "enter", "enter", "enter", "y"} {
		h.take(keyOf(k))
	}
	release()
	h.settle()
	h.sees("press y to issue", "Not done", "y.")
	if h.creates() != 0 {
		t.Errorf("%d creates, want none", h.creates())
	}
}

// TestTypedAheadOfNobody checks that keys typed for a person whom the search does not find are dropped, and that the
// screen says so.
func TestTypedAheadOfNobody(t *testing.T) {
	h := start(t, sandbox.Options{})
	for name, keys := range map[string][]string{"nobody": {"x", "q", "x", "q"}, "two": {"t", "w", "i", "n"}} {
		release := h.hold()
		for _, k := range append(keys, "enter", "i", "y") {
			h.take(keyOf(k))
		}
		release()
		h.settle()
		h.sees("Search  "+strings.Join(keys, ""), "Not done", "iy.")
		h.misses("Object id")
		if t.Failed() {
			t.Log(name)
		}
		h.press("esc")
	}
	release := h.hold()
	for _, k := range []string{"o", "r", "l", "x", "enter", "i", "backspace", "a"} {
		h.take(keyOf(k))
	}
	release()
	h.settle()
	h.wait(settleTime)
	h.sees("Search  orla", "ordinary@sandbox.example")
}

// TestEnterOnFewLetters checks that Enter opens a single hit, or a row that was moved to.
func TestEnterOnFewLetters(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("or")
	h.press("enter")
	h.sees("Search  or", "type more, or move to one")
	h.press("down", "enter")
	h.sees("Object id")
	h.press("esc", "esc")
	h.find("twi")
	h.press("enter")
	h.sees("Object id")
}

// TestALetterOfAnotherKeyboard checks that such a letter does nothing where letters are commands, and that the screen
// says why. A question stays open.
func TestALetterOfAnotherKeyboard(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.typed("ш")
	h.sees("Search  ш")
	h.press("esc")
	h.open("ordinary")
	h.press("ш")
	h.sees("ш is not a key here", "Latin")
	h.press("i", "enter", "enter", "enter")
	h.sees("press y to issue")
	h.press("н")
	h.sees("press y to issue", "н is not a key here")
	h.press("y")
	h.sees("The pass was created")
	h.wait(quiet)
	h.send(tea.KeyPressMsg{Code: 'с', Mod: tea.ModCtrl})
	h.sees("Ctrl-с is not a key here")
	h.press("ctrl+c", "н")
	h.sees("н is not a key here")
	if h.quit {
		t.Error("quit on a letter that is not y")
	}
}

// TestCtrlLDrawsAndAsks checks that Ctrl-L redraws and asks before it locks.
func TestCtrlLDrawsAndAsks(t *testing.T) {
	h, _ := startPuppet(t, session.In, atOnce, nil)
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.press("ctrl+l")
	h.sees("Lock? Ctrl-L again", "cannot be shown again")
	h.press("n")
	if again := h.revealed(); again != value {
		t.Errorf("got %q, want %q: a single key wiped the pass", again, value)
	}
	h.press("ctrl+l", "ctrl+l")
	h.sees("Locked")
	if h.vault.Held() != 0 {
		t.Error("the lock did not wipe the pass")
	}
}

func keyOf(k string) tea.KeyPressMsg {
	if msg, ok := named[k]; ok {
		return msg
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

// TestTypedAheadOfTheSitesProgram checks that no field takes what is typed while the site's program runs.
func TestTypedAheadOfTheSitesProgram(t *testing.T) {
	c := slow{make(chan command.Request, 4), make(chan command.Answer, 4)}
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Form.Checker = c })
	h.open("ordinary")
	h.press("i", "enter", "enter")
	h.take(keyOf("enter"))
	h.takeUntil(func() bool { return len(c.asked) > 0 })
	h.take(keyOf("y"))
	h.sees("Kept until the answer arrives: y")
	c.answer <- command.Answer{Allow: true}
	h.settle()
	h.sees("press y to issue", "Not done, because it was typed before this screen opened: y.")
	if h.creates() != 0 {
		t.Errorf("%d creates, want none", h.creates())
	}
}

// TestTypedDuringARealSignIn checks that it is not kept, and that the screen says so.
func TestTypedDuringARealSignIn(t *testing.T) {
	h, _ := startPuppet(t, session.Out, atOnce, nil)
	h.typed("orla")
	h.sees("not kept")
}
