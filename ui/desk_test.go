package ui

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
)

// allWays is a desk that has every way to verify a caller, and requires ticket and verification for everybody.
func allWays() call.Desk {
	return call.Desk{Rules: call.Rules{
		Ticket: call.Required, Pattern: "INC[0-9]{7}", Example: "INC0012345",
		Ways:      []call.Way{call.CallBack, call.Manager, call.InPerson, call.Blind, call.Video, call.Other},
		Demands:   []call.Demand{{Who: call.Who{Kind: "everyone"}}},
		Questions: []call.Question{call.AskEmployeeID, call.AskManager, call.AskOffice},
	}}
}

// atDesk starts a console at such a desk.
func atDesk(t *testing.T, rules call.Desk, more ...func(*Options)) *harness {
	t.Helper()
	return startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
		o.Desk, o.Form.Shuffle = rules, func(int, func(i, j int)) {}
		for _, change := range more {
			change(o)
		}
	})
}

// toTicket goes from the person to the ticket field.
func (h *harness) toTicket() { h.press("i", "enter", "enter", "enter") }

// confirmed goes to the confirmation of a pass with ticket and call-back.
func (h *harness) confirmed() {
	h.t.Helper()
	h.toTicket()
	h.typed("inc0012345")
	h.press("enter", "right", "enter")
	h.sees("Issue this Temporary Access Pass?", "INC0012345", "press y to issue")
}

// of returns the records of a kind.
func (h *harness) of(kind journal.Kind) (records []journal.Record) {
	for _, r := range h.journalled() {
		if r.Kind == kind {
			records = append(records, r)
		}
	}
	return records
}

// everyWrite fails unless each record of a write says what it was for.
func (h *harness) everyWrite(number, verification string) {
	h.t.Helper()
	n := 0
	for _, r := range h.journalled() {
		switch r.Kind {
		case journal.Intent, journal.Outcome, journal.RevealBegin, journal.RevealEnd:
			n++
			if r.Ticket != number || r.Verification != verification {
				h.t.Errorf("%s %s: ticket %q, verification %q; want %q, %q",
					r.Kind, r.Operation, r.Ticket, r.Verification, number, verification)
			}
		}
	}
	if n == 0 {
		h.t.Error("the journal has no write, want one")
	}
}

func TestTicketAndVerification(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.toTicket()
	h.sees("Ticket such as INC0012345", "Caller not verified", "required")
	h.press("enter", "enter")
	h.sees("a ticket is required: type one such as INC0012345")
	h.typed("INC1")
	h.press("enter")
	h.sees("not the form of this desk's tickets")
	for range 4 {
		h.press("backspace")
	}
	h.send(tea.PasteMsg{Content: " (inc0012345)\n"})
	h.sees("taken as INC0012345")
	h.press("enter", "enter")
	h.sees("the caller must be verified")
	h.press("right")
	h.sees("called back on mobile +", "1 of", "synchronised from on-premises")
	h.press("enter")
	h.sees("Issue this Temporary Access Pass?", "Ticket INC0012345", "Caller called back (mobile)", "press y to issue")
	h.press("y")
	h.sees("The pass was created")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.everyWrite("INC0012345", "call-back: mobile")
	if n := h.creates(); n != 1 {
		t.Errorf("%d creates, want 1", n)
	}
}

// TestRequiredCannotBeSkipped checks that no sequence of keys issues without both.
func TestRequiredCannotBeSkipped(t *testing.T) {
	keys := []string{"enter", "enter", "enter", "tab", "shift+tab", "up", "down", "left", "right", "y", "i", "g", "d",
		"a", "t", "q", "esc", "space", "x", "1", "backspace", "f1", "c"}
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			h := atDesk(t, allWays())
			h.open("usable-pass")
			for range 160 {
				if h.app.stack.front().Title() == "Search" {
					h.press("enter")
				}
				h.press(keys[r.IntN(len(keys))])
			}
			for _, w := range h.of(journal.Intent) {
				if _, err := allWays().Rules.CheckTicket(w.Ticket); err != nil || w.Ticket == "" || w.Verification == "" {
					t.Fatalf("%s with ticket %q and verification %q", w.Operation, w.Ticket, w.Verification)
				}
			}
		})
	}
}

