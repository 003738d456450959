package entra_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/clock"
)

// start is the instant at which every test's sandbox begins.
var start = time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC)

// desk is a tenant with a token service, called in process, on a manual clock.
type desk struct {
	t *testing.T
	*sandbox.Tenant
	a     *entra.Authority
	clock *clock.Manual
}

const (
	deskHost   = "https://127.0.0.1:8443"
	deskReturn = "http://localhost:8400"
	wideScope  = graphResource + ".default openid offline_access profile"
	cp1Claims  = `{"access_token":{"xms_cc":{"values":["CP1"]}}}`

	graphResource = "https://graph.microsoft.com/"
)

func newDesk(t *testing.T, o sandbox.Options) *desk {
	t.Helper()
	d := &desk{t: t, clock: clock.NewManual(start)}
	if o.Clock == nil {
		o.Clock = d.clock
	}
	if o.People == 0 {
		o.People = 10
	}
	var err error
	if d.Tenant, err = sandbox.New(o); err != nil {
		t.Fatal(err)
	}
	if d.a, err = sandbox.NewAuthority(d.Tenant); err != nil {
		t.Fatal(err)
	}
	return d
}

// castID returns the object id of a cast account.
func castID(name string) string { return wire.GUID("user/" + name) }

func (d *desk) fault(spec string) {
	d.t.Helper()
	if err := d.Fault(spec); err != nil {
		d.t.Fatal(err)
	}
}

// got is an answer as a test reads it.
type got struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
	err    error // of the transport, or while reading the body
}

func (g got) text(field string) string {
	s, _ := g.body[field].(string)
	return s
}

// code returns the code in Graph's error object.
func (g got) code() string {
	e, _ := g.body["error"].(map[string]any)
	s, _ := e["code"].(string)
	return s
}

// send sends a request to a handler in process. headers are pairs.
func (d *desk) send(h http.Handler, method, target, kind, body string, headers ...string) got {
	d.t.Helper()
	request, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := sandbox.InProcess(h).RoundTrip(request)
	if err != nil {
		return got{err: err}
	}
	raw, err := io.ReadAll(response.Body)
	g := got{status: response.StatusCode, header: response.Header, raw: string(raw), err: err}
	json.Unmarshal(raw, &g.body)
	return g
}

// call sends a request to Graph as the operator, below /v1.0, or to the control endpoints.
func (d *desk) call(method, path, body string, headers ...string) got {
	d.t.Helper()
	if !strings.HasPrefix(path, "/sandbox") {
		path = "/v1.0" + path
	}
	headers = append([]string{"Authorization", "Bearer " + d.Token()}, headers...)
	return d.send(d.Tenant, method, "http://127.0.0.1:8080"+path, "application/json", body, headers...)
}

// want fails the test unless the answer has this status and, if code is not empty, this Graph error code.
func (d *desk) want(g got, status int, code string) got {
	d.t.Helper()
	if g.err != nil || g.status != status || code != "" && g.code() != code {
		d.t.Fatalf("got status %d code %q error %v, want %d %q; body %s", g.status, g.code(), g.err, status, code, g.raw)
	}
	return g
}

// ask sends a request to the token service, below the tenant's id unless path begins with a slash. form goes into the
// body of a POST, else into the query.
func (d *desk) ask(method, path string, form url.Values, headers ...string) got {
	d.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/" + wire.TenantID + "/" + path
	}
	target, body := deskHost+path, ""
	if method == http.MethodPost {
		body = form.Encode()
	} else if len(form) > 0 {
		target += "?" + form.Encode()
	}
	return d.send(d.a, method, target, "application/x-www-form-urlencoded", body, headers...)
}

// form returns a form of pairs, with the client's id unless they name one.
func form(pairs ...string) url.Values {
	v := url.Values{"client_id": {entra.ClientID}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// aadsts returns the AADSTS number of a refusal.
func aadsts(g got) int {
	codes, _ := g.body["error_codes"].([]any)
	if len(codes) != 1 {
		return 0
	}
	n, _ := codes[0].(float64)
	return int(n)
}

// wantRefusal fails the test unless the answer is this refusal.
func (d *desk) wantRefusal(g got, status int, oauth string, code int) got {
	d.t.Helper()
	if g.err != nil || g.status != status || g.text("error") != oauth || aadsts(g) != code ||
		g.text("access_token") != "" {
		d.t.Fatalf("got %d %q AADSTS%d error %v, want %d %q AADSTS%d; body %s", g.status, g.text("error"), aadsts(g), g.err,
			status, oauth, code, g.raw)
	}
	return g
}

func (d *desk) begin() (userCode, deviceCode string) {
	d.t.Helper()
	g := d.want(d.ask("POST", "oauth2/v2.0/devicecode", form("scope", wideScope)), 200, "")
	return g.text("user_code"), g.text("device_code")
}

func (d *desk) poll(deviceCode string, more ...string) got {
	d.t.Helper()
	return d.ask("POST", "oauth2/v2.0/token", form(append([]string{"grant_type", "device_code", "device_code", deviceCode,
		"client_info", "1", "scope", wideScope}, more...)...))
}

// enter signs a person in with a device code.
func (d *desk) enter(as string, more ...string) got {
	d.t.Helper()
	user, device := d.begin()
	if err := d.a.Approve(user, as); err != nil {
		d.t.Fatal(err)
	}
	return d.want(d.poll(device, more...), 200, "")
}

func (d *desk) renew(g got, more ...string) got {
	d.t.Helper()
	return d.ask("POST", "oauth2/v2.0/token", form(append([]string{"grant_type", "refresh_token", "refresh_token",
		g.text("refresh_token"), "scope", wideScope}, more...)...))
}

// me reads /me with the access token of an answer.
func (d *desk) me(g got) got {
	d.t.Helper()
	return d.call("GET", "/me", "", "Authorization", "Bearer "+g.text("access_token"))
}

const verifier = "abcdefghijklmnopqrstuvwxyz0123456789-._~ABCDEFG"

func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorizeForm returns a valid authorize request, changed by pairs.
func authorizeForm(pairs ...string) url.Values {
	return form(append([]string{
		"response_type", "code", "redirect_uri", deskReturn, "scope", wideScope, "state", "state-1", "code_challenge",
		challengeOf(verifier),
		"code_challenge_method", "S256", "response_mode", "form_post", "prompt", "select_account",
	}, pairs...)...)
}

func (d *desk) browse(f url.Values) (*entra.Landing, error) {
	return d.a.Browse(deskHost + "/" + wire.TenantID + "/oauth2/v2.0/authorize?" + f.Encode())
}

func (d *desk) redeem(code string, more ...string) got {
	d.t.Helper()
	return d.ask("POST", "oauth2/v2.0/token", form(append([]string{
		"grant_type", "authorization_code", "code", code, "code_verifier", verifier, "redirect_uri", deskReturn, "scope",
		wideScope, "client_info", "1",
	}, more...)...))
}

// claimsOf decodes the second part of a JWT, or the only part of client_info.
func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	part := token
	if parts := strings.Split(token, "."); len(parts) > 1 {
		part = parts[1]
	}
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// landed returns the AADSTS number in the error_description sent to the redirect address, or 0.
func landed(l *entra.Landing) int {
	text, ok := strings.CutPrefix(l.Fields.Get("error_description"), "AADSTS")
	if !ok {
		return 0
	}
	digits, _, _ := strings.Cut(text, ":")
	n, _ := strconv.Atoi(digits)
	return n
}

const minute = time.Minute
