package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/clock"
)

func TestAttach(t *testing.T) {
	r := newRig(t, Options{})
	var a, b Attach
	json.Unmarshal([]byte(r.want(r.get("/sandbox"), 200, "").raw), &a)
	json.Unmarshal([]byte(r.want(r.get("/sandbox/?as=reader"), 200, "").raw), &b)
	if a.Graph != r.url+"/v1.0" || a.Operator != "operator@sandbox.example" || a.OperatorID != castID("operator") ||
		a.TenantID != wire.TenantID ||
		a.OperatorName != "Opal Operator" || b.Operator != "reader@sandbox.example" || a.Token == b.Token {
		t.Errorf("got %+v\nand %+v, want the operator's and the reader's, each with a token of its own", a, b)
	}
	if a.Token == r.Token() {
		t.Error("token: got the tenant's own, want a new one")
	}
	if g := r.want(r.get(b.Graph+"/me", "Authorization", "Bearer "+b.Token), 200, ""); g.body["id"] != castID("reader") {
		t.Errorf("token: got that of %v, want that of %v", g.body["id"], castID("reader"))
	}
	if c := r.Attach(r.url); c.Graph != a.Graph || c.Operator != a.Operator {
		t.Errorf("Attach: got %+v, want the Graph and operator of %+v", c, a)
	}
	r.want(r.get("/sandbox?as=nobody"), http.StatusBadRequest, "")
	if as := newRig(t, Options{As: "reader"}); as.Operator().Name != "reader" ||
		as.get("/me").body["id"] != castID("reader") {
		t.Errorf("operator: got %+v, want reader", as.Operator())
	}
}

func TestCastList(t *testing.T) {
	r := newRig(t, Options{})
	var list []map[string]any
	json.Unmarshal([]byte(r.want(r.get("/sandbox/cast"), 200, "").raw), &list)
	if len(list) != len(castNames) {
		t.Fatalf("got %d accounts, want %d", len(list), len(castNames))
	}
	for i, name := range castNames {
		if list[i]["name"] != name || list[i]["id"] != castID(name) ||
			list[i]["user_principal_name"] != name+"@sandbox.example" || list[i]["about"] == "" {
			t.Errorf("got %v, want %s with id, user principal name and description", list[i], name)
		}
	}
}

// The person signs in with the pass: a one-time pass once, a wrong one never, and the reason is Entra's.
func TestSignIn(t *testing.T) {
	r := newRig(t, Options{})
	once := r.issue("ordinary", `{"isUsableOnce":true}`).text("temporaryAccessPass")
	for _, user := range []string{"ordinary", "ordinary@sandbox.example", "nobody", "bare"} {
		if g := r.signIn(user, once+"x"); g.status != 401 || g.text("reason") != "WrongPass" {
			t.Errorf("%s with a wrong pass: got %d %v, want 401 WrongPass", user, g.status, g.body)
		}
	}
	r.want(r.signIn("ordinary@sandbox.example", once), http.StatusOK, "")
	if g := r.signIn("ordinary", once); g.status != 401 || g.text("reason") != "OneTimeUsed" {
		t.Errorf("used twice: got %d %v, want 401 OneTimeUsed", g.status, g.body)
	}
	beta := r.get("/beta" + passes("ordinary")).value()[0]
	if beta["lastUsedDateTime"] != "2026-11-21T14:00:00Z" || beta["methodUsabilityReason"] != "OneTimeUsed" {
		t.Errorf("beta: got %v, want the time of the use, and OneTimeUsed", beta)
	}

	later := `{"startDateTime":"2026-11-21T15:00:00Z","isUsableOnce":false}`
	many := r.issue("twin-one", later).text("temporaryAccessPass")
	if g := r.signIn("twin-one", many); g.text("reason") != "NotYetValid" {
		t.Errorf("before its start: got %v, want NotYetValid", g.body)
	}
	if g := r.signIn("twin-two", many); g.text("reason") != "WrongPass" {
		t.Errorf("another person's: got %v, want WrongPass", g.body)
	}
	r.Advance(time.Hour)
	r.want(r.signIn("twin-one", many), http.StatusOK, "")
	r.want(r.signIn("twin-one", many), http.StatusOK, "")
	r.Advance(time.Hour)
	if g := r.signIn("twin-one", many); g.text("reason") != "Expired" {
		t.Errorf("after its end: got %v, want Expired", g.body)
	}
	off := r.issue("disabled", "{}").text("temporaryAccessPass")
	if g := r.signIn("disabled", off); g.status != 401 || g.text("reason") != "AccountDisabled" {
		t.Errorf("disabled account: got %d %v, want 401 AccountDisabled", g.status, g.body)
	}
}

