package ui

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/journal"
	"tapdesk/state/recorder"
	"tapdesk/ui/nav"
)

// reveal issues a pass for ordinary and shows it.
func (h *harness) reveal() (value string) {
	h.t.Helper()
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	return h.revealed()
}

// TestReadOut goes through a pass by keys alone: forward, back, to the read-back, and from the start again.
func TestReadOut(t *testing.T) {
	h := start(t, sandbox.Options{})
	value := h.reveal()
	h.press("space")
	h.sees("Reading out", "1 of 8")
	h.press("backspace")
	h.sees("Read this to")
	h.press("backspace") // there is nothing before the first
	for range value {
		h.press("space")
	}
	h.sees("8 of 8")
	h.press("backspace", "backspace", "space")
	h.sees("7 of 8")
	h.press("space", "space")
	h.sees("The caller reads it back")
	if again := h.revealed(); again != value {
		t.Errorf("the read-back shows %q", again)
	}
	h.press("s")
	h.sees("The caller reads it back")
	h.press("space")
	h.sees("1 of 8")
	h.press("s")
	h.sees("What to say")
	h.press("s")
	h.sees("1 of 8")
	h.press("s", "space")
	h.sees("1 of 8")
	h.press("m")
	h.sees("Masked: m shows it again")
	h.press("space", "s", "backspace")
	h.sees("Masked: m shows it again", "m unmask")
	h.press("m")
	h.sees("1 of 8")
}

// TestEscGoesBackAndAsks checks that Esc goes from the read-out, the list and the read-back to the pass, and that from
// there it takes two presses in a row, which the footer names, before the value is lost.
func TestEscGoesBackAndAsks(t *testing.T) {
	const ask = "Esc again: done, the value is wiped"
	for name, keys := range map[string]string{
		"read-out": "space", "later": "space space space", "list": "s", "list in the read-out": "space s",
		"read-back": strings.Repeat("space ", 9),
	} {
		t.Run(name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.resize(60, 20) // where the footer has no room for all keys
			value := h.reveal()
			h.press(strings.Fields(keys)...)
			h.misses("Read this to")
			h.sees("Esc to the pass")
			h.press("esc")
			h.sees("Read this to", "Esc done")
			if again := h.revealed(); again != value {
				t.Errorf("shows %q, want %q", again, value)
			}
			for _, other := range []string{"x", "space", "s", "y", "enter", "m", "f1", "?", "f2", "up"} {
				h.press("esc")
				footer := strings.Split(h.screen(), "\n")[19]
				if !strings.HasPrefix(footer, ask) {
					t.Fatalf("the footer is %q, want %q at its beginning", footer, ask)
				}
				h.press(other)
				h.misses("Esc again")
				switch other {
				case "space", "s", "f1", "?": // back to the pass
					h.press("esc")
				case "m":
					h.press("m")
				}
				if again := h.revealed(); again != value {
					t.Errorf("after %s shows %q, want %q", other, again, value)
				}
			}
			for _, asks := range []string{"ctrl+c", "ctrl+z"} {
				h.press("esc", asks)
				h.sees("The pass is wiped, and its value cannot be shown again")
				h.press("n", "esc") // the first press again
				if h.vault.Held() != 1 {
					t.Fatalf("Esc, %s, n, Esc has lost the value", asks)
				}
				h.press("x")
			}
			h.press("q", "q")
			h.sees("Checked last at")
			if h.vault.Held() != 0 {
				t.Error("the value is still held")
			}
		})
	}
}

// TestEscOnAMaskedPassAsks checks that Esc asks there too, because the value behind the mask is lost as well. When its
// time ends, no second press is needed.
func TestEscOnAMaskedPassAsks(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.reveal()
	h.press("space", "m", "esc")
	h.sees("Esc again: done, the value is wiped")
	h.press("n", "m")
	h.sees("1 of 8")
	h.press("m", "q")
	h.sees("Esc again: done, the value is wiped")
	h.wait(10 * time.Minute)
	h.sees("the time to show the pass is over: it has been wiped")
	if h.vault.Held() != 0 {
		t.Error("the value is still held")
	}
}

