package ui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// colleague deletes the person's pass from elsewhere.
func (h *harness) colleagueDeletes(name string) {
	h.t.Helper()
	admin, _ := h.tenant.Account("global-admin")
	token := h.token(admin.Name)
	path := "http://127.0.0.1/v1.0/users/" + name + "@sandbox.example/authentication/temporaryAccessPassMethods"
	do := func(method, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		h.tenant.ServeHTTP(w, r)
		return w
	}
	_, id, _ := strings.Cut(do(http.MethodGet, path).Body.String(), `"id":"`)
	id, _, _ = strings.Cut(id, `"`)
	if w := do(http.MethodDelete, path+"/"+id); w.Code != http.StatusNoContent {
		h.t.Fatal(w.Code, w.Body)
	}
}

// TestPassCreatedHereAndGoneSince checks that Graph's answer to a create counts only until the list has caught up.
func TestPassCreatedHereAndGoneSince(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("usable")
	h.colleagueDeletes("ordinary")
	h.press("r")
	h.misses("usable")
	h.sees("Pass none")
}

func TestLostDeletionOfAPassCreatedHere(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.fault("lost-answer@delete")
	h.press("d", "y")
	h.wait(2 * time.Minute)
	h.sees("no longer listed")
	h.press("esc")
	h.misses("usable")
	h.sees("the pass is no longer listed")
}

// TestLookingGoesOnAfterLeaving checks that an operator who leaves an unknown outcome sees on the person's screen what
// is known, and only that.
func TestLookingGoesOnAfterLeaving(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.fault("lost-answer")
	h.fault("list-lag")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("outcome unknown")
	h.press("esc")
	h.sees("outcome unknown: no pass was listed at")
	h.wait(3 * time.Minute)
	h.sees("a pass was created at 08:30:00 UTC, after your request, and its value is lost", "usable")
}

func TestHelpOnLookupKeepsTheQuery(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("ordi")
	h.press("f1", "esc")
	h.find("nary")
	h.sees("Search ordinary")
}

func TestEnterAfterAFailedPage(t *testing.T) {
	h := start(t, sandbox.Options{People: 2000})
	h.find("a")
	h.fault("server-500:always")
	for range 45 {
		h.press("down")
	}
	h.press("enter")
	if !h.titled("Person") {
		t.Fatal("Enter did not open the person selected")
	}
}

func TestConfirmationGrowsOld(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	h.sees("now, 09:30")
	h.wait(10 * time.Minute)
	h.sees("From now, 09:40 CET", "Until 10:40 CET")
}

func TestStartThatHasPassed(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter")
	h.typed("09:35")
	h.press("enter", "enter")
	h.sees("press y")
	h.wait(10 * time.Minute)
	h.press("y")
	if h.creates() != 0 {
		t.Fatal("a start that is past was sent")
	}
}

// TestFormKnowsThePassJustCreated checks that a list that lags does not make the form say that nothing would be
// replaced.
func TestFormKnowsThePassJustCreated(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.fault("list-lag:always")
	h.press("i", "enter", "enter", "enter", "y")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("its list does not have it yet")
	h.press("i")
	h.sees("Replaces a pass that is usable", "it stops working at once")
	h.press("enter", "enter", "enter")
	h.sees("press y to issue", "Replaces a pass that is usable")
}

// TestUnreadPartsNameTheirRequest checks that a refusal shows its request-id, which support asks for.
func TestUnreadPartsNameTheirRequest(t *testing.T) {
	h := start(t, sandbox.Options{As: "helpdesk-admin"})
	h.resize(80, 40)
	h.open("ordinary")
	h.sees("could not be read")
	if n := strings.Count(h.screen(), "request-id "); n < 2 {
		t.Errorf("%d request-ids:\n%s", n, h.screen())
	}
}

// TestUnknownOutcomeIsNotForgotten checks that an operator who begins a new pass, or another deletion, and changes
// their mind still sees it.
func TestUnknownOutcomeIsNotForgotten(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.fault("server-500@create")
	h.press("i", "enter", "enter", "enter", "y")
	h.wait(150 * time.Second)
	h.sees("no pass seen by")
	h.press("i")
	h.sees("Issue a Temporary Access Pass for")
	h.press("esc")
	h.sees("no pass seen by", "it may still appear")

	h = start(t, sandbox.Options{})
	h.open("usable-pass")
	h.fault("server-500@delete")
	h.press("d", "y")
	h.wait(150 * time.Second)
	h.sees("outcome unknown: the pass was still listed")
	h.press("d")
	h.sees("press y to delete")
	h.press("n")
	h.sees("outcome unknown: the pass was still listed")
}
