package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tapdesk/graph/sandbox"
	"tapdesk/ui/kit"
)

// fault sets a fault of the sandbox.
func (h *harness) fault(spec string) {
	h.t.Helper()
	if err := h.tenant.Fault(spec); err != nil {
		h.t.Fatal(err)
	}
}

// looks are the screens, each with how the operator gets there.
var looks = []struct {
	name string
	walk func(h *harness)
}{
	{"lookup empty", func(h *harness) {}},
	{"lookup many", func(h *harness) { h.find("an"); h.press("down", "down") }},
	{"lookup states", func(h *harness) { h.find("i") }},
	{"lookup recent", func(h *harness) {
		for _, name := range []string{"ordinary", "usable-pass", "hostile-name"} {
			h.open(name)
			h.press("esc", "esc")
		}
	}},
	{"lookup none", func(h *harness) { h.find("zzzz") }},
	{"lookup failed", func(h *harness) { h.fault("denied@search:always"); h.find("ordinary") }},
	{"lookup hostile", func(h *harness) { h.find("hostile-name") }},
	{"person no pass", func(h *harness) { h.open("ordinary") }},
	{"person usable pass", func(h *harness) { h.open("usable-pass") }},
	{"person future pass", func(h *harness) { h.open("future-pass") }},
	{"person used pass", func(h *harness) { h.open("used-pass") }},
	{"person disabled", func(h *harness) { h.open("disabled") }},
	{"person guest", func(h *harness) { h.open("partner_other.example#EXT#") }},
	{"person oneself", func(h *harness) { h.open("operator") }},
	{"person bare", func(h *harness) { h.open("bare") }},
	{"person wide characters", func(h *harness) { h.open("cjk-name") }},
	{"person scrolled", func(h *harness) { h.open("ordinary"); h.press("pgdown") }},
	{"issue", func(h *harness) { h.open("ordinary"); h.press("i") }},
	{"issue replacing", func(h *harness) { h.open("usable-pass"); h.press("i", "up", "right") }},
	{"issue wrong", func(h *harness) { h.open("ordinary"); h.press("i"); h.typed("999"); h.press("enter") }},
	{"issue refused", func(h *harness) { h.issue("out-of-scope") }},
	{"confirm", func(h *harness) { h.open("ordinary"); h.press("i", "enter", "enter", "enter") }},
	{"confirm replacing", func(h *harness) { h.open("usable-pass"); h.press("i", "enter", "enter", "enter") }},
	{"confirm looking", func(h *harness) { h.fault("lost-answer"); h.fault("list-lag"); h.issue("ordinary") }},
	{"confirm found", func(h *harness) { h.fault("lost-answer"); h.issue("ordinary") }},
	{"confirm not seen", func(h *harness) {
		h.fault("server-500@create")
		h.issue("ordinary")
		h.wait(150 * time.Second)
	}},
	{"reveal masked", func(h *harness) { h.issue("ordinary"); h.wait(quiet) }},
	{"reveal open", func(h *harness) { h.issue("ordinary"); h.wait(quiet); h.press("space"); h.wait(3 * time.Second) }},
	{"reveal unshown", func(h *harness) { h.issue("ordinary"); h.wait(quiet); h.press("esc") }},
	{"reveal disabled", func(h *harness) { h.fault("created-but-disabled"); h.issue("ordinary"); h.wait(quiet) }},
	{"reveal quit", func(h *harness) { h.issue("ordinary"); h.wait(quiet); h.press("ctrl+c") }},
	{"delete", func(h *harness) { h.open("usable-pass"); h.press("d") }},
	{"sessions", func(h *harness) { h.open("usable-pass"); h.press("u") }},
	{"sessions told", func(h *harness) { h.open("ordinary"); h.press("u", "y") }},
	{"sessions lost", func(h *harness) { h.fault("server-500@revoke"); h.open("ordinary"); h.press("u", "y") }},
	{"impostor", func(h *harness) { h.open("usable-pass"); h.press("!") }},
	{"impostor stopped", func(h *harness) { h.open("usable-pass"); h.press("!", "y") }},
	{"person with acts", func(h *harness) { h.withAccounts(); h.open("ordinary") }},
	{"account block", func(h *harness) { h.withAccounts(); h.open("ordinary"); h.press("b") }},
	{"account blocked", func(h *harness) { h.withAccounts(); h.open("ordinary"); h.press("b", "y") }},
	{"account unblock", func(h *harness) { h.withAccounts(); h.open("disabled"); h.press("b") }},
	{"account lost", func(h *harness) {
		h.withAccounts()
		h.fault("server-500@enable")
		h.open("ordinary")
		h.press("b", "y")
	}},
	{"account reset", func(h *harness) { h.withAccounts(); h.open("ordinary"); h.press("p") }},
	{"account reset lost", func(h *harness) {
		h.withAccounts()
		h.fault("lost-answer@reset")
		h.open("mistyper")
		h.press("p", "y")
	}},
	{"reveal password", func(h *harness) { h.withAccounts(); h.open("mistyper"); h.press("p", "y"); h.wait(quiet) }},
	{"person acts", func(h *harness) {
		h.withAccounts()
		h.open("ordinary")
		h.press("b", "y", "esc", "p", "y")
		h.wait(quiet)
		h.press("space", "esc", "esc")
	}},
	{"situation", func(h *harness) { h.open("ordinary"); h.press("f") }},
	{"checklist", func(h *harness) { h.open("ordinary"); h.press("f", "1", "y", "u", "y", "esc", "f") }},
	{"checklist taken over", func(h *harness) { h.open("ordinary"); h.press("f", "3", "u", "y", "esc", "f") }},
	{"person checklist", func(h *harness) { h.open("ordinary"); h.press("f", "1", "y", "u", "y", "esc") }},
	{"methods", func(h *harness) { h.open("out-of-scope"); h.press("m", "1") }},
	{"methods asked", func(h *harness) { h.open("out-of-scope"); h.press("m", "1", "enter") }},
	{"methods all", func(h *harness) { h.open("ordinary"); h.press("m", "3", "enter") }},
	{"methods stopped", func(h *harness) {
		h.open("out-of-scope")
		h.press("m", "1", "enter")
		h.fault("denied@remove")
		h.press("y")
	}},
	{"methods removed", func(h *harness) { h.open("out-of-scope"); h.press("m", "1", "enter", "y") }},
	{"person audit", func(h *harness) { h.byAnother("global-admin", "ordinary"); h.open("ordinary"); h.press("a") }},
	{"confirm delete with issuer", func(h *harness) {
		h.byAnother("global-admin", "ordinary")
		h.open("ordinary")
		h.press("a", "d")
	}},
	{"signins", func(h *harness) { h.open("mistyper"); h.press("s", "7") }},
	{"signins day", func(h *harness) { h.open("mistyper"); h.press("s") }},
	{"signins doubt", func(h *harness) { h.open("attacked"); h.press("s", "7") }},
	{"signins stopped", func(h *harness) { h.find("ca-blocked"); h.press("f3", "7") }},
	{"signins denied", func(h *harness) { h.fault("denied@signins"); h.open("mistyper"); h.press("s") }},
	{"person sign-ins", func(h *harness) { h.open("attacked"); h.press("s", "7", "esc") }},
	{"policies", func(h *harness) { h.open("ca-blocked"); h.press("e") }},
	{"policies blocked", func(h *harness) {
		h.open("ca-blocked")
		h.press("s", "esc", "e", "right", "down", "right", "right", "down", "right", "enter")
	}},
	{"policies open", func(h *harness) { h.open("mistyper"); h.press("e", "enter") }},
	{"watch", func(h *harness) { h.handOver("ordinary"); h.wait(12 * time.Second) }},
	{"watch used", func(h *harness) { h.calledBy("passkey"); h.handOver("ordinary"); h.wait(46 * time.Second) }},
	{"watch registered", func(h *harness) { h.calledBy("passkey"); h.handOverMany("ordinary"); h.wait(75 * time.Second) }},
	{"watch leftover", func(h *harness) {
		h.calledBy("passkey")
		h.handOverMany("ordinary")
		h.wait(75 * time.Second)
		h.press("d")
	}},
	{"watch throttled", func(h *harness) {
		h.handOver("ordinary")
		h.fault("throttle-whole@list:9")
		h.wait(70 * time.Second)
	}},
	{"watch hostile", func(h *harness) { h.handOver("hostile-name") }},
	{"watch trouble", func(h *harness) { h.handOver("ordinary"); h.press("n", "down") }},
	{"watch trouble logged", func(h *harness) {
		h.handOver("ordinary")
		h.useFrom("ordinary", "wrong", "GB", "Ios 19.1")
		h.wait(3 * time.Minute)
		h.press("n")
	}},
	{"watch advice", func(h *harness) { h.handOver("ordinary"); h.wait(90 * time.Second); h.press("n", "enter") }},
	{"watch card", func(h *harness) { h.handOver("ordinary"); h.press("k") }},
	{"log empty", func(h *harness) { h.press("f2") }},
	{"log", func(h *harness) { worked(h); h.press("f2") }},
	{"unfinished", func(h *harness) { worked(h); h.press("f2", "tab") }},
	{"help", func(h *harness) { h.open("ordinary"); h.press("?") }},
}

