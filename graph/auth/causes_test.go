package auth_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"tapdesk/graph/auth"
	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// told is one fault of the token service, and what the operator is told about it.
type told struct {
	faults   string
	happened string
	code     string
	way      session.Way
	admin    string // a part of it; empty for none
}

// byBoth are the refusals of a token, whatever the way to it. Each is provoked in the sandbox's own token service.
var byBoth = []told{
	{"aadsts-53003", "Conditional Access blocked", "AADSTS53003", session.ByBrowser, "sign-in log"},
	{"aadsts-530031", "Microsoft's list does not say what this code stands for", "AADSTS530031", session.Again,
		"login.microsoftonline.com/error"},
	{"aadsts-530032", "a security policy of the tenant", "AADSTS530032", session.Blocked, "security policies"},
	{"aadsts-530033", "Microsoft's list does not say what this code stands for", "AADSTS530033", session.Again,
		"login.microsoftonline.com/error"},
	{"aadsts-530034", "its home tenant marks it as risky", "AADSTS530034", session.Blocked, "home tenant"},
	{"aadsts-53011", "its home tenant marks it as risky", "AADSTS53011", session.Blocked, "home tenant"},
	{"aadsts-530035", "security defaults", "AADSTS530035", session.Blocked, "security defaults"},
	{"aadsts-530003", "registered or compliant device", "AADSTS530003", session.ByBrowser, "enrolled"},
	{"aadsts-50129", "registered or compliant device", "AADSTS50129", session.ByBrowser, "enrolled"},
	{"aadsts-50131", "state of the device, for suspicious activity", "AADSTS50131", session.ByBrowser, "sign-in log"},
	{"aadsts-53002", "only approved apps", "AADSTS53002", session.Blocked, "approved client app"},
	{"aadsts-135011", "device you signed in on is disabled", "AADSTS135011", session.Again, "disabled"},
	{"aadsts-50072", "multi-factor authentication is needed", "AADSTS50072", session.Again, "second factor"},
	{"aadsts-50074", "multi-factor authentication is needed", "AADSTS50074", session.Again, "second factor"},
	{"aadsts-50078", "multi-factor authentication has expired", "AADSTS50078", session.Again, "policy"},
	{"aadsts-50088", "no more calls and texts", "AADSTS50088", session.Later, ""},
	{"aadsts-500121", "second factor was declined, or not answered in time", "AADSTS500121", session.Again, "fraud"},
	{"aadsts-53004", "blocked because of risk", "AADSTS53004", session.Blocked, "risk"},
	{"aadsts-53010", "not allowed from this place or device", "AADSTS53010", session.Again, "security info"},
	{"aadsts-54009", "not allowed for your account", "AADSTS54009", session.Blocked, "classification"},
	{"aadsts-130500", "does not allow the method", "AADSTS130500", session.Again, "phone"},
	{"aadsts-135016", "does not allow the method", "AADSTS135016", session.Again, "passkeys"},
	{"aadsts-50140", "whether to stay signed in", "AADSTS50140", session.Again, ""},
	{"aadsts-50058", "nobody is signed in on the page", "AADSTS50058", session.Again, ""},
	{"aadsts-9002327", "single-page application", "AADSTS9002327", session.Blocked, "Mobile and desktop"},
	{"aadsts-90099", "not authorised in this tenant for administrators of a partner", "AADSTS90099", session.Blocked,
		"Partner Center"},
	{"aadsts-90072", "never added to this one", "AADSTS90072", session.Again, "external user"},
	{"aadsts-16000", "not in the tenant", "AADSTS16000", session.Again, "tenant_id"},
	{"aadsts-50053", "locked after too many tries, or this network is blocked", "AADSTS50053", session.Later,
		"smart lockout"},
	{"aadsts-50055", "password has expired", "AADSTS50055", session.Again, ""},
	{"aadsts-50144", "password has expired", "AADSTS50144", session.Again, ""},
	{"aadsts-50056", "no password", "AADSTS50056", session.Again, ""},
	{"aadsts-500571", "disabled", "AADSTS500571", session.Blocked, "blocked"},
	{"aadsts-50125", "password reset", "AADSTS50125", session.Again, ""},
	{"aadsts-50126", "was wrong", "AADSTS50126", session.Again, ""},
	{"aadsts-50132", "your session has ended", "AADSTS50132", session.Again, ""},
	{"aadsts-50133", "your session has ended", "AADSTS50133", session.Again, ""},
	{"aadsts-50135", "change your password first", "AADSTS50135", session.Again, "risk"},
	{"aadsts-50137", "change your password first", "AADSTS50137", session.Again, "policy"},
	{"aadsts-50142", "change your password first", "AADSTS50142", session.Again, "policy"},
	{"aadsts-130502", "does not let you use a Temporary Access Pass", "AADSTS130502", session.Again, "policy"},
	{"aadsts-130503", "Pass was wrong", "AADSTS130503", session.Again, ""},
	{"aadsts-130504", "Pass has expired", "AADSTS130504", session.Again, ""},
	{"aadsts-130505", "used before", "AADSTS130505", session.Again, ""},
	{"aadsts-130506", "page of a browser", "AADSTS130506", session.ByBrowser, ""},
	{"aadsts-130507", "no Temporary Access Pass was found", "AADSTS130507", session.Again, ""},
	{"aadsts-65001", "nobody has consented", "AADSTS65001", session.Blocked, "admin consent"},
	{"aadsts-900000", "for a reason Tapdesk does not know", "AADSTS900000", session.Again, "look up the code"},
	{"aadsts-530034 codes-as-text", "its home tenant marks it as risky", "AADSTS530034", session.Blocked,
		"home tenant"},
	{"aadsts-530034 codes-left-out", "its home tenant marks it as risky", "AADSTS530034", session.Blocked,
		"home tenant"},
}

