package sandbox

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The order of the checks: each row fails the check that it is about, and every later one as well.
func TestCreateOrderOfChecks(t *testing.T) {
	r := newRig(t, Options{})
	bad := `{"lifetimeInMinutes":5}`
	r.ChangePolicy(func(p *Policy) { p.UsableOnce = true })
	for _, tt := range []struct {
		name, who, path, body string
		status                int
		code, message         string
	}{
		{"no token", "", passes("operator"), bad, 401, "InvalidAuthenticationToken", "Access token is empty."},
		{"no role", "reader", "/users/nobody@x/authentication/temporaryAccessPassMethods", bad, 403, "accessDenied",
			"Request Authorization failed"},
		{"self", "operator", passes("operator"), bad, 403, "accessDenied", "Request Authorization failed"},
		{"self by /me", "operator", "/me/authentication/temporaryAccessPassMethods", bad, 403, "accessDenied", ""},
		{"target", "operator", passes("global-admin"), bad, 403, "accessDenied", "Request Authorization failed"},
		{"no such user", "operator", "/users/nobody@x/authentication/temporaryAccessPassMethods", bad, 404,
			"resourceNotFound", ""},
		{"guest", "operator", passes("partner_other.example#EXT#"), bad, 400, "badRequest",
			"Temporary Access Pass cannot be added to an external guest user."},
		{"policy", "operator", passes("out-of-scope"), bad, 400, "badRequest",
			"Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType " +
				"[TemporaryAccessPass]."},
		{"lifetime", "operator", passes("ordinary"), `{"lifetimeInMinutes":5,"isUsableOnce":false}`, 400, "badRequest",
			"Invalid LifetimeInMinutes specified. The valid range between 60 and 480."},
		{"one-time", "operator", passes("ordinary"), `{"isUsableOnce":false}`, 400, "badRequest", ""},
		{"fine", "operator", passes("ordinary"), `{"isUsableOnce":true}`, 201, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := []string{"Authorization", ""}
			if tt.who != "" {
				h = r.as(tt.who)
			}
			g := r.want(r.call("POST", tt.path, tt.body, h...), tt.status, tt.code)
			if tt.message != "" && g.message() != tt.message {
				t.Errorf("message: got %q, want %q", g.message(), tt.message)
			}
			if tt.status == 400 {
				// The service repeats the text in innerError.
				if inner := g.body["error"].(map[string]any)["innerError"].(map[string]any); inner["message"] != g.message() {
					t.Errorf("innerError: got %v, want the message again, %q", inner, g.message())
				}
			}
		})
	}
}

// Who may act on whom.
func TestReach(t *testing.T) {
	r := newRig(t, Options{})
	denied := map[string]bool{
		"global-admin": true, "helpdesk-admin": true, "role-group-owner": true, "operator": true, "reader": true,
		"restricted-unit": true,
	}
	refused := map[string]int{"partner_other.example#EXT#": 400, "out-of-scope": 400, "just-created": 404}
	for _, name := range castNames {
		want := http.StatusCreated
		if denied[name] {
			want = http.StatusForbidden
		} else if s := refused[name]; s != 0 {
			want = s
		}
		if g := r.call("POST", passes(name), "{}"); g.status != want {
			t.Errorf("operator for %s: %d, want %d", name, g.status, want)
		}
		if g := r.call("POST", passes(name), "{}", r.as("reader")...); g.status != http.StatusForbidden {
			t.Errorf("reader for %s: got %d, want %d", name, g.status, http.StatusForbidden)
		}
		if g := r.call("POST", passes(name), "{}", r.as("helpdesk-admin")...); g.status != http.StatusForbidden {
			t.Errorf("helpdesk-admin for %s: got %d, want %d", name, g.status, http.StatusForbidden)
		}
	}
	for _, name := range []string{"helpdesk-admin", "role-group-owner", "reader", "operator"} {
		r.want(r.call("POST", passes(name), "{}", r.as("global-admin")...), http.StatusCreated, "")
	}
	r.want(r.call("POST", passes("global-admin"), "{}", r.as("global-admin")...), http.StatusForbidden, "accessDenied")
}