func TestRegister(t *testing.T) {
	r := newRig(t, Options{})
	count := func(typ string) int {
		return strings.Count(r.get("/beta"+methods("bare")).raw, "#microsoft.graph."+typ)
	}
	for name, typ := range map[string]string{
		"authenticator": typeAuthenticator, "phone": typePhone, "fido2": typeFido2, "password": typePassword,
		"#microsoft.graph.softwareOathAuthenticationMethod": typeOath, "windowsHelloForBusiness": typeHello,
	} {
		r.want(r.call("POST", "/sandbox/register", `{"user":"bare","type":"`+name+`"}`), http.StatusCreated, "")
		if count(typ) != 1 {
			t.Errorf("%s: got %d methods of the type %s, want 1", name, count(typ), typ)
		}
	}
	r.want(r.call("POST", "/sandbox/register", `{"user":"bare","type":"fido2"}`), http.StatusCreated, "")
	r.want(r.call("POST", "/sandbox/register", `{"user":"bare","type":"phone"}`), http.StatusCreated, "")
	if count(typeFido2) != 2 || count(typePhone) != 1 {
		t.Errorf("got %d keys and %d mobile phones, want 2 and 1", count(typeFido2), count(typePhone))
	}
}

// What is wrong with a control call is said with the field's name.
func TestControlRefusals(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct {
		method, path, body string
		status             int
		field              string
	}{
		{"POST", "/sandbox/signin", `{"user":"ordinary"}`, 400, "pass"},
		{"POST", "/sandbox/signin", `{"pass":"x"}`, 400, "user"},
		{"POST", "/sandbox/signin", `{"user":1}`, 400, "body"},
		{"POST", "/sandbox/signin", `{"user":"a","pass":"b","x":1}`, 400, "body"},
		{"POST", "/sandbox/register", `{"user":"nobody","type":"phone"}`, 400, "user"},
		{"POST", "/sandbox/register", `{"user":"bare","type":"telepathy"}`, 400, "type"},
		{"POST", "/sandbox/clock", `{"advance":"soon"}`, 400, "advance"},
		{"POST", "/sandbox/clock", `{"advance":"-1m"}`, 400, "advance"},
		{"POST", "/sandbox/clock", `{}`, 400, "advance"},
		{"POST", "/sandbox/faults", `{"fault":"nothing"}`, 400, "fault"},
		{"POST", "/sandbox/faults", ``, 400, "body"},
		{"GET", "/sandbox/signin", ``, 405, "method"},
		{"GET", "/sandbox/nothing", ``, 404, "path"},
	} {
		g := r.call(tt.method, tt.path, tt.body)
		if g.status != tt.status || g.text("field") != tt.field || !strings.HasPrefix(g.text("error"), tt.field+": ") {
			t.Errorf("%s %s %s: got %d %s, want %d about %s", tt.method, tt.path, tt.body,
				g.status, g.raw, tt.status, tt.field)
		}
	}
	r.want(r.call("POST", "/sandbox/clock", `{"advance":"10m"}`), 200, "")
	if !r.Now().Equal(start.Add(10 * time.Minute)) {
		t.Errorf("Now: got %s, want 10 minutes after %s", r.Now(), start)
	}
	g := r.want(r.call("POST", "/sandbox/faults", `{"fault":"denied@list:2"}`), 200, "")
	if !strings.Contains(g.raw, "denied@list:2") {
		t.Errorf("got %s, want denied@list:2 among the faults", g.raw)
	}
}

// A web page on the same machine gets nothing, whatever it asks for.
func TestWebPages(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct {
		header, value string
		status        int
	}{
		{"Origin", "http://evil.example", 403},
		{"Origin", "null", 403},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "none", 200},
		{"Host", "evil.example", 421},
		{"Host", "localhost.evil.example:80", 421},
		{"Host", "192.0.2.1", 421},
		{"Host", "localhost:1234", 200},
		{"Host", "LOCALHOST", 200},
		{"Host", "127.0.0.2", 200},
		{"Host", "[::1]:8080", 200},
	} {
		for _, path := range []string{"/sandbox", "/me"} {
			if g := r.get(path, tt.header, tt.value); g.status != tt.status {
				t.Errorf("%s with %s: %s answers %d, want %d", path, tt.header, tt.value, g.status, tt.status)
			}
		}
	}
}

