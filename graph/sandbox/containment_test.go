package sandbox

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func revoke(name string) string { return person(name) + "/revokeSignInSessions" }

// works reports whether a person's session works.
func (r *rig) works(name string) bool {
	r.t.Helper()
	g := r.want(r.call("POST", "/sandbox/session", fmt.Sprintf(`{"user":%q}`, name)), http.StatusOK, "")
	return g.body["works"] == true
}

// again signs in with the password, as anyone who knows it can.
func (r *rig) again(name string) int {
	r.t.Helper()
	return r.call("POST", "/sandbox/session", fmt.Sprintf(`{"user":%q,"sign_in":true}`, name)).status
}

// A session continues for a while after it is revoked, and a later one is not affected.
func TestRevokedSessionsEndLater(t *testing.T) {
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.SessionEnd = 3 * time.Minute })
	if !r.works("ordinary") || r.works("just-created") {
		t.Error("at first: got no session of ordinary, or one of just-created")
	}
	for range 2 { // it can be repeated
		g := r.want(r.call("POST", revoke("ordinary"), "{}"), http.StatusOK, "")
		if g.body["value"] != true {
			t.Errorf("got %s, want value true", g.raw)
		}
	}
	const from = "signInSessionsValidFromDateTime"
	if got := r.get(person("ordinary") + "?$select=" + from).text(from); got != "2026-11-21T14:00:00Z" {
		t.Errorf("valid from: got %s, want now", got)
	}
	for _, tt := range []struct {
		advance time.Duration
		want    bool
	}{{0, true}, {3*time.Minute - time.Second, true}, {time.Second, false}} {
		r.Advance(tt.advance)
		if got := r.works("ordinary"); got != tt.want {
			t.Errorf("after another %s: got works %t, want %t", tt.advance, got, tt.want)
		}
	}
	// Anyone with the password can sign in again until the account is blocked or the password changed.
	if got := r.again("ordinary"); got != http.StatusOK || !r.works("ordinary") {
		t.Errorf("with the password: got %d, want a session again", got)
	}
	body := `{"@odata.type":"#microsoft.graph.user","accountEnabled":false}` // as Microsoft's SDKs send it
	r.want(r.call("PATCH", person("ordinary"), body), http.StatusNoContent, "")
	found := r.get(users("$filter", "accountEnabled eq false and id eq '"+castID("ordinary")+"'")).value()
	if len(found) != 1 {
		t.Errorf("blocked: got %v from a search for blocked accounts, want ordinary", found)
	}
	if got := r.again("ordinary"); got != http.StatusUnauthorized || !r.works("ordinary") {
		t.Errorf("blocked: got %d, want a refusal, and the session to go on for a while", got)
	}
	r.Advance(3 * time.Minute)
	if r.works("ordinary") {
		t.Error("blocked, 3 minutes later: got a session that works, want it ended")
	}
	r.want(r.call("PATCH", person("ordinary"), `{"accountEnabled":true}`), http.StatusNoContent, "")
	if got := r.again("ordinary"); got != http.StatusOK {
		t.Errorf("unblocked: got %d, want a sign-in", got)
	}
}

