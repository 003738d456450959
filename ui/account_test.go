package ui

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/journal"
)

// withAccounts turns on what is off until a site turns it on.
func withAccounts(_ *harness, o *Options) { o.Desk.Blocks, o.Desk.Resets = true, true }

// withAccounts turns on the same once the console runs.
func (h *harness) withAccounts() { h.app.desk.Blocks, h.app.desk.Resets = true, true }

// patches and resets count what was sent.
func (h *harness) patches(name string) int {
	account, _ := h.tenant.Account(name)
	return h.count(http.MethodPatch, "/users/"+account.ID)
}

func (h *harness) resets() int { return h.count(http.MethodPost, "/resetPassword") }

// TestBlockAndUnblock blocks without a ticket and a verification, and unblocks with who blocked it in sight.
func TestBlockAndUnblock(t *testing.T) {
	h := startWith(t, sandbox.Options{}, withAccounts)
	h.open("ordinary")
	h.press("b")
	h.sees("Block the sign-in of this person?", "Orla Ordinary", "block it in Active Directory too",
		"press y to block the sign-in")
	h.press("n")
	if n := h.patches("ordinary"); n != 0 {
		t.Fatalf("%d requests after a no, want none", n)
	}
	h.press("b", "y")
	h.sees("Sign-in blocked 09:30:0", "in Active Directory too")
	h.press("esc")
	h.sees("DISABLED", "blocked 09:30:0", "in this call")
	h.press("b")
	h.sees("Let this person sign in again?", "by you (in this call)", "press y to unblock")
	h.press("y")
	h.sees("Sign-in allowed again 09:30:0")
	h.press("esc")
	h.misses("DISABLED")
	if n := h.patches("ordinary"); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	for _, o := range []journal.Operation{journal.Block, journal.Unblock} {
		if got, want := h.written(o), "intent, outcome done"; got != want {
			t.Errorf("%s: the journal has %q, want %q", o, got, want)
		}
	}
	h.press("f2")
	h.sees("block", "blocked", "unblock", "unblocked")
}

// TestWhoBlocked: the question whether to unblock says what Entra's audit log has, once, and what it has not.
func TestWhoBlocked(t *testing.T) {
	h := startWith(t, sandbox.Options{}, withAccounts)
	h.open("disabled")
	h.sees("b unblocks the sign-in", "b unblock  i issue  s why out  ! impostor  f steps  p reset")
	h.misses("have the account enabled first")
	h.press("b")
	h.sees("Let this person sign in again?", "Blocked", "has no block of the last 30 days")
	h.press("n")

	h = startWith(t, sandbox.Options{}, withAccounts)
	h.elsewhere("global-admin", "ordinary", http.MethodPatch, "", `{"accountEnabled":false}`, http.StatusNoContent)
	h.open("ordinary")
	h.press("b")
	h.sees("Blocked", "by global-admin@sandbox.example", "(Entra's audit log)")
	h.press("n", "a")
	h.sees("sign-in blocked by global-admin@sandbox.example")

	h = startWith(t, sandbox.Options{}, withAccounts)
	h.fault("denied@audit")
	h.open("disabled")
	h.press("b")
	h.sees("Blocked", "not known: Entra's audit log could not be read", "press y to unblock")
}

// TestReset resets a password of each kind: it is shown once, by the reveal, and recorded like a pass.
func TestReset(t *testing.T) {
	for name, says := range map[string][]string{
		"mistyper": {"Entra makes a new password"},
		"ordinary": {"Tapdesk makes a new password of 16 characters", "needs password writeback"},
	} {
		h := startWith(t, sandbox.Options{}, withAccounts)
		h.open(name)
		h.press("p")
		h.sees(append(says, "must change it at the next sign-in", "press y to reset the password")...)
		h.press("y")
		h.sees("The password was reset", "Space shows it")
		h.misses("Pass  ", "usable", "delete")
		h.wait(quiet)
		h.press("space")
		if value := h.revealed(); len(value) != 16 {
			t.Errorf("%s: %d characters are shown, want 16", name, len(value))
		}
		h.sees("must be changed at the next sign-in")
		h.press("esc", "esc")
		h.sees("password reset 09:30:", "in this call")
		if h.vault.Held() != 0 || h.resets() != 1 {
			t.Errorf("%s: %d values are held after %d requests, want none after one", name, h.vault.Held(), h.resets())
		}
		if got, want := h.written(journal.Reset),
			"intent, outcome done, reveal-begin, reveal-end"; got != want {
			t.Errorf("%s: the journal has %q, want %q", name, got, want)
		}
		h.press("f2")
		h.sees("reset", "shown")
		if h.signIn(name, "anything") == http.StatusOK {
			t.Errorf("%s: a pass that is none signs in", name)
		}
	}
}

