package ui

import (
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/journal"
)

// removals are the collections that were asked to delete from, in order.
func (h *harness) removals() string {
	var words []string
	for _, r := range h.tenant.Requests() {
		if at := strings.Index(r.Path, "/authentication/"); r.Method == "DELETE" && at >= 0 {
			collection, _, _ := strings.Cut(r.Path[at+len("/authentication/"):], "/")
			words = append(words, collection)
		}
	}
	return strings.Join(words, " ")
}

// TestRemoveOne: marked with Space, confirmed once, sent once, told and journalled.
func TestRemoveOne(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("out-of-scope")
	h.press("m")
	h.sees("Remove sign-in methods of", "a password cannot be removed", "· default", "Lists lag")
	h.press("up", "space")
	h.sees("a password cannot be removed")
	h.press("down", "down", "space", "enter")
	h.sees("Remove this method?", "Phone, +44 ···· ··", "Then", "Microsoft Authenticator", "press y to remove this method")
	h.press("n")
	h.sees("Remove sign-in methods of")
	h.press("enter", "y")
	h.sees("1 of 1 removed. Nothing more is sent", "Phone, +44 ···· ··", "removed, Graph confirmed it")
	if got, want := h.removals(), "phoneMethods"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := h.written(journal.Remove), "intent, outcome done"; got != want {
		t.Errorf("the journal has %q, want %q", got, want)
	}
	h.press("esc")
	h.sees("Removed", "Phone, +44 ···· ··")
	h.press("f2")
	h.sees("remove", "removed")
}

