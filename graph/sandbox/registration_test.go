package sandbox

import (
	"net/http"
	"slices"
	"testing"
)

// What the registration report says of the cast.
func TestRegistrationDetails(t *testing.T) {
	const path = "/reports/authenticationMethods/userRegistrationDetails"
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleNone })
	for _, tt := range []struct {
		name, factor        string
		methods             []any
		multi, passwordless bool
	}{
		{"ordinary", "push", []any{"microsoftAuthenticatorPush", "mobilePhone"}, true, false},
		{"sms-only", "sms", []any{"mobilePhone"}, true, false},
		{"used-pass", "none", []any{"passKeyDeviceBound"}, true, true},
		{"usable-pass", "push", []any{"microsoftAuthenticatorPush", "temporaryAccessPass"}, true, false},
		{"bare", "none", []any{}, false, false},
	} {
		g := r.want(r.get(path+"/"+castID(tt.name)), http.StatusOK, "")
		if got := g.body["methodsRegistered"].([]any); !slices.Equal(got, tt.methods) {
			t.Errorf("%s: got methods %v, want %v", tt.name, got, tt.methods)
		}
		if g.body["defaultMfaMethod"] != tt.factor || g.body["isMfaCapable"] != tt.multi ||
			g.body["isPasswordlessCapable"] != tt.passwordless {
			t.Errorf("%s: got %s, want default %s, multifactor %t, passwordless %t", tt.name, g.raw, tt.factor, tt.multi,
				tt.passwordless)
		}
	}
	// v1.0 hides hardware OATH among the methods; the report does not.
	r.want(r.call("POST", "/sandbox/register", `{"user":"bare","type":"hardwareoath"}`), http.StatusCreated, "")
	got := r.get(path + "/" + castID("bare")).body["methodsRegistered"].([]any)
	if !slices.Equal(got, []any{"hardwareOneTimePasscode"}) {
		t.Errorf("got methods %v, want the hardware token", got)
	}
	filter := func(f string) int {
		return len(r.want(r.get(path+"?$filter="+f), http.StatusOK, "").value())
	}
	if got := filter("userPrincipalName%20eq%20'sms-only@sandbox.example'"); got != 1 {
		t.Errorf("by UPN: got %d rows, want 1", got)
	}
	if got := filter("isPasswordlessCapable%20eq%20true"); got < 3 || got >= len(cast) {
		t.Errorf("passwordless: got %d rows, want some", got)
	}
	r.want(r.get(path+"/nobody"), http.StatusNotFound, "")
	r.want(newRig(t, Options{Roles: []string{"Authentication Administrator"}}).get(path+"/"+castID("bare")),
		http.StatusForbidden, "Authentication_RequestFromUnsupportedUserRole")
}
