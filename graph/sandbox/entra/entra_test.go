package entra_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// The three addresses that MSAL cannot do without, of the authority's own scheme and host (msal.md section 3).
func TestDiscovery(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, realm := range []string{wire.TenantID, strings.ToUpper(wire.TenantID), wire.Domain, "common", "organizations"} {
		g := d.want(d.ask("GET", "/"+realm+"/v2.0/.well-known/openid-configuration", nil), 200, "")
		root := deskHost + "/" + realm
		if g.text("issuer") != root+"/v2.0" || g.text("authorization_endpoint") != root+"/oauth2/v2.0/authorize" ||
			g.text("token_endpoint") != root+"/oauth2/v2.0/token" ||
			g.text("device_authorization_endpoint") != root+"/oauth2/v2.0/devicecode" {
			t.Errorf("%s: %s", realm, g.raw)
		}
		if strings.Contains(strings.TrimPrefix(g.text("token_endpoint"), deskHost), "token") &&
			strings.Count(g.text("token_endpoint"), "token") != 1 {
			t.Errorf("%s has more than one token in it, which MSAL's device code takes apart", g.text("token_endpoint"))
		}
	}
	d.wantRefusal(d.ask("GET", "/other.example/v2.0/.well-known/openid-configuration", nil), 400, "invalid_request", 90002)
	d.want(d.ask("GET", "discovery/v2.0/keys", nil), 200, "")
	d.want(d.ask("GET", "/nothing", nil), 404, "")
	d.want(d.ask("GET", "oauth2/v2.0/token", nil), 405, "")
	d.want(d.ask("POST", "oauth2/v2.0/authorize", nil), 405, "")
	d.want(d.ask("GET", "v2.0/.well-known/openid-configuration", nil, "Host", "sandbox.example"),
		http.StatusMisdirectedRequest, "")
	d.want(d.ask("GET", "oauth2/v2.0/authorize", authorizeForm(), "Sec-Fetch-Site", "cross-site"), http.StatusForbidden,
		"")
	d.want(d.ask("POST", "oauth2/v2.0/devicecode", form("scope", wideScope), "Origin", "https://evil.example"),
		http.StatusForbidden, "")
}

func TestDeviceCode(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	g := d.want(d.ask("POST", "oauth2/v2.0/devicecode", form("scope", wideScope)), 200, "")
	if g.body["expires_in"] != 900.0 || g.body["interval"] != 5.0 ||
		g.text("verification_uri") != deskHost+"/devicelogin" ||
		!regexp.MustCompile(`^[A-Z]{9}$`).MatchString(g.text("user_code")) ||
		!strings.Contains(g.text("message"), g.text("user_code")) {
		t.Fatalf("%s", g.raw)
	}
	device := g.text("device_code")
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	if w := d.a.Waiting(); !slices.Equal(w, []string{g.text("user_code")}) {
		t.Errorf("waiting %q", w)
	}
	typed := strings.ToLower(g.text("user_code")[:3] + "-" + g.text("user_code")[3:6] + " " + g.text("user_code")[6:])
	if err := d.a.Approve(typed, "reader"); err != nil {
		t.Fatal(err)
	}
	if err := d.a.Approve(typed, "reader"); err == nil {
		t.Error("approved twice")
	}
	tokens := d.want(d.poll(device), 200, "")
	if m := d.want(d.me(tokens), 200, ""); m.body["id"] != castID("reader") {
		t.Errorf("the token is %v's", m.body["id"])
	}
	d.wantRefusal(d.poll(device), 400, "invalid_grant", 54005)
	d.wantRefusal(d.poll("device.x"), 400, "bad_verification_code", 0)

	user, device := d.begin()
	if err := d.a.Decline(user); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d.wantRefusal(d.poll(device), 400, "authorization_declined", 0)
	}
	user, device = d.begin()
	d.Advance(15*minute - time.Second)
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	d.Advance(time.Second)
	d.wantRefusal(d.poll(device), 400, "expired_token", 70020)
	for _, err := range []error{d.a.Approve(user, ""), d.a.Decline(user), d.a.Approve("BCDFGHJKL", ""),
		d.a.Approve("", ""), d.a.Approve(user, "nobody")} {
		if err == nil {
			t.Error("a code that is over, or nobody's, or nobody, is taken")
		}
	}
	user, device = d.begin()
	d.a.Approve(user, "disabled")
	d.wantRefusal(d.poll(device), 400, "invalid_grant", 50057)
}

