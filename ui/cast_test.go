package ui

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/ui/kit"
)

// cast are accounts of the sandbox, as an operator types them.
var cast = []string{
	"ordinary", "usable-pass", "future-pass", "expired-pass", "used-pass", "cjk-name", "rtl-name", "hostile-name",
	"apostrophe",
	"disabled", "partner_other.example#EXT#", "internal-guest", "global-admin", "helpdesk-admin", "role-group-owner",
	"out-of-scope", "twin-one", "twin-two", "operator", "reader", "$dollar", "just-created", "bare",
}

// says is what the screen of each must say, given the account's facts.
var says = map[string][]string{
	"ordinary":                   {"Pass none", "Microsoft Authenticator", "Phone", "enabled"},
	"usable-pass":                {"Pass usable,", "multi-use"},
	"future-pass":                {"Pass not yet valid, begins in"},
	"expired-pass":               {"Pass expired"},
	"used-pass":                  {"Pass used, one-time"},
	"disabled":                   {"DISABLED"},
	"partner_other.example#EXT#": {"external guest"},
	"internal-guest":             {"internal guest"},
	"operator":                   {"this is you", "you cannot issue a pass for yourself"},
	"bare":                       {"no method listed", "Manager none"},
	"apostrophe":                 {"O'"},
}

// never is what a screen would say if it claimed too much.
var never = map[string][]string{
	"expired-pass": {"Pass usable"}, "used-pass": {"Pass usable"}, "future-pass": {"Pass usable"}, "bare": {"member"},
	"internal-guest": {"external guest"},
}

// refused maps people for whom no form opens to the reason.
var refused = map[string]string{
	"operator": "ask a colleague", "global-admin": "a privileged person", "helpdesk-admin": "a privileged person",
	"role-group-owner": "a privileged person", "reader": "a privileged person",
}

func TestCastOpensAtEachSize(t *testing.T) {
	for _, name := range cast {
		t.Run(name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			for _, size := range sizes {
				h.resize(size.Width, size.Height)
				h.press("esc")
				h.open(name)
				account, ok := h.tenant.Account(name)
				if !ok {
					t.Fatalf("no account %q", name)
				}
				if size.Height >= 24 {
					h.sees(account.UserPrincipalName, account.ID)
					h.sees(says[name]...)
				}
				h.misses(never[name]...)
				h.whole(size)
				if why := refused[name]; why != "" {
					h.press("i")
					h.sees(why)
				} else {
					h.press("i")
					h.whole(size)
					h.press("enter", "enter", "enter")
					h.sees(account.ID)
					if name == "partner_other.example#EXT#" {
						h.sees("press o to override the verdict")
						h.press("o")
					}
					h.sees("press y to issue")
					h.whole(size)
					h.press("esc", "esc")
				}
				h.press("f1")
				h.whole(size)
				h.press("f1", "esc")
			}
		})
	}
}

// control matches any escape sequence, of which a frame may have only SGR.
var control = regexp.MustCompile(`\x1b(\[[0-9;:]*m)?`)

// whole fails if a line is wider than the terminal, the frame has another height, or it contains anything but text and
// SGR.
func (h *harness) whole(size kit.Size) {
	h.t.Helper()
	content := h.app.View().Content
	lines := strings.Split(content, "\n")
	if len(lines) != size.Height {
		h.t.Fatalf("got %d lines at %v:\n%s", len(lines), size, h.screen())
	}
	for i, line := range lines {
		if w := lipgloss.Width(line); w > size.Width {
			h.t.Errorf("line %d is %d wide at %v: %q", i, w, size, line)
		}
		for _, sequence := range control.FindAllString(line, -1) {
			if sequence == "\x1b" {
				h.t.Fatalf("line %d has an escape sequence other than SGR: %q", i, line)
			}
		}
		for _, r := range control.ReplaceAllString(line, "") {
			if unicode.In(r, unicode.Cc, unicode.Cf) {
				h.t.Fatalf("line %d has %U: %q", i, r, line)
			}
		}
	}
}

func TestTwinsAreToldApart(t *testing.T) {
	h := start(t, sandbox.Options{})
	one, _ := h.tenant.Account("twin-one")
	two, _ := h.tenant.Account("twin-two")
	if one.DisplayName != two.DisplayName {
		t.Fatalf("got %q and %q, want one name for both", one.DisplayName, two.DisplayName)
	}
	h.find(one.DisplayName)
	h.sees("2 found", one.UserPrincipalName, two.UserPrincipalName)
	h.press("down", "enter", "i", "enter", "enter", "enter")
	screen := h.screen()
	if strings.Contains(screen, one.ID) == strings.Contains(screen, two.ID) {
		t.Errorf("the confirmation does not say which of the two:\n%s", screen)
	}
}

// TestHostileDirectory visits every screen with a person whose every property tries to break out.
func TestHostileDirectory(t *testing.T) {
	for _, size := range sizes {
		h := start(t, sandbox.Options{})
		h.resize(size.Width, size.Height)
		h.find("hostile-name")
		h.whole(size)
		h.press("enter")
		for range 12 {
			h.press("pgdown")
			h.whole(size)
		}
		h.press("i")
		h.whole(size)
		h.press("enter", "enter", "enter")
		h.whole(size)
		account, _ := h.tenant.Account("hostile-name")
		h.sees(account.ID, account.UserPrincipalName, "press y to issue")
		h.press("y")
		h.wait(quiet)
		h.whole(size)
		h.press("space")
		h.whole(size)
		h.revealed()
		h.press("esc", "d")
		h.whole(size)
		h.press("f1")
		h.whole(size)
		h.press("esc", "y")
		h.whole(size)
	}
}
