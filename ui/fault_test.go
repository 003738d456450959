package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// count returns how many requests with a method, and a path that ends in suffix, the tenant got, including those in a
// batch.
func (h *harness) count(method, suffix string) int {
	n := 0
	var walk func([]sandbox.Request)
	walk = func(all []sandbox.Request) {
		for _, r := range all {
			if r.Method == method && strings.HasSuffix(r.Path, suffix) {
				n++
			}
			walk(r.Items)
		}
	}
	walk(h.sent())
	return n
}

func (h *harness) creates() int { return h.count("POST", "temporaryAccessPassMethods") }

// signIn signs a person of the cast in with a pass, and returns the status: 200 or 401.
func (h *harness) signIn(user, pass string) int {
	h.t.Helper()
	body, _ := json.Marshal(map[string]string{"user": user, "pass": pass})
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/sandbox/signin", bytes.NewReader(body))
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	return w.Code
}

// issue goes from a typed name through the confirmation.
func (h *harness) issue(name string) {
	h.t.Helper()
	h.open(name)
	h.press("i", "enter", "enter", "enter", "y")
}

func TestReplace(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("usable-pass")
	h.wait(quiet)
	h.press("space")
	first := h.revealed()
	h.press("esc", "esc")
	h.press("i", "enter", "enter", "enter")
	h.sees("Replaces a pass that is usable", "it stops working at once")
	h.press("y")
	h.wait(quiet)
	h.press("space")
	second := h.revealed()
	if code := h.signIn("usable-pass", first); code != http.StatusUnauthorized {
		t.Errorf("the replaced pass signs in: %d", code)
	}
	if code := h.signIn("usable-pass", second); code != http.StatusOK {
		t.Errorf("the new pass does not sign in: %d", code)
	}
}

// TestLostCreate checks that, however the answer to a create is lost, one POST is sent and the screen tells the truth.
func TestLostCreate(t *testing.T) {
	cases := []struct {
		name   string
		faults []string
		// after is what the screen says once checking has ended.
		first, after []string
		found        bool
	}{
		{"lost answer", []string{"lost-answer"}, nil,
			[]string{"a pass was created at", "its value is lost: delete it, or issue a new pass"}, true},
		{"cut answer", []string{"cut-answer@create"}, nil, []string{"Graph said a pass was created", "its value is lost"},
			true},
		{"gateway timeout", []string{"timeout-504@create"}, nil, nil, true},
		{"server error", []string{"server-500@create"}, nil,
			[]string{"no pass seen by", "it may still appear; issuing again normally replaces it"}, false},
		{"lost answer and a lagging list", []string{"lost-answer", "list-lag"},
			[]string{"outcome unknown: no pass was listed at", "next check at"},
			[]string{"a pass was created at", "its value is lost"}, true},
		{"cut answer and a lagging list", []string{"cut-answer@create", "list-lag"},
			[]string{"Graph said a pass was created"},
			[]string{"its value is lost"}, true},
		{"timeout and a lagging list", []string{"timeout-504@create", "list-lag"}, []string{"outcome unknown"}, nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.open("ordinary")
			for _, f := range c.faults {
				if err := h.tenant.Fault(f); err != nil {
					t.Fatal(err)
				}
			}
			h.press("i", "enter", "enter", "enter", "y")
			h.sees("the answer was lost")
			h.sees(c.first...)
			h.wait(150 * time.Second)
			if h.creates() != 1 {
				t.Fatalf("%d creates, want 1", h.creates())
			}
			h.sees(c.after...)
			standing := h.listed("ordinary")
			if standing != c.found {
				t.Fatalf("a pass exists: %v", standing)
			}
			if !c.found {
				h.misses("a pass was created")
				return
			}
			h.sees("a pass was created")
			h.press("d")
			h.sees("press y to delete")
			h.press("y")
			h.sees("deleted, Graph confirmed it")
			if h.listed("ordinary") {
				t.Error("the pass still exists, want it deleted")
			}
		})
	}
}

// listed reports whether the tenant itself has a pass for the person, whatever LIST says.
func (h *harness) listed(name string) bool {
	h.t.Helper()
	h.tenant.Advance(time.Minute) // past any lag
	account, _ := h.tenant.Account(name)
	r := httptest.NewRequest(http.MethodGet,
		"http://127.0.0.1/v1.0/users/"+account.ID+"/authentication/temporaryAccessPassMethods", nil)
	r.Header.Set("Authorization", "Bearer "+h.tenant.Token())
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	var list struct{ Value []any }
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		h.t.Fatal(err, w.Body.String())
	}
	return len(list.Value) > 0
}

