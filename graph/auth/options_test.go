package auth_test

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
)

func TestNewChecksItsOptions(t *testing.T) {
	good := auth.Options{TenantID: tenantID, ClientID: clientID, Clock: clock.System{}}
	tests := []struct {
		word   string
		change func(*auth.Options)
	}{
		{"clock", func(o *auth.Options) { o.Clock = nil }},
		{"tenant_id", func(o *auth.Options) { o.TenantID = "contoso.example" }},
		{"tenant_id", func(o *auth.Options) { o.TenantID = "common" }},
		{"client_id", func(o *auth.Options) { o.ClientID = "" }},
		{"redirect_port", func(o *auth.Options) { o.RedirectPort = 80 }},
		{"redirect_port", func(o *auth.Options) { o.RedirectPort = 70000 }},
		{"ssh_host", func(o *auth.Options) { o.SSHHost = "-oProxyCommand=x" }},
		{"ssh_host", func(o *auth.Options) { o.SSHHost = "a; rm b" }},
		{"ssh_host", func(o *auth.Options) { o.SSHHost = "x@-y" }},
		{"cloud", func(o *auth.Options) { o.Cloud = 17 }},
		{"authority", func(o *auth.Options) { o.Authority = "https://login.evil.example" }},
		{"authority", func(o *auth.Options) { o.Authority = "http://127.0.0.1:1" }},
		{"authority", func(o *auth.Options) { o.Authority = "https://127.0.0.1.evil.example:1" }},
		{"authority", func(o *auth.Options) { o.Authority = "https://127.0.0.1:1/common" }},
		{"sandbox", func(o *auth.Options) { o.Sandbox = "http://127.0.0.1:1" }},
	}
	for _, tt := range tests {
		o := good
		tt.change(&o)
		if _, err := auth.New(o); err == nil || !strings.Contains(err.Error(), tt.word) {
			t.Errorf("%v, want %q", err, tt.word)
		}
	}
	if _, err := auth.New(auth.Options{Sandbox: "http://sandbox.example", Clock: clock.System{}}); err == nil {
		t.Error("a sandbox may be anywhere")
	}
	for _, authority := range []string{"", "https://127.0.0.1:1", "https://[::1]:1/", "https://localhost:1/" + tenantID} {
		o := good
		o.Authority = authority
		if _, err := auth.New(o); err != nil {
			t.Errorf("%q: %v", authority, err)
		}
	}
}

