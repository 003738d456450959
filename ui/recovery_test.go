package ui

import (
	"testing"

	"tapdesk/graph/sandbox"
)

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
