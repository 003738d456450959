package ui

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/card"
	"tapdesk/state/session"
)

// handOver issues a pass for somebody, shows it and closes it, which opens the watch.
func (h *harness) handOver(name string) {
	h.t.Helper()
	h.issue(name)
	h.wait(quiet)
	h.press("space", "esc", "esc")
	if !h.titled("Watch") {
		h.t.Fatalf("no watch follows\n%s", h.screen())
	}
}

// handOverMany is handOver with a multi-use pass.
func (h *harness) handOverMany(name string) {
	h.t.Helper()
	h.open(name)
	h.press("i", "enter", "enter", "right")
	h.sees("[many times]")
	h.press("enter")
	h.wait(quiet)
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.sees("multi-use")
}

// calledBy makes a caller in the sandbox use what is issued from now on.
func (h *harness) calledBy(script string) {
	h.t.Helper()
	if err := h.tenant.Caller(script); err != nil {
		h.t.Fatal(err)
	}
}

// looks counts the checks of a watch. Each reads the person's methods, which include the pass, and reads the pass by
// its id only if they do not. It fails on any other request after from.
func (h *harness) looks(from int) int {
	h.t.Helper()
	byID := regexp.MustCompile(`/authentication/temporaryAccessPassMethods/[0-9a-f-]{36}$`)
	n := 0
	for _, r := range h.sent()[from:] {
		switch {
		case r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/authentication/methods"):
			n++
		case r.Method != http.MethodGet || !byID.MatchString(r.Path):
			h.t.Fatalf("not a look: %+v", r)
		}
	}
	return n
}

// TestWatchFollowsACall checks that the watch shows what the caller does within 15 s, with the time, at one request a
// check and one check in 15 s.
func TestWatchFollowsACall(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.issue("ordinary")
	h.wait(quiet)
	before := len(h.sent())
	h.press("space", "esc", "esc")
	h.sees("Orla Ordinary", "Wait about a minute before typing it", "09:30:00 created at 09:30:00", "Graph says: usable",
		"Expires in")
	h.misses("sed:", "igned in.")
	h.wait(39 * time.Second)
	h.misses("used: somebody")
	h.wait(6 * time.Second)
	h.sees("Signed in. Ten minutes to register a method: finish by 09:40 CET", "used: somebody signed in with it",
		"Register 9 min")
	h.wait(30 * time.Second)
	h.sees("new method: Passkey (FIDO2)", "registered at 09:31:05", "Ask whether they have signed in with the new method")
	if n := h.looks(before); n != 6 {
		t.Errorf("%d looks in 75 s, want 6: one at once, then one in 15 s", n)
	}
	h.wait(30 * time.Minute)
	h.sees("no longer checked: the pass was used, and the time to register is over")
	n := h.looks(before)
	if n > 45 {
		t.Errorf("%d looks in all, want at most 45", n)
	}
	h.wait(time.Hour)
	if more := h.looks(before); more != n {
		t.Errorf("%d looks after the end", more-n)
	}
	h.press("l")
	h.sees("The pass has expired")
	if more := h.looks(before); more != n+1 {
		t.Errorf("%d looks by hand", more-n)
	}
	h.press("esc")
	h.sees("Passkey (FIDO2)", "Account")
}

// TestWatchAsksNothingWhileCovered checks that it sends nothing under help or under the lock, and afterwards says
// between which times it did not check.
func TestWatchAsksNothingWhileCovered(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.calledBy("passkey")
	h.handOver("ordinary")
	h.wait(12 * time.Second)
	for name, cover := range map[string][2]func(){
		"help": {func() { h.press("?") }, func() { h.press("esc") }},
		"lock": {func() { h.press("ctrl+l", "ctrl+l") },
			func() { p.become(session.Standing{Phase: session.In, Identity: opal}) }},
	} {
		before := len(h.sent())
		cover[0]()
		h.wait(5 * time.Minute)
		if n := len(h.sent()) - before; n != 0 {
			t.Errorf("%s: %d requests while covered, want none", name, n)
		}
		cover[1]()
		h.wait(2 * time.Second)
		h.misses("Now:")
		h.sees("not from 09:")
		if n := h.looks(before); n != 1 {
			t.Errorf("%s: %d looks afterwards, want 1", name, n)
		}
	}
	h.sees("used: somebody signed in with it", "new method: Passkey")
}