// A token of a real tenant never goes to this machine, a sandbox's never to Microsoft, and one cloud's not to another.
func TestServes(t *testing.T) {
	of := func(o auth.Options) graph.Tokens {
		o.Clock = clock.System{}
		if o.Sandbox == "" {
			o.TenantID, o.ClientID = tenantID, clientID
		}
		a, err := auth.New(o)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const here = "http://127.0.0.1:1"
	tests := []struct {
		name   string
		tokens graph.Tokens
		cloud  graph.Cloud
		root   string
		want   bool
	}{
		{"real to its cloud", of(auth.Options{Cloud: graph.USGov}), graph.USGov, "", true},
		{"real to another cloud", of(auth.Options{Cloud: graph.USGov}), graph.USGovDoD, "", false},
		{"real to this machine", of(auth.Options{}), graph.Global, here, false},
		{"sandbox to this machine", of(auth.Options{Sandbox: here}), graph.China, here, true},
		{"sandbox to another", of(auth.Options{Sandbox: here}), graph.Global, "http://127.0.0.1:2", false},
		{"sandbox to Microsoft", of(auth.Options{Sandbox: here}), graph.Global, "", false},
		{"override to Microsoft", of(auth.Options{Authority: "https://127.0.0.1:2"}), graph.Global, "", false},
	}
	for _, tt := range tests {
		_, err := graph.New(graph.Config{Tokens: tt.tokens, Clock: clock.System{}, Cloud: tt.cloud, Root: tt.root})
		if (err == nil) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// In each cloud the sign-in goes to that cloud's service and asks for that cloud's Graph, by its address.
func TestClouds(t *testing.T) {
	for cloud, want := range map[graph.Cloud][2]string{
		graph.Global:   {"login.microsoftonline.com", "https://graph.microsoft.com/.default"},
		graph.USGov:    {"login.microsoftonline.us", "https://graph.microsoft.us/.default"},
		graph.USGovDoD: {"login.microsoftonline.us", "https://dod-graph.microsoft.us/.default"},
		graph.China:    {"login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn/.default"},
	} {
		t.Run(cloud.Name(), func(t *testing.T) {
			s := newSTS()
			a := s.signedIn(t, func(o *auth.Options) { o.Authority, o.Cloud = "", cloud })
			if who, _ := a.Identity(); who.Cloud != cloud.Name() || len(who.Scopes) != 1 {
				t.Errorf("%+v", who)
			}
			if _, err := a.Renew(t.Context(), s.tokenOf(t, a), ""); err != nil {
				t.Error(err)
			}
			for _, c := range s.calls {
				if c.host != want[0] {
					t.Errorf("%s was asked", c.host)
				}
				if strings.HasSuffix(c.path, "/token") && !strings.Contains(c.form.Get("scope"), want[1]) {
					t.Errorf("scope %q", c.form.Get("scope"))
				}
			}
		})
	}
}

func TestPortsAndHosts(t *testing.T) {
	seen := map[int]int{}
	for uid := 1000; uid < 1400; uid++ {
		port := auth.WantedPort(auth.Options{UID: uid})
		if port < 20000 || port >= 32000 {
			t.Fatalf("uid %d has port %d", uid, port)
		}
		if other, ok := seen[port]; ok {
			t.Errorf("%d and %d share port %d", uid, other, port)
		}
		seen[port] = uid
	}
	for _, uid := range []int{0, -1, 1 << 31, 65534} {
		if port := auth.WantedPort(auth.Options{UID: uid}); port < 20000 || port >= 32000 ||
			port != auth.WantedPort(auth.Options{UID: uid}) {
			t.Errorf("uid %d has port %d", uid, port)
		}
	}
	if auth.WantedPort(auth.Options{UID: 1000, RedirectPort: 8400}) != 8400 {
		t.Error("the configured port is not asked for")
	}
	tests := []struct {
		host, connection, want string
		guessed                bool
	}{
		{"jump.sandbox.example", "192.0.2.7 1 192.0.2.1 22", "jump.sandbox.example", false},
		{"olga@jump", "", "olga@jump", false},
		{"", "192.0.2.7 50022 192.0.2.1 22", "192.0.2.1", true},
		{"", "192.0.2.7 50022 192.0.2.1 2222", "-p 2222 192.0.2.1", true},
		{"", "2001:db8::7 50022 2001:db8::1 22", "2001:db8::1", true},
		{"", "::ffff:192.0.2.7 50022 ::ffff:192.0.2.1 22", "192.0.2.1", true},
		{"", "", "", false},
		{"", "192.0.2.7 50022 $(reboot) 22", "", false},
		{"", "192.0.2.7 50022 192.0.2.1 22;reboot", "192.0.2.1", true},
		{"", "192.0.2.7 50022 192.0.2.1", "", false},
	}
	for _, tt := range tests {
		got, guessed := auth.SSHTarget(auth.Options{SSHHost: tt.host, SSHConnection: tt.connection})
		if got != tt.want || guessed != tt.guessed {
			t.Errorf("%q and %q give %q, %v", tt.host, tt.connection, got, guessed)
		}
	}
}

// place is a sandbox and its authority on real sockets: the one that tells, and the one with TLS.
func place(t *testing.T, s *sts, change func(map[string]string)) (root string) {
	t.Helper()
	authority := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Host, r.URL.Scheme = r.Host, "https"
		resp, err := s.serve(r)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	authority.Config.ErrorLog = log.New(io.Discard, "", 0)
	authority.StartTLS()
	t.Cleanup(authority.Close)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate().Raw})
	mux := http.NewServeMux()
	home := httptest.NewServer(mux)
	t.Cleanup(home.Close)
	told := map[string]string{
		"graph": home.URL + "/v1.0", "authority": authority.URL, "tenant_id": tenantID, "client_id": clientID,
		"ca_pem": string(ca), "token": "SECRET-WORDS",
	}
	if change != nil {
		change(told)
	}
	mux.HandleFunc("GET /sandbox", func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(told) })
	return home.URL
}

func TestSandboxTellsWhereToSignIn(t *testing.T) {
	s := newSTS()
	a, err := auth.New(auth.Options{Sandbox: place(t, s, nil), Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	s.signIn(t, a)
	s.tokenOf(t, a)
	if who, _ := a.Identity(); who.TenantID != tenantID || who.Cloud != "global" {
		t.Errorf("%+v", who)
	}
	a.SignOut()
}

func TestSandboxThatIsNone(t *testing.T) {
	tests := []struct {
		name   string
		change func(map[string]string)
	}{
		{"no authority", func(m map[string]string) { delete(m, "authority") }},
		{"a far authority", func(m map[string]string) { m["authority"] = "https://login.microsoftonline.com" }},
		{"no tenant", func(m map[string]string) { m["tenant_id"] = "t" }},
		{"a far Graph", func(m map[string]string) { m["graph"] = "https://graph.microsoft.com/v1.0" }},
		{"a bad certificate", func(m map[string]string) { m["ca_pem"] = "rubbish" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSTS()
			a, err := auth.New(auth.Options{Sandbox: place(t, s, tt.change), Clock: clock.System{}})
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = a.DeviceCode(t.Context())
			s.failed(t, err, fault.SignIn, "no Tapdesk sandbox")
		})
	}
	a, err := auth.New(auth.Options{Sandbox: "http://127.0.0.1:1", Clock: clock.System{}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = a.DeviceCode(t.Context())
	newSTS().failed(t, err, fault.Offline, "no Tapdesk sandbox")
}

// A certificate that nobody vouches for ends in its own sentence, not in "check the network".
func TestUntrustedCertificate(t *testing.T) {
	s := newSTS()
	a, err := auth.New(auth.Options{
		Sandbox: place(t, s, func(m map[string]string) { delete(m, "ca_pem") }),
		Clock:   clock.System{}, RootCAs: x509.NewCertPool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = a.DeviceCode(t.Context())
	s.failed(t, err, fault.Offline, "not trusted")
}
