package entra_test

import (
	"encoding/base64"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// Every row of the error table, wherever it can be aimed, comes out of MSAL with its number, and the next sign-in
// works.
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
						t.Errorf("got AADSTS%d, want %d", found, code)
					}
					if armed := d.Armed(); len(armed) != 0 {
						t.Errorf("got %v still armed, want none", armed)
					}
					if r := d.signIn(c); r.AccessToken == "" {
						t.Error("afterwards: got no token, want one")
					}
				})
			})
		}
	}
}

// meet makes the request at which the fault is aimed, and returns the AADSTS number of the error, or 0 for success.
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

// If the network drops during polling, a new call with the same code continues.
func TestMSALResumesAfterDrop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := newBubble(t, sandbox.Options{})
		code, err := c.AcquireTokenByDeviceCode(t.Context(), oneScope)
		if err != nil {
			t.Fatal(err)
		}
		d.fault("network-drop@token")
		if _, err := code.AuthenticationResult(t.Context()); err == nil || number(err) != -1 {
			t.Fatalf("got %v, want an error of the network", err)
		}
		d.fault("slow-down:2")
		d.fault("aadsts-70016:2")
		if err := d.a.Approve(code.Result.UserCode, ""); err != nil {
			t.Fatal(err)
		}
		if r, err := code.AuthenticationResult(t.Context()); err != nil || r.IDToken.Oid != castID("operator") {
			t.Errorf("got %v or another person, want operator signed in", err)
		}
	})
}

// Faults that MSAL, or the reader of its answer, must notice.
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
			return err != nil && strings.Contains(err.Error(), "502")
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
					t.Errorf("got %+v, %v; want what %s causes", r.IDToken, err, tt.spec)
				}
			})
		})
	}
}

// raw returns the payload of the id token; MSAL drops its wids.
func raw(r public.AuthResult) string {
	parts := strings.Split(r.IDToken.RawToken, ".")
	if len(parts) < 2 {
		return ""
	}
	b, _ := base64.RawURLEncoding.DecodeString(parts[1])
	return string(b)
}
