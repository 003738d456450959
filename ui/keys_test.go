package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
)

func TestQuitAsksOnce(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.press("ctrl+c")
	h.sees("press y to quit")
	h.press("n")
	h.misses("press y to quit")
	if h.quit || strings.Contains(h.screen(), "Search  n\n") {
		t.Fatal("the answer to the question was taken for something else")
	}
	h.press("ctrl+c", "y")
	if !h.quit {
		t.Fatal("did not quit")
	}
	if view := h.app.View(); view.Content != "" || !view.AltScreen {
		t.Errorf("the last frame is not empty: %q", view.Content)
	}

	h = start(t, sandbox.Options{})
	h.press("ctrl+c", "ctrl+c")
	if !h.quit {
		t.Fatal("a second ^C did not quit")
	}
}

func TestQuitSaysWhatWouldBeLost(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("ctrl+c")
	h.sees("never shown", "press y to quit")
	h.press("y")
	if !h.quit || h.vault.Held() != 0 {
		t.Errorf("quit %v with %d values held, want true and none", h.quit, h.vault.Held())
	}
}

// TestNothingDuringAWrite checks that, while a request is in flight, no key goes back, quits, suspends or sends a
// second one.
func TestNothingDuringAWrite(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	release := h.hold()
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	for _, key := range []string{"y", "enter", "esc", "q", "ctrl+c", "ctrl+c", "ctrl+z", "i", "space"} {
		msg, ok := named[key]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(key[0]), Text: key}
		}
		h.take(msg)
	}
	h.sees("Issuing the pass", "will not be sent a second time")
	h.take(tea.KeyPressMsg{Code: tea.KeyF1})
	h.sees("Help: Confirm the pass")
	h.take(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	h.misses("press y to quit")
	release()
	h.settle()
	h.sees("The pass was created")
	if h.quit || h.creates() != 1 {
		t.Errorf("quit %v after %d creates, want false and 1", h.quit, h.creates())
	}
}

// TestRevealIgnoresKeysUntilQuiet checks that a key meant for the screen before does not open the window: the reveal
// opens by itself.
func TestRevealIgnoresKeysUntilQuiet(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.press("space")
	h.sees("••••   ••••", "after half a second")
	h.wait(quiet - time.Millisecond)
	h.press("space")
	h.wait(quiet - time.Millisecond)
	h.press("space")
	h.sees("••••   ••••")
	h.wait(quiet)
	h.press("space")
	h.revealed()
}

func TestRevealWindow(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("esc")
	h.sees("never shown", "press y to close")
	h.press("n")
	h.sees("Space shows it")
	h.press("space")
	value := h.revealed()
	h.press("m")
	h.misses("   " + strings.Join(strings.Split(value[4:], ""), " "))
	h.sees("Masked", "••••   ••••")
	h.press("space")
	h.sees("Masked")
	h.press("m")
	if again := h.revealed(); again != value {
		t.Errorf("the pass is %q, want %q", again, value)
	}
	h.press("f1")
	h.misses(value[:1] + " " + value[1:2] + " " + value[2:3])
	h.press("f1")
	h.wait(179 * time.Second) // after the m that showed it again
	h.revealed()
	h.wait(time.Second)
	h.sees("Masked: m shows it again", "••••   ••••")
	if h.vault.Held() != 1 {
		t.Error("a pause has wiped the pass")
	}
	h.press("m")
	h.revealed()
	h.wait(419 * time.Second)
	h.sees("1 s left, then wiped")
	h.wait(time.Second)
	h.sees("UPN", "It can be typed now")
	if h.vault.Held() != 0 {
		t.Error("the window has ended and the value is still held")
	}
}

// TestRevealIsLongEnoughForALongPass checks that there are at least eight seconds for each character.
func TestRevealIsLongEnoughForALongPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.tenant.ChangePolicy(func(p *sandbox.Policy) { p.DefaultLength = 48 })
	h.issue("ordinary")
	h.wait(quiet)
	h.sees("Space shows it. Masked after 384 s without a key, wiped after 600 s.")
	h.press("space")
	h.whole(h.app.size)
}

func TestSuspendWipes(t *testing.T) {
	h := start(t, sandbox.Options{})
	suspended := false
	h.app.suspend = func() tea.Msg { suspended = true; return nil }
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	h.revealed()
	h.press("ctrl+z", "ctrl+z")
	h.sees("The pass has been wiped")
	if !suspended || h.vault.Held() != 0 {
		t.Errorf("suspended %v, %d values held", suspended, h.vault.Held())
	}
	h.press("esc", "esc")
	h.sees("Pass usable")
}

