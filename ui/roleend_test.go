package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// refreshable is a session that gets a new token, with the permission that shows when a role ends.
type refreshable struct{ signedIn }

func (refreshable) RefreshRoles(context.Context) error { return nil }

// activated starts a console whose operator has roles that end after d; 0 is never.
func activated(t *testing.T, o sandbox.Options, d time.Duration) *harness {
	t.Helper()
	return startWith(t, o, func(h *harness, o *Options) {
		s := o.Session.(signedIn)
		s.standing.Identity.Scopes = append(s.standing.Identity.Scopes, "RoleManagement.Read.Directory")
		o.Session = refreshable{s}
		if d > 0 {
			h.activate(d)
		}
	})
}

// activate lets the operator's roles end after d.
func (h *harness) activate(d time.Duration) {
	h.t.Helper()
	if err := h.tenant.EndRoles("operator", d); err != nil {
		h.t.Fatal(err)
	}
}

// activations counts the requests for when the operator's roles end.
func (h *harness) activations() (n int) {
	for _, r := range h.sent() {
		if strings.Contains(r.Path, "roleAssignmentScheduleInstances") {
			n++
		}
	}
	return n
}

// TestRoleEndInTheHeader checks that the header says when the operator's role ends from 15 minutes before, after it
// asked once more, since a role may be extended.
func TestRoleEndInTheHeader(t *testing.T) {
	h := activated(t, sandbox.Options{}, 40*time.Minute)
	h.wait(24 * time.Minute)
	h.misses("your role")
	if got := h.activations(); got != 1 {
		t.Errorf("%d requests for the end of the role at sign-in, want 1", got)
	}
	h.wait(time.Minute)
	h.sees("your role ends 10:10")
	if got := h.activations(); got != 2 {
		t.Errorf("%d requests for the end of the role, want 2", got)
	}
	for _, size := range sizes {
		h.resize(size.Width, size.Height)
		h.sees("SANDBOX: not a real tenant  your role ends 10:10")
		h.whole(size)
	}
	h.wait(14 * time.Minute)
	h.sees("your role ends 10:10")
	h.wait(time.Minute)
	h.sees("your role's end was 10:10")
	h.wait(time.Hour)
	if got := h.activations(); got != 2 {
		t.Errorf("%d requests for the end of the role an hour later, want 2", got)
	}
}

// TestRoleEndIsReadAgain checks that a role that was extended is not said to end, by itself or with ^R.
func TestRoleEndIsReadAgain(t *testing.T) {
	h := activated(t, sandbox.Options{}, 40*time.Minute)
	h.activate(2 * time.Hour)
	h.wait(25 * time.Minute)
	h.misses("your role")
	h.activate(10 * time.Minute)
	h.press("ctrl+r")
	h.sees("your role ends 10:05")
	h.activate(2 * time.Hour)
	h.press("ctrl+r")
	h.misses("your role ends", "your role's")
}

// TestRoleEndIsNotClaimed checks that nothing is said of a role that was assigned, or whose end cannot be read.
func TestRoleEndIsNotClaimed(t *testing.T) {
	for name, c := range map[string]struct {
		h    *harness
		asks int
	}{
		"assigned":            {activated(t, sandbox.Options{}, 0), 1},
		"refused by Graph":    {activated(t, sandbox.Options{Scopes: []string{"User.Read.All"}}, time.Minute), 1},
		"without permission":  {start(t, sandbox.Options{}), 0},
		"only reading's role": {activated(t, sandbox.Options{Roles: []string{"Reports Reader"}}, time.Minute), 1},
	} {
		c.h.wait(10 * time.Minute)
		c.h.misses("your role ends", "your role's end")
		if got := c.h.activations(); got != c.asks {
			t.Errorf("%s: %d requests, want %d", name, got, c.asks)
		}
	}
}

// TestRoleEndLost checks that an answer that was lost leaves what was known before.
func TestRoleEndLost(t *testing.T) {
	h := activated(t, sandbox.Options{}, 40*time.Minute)
	h.fault("server-500@roles:9")
	h.wait(25 * time.Minute)
	h.sees("your role ends 10:10")
}

// TestRoleEndCautions checks that the form and the confirmation say so where the role ends before the pass is likely to
// have been handed over, and that the pass can be issued all the same, in three requests.
func TestRoleEndCautions(t *testing.T) {
	const why = "your role ends 09:32 CET, before the pass is likely to have been handed over"
	for _, size := range sizes {
		h := activated(t, sandbox.Options{}, 2*time.Minute)
		h.resize(size.Width, size.Height)
		h.open("ordinary")
		h.press("i", "enter", "enter")
		if size == classic { // a smaller one has no room for it below the form, and a wider one has it in a column
			h.sees(why, "activate it again and press ^R")
		}
		h.press("enter")
		h.sees("Issue this Temporary Access Pass?", why, "press y to issue")
		h.press("y")
		h.sees("The pass was created")
		if got := len(h.requests) - h.activations(); got != 3 {
			t.Errorf("%d requests from the name to the pass, want 3", got)
		}
	}
	h := activated(t, sandbox.Options{}, 10*time.Minute)
	h.open("ordinary")
	h.sees("your role ends 09:40") // in the header
	h.misses("handed over")
	h.press("i", "enter")
	h.typed("in 30m")
	h.sees("before the pass is likely to have been handed over")
}
