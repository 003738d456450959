package signins

import "strings"

// Effect is what a code says about a pass.
type Effect int

const (
	// Unclear says nothing about a pass, or the code is not in the table.
	Unclear Effect = iota
	// Success is no error.
	Success
	// Interrupt is a step of an ordinary sign-in.
	Interrupt
	// Password is a sign-in that failed at the password, which a pass takes the place of.
	Password
	// Factor is a sign-in that failed at the second factor, which a pass takes the place of.
	Factor
	// Stops is a sign-in that would fail with a pass too.
	Stops
)

// Code is what is known of an error code. Microsoft's codes are "subject to change", so its own number and reason are
// shown before it.
type Code struct {
	Number int
	// Means is what it means, in plain words; empty where the code is not in the table.
	Means string
	// Do is what to do about it; it may be empty.
	Do     string
	Effect Effect
	// Source says where it is documented.
	Source string
}

// The sources of the table.
const (
	errorCodes = "learn.microsoft.com/entra/identity-platform/reference-error-codes"
	smartLock  = "learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout"
	signInPage = "the names in Microsoft's sign-in page"
	askPolicy  = "ask a Conditional Access administrator"
)

// codes are the errors that a desk meets.
var codes = table(
	section{Success, errorCodes, []row{{0, "signed in", ""}}},
	section{Interrupt, errorCodes, []row{
		{16000, "asked which account to use", ""},
		{50058, "nobody was signed in yet", ""},
		{50140, "asked whether to stay signed in", ""},
		{50199, "asked to confirm the sign-in", ""},
		{65001, "asked to consent to the app", ""},
	}},
	section{Password, errorCodes, []row{
		{50126, "wrong user name or password", "type them again, or reset the password"},
		{50056, "the account has no password", "reset the password"},
	}},
	section{Factor, errorCodes, []row{
		{50072, "must register a second method first", registerFirst},
		{50079, "must register a second method first", registerFirst},
		{50074, "a second method was asked for and not given", askLost},
		{50076, "a second method was asked for and not given", askLost},
		{50088, "the limit for texts and calls was reached", "use another method"},
		{promptFailed, "the second method was not passed", "see the details: declined, no answer, or reported as fraud"},
	}},
	section{Stops, errorCodes, []row{
		{50055, "the password has expired", "they change it at the sign-in"},
		{50144, "the password in Active Directory has expired", "they change it there; ask an administrator of Active " +
			"Directory"},
		{50057, isDisabled, findOut},
		{500571, "the guest account is disabled", findOut},
		{50105, "not assigned to the app", "ask the app's owner"},
		{53000, "the device is not compliant", "use a compliant device, or ask a device administrator"},
		{53001, "the device is not joined to the domain", "use a joined device, or ask a device administrator"},
		{53002, "the app is not an approved one", "use an approved app"},
		{blockedByPolicy, "blocked by Conditional Access", askPolicy},
		{53004, "registering methods is blocked because of risk", "have the risk settled first"},
		{blockedRegistration, "methods cannot be registered from this place or device", "use a trusted network or device"},
		{53011, "blocked because of risk in the home organisation", askItsDesk},
	}},
	section{Unclear, errorCodes, []row{
		{50034, "no such account", "read them their user name"},
		{50078, "the second method is due again", "sign in again"},
		{50097, "the device must prove itself", "check the device"},
		{50129, "the device is not joined", "check the device"},
		{135011, "the device is disabled", "check the device"},
		{135016, "passkeys are blocked by policy", ""},
		{50125, "interrupted to register or to reset the password", "finish what was started"},
		{50132, "the session was ended", "sign in again"},
		{50133, "the session was ended by a change of password", "sign in again"},
		{50173, "the session was ended or revoked", "sign in again"},
		{70043, "the session is over by the sign-in frequency", "sign in again"},
		{70044, "the session is over by the sign-in frequency", "sign in again"},
		{50135, "the password must be changed", changePassword},
		{50137, "the password must be changed", changePassword},
		{50142, "the password must be changed", changePassword},
		{50158, "another provider was asked for the second method", "ask the desk of that provider"},
		{50131, "Conditional Access stopped it", askPolicy},
		{530032, "a security policy stopped it", askPolicy},
		{530035, "security defaults stopped it", askPolicy},
		{530036, "sign-in by device code is blocked", askPolicy},
	}},
	section{Unclear, signInPage, []row{
		{130500, "sign-in by phone is blocked by policy", ""},
		{130502, "a pass was refused: the policy blocks it", "see whom the policy for passes is for"},
		{130503, "a pass was mistyped", "type it again; the letters matter"},
		{130504, "a pass that had expired", "if it was theirs, issue a new one"},
		{130505, "a one-time pass that was used already", "ask whether they used it; if not, somebody else did"},
		{130506, "a pass must be used in a web sign-in", "use the web sign-in"},
		{130507, "a pass that was not found or not verified", "wait a few minutes; then issue a new one"},
	}},
)

