package verdict

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// now is a Tuesday morning.
var now = time.Date(2026, time.November, 24, 9, 30, 0, 0, time.UTC)

const (
	annID    = "00000000-0000-4000-8000-000000000002"
	meID     = "00000000-0000-4000-8000-000000000001"
	groupA   = "00000000-0000-4000-8000-0000000000a1"
	groupB   = "00000000-0000-4000-8000-0000000000b2"
	custom   = "00000000-0000-4000-8000-0000000000c3"
	helpdesk = session.RoleHelpdeskAdministrator
)

var denied = &fault.Fault{Kind: fault.Denied, Scopes: []string{"Scope.Read.All"}, Roles: []string{"Some Reader"}}

func whole[T any](all ...T) person.Reading[T] { return person.Reading[T]{All: all, Whole: true} }

// facts are those of a person without obstacles, all of them read.
func facts() Facts {
	on, off := true, false
	policy := pass.UnreadPolicy().WithRange(60, 480)
	policy.Origin, policy.At, policy.DefaultLifetimeInMinutes = pass.OriginGraph, now, 60
	policy.IncludeTargets = []pass.Target{{Type: "group", ID: AllUsers}}
	return Facts{
		Now: now, Cloud: "global", HasTAP: true, Policy: policy,
		Operator: session.Identity{
			Operator:   person.Person{ID: text.NewKey(meID), UserPrincipalName: text.NewKey("me@sandbox.example")},
			Scopes:     []string{"User.Read.All", needIssue, needGroups},
			RolesKnown: true, RoleIDs: []string{session.RoleAuthenticationAdministrator},
		},
		Dossier: person.Dossier{
			Person: person.Person{
				ID: text.NewKey(annID), UserPrincipalName: text.NewKey("ann@sandbox.example"), DisplayName: "Ann",
				UserType:       "Member",
				AccountEnabled: &on, OnPremisesSyncEnabled: &off, CreatedDateTime: now.AddDate(-1, 0, 0), ForeignIdentity: &off,
			},
			Access: person.Access{
				Roles: whole[person.Role](), Assigned: whole[person.Role](), Eligible: whole[person.Role](),
				Groups: whole[person.Group](), Owned: whole[person.Group](), Risk: whole[person.Risk](),
			},
			Policy: policy, ReadAt: now,
		},
	}
}

// site are the settings of a desk that cannot read the policy.
func site() Site {
	once := true
	return Site{
		Date: now.AddDate(0, 0, -22), MinimumLifetimeInMinutes: 30, MaximumLifetimeInMinutes: 120, UsableOnce: &once,
		IncludeGroups: []string{groupA}, ExcludeGroups: []string{groupB},
	}
}

// blind takes away what an operator without Global Reader cannot read.
func (f Facts) blind() Facts {
	f.Policy, f.Dossier.PolicyFault = pass.UnreadPolicy(), denied
	return f
}

// draw makes random facts, all read.
func draw(r *rand.Rand) Facts {
	coin := func() bool { return r.IntN(2) == 0 }
	f := facts()
	p := &f.Dossier.Person
	p.AccountEnabled = ptr(coin())
	p.UserType = []text.Text{"Member", "Guest"}[r.IntN(2)]
	if r.IntN(4) == 0 {
		p.ExternalUserState = "Accepted"
	}
	if r.IntN(5) == 0 {
		p.CreatedDateTime = now.Add(-10 * time.Second)
	}
	f.Operator.RoleIDs = [][]string{{session.RoleAuthenticationAdministrator}, {session.RoleGlobalAdministrator},
		{session.RoleGlobalReader}, {custom}}[r.IntN(4)]
	f.Operator.RolesKnown = r.IntN(4) > 0
	roles := []person.Role{{TemplateID: helpdesk}, {TemplateID: withinReach[r.IntN(len(withinReach))]},
		{TemplateID: custom, Scope: "/administrativeUnits/x"}, {}}
	pick := func() (some []person.Role) {
		for _, role := range roles {
			if r.IntN(5) == 0 {
				some = append(some, role)
			}
		}
		return some
	}
	a := &f.Dossier.Access
	a.Roles, a.Assigned, a.Eligible = whole(pick()...), whole(pick()...), whole(pick()...)
	if r.IntN(6) == 0 {
		a.Groups = whole(person.Group{ID: groupA, Assignable: ptr(true)})
	}
	if r.IntN(4) == 0 {
		a.Owned = whole(person.Group{ID: groupB, Assignable: [](*bool){nil, ptr(true), ptr(false)}[r.IntN(3)]})
	}
	f.Policy.Enabled, f.Policy.IsUsableOnce = coin(), coin()
	f.Policy.IncludeTargets = [][]pass.Target{{{Type: "group", ID: AllUsers}}, {{Type: "group", ID: groupA}},
		{{Type: "user", ID: annID}}, nil}[r.IntN(4)]
	f.Policy.ExcludeTargets = [][]pass.Target{nil, {{Type: "group", ID: groupB}}}[r.IntN(2)]
	m := person.Memberships{Asked: []string{groupA, groupB}, ReadAt: now}
	for _, id := range m.Asked {
		if coin() {
			m.In = append(m.In, text.Text(id))
		}
	}
	f.Memberships = &m
	if coin() {
		f.Site.Deny = append(f.Site.Deny, GroupMark+groupB)
	}
	if coin() {
		f.RoleEnd = now.Add(time.Duration(r.IntN(300)-100) * time.Minute)
	}
	if r.IntN(3) > 0 {
		f.Draft = &pass.Draft{Lifetime: []string{"", "60", "5", "600", "x"}[r.IntN(5)],
			Start: []string{"", "+2h", "+40d", "2020-01-01 09:00"}[r.IntN(4)], Use: pass.Use(r.IntN(3))}
	}
	return f
}