// TestRemoveEverything takes what is typed, not a key, and leaves the default for the end.
func TestRemoveEverything(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
		o.Desk.Rules = call.Rules{Ticket: call.Required, Pattern: "INC[0-9]{7}", Example: "INC0012345"}
	})
	h.open("out-of-scope")
	h.press("m")
	h.sees("Remove sign-in methods: what for?")
	h.typed("INC0012345")
	h.press("enter", "3", "enter")
	h.sees("Remove these 3 methods?", "INC0012345", "(default)", "only a password",
		"Type the last four digits of the ticket")
	h.press("enter")
	h.sees("type the last four digits of the ticket")
	h.typed("y")
	h.press("enter")
	h.sees("that is not the last four digits of the ticket: type it again")
	if got := h.removals(); got != "" {
		t.Fatalf("after y: %q was removed, want nothing", got)
	}
	h.press("backspace")
	h.typed("2345")
	h.press("enter")
	h.sees("3 of 3 removed. Nothing more is sent")
	const want = "windowsHelloForBusinessMethods phoneMethods microsoftAuthenticatorMethods"
	if got := h.removals(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestRemoveFromTheWatch: once a new method is there, the watch names those from before it, and m removes them. The new
// one is in the list, and not among what is named.
func TestRemoveFromTheWatch(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.handOverMany("ordinary")
	h.misses("registered before the pass", "m methods")
	h.press("m")
	h.sees("Checked")
	h.wait(76 * time.Second)
	h.sees("registered before the pass: Microsoft Authenticator, Orla phone", "; Phone, +44 ···· ··00",
		"If the caller has lost any of it: m removes it, u ends sessions", "m methods  u sessions  Esc back")
	h.press("m")
	h.sees("Remove sign-in methods of Orla Ordinary", "Passkey (FIDO2)")
	h.press("1", "enter", "y")
	h.sees("2 of 2 removed")
	h.press("esc", "w")
	h.sees("new method: Passkey (FIDO2)")
	h.misses("registered before the pass")
}

// TestRemovePresets mark what goes with something, and no more.
func TestRemovePresets(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("out-of-scope")
	h.press("m", "1")
	h.sees("[x] Microsoft Authenticator", "[x] Phone", "[ ] Windows Hello", "Marked: what goes with a phone.")
	h.press("2")
	h.sees("[ ] Microsoft Authenticator", "[ ] Phone", "[x] Windows Hello", `Marked: what goes with "`)
	h.press("3")
	h.sees("[x] Microsoft Authenticator", "[x] Phone", "[x] Windows Hello")
}

// TestRemoveTheDefault says before anything is sent that Entra keeps it, and what Graph says then.
func TestRemoveTheDefault(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("m", "space", "enter")
	h.sees("(default)", "Entra refuses to remove the default while Phone")
	h.press("y")
	h.sees("0 of 1 removed. Nothing more is sent", "not removed", "Cannot delete default method")
	if got, want := h.written(journal.Remove), "intent, outcome refused"; got != want {
		t.Errorf("the journal has %q, want %q", got, want)
	}
}

// TestRemoveMeets each way in which one of a series can go wrong: what is told is true, nothing is sent again, and the
// rest goes on or stops as the operator chooses.
func TestRemoveMeets(t *testing.T) {
	for fault, c := range map[string]struct {
		says    string
		later   string // after some minutes
		journal string
		over    string // when the other one was sent too
	}{
		"denied@remove":         {"not removed", "not removed", "outcome refused", "0 of 2 removed"},
		"throttle-whole@remove": {"nothing was changed", "not removed", "outcome refused", "0 of 2 removed"},
		"lost-answer@remove":    {"was not listed at", "has not been listed since", "outcome unknown", "2 of 2 removed"},
		"server-500@remove": {
			"was still listed at", "removing it again does no harm", "outcome unknown", "0 of 2 removed, 1 not known",
		},
		"html-body@remove": {"outcome unknown", "", "outcome unknown", "0 of 2 removed, 1 not known"},
		"gateway@remove":   {"outcome unknown", "", "outcome unknown", "0 of 2 removed, 1 not known"},
	} {
		t.Run(fault, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.resize(100, 40)
			h.open("out-of-scope")
			h.press("m", "1", "enter")
			h.fault(fault)
			h.press("y")
			h.sees("Stopped: choose whether the rest goes on", c.says, "not sent", "g go on with the other one")
			if got, want := h.removals(), "phoneMethods"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			h.wait(4 * time.Minute)
			h.sees(c.later)
			if got, want := h.written(journal.Remove), "intent, "+c.journal; !strings.HasPrefix(got, want) {
				t.Errorf("the journal has %q, want %q", got, want)
			}
			h.press("g")
			h.sees(c.over + ". Nothing more is sent")
			if got, want := h.removals(), "phoneMethods microsoftAuthenticatorMethods"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	h := start(t, sandbox.Options{})
	h.open("out-of-scope")
	h.press("m", "1", "enter")
	h.fault("denied@remove")
	h.press("y", "esc")
	if got, want := h.removals(), "phoneMethods"; got != want {
		t.Errorf("stopped: got %q, want %q", got, want)
	}
}

// TestRemovalWithoutAnEnd is told by the next console.
func TestRemovalWithoutAnEnd(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("out-of-scope")
	h.press("m", "1", "enter")
	h.fault("server-500@remove")
	h.press("y", "esc", "f2")
	h.sees("1 to attend to")
	h.press("tab")
	h.sees("to remove the method Phone, +44 ···· ··", "was still listed at")
	h.press("d")
	h.sees("this is not about a pass")
}

// TestRemovalIsNotOffered where it cannot be done, and why.
func TestRemovalIsNotOffered(t *testing.T) {
	h := startWith(t, sandbox.Options{}, rights([]string{"User.Read.All"}))
	h.open("ordinary")
	h.press("m")
	h.sees("your sign-in lacks UserAuthMethod-Phone.ReadWrite.All")

	for name, says := range map[string]string{
		"global-admin": "a privileged person", "operator": "this is you", "bare": "no method is listed",
	} {
		h = start(t, sandbox.Options{})
		h.open(name)
		h.press("m")
		h.sees(says)
	}
	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Desk.NoRemoval = true })
	h.open("ordinary")
	h.press("m")
	h.misses("Remove sign-in methods")
}
