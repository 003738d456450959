package auth

import "tapdesk/state/session"

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
		codes:    []int{50057, 500571},
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
		codes:    []int{16000, 50020, 50034, 51004},
		happened: "this account is not in the tenant",
		operator: "sign in again with your account of this tenant",
		admin:    "tenant_id must be the tenant the operators have their accounts in",
	},
	{
		codes:    []int{50126},
		happened: "user name or password was not right",
		operator: "sign in again",
	},
	{
		codes: []int{90072},
		happened: "your account belongs to another tenant and was never added to this one, so it cannot meet " +
			"multi-factor authentication here",
		operator: "sign in again with your account of this tenant",
		admin: "add the account as an external user; for a synchronised one, compare its ImmutableID " +
			"(sourceAnchor) with Active Directory",
	},
	{
		codes:    []int{50056},
		happened: "your account has no password in this directory",
		operator: "sign in again with another method, or have a password set",
	},
	{
		codes:    []int{50125},
		happened: "the page asks you to register for the password reset, or to reset your password",
		operator: "finish that in the browser, then sign in again",
	},
	{
		codes:    []int{50132, 50133},
		happened: "your session has ended: the password has expired, or it was changed",
		operator: "sign in again",
	},
	{
		codes:    []int{50135, 50137, 50142},
		happened: "you must change your password first",
		operator: "change it in the browser, then sign in again",
		admin:    "a policy, or the risk of this account, demands a new password",
	},
}

// passRows are about an operator who signs in with a Temporary Access Pass.
var passRows = []row{
	{
		codes:    []int{130502},
		happened: "the tenant's policy does not let you use a Temporary Access Pass",
		operator: "sign in again with another method",
		admin:    "see whom the policy for Temporary Access Passes includes",
	},
	{
		codes:    []int{130503},
		happened: "the Temporary Access Pass was not right",
		operator: "sign in again, and type it as it is",
	},
	{
		codes:    []int{130504},
		happened: "the Temporary Access Pass has expired",
		operator: "have another one issued",
	},
	{
		codes:    []int{130505},
		happened: "the Temporary Access Pass can be used once, and was used before",
		operator: "have another one issued",
	},
	{
		codes:    []int{130506},
		happened: "the Temporary Access Pass must be used on the sign-in page of a browser",
		operator: "sign in by browser",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{130507},
		happened: "no Temporary Access Pass was found for you, or it could not be verified",
		operator: "wait a moment if it is new, then sign in again; else have another one issued",
	},
}

// deviceRows are the ways a device code ends.
var deviceRows = []row{
	{
		errors:   []string{"authorization_declined", "access_denied"},
		grant:    byDevice,
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
		codes:    []int{90033, 90024, 90006, 90012, 90090, 50033, 50087},
		happened: unavailable.happened,
		operator: unavailable.operator,
		way:      unavailable.way, passing: true,
	},
}