// TestLostDelete checks the same for a deletion.
func TestLostDelete(t *testing.T) {
	for fault, says := range map[string]string{
		"lost-answer@delete": "no longer listed at 08:32:", "timeout-504@delete": "no longer listed at 08:32:",
		"server-500@delete": "still listed",
	} {
		t.Run(fault, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.open("usable-pass")
			if err := h.tenant.Fault(fault); err != nil {
				t.Fatal(err)
			}
			h.press("d", "y")
			h.wait(150 * time.Second)
			h.sees(says)
			account, _ := h.tenant.Account("usable-pass")
			deletes := 0
			for _, r := range h.sent() {
				if r.Method == "DELETE" && strings.Contains(r.Path, account.ID) {
					deletes++
				}
			}
			if deletes != 1 {
				t.Errorf("%d deletes, want 1", deletes)
			}
		})
	}
}

// TestADeletionThatOnlySeemsToHaveWorked has Graph answer 500 without deleting anything, while lists lag. Absence in
// one list, or in several at once, is not called the end of the pass, is not settled, and can be checked again.
func TestADeletionThatOnlySeemsToHaveWorked(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("server-500@delete")
	h.fault("list-misses:4")
	h.press("d", "y")
	h.sees("outcome unknown: the pass was not listed at 08:30:00 UTC", "next check at 08:30:02 UTC", "l check again")
	h.press("l", "l")
	h.misses("no longer listed")
	h.sees("outcome unknown: the pass was not listed")
	h.inJournal("intent delete", "outcome delete unknown")
	h.wait(30 * time.Second)
	h.sees("outcome unknown: the pass was still listed at")
	h.wait(2 * time.Minute)
	h.sees("outcome unknown: the pass was still listed at", "d delete again")
	h.inJournal("intent delete", "outcome delete unknown")

	h = start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("server-500@delete")
	h.fault("list-misses:3")
	h.press("d", "y", "esc") // the person's screen goes on checking, by the same rule
	h.sees("Account", "outcome unknown: the pass was not listed at")
	h.misses("no longer listed", "Pass none")
	h.wait(30 * time.Second)
	h.sees("Deletion outcome unknown: the pass was still listed at", "Pass usable")
	h.wait(3 * time.Minute)
	h.inJournal("intent delete", "outcome delete unknown")
}

// TestADeletionSeenOnThePerson checks that, if the person's screen sees the end of a deletion of unknown outcome, the
// journal has it too.
func TestADeletionSeenOnThePerson(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("lost-answer@delete")
	h.press("d", "y", "esc")
	h.wait(110 * time.Second)
	h.misses("no longer listed")
	h.wait(20 * time.Second)
	h.sees("the pass is no longer listed at 08:32:")
	h.inJournal("intent delete", "outcome delete unknown", "settled")
}

// TestAbsenceAfterARestart checks that the next console does not take a single list for the end of the pass either,
// however long ago the request was.
func TestAbsenceAfterARestart(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("server-500@delete")
	h.press("d", "y")
	h.sees("outcome unknown")
	next := newHarness(t)
	next.root, next.tokens, next.tenant = h.root, h.tokens, h.tenant
	next.net, next.ui, next.records = h.net, h.ui, h.ui.Share() // they share the tenant's clock
	h.ui.Advance(time.Hour)
	h.fault("list-misses")
	h.send(endMsg{})
	next.attach(h.journal.Dir(), http.DefaultTransport, func(*harness, *Options) {})
	next.sees("1 to attend to", "outcome unknown: the pass was not listed at", "next check at")
	next.press("l")
	next.misses("no longer listed")
	next.wait(30 * time.Second)
	next.sees("the pass was still listed at")
}