// hide takes away parts of what was read, as a lack of rights would.
func hide(r *rand.Rand, f Facts) Facts {
	gone := func() bool { return r.IntN(2) == 0 }
	if gone() {
		f = f.blind()
	}
	a := &f.Dossier.Access
	for _, list := range []*person.Reading[person.Role]{&a.Roles, &a.Assigned, &a.Eligible} {
		if gone() {
			*list = person.Reading[person.Role]{Fault: denied}
		}
	}
	for _, list := range []*person.Reading[person.Group]{&a.Groups, &a.Owned} {
		if gone() {
			*list = person.Reading[person.Group]{}
		}
	}
	if gone() {
		f.Memberships, f.Asking = nil, gone()
	}
	if gone() {
		f.Operator.RolesKnown, f.Operator.RoleIDs = false, nil
	}
	if gone() {
		f.Operator.Scopes = nil
	}
	if gone() {
		f.Dossier.Basic = true
		p := &f.Dossier.Person
		p.AccountEnabled, p.CreatedDateTime, p.ForeignIdentity = nil, time.Time{}, nil
		p.ExternalUserState, p.UserType = "", ""
	}
	return f
}

func ptr[T any](v T) *T { return &v }

// TestKnowledgeOnlyRefines: what is said on a part of the facts is never taken back by the rest. A pass, and a fail,
// rests on nothing that was not read.
func TestKnowledgeOnlyRefines(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 6000 {
		full := draw(r)
		part := hide(r, full)
		told, truth := Judge(part), Judge(full)
		if len(told.Checks) > 0 && len(truth.Checks) == 0 {
			t.Fatal("no checks")
		}
		for _, c := range told.Checks {
			if c.Kind == Unknown || c.Kind == Note {
				continue
			}
			at := slices.IndexFunc(truth.Checks, func(other Check) bool { return other.Name == c.Name })
			if at < 0 || truth.Checks[at].Kind != c.Kind {
				t.Fatalf("%s: %s on a part of the facts, %+v on all of them\n%+v", c.Name, c.Kind, truth.Checks[at], part)
			}
		}
		if p, all := Privileged(part), Privileged(full); p.Answer == Yes && all.Answer != Yes ||
			p.Answer == No && all.Answer == Yes && len(full.Dossier.Access.Eligible.All) == 0 {
			t.Fatalf("privileged %v on a part of the facts, %v on all: %v", p.Answer, all.Answer, all.Why)
		}
	}
}

// TestEveryCheckSpeaks: whatever was read, each check has its sentence, once, and no check that failed or could not be
// made counts as one that was.
func TestEveryCheckSpeaks(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 3))
	for range 3000 {
		v := Judge(hide(r, draw(r)))
		seen := map[Name]bool{}
		for _, c := range v.Checks {
			if c.Why == "" || !text.Safe(c.Why) || c.Kind == Fail && c.Do == "" && c.Name != Lifetime && c.Name != Start ||
				c.Name != Limit && seen[c.Name] {
				t.Fatalf("%+v", c)
			}
			seen[c.Name] = true
		}
		if h := v.Headline(); h == "" || len(v.Refused()) > 0 != (h[:min(len(h), 15)] == "will be refused") {
			t.Fatalf("%q for %+v", h, v)
		}
	}
}
