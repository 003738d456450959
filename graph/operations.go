package graph

// operation is what the operator does, and what it takes: the words of its faults.
type operation struct {
	// what is an infinitive: fault.Fault.What.
	what string
	// write marks the two operations that change something.
	write bool
	// limit is the throttle that it shares with others.
	limit limit
	// scopes and roles are those of which any one is enough, least first. Source: the permission tables of
	// learn.microsoft.com/graph/api for each call.
	scopes, roles []string
	// needs is the hint for a 403 where both a scope and a role are needed; empty means a hint made of scopes and roles.
	needs string
	// missing is the hint for a 404.
	missing string
	// refusable marks parts of a dossier that are not asked for any more once they were refused for certain people; see
	// desk.Learned.
	refusable bool
	// guards marks those on which the site's rule about privileged people rests.
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
	scopeAudit         = "AuditLog.Read.All"
	scopeDirectory     = "Directory.Read.All"
	scopeRoles         = "RoleManagement.Read.Directory"
	scopeEligibility   = "RoleEligibilitySchedule.Read.Directory"
	scopeGroupMembers  = "GroupMember.Read.All"
	scopeRisk          = "IdentityRiskyUser.Read.All"

	roleAuthAdmin           = "Authentication Administrator"
	rolePrivilegedAuthAdmin = "Privileged Authentication Administrator"
	roleGlobalReader        = "Global Reader"
	rolePolicyAdmin         = "Authentication Policy Administrator"
	roleReportsReader       = "Reports Reader"
	roleSecurityReader      = "Security Reader"
	roleSecurityAdmin       = "Security Administrator"
	roleSecurityOperator    = "Security Operator"
)

const personGone = "the account may have been deleted or renamed: search again"

var (
	searchPeople = operation{
		what:   "search people",
		scopes: []string{scopeUserBasic, scopeUser},
	}
	openPerson = operation{
		what:    "open the person",
		scopes:  []string{scopeUserBasic, scopeUser},
		missing: personGone,
	}
	readOwnRoles = operation{
		what:   "read your roles",
		scopes: []string{"User.Read", scopeDirectory},
	}
	readManager = operation{
		what:    "read the manager",
		scopes:  []string{scopeUser},
		missing: personGone,
	}
	readMethods = operation{
		what:    "read the sign-in methods",
		limit:   reports,
		scopes:  []string{scopeMethodsRead, scopeMethodsWrite},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
		missing: personGone,
	}
	listPasses = operation{
		what:    "list the pass",
		limit:   reports,
		scopes:  []string{scopePassRead, scopePassWrite, scopeMethodsRead},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
		missing: personGone,
	}
	readPass = operation{
		what:    "read the pass",
		limit:   reports,
		scopes:  []string{scopePassRead, scopePassWrite, scopeMethodsRead},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
		missing: "the pass is no longer there, or the account is gone: refresh",
	}
	createPass = operation{
		what:    "create the pass",
		limit:   reports,
		write:   true,
		scopes:  []string{scopePassWrite, scopeMethodsWrite},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: "an account just created is not known everywhere yet: wait about 20 s and try again; an older one may be gone: search again",
	}
	deletePass = operation{
		what:    "delete the pass",
		limit:   reports,
		write:   true,
		scopes:  []string{scopePassWrite, scopeMethodsWrite},
		roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin},
		missing: "the server that answered does not have the pass, or the person; another may: see what is listed, and delete again if need be",
	}
	readAudit = operation{
		what:   "read Entra's audit log",
		limit:  reports,
		scopes: []string{scopeAudit, "Directory.Read.All"},
		roles:  []string{roleReportsReader, roleSecurityReader, roleSecurityAdmin},
		needs: "it needs the scope " + scopeAudit + " and one of the roles " + roleReportsReader + ", " + roleSecurityReader +
			", " + roleSecurityAdmin,
		missing: "Graph knows no audit log in this tenant",
	}
	readSignIns = operation{
		what:   "read the sign-in log",
		limit:  reports,
		scopes: []string{scopeAudit},
		roles:  []string{roleReportsReader, roleSecurityReader, roleSecurityOperator, roleSecurityAdmin, roleGlobalReader},
		needs: "Graph does not say which of these is missing: the scope " + scopeAudit + ", a role such as " + roleReportsReader +
			", or the licence Entra ID P1",
		missing: "Graph knows no sign-in log in this tenant",
	}
	readPolicy = operation{
		what:      "read the policy",
		scopes:    []string{scopePolicyRead, scopePolicyReadAll},
		roles:     []string{roleGlobalReader, rolePolicyAdmin},
		missing:   "Graph knows no Temporary Access Pass policy in this tenant",
		refusable: true,
	}
	readActiveRoles = operation{
		what:      "read the person's roles",
		scopes:    []string{scopeRoles, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
	readAssignedRoles = operation{
		what:      "read the person's role assignments",
		scopes:    []string{scopeRoles, scopeDirectory},
		refusable: true, guards: true,
	}
	readEligibleRoles = operation{
		what:      "read the roles the person may activate",
		scopes:    []string{scopeEligibility, scopeRoles},
		refusable: true, guards: true,
	}
	readRoleGroups = operation{
		what:      "read the person's role-assignable groups",
		scopes:    []string{scopeGroupMembers, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
	readOwnedGroups = operation{
		what:      "read the groups the person owns",
		scopes:    []string{scopeGroupMembers, scopeDirectory},
		missing:   personGone,
		refusable: true, guards: true,
	}
	readRisk = operation{
		what:      "read the person's risk",
		limit:     protection,
		scopes:    []string{scopeRisk},
		refusable: true,
	}
	readMemberships = operation{
		what:    "read the person's memberships",
		scopes:  []string{scopeGroupMembers, scopeDirectory},
		missing: personGone,
	}
)
