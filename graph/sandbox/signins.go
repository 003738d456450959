package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// signIn is one entry in the sign-in log.
type signIn struct {
	id      string
	at      time.Time
	user    *user
	code    int    // AADSTS number; 0 is success
	details string // status/additionalDetails
	reason  string // status/failureReason, "" for the code's own
	app     application
	from    place
	device  device
	// policies are the Conditional Access policies that decided, by name.
	policies []appliedPolicy
	risk     string // riskLevelDuringSignIn; "" is none
	steps    []signInStep
	quiet    bool // not interactive
}

// application is what a person signs in to.
type application struct{ id, name string }

// Applications. Their ids are Microsoft's and the same in every tenant.
var (
	appOffice    = application{"4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome"}
	appTeams     = application{"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"}
	appMySignIns = application{"19db86c3-b2b9-44cc-b339-36da233a3be2", "My Signins"}
)

// place is where a sign-in comes from.
type place struct{ ip, city, state, country string }

// device is what a person signs in on.
type device struct {
	name, system, browser string
	managed               bool // and compliant
}

// appliedPolicy is the result of one policy at a sign-in.
type appliedPolicy struct {
	name, result string
	controls     []string
}

// signInStep is one row of beta's authenticationDetails.
type signInStep struct {
	method, detail, result string
	succeeded              bool
}

// failureReasons are Microsoft's texts. Those for the 1305xx codes are ours: no source has them.
var failureReasons = map[int]string{
	0:     "Other.",
	50053: failureLocked,
	50055: "Invalid password, entered expired password.",
	50057: "The user account is disabled.",
	50126: "Error validating credentials due to invalid username or password.",
	50140: "This occurred due to 'Keep me signed in' interrupt when the user was signing in.",
	53000: "Device is not in required device state: {state}. Conditional Access policy requires a compliant device, " +
		"and the device is not compliant.",
	53003: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
	53010: "Cannot configure multi-factor authentication methods because the organization requires this information to " +
		"be set from specific locations or devices.",
	500121: "Authentication failed during strong authentication request.",
	130502: "Temporary Access Pass sign in was blocked due to User Credential Policy.",
	130503: "Your Temporary Access Pass is incorrect. If you don't know your pass, contact your administrator.",
	130504: "Your Temporary Access Pass has expired.",
	130505: "Your Temporary Access Pass has already been used.",
	130507: "The Access Pass wasn't found or wasn't verified for the user.",
}

// The two meanings of 50053, which only their texts tell apart.
const (
	failureLocked  = "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
	failureAddress = "Sign-in was blocked because it came from an IP address with malicious activity."
)

// maxSignIns bounds the log; when it is full, the oldest half is dropped.
const maxSignIns = 4096

// logSignIn appends an entry, which appears after the tenant's lag. It needs t.mu, except in New.
func (t *Tenant) logSignIn(s *signIn) {
	if len(t.logs.signIns) >= maxSignIns {
		t.logs.signIns = append(t.logs.signIns[:0], t.logs.signIns[maxSignIns/2:]...)
	}
	s.id = wire.RandomGUID()
	t.logs.signIns = append(t.logs.signIns, s)
}

// passCodes are the codes logged for sign-ins with a pass. 130507 for a pass that is not valid yet is
// invented.
var passCodes = map[string]int{
	reasonEnabled: 0, reasonDisabled: 130502, reasonWrong: 130503, reasonExpired: 130504, reasonUsed: 130505,
	reasonFuture: 130507, reasonAccountDisabled: 50057,
}

// logPass logs the result of a person's sign-in with a pass. An unknown person leaves no entry. It needs t.mu.
func (t *Tenant) logPass(u *user, reason string, at time.Time, from place, on device) {
	if u == nil {
		return
	}
	code := passCodes[reason]
	s := failed(code, appMySignIns, from, on)
	s.user, s.at = u, at
	s.steps = []signInStep{{methodPass, "", failureReasons[code], code == 0}}
	if code == 0 {
		s.steps[0].result = "Correct pass"
		s.policies = []appliedPolicy{{policyMFA, "success", []string{"Mfa"}}}
	}
	t.logSignIn(&s)
}

// rolesReports are the roles that can read reports. Authentication Administrator is not among them.
var rolesReports = append([]string{session.RoleSecurityOperator}, rolesAudit...)

// listSignIns answers GET /auditLogs/signIns, newest first: only interactive sign-ins, unless a beta request names the
// others. (Beta's answer without a filter, also only interactive ones, is as documented.)
func (t *Tenant) listSignIns(x *exchange) *wire.Answer {
	if refused := t.reportReader(x); refused != nil {
		return refused
	}
	quiet := x.beta && strings.Contains(strings.ToLower(x.option("$filter")), "signineventtypes")
	return t.answerReport(x, odata.SignIns, "auditLogs/signIns", func() []any {
		var out []any
		for _, s := range slices.Backward(t.logs.signIns) {
			if t.shows(x, s) && (quiet || !s.quiet) {
				out = append(out, t.signInObject(x, s))
			}
		}
		return out
	})
}

