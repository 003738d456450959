package verdict

import (
	"math/rand/v2"
	"strings"
	"testing"

	"tapdesk/state/clean"
	"tapdesk/state/person"
	"tapdesk/state/session"
)

func TestPrivileged(t *testing.T) {
	asked := func(in ...string) *person.Memberships {
		return &person.Memberships{Asked: []string{groupA, groupB}, In: in}
	}
	tests := []struct {
		name   string
		change func(*Facts)
		answer Answer
		says   string
	}{
		{"nobody special", func(*Facts) {}, No, ""},
		{"a role", func(f *Facts) {
			f.Dossier.Access.Roles = whole(person.Role{TemplateID: withinReach[1], DisplayName: "Directory Readers"})
		}, Yes, "they hold the role Directory Readers"},
		{"a role in a unit", func(f *Facts) {
			f.Dossier.Access.Assigned = whole(person.Role{TemplateID: helpdesk, Scope: "/administrativeUnits/x"})
		}, Yes, "Helpdesk Administrator"},
		{"a role that is not shown", func(f *Facts) { f.Dossier.Access.Roles = whole(person.Role{}) }, Yes, "does not show"},
		{"eligible", func(f *Facts) {
			f.Dossier.Access.Eligible = whole(person.Role{TemplateID: session.RoleGlobalAdministrator})
		}, Yes, "may activate the role Global Administrator"},
		{"eligible, not read", func(f *Facts) { f.Dossier.Access.Eligible = person.Reading[person.Role]{Fault: denied} }, No, ""},
		{"a member", func(f *Facts) { f.Dossier.Access.Groups = whole(person.Group{DisplayName: "Tier 1"}) }, Yes, "Tier 1"},
		{"an owner", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{DisplayName: "Tier 1", Assignable: ptr(true)})
		}, Yes, "own"},
		{"an owner of any group", func(f *Facts) { f.Dossier.Access.Owned = whole(person.Group{Assignable: ptr(false)}) }, No, ""},
		{"an owner, not shown", func(f *Facts) { f.Dossier.Access.Owned = whole(person.Group{}) }, NotKnown, "could not all"},
		{"roles not read", func(f *Facts) { f.Dossier.Access.Roles = person.Reading[person.Role]{Fault: denied} }, NotKnown, "could not all"},
		{"a role among those read", func(f *Facts) {
			f.Dossier.Access.Roles = person.Reading[person.Role]{All: []person.Role{{TemplateID: helpdesk}}, Fault: denied}
		}, Yes, "Helpdesk"},
		{"denied by name", func(f *Facts) { f.Site.Deny = []string{"ANN@sandbox.example"} }, Yes, "by name"},
		{"denied by id", func(f *Facts) { f.Site.Deny = []string{annID} }, Yes, "by name"},
		{"denied by group", func(f *Facts) { f.Site.Deny, f.Memberships = []string{"group:" + groupA}, asked(groupA) }, Yes, "a group they are in"},
		{"not in the group", func(f *Facts) { f.Site.Deny, f.Memberships = []string{"group:" + groupA}, asked(groupB) }, No, ""},
		{"protected", func(f *Facts) { f.Site, f.Memberships = Site{ProtectedGroup: groupB, Date: now}, asked(groupB) }, Yes, "the site's file, 24 Nov 2026"},
		{"group not read", func(f *Facts) { f.Site.ProtectedGroup, f.MembershipsFault = groupB, denied }, NotKnown, "site protects could not be read"},
		{"group being read", func(f *Facts) { f.Site.ProtectedGroup, f.Asking = groupB, true }, NotKnown, "being read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := facts()
			tt.change(&f)
			got := Privileged(f)
			if got.Answer != tt.answer || !strings.Contains(strings.Join(got.Why, "\n"), tt.says) || (got.Answer == No) != (len(got.Why) == 0) {
				t.Errorf("%+v, want %d %q", got, tt.answer, tt.says)
			}
		})
	}
	f := facts()
	f.Dossier.Access.Roles = whole(person.Role{TemplateID: helpdesk, DisplayName: "Helpdesk"})
	f.Dossier.Access.Assigned = whole(person.Role{TemplateID: strings.ToUpper(helpdesk)})
	if got := Privileged(f); len(got.Why) != 1 {
		t.Errorf("one role is told twice: %v", got.Why)
	}
}