// byBrowserAlone are the refusals that only a browser sign-in can meet.
var byBrowserAlone = []told{
	{"aadsts-7000218", "as one of the platform Web", "AADSTS7000218", session.Blocked,
		"remove http://localhost from Web"},
	{"given-up", "cancelled on the page, or the app needs an administrator's approval", "access_denied", session.Again,
		"admin consent"},
	{"aadsts-530034@authorize", "its home tenant marks it as risky", "AADSTS530034", session.Blocked, "home tenant"},
	{"aadsts-900000@authorize", "for a reason Tapdesk does not know", "AADSTS900000", session.Again,
		"look up the code"},
	{"aadsts-65004@authorize", "consent was declined", "AADSTS65004", session.Again, "admin consent"},
	{"proxy-407", "a proxy on the way to 127.0.0.1:4433 asks for a user name and a password (407)", "", session.Again,
		""},
}

// byCodeAlone are the refusals that only a device code can meet.
var byCodeAlone = []told{
	{"aadsts-7000218", "does not allow device code", "AADSTS7000218", session.ByBrowser, "Allow public client flows"},
	{"declined", "declined in the browser", "authorization_declined", session.Again, ""},
	{"access-denied", "declined in the browser", "access_denied", session.Again, ""},
	{"aadsts-70020", "the code has expired", "AADSTS70020", session.Again, ""},
}