// worked leaves a morning's work in the journal: one pass shown and deleted, one refused, one created and never shown,
// one unknown.
func worked(h *harness) {
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc", "d", "y", "esc", "esc")
	h.wait(3 * time.Minute)
	h.issue("out-of-scope")
	h.press("esc", "esc", "esc")
	h.wait(7 * time.Minute)
	h.issue("apostrophe")
	h.wait(quiet)
	h.send(leaveMsg{})
	h.press("esc", "esc")
	h.wait(time.Minute)
	h.fault("lost-answer")
	h.issue("twin-two")
	h.press("esc", "esc")
}

// code is the pass in the goldens.
const code = "9TU4Gp0#"

var anyID = regexp.MustCompile(`((?:Pass id|request-id|client-request):?\s+)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// still replaces what differs from run to run: the random ids of passes and of requests.
func still(screen string) string {
	return anyID.ReplaceAllString(screen, "${1}00000000-0000-0000-0000-000000000000")
}

func TestGolden(t *testing.T) {
	for _, look := range looks {
		for _, size := range sizes {
			t.Run(look.name+" "+sizeName(size), func(t *testing.T) {
				h := start(t, sandbox.Options{Code: code})
				h.resize(size.Width, size.Height)
				look.walk(h)
				h.whole(size)
				requireGolden(t, h, look.name)
			})
		}
	}
}

func sizeName(size kit.Size) string { return fmt.Sprintf("%dx%d", size.Width, size.Height) }

// reflows are the looks with a different layout at another size: a preview next to the list, a column of facts, a card,
// larger figures. All others only wrap, and have one golden, at 80x24.
var reflows = []string{
	"lookup many", "person no pass", "person usable pass", "issue", "issue replacing", "confirm looking", "reveal masked",
	"reveal open",
	"watch", "watch card", "signins", "policies blocked", "log", "form", "challenge", "code",
}

// uncut fails if something important is cut at 80x24. What people do may be cut in a list of many, and so may a name
// longer than any screen.
func (h *harness) uncut(look string) {
	h.t.Helper()
	screen := h.screen()
	if h.app.size == classic && strings.Contains(screen, "…") && !strings.HasPrefix(look, "lookup") &&
		!strings.HasSuffix(look, "hostile") {
		h.t.Errorf("something is cut:\n%s", screen)
	}
}

// requireGolden checks the styles of a screen at every size, and its text against a golden.
func requireGolden(t *testing.T, h *harness, look string) {
	t.Helper()
	h.styles()
	h.uncut(look)
	if h.app.size == classic || slices.Contains(reflows, look) {
		golden.RequireEqual(t, []byte(still(h.screen())))
	}
}