// TestReadOutKeysRenewTheWindow checks that they do, up to the longest time, and that a pause masks but does not wipe.
func TestReadOutKeysRenewTheWindow(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.Seconds, o.Reveal.MaxSeconds = 70, 300 })
	value := h.reveal()
	h.sees("70 s left, then masked; wiped at 09:35:0")
	for range 4 {
		h.wait(60 * time.Second)
		h.sees("10 s left")
		h.press("space")
	}
	h.sees("60 s left, then wiped")
	h.press("x", "z", "up") // not keys of the read-out
	h.sees("60 s left, then wiped")
	h.wait(61 * time.Second)
	h.sees("the time to show the pass is over: it has been wiped")
	if h.vault.Held() != 0 || strings.Contains(h.screen(), value) {
		t.Error("held beyond the longest")
	}

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.Seconds = 70 })
	value = h.reveal()
	h.press("space", "space")
	h.wait(70 * time.Second)
	h.sees("Masked: m shows it again. 530 s left, then wiped.", "••••   ••••")
	if h.vault.Held() != 1 {
		t.Fatal("a pause has wiped it")
	}
	h.press("m")
	h.sees("2 of 8", "70 s left")
	if h.revealed() != value {
		t.Error("the pass after the pause is not the one before it")
	}
}

// TestMaskingOnLostFocus checks that it is off unless set, and that it then also works under help; coming back does not
// show the pass by itself.
func TestMaskingOnLostFocus(t *testing.T) {
	for _, set := range []bool{false, true} {
		h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.MaskOnBlur = set })
		if h.app.View().ReportFocus != set {
			t.Errorf("set %v: focus reports are asked for: %v", set, h.app.View().ReportFocus)
		}
		if !set {
			continue
		}
		value := h.reveal()
		h.press("f1")
		h.send(tea.BlurMsg{})
		h.press("f1")
		h.sees("Masked: m shows it again")
		h.send(tea.FocusMsg{})
		h.sees("Masked: m shows it again")
		h.press("m")
		if h.revealed() != value {
			t.Error("m does not show it again")
		}
		h.press("ctrl+c", "y")
		if h.app.View().ReportFocus {
			t.Error("focus reports stay on at the end")
		}
	}
}

// TestCopyingIsOffUnlessTheSiteAllows checks that c does nothing unless the site allows it.
func TestCopyingIsOffUnlessTheSiteAllows(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.reveal()
	h.press("c")
	h.sees("reveal.copy is off; only the site's file can allow it")
	h.press("y")
	if h.app.clipboard.Clear() != nil {
		t.Error("copied against the site's setting")
	}
}

// TestCopying checks that the screen first says what happens to a copy, sends it only on y, promises nothing, and asks
// to clear the clipboard however the reveal ends.
func TestCopying(t *testing.T) {
	for name, end := range map[string]func(h *harness) tea.Cmd{
		"closed": func(h *harness) tea.Cmd {
			h.app.Update(named["esc"])
			_, cmd := h.app.Update(named["esc"])
			return cmd
		},
		"locked":     func(h *harness) tea.Cmd { return h.app.lock(nav.Locked) },
		"signed out": func(h *harness) tea.Cmd { return h.app.signOut() },
		"suspended":  func(h *harness) tea.Cmd { return h.app.suspendNow() },
		"by signal":  func(h *harness) tea.Cmd { _, cmd := h.app.Update(leaveMsg{}); return cmd },
		"ended":      func(h *harness) tea.Cmd { _, cmd := h.app.Update(endMsg{}); return cmd },
	} {
		t.Run(name, func(t *testing.T) {
			h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.Copy = true })
			h.app.suspend = func() tea.Msg { return nil }
			value := h.reveal()
			h.press("c")
			h.sees("tmux may keep it", "a clipboard history keeps it", "press y to copy")
			h.press("n")
			h.misses("press y to copy")
			if h.app.clipboard.Clear() != nil {
				t.Fatal("copied without a yes")
			}
			h.press("c")
			_, cmd := h.app.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
			if sent := gather(cmd); len(sent) != 1 || sent[0] != "clipboard:"+value {
				t.Fatalf("sent %q", sent)
			}
			h.sees("sent; whether it arrived is not known")
			h.revealed()
			if cleared := gather(end(h)); len(cleared) == 0 || cleared[0] != "clipboard:" {
				t.Errorf("asked to clear: %q", cleared)
			}
			if h.app.clipboard.Clear() != nil {
				t.Error("asked to clear twice")
			}
		})
	}
}

