package entra_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// The JSON line keeps its fields, and gains more once there is a token service.
func TestAttachAuthority(t *testing.T) {
	tenant, err := sandbox.New(sandbox.Options{People: 10})
	if err != nil {
		t.Fatal(err)
	}
	r := &desk{t: t, Tenant: tenant}
	before := r.want(r.call("GET", "/sandbox", ""), 200, "").body
	for _, name := range []string{"authority", "client_id", "ca_pem"} {
		if _, ok := before[name]; ok {
			t.Errorf("got %s without a token service, want none", name)
		}
	}
	r.want(r.call("POST", "/sandbox/approve", `{"user_code":"X"}`), 404, "")
	a, err := sandbox.NewAuthority(tenant)
	if err != nil {
		t.Fatal(err)
	}
	r.SetAuthority("https://127.0.0.1:9443/", a.CAPEM())
	var at sandbox.Attach
	if err := json.Unmarshal([]byte(r.want(r.call("GET", "/sandbox", ""), 200, "").raw), &at); err != nil {
		t.Fatal(err)
	}
	if at.Authority != "https://127.0.0.1:9443/"+wire.TenantID || at.ClientID != entra.ClientID ||
		at.TenantID != wire.TenantID || at.CAPEM != string(a.CAPEM()) || at.Token == "" {
		t.Errorf("got %+v, want the token service's address, ids and certificate", at)
	}
	if strings.Contains(at.ClientID, "token") || !wire.IsGUID(at.ClientID) || !wire.IsGUID(at.TenantID) {
		t.Errorf("got client %s, tenant %s; want GUIDs", at.ClientID, at.TenantID)
	}
}

func TestControlApprove(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	user, device := d.begin()
	g := d.want(d.call("POST", "/sandbox/approve", `{"user_code":" `+strings.ToLower(user)+`","as":"reader"}`), 200, "")
	if g.text("user_code") != user || g.text("answer") != "approved" {
		t.Errorf("got %s, want code %s approved", g.raw, user)
	}
	if id := claimsOf(t, d.want(d.poll(device), 200, "").text("id_token")); id["oid"] != castID("reader") {
		t.Errorf("got %v, want reader's id token", id)
	}
	user, device = d.begin()
	d.want(d.call("POST", "/sandbox/approve", `{"user_code":"`+user+`","decline":true}`), 200, "")
	d.wantRefusal(d.poll(device), 400, "authorization_declined", 0)
	for body, field := range map[string]string{
		`{"user_code":"` + user + `"}`: "user_code", `{"user_code":""}`: "user_code", `{"user_code":"X","as":"nobody"}`: "as",
		`{"code":"X"}`: "body",
	} {
		if g := d.call("POST", "/sandbox/approve", body); g.status != 400 || g.text("field") != field {
			t.Errorf("%s: got %d %s, want 400 for %s", body, g.status, g.raw, field)
		}
	}

	mine := d.enter("")
	d.want(d.call("POST", "/sandbox/revoke", `{"user":"operator"}`), 200, "")
	d.wantRefusal(d.renew(mine), 400, "invalid_grant", 50173)
	d.want(d.call("POST", "/sandbox/revoke", `{"user":"nobody"}`), 400, "")
	d.want(d.call("POST", "/sandbox/roles", `{"user":"operator","roles":["Global Reader"]}`), 200, "")
	if wids := claimsOf(t, d.enter("").text("id_token"))["wids"].([]any); len(wids) != 1 ||
		wids[0] != session.RoleGlobalReader {
		t.Errorf("got wids %v, want Global Reader", wids)
	}
	d.want(d.call("POST", "/sandbox/roles", `{"user":"operator","roles":["King"]}`), 400, "")
	const fault = `"aadsts-53003@token:2"`
	if g := d.call("POST", "/sandbox/faults", `{"fault":`+fault+`}`); !strings.Contains(g.raw, fault) {
		t.Errorf("got %s, want it to list %s", g.raw, fault)
	}
}

