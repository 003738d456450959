package graph_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/signins"
	"tapdesk/state/whatif"
)

// aSignIn is a signIn as Graph's v1.0 writes it; its policies are left out for the operator's role.
func aSignIn(id, at string, code any) map[string]any {
	return map[string]any{
		"id": id, "createdDateTime": at, "userId": annID, "userPrincipalName": "ann@sandbox.example", "appId": "app-1",
		"appDisplayName": "Office 365", "resourceDisplayName": "Microsoft Graph", "clientAppUsed": "Browser",
		"ipAddress":               "192.0.2.7",
		"conditionalAccessStatus": "notApplied", "appliedConditionalAccessPolicies": []any{},
		"riskState": "none", "riskLevelDuringSignIn": "none", "riskDetail": "none",
		"location": map[string]any{"city": "Leeds", "state": "England", "countryOrRegion": "GB"},
		"deviceDetail": map[string]any{"operatingSystem": "Windows10", "browser": "Edge 130", "isCompliant": false,
			"isManaged": nil, "trustType": ""},
		"status": map[string]any{"errorCode": code, "failureReason": "Error validating credentials.",
			"additionalDetails": nil},
	}
}

func TestSignInsAskOnce(t *testing.T) {
	beta := aSignIn("3", "2026-11-21T08:30:00.1234567Z", 50126)
	beta["appDisplayName"] = "Of\u202efice"
	beta["appliedConditionalAccessPolicies"] = []any{map[string]any{
		"displayName": "Offices only", "result": "failure", "enforcedGrantControls": []any{"Block"},
	}}
	beta["authenticationDetails"] = []any{map[string]any{
		"authenticationStepDateTime": "2026-11-21T08:29:59Z", "authenticationMethod": "Password", "succeeded": false,
		"authenticationStepResultDetail": "Invalid password",
	}}
	f := newFake(t, says(200, logPage("", aSignIn("1", "2026-11-21T08:00:00Z", 0), beta)))
	log, err := f.SignIns(t.Context(), key(annID), signins.Short)
	if err != nil {
		t.Fatal(err)
	}
	if len(log.SignIns) != 2 || log.SignIns[0].ID.Wire() != "3" || log.Cut || log.Span() != signins.Short {
		t.Fatalf("got %+v, want the newest of two first, all of a day", log)
	}
	s := log.SignIns[0]
	if s.AppDisplayName != "Of\ufffdfice" || s.Status.ErrorCode != 50126 || s.Location.City != "Leeds" ||
		*s.DeviceDetail.IsCompliant || s.DeviceDetail.IsManaged != nil ||
		s.Policies[0].EnforcedGrantControls[0] != "Block" || s.Steps[0].Result != "Invalid password" {
		t.Errorf("got %+v", s)
	}
	if !log.SignIns[1].Succeeded() || log.SignIns[1].Policies != nil {
		t.Errorf("got %+v, want a success whose policies were not shown", log.SignIns[1])
	}
	requests := f.requests()
	if len(requests) != 1 || requests[0].method != http.MethodGet || !strings.HasPrefix(requests[0].uri,
		"/v1.0/auditLogs/signIns?") {
		t.Fatalf("requests: %+v", requests)
	}
	for name, want := range map[string]string{
		"$filter":  "userId eq '" + annID + "' and createdDateTime ge 2026-11-20T09:00:00Z",
		"$orderby": "createdDateTime desc", "$top": "200",
	} {
		if got := param(t, requests[0].uri, name); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
}

// What makes no sense is never taken for a success: a success would make its country one of the person's own.
func TestSignInsOddOnes(t *testing.T) {
	none, odd := aSignIn("5", "2026-11-21T08:04:00Z", nil), aSignIn("6", "2026-11-21T08:03:00Z", 0)
	delete(none, "status")
	odd["status"] = "failed"
	f := newFake(t, says(200, logPage("", aSignIn("1", "2026-11-21T08:08:00Z", "0"), aSignIn("2",
		"2026-11-21T08:07:00Z", nil),
		aSignIn("3", "2026-11-21T08:06:00Z", "x"), aSignIn("4", "2026-11-21T08:05:00Z", "50126"), none, odd, 7, nil)))
	log, err := f.SignIns(t.Context(), key(annID), signins.Long)
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, s := range log.SignIns {
		got = append(got, s.Status.ErrorCode)
	}
	if want := []int{0, -1, -1, 50126, -1, -1, -1, -1}; !slices.Equal(got, want) {
		t.Errorf("codes %v, want %v", got, want)
	}
}

func TestSignInsCut(t *testing.T) {
	f := newFake(t, says(200, logPage("https://192.0.2.1/next", aSignIn("1", "2026-11-21T08:00:00Z", 0))))
	log, err := f.SignIns(t.Context(), key(annID), signins.Short)
	if err != nil || !log.Cut || len(f.requests()) != 1 {
		t.Errorf("got %+v, %v after %d requests, want one page that is known not to be all", log, err, len(f.requests()))
	}
}

func TestSignInsOfAHostileID(t *testing.T) {
	f := newFake(t, says(200, logPage("")))
	if _, err := f.SignIns(t.Context(), key("x') or (1 eq 1&$top=1"), signins.Short); err != nil {
		t.Fatal(err)
	}
	want := "userId eq 'x'') or (1 eq 1&$top=1' and createdDateTime ge 2026-11-20T09:00:00Z"
	if got := param(t, f.requests()[0].uri, "$filter"); got != want {
		t.Errorf("$filter = %s, want %s", got, want)
	}
}

func TestSignInsDenied(t *testing.T) {
	for _, c := range []struct{ code, message, hint string }{
		{"Authentication_RequestFromNonPremiumTenantOrB2CTenant",
			"Neither tenant is B2C or tenant doesn't have premium license",
			"the tenant seems to lack the licence Entra ID P1, without which Graph does not show this"},
		{"Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles",
			"your role seems to be missing: you need one of " +
				"Reports Reader, Security Reader, Security Operator, Security Administrator, Global Reader"},
		{"Authentication_MSGraphPermissionMissing",
			"Calling principal does not have required MSGraph permissions AuditLog.Read.All",
			"the app seems to lack the scope AuditLog.Read.All"},
		{"", "", "Graph does not say which of these is missing: " +
			"the scope AuditLog.Read.All, a role such as Reports Reader, or the licence Entra ID P1"},
	} {
		f := newFake(t, says(403, errorBody(c.code, c.message)))
		_, err := f.SignIns(t.Context(), key(annID), signins.Short)
		if denied := wantFault(t, err, fault.Denied); denied.Hint != c.hint {
			t.Errorf("%s: hint %q, want %q", c.code, denied.Hint, c.hint)
		}
	}
}

// TestDeniedInEveryCloud checks that each of licence, role and scope is told in its own words, also of the registration
// report and of the simulation, and that nothing is claimed of a scope in a cloud for which Microsoft does not list it.
func TestDeniedInEveryCloud(t *testing.T) {
	const doubt = "; Microsoft lists the scope for its worldwide cloud, and whether %s has it is not known"
	reads := []struct {
		scope string
		read  func(*fake) error
	}{
		{"AuditLog.Read.All", func(f *fake) error {
			_, err := f.SignIns(t.Context(), key(annID), signins.Short)
			return err
		}},
		{"AuditLog.Read.All", func(f *fake) error {
			_, err := f.Registration(t.Context(), key(annID))
			return err
		}},
		{"Policy.Read.ConditionalAccess", func(f *fake) error {
			_, err := f.Simulate(t.Context(), key(annID), whatif.Inputs{})
			return err
		}},
	}
	for cloud, title := range map[graph.Cloud]string{graph.Global: "", graph.USGov: "GCC High", graph.USGovDoD: "DoD"} {
		want := ""
		if title != "" {
			want = fmt.Sprintf(doubt, title)
		}
		for _, r := range reads {
			for code, hint := range map[string]struct{ begin, end string }{
				"Authentication_RequestFromNonPremiumTenantOrB2CTenant": {"the tenant seems to lack the licence Entra ID P1",
					"does not show this"},
				"Authentication_RequestFromUnsupportedUserRole": {"your role seems to be missing: you need one of ", ""},
				"Authentication_MSGraphPermissionMissing":       {"the app seems to lack the scope " + r.scope, r.scope + want},
				"": {"Graph does not say which of these is missing: the scope " + r.scope, want},
			} {
				f := newFakeWith(t, says(403, errorBody(code, "x")), graph.Config{Cloud: cloud})
				got := wantFault(t, r.read(f), fault.Denied).Hint
				if !strings.HasPrefix(got, hint.begin) || !strings.HasSuffix(got, hint.end) ||
					title == "" && strings.Contains(got, "not known") {
					t.Errorf("%s, %s, %q: got the hint %q, want %q... %q", cloud, r.scope, code, got, hint.begin, hint.end)
				}
			}
		}
	}
}

func TestSignInsShareTheThrottle(t *testing.T) {
	f := newFake(t, says(200, logPage("")))
	for range 3 {
		if _, err := f.SignIns(t.Context(), key(annID), signins.Short); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := f.Audit(t.Context(), key(annID), start); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.SignIns(t.Context(), key(annID), signins.Short)
	tooSoon := wantFault(t, err, fault.Throttled)
	if want := start.Add(10 * time.Second); !tooSoon.WaitUntil.Equal(want) || len(f.requests()) != 5 {
		t.Errorf("wait until %v after %d requests, want %v after 5", tooSoon.WaitUntil, len(f.requests()), want)
	}
}
