package sandbox

import (
	"fmt"
	"slices"
	"time"

	"tapdesk/state/session"
)

// rolesAboveAll reach everyone.
var rolesAboveAll = []string{session.RolePrivilegedAuthentication, session.RoleGlobalAdministrator}

// withinReach are the roles whose holders an Authentication Administrator may act on. Holders of any
// other role are out of reach.
var withinReach = []string{
	session.RoleAuthenticationAdministrator, session.RoleDirectoryReaders, session.RoleGuestInviter,
	session.RoleMessageCenterReader, session.RolePasswordAdministrator, session.RoleReportsReader,
	session.RoleUserExperienceSuccessManager, session.RoleUsageSummaryReportsReader,
}

// roles are the roles that changed since the tenant was created, by person's id. They are guarded by Tenant.mu.
type roles struct {
	active   map[string][]string
	eligible map[string][]string  // that they can activate
	ends     map[string]time.Time // of the active ones; zero is never
}

func newRoles() roles {
	return roles{active: make(map[string][]string), eligible: make(map[string][]string), ends: make(map[string]time.Time)}
}

// rolesOf returns the template ids of a person's active roles. It needs t.mu.
func (t *Tenant) rolesOf(u *user) []string {
	roles, ok := t.roles.active[u.id]
	switch end := t.roles.ends[u.id]; {
	case !ok:
		return u.roles
	case !end.IsZero() && !t.now().Before(end):
		return []string{}
	}
	return roles
}

// EndRoles makes the active roles of a person (a cast name, id or UPN) end after d, as an activation does. It returns
// an error if there is no such person.
func (t *Tenant) EndRoles(as string, d time.Duration) error {
	u, err := t.named(as)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.roles.active[u.id]; !ok {
		t.roles.active[u.id] = u.roles
	}
	t.roles.ends[u.id] = t.now().Add(d)
	return nil
}

// SetRoles sets the active roles of a person (a cast name, id or UPN) by display name, as an activation in Privileged
// Identity Management does. An empty list removes all. Only tokens issued later have the roles; who may act on that
// person changes at once. It returns an error if the person or a role is unknown.
func (t *Tenant) SetRoles(as string, names []string) error {
	if err := t.setRoles(t.roles.active, as, names); err != nil {
		return err
	}
	u, _ := t.named(as)
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.roles.ends, u.id)
	return nil
}

// SetEligible sets the roles that a person (a cast name, id or UPN) can activate, by display name. Nobody has any at
// first. It returns an error if the person or a role is unknown.
func (t *Tenant) SetEligible(as string, names []string) error {
	return t.setRoles(t.roles.eligible, as, names)
}

func (t *Tenant) setRoles(into map[string][]string, as string, names []string) error {
	u, err := t.named(as)
	if err != nil {
		return err
	}
	roles := []string{}
	for _, name := range names {
		id, ok := session.RoleID(name)
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

// holds reports whether one of the caller's roles is among want.
func (c *caller) holds(want ...string) bool {
	return slices.ContainsFunc(c.roles, func(r string) bool { return slices.Contains(want, r) })
}

// has reports whether the token has one of the scopes.
func (c *caller) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(c.scopes, s) })
}

// reaches reports whether the caller's roles let it manage the target's sign-in methods. Privileged
// Authentication Administrators and Global Administrators reach everyone; nobody reaches themselves.
func (t *Tenant) reaches(c *caller, target *user) bool {
	if c.user.id == target.id {
		return false
	}
	if c.holds(rolesAboveAll...) {
		return true
	}
	if !c.holds(session.RoleAuthenticationAdministrator) {
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

// sectionScopes are the delegated scopes that the sandbox knows, all of which the operator's token has.
var sectionScopes = []string{
	"User.Read", "User.ReadBasic.All", "User.Read.All", "User.RevokeSessions.All", "Directory.Read.All",
	"UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite",
	"UserAuthMethod-TAP.ReadWrite.All",
	"UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All", "User.EnableDisableAccount.All",
	"Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.Read.ConditionalAccess",
	"AuditLog.Read.All", "RoleManagement.Read.Directory",
}