// The page on which a person enters the code accepts only its own form.
func TestDevicePage(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	g := d.want(d.ask("GET", "/devicelogin", nil, "Sec-Fetch-Site", "none"), 200, "")
	if !strings.Contains(g.raw, `name="user_code"`) ||
		!strings.Contains(g.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("got %v %s, want the form and its policy", g.header, g.raw)
	}
	user, device := d.begin()
	fields := url.Values{"user_code": {user}, "answer": {"approve"}}
	for _, headers := range [][]string{
		nil, {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", deskHost, "Sec-Fetch-Site", "cross-site"},
	} {
		d.want(d.ask("POST", "/devicelogin", fields, headers...), 403, "")
	}
	d.want(d.ask("POST", "/devicelogin", fields, "Host", "evil.example", "Origin", "https://evil.example"), 421, "")
	d.want(d.ask("PUT", "/devicelogin", nil), 405, "")
	own := []string{"Origin", deskHost, "Sec-Fetch-Site", "same-origin"}
	g = d.ask("POST", "/devicelogin", url.Values{"user_code": {"<b>"}}, own...)
	if !strings.Contains(g.raw, "unknown") || strings.Contains(g.raw, "<b>") {
		t.Errorf("got %s, want the code refused and escaped", g.raw)
	}
	d.wantRefusal(d.poll(device), 400, "authorization_pending", 70016)
	d.want(d.ask("POST", "/devicelogin", fields, own...), 200, "")
	d.want(d.poll(device), 200, "")
	user, device = d.begin()
	d.want(d.ask("POST", "/devicelogin", url.Values{"user_code": {user}, "answer": {"decline"}}, own...), 200, "")
	d.wantRefusal(d.poll(device), 400, "authorization_declined", 0)
}

// The certificate is valid only for the three loopback names, on any clock of this century.
func TestCertificate(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	block, rest := pem.Decode(d.a.CAPEM())
	if block == nil || len(rest) != 0 {
		t.Fatal("got no or several blocks in CAPEM, want one")
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(d.a.CAPEM()) {
		t.Fatal("got no certificate in CAPEM")
	}
	config := d.a.TLSConfig()
	if config.MinVersion < tls.VersionTLS12 {
		t.Errorf("got TLS version %x, want 1.2 or later", config.MinVersion)
	}
	leaf, err := x509.ParseCertificate(config.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	times := []time.Time{
		start, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2098, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for name, good := range map[string]bool{
		"127.0.0.1": true, "::1": true, "localhost": true, "127.0.0.2": false, "login.microsoftonline.com": false,
		"graph.microsoft.com": false,
	} {
		for _, at := range times {
			_, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: pool, CurrentTime: at})
			if (err == nil) != good {
				t.Errorf("%s at %s: got error %v, want valid %v", name, at, err, good)
			}
		}
	}
	other, err := sandbox.NewAuthority(d.Tenant)
	if err != nil {
		t.Fatal(err)
	}
	if string(other.CAPEM()) == string(d.a.CAPEM()) {
		t.Error("second authority: got the certificate of the first, want its own")
	}
	// The authority's constraints hold even for someone who has its key.
	ca, err := x509.ParseCertificate(block.Bytes)
	if err != nil || !ca.PermittedDNSDomainsCritical || len(ca.PermittedDNSDomains) != 1 ||
		len(ca.PermittedIPRanges) != 2 {
		t.Errorf("got %+v, %v; want an authority for loopback names only", ca, err)
	}
}

// Over TLS, with HTTP/1 and 2: only a client with the certificate is served, and a fault drops the connection.
func TestServe(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- entra.Serve(ctx, l, d.a) }()
	address := "https://" + l.Addr().String() + "/" + wire.TenantID + "/v2.0/.well-known/openid-configuration"
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(d.a.CAPEM())
	for _, two := range []bool{false, true} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: two}
		response, err := transport.RoundTrip(httptest.NewRequest("GET", address, nil))
		if err != nil || response.StatusCode != 200 || (response.ProtoMajor == 2) != two {
			t.Fatalf("got %v, error %v, want 200 over HTTP/2: %t", response, err, two)
		}
		response.Body.Close()
		transport.CloseIdleConnections()
		d.fault("network-drop@discovery")
		if response, err := transport.RoundTrip(httptest.NewRequest("GET", address, nil)); err == nil {
			t.Errorf("got %d, want a dropped connection", response.StatusCode)
		}
		transport.CloseIdleConnections()
	}
	strangers := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool()}}
	if _, err := strangers.RoundTrip(httptest.NewRequest("GET", address, nil)); err == nil {
		t.Error("client that does not trust the certificate: got an answer, want none")
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: got error %v, want none", err)
	}
	open, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Skip("cannot listen on all interfaces: ", err)
	}
	if err := entra.Serve(t.Context(), open, d.a); err == nil || !strings.Contains(err.Error(), "loopback") {
		t.Errorf("Serve on all interfaces: got error %v, want a refusal", err)
	}
}