// The scripted person comes after a moment, on the tenant's clock, and not once the code is over.
func TestAutoApprove(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	_, device := d.begin()
	d.a.AutoApprove(3 * time.Second)
	d.Advance(2 * time.Second)
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	d.Advance(time.Second)
	if g := d.me(d.want(d.poll(device), 200, "")); g.body["id"] != castID("operator") {
		t.Errorf("signed in %v", g.body["id"])
	}
	d.a.AutoApprove(0)
	_, device = d.begin()
	d.want(d.poll(device), 200, "")
	d.a.AutoApprove(-1)
	_, device = d.begin()
	d.Advance(minute)
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	d.a.AutoApprove(time.Hour)
	d.Advance(2 * time.Hour)
	d.wantRefusal(d.poll(device), 400, "expired_token", 70020)
}

// What a token answer holds (msal.md section 3).
func TestTokenAnswer(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	hostile, _ := d.Account("hostile-name")
	g := d.enter("hostile-name")
	if g.text("token_type") != "Bearer" || g.body["expires_in"] != 3600.0 || g.body["refresh_in"] != nil ||
		g.header.Get("Cache-Control") != "no-store, no-cache" {
		t.Errorf("%v %s", g.header, g.raw)
	}
	id := claimsOf(t, g.text("id_token"))
	for name, want := range map[string]any{
		"oid": castID("hostile-name"), "tid": wire.TenantID, "preferred_username": "hostile-name@sandbox.example",
		"aud":  entra.ClientID,
		"name": hostile.DisplayName, "iss": deskHost + "/" + wire.TenantID + "/v2.0", "wids": nil,
		"iat": float64(start.Unix()), "exp": float64(start.Unix() + 3600), "ver": "2.0",
	} {
		if id[name] != want {
			t.Errorf("%s is %v, want %v", name, id[name], want)
		}
	}
	if info := claimsOf(t, g.text("client_info")); info["uid"] != castID("hostile-name") || info["utid"] != wire.TenantID {
		t.Errorf("client_info %v", info)
	}
	for _, part := range strings.Split(g.text("id_token"), ".") {
		if strings.ContainsAny(part, "=+/") {
			t.Errorf("id_token is not base64url without padding: %s", part)
		}
	}
	wids := claimsOf(t, d.enter("operator").text("id_token"))["wids"]
	if fmt.Sprint(wids) != fmt.Sprint([]string{session.RoleAuthenticationAdministrator, session.RoleGlobalReader}) {
		t.Errorf("wids %v", wids)
	}
	d.a.SetLifetime(90*minute, 45*minute)
	if g := d.enter(""); g.body["expires_in"] != 5400.0 || g.body["refresh_in"] != 2700.0 {
		t.Errorf("%s", g.raw)
	}
	// Neither an id token nor a refresh token where they are not asked for.
	g = d.enter("", "scope", "User.Read", "client_info", "0")
	if g.body["id_token"] != nil || g.body["refresh_token"] != nil || g.body["client_info"] != nil ||
		g.text("scope") != "User.Read" {
		t.Errorf("%s", g.raw)
	}
	d.want(d.call("GET", "/users", "", "Authorization", "Bearer "+g.text("access_token")), 403, "")
}

// Scopes come back in the form asked; .default brings all that were granted (msal.md 1.6).
func TestAskedScopes(t *testing.T) {
	d := newDesk(t, sandbox.Options{Scopes: []string{"User.Read", "UserAuthenticationMethod.ReadWrite.All"}})
	for _, tt := range []struct{ asked, echo string }{
		{wideScope, "openid profile https://graph.microsoft.com/User.Read " +
			"https://graph.microsoft.com/UserAuthenticationMethod.ReadWrite.All https://graph.microsoft.com/.default"},
		{"HTTPS://Graph.Microsoft.com/.default",
			"https://graph.microsoft.com/User.Read https://graph.microsoft.com/UserAuthenticationMethod.ReadWrite.All " +
				"HTTPS://Graph.Microsoft.com/.default"},
		{"User.Read openid offline_access", "openid User.Read"},
		{"https://graph.microsoft.com/user.read", "https://graph.microsoft.com/user.read"},
	} {
		g := d.enter("", "scope", tt.asked)
		if g.text("scope") != tt.echo {
			t.Errorf("%s: %s, want %s", tt.asked, g.text("scope"), tt.echo)
		}
		d.want(d.me(g), 200, "")
	}
	for asked, code := range map[string]int{
		"": 70011, "openid profile": 70011, graphResource + ".default User.Read": 70011,
		"https://vault.azure.net/.default": 500011,
		graphResource:                      500011, "a/b": 500011, strings.Repeat("a ", entra.MaxScopes+1): 70011,
	} {
		if g := d.ask("POST", "oauth2/v2.0/devicecode", form("scope", asked)); g.status != 400 || aadsts(g) != code {
			t.Errorf("%.40q: %d %s, want AADSTS%d", asked, g.status, g.raw, code)
		}
	}
	user, device := d.begin()
	d.a.Approve(user, "")
	if g := d.wantRefusal(d.poll(device, "scope", graphResource+"Policy.Read.All"), 400, "invalid_grant",
		65001); g.text("suberror") != "consent_required" {
		t.Errorf("%s", g.raw)
	}
}

