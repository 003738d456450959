package ui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
)

// control sends a request to the sandbox's own addresses.
func (h *harness) control(path, body string) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/sandbox/"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	if w.Code/100 != 2 {
		h.t.Fatalf("%s %s: status %d, %s", path, body, w.Code, w.Body)
	}
}

// TestAccountRecoveryIsNamed checks that the person's screen does not show a pass of Entra's own account recovery as
// that of any app.
func TestAccountRecoveryIsNamed(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.control("issue", `{"user":"ordinary","app":"Microsoft account recovery"}`)
	h.open("ordinary")
	h.press("a")
	h.sees("registered by the app Microsoft account recovery (the log names account recovery)",
		"Issued by the app Microsoft account recovery (the log names account recovery)")
}