// TestADroppedCall checks that one key opens the same person again, with everything that was said.
func TestADroppedCall(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.press("g")
	h.sees("nothing was issued in this call")
	h.confirmed()
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("a pass was issued during this call; press g", "INC0012345")
	h.press("esc", "enter") // leave, and come back
	h.press("g")
	h.sees("Issue this Temporary Access Pass?", "INC0012345", "called back (mobile)")
	h.press("y") // within half a second: too early for a screen that opens by itself
	if h.creates() != 1 {
		t.Fatal("a key too early issued")
	}
	h.wait(quiet)
	h.press("y")
	h.sees("The pass was created")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.everyWrite("INC0012345", "call-back: mobile")
	h.press("d")
	h.sees("Delete this Temporary Access Pass?", "INC0012345", "called back (mobile)")
	h.press("y")
	h.everyWrite("INC0012345", "call-back: mobile")
	h.wait(desk.Kept)
	h.press("esc", "g")
	h.sees("nothing was issued in this call")
}

// TestNothingTypedIsLost checks going back and forth.
func TestNothingTypedIsLost(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.toTicket()
	h.typed("INC9")
	h.press("down", "left")
	h.sees("[another way]")
	h.press("down")
	h.typed("knows the dog")
	h.press("esc", "i")
	h.sees("INC9", "[another way]", "knows the dog")
}

func TestDeletionIsForSomethingToo(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("usable-pass")
	h.press("d")
	h.sees("what for?", "Ticket such as", "Caller not verified")
	h.press("y", "enter", "enter", "enter")
	h.sees("not the form of this desk's tickets")
	h.press("backspace")
	h.typed("INC0000001")
	h.press("enter", "enter")
	h.sees("the caller must be verified")
	h.press("left")
	h.sees("[no caller: a precaution]")
	h.press("enter")
	h.sees("press y to delete", "INC0000001", "no caller: a precaution")
	h.press("y")
	h.sees("none: deleted")
	h.everyWrite("INC0000001", "no-caller")
}

func TestOptionalStaysOptional(t *testing.T) {
	rules := allWays()
	rules.Rules.Ticket, rules.Rules.Demands = call.Optional, nil
	h := atDesk(t, rules)
	h.open("ordinary")
	h.toTicket()
	h.press("enter", "enter", "y")
	h.sees("The pass was created")
	h.everyWrite("", "")
	h.wait(quiet)
	h.press("space", "esc", "esc", "d", "y", "esc")
	h.sees("none: deleted")
}

// answers returns the facts in the sandbox's directory about a person of the cast.
func (h *harness) answers(name string) map[call.Question]string {
	h.t.Helper()
	read := func(path string) (fields struct {
		DisplayName, EmployeeID, Department, OfficeLocation string
		EmployeeHireDate                                    time.Time
	}) {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/v1.0/users/"+name+"@sandbox.example"+path, nil)
		r.Header.Set("Authorization", "Bearer "+h.token("operator"))
		w := httptest.NewRecorder()
		h.tenant.ServeHTTP(w, r)
		if err := json.Unmarshal(w.Body.Bytes(), &fields); err != nil || w.Code != http.StatusOK {
			h.t.Fatal(err, w.Code, w.Body)
		}
		return fields
	}
	p := read("?$select=employeeId,department,officeLocation,employeeHireDate")
	facts := map[call.Question]string{
		call.AskEmployeeID: p.EmployeeID, call.AskDepartment: p.Department, call.AskOffice: p.OfficeLocation,
		call.AskManager:  read("/manager?$select=displayName").DisplayName,
		call.AskHireYear: p.EmployeeHireDate.Format("2006"),
	}
	for q, fact := range facts {
		if fact == "" {
			h.t.Fatalf("the directory has no answer to %s", q)
		}
	}
	return facts
}

// once starts another console of the same operator on the same machine.
func (h *harness) once(rules call.Desk) *harness {
	h.t.Helper()
	h.cancel()
	again := newHarness(h.t)
	again.tenant, again.root, again.tokens = h.tenant, h.root, h.tokens
	again.attach(h.journal.Dir(), http.DefaultTransport, func(_ *harness, o *Options) { o.Desk = rules })
	return again
}