// TestResetIsRefusedLater: what Active Directory or a tenant without writeback refuses comes with the operation.
func TestResetIsRefusedLater(t *testing.T) {
	for says, prepare := range map[string]func(*harness, *Options){
		"Password writeback is not enabled": func(h *harness, o *Options) {
			h.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Writeback = false })
		},
		"on-premises password policy": func(_ *harness, o *Options) { o.Desk.PasswordLength = 12 },
	} {
		h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
			withAccounts(h, o)
			prepare(h, o)
		})
		h.open("ordinary")
		h.press("p", "y")
		h.sees(says, "The password was not changed by this request")
		if got, want := h.written(journal.Reset), "intent, outcome refused"; got != want || h.vault.Held() != 0 {
			t.Errorf("the journal has %q, %d values are held; want %q and none", got, h.vault.Held(), want)
		}
		h.press("esc")
		h.sees("not done:")
	}
}

// TestAccountMeets checks each way in which a write can go wrong: it is sent once, and the screen tells the truth.
func TestAccountMeets(t *testing.T) {
	type meets struct {
		says    []string
		journal string
	}
	const refused, unknown = "intent, outcome refused", "intent, outcome unknown"
	const settled = "intent, outcome unknown, settled done"
	enable := map[string]meets{
		"denied@enable":         {[]string{"User.EnableDisableAccount.All", "by this request"}, refused},
		"throttle-whole@enable": {[]string{"nothing was changed", "by this request"}, refused},
		"not-replicated@enable": {[]string{"search again", "by this request"}, refused},
		"lost-answer@enable":    {[]string{"The answer was lost", "blocked, checked at"}, settled},
		"cut-answer@enable":     {[]string{"The answer was lost", "blocked, checked at"}, settled},
		"timeout-504@enable":    {[]string{"The answer was lost", "blocked, checked at"}, settled},
		"server-500@enable":     {[]string{"the answer was lost", "outcome unknown"}, unknown},
		"html-body@enable":      {[]string{"the answer was lost", "outcome unknown"}, unknown},
		"gateway@enable":        {[]string{"the answer was lost", "outcome unknown"}, unknown},
	}
	reset := map[string]meets{
		"denied@reset": {[]string{"UserAuthMethod-Password.ReadWrite.All", "not changed by this request"},
			refused},
		"throttle-whole@reset": {[]string{"nothing was changed", "not changed by this request"}, refused},
		"not-replicated@reset": {[]string{"read the person again", "not changed"}, refused},
		"lost-answer@reset":    {[]string{"answer was lost", "nobody has seen the new one"}, unknown},
		"cut-answer@reset":     {[]string{"answer was lost", "nobody has seen the new one"}, unknown},
		"server-500@reset":     {[]string{"answer was lost", "outcome unknown", "nobody has seen"}, unknown},
		"html-body@reset":      {[]string{"answer was lost", "outcome unknown", "nobody has seen"}, unknown},
		"gateway@reset":        {[]string{"answer was lost", "outcome unknown", "nobody has seen"}, unknown},
	}
	for o, c := range map[journal.Operation]struct {
		name, key string
		faults    map[string]meets
	}{
		journal.Block: {"ordinary", "b", enable}, journal.Unblock: {"disabled", "b", enable},
		journal.Reset: {"mistyper", "p", reset},
	} {
		for fault, want := range c.faults {
			t.Run(string(o)+" "+fault, func(t *testing.T) {
				h := startWith(t, sandbox.Options{}, withAccounts)
				h.open(c.name)
				h.fault(fault)
				h.press(c.key, "y")
				h.sees(want.says...)
				if n := h.patches(c.name) + h.resets(); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				if got := h.written(o); got != want.journal {
					t.Errorf("the journal has %q, want %q", got, want.journal)
				}
				if !strings.HasSuffix(want.journal, "unknown") {
					return
				}
				h.wait(3 * time.Minute)
				h.press(c.key, "y")
				if got, again := h.written(o), want.journal+", intent, outcome done"; got != again {
					t.Errorf("repeated, the journal has %q, want %q", got, again)
				}
			})
		}
	}
}

