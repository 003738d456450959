//go:build unix

package ui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tapdesk/state/journal"
)

// stripped is the person who loses four methods: the three of the cast, and a passkey.
const stripped = "out-of-scope"

// strippedOf are the types of the four and what they are called, in the order in which they go: the default last.
var strippedOf = []struct{ collection, name string }{
	{"windowsHelloForBusinessMethods", "Windows Hello"}, {"fido2Methods", "Passkey"}, {"phoneMethods", "Phone"},
	{"microsoftAuthenticatorMethods", "Microsoft Authenticator"},
}

// armed gives the person the fourth method, and returns what arms the fault of a crash once the write comes that it
// is for.
func (h *harness) armed(c crash) func(*http.Request) {
	h.control("register", `{"user":"`+stripped+`","type":"fido2"}`)
	var removed atomic.Int64
	return func(r *http.Request) {
		second := r.Method == http.MethodDelete && removed.Add(1) == 2
		if c.do == "remove" && !second || c.do != "remove" && removed.Add(1) > 1 || c.fault == "" {
			return
		}
		if err := h.tenant.Fault(c.fault); err != nil {
			h.t.Error(err)
		}
	}
}

var guid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// removeAll removes everything that can be removed of a person, and goes on after each trouble.
func (h *harness) removeAll(name string) {
	h.t.Helper()
	h.open(name)
	h.press("m", "3", "enter")
	id := guid.FindString(h.screen())
	h.typed(id[len(id)-4:])
	h.press("enter")
	for strings.Contains(h.screen(), "choose whether the rest goes on") {
		h.press("g")
	}
}

