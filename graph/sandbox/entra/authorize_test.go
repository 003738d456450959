package entra_test

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/wire"
)

// Authorize with form_post and query; the code works once, with its verifier, for its address, until it expires.
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
		t.Fatalf("got %s, want a form with code and state that submits itself", g.raw)
	}
	d.want(d.redeem(fields["code"]), 200, "")

	code := func(more ...string) string {
		t.Helper()
		l, err := d.browse(authorizeForm(more...))
		if err != nil {
			t.Fatal(err)
		}
		if l.Method != "POST" || l.URL != deskReturn || l.Fields.Get("state") != "state-1" {
			t.Errorf("got %+v, want a POST to %s with the state", l, deskReturn)
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
			t.Errorf("%s: got %d %s, want AADSTS%d", name, g.status, g.raw, tt.code)
		}
	}
	d.wantRefusal(d.redeem("code.x"), 400, "invalid_grant", 70000)
	old := code()
	d.Advance(10 * minute)
	d.wantRefusal(d.redeem(old), 400, "invalid_grant", 70008)

	// A code used twice revokes the tokens it gave.
	twice := code()
	first := d.want(d.redeem(twice), 200, "")
	d.wantRefusal(d.redeem(twice), 400, "invalid_grant", 54005)
	d.wantRefusal(d.renew(first), 400, "invalid_grant", 50173)

	l, err := d.browse(authorizeForm("response_mode", ""))
	if err != nil || l.Method != "GET" {
		t.Fatalf("got %+v, %v; want a redirect by GET", l, err)
	}
	back, _ := url.Parse(l.URL)
	if back.Host != "localhost:8400" || back.Query().Get("state") != "state-1" {
		t.Errorf("got %s, want the redirect address with the state", l.URL)
	}
	d.want(d.redeem(back.Query().Get("code")), 200, "")
	if g := d.ask("GET", "oauth2/v2.0/authorize", authorizeForm("response_mode", "query")); g.status != 302 ||
		!strings.HasPrefix(g.header.Get("Location"), deskReturn+"?code=") {
		t.Errorf("got %d %v, want a redirect with a code", g.status, g.header)
	}
}

// Who signs in, depending on prompt and hint.
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
					t.Errorf("got %v, want %s", l.Fields, tt.want)
				}
				return
			}
			if id := claimsOf(t, d.redeem(l.Fields.Get("code")).text("id_token")); id["oid"] != castID(tt.want) {
				t.Errorf("got %v signed in, want %s", id["preferred_username"], tt.want)
			}
		})
	}
	if d.a.PickAccount("nobody") == nil {
		t.Error("PickAccount of an unknown person: got no error")
	}
	last := d.a.Requests()[0]
	if last.Op != "authorize" || last.Prompt != "" || last.Status != 200 {
		t.Errorf("got %+v as the first request, want the authorize", last)
	}
}

// A wrong application or address shows a page; other errors go to the redirect address.
func TestAuthorizeRefusals(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	for _, uri := range []string{
		"", "http://localhost", "http://localhost:0", "http://localhost:08", "http://localhost:65536",
		"http://127.0.0.1:8400", "https://localhost:8400", "http://localhost:8400/x",
		"http://localhost:8400@evil.example", "http://localhost.evil.example:8400",
		"http://localhost:+80", "http://evil.example/",
	} {
		g := d.ask("GET", "oauth2/v2.0/authorize", authorizeForm("redirect_uri", uri))
		if g.status != 400 || !strings.Contains(g.raw, "AADSTS50011") || g.header.Get("Location") != "" ||
			strings.Contains(g.raw, "<form") {
			t.Errorf("%s: got %d %s, want a page with AADSTS50011", uri, g.status, g.raw)
		}
	}
	for _, pair := range [][2]string{{"client_id", wire.GUID("other")}, {"client_id", ""}, {"response_mode", "fragment"}} {
		if l, err := d.browse(authorizeForm(pair[0], pair[1])); err == nil {
			t.Errorf("%v: got a redirect to %+v, want a page", pair, l)
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
			t.Errorf("%s=%s: got %+v, %v; want %s AADSTS%s", tt.name, tt.value, l, err, tt.oauth, tt.code)
		}
	}
}
