package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// promoted makes somebody an administrator, as may happen while a question about them is open.
func (h *harness) promoted(name string) {
	h.t.Helper()
	if err := h.tenant.SetRoles(name, []string{"Helpdesk Administrator"}); err != nil {
		h.t.Fatal(err)
	}
}

// TestAQuestionThatStoodForLong checks that y does not rest on an outdated read.
func TestAQuestionThatStoodForLong(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	h.sees("press y to issue")
	h.promoted("ordinary")
	h.wait(30 * time.Minute)
	h.press("y", "y", "enter")
	h.sees("a privileged person")
	h.press("y", "o", "y")
	if n := h.creates(); n != 0 {
		t.Fatalf("%d passes asked for, for somebody who has been privileged for half an hour, want none", n)
	}
}

// TestAQuestionThatStoodForLongIsAskedAgain checks that it is asked again with what is read now, and that y then
// issues.
func TestAQuestionThatStoodForLongIsAskedAgain(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	h.colleagueIssues("ordinary")
	h.wait(30 * time.Minute)
	before := h.creates()
	h.press("y", "y", "y") // in haste
	h.sees("nothing was sent", "the person is read again", "Replaces a pass that is usable")
	h.press("enter")
	h.sees("press y to issue", "Replaces a pass that is usable")
	if n := h.creates() - before; n != 0 {
		t.Fatalf("%d creates, want none", n)
	}
	h.press("y")
	h.sees("The pass was created")
}

// TestWhoBecomesPrivilegedBeforeTheQuestion checks that the question asks for what is required for them now, whatever
// the form knew.
func TestWhoBecomesPrivilegedBeforeTheQuestion(t *testing.T) {
	rules := allWays()
	rules.Rules.Ticket = call.Off
	rules.Rules.Demands = []call.Demand{{Who: call.Who{Kind: "privileged"}, Ways: []call.Way{call.InPerson}}}
	h := startWith(t, sandbox.Options{Roles: []string{"Privileged Authentication Administrator"}},
		func(h *harness, o *Options) {
			both(rights(minimal, session.RolePrivilegedAuthentication),
				protecting(verdict.Site{AllowPrivilegedFor: []string{"operator@sandbox.example"}}))(h, o)
			o.Desk = rules
		})
	h.open("ordinary")
	h.press("i")
	h.sees("no obstacle found")
	h.promoted("ordinary")
	h.wait(2 * time.Minute) // the question reads again
	h.press("enter", "enter", "enter", "enter")
	h.press("y", "y")
	if n := h.creates(); n != 0 {
		t.Fatalf("%d passes for a privileged person, and nobody said how the caller was verified, want none", n)
	}
	h.sees("the caller must be verified")
}

// TestADepartmentThatCannotBeRead checks that a department that cannot be read counts as one for which the site
// requires verification.
func TestADepartmentThatCannotBeRead(t *testing.T) {
	rules := allWays()
	rules.Rules.Ticket = call.Off
	rules.Rules.Demands = []call.Demand{{Who: call.Who{Kind: "department", Department: "Finance"}}}
	h := startWith(t, sandbox.Options{Scopes: []string{"User.ReadBasic.All", "UserAuthMethod-TAP.ReadWrite.All"}},
		func(h *harness, o *Options) {
			rights([]string{"User.ReadBasic.All", "UserAuthMethod-TAP.ReadWrite.All"},
				session.RoleAuthenticationAdministrator)(h, o)
			o.Desk = rules
		})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter", "enter")
	h.sees("the caller must be verified")
	h.press("y", "y")
	if n := h.creates(); n != 0 {
		t.Fatalf("%d passes, want none", n)
	}
	h.press("left") // another way
	h.press("enter")
	h.typed("met them")
	h.press("enter", "y")
	h.sees("The pass was created")
}

// slow is a site's program that answers when the test says so.
type slow struct {
	asked  chan command.Request
	answer chan command.Answer
}

func (s slow) Ask(ctx context.Context, r command.Request, _ func(string)) (command.Answer, error) {
	s.asked <- r
	select {
	case a := <-s.answer:
		return a, nil
	case <-ctx.Done():
		return command.Answer{}, ctx.Err()
	}
}

