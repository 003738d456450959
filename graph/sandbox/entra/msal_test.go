package entra_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	msalerrors "github.com/AzureAD/microsoft-authentication-library-for-go/apps/errors"
	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/clock"
)

// These tests drive the token service with MSAL as the console does: tenant-GUID authority, CP1, one scope, own client.

var oneScope = []string{graphResource + ".default"}

func newMSAL(t *testing.T, authority string, transport http.RoundTripper) public.Client {
	t.Helper()
	c, err := public.New(entra.ClientID, public.WithAuthority(authority+"/"+wire.TenantID),
		public.WithInstanceDiscovery(false),
		public.WithHTTPClient(&http.Client{Transport: transport, Timeout: 30 * time.Second}),
		public.WithClientCapabilities([]string{"CP1"}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newBubble is a desk on the bubble's own clock, and MSAL in process.
func newBubble(t *testing.T, o sandbox.Options) (*desk, public.Client) {
	t.Helper()
	o.Clock = clock.System{}
	d := newDesk(t, o)
	return d, newMSAL(t, deskHost, sandbox.InProcess(d.a))
}

// graph asks Graph for /me, in process.
func (d *desk) graph(token string) *http.Response {
	d.t.Helper()
	r, _ := http.NewRequest("GET", "http://127.0.0.1/v1.0/me", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := sandbox.InProcess(d.Tenant).RoundTrip(r)
	if err != nil {
		d.t.Fatal(err)
	}
	return response
}

func (d *desk) signIn(c public.Client) public.AuthResult {
	d.t.Helper()
	d.a.AutoApprove(10 * time.Second)
	code, err := c.AcquireTokenByDeviceCode(d.t.Context(), oneScope)
	if err != nil {
		d.t.Fatal(err)
	}
	result, err := code.AuthenticationResult(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return result
}

// Over real TLS, with a certificate that nobody but the test trusts: device code, browser and pasted address.
func TestMSALOverTLS(t *testing.T) {
	tenant, err := sandbox.New(sandbox.Options{People: 10})
	if err != nil {
		t.Fatal(err)
	}
	a, err := sandbox.NewAuthority(tenant)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- entra.Serve(ctx, l, a) }()
	root := "https://" + l.Addr().String()
	tenant.SetAuthority(root, a.CAPEM())

	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(tenant.Attach("http://127.0.0.1:1").CAPEM))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true}
	c := newMSAL(t, root, transport)
	if got := tenant.Attach("http://127.0.0.1:1").Authority; got != root+"/"+wire.TenantID {
		t.Errorf("authority %s", got)
	}

	code, err := c.AcquireTokenByDeviceCode(ctx, oneScope)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Approve(code.Result.UserCode, "reader"); err != nil {
		t.Fatal(err)
	}
	r, err := code.AuthenticationResult(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r.IDToken.Oid != castID("reader") || r.IDToken.TenantID != wire.TenantID ||
		r.Account.HomeAccountID != castID("reader")+"."+wire.TenantID ||
		r.Account.PreferredUsername != "reader@sandbox.example" || len(r.GrantedScopes) < 10 {
		t.Errorf("%+v", r.Account)
	}

	visit := func(address string) error {
		landing, err := a.Browse(address)
		if err != nil {
			return err
		}
		go landing.Visit(ctx, nil)
		return nil
	}
	r, err = c.AcquireTokenInteractive(ctx, oneScope, public.WithOpenURL(visit),
		public.WithLoginHint("global-admin@sandbox.example"))
	if err != nil || r.IDToken.Oid != castID("global-admin") {
		t.Fatal(r.IDToken.PreferredUsername, err)
	}

	address, err := c.AuthCodeURL(ctx, entra.ClientID, deskReturn, append(oneScope, "openid", "profile", "offline_access"))
	if err != nil {
		t.Fatal(err)
	}
	address += "&state=mine&code_challenge_method=S256&code_challenge=" + challengeOf(verifier)
	response, err := (&http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	pasted, err := response.Location()
	if err != nil || pasted.Query().Get("state") != "mine" {
		t.Fatal(pasted, err)
	}
	r, err = c.AcquireTokenByAuthCode(ctx, pasted.Query().Get("code"), deskReturn, oneScope,
		public.WithChallenge(verifier))
	if err != nil || r.IDToken.Oid != castID("operator") {
		t.Fatal(r.IDToken.PreferredUsername, err)
	}
	if _, err := (&http.Client{}).Get(root); err == nil {
		t.Error("whoever does not trust the certificate is served")
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// Ten hours of a shift: expiry, a challenge, a proactive refresh that fails, a revocation. Time is the bubble's.
func TestMSALShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := newBubble(t, sandbox.Options{})
		began := time.Now()
		r := d.signIn(c)
		if waited := time.Since(began); waited < 10*time.Second || waited > 16*time.Second {
			t.Errorf("signed in after %s", waited)
		}
		silent := func(o ...public.AcquireSilentOption) (public.AuthResult, error) {
			return c.AcquireTokenSilent(t.Context(), oneScope, append(o, public.WithSilentAccount(r.Account))...)
		}
		for range 60 {
			time.Sleep(10 * time.Minute)
			fresh, err := silent()
			if err != nil {
				t.Fatal(err)
			}
			if response := d.graph(fresh.AccessToken); response.StatusCode != 200 {
				t.Fatalf("%s: %d", time.Since(began), response.StatusCode)
			}
		}
		refreshes := 0
		for _, q := range d.a.Requests() {
			if q.Op == "refresh" {
				refreshes++
			}
		}
		if refreshes < 9 || refreshes > 11 {
			t.Errorf("%d refreshes in ten hours", refreshes)
		}

		d.fault("claims-challenge")
		now, err := silent()
		if err != nil {
			t.Fatal(err)
		}
		response := d.graph(now.AccessToken)
		ask := challenged(t, got{status: response.StatusCode, header: response.Header})
		now, err = silent(public.WithClaims(ask))
		if err != nil || d.graph(now.AccessToken).StatusCode != 200 {
			t.Fatal(err)
		}
		if again, err := silent(public.WithClaims("{}")); err != nil || again.AccessToken == now.AccessToken {
			t.Error("no new token by force", err)
		}

		d.a.SetLifetime(2*time.Hour, time.Hour)
		now, _ = silent(public.WithClaims("{}"))
		time.Sleep(61 * time.Minute)
		d.fault("unavailable-503@refresh")
		if kept, err := silent(); err == nil || kept.AccessToken != now.AccessToken {
			t.Errorf("a proactive refresh that failed: %v", err)
		}

		d.Revoke("operator")
		if response := d.graph(now.AccessToken); response.StatusCode != 401 {
			t.Errorf("a revoked token: %d", response.StatusCode)
		}
		if _, err := silent(public.WithClaims(ask)); number(err) != 50173 {
			t.Errorf("a revoked refresh token: %v", err)
		}
		if response := d.graph(d.signIn(c).AccessToken); response.StatusCode != 200 {
			t.Errorf("after a new sign-in: %d", response.StatusCode)
		}
	})
}

// number is the AADSTS number that an error of MSAL's holds, as the console is to find it (msal.md 1.8); -1 is no
// refusal.
func number(err error) int {
	var call msalerrors.CallErr
	if !errors.As(err, &call) {
		return -1
	}
	body, _ := io.ReadAll(call.Resp.Body)
	if len(body) == 0 {
		// A poll's body was read by MSAL, and stands in the text.
		if _, after, ok := strings.Cut(err.Error(), ":\n{"); ok {
			body = []byte("{" + after)
		}
	}
	var refusal struct {
		Codes []int `json:"error_codes"`
	}
	if json.Unmarshal(body, &refusal) != nil || len(refusal.Codes) == 0 {
		return -1
	}
	return refusal.Codes[0]
}

// Every row of the error table, wherever it can be asked for, comes out of MSAL with its number; afterwards all is
// well.
func TestMSALErrorTable(t *testing.T) {
	for _, code := range entra.RefusalCodes {
		name := "aadsts-" + strconv.Itoa(code)
		for _, aim := range entra.FaultOps(name) {
			t.Run(name+"@"+aim, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d, c := newBubble(t, sandbox.Options{})
					var account public.Account
					if aim == "refresh" {
						account = d.signIn(c).Account
					}
					d.fault(name + "@" + aim)
					if found := d.meet(c, aim, account); found != code && !(code == 70016 && found == 0) {
						t.Errorf("found %d", found)
					}
					if armed := d.Armed(); len(armed) != 0 {
						t.Errorf("still armed: %v", armed)
					}
					if r := d.signIn(c); r.AccessToken == "" {
						t.Error("no token afterwards")
					}
				})
			})
		}
	}
}