// TestBlindChallenge checks that the screen says match or no match and never shows the answer, that no file has it, and
// that there are three attempts in all.
func TestBlindChallenge(t *testing.T) {
	h := atDesk(t, blindDesk())
	facts := h.answers("ordinary")
	watch := func() { h.never(facts) }
	h.open("ordinary")
	watch()
	h.press("pgdown")
	h.sees("Employee id a security question, not shown")
	watch()
	h.press("home")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right")
	h.sees("[security questions]", "what the directory has is not shown")
	h.press("enter")
	h.sees("Security questions for the caller", "3 attempts are left")
	h.press("enter")
	h.sees("3 attempts are left")
	first := h.question()
	h.typed("something else")
	h.press("enter")
	h.sees("no match", "2 attempts are left")
	watch()
	for range 2 {
		asked := h.question()
		h.typed(strings.ToUpper(strings.ReplaceAll(facts[asked], " ", "  ")))
		h.press("enter")
		h.misses(strings.ToUpper(facts[asked]))
	}
	h.sees("The caller passed")
	watch()
	h.press("enter")
	watch()
	h.press("enter")
	h.sees("Issue this Temporary Access Pass?", "security questions")
	watch()
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc", "t")
	h.sees("security questions")
	watch()
	attempts := h.of(journal.Challenge)
	if len(attempts) != 3 || !strings.Contains(attempts[0].Reason, string(first)+": no match (attempt 1 of 3)") ||
		attempts[0].Ticket != "INC0012345" {
		t.Errorf("got the attempts %+v, want three, the first without a match and with its ticket", attempts)
	}
	h.neverOnDisk(facts)
}

// blindDesk is a desk whose only way is the security questions.
func blindDesk() call.Desk {
	rules := allWays()
	rules.Rules.Ways = []call.Way{call.Blind}
	rules.Rules.Questions = call.Questions()
	return rules
}

// question returns the question in front.
func (h *harness) question() call.Question {
	h.t.Helper()
	screen := h.screen()
	last, at := call.Question(""), -1
	for _, q := range call.Questions() {
		if i := strings.LastIndex(screen, q.Words()); i > at {
			last, at = q, i
		}
	}
	if at < 0 {
		h.t.Fatalf("no question:\n%s", screen)
	}
	return last
}