// What to do about more than one code.
const (
	registerFirst  = "have them register one"
	askLost        = "ask whether they have lost it"
	changePassword = "they reset it themselves, or you reset it; check the risk"
)

// The codes that answers tell more of.
const (
	// idsLocked is one number for two things. Source: howto-password-smart-lockout, "Default protections".
	idsLocked = 50053
	// promptFailed is a second method that was asked for and not passed.
	promptFailed = 500121
	// blockedByPolicy is a sign-in that Conditional Access blocked.
	blockedByPolicy = 53003
	// blockedRegistration is a sign-in to register methods that Conditional Access blocked.
	blockedRegistration = 53010
)

// RefusedPass reports whether a pass was refused.
func (s SignIn) RefusedPass() bool {
	return 130502 <= s.Status.ErrorCode && s.Status.ErrorCode <= 130507
}

// RefusedRegistration reports whether registering a method was refused because of the place or the device.
func (s SignIn) RefusedRegistration() bool { return s.Status.ErrorCode == blockedRegistration }

// section is the codes of one effect that one source documents, and row is one of them: what it means and what to
// do.
type section struct {
	effect Effect
	source string
	rows   []row
}

type row struct {
	number    int
	means, do string
}

func table(sections ...section) map[int]Code {
	codes := map[int]Code{}
	for _, s := range sections {
		for _, r := range s.rows {
			codes[r.number] = Code{Number: r.number, Means: r.means, Do: r.do, Effect: s.effect, Source: s.source}
		}
	}
	return codes
}

// Lockouts are the two things that 50053 says, and the third is that nobody can tell.
var (
	lockout = Code{
		Number: idsLocked, Means: "smart lockout after wrong passwords", Source: smartLock,
		Do: "wait, or reset the password (theirs: \"I forgot my password\"); ask whether the attempts were theirs",
	}
	blockedAddress = Code{
		Number: idsLocked, Means: "blocked because of the address it came from, whatever the password", Source: smartLock,
		Do: "use another network", Effect: Stops,
	}
	lockedOrBlocked = Code{
		Number: idsLocked, Means: "either smart lockout, or the address is blocked; Microsoft does not say which",
		Source: smartLock,
		Do:     "try another network; if it stays so, wait or reset the password",
	}
)

// CodeOf returns what is known of a status. One that is not in the table has its number alone, and is to be shown as
// it is.
func CodeOf(s Status) Code {
	if s.ErrorCode == idsLocked {
		return whichLock(s)
	}
	if c, known := codes[s.ErrorCode]; known {
		return c
	}
	return Code{Number: s.ErrorCode}
}

// whichLock tells the two things under 50053 apart by Microsoft's words, which alone do.
func whichLock(s Status) Code {
	words := strings.ToLower(string(s.FailureReason + " " + s.AdditionalDetails))
	locked := hasAny(words, "account is locked", "too many times", "smart lockout")
	blocked := hasAny(words, "malicious", "ip address", "confidence of risk", "built-in protection")
	switch {
	case locked && !blocked:
		return lockout
	case blocked && !locked:
		return blockedAddress
	}
	return lockedOrBlocked
}

func hasAny(words string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(words, part) {
			return true
		}
	}
	return false
}

// How a prompt for a second method ended, from Microsoft's words.
type prompt int

const (
	promptUnknown prompt = iota
	promptUnanswered
	promptDeclined
)

// promptOf returns how the prompt of a sign-in ended. Silence of the log says nothing: details may come later than
// the entry.
func promptOf(s SignIn) prompt {
	words := strings.ToLower(string(s.Status.FailureReason + " " + s.Status.AdditionalDetails))
	for _, step := range s.Steps {
		words += " " + strings.ToLower(string(step.Result))
	}
	switch {
	case hasAny(words, "declined", "fraud", "suspicious", "user denied", "denied by the user"):
		return promptDeclined
	case hasAny(words, "may have", "opted not"): // one sentence of Microsoft's for all of them, a reported prompt included
		return promptUnknown
	case hasAny(words, "timed out", "timeout", "did not respond", "did not answer", "no response", "no answer",
		"unanswered"):
		return promptUnanswered
	}
	return promptUnknown
}
