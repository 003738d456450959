package ui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// byAnother issues a pass with a client other than the console, as somebody of the cast.
func (h *harness) byAnother(as, who string) {
	h.t.Helper()
	h.elsewhere(as, who, http.MethodPost, "/authentication/temporaryAccessPassMethods", "{}", http.StatusCreated)
}

// elsewhere sends a request about somebody with a client other than the console, as somebody of the cast.
func (h *harness) elsewhere(as, who, method, below, body string, want int) {
	h.t.Helper()
	account, ok := h.tenant.Account(who)
	if !ok {
		h.t.Fatal(who)
	}
	r := httptest.NewRequest(method, "http://127.0.0.1/v1.0/users/"+account.ID+below, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+h.token(as))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s with another client: status %d, want %d\n%s", method, w.Code, want, w.Body)
	}
}

// TestEntraAuditOnThePerson checks that the log costs one request, on demand, and shows its time; afterwards the
// confirmation knows who issued the pass that would be replaced.
func TestEntraAuditOnThePerson(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.byAnother("global-admin", "ordinary")
	h.open("ordinary")
	h.misses("Issued by")
	before := len(h.sent())
	h.press("a")
	h.sees("created by global-admin@sandbox.example", "Entra's log lags by minutes",
		"Issued by global-admin@sandbox.example")
	if n := len(h.sent()) - before; n != 1 {
		t.Errorf("%d requests for the audit log, want 1", n)
	}
	h.press("i", "enter", "enter", "enter")
	h.sees("Replaces a pass that is usable", "Issued by global-admin@sandbox.example", "as Entra's audit log has it")
	h.press("esc", "esc", "d")
	h.sees("Issued by global-admin@sandbox.example", "press y to delete")
}

// TestIssuerFromTheJournal checks that the console knows what was issued from here without a request.
func TestIssuerFromTheJournal(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc", "esc")
	h.sees("Issued by operator@sandbox.example, as the journal of this machine has it")
	h.press("i", "enter", "enter", "enter")
	h.sees("Replaces a pass that is usable", "Issued by operator@sandbox.example")
}

// TestAuditThatCannotBeRead checks that the screen says what is needed, and loses nothing else.
func TestAuditThatCannotBeRead(t *testing.T) {
	h := start(t, sandbox.Options{Roles: []string{"Authentication Administrator"}})
	h.open("ordinary")
	h.press("a")
	h.sees("Audit could not be read: Graph refused it (403)", "AuditLog.Read.All", "Reports Reader")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
}

// TestAuditIsNotHammered checks that, after five reads in ten seconds, the sixth is not sent, and that the screen says
// when it may be.
func TestAuditIsNotHammered(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	for range 6 {
		h.press("a")
	}
	h.sees("Audit could not be read")
	if n := h.count("GET", "/directoryAudits"); n > 5 {
		t.Errorf("%d requests in ten seconds, want at most 5", n)
	}
	h.wait(11 * time.Second)
	h.press("a")
	h.sees("has no event of a pass in 30 days")
}
