package verdict

import (
	"fmt"

	"tapdesk/state/card"
)

// The checks, in the order in which they are shown.
const (
	Cloud      Name = "cloud"
	Self       Name = "yourself"
	Permission Name = "permission"
	Role       Name = "role"
	RoleEnd    Name = "end of your role"
	Policy     Name = "policy"
	Scope      Name = "policy's scope"
	Guest      Name = "guest"
	Account    Name = "account"
	Newness    Name = "new account"
	Existing   Name = "existing pass"
	Lifetime   Name = "lifetime"
	Use        Name = "use"
	Start      Name = "start"
	Hours      Name = "working hours"
	Limit      Name = "limit"
	SignIns    Name = "sign-ins"
	Policies   Name = "Conditional Access"
)

// The parts of what is known of the person that are no check, but count as one that could not be made where they could
// not be read.
const (
	Roles         Name = "roles"
	EligibleRoles Name = "eligible roles"
	RoleGroups    Name = "role groups"
	OwnedGroups   Name = "owned groups"
	SiteGroups    Name = "the site's groups"
	RiskLevel     Name = "risk"
	Manager       Name = "manager"
	Methods       Name = "methods"
)

// NotEvaluated is what no verdict covers.
const NotEvaluated = "Conditional Access is not evaluated: it may still stop the sign-in"

// The headline.
const (
	formatWillRefuse = "will be refused: %s"
	formatNotUsable  = "would be created but not usable: %s"
	formatMayRefuse  = "may be refused: %s"
	notTheCaller     = "no obstacle to issuing it, but the caller may be somebody else"
	mayNotHelp       = "no obstacle to issuing it, but it may not help"
	noObstacle       = "no obstacle found"
	formatNotRead    = "%s; %d not read: %s"
	formatChecked    = " (%d checked"
	formatUnread     = ", %d could not be read"
)

// warnings counts them in the headline.
func warnings(n int) string {
	if n == 1 {
		return ", 1 warning"
	}
	return fmt.Sprintf(", %d warnings", n)
}