// Scopes come before roles; each row is a scope set and what it lets through.
func TestScopes(t *testing.T) {
	for _, tt := range []struct {
		scopes                                   []string
		users, methods, list, create, policy, me int
	}{
		{[]string{"UserAuthMethod-TAP.ReadWrite.All", "User.ReadBasic.All"}, 200, 403, 200, 201, 403, 200},
		{[]string{"UserAuthMethod-TAP.Read.All"}, 403, 403, 200, 403, 403, 403},
		{[]string{"UserAuthenticationMethod.Read.All", "User.Read"}, 403, 200, 200, 403, 403, 200},
		{[]string{"UserAuthenticationMethod.ReadWrite.All"}, 403, 200, 200, 201, 403, 403},
		{[]string{"Policy.Read.AuthenticationMethod"}, 403, 403, 403, 403, 200, 403},
		{[]string{}, 403, 403, 403, 403, 403, 403},
	} {
		r := newRig(t, Options{Scopes: tt.scopes})
		got := []int{
			r.get("/users?$select=id").status, r.get(methods("ordinary")).status, r.get(passes("ordinary")).status,
			r.call("POST", passes("ordinary"), "{}").status, r.get("/policies/authenticationMethodsPolicy").status,
			r.get("/me?$select=id").status,
		}
		want := []int{tt.users, tt.methods, tt.list, tt.create, tt.policy, tt.me}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v: users, methods, list, create, policy, me answer %v, want %v", tt.scopes, got, want)
				break
			}
		}
	}
	basic := newRig(t, Options{Scopes: []string{"User.ReadBasic.All"}})
	basic.want(basic.get("/users?$select=id,accountEnabled"), http.StatusForbidden, "Authorization_RequestDenied")
}

// Without Global Reader the policy cannot be read, and everything else can.
func TestAuthenticationAdministratorAlone(t *testing.T) {
	r := newRig(t, Options{Roles: []string{"Authentication Administrator"}})
	policy := "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
	r.want(r.get(policy), http.StatusForbidden, "accessDenied")
	r.want(r.get(methods("ordinary")), http.StatusOK, "")
	r.want(r.get(methods("global-admin")), http.StatusForbidden, "accessDenied")
	r.issue("ordinary", "{}")
	r.want(newRig(t, Options{}).get(policy), http.StatusOK, "")
}

// A pass has a code in the 201 and nowhere else, takes the policy's defaults, and is replaced by the next.
func TestLifeOfAPass(t *testing.T) {
	r := newRig(t, Options{})
	r.clock.Advance(1234567 * time.Microsecond)
	first := r.issue("ordinary", "{}")
	if first.body["lifetimeInMinutes"] != 60.0 || first.body["isUsableOnce"] != false || first.body["isUsable"] != true ||
		first.text("methodUsabilityReason") != "EnabledByPolicy" ||
		first.text("createdDateTime") != "2026-11-21T14:00:01.234567Z" {
		t.Errorf("201: got %v, want the policy's defaults, usable, created at 14:00:01.234567", first.body)
	}
	code, id := first.text("temporaryAccessPass"), first.text("id")
	if !regexp.MustCompile(`^[A-Za-z0-9+#$%&*?!]{8}$`).MatchString(code) {
		t.Errorf("code: got %q, want 8 characters", code)
	}
	listed := r.get(passes("ordinary"))
	if v := listed.value(); len(v) != 1 || v[0]["id"] != id || v[0]["temporaryAccessPass"] != nil ||
		v[0]["@odata.type"] != nil ||
		v[0]["createdDateTime"] != "2026-11-21T14:00:01.2345670Z" {
		t.Errorf("list: got %v, want that pass alone, without its code", v)
	}
	one := r.want(r.get(passes("ordinary")+"/"+id), http.StatusOK, "")
	for _, g := range []got{listed, one, r.get(methods("ordinary")), r.get("/auditLogs/directoryAudits")} {
		if strings.Contains(g.raw, code) {
			t.Errorf("got the code in %s, want it nowhere", g.raw)
		}
	}
	if g := r.get(passes("ordinary") + "/$count"); g.raw != "1" {
		t.Errorf(`$count: got %q, want "1"`, g.raw)
	}

	second := r.issue("ordinary", `{"lifetimeInMinutes":480,"isUsableOnce":true}`)
	if second.text("id") == id || second.text("temporaryAccessPass") == code {
		t.Error("second pass: got the id or the code of the first, want others")
	}
	r.want(r.get(passes("ordinary")+"/"+id), http.StatusNotFound, "resourceNotFound")
	r.want(r.call("DELETE", passes("ordinary")+"/"+id, ""), http.StatusNotFound, "resourceNotFound")
	if g := r.signIn("ordinary", code); g.status != 401 || g.text("reason") != "WrongPass" {
		t.Errorf("the replaced pass: got %d %v, want 401 WrongPass", g.status, g.body)
	}
	r.want(r.signIn("ordinary", second.text("temporaryAccessPass")), http.StatusOK, "")
	gone := r.want(r.call("DELETE", passes("ordinary")+"/"+second.text("id"), ""), http.StatusNoContent, "")
	if gone.raw != "" {
		t.Errorf("204: got the body %q, want none", gone.raw)
	}
	if v := r.get(passes("ordinary")).value(); len(v) != 0 {
		t.Errorf("after the DELETE: got passes %v, want none", v)
	}
}