// TestWatchSurvivesThrottling checks that it sends one request, then nothing before the time that Graph asked for, and
// then goes on.
func TestWatchSurvivesThrottling(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.handOver("ordinary")
	before := len(h.sent())
	h.fault("throttle-whole@list:2")
	h.wait(15 * time.Second)
	h.sees("Graph asks to wait (429)")
	h.press("l")
	if n := h.looks(before); n != 1 {
		t.Errorf("%d requests after a 429, want 1", n)
	}
	h.wait(45 * time.Second)
	h.misses("429")
	h.sees("used: somebody signed in with it")
	if n := h.looks(before); n > 8 {
		t.Errorf("%d requests", n)
	}
	more := []string{
		"expired-token@list", "claims-challenge@list", // with another token
		"denied@list", "empty-page@list", // the pass by its id
		"lost-answer@list", // net/http sends again if a reused connection was closed
	}
	for _, fault := range []string{"throttle-fraction@list", "throttle-bare@list", "server-500@list", "lost-answer@list",
		"cut-answer@list", "html-body@list", "expired-token@list", "claims-challenge@list", "denied@list",
		"not-replicated@list", "empty-page@list", "unknown-method@list"} {
		most := 1
		if slices.Contains(more, fault) {
			most = 2
		}
		h.fault(fault)
		from := len(h.sent())
		h.press("l")
		if n := len(h.sent()) - from; n < 1 || n > most {
			t.Errorf("%s: %d requests for a look, want at most %d", fault, n, most)
		}
		h.wait(2 * time.Minute)
		h.sees("used: somebody signed in with it", "Signed in")
		h.misses("gone")
		if fault == "denied@list" { // from then on the pass is read by its id alone, until a dossier is read
			h.sees("new methods cannot be seen")
			h.press("esc", "w")
		}
	}
}

// TestWatchRespectsLag checks that a list that lags makes nothing disappear and nothing new.
func TestWatchRespectsLag(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("list-lag:always")
	h.press("i", "enter", "enter", "enter")
	h.wait(quiet)
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.wait(time.Minute)
	h.sees("It can be typed now. No sign-in with it has been seen.")
	h.misses("gone", "replaced", "new method")
}

// TestWatchOfAMultiUsePass checks that the watch claims no use of a multi-use pass, which v1.0 does not show; the new
// method is the sign, and then nobody needs the pass. The journal has it all.
func TestWatchOfAMultiUsePass(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.handOverMany("ordinary")
	h.wait(60 * time.Second)
	h.sees("A sign-in with it cannot be seen.", "use not visible on v1.0")
	h.misses("used:", "Signed in.")
	h.wait(16 * time.Second)
	h.misses("used:", "Signed in.")
	h.sees("new method: Passkey (FIDO2)", "Clean up once they have signed in", "d deletes it")
	h.press("d")
	h.sees("Has the caller signed in already with the new method?", "any other key keeps the pass")
	h.press("n")
	h.misses("Has the caller")
	h.press("d", "y")
	h.sees("press y to delete")
	h.press("y")
	h.sees("The pass is gone: it signs nobody in any more.", "deleted here, Graph confirmed it",
		"no longer checked: the pass is gone")
	h.misses("d deletes it")
	h.resize(60, 20)
	h.sees("Esc back  m methods  u sessions") // nothing is left to work or not
	h.inJournal("intent create", "outcome create done", "reveal-begin", "reveal-end seen, closed", "intent delete",
		"outcome delete done")
	before := len(h.sent())
	h.wait(10 * time.Minute)
	if n := h.looks(before); n != 0 {
		t.Errorf("%d looks after the deletion, want none", n)
	}
	h.press("esc")
	h.sees("none: deleted, Graph confirmed it")
}