func TestRule(t *testing.T) {
	privileged := func(f *Facts) { f.Dossier.Access.Roles = whole(person.Role{TemplateID: helpdesk}) }
	unread := func(f *Facts) { f.Dossier.Access.Roles = person.Reading[person.Role]{Fault: denied} }
	group := func(f *Facts) { f.Site.ProtectedGroup = groupB }
	named := func(f *Facts) { f.Site.AllowPrivilegedFor = []string{"x@sandbox.example", "ME@sandbox.example"} }
	strict := func(f *Facts) { f.Site.RefuseUnreadable = true }
	tests := []struct {
		name             string
		changes          []func(*Facts)
		refused, waiting bool
		says             string
	}{
		{"nobody special", nil, false, false, ""},
		{"privileged", []func(*Facts){privileged}, true, false, "allow_privileged_for"},
		{"privileged, and named", []func(*Facts){privileged, named}, false, false, "lets you issue"},
		{"privileged, named by id", []func(*Facts){privileged, func(f *Facts) { f.Site.AllowPrivilegedFor = []string{meID} }}, false, false, ""},
		{"privileged, and the operator not known", []func(*Facts){privileged, named, func(f *Facts) { f.Operator.Operator = person.Person{} }}, true, false, ""},
		{"unread", []func(*Facts){unread}, false, false, "Entra judges"},
		{"unread, refused", []func(*Facts){unread, strict}, true, false, "would tell"},
		{"unread, refused, named", []func(*Facts){unread, strict, named}, false, false, ""},
		{"the site's group, unread", []func(*Facts){group}, true, false, needGroups},
		{"the site's group, asked", []func(*Facts){group, func(f *Facts) { f.Asking = true }}, false, true, "being read"},
		{"the site's group, named", []func(*Facts){group, named}, false, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := facts()
			for _, change := range tt.changes {
				change(&f)
			}
			got := Rule(f)
			if got.Refused != tt.refused || got.Waiting != tt.waiting || !strings.Contains(got.Why+"\n"+got.Do, tt.says) || (got.Refused || got.Waiting) && got.Why == "" {
				t.Errorf("%+v, want %q", got, tt.says)
			}
		})
	}
}

// TestNobodyPrivilegedSlipsThrough: whatever could not be read, somebody of whom a reason is known is refused to every operator whom
// the site does not name.
func TestNobodyPrivilegedSlipsThrough(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	for range 6000 {
		f := hide(r, draw(r))
		f.Site.Deny = [][]string{nil, {annID}, {"group:" + groupA}}[r.IntN(3)]
		f.Site.AllowPrivilegedFor = [][]string{nil, {meID}, {"me2@sandbox.example"}}[r.IntN(3)]
		f.Site.RefuseUnreadable = r.IntN(2) == 0
		got, named := Rule(f), len(f.Site.AllowPrivilegedFor) > 0 && f.Site.AllowPrivilegedFor[0] == meID
		switch p := Privileged(f); {
		case named && (got.Refused || got.Waiting):
			t.Fatalf("a named operator is refused: %+v", got)
		case !named && p.Answer == Yes && !got.Refused:
			t.Fatalf("a privileged person slips through: %+v", got)
		case !named && p.Answer == NotKnown && (p.Site || f.Site.RefuseUnreadable) && !got.Refused && !got.Waiting:
			t.Fatalf("what could not be read slips through: %+v", got)
		}
	}
	f := facts()
	f.Dossier.Person.ID, f.Dossier.Person.UserPrincipalName = clean.Key{}, clean.Key{}
	f.Site.Deny = []string{""}
	if Privileged(f).Answer != No {
		t.Error("an empty entry names somebody without a name")
	}
}