// TestTheCheckIsAboutWhatIsSent checks that nothing that arrives while the site's program runs changes what it allowed.
func TestTheCheckIsAboutWhatIsSent(t *testing.T) {
	c := slow{make(chan command.Request, 4), make(chan command.Answer, 4)}
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Form.Checker = c })
	h.tenant.ChangePolicy(func(p *sandbox.Policy) {
		p.MinimumLifetime, p.MaximumLifetime, p.DefaultLifetime = 240, 300, 240
	})
	h.find("twin") // two of them, so that none is read ahead
	release := h.hold()
	h.take(named["enter"])
	h.drain()
	for _, key := range []tea.KeyPressMsg{{Code: 'i', Text: "i"}, named["up"], named["right"], named["enter"],
		named["enter"], named["enter"], named["enter"]} {
		h.take(key)
	}
	var asked command.Request
	h.takeUntil(func() bool {
		select {
		case asked = <-c.asked:
			return true
		default:
			return false
		}
	})
	release()
	h.takeUntil(func() bool {
		return h.app.desk.Learned.Policy().MinimumLifetimeInMinutes == 240 && strings.Contains(h.screen(), "Verdict")
	})
	c.answer <- command.Answer{Allow: true}
	h.settle()
	h.wait(quiet)
	h.sees("Issue this Temporary Access Pass?")
	h.press("o", "y") // the facts known by now forbid it
	if h.creates() != 1 {
		t.Fatalf("%d creates, want 1\n%s", h.creates(), h.screen())
	}
	for _, sent := range h.of(journal.Intent) {
		if got, want := sent.LifetimeInMinutes, asked.LifetimeInMinutes; (got == nil) != (want == nil) || got != nil &&
			*got != *want {
			t.Errorf("the check was asked about %v min, and %v min were sent", said(want), said(got))
		}
	}
}

func said(minutes *int) int {
	if minutes == nil {
		return 0
	}
	return *minutes
}

// TestPaceAfterALostAnswer checks that a pass whose answer was lost counts.
func TestPaceAfterALostAnswer(t *testing.T) {
	h := atDesk(t, call.Desk{PacePerHour: 1})
	h.open("ordinary")
	h.fault("lost-answer@create")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("the answer was lost", "its value is lost")
	h.press("i", "enter")
	h.sees("this desk allows 1 passes")
	h.misses("press y to issue")
}

// TestTheWatchSaysWhyItIssuesNothing checks that the watch names the site's protection of a person.
func TestTheWatchSaysWhyItIssuesNothing(t *testing.T) {
	h := startWith(t, sandbox.Options{}, protecting(verdict.Site{Deny: []string{"usable-pass@sandbox.example"}}))
	h.open("usable-pass")
	h.press("w")
	h.sees("Checked")
	h.press("i")
	if !strings.Contains(h.app.footer.status, "protects this person by name") {
		t.Errorf("the status is %q, want the site's protection named\n%s", h.app.footer.status, h.screen())
	}
	h.sees("a privileged person: the site protects this person by name")
}

// TestAgainIsWhatWasIssued checks that g repeats what was issued, not what was only asked about since.
func TestAgainIsWhatWasIssued(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.press("i", "up", "right", "enter", "enter", "enter", "enter")
	h.sees("press y to issue", "Pass 8 h, multi-use")
	h.press("n", "esc", "g")
	h.sees("press y to issue", "Pass 1 h (the policy's default), one-time")
}

// TestAttemptsAtAColleagueCount checks that a caller who fails with a colleague and comes back has no more attempts
// than one who stays.
func TestAttemptsAtAColleagueCount(t *testing.T) {
	h := atDesk(t, blindDesk())
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right", "enter")
	h.typed("something else")
	h.press("enter")
	h.sees("2 attempts are left")
	r := h.of(journal.Challenge)[0]
	if err := h.journal.Append(r); err != nil {
		t.Fatal(err)
	}
	h.press("esc")
	h.wait(time.Minute)
	h.sees("the security questions failed")
}

// TestACallIsItsOperatorsAlone checks that an operator does not see what another one was told on the same console.
func TestACallIsItsOperatorsAlone(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, func(o *Options) {
		o.Desk, o.Form.Shuffle = allWays(), func(int, func(i, j int)) {}
	})
	h.open("ordinary")
	h.toTicket()
	h.typed("INC7654321")
	h.press("enter", "right", "enter")
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("INC7654321")
	h.press("ctrl+l", "ctrl+l")
	other := opal
	other.Operator.ID = text.NewKey("44444444-0000-4000-8000-000000000004")
	p.become(session.Standing{Phase: session.In, Identity: other})
	h.open("ordinary")
	h.misses("INC7654321")
	h.press("g")
	h.sees("nothing was issued in this call")
	h.press("d")
	h.sees("what for?", "Caller not verified")
	h.misses("INC7654321")
	h.press("esc", "i")
	h.misses("INC7654321")
	h.sees("Caller not verified")
}

// TestADeletionOfTheUnfinishedIsForSomething checks that deleting what needs attention asks for a reason too, and so
// does deleting from the watch long after the call.
func TestADeletionOfTheUnfinishedIsForSomething(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.fault("lost-answer@create")
	h.confirmed()
	h.press("y")
	if err := h.journal.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	again := h.once(allWays())
	again.sees("1 to attend to", "ticket INC0012345")
	again.wait(quiet)
	again.press("d", "y", "enter")
	again.sees("what for?")
	again.press("backspace")
	again.typed("INC0000002")
	again.press("enter", "left", "enter", "y")
	again.sees("Nothing needs attention any more")
	for _, r := range again.of(journal.Intent) {
		if r.Ticket == "" || r.Verification == "" {
			t.Errorf("%s: %+v", r.Operation, r)
		}
	}

	h = atDesk(t, allWays())
	h.open("usable-pass")
	h.press("w")
	h.wait(desk.Kept)
	h.press("d", "y")
	h.sees("what for?")
}