func TestEscGoesBackAndNeverQuits(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "esc")
	h.sees("Account")
	h.press("q")
	h.sees("Search  ordinary")
	h.press("esc")
	h.misses("Search  ordinary")
	h.press("esc", "esc")
	if h.quit {
		t.Error("the console quit, want a question")
	}
	h.typed("q?")
	h.sees("Search  q?")
}

// TestComingBackKeepsTheQuery checks that the query is still there, and that the first letter typed begins a new one.
func TestComingBackKeepsTheQuery(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("esc")
	h.sees("Search  ordinary", "1 found")
	h.typed("b")
	h.sees("Search  b")
	h.misses("ordinaryb")
}

// TestFastTypistGetsWhatWasTyped checks that Enter before the answer does not open somebody found for the earlier
// letters.
func TestFastTypistGetsWhatWasTyped(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("twin-one")
	h.press("backspace", "backspace", "backspace")
	h.typed("two")
	h.press("enter")
	h.sees("twin-two@sandbox.example", "Object id")
}

// TestNothingStaleLands checks that the answer to an older text never replaces the list.
func TestNothingStaleLands(t *testing.T) {
	h := start(t, sandbox.Options{})
	release := h.hold()
	h.typed("bare")
	h.ui.Advance(settleTime)
	h.takeUntil(func() bool { return h.held() > 0 })
	for range 4 {
		h.take(tea.KeyPressMsg{Code: tea.KeyBackspace})
	}
	for _, r := range "ordinary" {
		h.take(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	release()
	h.settle()
	h.wait(settleTime)
	h.sees("ordinary@sandbox.example")
	h.misses("bare@sandbox.example")
}

func TestOffKeySaysWhy(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("d")
	h.sees("there is no pass")
	h.press("space")
	h.sees("shown once")
	h.press("c")
	h.sees("does not say whether it took it")
}

// TestPrefetchOnlyTheLastOneLeft checks that methods are read for a person opened, or the only one found, and never for
// those merely passed over: the reading is logged against the operator.
func TestPrefetchOnlyTheLastOneLeft(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("an")
	h.press("down", "down", "up")
	if n := h.count("GET", "/authentication/methods"); n != 0 {
		t.Errorf("%d readings for people passed over, want none", n)
	}
	h.press("esc")
	h.find("ordinary")
	h.press("enter", "i")
	if n := h.count("GET", "/authentication/methods"); n != 1 {
		t.Errorf("%d readings, want 1", n)
	}
}

// TestIssueBeforeTheDossierIsThere checks that i works at once, and that y waits until it is known what would be
// replaced.
func TestIssueBeforeTheDossierIsThere(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("twin") // two are found, so neither is read ahead
	release := h.hold()
	h.take(tea.KeyPressMsg{Code: tea.KeyEnter})
	h.drain()
	for range 4 {
		h.take(map[bool]tea.KeyPressMsg{true: {Code: 'i', Text: "i"}, false: {Code: tea.KeyEnter}}[h.titled("Person")])
		h.drain()
	}
	h.sees("Replaces reading", "still reading what it would replace")
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.drain()
	if h.creates() != 0 {
		t.Fatal("a pass was issued before it was known what it replaces")
	}
	release()
	h.settle()
	h.sees("Replaces nothing", "press y to issue")
	h.press("y")
	h.sees("The pass was created")
}

// TestSuspendAsksBeforeAPassIsLost checks that suspending asks first, because it wipes a pass that was never shown.
func TestSuspendAsksBeforeAPassIsLost(t *testing.T) {
	h := start(t, sandbox.Options{})
	suspended := 0
	h.app.suspend = func() tea.Msg { suspended++; return nil }
	h.issue("ordinary")
	h.wait(quiet)
	h.press("ctrl+z")
	h.sees("Suspend?", "never shown", "press y to suspend")
	h.press("n")
	h.sees("Space shows it")
	h.press("ctrl+z", "y")
	if suspended != 1 || h.vault.Held() != 0 {
		t.Errorf("suspended %d times, %d values held", suspended, h.vault.Held())
	}
}

// At 80 columns the footer shortens the keys of a person rather than leave out many, never leaves out the way back, and
// says where there are more.
func TestFooterShowsTheUsefulKeysFirst(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.sees("i issue  d delete  s why out  ! impostor  f steps  u sessions  Esc back  ? more")
	h.resize(60, 20)
	h.sees("i issue  d delete  s why out  ! impostor  Esc back  ? more")
	h.resize(260, 40)
	h.sees("v all checks", "a Entra's audit log", "? help  ^C quit")
	h.resize(80, 24)
	h.press("?")
	h.sees("copy UPN", "refresh", "text for the ticket") // help has them all

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.press("esc")
	h.sees("t ticket")
}