// shows reports whether the entry has appeared in the log and not yet expired. It needs t.mu.
func (t *Tenant) shows(x *exchange, s *signIn) bool {
	age := x.now.Sub(s.at)
	return age >= t.settings.SignInLag && age <= t.settings.Retention
}

// getSignIn answers one entry.
func (t *Tenant) getSignIn(x *exchange) *wire.Answer {
	if refused := t.reportReader(x); refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.logs.signIns {
		if s.id == x.route.last && t.shows(x, s) {
			out := t.signInObject(x, s)
			out["@odata.context"] = x.context("auditLogs/signIns/$entity")
			return wire.JSON(http.StatusOK, out)
		}
	}
	return x.noSuchUser(x.route.last)
}

// signInObject returns an entry as JSON. It needs t.mu.
func (t *Tenant) signInObject(x *exchange, s *signIn) map[string]any {
	risk, state := "none", "none"
	if s.risk != "" {
		risk, state = s.risk, "atRisk"
	}
	out := map[string]any{
		"id": s.id, "createdDateTime": seconds(s.at), "userId": s.user.id, "userDisplayName": s.user.displayName,
		"userPrincipalName": strings.ToLower(s.user.upn), "appId": s.app.id, "appDisplayName": s.app.name,
		"resourceId": s.app.id, "resourceDisplayName": s.app.name, "ipAddress": s.from.ip, "clientAppUsed": "Browser",
		"correlationId": wire.GUID("correlation/" + s.id), "isInteractive": !s.quiet, "conditionalAccessStatus": s.access(),
		"riskState": state, "riskLevelDuringSignIn": risk,
		"riskLevelAggregated": risk, "riskDetail": "none", "riskEventTypes_v2": []any{}, "riskEventTypes": []any{},
		"status": map[string]any{
			"errorCode": s.code, "failureReason": cmp.Or(s.reason, failureReasons[s.code]),
			"additionalDetails": orNull(s.details),
		},
		"location": s.from.object(), "deviceDetail": s.device.object(),
	}
	if x.readsPolicies() {
		applied := []any{}
		for _, p := range s.policies {
			applied = append(applied, map[string]any{
				"id": wire.GUID("policy/" + p.name), "displayName": p.name, "result": p.result,
				"enforcedGrantControls": p.controls, "enforcedSessionControls": []any{},
			})
		}
		out["appliedConditionalAccessPolicies"] = applied
	}
	if x.beta {
		s.betaOnly(out, x.now.Sub(s.at) < 2*t.settings.SignInLag)
	}
	return out
}

// betaOnly adds what only beta has. The first row of authenticationDetails comes later than the entry.
func (s *signIn) betaOnly(out map[string]any, fresh bool) {
	details := []any{}
	for i, step := range s.steps {
		if i == 0 && fresh {
			continue
		}
		details = append(details, map[string]any{
			"authenticationStepDateTime": seconds(s.at), "authenticationMethod": step.method,
			"authenticationMethodDetail": orNull(step.detail), "succeeded": step.succeeded,
			"authenticationStepResultDetail": step.result, "authenticationStepRequirement": "",
		})
	}
	kind := "interactiveUser"
	if s.quiet {
		kind = "nonInteractiveUser"
	}
	requirement := "singleFactorAuthentication"
	if len(s.steps) > 1 || len(s.steps) == 1 && s.steps[0].method == methodPass {
		requirement = "multiFactorAuthentication"
	}
	out["signInEventTypes"] = []any{kind}
	out["authenticationDetails"], out["authenticationRequirement"] = details, requirement
	out["networkLocationDetails"], out["isThroughGlobalSecureAccess"] = []any{}, false
	out["originalTransferMethod"], out["authenticationProtocol"] = "none", "none"
}

// access returns conditionalAccessStatus. A wrong credential is refused before the policies apply.
func (s *signIn) access() string {
	status := "notApplied"
	for _, p := range s.policies {
		switch p.result {
		case "failure":
			return "failure"
		case "success":
			status = "success"
		}
	}
	return status
}

func (p place) object() map[string]any {
	return map[string]any{
		"city": orNull(p.city), "state": orNull(p.state), "countryOrRegion": orNull(p.country),
		"geoCoordinates": map[string]any{"altitude": nil, "latitude": nil, "longitude": nil},
	}
}

func (d device) object() map[string]any {
	id, trust := "", ""
	if d.managed {
		id, trust = wire.GUID("device/"+d.name), "Hybrid Azure AD joined"
	}
	return map[string]any{
		"deviceId": id, "displayName": d.name, "operatingSystem": d.system, "browser": d.browser, "isCompliant": d.managed,
		"isManaged": d.managed, "trustType": trust,
	}
}

// orNull returns a string, or null for an empty one.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// rolesPolicies can see which Conditional Access policies were applied, and ask which would be.
var rolesPolicies = []string{
	session.RoleGlobalReader, session.RoleSecurityReader, session.RoleSecurityAdministrator,
	session.RoleConditionalAccessAdministrator, session.RoleGlobalAdministrator,
}

// readsPolicies reports whether the caller may read Conditional Access policies.
func (x *exchange) readsPolicies() bool {
	return x.caller.has("Policy.Read.ConditionalAccess", "Policy.Read.All") && x.caller.holds(rolesPolicies...)
}
