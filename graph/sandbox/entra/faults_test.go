package entra_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// The token service has these faults and no others, and each hits some request also without an operation.
func TestFaultNames(t *testing.T) {
	rows := []int{
		53003, 530036, 50199, 530035, 50194, 50196, 50097, 53000, 53001, 530003, 50076, 50079, 50158, 50105, 65001,
		65004, 700016, 7000218, 70043, 700082, 50173, 65002, 70016, 70020, 50057, 90002, 90033, 900000,
		9002327, 16000, 50053, 50055, 50056, 500571, 50058, 50072, 50074, 50078, 50088, 500121, 50125, 50126, 50129,
		50131, 50132, 50133, 50135, 50137, 50140, 50142, 50144, 53002, 53004, 53010, 53011, 530031, 530032, 530033,
		530034, 54009, 70044, 90072, 90099, 130500, 130502, 130503, 130504, 130505, 130506, 130507, 135011, 135016,
	}
	want := strings.Fields("access-denied bad-code codes-as-text codes-left-out declined declined-scope given-up " +
		"malformed-answer network-drop no-redirect no-refresh-token no-wids proxy-407 redirect-get " +
		"slow-down wrong-state wrong-tid")
	for _, n := range rows {
		want = append(want, "aadsts-"+strconv.Itoa(n))
	}
	slices.Sort(want)
	if names := entra.FaultNames(); !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	for _, name := range entra.FaultNames() {
		if slices.Contains(sandbox.FaultNames(), name) {
			t.Errorf("%s: got a fault of Graph's of that name, want distinct names", name)
		}
		if len(entra.FreeOps(name)) == 0 {
			t.Errorf("%s, not aimed: got no request that it hits, want one", name)
		}
	}
}

// The error of each row in the answer to a refresh, a code or a poll; a refresh token that is refused for good stays
// refused.
func TestRefusalRows(t *testing.T) {
	for _, tt := range []struct {
		code   int
		status int
		oauth  string
		ends   bool
	}{
		{53003, 400, "invalid_grant", false},
		{530036, 400, "invalid_grant", true},
		{50199, 400, "interaction_required", false},
		{530035, 400, "access_denied", false},
		{50194, 400, "invalid_request", false},
		{50196, 400, "invalid_grant", false},
		{50097, 400, "interaction_required", false},
		{53000, 400, "interaction_required", false},
		{53001, 400, "interaction_required", false},
		{530003, 400, "interaction_required", false},
		{50076, 400, "interaction_required", false},
		{50079, 400, "interaction_required", false},
		{50158, 400, "interaction_required", false},
		{50105, 400, "invalid_grant", false},
		{65001, 400, "invalid_grant", false},
		{65004, 400, "access_denied", false},
		{700016, 400, "unauthorized_client", false},
		{7000218, 401, "invalid_client", false},
		{70043, 400, "invalid_grant", true},
		{700082, 400, "invalid_grant", true},
		{50173, 400, "invalid_grant", true},
		{65002, 400, "invalid_grant", false},
		{90033, 503, "temporarily_unavailable", false},
		{50057, 400, "invalid_grant", false},
	} {
		t.Run(fmt.Sprint(tt.code), func(t *testing.T) {
			d := newDesk(t, sandbox.Options{})
			name := "aadsts-" + strconv.Itoa(tt.code)
			g := d.enter("")
			d.fault(name + "@refresh")
			d.wantRefusal(d.renew(g), tt.status, tt.oauth, tt.code)
			if again := d.renew(g); (again.status == 400) != tt.ends {
				t.Errorf("the next refresh: got %d %s, want refused %v", again.status, again.raw, tt.ends)
			} else if tt.ends && aadsts(again) != 50173 {
				t.Errorf("the next refresh: got %s, want AADSTS50173", again.raw)
			}

			d.a.AutoApprove(0)
			d.fault(name + "@token")
			_, device := d.begin()
			d.wantRefusal(d.poll(device), tt.status, tt.oauth, tt.code)
			d.fault(name + "@devicecode")
			d.wantRefusal(d.ask("POST", "oauth2/v2.0/devicecode", form("scope", wideScope)), tt.status, tt.oauth, tt.code)
			d.fault(name + "@authorize")
			l, err := d.browse(authorizeForm())
			oauth := tt.oauth
			if oauth == "invalid_grant" {
				oauth = "access_denied"
			}
			if err != nil || landed(l) != tt.code || l.Fields.Get("error") != oauth {
				t.Errorf("authorize: got %+v, %v; want %s AADSTS%d", l, err, oauth, tt.code)
			}
		})
	}
}

