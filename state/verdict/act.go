package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/session"
)

// Act is what can be said beforehand of a write about a person that issues no pass: that their sessions are revoked, or
// a method removed. Entra lets the same roles do it to the same people as issue passes for them. Source:
// learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions.
type Act struct {
	// Off is why it is not sent, empty where it may be; lower case, without a full stop, safe to draw.
	Off string
	// Waiting means that Off is about something that is being read, and will be known in a moment.
	Waiting bool
	// Doubt is what Graph may refuse it for, as far as can be told; empty where nothing is known.
	Doubt string
}

// JudgeAct judges an act that any one of the permissions is enough for, the least first; no permissions are not judged.
func JudgeAct(f Facts, scopes ...string) Act {
	rule := Rule(f)
	switch {
	case len(f.Own) > 0:
		return Act{Off: f.Own[0]}
	case f.isSelf():
		return Act{Off: isYou}
	case len(scopes) > 0 && f.Operator.Scopes != nil && !slices.ContainsFunc(scopes, f.Operator.HasScope):
		return Act{Off: fmt.Sprintf(formatLacksGrant, scopes[0])}
	case rule.Refused:
		return Act{Off: strings.TrimSuffix(rule.Why+": "+rule.Do, ": ") + f.callSecurity()}
	case rule.Waiting:
		return Act{Off: rule.Why, Waiting: true}
	}
	if op := f.Operator; !op.HasRole(session.RoleGlobalAdministrator) &&
		!op.HasRole(session.RolePrivilegedAuthentication) {
		return f.asAuthAdmin()
	}
	return Act{Doubt: rule.Why}
}

// asAuthAdmin judges an act of somebody who does not act on everybody. Roles of an administrative unit and custom ones
// are not seen in a sign-in, so that none is a doubt.
func (f *Facts) asAuthAdmin() Act {
	r, op := reachOf(f.Dossier.Access), f.Operator
	switch {
	case !op.RolesKnown:
		return Act{Doubt: cmp.Or(r.out, rolesUnknown)}
	case !op.HasRole(session.RoleAuthenticationAdministrator):
		return Act{Doubt: noRoleForIt}
	case r.out != "":
		return Act{Off: fmt.Sprintf(formatOutWider, r.out) + f.callSecurity()}
	}
	return Act{Doubt: r.doubt}
}

// callSecurity says whom to call where the operator cannot act; empty where the site names nobody.
func (f *Facts) callSecurity() string {
	if f.Site.SecurityContact == "" {
		return ""
	}
	return fmt.Sprintf(formatCallSecurity, f.Site.SecurityContact)
}
