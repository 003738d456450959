package verdict

import (
	"math/rand/v2"
	"strings"
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

func TestPrivileged(t *testing.T) {
	asked := func(in ...text.Text) *person.Memberships {
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
		{"eligible, not read", func(f *Facts) {
			f.Dossier.Access.Eligible = person.Reading[person.Role]{Fault: denied}
		}, No, ""},
		{"eligible, throttled", func(f *Facts) {
			f.Dossier.Access.Eligible = person.Reading[person.Role]{Fault: throttled}
		}, NotKnown, "eligible roles could not be read (throttled)"},
		{"risk, throttled", func(f *Facts) { f.Dossier.Access.Risk = person.Reading[person.Risk]{Fault: throttled} }, No, ""},
		{"a member", func(f *Facts) { f.Dossier.Access.Groups = whole(person.Group{DisplayName: "Tier 1"}) }, Yes, "Tier 1"},
		{"an owner", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{DisplayName: "Tier 1", Assignable: ptr(true)})
		}, Yes, "own"},
		{"an owner of any group", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{Assignable: ptr(false)})
		}, No, ""},
		{"an owner, not shown", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{})
		}, NotKnown, "owned groups could not be read (not shown)"},
		{"roles not read", func(f *Facts) {
			f.Dossier.Access.Roles = person.Reading[person.Role]{Fault: denied}
		}, NotKnown, "roles could not be read (denied)"},
		{"a role among those read", func(f *Facts) {
			f.Dossier.Access.Roles = person.Reading[person.Role]{All: []person.Role{{TemplateID: helpdesk}}, Fault: denied}
		}, Yes, "Helpdesk"},
		{"denied by name", func(f *Facts) { f.Site.Deny = []string{"ANN@sandbox.example"} }, Yes, "by name"},
		{"denied by id", func(f *Facts) { f.Site.Deny = []string{annID} }, Yes, "by name"},
		{"denied by group", func(f *Facts) {
			f.Site.Deny, f.Memberships = []string{"group:" + groupA}, asked(groupA)
		}, Yes, "a group they are in"},
		{"not in the group", func(f *Facts) {
			f.Site.Deny, f.Memberships = []string{"group:" + groupA}, asked(groupB)
		}, No, ""},
		{"protected", func(f *Facts) {
			f.Site, f.Memberships = Site{Deny: []string{GroupMark + groupB}, Date: now}, asked(groupB)
		}, Yes, "the site's file, 24 Nov 2026"},
		{"group not read", func(f *Facts) {
			f.Site.Deny, f.MembershipsFault = []string{GroupMark + groupB}, denied
		}, NotKnown, "site protects could not be read"},
		{"group being read", func(f *Facts) {
			f.Site.Deny, f.Asking = []string{GroupMark + groupB}, true
		}, NotKnown, "being read"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := facts()
			tt.change(&f)
			got := Privileged(f)
			if got.Answer != tt.answer || !strings.Contains(strings.Join(got.Why, "\n"), tt.says) ||
				(got.Answer == No) != (len(got.Why) == 0) {
				t.Errorf("%+v, want %d %q", got, tt.answer, tt.says)
			}
		})
	}
	f := facts()
	f.Dossier.Access.Roles = whole(person.Role{TemplateID: helpdesk, DisplayName: "Helpdesk"})
	f.Dossier.Access.Assigned = whole(person.Role{TemplateID: text.Text(strings.ToUpper(helpdesk))})
	if got := Privileged(f); len(got.Why) != 1 {
		t.Errorf("one role is told twice: %v", got.Why)
	}
}

func TestRule(t *testing.T) {
	privileged := func(f *Facts) { f.Dossier.Access.Roles = whole(person.Role{TemplateID: helpdesk}) }
	unread := func(f *Facts) { f.Dossier.Access.Roles = person.Reading[person.Role]{Fault: denied} }
	group := func(f *Facts) { f.Site.Deny = []string{GroupMark + groupB} }
	named := func(f *Facts) { f.Site.AllowPrivilegedFor = []string{"x@sandbox.example", "ME@sandbox.example"} }
	strict := func(f *Facts) { f.Site.RefuseUnreadable = true }
	tests := []struct {
		name             string
		changes          []func(*Facts)
		refused, waiting bool
		says             string
	}{
		{"nobody special", nil, false, false, ""},
		{"privileged", []func(*Facts){privileged}, true, false, "privileged.allow"},
		{"privileged, and named", []func(*Facts){privileged, named}, false, false, "lets you issue"},
		{"privileged, named by id", []func(*Facts){privileged, func(f *Facts) {
			f.Site.AllowPrivilegedFor = []string{meID}
		}}, false, false, ""},
		{"privileged, and the operator not known", []func(*Facts){privileged, named, func(f *Facts) {
			f.Operator.Operator = person.Person{}
		}}, true, false, ""},
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
			if got.Refused != tt.refused || got.Waiting != tt.waiting || !strings.Contains(got.Why+"\n"+got.Do, tt.says) ||
				(got.Refused || got.Waiting) && got.Why == "" {
				t.Errorf("%+v, want %q", got, tt.says)
			}
		})
	}
}

var throttled = &fault.Fault{Kind: fault.Throttled, Status: 429}

