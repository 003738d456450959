package auth

import (
	"slices"

	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// row is one cause of a failure in the operator's terms: session.Failure says what the texts are. Rows are sought by the
// codes first, then by the OAuth error or suberror.
type row struct {
	codes                     []int
	errors                    []string
	happened, operator, admin string
	way                       session.Way
	// passing says that the same may work in a moment, so that nothing that is known is given up for it.
	passing bool
	// kind is the fault's; the zero kind stands for SignIn, or Offline where the row is passing.
	kind fault.Kind
}

// rows is what Microsoft may answer. Codes may change, so whatever is not here has the generic row.
// Source: learn.microsoft.com/entra/identity-platform/reference-error-codes, and ../concept-authentication-flows of
// Conditional Access for 53003 and 530036.
var rows = slices.Concat(policyRows, setupRows, accountRows, deviceRows, answerRows, serviceRows)

// policyRows are what Conditional Access and its relatives decide.
var policyRows = []row{
	{
		codes:    []int{530036},
		happened: "a policy of the tenant has ended this sign-in, since it was made by device code",
		operator: "sign in by browser: that sign-in lasts",
		admin:    "the Conditional Access policy on authentication flows blocks device code, and sessions that began with it: set sign_in to browser, or exempt the operators at a named location",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{53003},
		happened: "Conditional Access blocked the sign-in",
		operator: "sign in by browser on your managed machine: a policy may block device code alone",
		admin:    "the sign-in log names the policy: look there by the correlation id, under Conditional Access",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{530035},
		happened: "security defaults of the tenant blocked the sign-in",
		operator: "ask an administrator: another try will end the same way",
		admin:    "security defaults refuse this way to sign in: replace them by Conditional Access policies that let the operators in",
		way:      session.Blocked,
	},
	{
		codes:    []int{50097, 53000, 53001, 530003},
		happened: "the tenant asks for a registered or compliant device, which this machine is not",
		operator: "sign in by browser on your managed machine: the browser shows its device",
		admin:    "the policy asks for a compliant or joined device: the operators' own machines must be enrolled, this one need not be",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{50072, 50074, 50076, 50079},
		happened: "multi-factor authentication is needed and was not finished",
		operator: "sign in again, and finish every step that the page asks for",
		admin:    "the operator may have no second factor registered yet",
	},
	{
		codes:    []int{50158},
		happened: "the tenant asks for a check at another provider, and it was not finished",
		operator: "sign in again, and finish the step at the other provider",
		admin:    "an external authentication method or custom control in Conditional Access was not satisfied",
	},
	{
		codes: []int{50199}, errors: []string{"CmsiInterrupt"},
		happened: "the page still waits for you to confirm that this is the app you meant to sign in to",
		operator: "start again, and finish the page in the browser: it asks once more after the sign-in",
	},
	{
		codes:    []int{70043},
		happened: "the tenant asks for a fresh sign-in after a set time, and that time is over",
		operator: "sign in again",
		admin:    "the sign-in frequency in Conditional Access sets the time",
	},
}

// setupRows are about the app registration and the configuration.
var setupRows = []row{
	{
		codes:    []int{50194},
		happened: "this app belongs to one tenant and was asked for at an address shared by all",
		operator: "set tenant_id to the GUID of your tenant",
		admin:    "the app is registered as single tenant, which is right: the configuration must name the tenant by its GUID",
		way:      session.Blocked,
	},
	{
		codes:    []int{50105},
		happened: "you are not assigned to this app",
		operator: "ask an administrator to assign you",
		admin:    "add the operator, or a group they are in, to the enterprise application under Users and groups",
		way:      session.Blocked,
	},
	{
		codes: []int{65001, 90094, 90095}, errors: []string{"consent_required"},
		happened: "nobody has consented to the permissions of this app",
		operator: "ask an administrator to grant them",
		admin:    "grant admin consent in the app registration under API permissions",
		way:      session.Blocked,
	},
	{
		codes:    []int{65004},
		happened: "the consent was declined",
		operator: "sign in again and accept, or ask an administrator to consent for all",
		admin:    "grant admin consent in the app registration under API permissions, so that nobody is asked",
	},
	{
		codes:    []int{700016},
		happened: "the tenant knows no app of this client_id",
		operator: "check client_id, tenant_id and cloud: one of them is not right",
		admin:    "the app must be registered in this very tenant and cloud",
		way:      session.Blocked,
	},
	{
		codes:    []int{90002},
		happened: "there is no such tenant in this cloud",
		operator: "check tenant_id and cloud: one of them is not right",
		way:      session.Blocked,
	},
	{
		codes:    []int{7000218},
		happened: "the app registration does not allow device code",
		operator: "sign in by browser",
		admin:    "for device code, set Allow public client flows to Yes in the app registration under Authentication; to keep it off, set sign_in to browser",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{50011},
		happened: "the app registration does not know the address the browser must come back to",
		operator: "ask an administrator: another try will end the same way",
		admin:    "add the platform Mobile and desktop applications with the redirect URI http://localhost to the app registration",
		way:      session.Blocked,
	},
	{
		codes:    []int{65002},
		happened: "this client_id is an app of Microsoft's own, which may not be used for this",
		operator: "ask an administrator for an app registration of your own tenant",
		admin:    "register an app of your own and set client_id to it",
		way:      session.Blocked,
	},
	{
		codes: []int{7000112}, errors: []string{"unauthorized_client"},
		happened: "the app is disabled, or may not sign anybody in this way",
		operator: "ask an administrator: another try will end the same way",
		admin:    "see whether the enterprise application is enabled for users to sign in, and whether the registration allows public clients",
		way:      session.Blocked,
	},
	{
		codes: []int{70011, 500011, 650052, 650057}, errors: []string{"invalid_scope", "invalid_resource"},
		happened: "the app may not ask for Microsoft Graph in this tenant",
		operator: "ask an administrator to look at the app's permissions",
		admin:    "the app registration needs delegated permissions of Microsoft Graph, with admin consent, in this cloud",
		way:      session.Blocked,
	},
}

// accountRows are about the operator's account and its sessions.
var accountRows = []row{
	{
		codes: []int{50173}, errors: []string{"user_password_expired"},
		happened: "your sign-in was revoked: the password was changed, or an administrator ended your sessions",
		operator: "sign in again",
		admin:    "if nobody meant to, look at the sign-in and audit logs of this account",
	},
	{
		codes: []int{700082, 70008, 700084}, errors: []string{"bad_token", "token_expired"},
		happened: "the sign-in has expired",
		operator: "sign in again",
	},
	{
		codes:    []int{50053},
		happened: "your account is locked after too many tries, or this network is blocked",
		operator: "wait some minutes, then sign in again",
		admin:    "see the sign-in log: smart lockout, or an address of bad reputation",
		way:      session.Later,
	},
	{
		codes:    []int{50057},
		happened: "your account is disabled",
		operator: "ask an administrator",
		admin:    "the operator's account has sign-in blocked",
		way:      session.Blocked,
	},
	{
		codes:    []int{50055, 50144},
		happened: "your password has expired",
		operator: "change it in the browser, then sign in again",
	},
	{
		codes:    []int{50020, 50034, 51004},
		happened: "this account is not in the tenant",
		operator: "sign in again with your account of this tenant",
		admin:    "tenant_id must be the tenant the operators have their accounts in",
	},
	{
		codes:    []int{50126},
		happened: "user name or password was not right",
		operator: "sign in again",
	},
}

// deviceRows are the ways a device code ends.
var deviceRows = []row{
	{
		errors:   []string{"authorization_declined", "access_denied"},
		happened: "the sign-in was declined in the browser",
		operator: "if that was you, start again; if it was not, somebody else has seen your code",
	},
	{
		codes: []int{70019, 70020}, errors: []string{"expired_token", "code_expired"},
		happened: "the code has expired",
		operator: "ask for a new one",
	},
	{
		codes: []int{70018}, errors: []string{"bad_verification_code"},
		happened: "the sign-in service does not know this code any more",
		operator: "ask for a new one",
	},
}

// answerRows are about what the browser brought back.
var answerRows = []row{
	{
		codes:    []int{50148, 501481, 54005},
		happened: "the answer that came back belongs to another sign-in, or was used before",
		operator: "start again",
	},
}

// serviceRows are about the sign-in service itself.
var serviceRows = []row{
	{
		codes:    []int{50196},
		happened: "the sign-in service has had too many equal requests",
		operator: "wait a minute, then try again",
		way:      session.Later, passing: true,
	},
	{
		codes: []int{90033, 90024, 90020}, errors: []string{"temporarily_unavailable", "server_error"},
		happened: "the sign-in service cannot answer at the moment",
		operator: "try again in a moment",
		way:      session.Later, passing: true,
	},
}

// find returns the row of a refusal of what was tried, and false with the generic one where none fits.
func find(e oauthError, what string) (r row, known bool) {
	for _, code := range e.Codes {
		for _, r := range rows {
			if slices.Contains(r.codes, code) {
				return r, true
			}
		}
	}
	words := []string{e.Suberror, e.Error}
	if len(e.Codes) > 0 {
		words = words[:1] // a number that is not known says more than the word, which stands for several
	}
	for _, word := range words {
		for _, r := range rows {
			if word != "" && slices.Contains(r.errors, word) {
				return r, true
			}
		}
	}
	switch {
	case e.Error == "interaction_required", e.Error == "login_required":
		return interaction, true
	case e.Error == "invalid_grant" && what == renewing:
		return revoked, true
	}
	return generic, false
}