// Authorize by form_post and by query, and that the code works once, with its verifier, at its address, in its time.
func TestAuthorizationCode(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	field := regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"/>`)
	state := `s"<>&'+ü`
	g := d.want(d.ask("GET", "oauth2/v2.0/authorize", authorizeForm("state", state)), 200, "")
	fields := map[string]string{}
	for _, m := range field.FindAllStringSubmatch(g.raw, -1) {
		fields[m[1]] = html.UnescapeString(m[2])
	}
	if fields["state"] != state || fields["code"] == "" ||
		!strings.Contains(g.raw, `<form method="POST" name="hiddenform" action="`+deskReturn+`">`) ||
		!strings.Contains(g.raw, "document.forms[0].submit()") {
		t.Fatalf("%s", g.raw)
	}
	d.want(d.redeem(fields["code"]), 200, "")

	code := func(more ...string) string {
		t.Helper()
		l, err := d.browse(authorizeForm(more...))
		if err != nil {
			t.Fatal(err)
		}
		if l.Method != "POST" || l.URL != deskReturn || l.Fields.Get("state") != "state-1" {
			t.Errorf("%+v", l)
		}
		return l.Fields.Get("code")
	}
	for name, tt := range map[string]struct {
		more []string
		code int
	}{
		"another verifier": {[]string{"code_verifier", strings.Replace(verifier, "a", "b", 1)}, 501481},
		"no verifier":      {[]string{"code_verifier", ""}, 501481},
		"another address":  {[]string{"redirect_uri", "http://localhost:8401"}, 70000},
		"another client":   {[]string{"client_id", wire.GUID("other")}, 700016},
		"bad claims":       {[]string{"claims", "e30="}, 9002313},
	} {
		if g := d.redeem(code(), tt.more...); g.status != 400 || aadsts(g) != tt.code {
			t.Errorf("%s: %d %s", name, g.status, g.raw)
		}
	}
	d.wantRefusal(d.redeem("code.x"), 400, "invalid_grant", 70000)
	old := code()
	d.Advance(10 * minute)
	d.wantRefusal(d.redeem(old), 400, "invalid_grant", 70008)

	// A code that comes twice takes back what it gave.
	twice := code()
	first := d.want(d.redeem(twice), 200, "")
	d.wantRefusal(d.redeem(twice), 400, "invalid_grant", 54005)
	d.wantRefusal(d.renew(first), 400, "invalid_grant", 50173)

	l, err := d.browse(authorizeForm("response_mode", ""))
	if err != nil || l.Method != "GET" {
		t.Fatal(l, err)
	}
	back, _ := url.Parse(l.URL)
	if back.Host != "localhost:8400" || back.Query().Get("state") != "state-1" {
		t.Errorf("%s", l.URL)
	}
	d.want(d.redeem(back.Query().Get("code")), 200, "")
	if g := d.ask("GET", "oauth2/v2.0/authorize", authorizeForm("response_mode", "query")); g.status != 302 ||
		!strings.HasPrefix(g.header.Get("Location"), deskReturn+"?code=") {
		t.Errorf("%d %v", g.status, g.header)
	}
}