// meet does what meets a fault aimed there, and returns the AADSTS number that comes of it; 0 is success.
func (d *desk) meet(c public.Client, aim string, account public.Account) int {
	d.t.Helper()
	d.a.AutoApprove(0)
	var err error
	switch aim {
	case "devicecode":
		_, err = c.AcquireTokenByDeviceCode(d.t.Context(), oneScope)
	case "token":
		code, e := c.AcquireTokenByDeviceCode(d.t.Context(), oneScope)
		if e != nil {
			d.t.Fatal(e)
		}
		_, err = code.AuthenticationResult(d.t.Context())
	case "refresh":
		_, err = c.AcquireTokenSilent(d.t.Context(), oneScope, public.WithSilentAccount(account), public.WithClaims("{}"))
	case "authorize":
		landing, e := d.browse(authorizeForm())
		if e != nil {
			d.t.Fatal(e)
		}
		return landed(landing)
	}
	if err == nil {
		return 0
	}
	return number(err)
}

// The network drops while the device code is polled: asking again on the same code goes on (msal.md 1.3).
func TestMSALResumesAfterDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := newBubble(t, sandbox.Options{})
		code, err := c.AcquireTokenByDeviceCode(t.Context(), oneScope)
		if err != nil {
			t.Fatal(err)
		}
		d.fault("network-drop@token")
		if _, err := code.AuthenticationResult(t.Context()); err == nil || number(err) != -1 {
			t.Fatalf("%v", err)
		}
		d.fault("slow-down:2")
		d.fault("aadsts-70016:2")
		if err := d.a.Approve(code.Result.UserCode, ""); err != nil {
			t.Fatal(err)
		}
		if r, err := code.AuthenticationResult(t.Context()); err != nil || r.IDToken.Oid != castID("operator") {
			t.Error(err)
		}
	})
}