// Who may contain whom, with which scope.
func TestContainmentRights(t *testing.T) {
	block := func(r *rig, name string) got { return r.call("PATCH", person(name), `{"accountEnabled":false}`) }
	end := func(r *rig, name string) got { return r.call("POST", revoke(name), "{}") }
	for _, tt := range []struct {
		name   string
		scopes []string
		act    func(*rig, string) got
		whom   string
		want   int
	}{
		{"revoke, granular", []string{"User.RevokeSessions.All"}, end, "ordinary", 200},
		{"revoke, wide", []string{"User.ReadWrite.All"}, end, "ordinary", 200},
		{"revoke, no scope", []string{"User.Read.All", "User.EnableDisableAccount.All"}, end, "ordinary", 403},
		{"revoke, privileged", nil, end, "global-admin", 403},
		{"revoke, oneself", nil, end, "operator", 200},
		{"revoke, restricted", nil, end, "restricted-unit", 403},
		{"revoke, nobody", nil, end, "nobody", 404},
		{"block, granular", []string{"User.EnableDisableAccount.All"}, block, "ordinary", 204},
		{"block, wide", []string{"Directory.ReadWrite.All"}, block, "ordinary", 204},
		{"block, no scope", []string{"User.Read.All", "User.RevokeSessions.All"}, block, "ordinary", 403},
		{"block, privileged", nil, block, "helpdesk-admin", 403},
		{"block, oneself", nil, block, "operator", 403},
		{"block, restricted", nil, block, "restricted-unit", 403},
	} {
		r := newRig(t, Options{Scopes: tt.scopes})
		if g := tt.act(r, tt.whom); g.status != tt.want {
			t.Errorf("%s: got %d, want %d; %s", tt.name, g.status, tt.want, g.raw)
		}
	}
	r := newRig(t, Options{As: "reader"})
	r.want(end(r, "ordinary"), http.StatusForbidden, "Authorization_RequestDenied")
	r = newRig(t, Options{})
	for body, want := range map[string]int{
		`{}`: 400, `{"accountEnabled":"no"}`: 400, `{"displayName":"x"}`: 403, ``: 400,
	} {
		if g := r.call("PATCH", person("ordinary"), body); g.status != want {
			t.Errorf("PATCH %s: got %d, want %d", body, g.status, want)
		}
	}
	// An item of a $batch needs a body and a Content-Type.
	items := r.batch(`{"requests":[{"id":"bare","method":"POST","url":"` + revoke("ordinary") + `"},
		{"id":"whole","method":"POST","url":"` + revoke("ordinary") + `",
			"headers":{"Content-Type":"application/json"},"body":{}}]}`)
	if items["bare"].status != 400 || items["whole"].status != 200 {
		t.Errorf("in a batch: got %d and %d, want 400 and 200", items["bare"].status, items["whole"].status)
	}
}

// A reset takes a while, gives cloud accounts a value, and then neither the old password nor an old session works.
func TestResetPassword(t *testing.T) {
	reset := func(name string) string { return methods(name) + "/" + passwordID + "/resetPassword" }
	r := newRig(t, Options{})
	g := r.want(r.call("POST", reset("mistyper"), "{}"), http.StatusAccepted, "")
	if len(g.text("newPassword")) < 8 || g.header.Get("Retry-After") == "" {
		t.Errorf("got %s, want a value and Retry-After", g.raw)
	}
	status := func(want string) {
		t.Helper()
		if got := r.want(r.get(g.header.Get("Location")), http.StatusOK, "").text("status"); got != want {
			t.Errorf("got status %s, want %s", got, want)
		}
	}
	status("notStarted")
	r.Advance(operationWaits)
	status("running")
	if got := r.again("mistyper"); got != http.StatusOK {
		t.Errorf("before it is done: got %d, want the old password to work", got)
	}
	r.Advance(operationTakes - operationWaits)
	status("succeeded")
	if got := r.again("mistyper"); got != http.StatusUnauthorized {
		t.Errorf("after it is done: got %d, want the old password refused", got)
	}
	r.Advance(time.Hour)
	if r.works("mistyper") {
		t.Error("an hour after the reset: got a session that works, want it ended")
	}

	// Synchronised people must be given a value, and their own directory can refuse it.
	r.want(r.call("POST", reset("ordinary"), "{}"), http.StatusBadRequest, "badRequest")
	r.want(r.call("POST", reset("ordinary"), `{"newPassword":"short"}`), http.StatusBadRequest, "badRequest")
	g = r.want(r.call("POST", reset("ordinary"), `{"newPassword":"not-so-long"}`), http.StatusAccepted, "")
	if g.body["newPassword"] != nil {
		t.Errorf("got %v, want no value of a password that was given", g.body["newPassword"])
	}
	r.Advance(operationTakes)
	status("failed")
	if got := r.again("ordinary"); got != http.StatusOK {
		t.Errorf("after a reset that failed: got %d, want the old password to work", got)
	}
	g = r.want(r.call("POST", person("ordinary")+"/authentication/passwordMethods/"+passwordID+"/resetPassword",
		`{"newPassword":"correct horse battery"}`), http.StatusAccepted, "")
	r.Advance(operationTakes)
	status("succeeded")
	r.want(r.get(person("mistyper")+"/authentication/operations/nothing"), http.StatusNotFound, "")
	r.want(r.call("POST", reset("global-admin"), "{}"), http.StatusForbidden, "accessDenied")
	r.want(r.call("POST", methods("mistyper")+"/another/resetPassword", "{}"), http.StatusNotFound, "")
	narrow := newRig(t, Options{Scopes: []string{"UserAuthMethod-Phone.ReadWrite.All"}})
	narrow.want(narrow.call("POST", reset("mistyper"), "{}"), http.StatusForbidden, "accessDenied")
}