// Who signs in, by prompt and hint.
func TestPromptAndHint(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, tt := range []struct {
		name, prompt, hint, pick string
		want                     string // cast name, or error
	}{
		{"nothing", "", "", "", "operator"},
		{"select", "select_account", "", "", "operator"},
		{"hint", "", "reader@sandbox.example", "", "reader"},
		{"hint and select", "select_account", "READER@sandbox.example", "", "reader"},
		{"login", "login", "reader@sandbox.example", "", "reader"},
		{"another was picked", "select_account", "reader@sandbox.example", "global-admin", "global-admin"},
		{"nobody", "", "nobody@sandbox.example", "", "access_denied 50034"},
		{"none", "none", "reader@sandbox.example", "", "login_required 50058"},
		{"unknown", "perhaps", "", "", "invalid_request 9002313"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := d.a.PickAccount(tt.pick); err != nil {
				t.Fatal(err)
			}
			l, err := d.browse(authorizeForm("prompt", tt.prompt, "login_hint", tt.hint))
			if err != nil {
				t.Fatal(err)
			}
			if e := l.Fields.Get("error"); e != "" {
				if _, number, _ := strings.Cut(tt.want, " "); !strings.HasPrefix(tt.want, e+" ") ||
					!strings.HasPrefix(l.Fields.Get("error_description"), "AADSTS"+number+": ") {
					t.Errorf("%v, want %s", l.Fields, tt.want)
				}
				return
			}
			if id := claimsOf(t, d.redeem(l.Fields.Get("code")).text("id_token")); id["oid"] != castID(tt.want) {
				t.Errorf("signed in %v, want %s", id["preferred_username"], tt.want)
			}
		})
	}
	if d.a.PickAccount("nobody") == nil {
		t.Error("nobody can be picked")
	}
	last := d.a.Requests()[0]
	if last.Op != "authorize" || last.Prompt != "" || last.Status != 200 {
		t.Errorf("log %+v", last)
	}
}

// What is wrong with application or address stays on a page; the rest goes to the address as an error.
func TestAuthorizeRefusals(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, uri := range []string{
		"", "http://localhost", "http://localhost:0", "http://localhost:08", "http://localhost:65536",
		"http://127.0.0.1:8400", "https://localhost:8400",
		"http://localhost:8400/x", "http://localhost:8400@evil.example", "http://localhost.evil.example:8400",
		"http://localhost:+80", "http://evil.example/",
	} {
		g := d.ask("GET", "oauth2/v2.0/authorize", authorizeForm("redirect_uri", uri))
		if g.status != 400 || !strings.Contains(g.raw, "AADSTS50011") || g.header.Get("Location") != "" ||
			strings.Contains(g.raw, "<form") {
			t.Errorf("%s: %d %s", uri, g.status, g.raw)
		}
	}
	for _, pair := range [][2]string{{"client_id", wire.GUID("other")}, {"client_id", ""}, {"response_mode", "fragment"}} {
		if l, err := d.browse(authorizeForm(pair[0], pair[1])); err == nil {
			t.Errorf("%v: sent to %+v", pair, l)
		}
	}
	for _, tt := range []struct{ name, value, oauth, code string }{
		{"response_type", "token", "unsupported_response_type", "700054"},
		{"code_challenge", "", "invalid_request", "900144"},
		{"code_challenge_method", "plain", "invalid_request", "900144"},
		{"scope", "https://vault.azure.net/.default", "invalid_resource", "500011"},
		{"scope", "", "invalid_scope", "70011"},
		{"claims", "[]", "invalid_request", "9002313"},
	} {
		l, err := d.browse(authorizeForm(tt.name, tt.value))
		if err != nil || l.Fields.Get("error") != tt.oauth ||
			!strings.HasPrefix(l.Fields.Get("error_description"), "AADSTS"+tt.code+": ") ||
			l.Fields.Get("state") != "state-1" || l.Fields.Has("code") {
			t.Errorf("%s=%s: %+v %v", tt.name, tt.value, l, err)
		}
	}
}

