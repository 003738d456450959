package entra_test

import (
	"encoding/base64"
	"fmt"
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

// The three addresses that MSAL requires, with the authority's scheme and host.
func TestDiscovery(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, realm := range []string{wire.TenantID, strings.ToUpper(wire.TenantID), wire.Domain, "common", "organizations"} {
		g := d.want(d.ask("GET", "/"+realm+"/v2.0/.well-known/openid-configuration", nil), 200, "")
		root := deskHost + "/" + realm
		if g.text("issuer") != root+"/v2.0" || g.text("authorization_endpoint") != root+"/oauth2/v2.0/authorize" ||
			g.text("token_endpoint") != root+"/oauth2/v2.0/token" ||
			g.text("device_authorization_endpoint") != root+"/oauth2/v2.0/devicecode" {
			t.Errorf("%s: got %s, want addresses under %s", realm, g.raw, root)
		}
		if strings.Contains(strings.TrimPrefix(g.text("token_endpoint"), deskHost), "token") &&
			strings.Count(g.text("token_endpoint"), "token") != 1 {
			t.Errorf("got %s, want one \"token\" in it, which MSAL replaces for device codes", g.text("token_endpoint"))
		}
	}
	d.wantRefusal(d.ask("GET", "/other.example/v2.0/.well-known/openid-configuration", nil), 400, "invalid_request", 90002)
	d.want(d.ask("GET", "discovery/v2.0/keys", nil), 200, "")
	d.want(d.ask("GET", "/nothing", nil), 404, "")
	d.want(d.ask("GET", "oauth2/v2.0/token", nil), 405, "")
	d.want(d.ask("POST", "oauth2/v2.0/authorize", nil), 405, "")
	d.want(d.ask("GET", "v2.0/.well-known/openid-configuration", nil, "Host", "sandbox.example"),
		http.StatusMisdirectedRequest, "")
	d.want(d.ask("GET", "oauth2/v2.0/authorize", authorizeForm(), "Sec-Fetch-Site", "cross-site"),
		http.StatusForbidden, "")
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
		t.Fatalf("got %s, want a device code", g.raw)
	}
	device := g.text("device_code")
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	if w := d.a.Waiting(); !slices.Equal(w, []string{g.text("user_code")}) {
		t.Errorf("got waiting codes %q, want only the one asked for", w)
	}
	typed := strings.ToLower(g.text("user_code")[:3] + "-" + g.text("user_code")[3:6] + " " + g.text("user_code")[6:])
	if err := d.a.Approve(typed, "reader"); err != nil {
		t.Fatal(err)
	}
	if err := d.a.Approve(typed, "reader"); err == nil {
		t.Error("second approval of a code: got no error, want one")
	}
	tokens := d.want(d.poll(device), 200, "")
	if m := d.want(d.me(tokens), 200, ""); m.body["id"] != castID("reader") {
		t.Errorf("got the token of %v, want reader's", m.body["id"])
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
	for _, err := range []error{
		d.a.Approve(user, ""), d.a.Decline(user), d.a.Approve("BCDFGHJKL", ""), d.a.Approve("", ""),
		d.a.Approve(user, "nobody"),
	} {
		if err == nil {
			t.Error("expired code, unknown code or unknown person: got no error, want one")
		}
	}
	user, device = d.begin()
	d.a.Approve(user, "disabled")
	d.wantRefusal(d.poll(device), 400, "invalid_grant", 50057)
}

// The automatic approval comes after its delay, on the tenant's clock, and not after the code expires.
func TestAutoApprove(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	_, device := d.begin()
	d.a.AutoApprove(3 * time.Second)
	d.Advance(2 * time.Second)
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	d.Advance(time.Second)
	if g := d.me(d.want(d.poll(device), 200, "")); g.body["id"] != castID("operator") {
		t.Errorf("got %v signed in, want operator", g.body["id"])
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

// What an answer with tokens has in it.
func TestTokenAnswer(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	hostile, _ := d.Account("hostile-name")
	g := d.enter("hostile-name")
	if g.text("token_type") != "Bearer" || g.body["expires_in"] != 3600.0 || g.body["refresh_in"] != nil ||
		g.header.Get("Cache-Control") != "no-store, no-cache" {
		t.Errorf("got %v %s, want a bearer token for an hour, not to be stored", g.header, g.raw)
	}
	id := claimsOf(t, g.text("id_token"))
	for name, want := range map[string]any{
		"oid": castID("hostile-name"), "tid": wire.TenantID, "preferred_username": "hostile-name@sandbox.example",
		"aud": entra.ClientID, "name": hostile.DisplayName, "iss": deskHost + "/" + wire.TenantID + "/v2.0", "wids": nil,
		"iat": float64(start.Unix()), "exp": float64(start.Unix() + 3600), "ver": "2.0",
	} {
		if id[name] != want {
			t.Errorf("%s: got %v, want %v", name, id[name], want)
		}
	}
	if info := claimsOf(t, g.text("client_info")); info["uid"] != castID("hostile-name") || info["utid"] != wire.TenantID {
		t.Errorf("got client_info %v, want hostile-name's", info)
	}
	for _, part := range strings.Split(g.text("id_token"), ".") {
		if strings.ContainsAny(part, "=+/") {
			t.Errorf("got %s in the id token, want base64url without padding", part)
		}
	}
	wids := claimsOf(t, d.enter("operator").text("id_token"))["wids"]
	if fmt.Sprint(wids) != fmt.Sprint([]string{session.RoleAuthenticationAdministrator, session.RoleGlobalReader}) {
		t.Errorf("got wids %v, want the operator's two roles", wids)
	}
	d.a.SetLifetime(90*minute, 45*minute)
	if g := d.enter(""); g.body["expires_in"] != 5400.0 || g.body["refresh_in"] != 2700.0 {
		t.Errorf("got %s, want lifetimes of 90 and 45 minutes", g.raw)
	}
	// No id token and no refresh token unless requested.
	g = d.enter("", "scope", "User.Read", "client_info", "0")
	if g.body["id_token"] != nil || g.body["refresh_token"] != nil || g.body["client_info"] != nil ||
		g.text("scope") != "User.Read" {
		t.Errorf("got %s, want an access token for User.Read alone", g.raw)
	}
	d.want(d.call("GET", "/users", "", "Authorization", "Bearer "+g.text("access_token")), 403, "")
}

// Scopes come back in the form requested; .default adds all that were granted.
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
			t.Errorf("%s: got %s, want %s", tt.asked, g.text("scope"), tt.echo)
		}
		d.want(d.me(g), 200, "")
	}
	for asked, code := range map[string]int{
		"": 70011, "openid profile": 70011, graphResource + ".default User.Read": 70011,
		"https://vault.azure.net/.default": 500011, graphResource: 500011, "a/b": 500011,
		strings.Repeat("a ", entra.MaxScopes+1): 70011,
	} {
		if g := d.ask("POST", "oauth2/v2.0/devicecode", form("scope", asked)); g.status != 400 || aadsts(g) != code {
			t.Errorf("%.40q: got %d %s, want AADSTS%d", asked, g.status, g.raw, code)
		}
	}
	user, device := d.begin()
	d.a.Approve(user, "")
	g := d.wantRefusal(d.poll(device, "scope", graphResource+"Policy.Read.All"), 400, "invalid_grant", 65001)
	if g.text("suberror") != "consent_required" {
		t.Errorf("got %s, want suberror consent_required", g.raw)
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
	d.wantRefusal(d.ask("POST", "oauth2/v2.0/token", form(), "Content-Type", "application/json"),
		400, "invalid_request", 9002313)

	// The fields of a refusal, with the caller's correlation id.
	id := "0f8fad5b-d9cb-469f-a165-70867728950e"
	g := d.ask("POST", "oauth2/v2.0/token", form(), "client-request-id", id)
	if g.text("correlation_id") != id || g.header.Get("client-request-id") != id ||
		!strings.Contains(g.text("error_description"), "Correlation ID: "+id) ||
		g.text("timestamp") != "2026-11-21 14:00:00Z" || g.text("trace_id") == "" || g.text("error_uri") == "" {
		t.Errorf("got %s, want correlation id %s and the other fields", g.raw, id)
	}
	g = d.ask("POST", "oauth2/v2.0/token", form(), "client-request-id", "x\"y")
	if !wire.IsGUID(g.text("correlation_id")) {
		t.Errorf("got %s, want a correlation id of the sandbox's", g.raw)
	}
}

// A refresh token is valid once, until it is unused for 90 days or the sign-in is revoked.
func TestRenewal(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	first := d.enter("")
	second := d.want(d.renew(first), 200, "")
	if second.text("refresh_token") == first.text("refresh_token") ||
		second.text("access_token") == first.text("access_token") {
		t.Error("got the same tokens again, want new ones")
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
		t.Error("Revoke of an unknown person: got no error")
	}
}

// A token from the token service expires on the sandbox's clock; the one from the JSON line does not.
func TestTokenExpires(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	g := d.enter("")
	d.Advance(time.Hour - time.Second)
	d.want(d.me(g), 200, "")
	d.Advance(time.Second)
	e := d.want(d.me(g), 401, "InvalidAuthenticationToken")
	if strings.Contains(e.header.Get("WWW-Authenticate"), "claims") {
		t.Errorf("got %v, want no claims challenge", e.header)
	}
	d.want(d.me(d.want(d.renew(g), 200, "")), 200, "")
	d.want(d.call("GET", "/me", ""), 200, "")
}

// demanded returns the claims that a client with CP1 sends after a challenge.
func demanded(t *testing.T, g got) string {
	t.Helper()
	return strings.Replace(challenged(t, g), `{"access_token":{`, `{"access_token":{"xms_cc":{"values":["CP1"]},`, 1)
}

// challenged returns the claims JSON of a challenge.
func challenged(t *testing.T, g got) string {
	t.Helper()
	m := regexp.MustCompile(`claims="([^"]+)"`).FindStringSubmatch(g.header.Get("WWW-Authenticate"))
	if g.status != 401 || m == nil {
		t.Fatalf("got %d %v, want a challenge", g.status, g.header)
	}
	b, err := base64.StdEncoding.DecodeString(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Only a token requested with its claims, or a new sign-in, meets a challenge.
func TestClaimsChallenge(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	mine, twin := d.enter("", "claims", cp1Claims), d.enter("", "claims", cp1Claims)
	other := d.enter("reader", "claims", cp1Claims)
	d.want(d.me(mine), 200, "")
	d.fault("claims-challenge")
	ask := demanded(t, d.me(mine))
	if again := demanded(t, d.me(mine)); again != ask {
		t.Errorf("got claims %s, then %s; want the same", ask, again)
	}
	demanded(t, d.me(twin)) // all the person's tokens
	d.want(d.me(other), 200, "")
	d.want(d.call("GET", "/me", ""), 200, "")
	d.Advance(minute)
	plain := d.want(d.renew(mine, "claims", cp1Claims), 200, "")
	demanded(t, d.me(plain))
	met := d.want(d.renew(plain, "claims", ask), 200, "")
	d.want(d.me(met), 200, "")
	d.want(d.me(d.enter("", "claims", cp1Claims)), 200, "")

	// The next challenge demands more, even in the same second.
	d.fault("claims-challenge")
	next := demanded(t, d.me(met))
	demanded(t, d.me(d.want(d.renew(met, "claims", ask), 200, "")))
	if next == ask {
		t.Error("got the same claims in two challenges")
	}
	// A client without CP1 gets no challenge.
	deaf := d.enter("reader")
	d.fault("claims-challenge")
	if g := d.want(d.me(deaf), 401, ""); strings.Contains(g.header.Get("WWW-Authenticate"), "claims") {
		t.Errorf("got %v, want no claims challenge", g.header)
	}
	d.want(d.me(d.want(d.renew(deaf), 200, "")), 200, "")
	d.fault("claims-challenge:always")
	fresh := d.enter("", "claims", cp1Claims)
	for range 3 {
		ask = demanded(t, d.me(fresh))
		fresh = d.want(d.renew(fresh, "claims", ask), 200, "")
	}
}

// After a revocation Graph challenges every client that can handle it at once, and a refresh does not help.
func TestRevokedToken(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	able, deaf := d.enter("", "claims", cp1Claims), d.enter("")
	d.Revoke("operator")
	ask := demanded(t, d.me(able))
	d.want(d.me(deaf), 200, "")
	d.wantRefusal(d.renew(able, "claims", ask), 400, "invalid_grant", 50173)
	d.want(d.me(d.enter("", "claims", cp1Claims)), 200, "")
}

// An activated role is in the next token, not in the one before.
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
	wids := claimsOf(t, g.text("id_token"))["wids"]
	if fmt.Sprint(wids) != "["+session.RoleAuthenticationAdministrator+"]" {
		t.Errorf("got wids %v, want Authentication Administrator", wids)
	}
	if d.SetRoles("nobody", nil) == nil || d.SetRoles("reader", []string{"King"}) == nil {
		t.Error("SetRoles of an unknown person or role: got no error")
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
		t.Errorf("got %d device codes, %d refresh tokens; want at most %d and %d", n, m, entra.MaxDevices, entra.MaxRenewals)
	}
	if n := len(d.a.Requests()); n > entra.MaxLog {
		t.Errorf("got %d requests in the log, want at most %d", n, entra.MaxLog)
	}
	d.wantRefusal(d.renew(first), 400, "invalid_grant", 70000)
}
