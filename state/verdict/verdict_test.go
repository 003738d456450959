package verdict

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/signins"
	"tapdesk/state/text"
)

// check returns the one of a name.
func check(t *testing.T, f Facts, name Name) Check {
	t.Helper()
	v := Judge(f)
	at := slices.IndexFunc(v.Checks, func(c Check) bool { return c.Name == name })
	if at < 0 {
		t.Fatalf("there is no check of %s: %+v", name, v.Checks)
	}
	return v.Checks[at]
}

func TestChecks(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Facts)
		check  Name
		kind   Kind
		says   string // in Why, Do or Source
	}{
		{"nothing in the way", func(*Facts) {}, Role, OK, "may act on them"},
		{"oneself", func(f *Facts) { f.Dossier.Self = true }, Self, Fail, "ask a colleague"},
		{"oneself by id", func(f *Facts) { f.Dossier.Person.ID = text.NewKey(strings.ToUpper(meID)) }, Self, Fail, ""},
		{"nobody known", func(f *Facts) { f.Operator = session.Identity{} }, Self, Unknown, ""},
		{"permission", func(f *Facts) { f.Operator.Scopes = []string{"User.Read.All"} }, Permission, Fail, needIssue},
		{"permission in GCC High", func(f *Facts) {
			f.Operator.Scopes, f.Cloud = []string{"User.Read.All"}, "usgov"
		}, Permission, Fail, "or UserAuthenticationMethod.ReadWrite.All where this cloud does not offer it"},
		{"the older permission", func(f *Facts) {
			f.Operator.Scopes = []string{"UserAuthenticationMethod.ReadWrite.All"}
		}, Permission, OK, ""},
		{"permissions not known", func(f *Facts) { f.Operator.Scopes = nil }, Permission, Unknown, ""},

		{"a helpdesk administrator", func(f *Facts) {
			f.Dossier.Access.Roles = whole(person.Role{TemplateID: helpdesk})
		}, Role, Fail, "Helpdesk Administrator"},
		{"a custom role", func(f *Facts) {
			f.Dossier.Access.Assigned = whole(person.Role{TemplateID: custom})
		}, Role, Fail, custom},
		{"a member of a role-assignable group", func(f *Facts) {
			f.Dossier.Access.Groups = whole(person.Group{DisplayName: "Tier 1", Assignable: ptr(true)})
		}, Role, Fail, "Tier 1"},
		{"an owner", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{ID: groupA, Assignable: ptr(true)})
		}, Role, Fail, "own"},
		{"an owner of another group", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{ID: groupA, Assignable: ptr(false)})
		}, Role, OK, ""},
		{"an owner of one that is not shown", func(f *Facts) {
			f.Dossier.Access.Owned = whole(person.Group{ID: groupA})
		}, Role, Unknown, "own"},
		{"a role that is not shown", func(f *Facts) {
			f.Dossier.Access.Roles = whole(person.Role{})
		}, Role, Unknown, "does not show"},
		{"a restricted administrative unit", func(f *Facts) {
			f.Dossier.Person.IsManagementRestricted = ptr(true)
		}, Role, Unknown,
			"an administrator whose role is given on that unit"},
		{"eligible only", func(f *Facts) {
			f.Dossier.Access.Eligible = whole(person.Role{TemplateID: helpdesk})
		}, Role, OK, ""},
		{"in an administrative unit", func(f *Facts) {
			f.Dossier.Access.Assigned = whole(person.Role{TemplateID: withinReach[2], Scope: "/administrativeUnits/x"})
		}, Role, Unknown, "restricted"},
		{"roles not read", func(f *Facts) {
			f.Dossier.Access.Assigned = person.Reading[person.Role]{Fault: denied}
		}, Roles, Unknown, "Scope.Read.All with the role Some Reader would tell"},
		{"a role that ends", func(f *Facts) { f.RoleEnd, f.HandOver = now.Add(2*time.Minute), 3*time.Minute }, RoleEnd, Warn,
			"before the pass is likely to have been handed over"},
		{"a role that lasts", func(f *Facts) { f.RoleEnd, f.HandOver = now.Add(3*time.Minute), 3*time.Minute }, RoleEnd, OK,
			"does not end before 09:33"},
		{"a role that is over", func(f *Facts) { f.RoleEnd = now }, RoleEnd, Warn, "was due to end 09:30"},
		{"a role that ends before a later start", func(f *Facts) {
			f.RoleEnd, f.Draft = now.Add(time.Hour), &pass.Draft{Start: "+2h"}
		}, RoleEnd, Warn, "activate it again and press ^R"},
		{"a privileged operator", func(f *Facts) {
			f.Operator.RoleIDs = []string{session.RolePrivilegedAuthentication}
			f.Dossier.Access = person.Access{Roles: whole(person.Role{TemplateID: helpdesk})}
		}, Role, OK, "everybody"},
		{"a global administrator", func(f *Facts) {
			f.Operator.RoleIDs = []string{strings.ToUpper(session.RoleGlobalAdministrator)}
		}, Role, OK, ""},
		{"a helpdesk administrator as operator", func(f *Facts) {
			f.Operator.RoleIDs = []string{helpdesk}
		}, Role, Unknown, "^R"},
		{"own roles not known", func(f *Facts) {
			f.Operator.RolesKnown, f.Operator.RoleIDs = false, nil
		}, Role, Unknown, "Graph decides"},

		{"policy off", func(f *Facts) { f.Policy.Enabled = false }, Policy, Fail, "Authentication Policy Administrator"},
		{"policy read", func(*Facts) {}, Policy, OK, "Graph, 09:30 UTC"},
		{"policy not read", func(f *Facts) { *f = f.blind() }, Policy, Unknown, "would tell"},
		{"nobody included", func(f *Facts) { f.Policy.IncludeTargets = nil }, Scope, Fail, "include"},
		{"included by name", func(f *Facts) {
			f.Policy.IncludeTargets = []pass.Target{{Type: "user", ID: annID}}
		}, Scope, OK, ""},
		{"somebody else included", func(f *Facts) {
			f.Policy.IncludeTargets = []pass.Target{{Type: "user", ID: meID}}
		}, Scope, Fail, ""},
		{"group not asked", func(f *Facts) {
			f.Policy.ExcludeTargets = []pass.Target{{Type: "group", ID: groupB}}
		}, Scope, Unknown, ""},
		{"group being asked", func(f *Facts) {
			f.Policy.ExcludeTargets, f.Asking = []pass.Target{{Type: "group", ID: groupB}}, true
		}, Scope, Unknown, "being read"},
		{"group refused", func(f *Facts) {
			f.Policy.ExcludeTargets, f.MembershipsFault = []pass.Target{{Type: "group", ID: groupB}}, denied
		}, Scope, Unknown, "would tell"},
		{"excluded", func(f *Facts) {
			f.Policy.ExcludeTargets = []pass.Target{{Type: "group", ID: groupB}}
			f.Memberships = &person.Memberships{Asked: []string{groupB}, In: []text.Text{groupB}}
		}, Scope, Fail, "excludes"},
		{"not excluded", func(f *Facts) {
			f.Policy.ExcludeTargets = []pass.Target{{Type: "group", ID: groupB}}
			f.Memberships = &person.Memberships{Asked: []string{groupB}}
		}, Scope, OK, ""},
		{"the site's groups", func(f *Facts) {
			*f = f.blind()
			f.Site, f.Memberships = site(), &person.Memberships{Asked: []string{groupA, groupB}, In: []text.Text{groupA}}
		}, Scope, OK, "the site's file, 2 Nov 2026"},
		{"the site's groups, outside", func(f *Facts) {
			*f = f.blind()
			f.Site, f.Memberships = site(), &person.Memberships{Asked: []string{groupA, groupB}}
		}, Scope, Fail, "the site's file, 2 Nov 2026"},
		{"the site states a part", func(f *Facts) {
			*f = f.blind()
			f.Site = Site{ExcludeGroups: []string{groupB}}
			f.Memberships = &person.Memberships{Asked: []string{groupB}}
		}, Scope, Unknown, "only some"},
		{"no permission for groups", func(f *Facts) {
			f.Policy.ExcludeTargets, f.Operator.Scopes = []pass.Target{{Type: "group", ID: groupB}}, []string{needIssue}
		}, Scope, Unknown, needGroups},

		{"an external guest", func(f *Facts) {
			f.Dossier.Person.UserPrincipalName = text.NewKey("x_y#EXT#@sandbox.example")
		}, Guest, Fail, "helpdesk"},
		{"an internal guest", func(f *Facts) { f.Dossier.Person.UserType = "Guest" }, Guest, OK, "internal"},
		{"only a name", func(f *Facts) { f.Dossier.Basic = true }, Guest, Unknown, needUser},
		{"disabled", func(f *Facts) { f.Dossier.Person.AccountEnabled = ptr(false) }, Account, Warn, "disabled"},
		{"enabled or not", func(f *Facts) { f.Dossier.Person.AccountEnabled = nil }, Account, Unknown, needUser},
		{"just created", func(f *Facts) {
			f.Dossier.Person.CreatedDateTime = now.Add(-59 * time.Second)
		}, Newness, Unknown, "20 s"},
		{"created before", func(f *Facts) { f.Dossier.Person.CreatedDateTime = now.Add(-time.Minute) }, Newness, OK, ""},
		{"created before dates were kept", func(f *Facts) {
			f.Dossier.Person.CreatedDateTime = time.Time{}
		}, Newness, OK, ""},
		{"created, not shown", func(f *Facts) {
			f.Dossier.Person.CreatedDateTime, f.Dossier.Basic = time.Time{}, true
		}, Newness, Unknown, ""},
		{"a usable pass", func(f *Facts) {
			f.Dossier.Pass = &pass.Pass{StartDateTime: now, LifetimeInMinutes: 60, IsUsable: true,
				MethodUsabilityReason: pass.EnabledByPolicy}
		}, Existing, Warn, "until 10:30 UTC"},
		{"an expired pass", func(f *Facts) {
			f.Dossier.Pass = &pass.Pass{MethodUsabilityReason: pass.Expired}
		}, Existing, OK, "expired"},
		{"pass not read", func(f *Facts) { f.Dossier.PassFault = denied }, Existing, Unknown, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := facts()
			tt.change(&f)
			c := check(t, f, tt.check)
			if c.Kind != tt.kind || !strings.Contains(c.Why+"\n"+c.Do+"\n"+c.Source, tt.says) {
				t.Errorf("%+v, want %s and %q", c, tt.kind, tt.says)
			}
		})
	}
}