// The passes of the cast are what their names say, and their reasons change with the time, the use and the policy.
func TestReasons(t *testing.T) {
	r := newRig(t, Options{})
	reason := func(name string) string {
		v := r.want(r.get(passes(name)), http.StatusOK, "").value()
		if len(v) != 1 {
			return "none"
		}
		s := v[0]["methodUsabilityReason"].(string)
		if usable := v[0]["isUsable"].(bool); usable != (s == "EnabledByPolicy") {
			t.Errorf("%s: %s and isUsable: got %v, want %v", name, s, usable, s == "EnabledByPolicy")
		}
		return s
	}
	check := func(when string, want map[string]string) {
		t.Helper()
		for name, w := range want {
			if g := reason(name); g != w {
				t.Errorf("%s: %s is %s, want %s", when, name, g, w)
			}
		}
	}
	check("at the start", map[string]string{
		"ordinary": "none", "usable-pass": "EnabledByPolicy", "future-pass": "NotYetValid", "expired-pass": "Expired",
		"used-pass": "OneTimeUsed",
	})
	r.ChangePolicy(func(p *Policy) { p.UsableOnce = true })
	check("one-time policy", map[string]string{"usable-pass": "DisabledByPolicy", "future-pass": "NotYetValid"})
	r.ChangePolicy(func(p *Policy) { p.UsableOnce, p.Enabled = false, false })
	check("disabled policy", map[string]string{
		"usable-pass": "DisabledByPolicy", "future-pass": "DisabledByPolicy", "expired-pass": "Expired",
		"used-pass": "OneTimeUsed",
	})
	r.ChangePolicy(func(p *Policy) { p.Enabled = true })
	r.Advance(7*time.Hour + 30*time.Minute - time.Second)
	check("a second before its end", map[string]string{"usable-pass": "EnabledByPolicy", "used-pass": "Expired"})
	r.Advance(time.Second)
	check("at its end", map[string]string{"usable-pass": "Expired"})
	r.Advance(16*time.Hour + 30*time.Minute)
	check("a day later", map[string]string{"future-pass": "EnabledByPolicy"})
	r.Advance(time.Hour)
	check("an hour after that", map[string]string{"future-pass": "Expired"})
}