// TestWatchOnBeta checks that beta shows when a multi-use pass was used.
func TestWatchOnBeta(t *testing.T) {
	h := startWith(t, sandbox.Options{Caller: "stops"}, onBeta)
	h.open("ordinary")
	h.press("i", "enter", "enter", "right", "enter", "enter", "y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.sees("Wait about a minute")
	h.misses("not visible")
	h.wait(46 * time.Second)
	h.sees("Signed in. The pass works until", "used: somebody signed in with it at 09:30:40")
}

func TestNoWatchOfAPassNobodySaw(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("esc", "y")
	if h.titled("Watch") {
		t.Errorf("a pass that nobody saw is watched\n%s", h.screen())
	}
	h.sees("never shown, and lost")
	h.press("w")
	h.sees("never shown, and lost", "Expires in")
}

// TestWatchFromThePerson checks that any existing pass can be watched, and that the screen says why another cannot.
func TestWatchFromThePerson(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("w")
	h.sees("there is no pass to watch")
	h.press("esc")
	h.open("used-pass")
	before := len(h.sent())
	h.press("w")
	h.sees("The ten minutes to register may be over", "used: somebody signed in with it")
	if n := h.looks(before); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	h.press("esc", "esc")
	h.open("future-pass")
	h.press("w")
	h.sees("Not valid yet: it begins tomorrow 09:30 CET", "Begins in 23 h 59 min")
}

// TestWatchSeesWhatOthersDo checks that the watch notices when a colleague deletes the pass or replaces it.
func TestWatchSeesWhatOthersDo(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(110 * time.Second)
	h.colleagueDeletes("ordinary")
	h.wait(15 * time.Second)
	h.misses("The pass is gone")
	h.sees("that proves nothing yet")
	h.wait(30 * time.Second)
	h.sees("The pass is gone: it signs nobody in any more.", "no deletion by this console was confirmed")
	h.press("d")
	h.sees("the pass is gone")

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(10 * time.Second)
	h.colleagueIssues("ordinary")
	h.wait(15 * time.Second)
	h.sees("Another pass has taken its place", "replaced by a pass created at 09:30:1")
}

// colleagueIssues issues a pass as another operator.
func (h *harness) colleagueIssues(name string) {
	h.t.Helper()
	who, _ := h.tenant.Account(name)
	r := httptest.NewRequest(http.MethodPost,
		"http://127.0.0.1/v1.0/users/"+who.ID+"/authentication/temporaryAccessPassMethods", strings.NewReader("{}"))
	r.Header.Set("Authorization", "Bearer "+h.token("global-admin"))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	if w.Code != http.StatusCreated {
		h.t.Fatal(w.Code, w.Body)
	}
}

// TestWatchGoesOnToAnotherPass checks that a new pass can be issued from the watch, and is then watched.
func TestWatchGoesOnToAnotherPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(70 * time.Second)
	h.press("n", "enter")
	h.sees("It does not work", "They see the pass is wrong", "misheard", "i issues a new pass")
	h.press("i", "enter", "enter", "enter")
	h.sees("press y to issue", "it stops working at once")
	h.press("y")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.sees("Wait about a minute before typing it")
	h.press("esc")
	h.sees("Pass usable", "Account")
	h.press("esc")
	h.sees("Search")
}

// TestWatchAnnounces checks that each time that matters is announced as it nears, and not forever.
func TestWatchAnnounces(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "stops"})
	h.handOver("ordinary")
	h.wait(5*time.Minute + 2*time.Second)
	h.sees("Now: 5 min left to finish registering")
	h.wait(31 * time.Second)
	h.misses("Now:")
	h.wait(3*time.Minute + 40*time.Second)
	h.sees("Now: 1 min left to finish registering")
	h.press("f1")
	h.wait(10 * time.Minute)
	h.press("f1")
	h.wait(2 * time.Second)
	h.sees("It was used, the ten minutes to register are over, and no new method is listed.")

	h = start(t, sandbox.Options{Caller: "stops"})
	h.handOver("ordinary")
	h.wait(4 * time.Minute)
	h.press("f1")
	h.wait(3 * time.Minute)
	h.press("f1")
	h.wait(2 * time.Second)
	h.sees("Register 2 min")
	h.misses("Now:") // the five minutes were over long ago

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.wait(time.Minute)
	h.sees("Now: the first minute is over: the pass can be typed", "It can be typed now.")
	h.wait(50 * time.Minute)
	h.sees("Expires in 8 min")
	h.wait(8 * time.Minute)
	h.sees("Expires in 5")
	h.wait(3 * time.Minute)
	h.sees("The pass has expired", "No sign-in with it was seen.", "no longer checked: the pass has expired")
}