// The events of the audit log, who may read them, and their limit of five reads in ten seconds.
func TestAudit(t *testing.T) {
	r := newRig(t, Options{})
	id := r.issue("ordinary", "{}").text("id")
	r.Advance(time.Second)
	r.call("DELETE", passes("ordinary")+"/"+id, "")
	filter := "activityDateTime%20ge%202026-11-21T14:00:00Z%20and%20loggedByService%20eq%20'Authentication%20Methods'" +
		"%20and%20targetResources/any(t:%20t/id%20eq%20'" + castID("ordinary") + "')"
	v := r.want(r.get("/auditLogs/directoryAudits?$filter="+filter), http.StatusOK, "").value()
	if len(v) != 2 {
		t.Fatalf("got events %v, want 2", v)
	}
	for i, want := range []struct{ activity, reason string }{
		{"Admin deleted security info", "Admin deleted temporary access pass method for user"},
		{"Admin registered security info", "Admin registered temporary access pass method for user"},
	} {
		by := v[i]["initiatedBy"].(map[string]any)["user"].(map[string]any)
		if v[i]["activityDisplayName"] != want.activity || v[i]["resultReason"] != want.reason ||
			v[i]["category"] != "UserManagement" ||
			v[i]["result"] != "success" || by["id"] != castID("operator") {
			t.Errorf("got event %v, want a success by the operator: %s", v[i], want.reason)
		}
	}
	g := r.want(r.get("/auditLogs/directoryAudits?$top=1"), http.StatusOK, "")
	r.want(r.get(g.text("@odata.nextLink")), http.StatusOK, "")
	r.want(r.get("/auditLogs/directoryAudits/"+v[0]["id"].(string)), http.StatusOK, "")
	r.want(r.get("/auditLogs/directoryAudits?$filter=shoe%20eq%20'1'"), http.StatusBadRequest, "")
	throttled := r.want(r.get("/auditLogs/directoryAudits"), http.StatusTooManyRequests, "TooManyRequests")
	if throttled.header.Get("Retry-After") != "10" {
		t.Errorf(`Retry-After: got %q, want "10"`, throttled.header.Get("Retry-After"))
	}
	r.Advance(10 * time.Second)
	r.want(r.get("/auditLogs/directoryAudits"), http.StatusOK, "")
	alone := newRig(t, Options{Roles: []string{"Authentication Administrator"}})
	alone.want(alone.get("/auditLogs/directoryAudits"), http.StatusForbidden, "")
	for _, role := range []string{"Reports Reader", "Security Reader", "Security Administrator"} {
		reader := newRig(t, Options{Roles: []string{role}})
		reader.want(reader.get("/auditLogs/directoryAudits"), http.StatusOK, "")
		reader.fault("denied@audit")
		reader.want(reader.get("/users?$top=1"), http.StatusOK, "")
		reader.want(reader.get("/auditLogs/directoryAudits"), http.StatusForbidden, "")
	}
}

// TestIssue lets others issue: the pass is there, and the log says who did it.
func TestIssue(t *testing.T) {
	r := newRig(t, Options{})
	for _, c := range []struct{ body, actor, app, activity string }{
		{`{"user":"ordinary"}`, castID("operator"), "", "Admin registered security info"},
		{`{"user":"ordinary","as":"global-admin"}`, castID("global-admin"), "", "Admin registered security info"},
		{`{"user":"ordinary","app":"Onboarding"}`, "", "Onboarding", "User registered security info"},
	} {
		r.Advance(10 * time.Second)
		id := r.want(r.call("POST", "/sandbox/issue", c.body), http.StatusCreated, "").text("id")
		if now := r.get(passes("ordinary")).value(); len(now) != 1 || now[0]["id"] != id {
			t.Errorf("%s: got passes %v, want the new one alone", c.body, now)
		}
		e := r.get("/auditLogs/directoryAudits?$top=1&$filter=loggedByService%20eq%20'Authentication%20Methods'").value()[0]
		by := e["initiatedBy"].(map[string]any)
		user, _ := by["user"].(map[string]any)
		app, _ := by["app"].(map[string]any)
		if e["activityDisplayName"] != c.activity || (user == nil) == (app == nil) || user != nil && user["id"] != c.actor ||
			app != nil && app["displayName"] != c.app {
			t.Errorf("%s: got event %v, want %q by %q", c.body, e, c.activity, c.actor+c.app)
		}
	}
	if v := r.get("/auditLogs/directoryAudits?$filter=initiatedBy/user/id%20eq%20'" + castID("global-admin") +
		"'%20and%20activityDateTime%20ge%202026-11-21T14:00:00Z").value(); len(v) != 2 {
		t.Errorf("got events %v, want 2 by global-admin", v)
	}
	for _, body := range []string{
		`{"user":"nobody"}`, `{"user":"ordinary","as":"nobody"}`, `{"user":"ordinary","as":"reader","app":"x"}`,
		`{"user":"out-of-scope"}`,
		`{"user":"partner_other.example#EXT#"}`, `{}`,
	} {
		r.want(r.call("POST", "/sandbox/issue", body), http.StatusBadRequest, "")
	}
}

// Serve ends within a second, also while an answer is slow, and refuses to be reached from elsewhere.
func TestServe(t *testing.T) {
	still := clock.NewManual(start)
	tenant, err := New(Options{People: 1, Faults: []string{"slow-answer@search"}, Clock: still})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, l, tenant) }()
	root := "http://" + l.Addr().String()
	answer, err := http.Get(root + "/sandbox")
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("GET /sandbox: got %v, error %v, want 200", answer, err)
	}
	answer.Body.Close()
	slow := make(chan error, 1)
	go func() {
		request, _ := http.NewRequest("GET", root+"/v1.0/users", bytes.NewReader(nil))
		request.Header.Set("Authorization", "Bearer "+tenant.Token())
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			answer.Body.Close()
		}
		slow <- err
	}()
	still.AwaitSleeper()
	stop()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("Serve: got error %v, want none", err)
		}
	case <-time.After(30 * time.Second): // the answer would take as long as the clock stands still
		t.Fatal("Serve: got no end within 30 s, want one")
	}
	<-slow

	open, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), open, tenant); err == nil || !strings.Contains(err.Error(), "loopback") {
		t.Errorf("an open listener: got error %v, want one about loopback", err)
	}
}