// TestAResetThatIsNotFinished: the password that Graph accepted is shown, with what is not known of it.
func TestAResetThatIsNotFinished(t *testing.T) {
	h := startWith(t, sandbox.Options{}, withAccounts)
	h.open("mistyper")
	h.fault("server-500@operation:always")
	h.press("p", "y")
	h.sees("Graph has not said that it is set")
	h.wait(quiet)
	h.press("space")
	if value := h.revealed(); len(value) != 16 {
		t.Errorf("%d characters are shown, want 16", len(value))
	}
	h.press("esc", "esc")
	if got, want := h.written(journal.Reset), "intent, outcome unknown, reveal-begin, reveal-end"; got != want {
		t.Errorf("the journal has %q, want %q", got, want)
	}
}

// TestAccountIsNotOffered checks that each act is off where it cannot be done, and why.
func TestAccountIsNotOffered(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("b", "p")
	h.misses("block sign-in", "password?", "this person?")

	for name, c := range map[string]struct {
		whom    string
		prepare func(*harness, *Options)
		block   string
		reset   string
	}{
		"no permission": {"ordinary", rights([]string{"User.Read.All"}), "lacks the permission User.EnableDisableAccount.All",
			"lacks the permission UserAuthMethod-Password.ReadWrite.All"},
		"privileged": {"global-admin", nil, "a privileged person", "a privileged person"},
		"read-only": {"ordinary", func(_ *harness, o *Options) { o.ReadOnly = "the site's file" },
			"read-only: the site's file", "read-only: the site's file"},
		"a guest": {"partner_other.example#EXT#", nil, "", "an external guest signs in at their home tenant"},
	} {
		h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
			withAccounts(h, o)
			if c.prepare != nil {
				c.prepare(h, o)
			}
		})
		h.open(c.whom)
		for key, says := range map[string]string{"b": c.block, "p": c.reset} {
			h.press(key)
			if says == "" {
				h.sees("press y to block")
				h.press("n")
				continue
			}
			h.sees(says)
			h.press("y")
		}
		if n := h.patches(c.whom) + h.resets(); n != 0 {
			t.Errorf("%s: %d requests, want none", name, n)
		}
	}
}

// TestAccountNeedsWhatAPassNeeds: the form asks for the ticket before an unblock and a reset, and not before a block.
func TestAccountNeedsWhatAPassNeeds(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
		withAccounts(h, o)
		o.Desk.Rules.Ticket = call.Required
	})
	h.open("mistyper")
	h.press("p")
	h.sees("Reset the password: what for?", "Ticket")
	h.typed("INC0012345")
	h.press("enter")
	h.sees("Reset the password of this person?", "Ticket INC0012345", "press y")
	h.press("n", "b", "y")
	h.sees("Sign-in blocked")
	h.press("esc", "b")
	h.sees("Let this person sign in again: what for?", "INC0012345")
	h.press("enter")
	h.sees("Let this person sign in again?", "Ticket INC0012345")
	h.press("y")
	h.sees("Sign-in allowed again")
	h.press("esc", "t")
	h.sees("Ticket: INC0012345", "sign-in unblocked")
	records, _ := h.journal.Records(time.Time{}, func(r journal.Record) bool { return r.Operation == journal.Unblock })
	if len(records) != 2 || records[0].Ticket != "INC0012345" {
		t.Errorf("the journal has %+v, want the ticket", records)
	}
}