// TestRefusals checks that each refusal is a sentence to act on, with Graph's request-id, and loses nothing typed.
func TestRefusals(t *testing.T) {
	cases := []struct {
		name, who, fault string
		says             []string
	}{
		{"out of reach", "helpdesk-admin", "",
			[]string{"could not create the pass", "Authentication Administrator", "request-id"}},
		{"out of scope", "out-of-scope", "", []string{"policy", "request-id"}},
		{"external guest", "partner_other.example#EXT#", "", []string{"external guest", "request-id"}},
		{"just created", "just-created", "", []string{"404", "request-id"}},
		{"denied", "ordinary", "denied@create", []string{"403", "request-id"}},
		{"throttled", "ordinary", "throttle-fraction@create", []string{"wait 3 s, then try again", "request-id"}},
		{"throttled without a time", "ordinary", "throttle-bare@create", []string{"try again in a moment", "request-id"}},
		{"in the way", "usable-pass", "refuse-existing", []string{"request-id"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
				o.Site.AllowPrivilegedFor = []string{"operator@sandbox.example"}
			})
			h.open(c.who)
			if c.fault != "" {
				if err := h.tenant.Fault(c.fault); err != nil {
					t.Fatal(err)
				}
			}
			h.press("i")
			h.typed("75")
			h.press("enter", "enter", "enter")
			if strings.Contains(h.screen(), "press o") {
				h.press("o")
			}
			h.press("y")
			h.sees("Issue a Temporary Access Pass for", "75", "predicted: ")
			h.sees(c.says...)
			if h.creates() != 1 {
				t.Errorf("%d creates, want 1", h.creates())
			}
		})
	}
}

// TestRangeFromRefusal checks that an operator who may not read the policy learns the range from Graph's refusal, next
// to the field.
func TestRangeFromRefusal(t *testing.T) {
	h := start(t, sandbox.Options{})
	if err := h.tenant.Fault("denied@policy:always"); err != nil {
		t.Fatal(err)
	}
	h.open("ordinary")
	h.press("i")
	h.typed("20")
	h.sees("10")
	h.press("enter", "enter", "enter", "y")
	h.sees("60 and 480", "20")
	h.press("backspace", "backspace")
	h.typed("30")
	h.sees("60", "480")
	h.press("backspace", "backspace")
	h.typed("90")
	h.press("enter", "enter", "enter", "y")
	h.sees("The pass was created")
}

// TestUnusablePassIsToldBeforeTheReveal checks a 201 that says DisabledByPolicy or NotYetValid.
func TestUnusablePassIsToldBeforeTheReveal(t *testing.T) {
	h := start(t, sandbox.Options{Faults: []string{"created-but-disabled"}})
	h.issue("ordinary")
	h.sees("DisabledByPolicy", "will not sign the person in", "••••   ••••")

	h = start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter")
	h.typed("+2h")
	h.press("enter", "enter", "y")
	h.sees("NotYetValid", "••••   ••••")
}

// TestReadFaults checks that a failed read is retried if that helps, and otherwise reported.
func TestReadFaults(t *testing.T) {
	for fault, says := range map[string]string{
		"throttle-whole@search": "ordinary@sandbox.example", "throttle-fraction@search": "ordinary@sandbox.example",
		"throttle-bare@search": "ordinary@sandbox.example", "unavailable-503@search": "ordinary@sandbox.example",
		"timeout-504@search": "ordinary@sandbox.example", "expired-token@search": "ordinary@sandbox.example",
		"claims-challenge@search": "ordinary@sandbox.example", "empty-page@search": "ordinary@sandbox.example",
		"denied@search:always": "request-id", "expired-token@search:always": "401",
		"html-body@search:always":  "could not search people",
		"server-500@search:always": "request-id", "cut-answer@search:always": "could not search people",
		"throttle-bare@search:always": "429", "unavailable-503@search:always": "503",
	} {
		t.Run(fault, func(t *testing.T) {
			h := start(t, sandbox.Options{Faults: []string{fault}})
			h.typed("ordinary")
			h.wait(settleTime)
			h.wait(time.Minute)
			h.sees(says)
		})
	}
}

// TestPartsDegrade checks that the screen says what may not be read and still shows the rest.
func TestPartsDegrade(t *testing.T) {
	h := start(t, sandbox.Options{Scopes: []string{"User.Read.All", "UserAuthMethod-TAP.ReadWrite.All"}})
	h.open("usable-pass")
	h.sees("Pass usable", "methods could not be read", "UserAuthenticationMethod.Read.All")
	h.press("i")
	h.sees("the tenant's default", "Replaces a pass that is usable")
	h.press("enter", "enter", "enter", "y")
	h.sees("The pass was created")

	h = start(t, sandbox.Options{As: "reader"})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("could not create the pass", "Authentication Administrator")
}

// TestListBehind checks that the 201 counts if LIST does not have the pass yet.
func TestListBehind(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	if err := h.tenant.Fault("list-lag"); err != nil {
		t.Fatal(err)
	}
	h.press("i", "enter", "enter", "enter", "y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("Pass usable", "its list does not have it yet")
	h.wait(time.Minute)
	h.press("r")
	h.sees("Pass usable")
	h.misses("does not have it yet")
}
