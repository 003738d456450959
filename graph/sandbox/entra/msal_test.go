package entra_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
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

// These tests use MSAL as the console does: an authority with the tenant's id, CP1, one scope, an HTTP client of its
// own.

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

// newBubble returns a desk on the synctest bubble's clock, and MSAL in process.
func newBubble(t *testing.T, o sandbox.Options) (*desk, public.Client) {
	t.Helper()
	o.Clock = clock.System{}
	d := newDesk(t, o)
	return d, newMSAL(t, deskHost, sandbox.InProcess(d.a))
}

// graph reads /me from Graph, in process.
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

// Over real TLS, with a certificate that only the test trusts: device code, browser and pasted address.
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
		t.Errorf("authority: got %s, want it at %s", got, root)
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
		t.Errorf("got account %+v, want reader's", r.Account)
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
		t.Fatalf("got %s, %v; want global-admin", r.IDToken.PreferredUsername, err)
	}

	address, err := c.AuthCodeURL(ctx, entra.ClientID, deskReturn, append(oneScope, "openid", "profile", "offline_access"))
	if err != nil {
		t.Fatal(err)
	}
	address += "&state=mine&code_challenge_method=S256&code_challenge=" + challengeOf(verifier)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := (&http.Client{Transport: transport, CheckRedirect: stay}).Get(address)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	pasted, err := response.Location()
	if err != nil || pasted.Query().Get("state") != "mine" {
		t.Fatalf("got %v, %v; want the redirect address with the state", pasted, err)
	}
	r, err = c.AcquireTokenByAuthCode(ctx, pasted.Query().Get("code"), deskReturn, oneScope,
		public.WithChallenge(verifier))
	if err != nil || r.IDToken.Oid != castID("operator") {
		t.Fatalf("got %s, %v; want operator", r.IDToken.PreferredUsername, err)
	}
	if _, err := (&http.Client{}).Get(root); err == nil {
		t.Error("client that does not trust the certificate: got an answer, want none")
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: got error %v, want none", err)
	}
}

// A shift of ten hours: expiry, a challenge, a proactive refresh that fails, a revocation. Time is the bubble's.
func TestMSALShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := newBubble(t, sandbox.Options{})
		began := time.Now()
		r := d.signIn(c)
		if waited := time.Since(began); waited < 10*time.Second || waited > 16*time.Second {
			t.Errorf("got a sign-in after %s, want it after 10 to 16 s", waited)
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
				t.Fatalf("after %s: got %d, want 200", time.Since(began), response.StatusCode)
			}
		}
		refreshes := 0
		for _, q := range d.a.Requests() {
			if q.Op == "refresh" {
				refreshes++
			}
		}
		if refreshes < 9 || refreshes > 11 {
			t.Errorf("got %d refreshes in ten hours, want about 10", refreshes)
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
			t.Fatalf("got error %v or a refused token, want the challenge met", err)
		}
		if again, err := silent(public.WithClaims("{}")); err != nil || again.AccessToken == now.AccessToken {
			t.Errorf("got the same token or error %v, want a new token", err)
		}

		d.a.SetLifetime(2*time.Hour, time.Hour)
		now, _ = silent(public.WithClaims("{}"))
		time.Sleep(61 * time.Minute)
		d.fault("unavailable-503@refresh")
		if kept, err := silent(); err == nil || kept.AccessToken != now.AccessToken {
			t.Errorf("a failed proactive refresh: got error %v, want an error and the old token", err)
		}

		d.Revoke("operator")
		if response := d.graph(now.AccessToken); response.StatusCode != 401 {
			t.Errorf("a revoked token: got %d, want 401", response.StatusCode)
		}
		if _, err := silent(public.WithClaims(ask)); number(err) != 50173 {
			t.Errorf("a revoked refresh token: got %v, want AADSTS50173", err)
		}
		if response := d.graph(d.signIn(c).AccessToken); response.StatusCode != 200 {
			t.Errorf("after a new sign-in: got %d, want 200", response.StatusCode)
		}
	})
}

// number returns the AADSTS number in an error of MSAL's, found as the console does, or -1 if there is none.
func number(err error) int {
	var call msalerrors.CallErr
	if !errors.As(err, &call) {
		return -1
	}
	body, _ := io.ReadAll(call.Resp.Body)
	if len(body) == 0 {
		// MSAL has read the body of a poll and put it in the text.
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

// Nobody enters the code: MSAL gives up when it expires.
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
			t.Errorf("got %v after %s, want an error after 15 minutes", err, time.Since(began))
		}
	})
}