func TestTokenRefusals(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, tt := range []struct {
		path   string
		form   url.Values
		status int
		oauth  string
		code   int
	}{
		{"oauth2/v2.0/token", form(), 400, "invalid_request", 900144},
		{"oauth2/v2.0/token", form("grant_type", "password"), 400, "unsupported_grant_type", 70003},
		{"oauth2/v2.0/token", form("grant_type", "refresh_token"), 400, "invalid_request", 900144},
		{"oauth2/v2.0/token", form("grant_type", "refresh_token", "refresh_token", "x"), 400, "invalid_grant", 70000},
		{"oauth2/v2.0/token", url.Values{"grant_type": {"device_code"}}, 400, "invalid_request", 900144},
		{"oauth2/v2.0/token", form("client_id", wire.TenantID), 400, "unauthorized_client", 700016},
		{"oauth2/v2.0/token", url.Values{"client_id": {entra.ClientID, entra.ClientID}}, 400, "invalid_request", 9002313},
		{"oauth2/v2.0/devicecode", form("scope", wideScope, "claims", "{"), 400, "invalid_request", 9002313},
		{"/common/oauth2/v2.0/devicecode", form("scope", wideScope), 400, "invalid_request", 50194},
		{"/other.example/oauth2/v2.0/devicecode", form("scope", wideScope), 400, "invalid_request", 90002},
	} {
		d.wantRefusal(d.ask("POST", tt.path, tt.form), tt.status, tt.oauth, tt.code)
	}
	long := form("scope", strings.Repeat("x", entra.MaxForm))
	d.wantRefusal(d.ask("POST", "oauth2/v2.0/token", long), 400, "invalid_request", 9002313)
	d.wantRefusal(d.ask("POST", "oauth2/v2.0/token", form(), "Content-Type", "application/json"), 400, "invalid_request",
		9002313)

	// The shape of a refusal, and the caller's own correlation id in it.
	id := "0f8fad5b-d9cb-469f-a165-70867728950e"
	g := d.ask("POST", "oauth2/v2.0/token", form(), "client-request-id", id)
	if g.text("correlation_id") != id || g.header.Get("client-request-id") != id ||
		!strings.Contains(g.text("error_description"), "Correlation ID: "+id) ||
		g.text("timestamp") != "2026-11-21 14:00:00Z" || g.text("trace_id") == "" || g.text("error_uri") == "" {
		t.Errorf("%s", g.raw)
	}
	if g := d.ask("POST", "oauth2/v2.0/token", form(), "client-request-id", "x\"y"); g.text("correlation_id") == `x"y` ||
		!wire.IsGUID(g.text("correlation_id")) {
		t.Errorf("%s", g.raw)
	}
}

// A refresh token is good once, until it has lain about for 90 days, and until the sign-in is revoked.
func TestRenewal(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	first := d.enter("")
	second := d.want(d.renew(first), 200, "")
	if second.text("refresh_token") == first.text("refresh_token") ||
		second.text("access_token") == first.text("access_token") {
		t.Error("the tokens do not rotate")
	}
	d.wantRefusal(d.renew(first), 400, "invalid_grant", 70000)
	d.Advance(90*24*time.Hour - time.Second)
	third := d.want(d.renew(second), 200, "")
	d.Advance(90 * 24 * time.Hour)
	d.wantRefusal(d.renew(third), 400, "invalid_grant", 700082)

	mine, other := d.enter(""), d.enter("reader")
	if err := d.Revoke("operator"); err != nil {
		t.Fatal(err)
	}
	d.wantRefusal(d.renew(mine), 400, "invalid_grant", 50173)
	d.want(d.renew(other), 200, "")
	d.want(d.renew(d.enter("")), 200, "")
	if d.Revoke("nobody") == nil {
		t.Error("nobody can be revoked")
	}
}

// The token of the token service ends by the sandbox's clock; that of the JSON line does not.
func TestTokenExpires(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	g := d.enter("")
	d.Advance(time.Hour - time.Second)
	d.want(d.me(g), 200, "")
	d.Advance(time.Second)
	if e := d.want(d.me(g), 401, "InvalidAuthenticationToken"); strings.Contains(e.header.Get("WWW-Authenticate"),
		"claims") {
		t.Errorf("%v", e.header)
	}
	d.want(d.me(d.want(d.renew(g), 200, "")), 200, "")
	d.want(d.call("GET", "/me", ""), 200, "")
}

// demanded is what a client with CP1 sends after a challenge.
func demanded(t *testing.T, g got) string {
	t.Helper()
	return strings.Replace(challenged(t, g), `{"access_token":{`, `{"access_token":{"xms_cc":{"values":["CP1"]},`, 1)
}

