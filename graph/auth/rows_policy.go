package auth

import "tapdesk/state/session"

// policyRows are what Conditional Access and its relatives decide.
var policyRows = []row{
	{
		codes:    []int{530036},
		happened: "a policy of the tenant has ended this sign-in, since it was made by device code",
		operator: "sign in by browser: that sign-in lasts",
		admin: "the Conditional Access policy on authentication flows blocks device code, and sessions that " +
			"began with it: set sign_in to browser, or exempt the operators at a named location",
		way: session.ByBrowser,
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
		admin: "security defaults refuse this way to sign in: replace them by Conditional Access policies that " +
			"let the operators in",
		way: session.Blocked,
	},
	{
		codes:    []int{50097, 50129, 53000, 53001, 530003},
		happened: "the tenant asks for a registered or compliant device, which this machine is not",
		operator: "sign in by browser on your managed machine: the browser shows its device",
		admin: "the policy asks for a compliant or joined device: the operators' own machines must be enrolled, " +
			"this one need not be",
		way: session.ByBrowser,
	},
	{
		codes:    []int{70043, 70044},
		happened: "the tenant asks for a fresh sign-in after a set time, and that time is over",
		operator: "sign in again",
		admin:    "the sign-in frequency in Conditional Access sets the time",
	},
	{
		codes: []int{530031, 530033},
		happened: "an access policy of the tenant blocked the sign-in; Microsoft's list does not say what this " +
			"code stands for",
		operator: "sign in by browser on your managed machine; if that ends the same way, give an administrator " +
			"the code and the correlation id",
		admin: "look up the code at login.microsoftonline.com/error, and the correlation id in the sign-in log",
	},
	{
		codes:    []int{530032},
		happened: "a security policy of the tenant blocked the sign-in",
		operator: "ask an administrator: another try will end the same way",
		admin: "see which security policies of the tenant this sign-in does not meet: the sign-in log has it by " +
			"the correlation id",
		way: session.Blocked,
	},
	{
		codes: []int{50131},
		happened: "Conditional Access refused the sign-in: for the state of the device, for suspicious activity, " +
			"or by a policy",
		operator: "sign in by browser on your managed machine; if that ends the same way, ask an administrator",
		admin:    "the sign-in log says which of them it was: look there by the correlation id",
		way:      session.ByBrowser,
	},
	{
		codes:    []int{53002},
		happened: "the tenant lets in approved apps alone, and this app is not one of them",
		operator: "ask an administrator: another try will end the same way",
		admin: "a Conditional Access policy asks for an approved client app, which Tapdesk cannot be: exempt it " +
			"or the operators",
		way: session.Blocked,
	},
	{
		codes:    []int{53011, 530034},
		happened: "your account is blocked, since it is marked as risky in its home tenant",
		operator: "ask an administrator of your home tenant",
		admin: "look into the risk in the home tenant, among the risky users, and dismiss it if there is none; " +
			"this tenant cannot",
		way: session.Blocked,
	},
	{
		codes:    []int{135011},
		happened: "the device you signed in on is disabled in the tenant",
		operator: "sign in on another device, or ask an administrator",
		admin:    "the device object is disabled",
	},
}

// factorRows are about the second factor, and about what the page still asks for.
var factorRows = []row{
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
		codes:    []int{500121},
		happened: "the request for your second factor was declined, or not answered in time",
		operator: "sign in again and answer it; if somebody else began this, decline it and tell your security team",
		admin: "the additional details in the sign-in log say which it was: declined, no answer, or reported as " +
			"fraud",
	},
	{
		codes:    []int{50078},
		happened: "your multi-factor authentication has expired",
		operator: "sign in again",
		admin:    "a policy of the tenant sets how long it is good",
	},
	{
		codes:    []int{50088},
		happened: "no more calls and texts are sent for multi-factor authentication at the moment",
		operator: "wait some minutes, or use another method",
		way:      session.Later,
	},
	{
		codes:    []int{53004},
		happened: "you must register for multi-factor authentication first, and that is blocked because of risk",
		operator: "ask an administrator",
		admin:    "the risk of this account must be dealt with before it can register",
		way:      session.Blocked,
	},
	{
		codes:    []int{53010},
		happened: "you must register for multi-factor authentication first, and not from this place or device",
		operator: "register from a place or device that the tenant trusts, then sign in again",
		admin:    "Conditional Access limits where security info is registered",
	},
	{
		codes:    []int{54009, 54010},
		happened: "you must register for multi-factor authentication first, and the tenant does not let your account",
		operator: "ask an administrator",
		admin:    "the account's classification for multi-factor authentication blocks the registration",
		way:      session.Blocked,
	},
	{
		codes:    []int{130500, 135016},
		happened: "the tenant does not allow the method you signed in with",
		operator: "sign in again with another method",
		admin:    "the policy of authentication methods blocks it: passkeys, or sign-in by phone",
	},
	{
		codes:    []int{50140},
		happened: "the page still waits for your answer whether to stay signed in",
		operator: "start again, and answer every question of the page",
	},
	{
		codes:    []int{50058},
		happened: "nobody is signed in on the page",
		operator: "start again, and sign in on the page",
	},
}