// has returns the collections of the methods that the tenant has of a person, past any lag.
func (h *harness) has(name string) string {
	h.t.Helper()
	h.tenant.Advance(time.Minute)
	account, _ := h.tenant.Account(name)
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/v1.0/users/"+account.ID+"/authentication/methods", nil)
	r.Header.Set("Authorization", "Bearer "+h.tenant.Token())
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	var list struct {
		Value []struct {
			Type string `json:"@odata.type"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		h.t.Fatal(err, w.Body.String())
	}
	var types []string
	for _, m := range list.Value {
		typ := strings.TrimPrefix(m.Type, "#microsoft.graph.")
		types = append(types, strings.Replace(typ, "AuthenticationMethod", "Methods", 1))
	}
	return strings.Join(types, " ")
}

// truth is what the tenant, the requests and the journal have of one method.
type truth struct {
	there bool // the tenant has it
	sent  int  // the requests to remove it
	state journal.State
	place string // in the series, and what behind it was not sent
}

// truths returns what became of each of the four methods.
func (w wreck) truths() []truth {
	w.t.Helper()
	has, sent := w.has(stripped), strings.Fields(w.removals())
	records, err := journal.Read(w.dir, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	writes := map[string]journal.Write{}
	for _, write := range journal.Writes(records) {
		for _, m := range strippedOf {
			if strings.HasPrefix(write.About().Method, m.name) {
				writes[m.collection] = write
			}
		}
	}
	var out []truth
	for _, m := range strippedOf {
		n := 0
		for _, collection := range sent {
			if collection == m.collection {
				n++
			}
		}
		is := truth{there: strings.Contains(has, m.collection), sent: n}
		if write, known := writes[m.collection]; known {
			is.state, is.place = write.State(func(string) bool { return false }), write.Place()
		}
		out = append(out, is)
	}
	return out
}

// plain fails where the journal says of a method what is not so: of all but the unknown it says what happened.
func (w wreck) plain(c crash, all []truth) {
	w.t.Helper()
	for n, is := range all {
		ok := is.sent <= 1
		switch is.state {
		case "":
			ok = is.there && is.sent == 0
		case journal.Removed:
			ok = !is.there && is.sent == 1
		case journal.Declined:
			ok = is.there && is.sent == 1
		case journal.Uncertain:
		default:
			ok = false
		}
		place := fmt.Sprintf("%d of 4", n+1)
		if last := n+1 < len(all) && all[n+1].state == ""; last {
			place += [...]string{", the 3 after it were not sent", ", the 2 after it were not sent",
				", the one after it was not sent"}[n]
		}
		if is.state != "" && is.place != place {
			w.t.Errorf("%+v after %v: %s is said to be %q, want %q", c, w.done, strippedOf[n].name, is.place, place)
		}
		if !ok {
			w.t.Errorf("%+v after %v: %s: %+v, want it sent once at most and the journal true", c, w.done,
				strippedOf[n].name, is)
		}
	}
}

// afterRemoval starts a console after the crash and holds what it says against what happened.
func (w wreck) afterRemoval(c crash) {
	t := w.t
	t.Helper()
	before := w.truths()
	w.plain(c, before)
	w.attach(w.dir, http.DefaultTransport, func(*harness, *Options) {})
	w.resize(100, 50)
	w.wait(180 * time.Second)
	unknown := 0
	for n, is := range before {
		if is.state != journal.Uncertain {
			continue
		}
		unknown++
		says := "the method has not been listed since"
		if is.there {
			says = "the method was still listed at"
		}
		w.sees("to remove the method "+strippedOf[n].name, is.place, says)
	}
	switch unknown {
	case 0:
		w.misses("to attend to")
	default:
		w.sees(fmt.Sprintf("%d to attend to", unknown))
	}
	w.inTheLog(c, before, unknown)
	if after := w.truths(); !slices.EqualFunc(before, after, func(a, b truth) bool { return a.sent == b.sent }) {
		t.Errorf("%+v after %v: the next console sent something: %+v, before %+v", c, w.done, after, before)
	}
	w.wholeJournal(c)
}

// wholeJournal fails where the journal's chain is broken.
func (w wreck) wholeJournal(c crash) {
	w.t.Helper()
	report, err := journal.Verify(w.dir, nil)
	if err != nil || report.Broken != nil {
		w.t.Errorf("%+v after %v: the journal reads with %v, broken at %+v; want neither", c, w.done, err, report.Broken)
	}
}

// inTheLog holds the log's rows against what happened.
func (w wreck) inTheLog(c crash, all []truth, unknown int) {
	w.t.Helper()
	w.press("f2")
	rows := 0
	for _, line := range strings.Split(w.screen(), "\n") {
		if strings.Contains(line, " remove ") {
			rows++
		}
	}
	want := 0
	for _, is := range all {
		if is.state == "" {
			continue
		}
		want++
		w.sees(string(is.state))
	}
	if rows != want {
		w.t.Errorf("%+v after %v: the log has %d removals, want %d\n%s", c, w.done, rows, want, w.screen())
	}
	w.press("esc")
}

// TestRemovalKilledAtEachStep kills a console with SIGKILL at every step of the removal of four methods, with and
// without trouble at Graph. The next console says of each what is known, and nothing is sent twice.
func TestRemovalKilledAtEachStep(t *testing.T) {
	for _, fault := range []string{
		"", "lost-answer@remove", "cut-answer@remove", "server-500@remove", "unavailable-503@remove", "timeout-504@remove",
		"gateway@remove", "gateway-done@remove", "html-body@remove", "denied@remove", "throttle-whole@remove",
		"not-replicated@remove", "slow-answer@remove", "list-lag@remove",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			whole := crash{do: "remove", fault: fault}.happen(t)
			n := len(whole.done) - 1
			if n != 2+4*6 {
				t.Fatalf("the uninterrupted run did %v, want six steps for each of four methods", whole.done)
			}
			whole.afterRemoval(crash{do: "remove", fault: fault})
			first, last := 1, n
			if fault != "" { // it makes a difference where the second answer is there, and is recorded or not
				first, last = 2+6+5, 2+6+6
			}
			for at := first; at <= last; at++ {
				c := crash{do: "remove", fault: fault, at: at}
				c.happen(t).afterRemoval(c)
			}
		})
	}
}

// TestRepeatedRemoval repeats a removal that was cut off, from the screen of what needs attention. Both requests are in
// the log, each with an intent of its own, and the journal has an end of it then.
func TestRepeatedRemoval(t *testing.T) {
	c := crash{do: "remove", at: 2 + 6 + 3} // before the second request leaves
	w := c.happen(t)
	w.attach(w.dir, http.DefaultTransport, func(*harness, *Options) {})
	w.wait(180 * time.Second)
	w.sees("1 to attend to", "to remove the method Passkey")
	w.press("enter", "m", "down", "down", "space", "enter")
	w.sees("Remove this method?", "Passkey")
	w.press("y")
	w.sees("1 of 1 removed. Nothing more is sent")
	if got, want := w.removals(), "windowsHelloForBusinessMethods fido2Methods"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	w.press("f2")
	w.sees("3 in the journal", "unknown", "removed")
	w.misses("to attend to")
}

// TestRevocationKilledAtEachStep is TestRemovalKilledAtEachStep for the sessions.
func TestRevocationKilledAtEachStep(t *testing.T) {
	for _, fault := range []string{
		"", "lost-answer@revoke", "cut-answer@revoke", "server-500@revoke", "timeout-504@revoke", "denied@revoke",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			whole := crash{do: "revoke", fault: fault}.happen(t)
			n := len(whole.done) - 1
			if n < 2+6 {
				t.Fatalf("the uninterrupted run did %v, want six steps at least", whole.done)
			}
			whole.afterRevocation(crash{do: "revoke", fault: fault})
			first := 1
			if fault != "" { // the fault makes no difference before the request
				first = 2 + 4
			}
			for at := first; at <= n; at++ {
				c := crash{do: "revoke", fault: fault, at: at}
				c.happen(t).afterRevocation(c)
			}
		})
	}
}

// afterRevocation starts a console after the crash, holds what it says against what happened, and repeats a revocation
// of which nobody knows whether it happened.
func (w wreck) afterRevocation(c crash) {
	t := w.t
	t.Helper()
	sent := w.revocations()
	asked := slices.Contains(w.done, "after intent revoke")
	recorded := slices.Contains(w.done, "after outcome revoke")
	if sent > 1 || sent == 1 && !asked {
		t.Fatalf("%+v after %v: %d requests, want one at most, behind an intent", c, w.done, sent)
	}
	w.attach(w.dir, http.DefaultTransport, func(*harness, *Options) {})
	w.wait(180 * time.Second)
	settled := slices.Contains(w.done, "after settled revoke")
	known := recorded && (c.fault == "" || strings.HasPrefix(c.fault, "denied"))
	if !asked || known || settled {
		w.misses("to attend to")
	} else {
		says := "Graph's timestamp showed no revocation since your request"
		if w.revokedSince(began) {
			says = "Graph's timestamp shows that a revocation was accepted at"
		}
		w.sees("1 to attend to", "to revoke the sign-in sessions", says)
		w.press("enter", "u", "y")
		w.sees("Revocation accepted")
		if now := w.revocations(); now != sent+1 {
			t.Errorf("%+v after %v: %d requests, want the %d from before and one repeated", c, w.done, now, sent)
		}
		w.press("f2")
		w.sees("2 in the journal", "accepted", "unknown")
		w.misses("to attend to")
	}
	if now := w.revocations(); now != sent && (known || !asked) {
		t.Errorf("%+v after %v: %d requests, and %d before the restart", c, w.done, now, sent)
	}
	w.wholeJournal(c)
}

// revokedSince reports whether the tenant has revoked the person's sessions since a time.
func (h *harness) revokedSince(t time.Time) bool {
	h.t.Helper()
	account, _ := h.tenant.Account(stripped)
	r := httptest.NewRequest(http.MethodGet,
		"http://127.0.0.1/v1.0/users/"+account.ID+"?$select=signInSessionsValidFromDateTime", nil)
	r.Header.Set("Authorization", "Bearer "+h.tenant.Token())
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, r)
	var user struct{ SignInSessionsValidFromDateTime time.Time }
	if err := json.Unmarshal(w.Body.Bytes(), &user); err != nil {
		h.t.Fatal(err, w.Body.String())
	}
	return !user.SignInSessionsValidFromDateTime.Before(t)
}
