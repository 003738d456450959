package graph

// operation is what the operator does and what it needs, for the words of its faults.
type operation struct {
	// what is a verb phrase such as "create the pass", for fault.Fault.What.
	what string
	// write marks the operations that change something.
	write bool
	// limit is the throttle that the operation shares with others.
	limit limit
	// scopes and roles are alternatives, least first: any one is enough. Source: the permission tables of
	// learn.microsoft.com/graph/api for each call.
	scopes, roles []string
	// needs is the hint for a 403 if both a scope and a role are needed; empty means a hint made from scopes and roles.
	needs string
	// missing is the hint for a 404.
	missing string
	// refusable marks parts of a dossier that are no longer requested once they have been refused for several people;
	// see desk.Learned.
	refusable bool
	// guards marks parts that the site's rule about privileged people depends on.
	guards bool
}

const (
	scopeUserBasic     = "User.ReadBasic.All"
	scopeUser          = "User.Read.All"
	scopePassRead      = "UserAuthMethod-TAP.Read.All"
	scopePassWrite     = "UserAuthMethod-TAP.ReadWrite.All"
	scopeMethodsRead   = "UserAuthenticationMethod.Read.All"
	scopeMethodsWrite  = "UserAuthenticationMethod.ReadWrite.All"
	scopePolicyRead    = "Policy.Read.AuthenticationMethod"
	scopePolicyReadAll = "Policy.Read.All"

	scopeConditionalAccess = "Policy.Read.ConditionalAccess"
	scopeAudit             = "AuditLog.Read.All"
	scopeDirectory         = "Directory.Read.All"
	scopeRoles             = "RoleManagement.Read.Directory"
	scopeEligibility       = "RoleEligibilitySchedule.Read.Directory"
	scopeAssignments       = "RoleAssignmentSchedule.Read.Directory"
	scopeGroupMembers      = "GroupMember.Read.All"
	scopeRisk              = "IdentityRiskyUser.Read.All"
	scopeRevoke            = "User.RevokeSessions.All"
	scopeEnable            = "User.EnableDisableAccount.All"
	scopePassword          = "UserAuthMethod-Password.ReadWrite.All"

	roleAuthAdmin           = "Authentication Administrator"
	rolePrivilegedAuthAdmin = "Privileged Authentication Administrator"
	roleHelpdeskAdmin       = "Helpdesk Administrator"
	roleGlobalReader        = "Global Reader"
	rolePolicyAdmin         = "Authentication Policy Administrator"
	roleReportsReader       = "Reports Reader"
	roleSecurityReader      = "Security Reader"
	roleSecurityAdmin       = "Security Administrator"
	roleSecurityOperator    = "Security Operator"
	roleConditionalAccess   = "Conditional Access Administrator"
)

const personGone = "the account may have been deleted or renamed: search again"
