package ui

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// play is a person of the cast whose password and phone a thief has: some seconds after each step against them they
// sign in again, and register a passkey.
type play struct {
	*harness
	keys int
}

func newPlay(t *testing.T) *play {
	p := &play{harness: start(t, sandbox.Options{})}
	p.withAccounts()
	p.control("/sandbox/caller", `{"user":"mistyper","script":"thief"}`)
	p.wait(time.Minute)
	p.open("mistyper")
	return p
}

// control asks something of the sandbox.
func (p *play) control(path, body string) map[string]any {
	p.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	p.tenant.ServeHTTP(w, r)
	var out map[string]any
	if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &out) != nil {
		p.t.Fatalf("%s: status %d, %s", path, w.Code, w.Body)
	}
	return out
}

// step presses keys, and gives the thief a minute.
func (p *play) step(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		switch {
		case k == "quiet":
			p.wait(quiet)
		case len(k) > 1 && named[k].Code == 0:
			p.typed(k)
			p.keys += len(k)
		default:
			p.press(k)
			p.keys++
		}
	}
	p.wait(time.Minute)
}

// over fails if the thief has a session that works, or a passkey.
func (p *play) over() {
	p.t.Helper()
	p.ui.Advance(3 * time.Hour)
	if out := p.control("/sandbox/session", `{"user":"mistyper"}`); out["works"] != false {
		p.t.Errorf("got the session %v, want none that works", out)
	}
	account, _ := p.tenant.Account("mistyper")
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/v1.0/users/"+account.ID+"/authentication/methods", nil)
	r.Header.Set("Authorization", "Bearer "+p.token("global-admin"))
	w := httptest.NewRecorder()
	p.tenant.ServeHTTP(w, r)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "fido2AuthenticationMethod") {
		p.t.Errorf("status %d, got the methods %s, want no passkey", w.Code, w.Body)
	}
	for _, deed := range p.tenant.Deeds() {
		p.t.Logf("the thief: %s %s %s", deed.At.Format("15:04:05"), deed.What, deed.Outcome)
	}
	p.t.Logf("%d keys, %d requests", p.keys, len(p.sent()))
}

var (
	blocks  = []string{"b", "y", "esc"}
	resets  = []string{"p", "y", "quiet", "space", "esc", "esc"}
	revokes = []string{"u", "y", "esc"}
	removes = []string{"m", "3", "enter", "f3db", "enter", "esc"}
	issues  = []string{"i", "enter", "enter", "enter", "y", "quiet", "space", "esc", "esc", "esc"}
)

// TestThiefTakenOver plays the checklist of an account that is taken over, in its order, against the thief.
func TestThiefTakenOver(t *testing.T) {
	p := newPlay(t)
	p.step("f", "3", "esc")
	p.step(blocks...)
	p.step(resets...)
	p.step(revokes...)
	p.step("f", "y", "y", "y", "y", "esc") // security told, reviewed, hung up, verified
	p.step(removes...)
	p.step(revokes...)
	p.step(blocks...) // which unblocks
	p.sees("Account taken over: 10 of 12 done · next: i issue the shortest one-time pass")
	p.step(issues...)
	p.sees("11 of 12 done")
	p.over()
}

// TestThiefStolenPhone plays that of a stolen phone. Its password is reset too, since the thief knows it.
func TestThiefStolenPhone(t *testing.T) {
	p := newPlay(t)
	p.step("f", "2", "y", "esc")
	p.step(blocks...)
	p.step(removes...)
	p.step(revokes...)
	p.step("f")
	p.sees("reset it first")
	p.step("esc")
	p.step(resets...)
	p.step(blocks...) // which unblocks
	p.step(issues...)
	p.sees("Stolen phone: 6 of 7 done")
	p.over()
}

// TestThiefLostPhone plays that of a lost phone, whose new method the caller does not name: it is a take-over then.
func TestThiefLostPhone(t *testing.T) {
	p := newPlay(t)
	p.step("f", "1", "y", "esc")
	p.step(revokes...)
	p.step(issues...)
	p.step("r", "f")
	p.sees("press 3")
	p.step("3", "esc")
	p.step(blocks...)
	p.step(resets...)
	p.step(revokes...)
	p.step("f", "y", "y", "y", "y", "esc")
	p.step(removes...)
	p.step(revokes...)
	p.step(blocks...)
	p.step(issues...)
	p.over()
}