// gather runs the commands of a batch or a sequence concurrently and takes what answers at once.
func gather(cmd tea.Cmd) (out []string) {
	if cmd == nil {
		return nil
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	select {
	case msg := <-answer:
		v := reflect.ValueOf(msg)
		if v.IsValid() && v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				out = append(out, gather(v.Index(i).Interface().(tea.Cmd))...)
			}
			return out
		}
		if v.IsValid() && strings.HasSuffix(v.Type().String(), "lipboardMsg") {
			return []string{"clipboard:" + v.String()}
		}
	case <-time.After(50 * time.Millisecond):
	}
	return nil
}

// TestNobodyCopiesWhatIsNotExplained checks that c does nothing if the window is too low for the warning.
func TestNobodyCopiesWhatIsNotExplained(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.Copy = true })
	h.reveal()
	h.resize(40, 7)
	h.press("c")
	h.sees("too small to show what happens to a copy")
	h.press("y")
	if h.app.clipboard.Clear() != nil {
		t.Error("copied without the warning on the screen")
	}
}

// TestNeverShownOffersDelete checks the offer in the question and after a lock has wiped the pass; it deletes the pass
// just created.
func TestNeverShownOffersDelete(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("esc")
	h.sees("never shown", "d closes and goes on to delete it")
	h.press("d")
	h.sees("Delete this Temporary Access Pass?", "press y to delete")
	h.press("n")
	h.sees("never shown, and lost: delete the pass, or issue a new one")
	h.press("d", "y")
	h.sees("Pass none")
	if h.vault.Held() != 0 {
		t.Error("the value is still held")
	}

	h = start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.app.leaveAll(nav.Locked)
	h.sees("The pass has been wiped", "never shown, so nobody has seen it", "d delete the pass")
	h.press("d")
	h.sees("Delete this Temporary Access Pass?")
}

// TestRecordersAreNamedBeforeTheReveal checks that recorders are named as soon as they are found, with the time until
// which that matters, and that nothing is said if none is found.
func TestRecordersAreNamedBeforeTheReveal(t *testing.T) {
	looked, answer := make(chan struct{}, 8), make(chan recorder.Report, 8)
	h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
		o.Reveal.Recorders = func(context.Context) recorder.Report {
			defer h.park()()
			looked <- struct{}{}
			return <-answer
		}
	})
	h.issue("ordinary")
	<-looked
	h.sees("The pass was created", "Space") // a slow check does not delay the screen
	h.misses("record")
	answer <- recorder.Report{Sure: []string{"script"}, Maybe: []string{"sudo"}}
	h.takeUntil(func() bool { return strings.Contains(h.screen(), "This session is recorded (script; perhaps sudo)") })
	h.sees("anyone who can replay it sees the pass until 10:30 CET")
	h.wait(quiet)
	h.press("space")
	h.revealed()
	h.sees("This session is recorded (script; perhaps sudo)")
	h.press("esc")

	for said, r := range map[string]recorder.Report{
		"This session may be recorded (Teleport): then anyone who can replay it sees the pass until 10:30 CET": {
			Maybe: []string{"Teleport"}},
		"This session is recorded (as the site's file says)": {Sure: []string{"as the site's file says"}},
		"": {},
	} {
		h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
			o.Reveal.Recorders = func(context.Context) recorder.Report { return r }
		})
		h.issue("ordinary")
		h.wait(quiet)
		if h.sees(said); said == "" {
			h.misses("record") // nothing found is not "not recorded"
		}
	}
}

