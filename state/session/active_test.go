package session_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/session"
	"tapdesk/state/text"
)

// TestRoleEnd checks that an end is claimed only where nothing else can keep the operator's right to issue passes.
func TestRoleEnd(t *testing.T) {
	at := time.Date(2031, time.March, 4, 13, 5, 0, 0, time.UTC)
	activated := func(role text.Text, end time.Time) session.ActiveRole {
		return session.ActiveRole{TemplateID: role, Activated: true, Direct: true, End: end}
	}
	const admin, global = session.RoleAuthenticationAdministrator, session.RoleGlobalAdministrator
	assigned, grouped := activated(admin, time.Time{}), activated(admin, at)
	assigned.Activated, grouped.Direct = false, false
	until := activated(admin, at)
	until.Activated = false
	for name, c := range map[string]struct {
		active []session.ActiveRole
		want   time.Time
	}{
		"none":            {nil, time.Time{}},
		"activated":       {[]session.ActiveRole{activated(admin, at)}, at},
		"in another case": {[]session.ActiveRole{activated(text.Text(strings.ToUpper(admin)), at)}, at},
		"the later of two": {[]session.ActiveRole{activated(global, at.Add(time.Hour)), activated(admin, at)},
			at.Add(time.Hour)},
		"assigned too":              {[]session.ActiveRole{activated(admin, at), assigned}, time.Time{}},
		"with a group":              {[]session.ActiveRole{grouped}, time.Time{}},
		"without an end":            {[]session.ActiveRole{activated(admin, time.Time{})}, time.Time{}},
		"assigned until":            {[]session.ActiveRole{until}, time.Time{}},
		"a role that does not help": {[]session.ActiveRole{activated(session.RoleReportsReader, at)}, time.Time{}},
		"that and one that does": {[]session.ActiveRole{activated(session.RoleReportsReader, at.Add(-time.Hour)),
			activated(admin, at)}, at},
	} {
		if got := session.RoleEnd(c.active); !got.Equal(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
