package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// signIns returns the path of a GET /auditLogs/signIns with options in pairs.
func signIns(options ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(options); i += 2 {
		q.Set(options[i], options[i+1])
	}
	return "/auditLogs/signIns?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

func of(name string) string { return "userId eq '" + castID(name) + "'" }

func errorCode(v map[string]any) int {
	return int(v["status"].(map[string]any)["errorCode"].(float64))
}

func country(v map[string]any) any { return v["location"].(map[string]any)["countryOrRegion"] }

// The newest entries tell each story.
func TestEachHistoryTellsItsStory(t *testing.T) {
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleNone })
	for _, tt := range []struct {
		name   string
		code   int
		times  int
		reason string
		from   string
	}{
		{"mistyper", 50126, 6, "Error validating credentials", "GB"},
		{"smart-locked", 50053, 3, "too many times", "GB"},
		{"risky-address", 50053, 3, "malicious activity", "GB"},
		{"ca-blocked", 53003, 3, "blocked by Conditional Access", "FR"},
		{"unmanaged-device", 53000, 2, "not compliant", "GB"},
		{"expired-password", 50055, 3, "expired password", "GB"},
		{"declined-mfa", 500121, 2, "strong authentication", "GB"},
		{"registration-blocked", 53010, 2, "specific locations or devices", "GB"},
		{"attacked", 50126, 14, "Error validating credentials", "NZ"},
		{"disabled", 50057, 2, "disabled", "GB"},
		{"sms-only", 0, 1, "", "GB"},
		{"restricted-unit", 0, 1, "", "GB"},
	} {
		v := r.want(r.get(signIns("$filter", of(tt.name))), http.StatusOK, "").value()
		n := slices.IndexFunc(v, func(s map[string]any) bool { return errorCode(s) != tt.code })
		if tt.code != 0 && n != tt.times || len(v) == 0 || errorCode(v[0]) != tt.code {
			t.Errorf("%s: got %d entries of %d at the top, want %d; %v", tt.name, n, tt.code, tt.times, v)
			continue
		}
		if reason := v[0]["status"].(map[string]any)["failureReason"].(string); !strings.Contains(reason, tt.reason) {
			t.Errorf("%s: got reason %q, want %q in it", tt.name, reason, tt.reason)
		}
		if got := country(v[0]); got != tt.from {
			t.Errorf("%s: got country %v, want %s", tt.name, got, tt.from)
		}
		if got := slices.ContainsFunc(v,
			func(s map[string]any) bool { return errorCode(s) == 0 && country(s) == tt.from }); got != (tt.name != "attacked") {
			t.Errorf("%s: a success from %s: got %t, want %t", tt.name, tt.from, got, !got)
		}
	}
	for _, name := range neverSignedIn {
		if v := r.get(signIns("$filter", of(name))).value(); len(v) != 0 {
			t.Errorf("%s: got %d entries, want none", name, len(v))
		}
	}
}

func TestSignInQueries(t *testing.T) {
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleNone })
	for _, tt := range []struct {
		filter string
		want   int
	}{
		{of("mistyper"), 12},
		{"userPrincipalName eq 'mistyper@sandbox.example'", 12},
		{"userPrincipalName eq 'MISTYPER@sandbox.example'", 12},
		{"startsWith(userPrincipalName,'mistyp')", 12},
		{of("mistyper") + " and createdDateTime ge 2026-11-21T12:00:00Z", 4},
		{of("mistyper") + " and createdDateTime lt 2026-11-20T12:00:00Z", 5},
		{of("mistyper") + " and status/errorCode eq 50126", 6},
		{of("mistyper") + " and status/errorCode ne 0", 7},
		{of("mistyper") + " and not startsWith(deviceDetail/operatingSystem,'Windows')", 2},
		{of("mistyper") + " and location/countryOrRegion eq 'FR'", 0},
		{"userId eq 'nobody'", 0},
	} {
		if got := len(r.want(r.get(signIns("$filter", tt.filter)), http.StatusOK, "").value()); got != tt.want {
			t.Errorf("%s: got %d entries, want %d", tt.filter, got, tt.want)
		}
	}
	for _, bad := range []string{"surname eq 'x'", "userId", "contains(userId,'x')", "createdDateTime ge yesterday"} {
		r.want(r.get(signIns("$filter", bad)), http.StatusBadRequest, "")
	}
	r.want(r.get(signIns("$orderby", "userId")), http.StatusBadRequest, "")
	asked := signIns("$filter", of("attacked"), "$orderby", "createdDateTime asc", "$top", "7")
	var times []string
	for page := 0; asked != ""; page++ {
		g := r.want(r.get(asked), http.StatusOK, "")
		for _, v := range g.value() {
			times = append(times, v["createdDateTime"].(string))
		}
		asked = g.text("@odata.nextLink")
		if page > 5 {
			t.Fatal("got more than 6 pages, want 20 entries on 3")
		}
	}
	if len(times) != 20 || !slices.IsSorted(times) {
		t.Errorf("got %d entries over the pages, sorted %t; want 20 in order", len(times), slices.IsSorted(times))
	}
	v := r.get(signIns("$filter", of("attacked"))).value()
	if first, last := v[0]["createdDateTime"], v[len(v)-1]["createdDateTime"]; first.(string) < last.(string) {
		t.Errorf("got %v first and %v last, want the newest first", first, last)
	}
	one := r.want(r.get("/auditLogs/signIns/"+v[0]["id"].(string)), http.StatusOK, "")
	if one.text("userId") != castID("attacked") {
		t.Errorf("by id: got %s, want one of attacked", one.raw)
	}
	r.want(r.get("/auditLogs/signIns/nothing"), http.StatusNotFound, "")
	if quiet := r.get("/beta" + signIns("$filter",
		of("attacked")+" and signInEventTypes/any(t: t eq 'nonInteractiveUser')")).value(); len(quiet) != 4 {
		t.Errorf("got %d sign-ins that were not interactive, want 4", len(quiet))
	}
}

