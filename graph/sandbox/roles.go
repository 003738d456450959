package sandbox

import (
	"fmt"
	"slices"
)

// Template ids of the directory roles the sandbox knows (graph.md section 11).
const (
	roleAuthenticationAdministrator = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
	rolePrivilegedAuthentication    = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
	roleAuthenticationPolicy        = "0526716b-113d-4c15-b2c8-68e3c22b9f80"
	roleGlobalReader                = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
	roleHelpdeskAdministrator       = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
	roleGlobalAdministrator         = "62e90394-69f5-4237-9190-012177145e10"
	roleUserAdministrator           = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	roleDirectoryReaders            = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
	roleGuestInviter                = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
	roleGroupsAdministrator         = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
	roleReportsReader               = "4a5d8f65-41da-4de4-8968-e035b65339cf"
	roleSecurityReader              = "5d6b6bb7-de71-4623-b4af-96380a352509"
	roleSecurityAdministrator       = "194ae4cb-b126-40b2-bd5b-6091b380977d"
	rolePrivilegedRole              = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	rolePasswordAdministrator       = "966707d0-3269-4727-9be2-8c3a10f19b9d"
	roleMessageCenterReader         = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"
	roleUsageSummaryReports         = "75934031-6c7e-415a-99d7-48dbd49e875e"
	roleExperienceSuccess           = "27460883-1df1-4691-b032-3b79643e5e63"
)

// roleNames are the display names of the roles above.
var roleNames = map[string]string{
	roleAuthenticationAdministrator: "Authentication Administrator",
	rolePrivilegedAuthentication:    "Privileged Authentication Administrator",
	roleAuthenticationPolicy:        "Authentication Policy Administrator",
	roleGlobalReader:                "Global Reader",
	roleHelpdeskAdministrator:       "Helpdesk Administrator",
	roleGlobalAdministrator:         "Global Administrator",
	roleUserAdministrator:           "User Administrator",
	roleDirectoryReaders:            "Directory Readers",
	roleGuestInviter:                "Guest Inviter",
	roleGroupsAdministrator:         "Groups Administrator",
	roleReportsReader:               "Reports Reader",
	roleSecurityReader:              "Security Reader",
	roleSecurityAdministrator:       "Security Administrator",
	rolePrivilegedRole:              "Privileged Role Administrator",
	rolePasswordAdministrator:       "Password Administrator",
	roleMessageCenterReader:         "Message Center Reader",
	roleUsageSummaryReports:         "Usage Summary Reports Reader",
	roleExperienceSuccess:           "User Experience Success Manager",
}

// withinReach are the roles whose holders an Authentication Administrator may act on (graph.md 1.5). Holders of any other
// role are out of reach.
var withinReach = []string{
	roleAuthenticationAdministrator, roleDirectoryReaders, roleGuestInviter, roleMessageCenterReader, rolePasswordAdministrator,
	roleReportsReader, roleExperienceSuccess, roleUsageSummaryReports,
}

// roleByName returns the template id of a role by its display name.
func roleByName(name string) (string, bool) {
	for id, known := range roleNames {
		if known == name {
			return id, true
		}
	}
	return "", false
}

// rolesOf are the template ids of the roles that are active for somebody now. It needs t.mu.
func (t *Tenant) rolesOf(u *user) []string {
	if roles, ok := t.active[u.id]; ok {
		return roles
	}
	return u.roles
}

// SetRoles changes which roles are active for somebody (a cast name, id or UPN), as activating a role in Privileged Identity
// Management does: by display name, none for an empty list. Only tokens that are issued later have them; who may act on that
// person changes at once. The error says that person or role is unknown.
func (t *Tenant) SetRoles(as string, names []string) error { return t.setRoles(t.active, as, names) }

// SetEligible changes which roles somebody (a cast name, id or UPN) may activate, by display name. Nobody is eligible at first.
// The error says that person or role is unknown.
func (t *Tenant) SetEligible(as string, names []string) error {
	return t.setRoles(t.eligible, as, names)
}

func (t *Tenant) setRoles(into map[string][]string, as string, names []string) error {
	u, err := t.named(as)
	if err != nil {
		return err
	}
	roles := []string{}
	for _, name := range names {
		id, ok := roleByName(name)
		if !ok {
			return fmt.Errorf("sandbox role %q: unknown, use a display name such as Global Reader", name)
		}
		roles = append(roles, id)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	into[u.id] = roles
	return nil
}

// holds tells whether one of the caller's roles is among want.
func (c *caller) holds(want ...string) bool {
	return slices.ContainsFunc(c.roles, func(r string) bool { return slices.Contains(want, r) })
}

// has tells whether the token carries one of the scopes.
func (c *caller) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(c.scopes, s) })
}

// reaches tells whether the caller's roles let it manage the target's sign-in methods (graph.md 1.5). Privileged
// Authentication Administrators and Global Administrators reach everyone; nobody reaches themselves.
func (t *Tenant) reaches(c *caller, target *user) bool {
	if c.user.id == target.id {
		return false
	}
	if c.holds(rolePrivilegedAuthentication, roleGlobalAdministrator) {
		return true
	}
	if !c.holds(roleAuthenticationAdministrator) {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.rolesOf(target) {
		if !slices.Contains(withinReach, r) {
			return false
		}
	}
	return !t.dir.inAssignableGroup(target)
}

// sectionScopes are the delegated scopes of graph.md section 11, which the operator's token has all of.
var sectionScopes = []string{
	"User.Read", "User.ReadBasic.All", "User.Read.All", "User.RevokeSessions.All", "Directory.Read.All",
	"UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite", "UserAuthMethod-TAP.ReadWrite.All",
	"UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All",
	"Policy.Read.AuthenticationMethod", "Policy.Read.All", "AuditLog.Read.All", "RoleManagement.Read.Directory",
}