// challenged is the claims JSON of a challenge.
func challenged(t *testing.T, g got) string {
	t.Helper()
	m := regexp.MustCompile(`claims="([^"]+)"`).FindStringSubmatch(g.header.Get("WWW-Authenticate"))
	if g.status != 401 || m == nil {
		t.Fatalf("%d %v is no challenge", g.status, g.header)
	}
	b, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A challenge is met by a token got with its claims, or by signing in again, and by nothing else (msal.md 1.5).
func TestClaimsChallenge(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	mine, twin := d.enter("", "claims", cp1Claims), d.enter("", "claims", cp1Claims)
	other := d.enter("reader", "claims", cp1Claims)
	d.want(d.me(mine), 200, "")
	d.fault("claims-challenge")
	ask := demanded(t, d.me(mine))
	if again := demanded(t, d.me(mine)); again != ask {
		t.Errorf("asked for %s, then for %s", ask, again)
	}
	demanded(t, d.me(twin)) // all of the person's tokens
	d.want(d.me(other), 200, "")
	d.want(d.call("GET", "/me", ""), 200, "")
	d.Advance(minute)
	plain := d.want(d.renew(mine, "claims", cp1Claims), 200, "")
	demanded(t, d.me(plain))
	met := d.want(d.renew(plain, "claims", ask), 200, "")
	d.want(d.me(met), 200, "")
	d.want(d.me(d.enter("", "claims", cp1Claims)), 200, "")

	// The next challenge asks for more, in the same second too.
	d.fault("claims-challenge")
	next := demanded(t, d.me(met))
	demanded(t, d.me(d.want(d.renew(met, "claims", ask), 200, "")))
	if next == ask {
		t.Error("the same claims meet two challenges")
	}
	// Without CP1 there is no challenge.
	deaf := d.enter("reader")
	d.fault("claims-challenge")
	if g := d.want(d.me(deaf), 401, ""); strings.Contains(g.header.Get("WWW-Authenticate"), "claims") {
		t.Errorf("%v", g.header)
	}
	d.want(d.me(d.want(d.renew(deaf), 200, "")), 200, "")
	d.fault("claims-challenge:always")
	fresh := d.enter("", "claims", cp1Claims)
	for range 3 {
		ask = demanded(t, d.me(fresh))
		fresh = d.want(d.renew(fresh, "claims", ask), 200, "")
	}
}

// After a revocation Graph challenges at once every client that can take it, and no refresh helps.
func TestRevokedToken(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	able, deaf := d.enter("", "claims", cp1Claims), d.enter("")
	d.Revoke("operator")
	ask := demanded(t, d.me(able))
	d.want(d.me(deaf), 200, "")
	d.wantRefusal(d.renew(able, "claims", ask), 400, "invalid_grant", 50173)
	d.want(d.me(d.enter("", "claims", cp1Claims)), 200, "")
}

// A role that is activated is in the next token, and not in the one before.
func TestSetRoles(t *testing.T) {
	d := newDesk(t, sandbox.Options{As: "reader"})
	g := d.enter("")
	if err := d.SetRoles("reader", []string{"Authentication Administrator"}); err != nil {
		t.Fatal(err)
	}
	post := func(g got) got {
		return d.call("POST", "/users/"+castID("ordinary")+"/authentication/temporaryAccessPassMethods", "{}",
			"Authorization", "Bearer "+g.text("access_token"))
	}
	d.want(post(g), 403, "")
	g = d.want(d.renew(g), 200, "")
	d.want(post(g), 201, "")
	if wids := claimsOf(t,
		g.text("id_token"))["wids"]; fmt.Sprint(wids) != "["+session.RoleAuthenticationAdministrator+"]" {
		t.Errorf("wids %v", wids)
	}
	if d.SetRoles("nobody", nil) == nil || d.SetRoles("reader", []string{"King"}) == nil {
		t.Error("unknown person or role is taken")
	}
}

func TestRemembersOnlySoMuch(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	first := d.enter("")
	for range entra.MaxDevices + entra.MaxRenewals + 10 {
		d.a.AutoApprove(0)
		_, device := d.begin()
		d.poll(device)
	}
	if n, m := d.a.Kept(); n > entra.MaxDevices || m > entra.MaxRenewals {
		t.Errorf("%d device codes, %d refresh tokens; want at most %d and %d", n, m, entra.MaxDevices, entra.MaxRenewals)
	}
	if n := len(d.a.Requests()); n > entra.MaxLog {
		t.Errorf("%d requests in the log, want at most %d", n, entra.MaxLog)
	}
	d.wantRefusal(d.renew(first), 400, "invalid_grant", 70000)
}