// TestAnAccountActWithoutAnEnd checks that the next console reports it and checks the account.
func TestAnAccountActWithoutAnEnd(t *testing.T) {
	h := startWith(t, sandbox.Options{}, withAccounts)
	h.open("ordinary")
	h.fault("server-500@enable")
	h.press("b", "y", "esc")
	h.sees("Sign-in", "outcome unknown")
	h.press("f2")
	h.sees("block", "unknown", "1 to attend to")
	h.press("tab")
	h.sees("to block the sign-in", "was not blocked yet")
	h.press("x")
	h.misses("to block the sign-in")
}

// TestTheSitesCheckIsAskedBeforeAReset: a site's own program has the last word there too, and none about a block.
func TestTheSitesCheckIsAskedBeforeAReset(t *testing.T) {
	c := &checks{answer: command.Answer{Message: "INC0012345 is closed"}}
	h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
		withAccounts(h, o)
		o.Form.Checker = c
	})
	h.open("mistyper")
	h.press("p", "enter")
	h.sees("the site's check refuses it: INC0012345 is closed; nothing was sent")
	if got, want := h.written(journal.Reset), "refusal"; got != want || h.resets() != 0 {
		t.Errorf("the journal has %q after %d requests, want %q after none", got, h.resets(), want)
	}
	c.answer = command.Answer{Allow: true}
	h.press("enter")
	h.sees("Reset the password of this person?")
	h.wait(quiet)
	h.press("y")
	h.sees("The password was reset")
	if len(c.asked) != 2 || c.asked[1].Operation != "reset-password" ||
		c.asked[1].Person.UserPrincipalName != "mistyper@sandbox.example" {
		t.Errorf("the site's program got %+v, want the reset and for whom", c.asked)
	}
	h.wait(quiet)
	h.press("esc", "y", "b", "y")
	h.sees("Sign-in blocked")
	if len(c.asked) != 2 {
		t.Errorf("the site's program was asked %d times, want not about a block", len(c.asked))
	}
}

// TestResetAsAPrecaution: the password of an account that is taken over is reset before anybody is verified, and shown
// to nobody; the site's own program is not waited for. Without that checklist it takes a caller.
func TestResetAsAPrecaution(t *testing.T) {
	for _, name := range []string{"mistyper", "ordinary"} {
		h := atDesk(t, allWays())
		h.withAccounts()
		h.open(name)
		about, nobody := callOf(h.app.stack.front()), call.Case{Ticket: "INC0012345", Verification: string(call.Nobody)}
		h.press("p")
		h.typed("INC0012345")
		h.press("enter", "left")
		h.sees("another way")
		if h.app.desk.LacksForAccount(about, journal.Reset, nobody) == "" {
			t.Errorf("%s: nothing is missing without the checklist, want a caller", name)
		}
		h.press("esc", "f", "3", "esc")
		if h.app.desk.LacksForAccount(about, journal.Unblock, nobody) == "" {
			t.Errorf("%s: nothing is missing to unblock, want a caller", name)
		}
		h.press("b", "y", "esc", "p")
		h.typed("INC0012345")
		h.press("enter", "left")
		h.sees("no caller: a precaution")
		h.press("enter")
		h.sees("Reset the password of this person?", "Ticket INC0012345", "Caller no caller: a precaution",
			"The new password is not shown", "press y to reset the password")
		h.press("y")
		h.sees("Password reset 09:30:", "Nobody has seen the new one", "Once the person is verified")
		if h.vault.Held() != 0 || h.resets() != 1 {
			t.Errorf("%s: %d values are held after %d requests, want none after one", name, h.vault.Held(), h.resets())
		}
		if got, want := h.written(journal.Reset), "intent, outcome done, reveal-end"; got != want {
			t.Errorf("%s: the journal has %q, want %q", name, got, want)
		}
		h.press("esc", "f")
		h.sees("✓ p reset the password", "▌ u end sessions", "v verify in person")
		h.misses("✓ v")
		again := h.once(allWays())
		again.misses("password was reset")
	}
}
