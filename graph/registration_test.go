package graph_test

import (
	"slices"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// TestRegistration reads what the report has of a person, of which any part may be malformed.
func TestRegistration(t *testing.T) {
	f := newFake(t, sequence(
		says(200, `{"methodsRegistered":["mobilePhone","hardwareOneTimePasscode"],"defaultMfaMethod":"sms\u202e",
			"isPasswordlessCapable":false,"lastUpdatedDateTime":"2026-11-21T08:00:00Z"}`),
		says(200, `{"methodsRegistered":7,"isPasswordlessCapable":"maybe","lastUpdatedDateTime":"soon"}`),
		says(404, errorBody("ResourceNotFound", "x")),
	))
	r, err := f.Registration(t.Context(), key(annID))
	if err != nil || !r.Hardware(nil) || r.Default != "sms\ufffd" || r.Passwordless == nil || *r.Passwordless ||
		!r.Updated.Equal(start.Add(-time.Hour)) || r.ReadAt.IsZero() {
		t.Errorf("got %+v, %v; want a hardware token, the default, not passwordless, of 08:00", r, err)
	}
	if uri := f.requests()[0].uri; uri != "/v1.0/reports/authenticationMethods/userRegistrationDetails/"+annID {
		t.Errorf("asked %s", uri)
	}
	r, err = f.Registration(t.Context(), key(annID))
	if err != nil || len(r.Methods) != 0 || r.Default != "" || r.Passwordless != nil || !r.Updated.IsZero() {
		t.Errorf("got %+v, %v; want nothing of a malformed report", r, err)
	}
	_, err = f.Registration(t.Context(), key(annID))
	wantFault(t, err, fault.NotFound)
	_, err = f.Registration(t.Context(), text.Key{})
	wantFault(t, err, fault.Refused)
}

// TestSandboxRegistration reads the sandbox's report.
func TestSandboxRegistration(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	r, err := d.Registration(t.Context(), d.id("sms-only"))
	if err != nil || r.Default != "sms" || !slices.Contains(r.Methods, "mobilePhone") || *r.Passwordless {
		t.Errorf("got %+v, %v; want a mobile phone as the default, and not passwordless", r, err)
	}
	d.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Premium = false })
	_, err = d.Registration(t.Context(), d.id("sms-only"))
	wantFault(t, err, fault.Denied)
}