func TestWatchTrouble(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.press("n")
	h.sees("What does the caller see?", "blocked due to User Credential Policy")
	h.press("down", "enter")
	h.sees("less than a minute old")
	h.wait(time.Minute)
	h.sees("They see \"blocked due to User Credential Policy\"", "l asks Graph again")
	h.tenant.ChangePolicy(func(p *sandbox.Policy) { p.Enabled = false })
	h.wait(time.Second)
	h.press("l")
	h.sees("Graph says DisabledByPolicy")
	h.press("esc")
	h.sees("What does the caller see?")
	h.press("esc")
	h.sees("the tenant's policy refuses it", "refused by the tenant's policy (DisabledByPolicy)")
	h.press("esc")
	h.sees("Account", "Object id")
}

func TestWatchCard(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.press("k")
	h.sees("times are those of London", "For Orla Ordinary: how to get back in",
		"Go to https://mysignins.microsoft.com/security-info", "until 09:30 today (London time, UTC+00:00)")
	h.press("z")
	h.sees("times are yours (Berlin)", "until 10:30 today (Berlin time, UTC+01:00)")
	h.press("esc")
	h.sees("Checked last at")

	site, err := card.Parse("Dear {name},\n{from}\nuntil {until}.")
	if err != nil {
		t.Fatal(err)
	}
	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Card = site })
	h.handOver("ordinary")
	h.press("k")
	h.sees("Dear Orla Ordinary, until 09:30 today.")
	h.misses("security-info")
}

// TestWatchOfALostDeletion checks that a lost answer takes the operator to the person, where the console goes on
// checking.
func TestWatchOfALostDeletion(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.fault("lost-answer@delete")
	h.press("d", "y")
	h.sees("the pass was not listed at")
	h.press("esc")
	h.sees("Account", "the pass was not listed at")
	h.misses("deletion by this console was confirmed", "no longer listed")
	h.wait(2 * time.Minute)
	h.sees("the pass is no longer listed at")

	h = start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.fault("denied@delete")
	h.press("d", "y")
	h.sees("could not delete the pass", "Checked")
}

// TestAWholeCall is a call with a multi-use pass, by keys alone: found, issued, read out step by step, signed in and
// registered, the pass deleted; and the journal has all of it.
func TestAWholeCall(t *testing.T) {
	h := start(t, sandbox.Options{Caller: "passkey"})
	h.find("ordinary")
	h.press("enter", "i", "enter", "enter", "right", "enter", "y")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.press("space")
	h.sees("1 of " + strconv.Itoa(len(value)))
	for range len(value) {
		h.press("space")
		h.wait(2 * time.Second)
	}
	h.sees("The caller reads it back")
	h.press("esc", "esc", "esc")
	h.misses(value)
	h.sees("use not visible on v1.0")
	h.wait(time.Minute)
	h.sees("new method: Passkey (FIDO2)", "d deletes it")
	h.press("d", "y", "y")
	h.sees("deleted here, Graph confirmed it")
	h.press("f2")
	h.sees("2 in the journal", "delete ordinary@sandbox.example", "issue ordinary@sandbox.example")
	h.inJournal("intent create", "outcome create done", "reveal-begin", "reveal-end seen, closed", "intent delete",
		"outcome delete done")
	if h.vault.Held() != 0 {
		t.Error("the value is still held")
	}
}