func TestStartAndBodies(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct {
		body   string
		status int
	}{
		{`{"startDateTime":"2026-12-01T09:00:00Z","lifetimeInMinutes":60}`, 201},
		{`{"startDateTime":"2026-12-01T09:00:00+01:00"}`, 201},
		{`{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","lifetimeInMinutes":null}`, 201},
		{`{"startDateTime":"2026-11-21T13:56:00Z"}`, 201},
		{`{"startDateTime":"2026-11-21T13:54:00Z"}`, 400},
		{`{"startDateTime":"2026-12-01T09:00:00"}`, 400},
		{`{"startDateTime":"tomorrow"}`, 400},
		{`{"lifetimeInMinutes":"60"}`, 400},
		{`{"lifetimeInMinutes":60.5}`, 400},
		{`{"lifetimeInMinutes":9999999999}`, 400},
		{`{"lifetimeInMinutes":59}`, 400},
		{`{"lifetimeInMinutes":481}`, 400},
		{`{"isUsableOnce":"yes"}`, 400},
		{`{"colour":"red"}`, 400},
		{`{"@odata.type":"#microsoft.graph.user"}`, 400},
		{`{`, 400},
		{`null`, 400},
		{`{} {}`, 400},
		{``, 400},
	} {
		if g := r.call("POST", passes("ordinary"), tt.body); g.status != tt.status {
			t.Errorf("%s: got %d %s, want %d", tt.body, g.status, g.raw, tt.status)
		}
	}
	future := r.issue("ordinary", `{"startDateTime":"2026-12-01T09:00:00+01:00"}`)
	if future.text("startDateTime") != "2026-12-01T08:00:00Z" || future.body["isUsable"] != false ||
		future.text("methodUsabilityReason") != "NotYetValid" {
		t.Errorf("201: got %v, want NotYetValid until 08:00 UTC", future.body)
	}
	r.want(r.call("POST", passes("ordinary"), "{}", "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, "")
}

// Microsoft's SDKs compress every POST.
func TestCompressedBody(t *testing.T) {
	r := newRig(t, Options{})
	pack := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		return b.String()
	}
	g := r.want(r.call("POST", passes("ordinary"), pack(`{"lifetimeInMinutes":120}`), "Content-Encoding", "gzip"),
		http.StatusCreated, "")
	if g.body["lifetimeInMinutes"] != 120.0 {
		t.Errorf("201: got %v, want 120 minutes", g.body)
	}
	r.want(r.call("POST", passes("ordinary"), "{}", "Content-Encoding", "gzip"), http.StatusBadRequest, "")
	r.want(r.call("POST", passes("ordinary"), "{}", "Content-Encoding", "br"), http.StatusUnsupportedMediaType, "")
	r.want(r.call("POST", passes("ordinary"), pack(strings.Repeat(" ", maxBody)+"{}"), "Content-Encoding", "gzip"),
		http.StatusRequestEntityTooLarge, "")
}

// just-created is found and readable, and unknown to POST until 20 s after the start.
func TestJustCreated(t *testing.T) {
	r := newRig(t, Options{})
	r.want(r.get(person("just-created")), http.StatusOK, "")
	r.want(r.get(methods("just-created")), http.StatusOK, "")
	r.Advance(20*time.Second - 1)
	r.want(r.call("POST", passes("just-created"), "{}"), http.StatusNotFound, "resourceNotFound")
	r.Advance(1)
	r.issue("just-created", "{}")
}

// An operator can read their own pass, under /me alone, and do nothing else with it.
func TestOwnPass(t *testing.T) {
	r := newRig(t, Options{})
	made := r.want(r.call("POST", passes("operator"), "{}", r.as("global-admin")...), http.StatusCreated, "")
	id := made.text("id")
	if v := r.want(r.get("/me/authentication/temporaryAccessPassMethods"), 200, "").value(); len(v) != 1 ||
		v[0]["id"] != id {
		t.Errorf("own passes: got %v, want the new one alone", v)
	}
	r.want(r.get("/me/authentication/temporaryAccessPassMethods/"+id), http.StatusOK, "")
	r.want(r.get("/me/authentication/methods"), http.StatusOK, "")
	r.want(r.get(passes("operator")), http.StatusForbidden, "accessDenied")
	r.want(r.call("DELETE", "/me/authentication/temporaryAccessPassMethods/"+id, ""), http.StatusForbidden, "accessDenied")
	r.want(r.call("DELETE", passes("operator")+"/"+id, ""), http.StatusForbidden, "accessDenied")
}

// The policy has its defaults, its limits and the length of codes, and can be read but not changed over the API.
func TestPolicy(t *testing.T) {
	r := newRig(t, Options{})
	path := "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
	get := func() map[string]any { return r.want(r.get(path), http.StatusOK, "").body }
	p := get()
	for property, want := range map[string]any{
		"id": "TemporaryAccessPass", "state": "enabled", "defaultLifetimeInMinutes": 60.0, "defaultLength": 8.0,
		"minimumLifetimeInMinutes": 60.0, "maximumLifetimeInMinutes": 480.0, "isUsableOnce": false,
	} {
		if p[property] != want {
			t.Errorf("%s: got %v, want %v", property, p[property], want)
		}
	}
	if include := p["includeTargets"].([]any)[0].(map[string]any); include["id"] != "all_users" {
		t.Errorf("included: got %v, want all_users", include)
	}
	r.ChangePolicy(func(p *Policy) {
		p.MinimumLifetime, p.MaximumLifetime, p.DefaultLifetime, p.DefaultLength, p.Exclude = 59, 59, 59, 48, nil
	})
	g := r.want(r.call("POST", passes("ordinary"), `{"lifetimeInMinutes":60}`), 400, "badRequest")
	if !strings.Contains(g.message(), "between 59 and 59") {
		t.Errorf("message: got %q, want the limits 59 and 59", g.message())
	}
	if g := r.issue("out-of-scope", "{}"); len(g.text("temporaryAccessPass")) != 48 ||
		g.body["lifetimeInMinutes"] != 59.0 {
		t.Errorf("201: got %v, want 48 characters and 59 minutes", g.body)
	}
	if p := get(); p["minimumLifetimeInMinutes"] != 59.0 || len(p["excludeTargets"].([]any)) != 0 {
		t.Errorf("got %v, want the changed policy", p)
	}
	for _, method := range []string{"PATCH", "DELETE"} {
		r.want(r.call(method, path, `{}`, r.as("global-admin")...), http.StatusMethodNotAllowed, "")
	}
	whole := r.want(r.get("/policies/authenticationMethodsPolicy"), http.StatusOK, "").body
	found := false
	for _, c := range whole["authenticationMethodConfigurations"].([]any) {
		found = found || c.(map[string]any)["id"] == "TemporaryAccessPass"
	}
	if !found {
		t.Error("whole policy: got no configuration of the pass, want one")
	}
	list := "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations"
	r.want(r.get(list+"/Nonsense"), http.StatusNotFound, "")
	if v := r.want(r.get(list), http.StatusOK, "").value(); len(v) != len(otherConfigurations)+1 {
		t.Errorf("got configurations %v, want %d", v, len(otherConfigurations)+1)
	}
}

// v1.0 hides what beta shows: lastUsedDateTime and hardware OATH. Phone numbers are masked.
func TestMethodsByVersion(t *testing.T) {
	r := newRig(t, Options{People: 500})
	r.want(r.call("POST", "/sandbox/register", `{"user":"ordinary","type":"hardwareOath"}`), http.StatusCreated, "")
	types := func(path string) string {
		var out []string
		for _, m := range r.want(r.get(path), http.StatusOK, "").value() {
			out = append(out, m["@odata.type"].(string))
			_, has := m["lastUsedDateTime"]
			if has != strings.HasPrefix(path, "/beta") {
				t.Errorf("%s: lastUsedDateTime: got %v, want %v", path, has, strings.HasPrefix(path, "/beta"))
			}
			if n, ok := m["phoneNumber"]; ok && n != "+44 XXXX XXXX00" {
				t.Errorf("phone: got %v, want +44 XXXX XXXX00", n)
			}
		}
		return strings.Join(out, " ")
	}
	if s := types(methods("ordinary")); strings.Contains(s, "hardwareOath") {
		t.Errorf("v1.0: got %s, want no hardware OATH", s)
	}
	if s := types("/beta" + methods("ordinary")); !strings.Contains(s, "hardwareOath") {
		t.Errorf("beta: got %s, want hardware OATH among them", s)
	}
	if v := r.get(person("ordinary") + "/authentication/phoneMethods").value(); len(v) != 1 ||
		v[0]["@odata.type"] != nil || v[0]["id"] != mobilePhoneID {
		t.Errorf("phoneMethods: got %v, want the mobile alone, without a type", v)
	}
	g := r.get(methods("ordinary")+"?$filter=x", r.as("global-admin")...)
	if !strings.Contains(g.raw, "+44 7700 900100") {
		t.Errorf("Global Administrator: got %s, want the whole number", g.raw)
	}
	r.want(r.get(methods("ordinary")+"/"+passwordID), http.StatusOK, "")
	r.want(r.get(methods("ordinary")+"/nothing"), http.StatusNotFound, "resourceNotFound")
	// The pass is among the methods, with its type.
	if s := types(methods("usable-pass")); !strings.Contains(s,
		"#microsoft.graph.temporaryAccessPassAuthenticationMethod") {
		t.Errorf("usable-pass: got %s, want the pass among them", s)
	}
}