// Nobody enters the code: MSAL gives up when it is over.
func TestMSALCodeExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := newBubble(t, sandbox.Options{})
		began := time.Now()
		code, err := c.AcquireTokenByDeviceCode(t.Context(), oneScope)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = code.AuthenticationResult(t.Context()); err == nil || time.Since(began) < 14*time.Minute ||
			time.Since(began) > 16*time.Minute {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// Faults that MSAL, or the reader of its answer, has to find.
func TestMSALOddAnswers(t *testing.T) {
	for _, tt := range []struct {
		spec  string
		check func(public.AuthResult, error) bool
	}{
		{"wrong-tid", func(r public.AuthResult, err error) bool {
			return err == nil && r.IDToken.TenantID == wire.GUID("another tenant")
		}},
		{"declined-scope", func(_ public.AuthResult, err error) bool {
			return err != nil && strings.Contains(err.Error(), "declined scopes are present")
		}},
		{"no-wids", func(r public.AuthResult, err error) bool { return err == nil && !strings.Contains(raw(r), "wids") }},
		{"slow-down", func(r public.AuthResult, err error) bool { return err == nil && strings.Contains(raw(r), "wids") }},
		{"malformed-answer", func(_ public.AuthResult, err error) bool {
			return err != nil && strings.Contains(err.Error(), "refresh.") // the leak that the console must not print
		}},
		{"declined", func(_ public.AuthResult, err error) bool {
			return err != nil && strings.Contains(err.Error(), "authorization_declined")
		}},
		{"access-denied", func(_ public.AuthResult, err error) bool {
			return err != nil && strings.Contains(err.Error(), "access_denied")
		}},
		{"bad-code", func(_ public.AuthResult, err error) bool {
			return err != nil && strings.Contains(err.Error(), "bad_verification_code")
		}},
		{"html-body@token", func(_ public.AuthResult, err error) bool {
			return err != nil &&
				strings.Contains(err.Error(), "502")
		}},
		{"cut-answer@token", func(_ public.AuthResult, err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
		{"lost-answer@token", func(_ public.AuthResult, err error) bool {
			return strings.Contains(err.Error(), "closed before an answer")
		}},
		{"slow-answer@token", func(_ public.AuthResult, err error) bool { return err == nil }},
		{"throttle-fraction@token", func(_ public.AuthResult, err error) bool { return number(err) == 90055 }},
	} {
		t.Run(tt.spec, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, c := newBubble(t, sandbox.Options{Faults: []string{tt.spec}})
				d.a.AutoApprove(0)
				code, err := c.AcquireTokenByDeviceCode(t.Context(), oneScope)
				if err != nil {
					t.Fatal(err)
				}
				r, err := code.AuthenticationResult(t.Context())
				if !tt.check(r, err) {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

// raw is the payload of the id token, whose wids MSAL drops.
func raw(r public.AuthResult) string {
	parts := strings.Split(r.IDToken.RawToken, ".")
	if len(parts) < 2 {
		return ""
	}
	b, _ := base64.RawURLEncoding.DecodeString(parts[1])
	return string(b)
}
