package ui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
)

// TestMonkey presses random keys, in windows of any size, on a Graph that fails at random.
func TestMonkey(t *testing.T) {
	runs := 6
	if n, err := strconv.Atoi(os.Getenv("MONKEY")); err == nil {
		runs = n
	}
	for seed := range runs {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { monkey(t, rand.New(rand.NewPCG(uint64(seed), 7))) })
	}
}

var faultsOfChance = []string{
	"expired-token", "claims-challenge", "denied", "not-replicated", "throttle-whole", "throttle-fraction",
	"throttle-bare", "server-500", "unavailable-503", "timeout-504", "lost-answer", "cut-answer", "list-lag",
	"created-but-disabled", "refuse-existing", "unknown-method", "empty-page", "html-body", "lost-answer@delete",
	"html-body@create", "timeout-504@delete", "cut-answer@create", "denied@policy",
}

func monkey(t *testing.T, r *rand.Rand) {
	h := start(t, sandbox.Options{As: []string{"operator", "reader", "global-admin"}[r.IntN(3)]})
	people := []string{"ordinary", "usable-pass", "hostile-name", "bare", "operator", "twin", "partner", "just-created",
		"future", "$dollar", "helpdesk-admin"}
	keys := []string{"enter", "enter", "enter", "enter", "esc", "i", "i", "d", "y", "y", "n", "q", "space", "m", "r",
		"f1", "up", "down", "left", "right", "tab",
		"shift+tab", "l", "w", "k", "z", "pgdown", "home", "end", "backspace", "c", "C", "?", "v", "o"}
	var trail []string
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("panic %v after %v, want none", p, trail)
		}
	}()
	for range 150 {
		switch n := r.IntN(20); {
		case n == 0:
			w, hh := r.IntN(130), r.IntN(45)
			trail = append(trail, fmt.Sprintf("%dx%d", w, hh))
			h.resize(w, hh)
		case n == 1:
			f := faultsOfChance[r.IntN(len(faultsOfChance))]
			trail = append(trail, f)
			if err := h.tenant.Fault(f); err != nil {
				t.Fatal(err)
			}
		case n == 2:
			d := []time.Duration{settleTime, quiet, 3 * time.Second, time.Minute, 4 * time.Minute}[r.IntN(5)]
			trail = append(trail, d.String())
			h.wait(d)
		case n == 3:
			text := []string{"9", "8h", "tomorrow", "+2h", "\x1b[31m", "山田", strings.Repeat("x", 300), "a\nb", "'", `"`, "\\",
				"@", "%", "&#"}[r.IntN(14)]
			trail = append(trail, "paste "+text)
			h.send(tea.PasteMsg{Content: text})
		case n < 6:
			who := people[r.IntN(len(people))]
			trail = append(trail, who)
			h.press("esc", "esc", "esc", "esc", "esc", "esc", "esc")
			if h.quit {
				return
			}
			h.find(who)
			h.press("enter")
		case n == 7:
			trail = append(trail, "suspend")
			h.send(leaveMsg{})
		case n == 8 && r.IntN(8) == 0:
			trail = append(trail, "ctrl+c")
			h.press("ctrl+c")
		default:
			var burst []string
			for range 1 + r.IntN(4) {
				burst = append(burst, keys[r.IntN(len(keys))])
			}
			trail = append(trail, fmt.Sprint(burst))
			h.ahead(burst...)
		}
		if h.quit {
			if h.vault.Held() != 0 {
				t.Fatalf("quit with a value held after %v, want it wiped", trail)
			}
			return
		}
		screen := h.screen()
		if strings.Contains(screen, "\x1b") {
			t.Fatalf("escape after %v\n%s", trail, screen)
		}
		held := h.vault.Held()
		if held > 1 || held == 1 && !h.holds("Reveal") {
			t.Fatalf("%d values held after %v\n%s", held, trail, screen)
		}
	}
}

// holds reports whether a screen with the title is open.
func (h *harness) holds(title string) bool {
	for _, e := range h.app.stack.screens {
		if e.screen.Title() == title {
			return true
		}
	}
	return false
}