func TestDraftChecks(t *testing.T) {
	none := func(f Facts) Facts { return f }
	stated := func(f Facts) Facts { f = f.blind(); f.Site = site(); return f }
	learnt := func(f Facts) Facts { f = f.blind(); f.Policy = f.Policy.WithRange(60, 480); return f }
	tests := []struct {
		draft  pass.Draft
		change func(Facts) Facts
		check  Name
		kind   Kind
		says   string
	}{
		{pass.Draft{Lifetime: "90"}, none, Lifetime, OK, "Graph, 09:30"},
		{pass.Draft{Lifetime: "30"}, none, Lifetime, Fail, "60 to 480"},
		{pass.Draft{Lifetime: "90"}, Facts.blind, Lifetime, Unknown, "would tell"},
		{pass.Draft{Lifetime: "5"}, Facts.blind, Lifetime, Fail, "10"},
		{pass.Draft{}, Facts.blind, Lifetime, OK, "left to the policy"},
		{pass.Draft{}, func(f Facts) Facts {
			f.Policy.DefaultLifetimeInMinutes = 0
			return f
		}, Lifetime, Unknown, "makes no sense"},
		{pass.Draft{Lifetime: "90"}, stated, Lifetime, OK, "the site's file, 2 Nov 2026"},
		{pass.Draft{Lifetime: "300"}, stated, Lifetime, Fail, "30 to 120"},
		{pass.Draft{Lifetime: "300"}, learnt, Lifetime, OK, "last refusal"},
		{pass.Draft{Use: pass.Many}, none, Use, OK, ""},
		{pass.Draft{Use: pass.Many}, func(f Facts) Facts { f.Policy.IsUsableOnce = true; return f }, Use, Fail, "one-time"},
		{pass.Draft{Use: pass.Many}, Facts.blind, Use, Unknown, ""},
		{pass.Draft{Use: pass.Many}, stated, Use, Fail, "the site's file"},
		{pass.Draft{Use: pass.Once}, Facts.blind, Use, OK, ""},
		{pass.Draft{Start: "2020-01-01 09:00"}, none, Start, Fail, "past"},
		{pass.Draft{Start: "+40d"}, none, Start, Warn, "40 days"},
		{pass.Draft{Start: "tomorrow 09:00"}, none, Start, OK, ""},
		{pass.Draft{Start: "tomorrow 00:00"}, none, Hours, Warn, "ends tomorrow 01:00 UTC"},
		{pass.Draft{Start: "tomorrow 00:00", Lifetime: "8h"}, none, Hours, OK, ""},
		{pass.Draft{Start: "sat 09:00"}, none, Hours, Warn, "before anybody"},
		{pass.Draft{}, func(f Facts) Facts { f.Now = now.Add(14 * time.Hour); return f }, Hours, OK, ""},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%+v", tt.draft), func(t *testing.T) {
			f := tt.change(facts())
			f.Draft = &tt.draft
			c := check(t, f, tt.check)
			if c.Kind != tt.kind || !strings.Contains(c.Why+"\n"+c.Do+"\n"+c.Source, tt.says) {
				t.Errorf("%+v, want %s and %q", c, tt.kind, tt.says)
			}
		})
	}
}

