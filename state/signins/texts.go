package signins

// AskWhere is what to do where failures may not be the caller's.
const AskWhere = "ask where they are signing in from"

// The answer in one line.
const (
	formatHelps      = "A pass helps: %s"
	formatNoHelp     = "A pass does not help: %s"
	formatNoHelpDo   = "A pass does not help: %s; %s"
	formatDoubt      = "These may not be the caller's: %s; " + AskWhere
	formatCannotTell = "Cannot tell: %s"

	// In a verdict.
	formatCautionNoHelp = "a pass does not help, by the sign-in log: %s"
	formatCautionDoubt  = "the failed sign-ins may not be the caller's: %s"
)

// What the answer rests on.
const (
	formatCites = "%s, %s, %s" // code, when and place
	formatAt    = "at %s"
	formatTimes = "%d times since %s"
	noCode      = "no code"
	success     = "success"
)

// Answers of the account alone.
const (
	isDisabled = "the account is disabled"
	findOut    = "find out who disabled it, and why"
	isExternal = "they sign in at another organisation"
	askItsDesk = "ask its desk"
)

// Somebody else may be at work.
const (
	declined       = "a prompt was declined or reported"
	askWho         = "Do not issue until it is clear who was asked to approve what"
	riskySignIn    = "Entra considers a sign-in risky"
	atRiskNow      = "Entra considers them at risk"
	settleRisk     = "Have the risk settled first"
	noPlace        = "the log does not say where they came from"
	formatStrange  = "no sign-in from %s succeeded in %s" // a place, and how far back
	ofWeekRead     = "what was read of 7 days"
	ofWeek         = "7 days"
	ofDay          = "the last day"
	formatReadOn   = "Read 7 days, and %s"
	formatIfTheirs = "If they are: %s"
)

// What failed.
const (
	nothingFailed      = "nothing failed in the last day, as far as the log has it"
	nothingFailedSince = "nothing failed since they last signed in, as far as the log has it"
	logLacks           = "It lags by minutes, and has only interactive sign-ins"
	formatHiddenPolicy = "%s (which policy is not shown to your role)"
	formatPolicies     = "%s (%s)"
	factorMayDo        = "If that policy asks for multifactor authentication alone, a pass meets it"
	factorDoes         = "The policy asks for multifactor authentication, which a pass meets"
	formatUnknownCode  = "what %s means is not known to this console"
	promptOpen         = "the log does not say how the prompt ended; it may come later"
	formatNoOther      = "%s; no other method is listed"
	formatInstead      = "%s; a pass takes the place of the password"
	formatInsteadOfAll = "%s; a pass takes its place, and lets them register a method"
	formatRiskUnread   = "%s. Risk was not read"
)

// What was not read.
const (
	formatLogUnread = "the sign-in log could not be read: %s"
	logNotRead      = "the sign-in log has not been read"
	logInPart       = "only a part of the log was read"
	accountNotRead  = "the account has not been read"
	enabledUnread   = "whether the account is enabled could not be read"
	methodsUnread   = "which methods they have could not be read"
	noCountry       = "country not known"
	noSystem        = "system not known"
)

// What is wrong with a place as it was typed.
const (
	formatSecondPlace = "one country and one system: %q is another"
	formatNoPlace     = "%q is neither a country's two letters nor a system (Windows, macOS, iOS, Android, " +
		"Linux, ChromeOS)"
)