// atRandom are the ids and hashes in a text, which may have the digits of a fact by chance.
var atRandom = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Za-z+/_=-]{40,}`)

// holds reports whether a text has a fact, ids and hashes aside.
func holds(text, fact string) bool {
	return strings.Contains(strings.ToLower(atRandom.ReplaceAllString(text, "")), strings.ToLower(fact))
}

// never fails if a fact that is asked for is on the screen.
func (h *harness) never(facts map[call.Question]string) {
	h.t.Helper()
	flat := strings.Join(strings.Fields(h.screen()), " ")
	for q, fact := range facts {
		if holds(flat, fact) {
			h.t.Fatalf("the answer to %s is on the screen:\n%s", q, h.screen())
		}
	}
}

// neverOnDisk fails if a fact is in the journal.
func (h *harness) neverOnDisk(facts map[call.Question]string) {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.journal.Dir(), "*"))
	if err != nil || len(files) == 0 {
		h.t.Fatalf("the journal's files: %v, %v; want at least one", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			h.t.Fatal(err)
		}
		for q, fact := range facts {
			if holds(string(text), fact) && q != call.AskHireYear {
				h.t.Errorf("the answer to %s is in %s", q, filepath.Base(file))
			}
		}
	}
}

// TestAnAbandonedVerification checks that a verification that the operator did not finish is the first thing that the
// next opening of the person shows, for a day, also in another console, and that one who only looked around left none.
func TestAnAbandonedVerification(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "esc")
	h.misses("Not verified")
	h.toTicket()
	h.press("enter", "right", "esc")
	h.sees("Not verified: not finished: called back (mobile) · 09:30 CET (08:30 UTC), by operator@sandbox.example")
	h.press("i", "esc") // it is the same one
	again := h.once(allWays())
	again.open("ordinary")
	lines := strings.Split(again.screen(), "\n")
	if at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Caller") }); at < 0 ||
		!strings.HasPrefix(lines[at+2], "Account") && !strings.HasPrefix(lines[at+1], "Account") {
		t.Errorf("it does not come before the account:\n%s", again.screen())
	}
	if n := len(h.of(journal.Unverified)); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
	again.confirmed()
	again.press("y")
	again.wait(quiet)
	again.press("space", "esc", "esc", "esc")
	again.misses("Not verified")
}

// TestBlindChallengeFails checks that the caller stays failed, whatever the operator tries: other screens, or another
// console of theirs.
func TestBlindChallengeFails(t *testing.T) {
	h := atDesk(t, blindDesk())
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right", "enter")
	for range 2 {
		h.typed("wrong")
		h.press("enter")
	}
	h.sees("the security questions failed")
	h.press("enter", "enter")
	h.sees("the security questions failed: choose another way")
	h.press("esc")
	h.sees("Caller ✗ Not verified: security questions failed: 0 of 2 answers matched · 09:30 CET (08:30 UTC), by " +
		"operator@sandbox.example")
	h.press("esc", "enter", "i", "up", "enter")
	h.sees("the security questions failed")
	again := h.once(blindDesk())
	again.open("ordinary")
	again.sees("Not verified: security questions failed")
	again.toTicket()
	again.typed("INC0012345")
	again.press("enter", "right", "enter")
	again.sees("the security questions failed")
	if again.creates() != 0 {
		t.Error("a pass was issued, want none")
	}
}

func TestPace(t *testing.T) {
	rules := call.Desk{PacePerHour: 2}
	h := atDesk(t, rules)
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.press("i")
	h.sees("1 of 2 passes of this hour are issued")
	h.press("enter", "enter", "enter", "y")
	h.sees("The pass was created")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.press("i")
	h.sees("this desk allows 2 passes")
	h.press("enter", "enter", "enter", "y")
	if h.creates() != 2 {
		t.Fatalf("%d creates, want 2", h.creates())
	}
	h.press("esc")
	h.wait(time.Hour)
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
}

func TestMaximums(t *testing.T) {
	h := atDesk(t, call.Desk{Bounds: pass.Bounds{MaximumLifetimeInMinutes: 120, MaximumStartAhead: 24 * time.Hour,
		OneTimeOnly: true}})
	h.open("ordinary")
	h.press("i")
	h.typed("8h")
	h.press("enter")
	h.sees("too long: this desk allows at most 120 min (2 h)")
	h.press("backspace", "backspace")
	h.typed("2h")
	h.press("enter")
	h.typed("+3d")
	h.press("enter")
	h.sees("too far ahead: this desk allows a start within 1 d")
	for range 3 {
		h.press("backspace")
	}
	h.press("enter", "right")
	h.sees("this desk issues only one-time passes")
	h.press("left", "enter")
	h.sees("press y to issue")
}

// TestLookAlikes checks that people with the same name are told apart wherever the operator acts on one, without
// another request.
func TestLookAlikes(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("Tamsin Twin")
	h.press("enter")
	h.sees("somebody else has it", "twin-two@sandbox.example, Electrician, Facilities",
		"this is twin-one@sandbox.example, Nurse, Field Service")
	h.press("i")
	h.sees("somebody else has it")
	h.press("enter", "enter", "enter")
	h.sees("somebody else has it", "press y to issue", "Object id")
	if n := len(h.sent()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// TestOpen checks what 'tapdesk open UPN --ticket' does.
func TestOpen(t *testing.T) {
	named := func(upn string) func(*Options) {
		return func(o *Options) { o.Wanted.Query, o.Wanted.Ticket = upn, "INC0012345" }
	}
	h := atDesk(t, allWays(), named("ordinary@sandbox.example"))
	h.sees("Orla Ordinary", "Account member")
	h.press("i")
	h.sees("INC0012345")
	if n := len(h.sent()); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
	h = atDesk(t, call.Desk{}, named("twin-one@sandbox.example"))
	h.sees("Tamsin Twin", "twin-one@sandbox.example")
	h.press("i")
	h.sees("Ticket INC0012345")
	h.press("enter", "enter", "enter", "enter", "y")
	h.everyWrite("INC0012345", "")
	h = atDesk(t, call.Desk{}, named("nobody@sandbox.example"))
	h.sees("Nobody found", "nobody@sandbox.example")
	h.press("esc")
	h.open("ordinary")
	h.press("i")
	h.sees("Ticket INC0012345")
}

// checks answers as a site's own program would.
type checks struct {
	answer command.Answer
	err    error
	asked  []command.Request
	wait   chan struct{} // until it is closed
	says   chan string   // what it says while it waits
}

func (c *checks) Ask(ctx context.Context, r command.Request, say func(string)) (command.Answer, error) {
	c.asked = append(c.asked, r)
	for c.wait != nil {
		select {
		case <-c.wait:
			return c.answer, c.err
		case text := <-c.says:
			say(text)
		case <-ctx.Done():
			return command.Answer{}, ctx.Err()
		}
	}
	return c.answer, c.err
}

func TestCheckBeforeIssuing(t *testing.T) {
	c := &checks{answer: command.Answer{Message: "INC0012345 is closed"}}
	h := atDesk(t, allWays(), func(o *Options) { o.Form.Checker = c })
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right", "enter")
	h.sees("the site's check refuses it: INC0012345 is closed; nothing was sent")
	if refusals := h.of(journal.Refusal); len(refusals) != 1 || refusals[0].Ticket != "INC0012345" ||
		!strings.Contains(refusals[0].Reason, "is closed") {
		t.Errorf("got the refusals %+v, want one with ticket and reason", refusals)
	}
	h.press("esc")
	h.sees("Not verified: the site's check refuses it: INC0012345 is closed")
	h.press("i", "enter", "enter", "enter", "enter")
	c.err = fmt.Errorf("the site's check gave no answer in 10 s")
	h.press("enter")
	h.sees("gave no answer in 10 s; nothing was sent")
	if h.titled("Confirm the pass") {
		t.Fatal("the console went on without an answer")
	}
	c.err, c.answer = nil, command.Answer{Allow: true}
	h.press("enter")
	h.sees("Issue this Temporary Access Pass?")
	h.press("y")
	if h.creates() != 0 {
		t.Fatal("a key too early issued")
	}
	h.wait(quiet)
	h.press("y")
	h.sees("The pass was created")
	r := c.asked[2]
	if r.Ticket != "INC0012345" || r.Verification != "call-back: mobile" ||
		r.Person.UserPrincipalName != "ordinary@sandbox.example" ||
		r.Operator.UserPrincipalName != "operator@sandbox.example" || r.LifetimeInMinutes != nil || r.IsUsableOnce == nil ||
		!*r.IsUsableOnce {
		t.Errorf("the site's program got %+v, want who, for whom, for what, and only what was chosen", r)
	}
}

// TestACheckThatHangs checks that it holds nothing up: Esc stops asking.
func TestACheckThatHangs(t *testing.T) {
	c := &checks{wait: make(chan struct{})}
	h := atDesk(t, allWays(), func(o *Options) { o.Form.Checker = c })
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right")
	h.take(named["enter"])
	h.takeUntil(func() bool { return strings.Contains(h.screen(), "asking the site's own program") })
	h.press("esc")
	h.misses("asking the site's own program")
	if !h.titled("Issue a pass") {
		t.Errorf("Esc left the form:\n%s", h.screen())
	}
	h.press("esc")
	h.sees("Account member")
}

// TestACheckThatWaits checks that what it says is shown as it comes, that Esc gives it up, and that only its last word
// counts.
func TestACheckThatWaits(t *testing.T) {
	c := &checks{wait: make(chan struct{}), says: make(chan string), answer: command.Answer{Allow: true}}
	h := atDesk(t, allWays(), func(o *Options) { o.Form.Checker = c })
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right")
	for try := range 2 {
		h.take(named["enter"])
		for _, text := range []string{"a push was sent to Orla's phone", "tell Orla to choose 42", ""} {
			h.takeUntil(func() bool {
				select {
				case c.says <- text:
					return true
				default:
					return false
				}
			})
			h.takeUntil(func() bool { return strings.Contains(h.screen(), cmp.Or(text, "waiting")) })
			h.sees("the site's own program waits, up to 2 min; Esc gives it up")
		}
		if try == 0 {
			h.press("esc")
			h.misses("the site's own program")
		}
	}
	close(c.wait)
	h.settle()
	h.sees("Issue this Temporary Access Pass?")
	if len(c.asked) != 2 || h.creates() != 0 {
		t.Errorf("asked %d times with %d creates, want 2 and none", len(c.asked), h.creates())
	}
}

func TestNote(t *testing.T) {
	h := atDesk(t, allWays())
	h.open("ordinary")
	h.press("t")
	h.sees("the journal of this machine has no pass for this person")
	h.confirmed()
	h.press("y")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.signIn("ordinary", value)
	h.press("esc", "esc", "esc", "t")
	h.sees("Ticket: INC0012345", "For: Orla Ordinary, ordinary@sandbox.example", "By: Opal Operator",
		"Verified: called back (mobile)",
		"Shown: yes, once", "Used: yes", "Lifetime: 1 h")
	h.misses(value)
	h.run(h.app.stack.front().Update(tea.KeyPressMsg{Code: 'c', Text: "c"}))
	h.settle()
	if !strings.Contains(h.copied, "INC0012345") || strings.Contains(h.copied, value) ||
		strings.Contains(h.copied, base64.StdEncoding.EncodeToString([]byte(value))) {
		t.Errorf("copied %q, want the ticket and never the value", h.copied)
	}
}

// TestNoteOfAUsedPass: that the watch saw a use is told, also after the pass was deleted by stopping an
// impostor.
func TestNoteOfAUsedPass(t *testing.T) {
	for name, keys := range map[string][]string{
		"deleted": {"!", "y", "esc"}, "listed": {"esc"}, "read before": {"esc", "r", "w", "!", "y", "esc"},
	} {
		t.Run(name, func(t *testing.T) {
			h := atBlockingDesk(t, call.Desk{})
			h.issue("ordinary")
			h.wait(quiet)
			h.press("space")
			value := h.revealed()
			h.press("esc", "esc")
			h.signIn("ordinary", value)
			h.wait(time.Minute)
			h.sees("used: somebody signed in with it")
			for _, key := range keys {
				h.press(key)
				h.wait(quiet)
			}
			h.press("t")
			h.sees("Used: yes, seen by the check at 2", "Graph did not show it yet")
		})
	}
}

// TestDeskGolden draws the screens of a desk that requires everything.
func TestDeskGolden(t *testing.T) {
	for _, look := range []struct {
		name string
		desk call.Desk
		walk func(h *harness)
	}{
		{"form", allWays(), func(h *harness) { h.open("ordinary"); h.press("i") }},
		{"form ticket wrong", allWays(), func(h *harness) {
			h.open("ordinary")
			h.toTicket()
			h.typed("12")
			h.press("enter")
		}},
		{"form manager", allWays(), func(h *harness) {
			h.open("ordinary")
			h.toTicket()
			h.typed("INC0012345")
			h.press("enter")
			h.toManager()
		}},
		{"confirm", allWays(), func(h *harness) { h.open("usable-pass"); h.confirmed() }},
		{"confirm twin", allWays(), func(h *harness) { h.find("Tamsin Twin"); h.press("enter"); h.confirmed() }},
		{"person blind", blindDesk(), func(h *harness) { h.open("ordinary") }},
		{"challenge", orderedDesk(), func(h *harness) { h.blind() }},
		{"challenge failed", orderedDesk(), func(h *harness) {
			h.blind()
			h.typed("x")
			h.press("enter")
			h.typed("x")
			h.press("enter")
		}},
		{"delete", allWays(), func(h *harness) { h.open("usable-pass"); h.press("d") }},
		{"person called", allWays(), func(h *harness) {
			h.open("ordinary")
			h.confirmed()
			h.press("y")
			h.wait(quiet)
			h.press("space", "esc", "esc", "esc")
		}},
		{"note", allWays(), func(h *harness) {
			h.open("ordinary")
			h.confirmed()
			h.press("y")
			h.wait(quiet)
			h.press("space", "esc", "esc", "esc", "t")
		}},
	} {
		for _, size := range sizes {
			t.Run(look.name+" "+sizeName(size), func(t *testing.T) {
				h := atDesk(t, look.desk)
				h.resize(size.Width, size.Height)
				look.walk(h)
				h.whole(size)
				requireGolden(t, h, look.name)
			})
		}
	}
}

// toManager chooses verification by the manager.
func (h *harness) toManager() {
	h.t.Helper()
	for range 8 {
		h.press("right")
		if strings.Contains(h.screen(), "(manager) confirmed]") || strings.Contains(h.screen(), "(manager)") {
			return
		}
	}
	h.t.Fatalf("no manager:\n%s", h.screen())
}

// orderedDesk asks two questions; tests rely on their fixed order.
func orderedDesk() call.Desk {
	rules := blindDesk()
	rules.Rules.Questions = []call.Question{call.AskEmployeeID, call.AskOffice}
	return rules
}

// blind goes to the security questions.
func (h *harness) blind() {
	h.t.Helper()
	h.open("ordinary")
	h.toTicket()
	h.typed("INC0012345")
	h.press("enter", "right", "enter")
}