// tokenService is a session at a sandbox's token service, with faults armed.
func tokenService(t *testing.T, faults string, at string) (*auth.Session, *entra.Authority) {
	t.Helper()
	specs := strings.Fields(faults)
	for i, spec := range specs {
		if !strings.Contains(spec, "@") && spec != "given-up" {
			specs[i] += at
		}
	}
	tenant, err := sandbox.New(sandbox.Options{People: 1, Faults: specs})
	if err != nil {
		t.Fatal(err)
	}
	authority, err := sandbox.NewAuthority(tenant)
	if err != nil {
		t.Fatal(err)
	}
	s, err := auth.New(auth.Options{
		TenantID: tenantID, ClientID: clientID, Authority: "https://127.0.0.1:4433",
		Transport: sandbox.InProcess(authority),
		Clock:     clock.System{}, RedirectPort: free(t), PasteBack: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, authority
}

// is checks what an operator is told.
func (want told) is(t *testing.T, err error) {
	t.Helper()
	f := session.FailureOf(err)
	if f == nil {
		t.Fatalf("%s: %v, want a failure", want.faults, err)
	}
	if !strings.Contains(f.Happened, want.happened) || f.Code != want.code || f.Way != want.way ||
		(want.admin == "") != (f.Admin == "") || !strings.Contains(f.Admin, want.admin) || f.Operator == "" {
		t.Errorf("%s: told %q, %q, administrator %q, code %q, way %d; want %q, administrator %q, code %q, way %d",
			want.faults,
			f.Happened, f.Operator, f.Admin, f.Code, f.Way, want.happened, want.admin, want.code, want.way)
	}
	if strings.Contains(fmt.Sprint(err), "somebody else has seen your code") && !strings.Contains(want.happened,
		"declined in the browser") {
		t.Errorf("%s: %v", want.faults, err)
	}
}

func TestToldByBrowser(t *testing.T) {
	for _, want := range append(byBoth, byBrowserAlone...) {
		s, authority := tokenService(t, want.faults, "@token")
		show, wait, err := s.Browser(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		landing, err := authority.Browse(show.URL)
		if err != nil {
			t.Fatalf("%s: %v", want.faults, err)
		}
		if landing.Method != http.MethodPost {
			t.Errorf("%s: the page answers by %s", want.faults, landing.Method)
		}
		if err := landing.Visit(t.Context(), nil); err != nil {
			t.Fatalf("%s: %v", want.faults, err)
		}
		want.is(t, wait(t.Context()))
	}
}

func TestToldByPaste(t *testing.T) {
	for _, want := range append(byBoth, byBrowserAlone...) {
		s, authority := tokenService(t, want.faults, "@token")
		show, finish, err := s.PasteBack(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		landing, err := authority.Browse(show.URL)
		if err != nil {
			t.Fatalf("%s: %v", want.faults, err)
		}
		want.is(t, finish(t.Context(), landing.URL))
	}
}

func TestToldByDeviceCode(t *testing.T) {
	for _, want := range append(byBoth, byCodeAlone...) {
		s, authority := tokenService(t, want.faults, "@token")
		code, wait, err := s.DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := authority.Approve(code.UserCode, ""); err != nil {
			t.Fatal(err)
		}
		want.is(t, wait(t.Context()))
	}
}

// A proxy that answers the polls is reported while the code waits, until the service answers again.
func TestToldWhilePolling(t *testing.T) {
	s, authority := tokenService(t, "proxy-407", "@token")
	code, wait, err := s.DeviceCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- wait(t.Context()) }()
	until := func(what string, done func(f *session.Failure) bool) {
		for !done(code.Trouble()) {
			if t.Context().Err() != nil {
				t.Fatalf("never %s", what)
			}
		}
	}
	until("told of the proxy", func(f *session.Failure) bool {
		return f != nil && strings.Contains(f.Happened, "asks for a user name and a password (407)") && fault.Is(f,
			fault.Offline)
	})
	until("told that it is over", func(f *session.Failure) bool { return f == nil })
	if err := authority.Approve(code.UserCode, ""); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// A service that asks to wait says how long.
func TestToldHowLong(t *testing.T) {
	s, authority := tokenService(t, "throttle-whole", "@token")
	show, wait, err := s.Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	landing, err := authority.Browse(show.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := landing.Visit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	f := session.FailureOf(wait(t.Context()))
	if f == nil || f.Operator != "wait 2 s, then try again" || f.Way != session.Later || f.Fault.WaitUntil.IsZero() {
		t.Errorf("told %+v, want to wait 2 s", f)
	}
}

// The operator is told what keeps them from the sign-in service, with the host.
func TestToldWhatIsInTheWay(t *testing.T) {
	leaf := &x509.Certificate{}
	leaf.Issuer.Organization = []string{"Inspection Ltd"}
	untrusted := &tls.CertificateVerificationError{
		UnverifiedCertificates: []*x509.Certificate{leaf}, Err: x509.UnknownAuthorityError{},
	}
	for want, err := range map[string]error{
		"not reached: DNS does not know the name of 127.0.0.1:4433":      &net.DNSError{IsNotFound: true},
		"not reached: 127.0.0.1:4433 refused the connection":             syscall.ECONNREFUSED,
		"not trusted on this machine (issued by Inspection Ltd)":         untrusted,
		"not reached: there was no answer from 127.0.0.1:4433":           errors.New("SECRET-WORDS"),
		"not reached: 127.0.0.1:4433 closed the connection before its":   io.ErrUnexpectedEOF,
		"not reached: 127.0.0.1:4433 did not answer in time":             context.DeadlineExceeded,
		"not reached: this machine has no route to 127.0.0.1:4433":       syscall.ENETUNREACH,
		"not reached: DNS did not answer in time for the name of 127.0.": &net.DNSError{IsTimeout: true},
	} {
		s := newSTS()
		a := s.open(t, onPort(free(t)), func(o *auth.Options) {
			o.Transport = transport(func(*http.Request) (*http.Response, error) { return nil, err })
		})
		_, _, failed := a.DeviceCode(t.Context())
		s.failed(t, failed, fault.Offline, want)
		_, _, failed = a.Browser(t.Context())
		s.failed(t, failed, fault.Offline, want)
	}
}