// A refusal waits until the person has signed in: until then the code is pending. Those that answer polls do not wait.
func TestRefusalAfterThePerson(t *testing.T) {
	d := newDesk(t, sandbox.Options{Faults: []string{"aadsts-53003"}})
	user, device := d.begin()
	for range 3 {
		d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	}
	d.a.Approve(user, "")
	if g := d.wantRefusal(d.poll(device), 400, "invalid_grant", 53003); !strings.Contains(g.text("claims"), "capolids") ||
		g.text("suberror") != "message_only" {
		t.Errorf("got %s, want claims and suberror message_only", g.raw)
	}
	d.wantRefusal(d.poll(device), 400, "invalid_grant", 54005)

	for spec, oauth := range map[string]string{
		"slow-down": "slow_down", "aadsts-70016": "authorization_pending", "aadsts-70020": "expired_token",
		"declined": "authorization_declined", "access-denied": "access_denied",
		"bad-code": "bad_verification_code",
	} {
		d.fault(spec)
		user, device = d.begin()
		d.a.Approve(user, "")
		if g := d.poll(device); g.status != 400 || g.text("error") != oauth {
			t.Errorf("%s: got %d %s, want 400 %s", spec, g.status, g.raw, oauth)
		}
		goesOn := oauth == "slow_down" || oauth == "authorization_pending"
		if g := d.poll(device); (g.status == 200) != goesOn {
			t.Errorf("%s, then: got %d %s, want success %v", spec, g.status, g.raw, goesOn)
		}
	}
	// The same for a code from the browser.
	d.fault("aadsts-90033@token")
	l, err := d.browse(authorizeForm())
	if err != nil {
		t.Fatal(err)
	}
	d.wantRefusal(d.redeem(l.Fields.Get("code")), 503, "temporarily_unavailable", 90033)
	d.want(d.redeem(l.Fields.Get("code")), 200, "") // the fault is over
}

// A fault that is not aimed hits where it makes sense and never hits Graph; Graph's never hit the token service.
func TestWhereAuthorityFaultsStrike(t *testing.T) {
	d := newDesk(t, sandbox.Options{
		Faults: []string{"aadsts-530036", "aadsts-700016", "server-500:always", "throttle-whole"},
	})
	d.want(d.call("GET", "/me", ""), 500, "")
	d.want(d.ask("GET", "v2.0/.well-known/openid-configuration", nil), 200, "")
	d.wantRefusal(d.ask("POST", "oauth2/v2.0/devicecode", form("scope", wideScope)), 400, "unauthorized_client", 700016)
	d.wantRefusal(d.renew(d.enter("")), 400, "invalid_grant", 530036)
	d.fault("network-drop")
	if g := d.ask("GET", "v2.0/.well-known/openid-configuration", nil); g.err == nil {
		t.Errorf("got %d, want a dropped connection", g.status)
	}
	g := d.enter("")
	for spec, status := range map[string]int{
		"server-500": 500, "unavailable-503": 503, "throttle-whole": 429, "throttle-fraction": 429, "throttle-bare": 429,
		"html-body": 502,
	} {
		d.fault(spec + "@refresh")
		if got := d.renew(g); got.status != status || got.text("access_token") != "" {
			t.Errorf("%s: got %d %s, want %d and no token", spec, got.status, got.raw, status)
		}
	}
	g = d.want(d.renew(g), 200, "")
	// Carried out, then lost: the refresh token is used up.
	for _, spec := range []string{"lost-answer", "timeout-504", "cut-answer"} {
		g := d.enter("")
		d.fault(spec + "@refresh")
		if got := d.renew(g); got.err == nil && got.status != 504 {
			t.Errorf("%s: got %d, want no answer or 504", spec, got.status)
		}
		d.wantRefusal(d.renew(g), 400, "invalid_grant", 70000)
	}
	d.fault("network-drop@refresh")
	if got := d.renew(g); got.err == nil {
		t.Errorf("got %d, want a dropped connection", got.status)
	}
	d.want(d.renew(g), 200, "") // nothing was done
}

func TestAuthorizeFaults(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	d.fault("wrong-state")
	if l, err := d.browse(authorizeForm()); err != nil || l.Fields.Get("state") == "state-1" ||
		l.Fields.Get("state") == "" {
		t.Errorf("wrong-state: got %+v, %v; want another state", l, err)
	}
	d.fault("redirect-get")
	if l, err := d.browse(authorizeForm()); err != nil || l.Method != "GET" || !strings.HasPrefix(l.URL, deskReturn+"?") {
		t.Errorf("redirect-get: got %+v, %v; want a redirect by GET", l, err)
	}
	d.fault("no-redirect")
	d.fault("aadsts-53003@authorize")
	if l, err := d.browse(authorizeForm()); err == nil || !strings.Contains(err.Error(), "200 (AADSTS") {
		t.Errorf("no-redirect: got %+v, %v; want no redirect", l, err)
	}
	d.fault("no-refresh-token")
	if g := d.enter(""); g.body["refresh_token"] != nil {
		t.Errorf("got %s, want no refresh token", g.raw)
	}
	d.fault("aadsts-900000@authorize")
	l, err := d.browse(authorizeForm())
	if err != nil || !strings.Contains(l.Fields.Get("error_description"), "\x1b[31m") {
		t.Errorf("got %+v, %v; want the hostile text unchanged", l, err)
	}
	// The page escapes it.
	d.fault("aadsts-900000@authorize")
	if g := d.ask("GET", "oauth2/v2.0/authorize", authorizeForm()); strings.Contains(g.raw, "<b>") {
		t.Errorf("got %s, want the markup escaped", g.raw)
	}
}