// more says how many other reasons there are, after the first.
func more(n int) string {
	if n < 1 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

// Where facts come from.
const (
	siteFile         = "the site's file"
	formatSiteFile   = "the site's file, %s"
	fromGraph        = "Graph"
	formatFromGraph  = "Graph, %s"
	lastRefusal      = "Graph's last refusal"
	signIn           = "your sign-in"
	formatSignInLog  = "Entra's sign-in log, %s"
	fromSimulation   = "Microsoft's simulation"
	fromPIM          = "Privileged Identity Management"
	formatSimulation = "Microsoft's simulation of Conditional Access: %s"
)

// What would tell what could not be read.
const (
	again               = "read the person again" // about trouble that passes
	formatWouldTell     = "%s would tell"
	formatRoleWouldTell = "%s with the role %s would tell"
	or                  = " or "
	and                 = " and "
	rolesAndGroups      = "roles and groups"
	formatItUnread      = "%s could not be read"
	it                  = "it"
	they                = "they"
	beingRead           = "being read"
	formatBeingRead     = "%s, being read again"
)

// The cloud and the operator.
const (
	formatNoTAP      = "the %s cloud has no Temporary Access Pass"
	anotherWay       = "help the person another way"
	hasTAP           = "the cloud offers Temporary Access Pass"
	notYourself      = "you cannot issue a pass for yourself"
	colleague        = "ask a colleague"
	isYou            = "this is you: ask a colleague"
	whoUnknown       = "it is not known yet who you are"
	somebodyElse     = "this is somebody else"
	scopesUnknown    = "which permissions your sign-in has is not known"
	formatLacks      = "your sign-in lacks the permission %s"
	grantsIt         = "an administrator grants it to the app registration"
	formatLacksGrant = "your sign-in lacks the permission %s: an administrator grants it to the app registration"
	grantsWider      = ", or UserAuthenticationMethod.ReadWrite.All where this cloud does not offer it"
	scopesSuffice    = "your sign-in may issue passes, as far as permissions go"
	rolesUnknown     = "which roles you hold is not known"
	graphDecides     = "Graph decides"
	everybody        = "your role acts on everybody"
	noRole           = "no role that issues passes is seen in your sign-in"
	activate         = "activate Authentication Administrator and press ^R, or let Graph decide"
	noRoleForIt      = "your sign-in shows no role for it: activate Authentication Administrator and press ^R, or let " +
		"Graph decide"
	roleExtend      = "activate it again and press ^R"
	roleExtendElse  = "activate it again and press ^R, or you may not be able to watch or delete the pass"
	formatRoleEnded = "your role that issues passes was due to end %s"
	formatRoleEnds  = "your role ends %s, before the pass is likely to have been handed over"
	formatRoleLasts = "your role that issues passes does not end before %s"
)

// The roles of the person, and who reaches them.
const (
	holdsHidden       = "they hold a role that Graph does not show"
	formatHoldsIn     = "they hold %s in an administrative unit, which may be a restricted one"
	formatHolds       = "they hold the role %s"
	formatMayActivate = "they may activate the role %s"
	formatInGroup     = "they are in the role-assignable group %s"
	ownsHidden        = "they own a group that Graph does not show"
	formatOwnsGroup   = "they own the role-assignable group %s"
	notShown          = "that Graph does not show" // in place of the name of a role
	notNamed          = "that Graph does not name" // in place of the name of a group
	formatOut         = "%s, out of an Authentication Administrator's reach"
	formatOutWider    = "%s, out of an Authentication Administrator's reach: a Privileged Authentication " +
		"Administrator can"
	formatCallSecurity = "; call security: %s"
	formatRolesUnknown = "%s, and which roles you hold is not known"
	wider              = "a Privileged Authentication Administrator can issue it"
	restrictedUnit     = "they are in a restricted management administrative unit, where a role for the whole " +
		"tenant does " +
		"not reach"
	unitAdministrator = "an administrator whose role is given on that unit can issue it"
	withinReachOf     = "an Authentication Administrator may act on them"
)

// Privileged people.
const (
	siteGroupUnread       = "whether they are in a group that the site protects could not be read"
	siteGroupReading      = "whether they are in a group that the site protects is being read"
	formatBySite          = "%s, by %s"
	siteNames             = "the site protects this person by name"
	siteGroup             = "the site protects a group they are in"
	rolesNotShown         = "not shown"
	rolesReading          = "their roles and groups are being read"
	formatReadAgain       = "%s are being read again (%s)"
	privilegeUnread       = "whether they are privileged is not known: the person could not be read"
	formatPrivilegeUnread = "whether they are privileged is not known: %s could not be read (%s)"
	formatPrivileged      = "a privileged person: %s"
	formatAllowed         = "a privileged person, whom the site lets you issue for: %s"
	onlyNamed             = "only operators whom the site's file names may (privileged.allow)"
	formatSiteRefuses     = "%s, and the site refuses those"
	formatEntraJudges     = "%s: Entra judges"
)

// The policy and whom it is for.
const (
	policyUnread   = "whether the tenant's policy is on could not be read"
	policyOn       = "the tenant's policy is on"
	policyOff      = "the tenant's policy for Temporary Access Pass is off"
	turnOn         = "an Authentication Policy Administrator turns it on"
	targetsUnread  = "whom the tenant's policy includes could not be read"
	changeScope    = "an Authentication Policy Administrator or the group's owner changes that"
	policyExcludes = "the tenant's policy excludes this person"
	policyLacks    = "the tenant's policy does not include this person"
	policyIncludes = "the tenant's policy includes this person"
	scopeUnread    = "whether the policy includes this person could not be read"
	groupsReading  = "the person's groups are being read"
	siteStatesSome = "the site's file states only some of those whom the policy includes"
)

// The account, and the pass that is there.
const (
	externalGuest   = "an external guest signs in at another organisation"
	itsHelpdesk     = "its helpdesk can issue a pass there"
	guestUnread     = "whether this is an external guest could not be read"
	internalGuest   = "an internal guest can have a pass"
	notExternal     = "not an external guest"
	enabledUnread   = "whether the account is enabled could not be read"
	accountDisabled = "the account is disabled, and cannot sign in, with a pass or without"
	enableFirst     = "have the account enabled first"
	accountEnabled  = "the account is enabled"
	createdUnread   = "when the account was created could not be read"
	justCreated     = "the account was created just now, and may not be known everywhere yet"
	waitAWhile      = "wait about 20 s"
	notThatNew      = "the account is not that new"
	passUnread      = "whether there is a pass already could not be read"
	noPass          = "there is no pass to replace"
	formatPassLive  = "there is a pass, %s, %s" // its state, and until when
	replacesIt      = "a new one replaces it, and its value is of no use any more"
	formatPassOver  = "the pass that is there is %s"
)

// The draft.
const (
	lifetimeLeft     = "the lifetime is left to the policy"
	defaultNonsense  = "the policy's default lifetime makes no sense"
	typeLifetime     = "type a lifetime"
	lifetimesUnread  = "which lifetimes the policy allows could not be read"
	formatEveryUse   = "every policy allows %s"
	onlyOnce         = "the policy makes every pass one-time"
	formatChoose     = "choose %s"
	multiAllowed     = "the policy allows multi-use"
	useUnread        = "whether the policy allows multi-use could not be read"
	formatBeginsIn   = "the pass begins in %d days"
	seeTheDay        = "check that this is the day you mean"
	startLegal       = "the start is legal"
	endUnknown       = "when the pass would end is not known"
	typeToKnow       = "type a lifetime to know"
	formatEndsBefore = "the pass ends %s, before anybody is at work"
	chooseLonger     = "choose a longer lifetime or another start"
	atWorkThen       = "somebody is at work while the pass is valid, or it begins now"
)

// What a pass is not good for, and what may keep it from helping.
const (
	signsInOnce = "a one-time pass signs in once, and registering must be done within 10 minutes of it"
	chooseMulti = "for Autopilot, or anything with more than one sign-in, choose multi-use"
	needsWeb    = "on a device that is joined already a pass signs in only where Web sign-in is on"
	inBrowser   = "sign in at " + card.SecurityInfo + " in a browser"
	notWithNPS  = "a pass is of no use with the NPS extension or an AD FS adapter"
	askPolicies = "ask a Conditional Access administrator"
)

// What is suspicious.
const (
	formatTooOften   = "%d passes for this person in the last 7 days, the last on %s: this would be another"
	formatRegistered = "%s registered on %s"
	formatPassword   = "password changed on %s"
	formatCreated    = "account created on %s"
	formatRisk       = "Identity Protection: %s, risk %s, since %s"
	formatStillHas   = "still registered on %s: %s"
	formatMethod     = "%s (%s)" // its name, and what tells it from others
	notTold          = "not told"
)