// A sign-in appears after the lag and disappears after the retention.
func TestSignInLagAndRetention(t *testing.T) {
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) {
		s.Throttles, s.SignInLag, s.Retention = ThrottleNone, 3*time.Minute, 7*24*time.Hour
	})
	before := len(r.get(signIns("$filter", of("ordinary"))).value())
	r.signIn("ordinary", "anything")
	for _, tt := range []struct {
		advance time.Duration
		want    int
	}{{0, before}, {3*time.Minute - time.Second, before}, {time.Second, before + 1}, {140 * time.Hour, 3},
		{29 * time.Hour, 0}} {
		r.Advance(tt.advance)
		if got := len(r.get(signIns("$filter", of("ordinary"))).value()); got != tt.want {
			t.Errorf("after another %s: got %d entries, want %d", tt.advance, got, tt.want)
		}
	}
}

// The log's entry for a sign-in with a pass.
func TestPassSignInsAreLogged(t *testing.T) {
	r := newRig(t, Options{})
	r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleNone })
	newest := func() map[string]any {
		r.Advance(2 * time.Minute)
		return r.get("/beta" + signIns("$filter", of("ordinary"), "$top", "1")).value()[0]
	}
	code := r.issue("ordinary", `{"isUsableOnce":true,"lifetimeInMinutes":60}`).text("temporaryAccessPass")
	for _, step := range []struct {
		what, pass string
		advance    time.Duration
		want       int
	}{
		{"wrong", "something else", 0, 130503}, {"right", code, 0, 0}, {"used", code, 0, 130505},
		{"expired", code, time.Hour, 130504},
	} {
		r.Advance(step.advance)
		r.call("POST", "/sandbox/signin",
			fmt.Sprintf(`{"user":"ordinary","pass":%q,"country":"IE","system":"Android 16"}`, step.pass))
		v := newest()
		if errorCode(v) != step.want || country(v) != "IE" ||
			v["deviceDetail"].(map[string]any)["operatingSystem"] != "Android 16" {
			t.Errorf("%s: got %v, want code %d from Android in IE", step.what, v, step.want)
		}
		if details := v["authenticationDetails"].([]any); len(details) != 0 {
			t.Errorf("%s: got details %v with the entry, want them later", step.what, details)
		}
	}
	r.Advance(2 * time.Minute)
	details := newest()["authenticationDetails"].([]any)
	if len(details) != 1 || details[0].(map[string]any)["authenticationMethod"] != "Temporary Access Pass" {
		t.Errorf("got details %v, want one row of the pass", details)
	}
	if strings.Contains(r.get("/beta"+signIns()).raw, code) {
		t.Error("log: got the pass in it, want it nowhere")
	}
}

// Who cannot read the log, and what is left out for whom.
func TestSignInRights(t *testing.T) {
	const path = "/auditLogs/signIns?$top=1"
	for _, tt := range []struct {
		name    string
		options Options
		premium bool
		status  int
		code    string
	}{
		{"no scope", Options{Scopes: []string{"User.Read.All"}}, true, 403, "Authentication_MSGraphPermissionMissing"},
		{"no licence", Options{}, false, 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
		{"no role", Options{Roles: []string{"Authentication Administrator"}}, true, 403,
			"Authentication_RequestFromUnsupportedUserRole"},
		{"Reports Reader", Options{Roles: []string{"Reports Reader"}}, true, 200, ""},
		{"Security Operator", Options{Roles: []string{"Security Operator"}}, true, 200, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, tt.options)
			r.ChangeSettings(func(s *Settings) { s.Premium = tt.premium })
			r.want(r.get(path), tt.status, tt.code)
		})
	}
	shown := func(o Options) bool {
		r := newRig(t, o)
		v := r.want(r.get(signIns("$filter", of("ca-blocked"))), http.StatusOK, "").value()
		_, ok := v[0]["appliedConditionalAccessPolicies"]
		return ok
	}
	if !shown(Options{}) {
		t.Error("Global Reader with the scope: got no policies, want them")
	}
	if shown(Options{Roles: []string{"Reports Reader"}}) || shown(Options{Scopes: []string{"AuditLog.Read.All"}}) {
		t.Error("without the role or the scope: got policies, want none")
	}
	r := newRig(t, Options{})
	for path, want := range map[string]bool{path: false, "/beta" + path: true} {
		if _, got := r.get(path).value()[0]["authenticationDetails"]; got != want {
			t.Errorf("%s has authenticationDetails: got %t, want %t", path, got, want)
		}
	}
}