// Every answer has no-store, and no request makes the token service panic or hand out a token.
func FuzzTokenForm(f *testing.F) {
	f.Add("grant_type=device_code&device_code=x&client_id="+entra.ClientID, "token")
	f.Add("grant_type=refresh_token&refresh_token=x&client_id="+entra.ClientID+
		"&claims=%7B%22access_token%22%3A%7B%22nbf%22%3Anull%7D%7D", "token")
	f.Add("grant_type=authorization_code&code=x&code_verifier=y&client_id="+entra.ClientID, "token")
	f.Add(form("scope", wideScope, "claims",
		`{"access_token":{"nbf":{"value":1e99},"xms_cc":{"values":[1,"cp1"]}}}`).Encode(), "devicecode")
	f.Add("scope=%zz&a=1&a=2", "devicecode")
	f.Add(authorizeForm("redirect_uri", "http://localhost:1/").Encode(), "authorize")
	f.Fuzz(func(t *testing.T, raw, endpoint string) {
		form, err := entra.ParseForm(raw)
		if err != nil {
			return
		}
		for name, values := range form {
			if len(values) != 1 || values[0] == "" {
				t.Fatalf("%s: got %q, want one value", name, values)
			}
		}
		method := http.MethodPost
		switch endpoint {
		case "devicecode":
		case "authorize":
			method = http.MethodGet
		default:
			endpoint = "token"
		}
		g := newDesk(t, sandbox.Options{People: 1}).ask(method, "oauth2/v2.0/"+endpoint, form)
		if g.err != nil || strings.Contains(g.raw, "access_token\":\"") ||
			g.header.Get("Cache-Control") != "no-store, no-cache" {
			t.Fatalf("%q: got error %v, header %v, body %s; want no-store and no token", raw, g.err, g.header, g.raw)
		}
		sent := g.header.Get("Location") != "" || strings.Contains(g.raw, "hiddenform")
		if sent && !entra.RedirectAllowed(form.Get("redirect_uri")) {
			t.Fatalf("%q: got %s, want no redirect", raw, g.raw)
		}
	})
}

// Every redirect address that is allowed is on loopback.
func FuzzRedirect(f *testing.F) {
	for _, s := range []string{
		"http://localhost:1", "http://localhost:8400/", "http://localhost:1@x", "http://localhost:1#x",
		"http://localhost:0x1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if !entra.RedirectAllowed(raw) {
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "http" || u.Hostname() != "localhost" || u.Port() == "" || u.User != nil ||
			u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
			t.Errorf("%q: got it allowed, want it refused", raw)
		}
	})
}

// In process as over a socket, a cut body ends early and a slow answer comes late.
func TestInProcess(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	d.fault("cut-answer@discovery")
	if g := d.ask("GET", "v2.0/.well-known/openid-configuration", nil); !errors.Is(g.err, io.ErrUnexpectedEOF) ||
		g.status != 200 || g.raw == "" {
		t.Errorf("got %d %v %q, want 200 and a body that ends early", g.status, g.err, g.raw)
	}
	d.fault("slow-answer@discovery")
	done := make(chan got, 1)
	go func() { done <- d.ask("GET", "v2.0/.well-known/openid-configuration", nil) }()
	d.clock.AwaitSleeper()
	d.clock.Advance(wire.SlowAnswer)
	d.want(<-done, 200, "")
}

// The package comment lists every fault except the refusals, with the requests it hits when it is not aimed.
func TestDocListsFaults(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "//\t"); ok {
			name, about, _ := strings.Cut(rest, " ")
			lines[name] = strings.TrimSpace(about)
		}
	}
	for _, name := range entra.FaultNames() {
		if strings.HasPrefix(name, "aadsts-") {
			continue // listed in refusals.go
		}
		about, ok := lines[name]
		free := entra.FreeOps(name)
		if !ok {
			t.Errorf("package comment: got no line for %s, want one", name)
			continue
		}
		want := strings.Join(free, " ") + "  "
		if len(free) == len(entra.Ops()) {
			want = "any  "
		}
		if !strings.HasPrefix(about, want) {
			t.Errorf("%s hits %q, but the package comment says %q", name, strings.TrimSpace(want), about)
		}
	}
}
