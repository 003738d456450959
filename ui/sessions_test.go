package ui

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
)

func (h *harness) revocations() int { return h.count(http.MethodPost, "/revokeSignInSessions") }

// written returns the journal's records about an operation, in words.
func (h *harness) written(operation journal.Operation) string {
	h.t.Helper()
	records, err := h.journal.Records(time.Time{}, func(r journal.Record) bool { return r.Operation == operation })
	if err != nil {
		h.t.Fatal(err)
	}
	var words []string
	for _, r := range records {
		words = append(words, strings.TrimSpace(string(r.Kind)+" "+string(r.Result)))
	}
	return strings.Join(words, ", ")
}

// TestRevoke revokes from the person's screen, without a ticket and without a verification, and checks what the screen
// shows about it afterwards.
func TestRevoke(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("u")
	h.sees("Revoke the sign-in sessions of this person?", "Orla Ordinary", "Refresh tokens stop within minutes.",
		"press y to revoke")
	h.press("n")
	if n := h.revocations(); n != 0 {
		t.Fatalf("%d revocations after a no, want none", n)
	}
	h.press("u", "y")
	h.sees("Revocation accepted 09:30:0", "(Graph's timestamp)", "an hour unless that was lengthened")
	if n := h.revocations(); n != 1 {
		t.Fatalf("%d revocations, want 1", n)
	}
	if got, want := h.written(journal.Revoke), "intent, outcome done"; got != want {
		t.Errorf("the journal has %q, want %q", got, want)
	}
	h.press("u", "y")
	if n := h.revocations(); n != 2 {
		t.Errorf("%d revocations after another yes, want 2", n)
	}
	h.press("esc")
	h.sees("Sessions", "Revocation accepted 09:30:0", "Tokens may still work for an hour")
	h.press("f2")
	h.sees("revoke", "accepted")
}

// TestRevokeFromTheWatch checks the warning that a person who has just signed in is signed out too.
func TestRevokeFromTheWatch(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.handOver("ordinary")
	h.press("u")
	h.sees("if the person has just signed in with the pass, this signs them out again", "press y to revoke")
	h.press("y")
	h.sees("Revocation accepted")
	h.press("esc")
	h.sees("Expires in", "n trouble")
}

// TestRevokeMeets checks each way in which a write can go wrong: it is sent once, and the screen tells the truth.
func TestRevokeMeets(t *testing.T) {
	for fault, c := range map[string]struct {
		says    []string
		journal string
	}{
		"denied@revoke": {[]string{"could not revoke the sign-in sessions", "User.RevokeSessions.All",
			"Nothing was revoked"}, "intent, outcome refused"},
		"throttle-whole@revoke": {[]string{"nothing was changed", "Nothing was revoked"}, "intent, outcome refused"},
		"lost-answer@revoke": {[]string{"The answer was lost", "Revocation accepted", "(Graph's timestamp)"},
			"intent, outcome unknown, settled done"},
		"cut-answer@revoke": {[]string{"The answer was lost", "Revocation accepted", "(Graph's timestamp)"},
			"intent, outcome unknown, settled done"},
		"server-500@revoke": {[]string{"the answer was lost", "outcome unknown",
			"showed no revocation since your request"}, "intent, outcome unknown"},
		"html-body@revoke": {[]string{"the answer was lost", "outcome unknown"}, "intent, outcome unknown"},
		"gateway@revoke":   {[]string{"the answer was lost", "outcome unknown"}, "intent, outcome unknown"},
	} {
		t.Run(fault, func(t *testing.T) {
			h := start(t, sandbox.Options{})
			h.open("ordinary")
			h.fault(fault)
			h.press("u", "y")
			h.sees(c.says...)
			if n := h.revocations(); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
			if got := h.written(journal.Revoke); got != c.journal {
				t.Errorf("the journal has %q, want %q", got, c.journal)
			}
			if !strings.HasSuffix(c.journal, "unknown") {
				return
			}
			h.wait(3 * time.Minute)
			h.sees("repeating it does no harm")
			h.press("u", "y")
			h.sees("Revocation accepted")
			if got, want := h.written(journal.Revoke), c.journal+", intent, outcome done"; got != want {
				t.Errorf("repeated, the journal has %q, want %q", got, want)
			}
		})
	}
}

// TestRevokeIsNotOffered checks that it is off where it cannot be done, and why.
func TestRevokeIsNotOffered(t *testing.T) {
	h := startWith(t, sandbox.Options{}, rights([]string{"User.Read.All"}))
	h.open("ordinary")
	h.press("u")
	h.sees("your sign-in lacks the permission User.RevokeSessions.All")

	h = start(t, sandbox.Options{})
	h.open("global-admin")
	h.press("u")
	h.sees("a privileged person")

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.ReadOnly = "the site's file" })
	h.open("ordinary")
	h.press("u")
	h.sees("read-only: the site's file")

	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Desk.NoRevoke = true })
	h.open("ordinary")
	h.press("u")
	h.misses("Revoke the sign-in sessions", "end sessions")
	if n := h.revocations(); n != 0 {
		t.Errorf("%d revocations, want none", n)
	}
}

// TestARevocationWithoutAnEnd checks that the next console reports it and checks Graph's timestamp.
func TestARevocationWithoutAnEnd(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("ordinary")
	h.fault("server-500@revoke")
	h.press("u", "y", "esc")
	h.sees("Sessions", "outcome unknown")
	h.press("f2")
	h.sees("revoke", "unknown", "1 to attend to")
	h.press("tab")
	h.sees("to revoke the sign-in sessions", "showed no revocation since your request")
	h.press("d")
	h.sees("this is not about a pass")
	h.press("x")
	h.misses("to revoke the sign-in sessions")
}

// TestSentencesAboutSessions checks what the screens say about a revocation in each cloud, and that none says that a
// session has ended.
func TestSentencesAboutSessions(t *testing.T) {
	const (
		refresh = "Refresh tokens stop within minutes."
		wide    = "Exchange, SharePoint and Teams, with a client that supports continuous access evaluation: up " +
			"to 15 minutes."
		gov    = "Exchange, with a client that supports continuous access evaluation: up to 15 minutes."
		others = "Elsewhere access tokens live until they expire, an hour unless that was lengthened."
		not    = "It does not reach cookies of apps, nor what guests have in their home tenants. " +
			"Do not count on it for Windows logon or Active Directory."
	)
	for cloud, want := range map[string][]string{
		"global": {refresh, wide, others, not}, "usgov": {refresh, gov, others, not},
		"usgov-dod": {refresh, gov, others, not}, "china": {refresh, others, not},
	} {
		if got := strings.Join(desk.Reaches(cloud), "\n"); got != strings.Join(want, "\n") {
			t.Errorf("in %s: got %q, want %q", cloud, got, want)
		}
	}
	for _, dir := range []string{".", "../state", "../graph", "../README.md", "../.github"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, claim := range endsSessions.FindAllString(seams.ReplaceAllString(string(text), " "), -1) {
				t.Errorf("%s says %q: nobody can know", path, claim)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// endsSessions matches claims that somebody's sessions are over.
var endsSessions = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`sessions (have|had) (been )?ended`, `sessions (are|were) (now )?(ended|over|closed|terminated)`,
	`(their|sign-in|person's) session (has|had|is|was) (now )?(been )?(ended|over|closed|terminated)`,
	`ended (all |the |their )*(sign-in )?sessions`, `signed out (everywhere|of everything)`,
}, "|"))
