package entra

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tapdesk/graph/sandbox/wire"
)

// refusal is an error of the token service. Its number is Microsoft's, as are error and suberror where a source names
// them; other errors and suberrors are from memory, and the texts are ours. Clients must not rely on a text.
type refusal struct {
	code   int    // AADSTS number; 0 if it has none
	oauth  string // error
	sub    string // suberror
	status int    // 0 is 400
	text   string
	claims string // what a new sign-in must request
	ends   bool   // the refused refresh token's sign-in has ended for good
	at     []op   // where its fault hits when it is not aimed; nil is everywhere except discovery
	poll   bool   // it only answers polls of a device code
}

// Where a fault hits that is not aimed.
var (
	atSignIn = []op{opAuthorize, opToken, opRefresh}
	atGrant  = []op{opToken, opRefresh}
	atToken  = []op{opToken}
	atRenew  = []op{opRefresh}
	atLook   = []op{opAuthorize, opToken}
)

// faultRefusals are the refusals that can be armed, as aadsts-NUMBER.
var faultRefusals = []refusal{
	{code: 53003, oauth: "invalid_grant", sub: "message_only", at: atSignIn,
		text:   "Access has been blocked by Conditional Access policies.",
		claims: `{"access_token":{"capolids":{"essential":true,"values":["5a4d1c1e-1111-4222-8333-444455556666"]}}}`},
	{code: 530036, oauth: "invalid_grant", at: atRenew, ends: true,
		text: "Access has been blocked by Conditional Access policies: this sign-in came from an authentication flow " +
			"that is no longer allowed."},
	{code: 50199, oauth: "interaction_required", at: atLook,
		text: "For security reasons, user confirmation is required for this request."},
	{code: 530035, oauth: "access_denied", at: atSignIn, text: "Access has been blocked by security defaults."},
	refuseCommon,
	{code: 50196, oauth: "invalid_grant", at: atGrant,
		text: "The server ended an operation because it met a client request loop."},
	{code: 50097, oauth: "interaction_required", at: atSignIn, text: "Device authentication is required.",
		claims: `{"access_token":{"deviceid":{"essential":true}}}`},
	{code: 53000, oauth: "interaction_required", at: atSignIn,
		text:   "The device is not in the required state: it must be compliant.",
		claims: `{"access_token":{"deviceid":{"essential":true}}}`},
	{code: 53001, oauth: "interaction_required", at: atSignIn,
		text:   "The device is not in the required state: it must be joined to the domain.",
		claims: `{"access_token":{"deviceid":{"essential":true}}}`},
	{code: 530003, oauth: "interaction_required", at: atSignIn,
		text: "Your device is required to be managed to access this resource."},
	{code: 50076, oauth: "interaction_required", sub: "basic_action", at: atSignIn,
		text: "Due to a configuration change made by your administrator, or because you moved to a new location, you " +
			"must use multi-factor authentication.",
		claims: `{"access_token":{"capolids":{"essential":true,"values":["5a4d1c1e-1111-4222-8333-444455556666"]}}}`},
	{code: 50079, oauth: "interaction_required", sub: "basic_action", at: atSignIn,
		text: "You must enroll in multi-factor authentication."},
	{code: 50158, oauth: "interaction_required", sub: "basic_action", at: atSignIn,
		text: "External security challenge not satisfied."},
	{code: 50105, oauth: "invalid_grant", at: atSignIn,
		text: "The signed in user is not assigned to a role for the application '{client}'."},
	{code: 65001, oauth: "invalid_grant", sub: "consent_required", at: atSignIn,
		text: "The user or administrator has not consented to use the application with ID '{client}'."},
	{code: 65002, oauth: "invalid_grant", at: atSignIn,
		text: "Consent between first party application '{client}' and first party resource '" + wire.GraphAppID +
			"' must be configured via preauthorization."},
	{code: 65004, oauth: "access_denied", at: atLook, text: "User declined to consent to access the app."},
	refuseClient,
	refuseTenant,
	{code: 7000218, oauth: "invalid_client", status: http.StatusUnauthorized, at: atGrant,
		text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
	{code: 70043, oauth: "invalid_grant", sub: "bad_token", at: atRenew, ends: true,
		text: "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access."},
	refuseIdle,
	refuseRevoked,
	refusePending, refuseExpired,
	refuseDisabled,
	{code: 90033, oauth: "temporarily_unavailable", status: http.StatusServiceUnavailable,
		text: "A transient error has occurred. Please try again."},
	{code: 9002327, oauth: "invalid_request", at: atToken,
		text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."},
	{code: 16000, oauth: "interaction_required", at: atLook,
		text: "The user account does not exist in the tenant and cannot access the application there."},
	{code: 50053, oauth: "invalid_grant", at: atSignIn,
		text: "The account is locked, or the sign-in came from an address with malicious activity."},
	{code: 50055, oauth: "invalid_grant", at: atSignIn, text: "The password is expired."},
	{code: 50056, oauth: "invalid_grant", at: atLook,
		text: "Invalid or null password: the password does not exist in the directory."},
	{code: 500571, oauth: "invalid_grant", at: atSignIn, text: "The guest user account is disabled."},
	{code: 50058, oauth: "login_required", at: atLook, text: "The user is not signed in."},
	{code: 50072, oauth: "interaction_required", at: atSignIn,
		text: "The user must enroll for second factor authentication."},
	{code: 50074, oauth: "interaction_required", at: atSignIn, text: "Strong authentication is required."},
	{code: 50078, oauth: "interaction_required", at: atSignIn, text: "Presented multi-factor authentication has expired."},
	{code: 50088, oauth: "invalid_grant", at: atSignIn,
		text: "The limit on telecom calls for multi-factor authentication is reached."},
	{code: 500121, oauth: "invalid_grant", at: atSignIn,
		text: "Authentication failed during the strong authentication request."},
	{code: 50125, oauth: "interaction_required", at: atLook,
		text: "Sign-in was interrupted by a password reset or password registration entry."},
	{code: 50126, oauth: "invalid_grant", at: atLook,
		text: "Error validating credentials due to invalid username or password."},
	{code: 50129, oauth: "interaction_required", at: atSignIn, text: "The device is not workplace joined."},
	{code: 50131, oauth: "invalid_grant", at: atSignIn,
		text: "The device is not in the required state, or the request was blocked by a policy."},
	{code: 50132, oauth: "interaction_required", at: atSignIn,
		text: "The session is not valid due to password expiration or recent password change."},
	{code: 50133, oauth: "interaction_required", at: atSignIn,
		text: "The session is not valid due to password expiration or recent password change."},
	{code: 50135, oauth: "interaction_required", at: atSignIn, text: "A password change is required due to account risk."},
	{code: 50137, oauth: "interaction_required", at: atSignIn,
		text: "The password needs to be changed due to a security policy rule."},
	{code: 50140, oauth: "interaction_required", at: atLook, text: "This occurred due to a keep me signed in interrupt."},
	{code: 50142, oauth: "interaction_required", at: atSignIn,
		text: "A password change is required due to a Conditional Access policy."},
	{code: 50144, oauth: "invalid_grant", at: atSignIn, text: "The user's Active Directory password has expired."},
	{code: 53002, oauth: "access_denied", at: atSignIn,
		text: "The application used is not an approved application for Conditional Access."},
	{code: 53004, oauth: "interaction_required", at: atSignIn,
		text: "Registration for multi-factor authentication is blocked due to risk."},
	{code: 53010, oauth: "interaction_required", at: atSignIn,
		text: "Multi-factor authentication methods must be set from specific locations or devices."},
	{code: 53011, oauth: "access_denied", at: atSignIn, text: "The user is blocked due to risk on the home tenant."},
	{code: 530031, oauth: "access_denied", at: atSignIn, text: "The access policy does not allow token issuance."},
	{code: 530032, oauth: "access_denied", at: atSignIn, text: "A security policy of the tenant blocks this request."},
	{code: 530033, oauth: "access_denied", at: atSignIn, text: "The request is blocked by a policy."},
	{code: 530034, oauth: "access_denied", at: atSignIn,
		text: "A delegated administrator was blocked from accessing the tenant due to account risk in their home tenant."},
	{code: 54009, oauth: "interaction_required", at: atSignIn,
		text: "Registration for multi-factor authentication is blocked."},
	{code: 70044, oauth: "invalid_grant", sub: "bad_token", at: atRenew, ends: true,
		text: "The session has expired or is invalid due to sign-in frequency checks by conditional access."},
	{code: 90072, oauth: "invalid_grant", at: atSignIn,
		text: "The external account does not exist on the tenant that it signed into."},
	{code: 90099, oauth: "access_denied", at: atSignIn,
		text: "The application '{client}' has not been authorized in the tenant '" + wire.Domain + "'."},
	{code: 130500, oauth: "access_denied", at: atLook, text: "Phone sign-in is blocked by policy."},
	{code: 130502, oauth: "access_denied", at: atLook, text: "The pass is blocked by policy."},
	{code: 130503, oauth: "invalid_grant", at: atLook, text: "The pass is invalid."},
	{code: 130504, oauth: "invalid_grant", at: atLook, text: "The pass is expired."},
	{code: 130505, oauth: "invalid_grant", at: atLook, text: "The pass was already used."},
	{code: 130506, oauth: "interaction_required", at: atLook, text: "The pass must be used in web sign-in."},
	{code: 130507, oauth: "invalid_grant", at: atLook, text: "The pass was not found or not verified."},
	{code: 135011, oauth: "invalid_grant", at: atSignIn, text: "The device used during the authentication is disabled."},
	{code: 135016, oauth: "access_denied", at: atLook, text: "The method is blocked by policy."},
	{code: 900000, oauth: "invalid_grant", at: atSignIn, // not a known number
		text: "<b>&lt;nobody</b> knows\x1b[31m \x1b]0;title\a this \u202e one\u200b."},
}

// The refusals that the token service gives without a fault.
var (
	refuseCommon = refusal{code: 50194, oauth: "invalid_request",
		text: "Application '{client}' is not configured as a multi-tenant application. Usage of the /common endpoint is " +
			"not supported."}
	refuseTenant = refusal{code: 90002, oauth: "invalid_request",
		text: "Tenant not found. Check to make sure you have the correct tenant ID."}
	refuseClient = refusal{code: 700016, oauth: "unauthorized_client",
		text: "Application with that identifier was not found in the directory '" + wire.Domain + "'."}
	refuseMalformed = refusal{code: 9002313, oauth: "invalid_request",
		text: "Invalid request. Request is malformed or invalid."}
	refuseMissing = refusal{code: 900144, oauth: "invalid_request",
		text: "The request must contain the following parameter: '{about}'."}
	refuseGrantType = refusal{code: 70003, oauth: "unsupported_grant_type",
		text: "The app requested an unsupported grant type."}
	refuseResponse = refusal{code: 700054, oauth: "unsupported_response_type",
		text: "response_type '{about}' is not enabled for the application."}
	refuseScope = refusal{code: 70011, oauth: "invalid_scope",
		text: "The provided value for the input parameter 'scope' is not valid."}
	refuseResource = refusal{code: 500011, oauth: "invalid_resource",
		text: "The resource principal was not found in the tenant '" + wire.Domain + "'."}
	refuseRedirect = refusal{code: 50011, oauth: "invalid_request",
		text: "The redirect URI specified in the request does not match the redirect URIs configured for the application " +
			"'{client}'."}
	refuseNobody = refusal{code: 50058, oauth: "login_required",
		text: "A silent sign-in request was sent but no user is signed in."}
	refuseUnknownUser = refusal{code: 50034, oauth: "invalid_grant",
		text: "The user account does not exist in the directory '" + wire.Domain + "'."}
	refuseDisabled = refusal{code: 50057, oauth: "invalid_grant", at: atSignIn, text: "The user account is disabled."}
	refuseCode     = refusal{code: 70000, oauth: "invalid_grant",
		text: "The provided value for the input parameter '{about}' is not valid."}
	refuseUsed = refusal{code: 54005, oauth: "invalid_grant",
		text: "The authorization code was already redeemed, please retry with a new valid code."}
	refuseOldCode  = refusal{code: 70008, oauth: "invalid_grant", text: "The provided authorization code has expired."}
	refuseVerifier = refusal{code: 501481, oauth: "invalid_grant",
		text: "The Code_Verifier does not match the code_challenge supplied in the authorization request."}
	refuseConsent = refusal{code: 65001, oauth: "invalid_grant", sub: "consent_required",
		text: "The user or administrator has not consented to use the application with ID '{client}'."}
	refuseIdle = refusal{code: 700082, oauth: "invalid_grant", sub: "bad_token", at: atRenew, ends: true,
		text: "The refresh token has expired due to inactivity."}
	refuseRevoked = refusal{code: 50173, oauth: "invalid_grant", sub: "bad_token", at: atRenew, ends: true,
		text: "The provided grant has expired due to it being revoked, a fresh auth token is needed."}
	refuseThrottled = refusal{code: 90055, oauth: "temporarily_unavailable", status: http.StatusTooManyRequests,
		text: "There are too many incoming requests."}
	refuseServer = refusal{oauth: "server_error", status: http.StatusInternalServerError,
		text: "The server met an error."}
	refuseDown = refusal{code: 90033, oauth: "temporarily_unavailable", status: http.StatusServiceUnavailable,
		text: "A transient error has occurred. Please try again."}

	refusePending = refusal{code: 70016, oauth: "authorization_pending", at: atToken, poll: true,
		text: "OAuth 2.0 device flow error. Authorization is pending. Continue polling."}
	refuseExpired = refusal{code: 70020, oauth: "expired_token", at: atToken, poll: true,
		text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired."}
	// No source gives a number for these.
	refuseSlow     = refusal{oauth: "slow_down", at: atToken, poll: true, text: "The device code is polled too often."}
	refuseDeclined = refusal{oauth: "authorization_declined", at: atToken, poll: true,
		text: "The end user denied the authorization request."}
	refuseDenied = refusal{oauth: "access_denied", at: atToken, poll: true,
		text: "The end user denied the authorization request."}
	refuseBadCode = refusal{oauth: "bad_verification_code", at: atToken, poll: true,
		text: "The device_code was not recognized."}
)

// about returns the refusal with its subject filled in.
func (r refusal) about(what string) *refusal {
	r.text = strings.ReplaceAll(r.text, "{about}", what)
	return &r
}

// saying returns the refusal with a sentence added.
func (r refusal) saying(more string) refusal {
	r.text += " " + more + "."
	return r
}

// description returns error_description: the text and the ids of the request.
func (r *refusal) description(q *ask) string {
	text := strings.ReplaceAll(r.text, "{client}", ClientID)
	if r.code != 0 {
		text = "AADSTS" + strconv.Itoa(r.code) + ": " + text
	}
	return text + " Trace ID: " + q.ids.Request + " Correlation ID: " + q.ids.Client + " Timestamp: " + timestamp(q)
}

func timestamp(q *ask) string { return q.now.Format("2006-01-02 15:04:05Z") }

// refuse returns a refusal as JSON.
func (a *Authority) refuse(q *ask, r refusal) *wire.Answer {
	q.code = r.code
	body := map[string]any{
		"error": r.oauth, "error_description": r.description(q), "timestamp": timestamp(q), "trace_id": q.ids.Request,
		"correlation_id": q.ids.Client,
	}
	if r.code != 0 {
		body["error_codes"] = []int{r.code}
		body["error_uri"] = "https://login.microsoftonline.com/error?code=" + strconv.Itoa(r.code)
	}
	if r.sub != "" {
		body["suberror"] = r.sub
	}
	if r.claims != "" {
		body["claims"] = r.claims
	}
	status := r.status
	if status == 0 {
		status = http.StatusBadRequest
	}
	return wire.JSON(status, body)
}

// strikesAt reports whether the refusal's fault hits o when it is not aimed.
func (r *refusal) strikesAt(o op) bool {
	if r.at == nil {
		return slices.Contains(ops, o) && o != opDiscovery
	}
	return slices.Contains(r.at, o)
}