// TestACopyIsInTheJournal checks that the journal has it with the end of the reveal.
func TestACopyIsInTheJournal(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Reveal.Copy = true })
	h.reveal()
	h.press("c")
	h.app.Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.press("esc", "esc")
	var end journal.Record
	h.takeUntil(func() bool { // records are written in the background
		records := h.journalled()
		end = records[len(records)-1]
		return end.Kind == journal.RevealEnd
	})
	if end.Reason != "closed, after it was copied to the clipboard" {
		t.Errorf("the journal says %q", end.Reason)
	}
}

// TestAtEachMomentOfAReveal checks that, whatever takes the terminal or the session away, and whenever, nothing of the
// pass stays, the screen tells the truth, and the journal knows whether the pass was seen. A window that is shrunk to
// almost nothing and enlarged again shows what it showed before.
func TestAtEachMomentOfAReveal(t *testing.T) {
	moments := map[string]struct {
		keys []string
		seen bool
	}{
		"masked": {nil, false}, "asked to close": {[]string{"esc"}, false}, "open": {[]string{"space"}, true},
		"reading out": {[]string{"space", "space", "space"}, true}, "listed": {[]string{"space", "s"}, true},
		"read back":     {strings.Fields(strings.Repeat("space ", 10)), true},
		"masked again":  {[]string{"space", "space", "m"}, true},
		"asked to copy": {[]string{"space", "c"}, true}, "help": {[]string{"space", "f1"}, true},
		"asked to quit": {[]string{"space", "ctrl+c"}, true},
	}
	events := map[string]struct {
		do     func(h *harness)
		reason string
	}{
		"suspend":  {func(h *harness) { h.send(leaveMsg{}) }, "suspended"},
		"hang-up":  {func(h *harness) { h.vault.WipeAll(); h.send(endMsg{}) }, "ended by a signal"},
		"lock":     {func(h *harness) { h.run(h.app.lock(nav.Locked)); h.settle() }, "locked"},
		"idleness": {func(h *harness) { h.wait(2 * time.Minute) }, "locked by itself"},
		"resize":   {func(h *harness) { h.resize(20, 5); h.whole(h.app.size); h.resize(80, 24) }, ""},
	}
	for at, m := range moments {
		for what, e := range events {
			t.Run(what+" while "+at, func(t *testing.T) {
				h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
					o.Reveal.Copy, o.IdleLock = true, 2*time.Minute
				})
				h.issue("ordinary")
				h.wait(quiet)
				var value string
				for _, key := range m.keys {
					if h.press(key); key == "space" && value == "" {
						value = h.revealed()
					}
				}
				before := h.screen()
				e.do(h)
				if e.reason == "" {
					if after := h.screen(); after != before {
						t.Errorf("before:\n%s\nafter:\n%s", before, after)
					}
					return
				}
				if h.vault.Held() != 0 {
					t.Error("the value is still held")
				}
				if screen := h.screen(); value != "" && strings.Contains(strings.Join(strings.Fields(screen), ""), value) {
					t.Errorf("the pass is still on the screen:\n%s", screen)
				}
				var end string
				h.takeUntil(func() bool {
					for _, r := range h.recorded() {
						if strings.HasPrefix(r, "reveal-end ") {
							end = r
						}
					}
					return end != ""
				})
				seen := map[bool]string{true: "reveal-end seen, ", false: "reveal-end unseen, "}[m.seen]
				if want := seen + e.reason; end != want {
					t.Errorf("the journal says %q, want %q", end, want)
				}
			})
		}
	}
}