func TestHeadlines(t *testing.T) {
	tests := []struct {
		change func(*Facts)
		want   string
	}{
		{func(*Facts) {}, "no obstacle found (10 checked)"},
		{func(f *Facts) { f.Draft = &pass.Draft{} }, "no obstacle found (14 checked)"},
		{func(f *Facts) { *f = f.blind() }, "no obstacle found (8 checked, 2 could not be read)"},
		{func(f *Facts) { f.Draft = &pass.Draft{Start: "+41d"} }, "no obstacle found (14 checked, 1 warning)"},
		{func(f *Facts) {
			f.SignIns = &signins.Answer{Kind: signins.NoHelp, Why: "blocked by Conditional Access"}
		}, "no obstacle to issuing it, but it may not help (11 checked, 1 warning)"},
		{func(f *Facts) {
			f.SignIns = &signins.Answer{Kind: signins.Doubt, Why: "from NL, where they never signed in"}
		}, "no obstacle to issuing it, but the caller may be somebody else (11 checked, 1 warning)"},
		{func(f *Facts) {
			f.Dossier.Person.AccountEnabled = ptr(false)
		}, "would be created but not usable: the account is disabled, and cannot sign in, with a pass or without"},
		{func(f *Facts) {
			f.Operator.RoleIDs = nil
		}, "may be refused: no role that issues passes is seen in your sign-in (9 checked, 1 could not be read)"},
		{func(f *Facts) {
			f.Policy.Enabled, f.Dossier.Self = false, true
		}, "will be refused: you cannot issue a pass for yourself (and 1 more)"},
		{func(f *Facts) {
			f.HasTAP, f.Cloud = false, "china"
		}, "will be refused: the china cloud has no Temporary Access Pass"},
	}
	for _, tt := range tests {
		f := facts()
		tt.change(&f)
		if got := Judge(f).Headline(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestLimits(t *testing.T) {
	f := facts()
	if n := len(Judge(f).Of(Note)); n != 1 {
		t.Errorf("%d limits", n)
	}
	f.Dossier.Person.OnPremisesSyncEnabled, f.Draft = ptr(true), &pass.Draft{}
	if n := len(Judge(f).Of(Note)); n != 3 {
		t.Errorf("%d limits of a one-time pass for somebody synchronised", n)
	}
}

func TestGroups(t *testing.T) {
	f := facts()
	if got := f.Groups(); got != nil {
		t.Errorf("%v are asked about for nothing", got)
	}
	f.Policy.IncludeTargets = []pass.Target{{Type: "group", ID: AllUsers}, {Type: "user", ID: annID},
		{Type: "group", ID: "x"}}
	for n := range 30 {
		f.Policy.IncludeTargets = append(f.Policy.IncludeTargets,
			pass.Target{Type: "group", ID: text.New(fmt.Sprintf("00000000-0000-4000-8000-0000000001%02d", n))})
	}
	f.Policy.ExcludeTargets = []pass.Target{{Type: "group", ID: groupB}}
	f.Site = Site{Deny: []string{GroupMark + custom, "x@sandbox.example", annID, "group:" + strings.ToUpper(groupA),
		"group:" + groupB}}
	got := f.Groups()
	if len(got) != person.MostGroups || !slices.Equal(got[:3], []string{custom, groupA, groupB}) ||
		slices.Contains(got, annID) {
		t.Errorf("%v", got)
	}
	for _, change := range []func(*Facts){
		func(f *Facts) { f.HasTAP = false },
		func(f *Facts) { f.Dossier.Self = true },
		func(f *Facts) { f.Operator.Scopes = []string{needIssue} },
	} {
		g := f
		change(&g)
		if got := g.Groups(); got != nil {
			t.Errorf("%v are asked about in vain", got)
		}
	}
	f = f.blind()
	f.Site = site()
	if got := f.Groups(); !slices.Equal(got, []string{groupB, groupA}) {
		t.Errorf("of the site's: %v", got)
	}
}

func TestSitePolicy(t *testing.T) {
	known := facts().Policy
	if got := site().Policy(known); got.MinimumLifetimeInMinutes != 60 || got.IsUsableOnce {
		t.Errorf("the site overrules Graph: %+v", got)
	}
	got := site().Policy(pass.UnreadPolicy())
	if got.Origin != pass.OriginSite || got.MinimumLifetimeInMinutes != 30 || got.MaximumLifetimeInMinutes != 120 ||
		!got.IsUsableOnce || !got.Enabled {
		t.Errorf("%+v", got)
	}
	learnt := site().Policy(pass.UnreadPolicy().WithRange(60, 480))
	if learnt.Origin != pass.OriginRefusal || learnt.MaximumLifetimeInMinutes != 480 || !learnt.IsUsableOnce {
		t.Errorf("%+v", learnt)
	}
	one := Site{MaximumLifetimeInMinutes: 120, DefaultLifetimeInMinutes: 600}.Policy(pass.UnreadPolicy())
	if one.MinimumLifetimeInMinutes != 10 || one.MaximumLifetimeInMinutes != 120 || one.DefaultLifetimeInMinutes != 0 {
		t.Errorf("%+v", one)
	}
	if got := (Site{}).Policy(pass.UnreadPolicy()); got.Origin != pass.OriginNone {
		t.Errorf("%+v", got)
	}
}