// The documented limits that each setting enforces.
func TestThrottles(t *testing.T) {
	const log, audit = "/auditLogs/signIns?$top=1", "/auditLogs/directoryAudits?$top=1"
	risk := "/identityProtection/riskyUsers/" + castID("disabled")
	activity := person("ordinary") + "?$select=signInActivity"
	scopes := append(slices.Clone(sectionScopes), "IdentityRiskyUser.Read.All")
	for _, tt := range []struct {
		on       Throttles
		requests []string
		want     []int
		retry    string
	}{
		{ThrottleNone, []string{log, log, log, log, log, log}, []int{200, 200, 200, 200, 200, 200}, ""},
		{ThrottleReports, []string{log, audit, log, audit, log, audit}, []int{200, 200, 200, 200, 200, 429}, "10"},
		{ThrottleReports, []string{methods("ordinary"), log, log, log, log, log}, []int{200, 200, 200, 200, 200, 200}, ""},
		{ThrottleReports, []string{risk, risk}, []int{200, 200}, ""},
		{ThrottleAll, []string{methods("ordinary"), passes("ordinary"), log, log, log, log},
			[]int{200, 200, 200, 200, 200, 429}, "10"},
		{ThrottleAll, []string{risk, risk}, []int{200, 429}, ""},
		{ThrottleAll, slices.Repeat([]string{activity}, 11), append(slices.Repeat([]int{200}, 10), 429), "60"},
	} {
		r := newRig(t, Options{Scopes: scopes})
		r.ChangeSettings(func(s *Settings) { s.Throttles = tt.on })
		for i, path := range tt.requests {
			g := r.get(path)
			if g.status != tt.want[i] {
				t.Errorf("%s, request %d, %s: got %d, want %d", tt.on, i, path, g.status, tt.want[i])
			}
			if g.status == 429 && g.header.Get("Retry-After") != tt.retry {
				t.Errorf("%s, %s: got Retry-After %q, want %q", tt.on, path, g.header.Get("Retry-After"), tt.retry)
			}
		}
		r.Advance(time.Minute)
		r.want(r.get(tt.requests[len(tt.requests)-1]), http.StatusOK, "")
	}
}

// Each part of a $batch counts.
func TestThrottleCountsParts(t *testing.T) {
	r := newRig(t, Options{})
	var parts []string
	for i := range 6 {
		parts = append(parts, fmt.Sprintf(`{"id":"%d","method":"GET","url":"/auditLogs/signIns?$top=1"}`, i))
	}
	answered := map[int]int{}
	for _, part := range r.batch(`{"requests":[` + strings.Join(parts, ",") + `]}`) {
		answered[part.status]++
	}
	if answered[200] != 5 || answered[429] != 1 {
		t.Errorf("got %v, want 200 five times and 429 once", answered)
	}
}

// The control call that changes the tenant's settings.
func TestSettingsControl(t *testing.T) {
	r := newRig(t, Options{})
	g := r.want(r.call("POST", "/sandbox/settings", `{"premium":false,"sign_in_lag":"5m","throttles":"all"}`),
		http.StatusOK, "")
	if g.body["premium"] != false || g.text("sign_in_lag") != "5m0s" || g.text("throttles") != "all" ||
		g.text("retention") != "720h0m0s" {
		t.Errorf("got %s, want the settings as sent, and 720 hours of retention", g.raw)
	}
	for _, body := range []string{
		`{"sign_in_lag":"soon"}`, `{"retention":"-1h"}`, `{"throttles":"some"}`, `{"licence":true}`,
	} {
		r.want(r.call("POST", "/sandbox/settings", body), http.StatusBadRequest, "")
	}
}

// Members of a restricted management administrative unit are out of everyone's reach.
func TestRestrictedUnit(t *testing.T) {
	r := newRig(t, Options{})
	if got := r.get(person("restricted-unit") +
		"?$select=isManagementRestricted").body["isManagementRestricted"]; got != true {
		t.Errorf("isManagementRestricted: got %v, want true", got)
	}
	r.want(r.call("POST", passes("restricted-unit"), "{}"), http.StatusForbidden, "accessDenied")
	r.want(r.call("POST", passes("restricted-unit"), "{}", r.as("global-admin")...), http.StatusForbidden, "accessDenied")
	r.want(r.get(passes("restricted-unit")), http.StatusOK, "")
}