// TestOnlyARefusalLeavesItToEntra: with privileged.unreadable at its default, each part of what the guard rests on
// withholds a pass for as long as it is in trouble, whatever the trouble and whatever else was refused; only Graph's
// own refusal lets Entra judge.
func TestOnlyARefusalLeavesItToEntra(t *testing.T) {
	parts := map[Name]func(*person.Access, *fault.Fault){
		Roles:         func(a *person.Access, f *fault.Fault) { a.Assigned = person.Reading[person.Role]{Fault: f} },
		"all roles":   func(a *person.Access, f *fault.Fault) { a.Roles = person.Reading[person.Role]{Fault: f} },
		EligibleRoles: func(a *person.Access, f *fault.Fault) { a.Eligible = person.Reading[person.Role]{Fault: f} },
		RoleGroups:    func(a *person.Access, f *fault.Fault) { a.Groups = person.Reading[person.Group]{Fault: f} },
		OwnedGroups:   func(a *person.Access, f *fault.Fault) { a.Owned = person.Reading[person.Group]{Fault: f} },
	}
	passing := []*fault.Fault{
		nil, throttled, {Kind: fault.Unavailable, Status: 503}, {Kind: fault.Unavailable, Status: 504},
		{Kind: fault.Offline}, {Kind: fault.SignIn, Status: 401}, {Kind: fault.Broken, Status: 200},
		{Kind: fault.Broken, Status: 403, Gateway: true}, {Kind: fault.NotFound, Status: 404},
		{Kind: fault.Conflict, Status: 409}, {Kind: fault.Canceled}, {Kind: fault.Refused},
	}
	final := []*fault.Fault{denied, {Kind: fault.Invalid, Status: 400}}
	for name, hide := range parts {
		for _, what := range append(passing, final...) {
			for _, rest := range []*fault.Fault{nil, denied} { // the other parts: read, or refused
				f := facts()
				if rest != nil {
					for _, other := range parts {
						other(&f.Dossier.Access, rest)
					}
				}
				hide(&f.Dossier.Access, what)
				// A 400 is final on the groups alone, where it may be Graph's word on the filter; a site that chose
				// lets it be.
				holds := what == nil ||
					what.Kind != fault.Denied && (what.Kind != fault.Invalid || name != RoleGroups && name != EligibleRoles)
				got := Rule(f)
				if got.Refused != holds || got.Again != holds || got.Waiting || holds && got.Do == "" {
					t.Errorf("%s %q, others refused %v: %+v, want held %v", name, what.Word(), rest != nil, got, holds)
				}
				if f.Reading = true; holds {
					if got := Rule(f); got.Refused || !got.Waiting || !strings.Contains(got.Why, "being read") {
						t.Errorf("%s %q, being read: %+v, want it to wait", name, what.Word(), got)
					}
				}
				f.Reading = false
				f.Site.AllowPrivilegedFor = []string{meID}
				if got := Rule(f); got.Refused || got.Waiting {
					t.Errorf("%s %q: a named operator is held: %+v", name, what.Word(), got)
				}
			}
		}
	}
}

// TestUnreadIsCountedAndNamed: each part that could not be read is a check of its own, with why, however the rule takes
// it.
func TestUnreadIsCountedAndNamed(t *testing.T) {
	f := facts()
	f.Dossier.Access = person.Access{
		Roles: person.Reading[person.Role]{Fault: denied}, Assigned: person.Reading[person.Role]{Fault: throttled},
		Eligible: person.Reading[person.Role]{Fault: throttled}, Groups: person.Reading[person.Group]{Fault: denied},
		Owned: person.Reading[person.Group]{Fault: denied}, Risk: person.Reading[person.Risk]{Fault: denied},
	}
	f.Dossier.ManagerFault, f.Dossier.MethodsFault, f.Dossier.PassFault = throttled, throttled, throttled
	f.Site.Deny, f.MembershipsFault = []string{GroupMark + groupB}, throttled
	f = f.blind()
	want := map[Name]string{
		Roles: "throttled", EligibleRoles: "throttled", RoleGroups: "denied", OwnedGroups: "denied", RiskLevel: "denied",
		Manager: "throttled", Methods: "throttled", Existing: "throttled", Policy: "denied", Scope: "denied",
		SiteGroups: "throttled",
	}
	v := Judge(f)
	for _, c := range v.Of(Unknown) {
		if trouble, ok := want[c.Name]; !ok || c.Trouble != trouble {
			t.Errorf("%s: trouble %q, want %q", c.Name, c.Trouble, trouble)
		}
		delete(want, c.Name)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	if got := v.Headline(); !strings.Contains(got, "11 could not be read") {
		t.Errorf("headline = %q, want 11 counted", got)
	}
	f.Reading = true
	for name, want := range map[Name]string{Roles: "throttled, being read again", RoleGroups: "denied"} {
		if got := check(t, f, name).Trouble; got != want {
			t.Errorf("%s while it is read again: %q, want %q", name, got, want)
		}
	}
}

// TestNobodyPrivilegedSlipsThrough: whatever could not be read, somebody of whom a reason is known is refused to every
// operator whom the site does not name.
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
	f.Dossier.Person.ID, f.Dossier.Person.UserPrincipalName = text.Key{}, text.Key{}
	f.Site.Deny = []string{""}
	if Privileged(f).Answer != No {
		t.Error("an empty entry names somebody without a name")
	}
}
