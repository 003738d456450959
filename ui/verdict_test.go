package ui

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/state/verdict"
)

// rights gives the operator's sign-in other permissions and roles, by template id.
func rights(scopes []string, roles ...string) func(*harness, *Options) {
	return func(h *harness, o *Options) {
		in := h.session(h.tokens).Standing()
		in.Identity.Scopes, in.Identity.RoleIDs = scopes, roles
		o.Session = signedIn{standing: in}
	}
}

var (
	minimal     = []string{"User.Read.All", "UserAuthMethod-TAP.ReadWrite.All"}
	comfortable = append([]string{"GroupMember.Read.All"}, minimal...)
)

// both applies two changes.
func both(a, b func(*harness, *Options)) func(*harness, *Options) {
	return func(h *harness, o *Options) { a(h, o); b(h, o) }
}

func protecting(site verdict.Site) func(*harness, *Options) {
	return func(_ *harness, o *Options) { o.Site = site }
}

// excluded returns the id of the group that the sandbox's policy excludes, whose only member is out-of-scope.
func (h *harness) excluded() string {
	h.t.Helper()
	h.open("ordinary")
	h.press("esc")
	return string(h.app.desk.Learned.Policy().ExcludeTargets[0].ID)
}

// TestPrivilegedPeopleAreOutOfReach checks that no sequence of keys issues for somebody who is privileged, by the
// directory or by the site.
func TestPrivilegedPeopleAreOutOfReach(t *testing.T) {
	group := start(t, sandbox.Options{}).excluded()
	for who, site := range map[string]verdict.Site{
		"global-admin": {}, "helpdesk-admin": {}, "reader": {}, "role-group-owner": {},
		"ordinary":     {Deny: []string{"ordinary@sandbox.example"}},
		"out-of-scope": {Deny: []string{"group:" + group}},
		"expired-pass": {AllowPrivilegedFor: []string{"somebody@sandbox.example"},
			Deny: []string{"expired-pass@sandbox.example"}},
		"future-pass": {RefuseUnreadable: true,
			Deny: []string{"group:00000000-0000-4000-8000-00000000ffff", "group:" + group, "future-pass@sandbox.example"}},
		"$dollar":        {Deny: []string{"$dollar@sandbox.example"}},
		"usable-pass":    {Deny: []string{"usable-pass@sandbox.example"}},
		"hostile-name":   {Deny: []string{"hostile-name@sandbox.example"}},
		"just-created":   {Deny: []string{"just-created@sandbox.example"}},
		"internal-guest": {Deny: []string{"internal-guest@sandbox.example"}},
	} {
		t.Run(who, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(len(who)), 9))
			h := startWith(t, sandbox.Options{As: "operator"},
				both(rights(comfortable, session.RoleGlobalAdministrator), protecting(site)))
			keys := []string{"i", "i", "enter", "enter", "y", "y", "o", "tab", "r", "v", "a", "space", "right", "n", "esc", "d"}
			for range 12 {
				h.press("esc", "esc", "esc", "esc", "esc", "esc")
				h.find(who)
				var burst []string
				for range 3 + r.IntN(12) {
					burst = append(burst, keys[r.IntN(len(keys))])
				}
				h.press("enter")
				h.ahead(burst...)
				h.press("i", "enter", "enter", "enter", "o", "y")
			}
			if n := h.creates(); n != 0 {
				t.Errorf("%d passes asked for, want none", n)
			}
		})
	}
}

// TestFormThatOpensAtOnceGuards checks that a form that opens before anything was read does not issue either.
func TestFormThatOpensAtOnceGuards(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(*harness, *Options) {})
	release := h.hold()
	h.press("esc")
	release()
	h.find("helpdesk-admin")
	h.ahead("enter", "i", "enter", "enter", "enter", "y", "o", "y")
	h.press("enter", "enter", "enter", "o", "y", "y")
	if h.creates() != 0 {
		t.Error("a pass was asked for")
	}
}

// TestNamedOperatorIssuesForPrivilegedPeople checks that the screen shows the site's exception, and that Graph still
// decides.
func TestNamedOperatorIssuesForPrivilegedPeople(t *testing.T) {
	h := startWith(t, sandbox.Options{Roles: []string{"Privileged Authentication Administrator"}},
		both(rights(minimal, session.RolePrivilegedAuthentication),
			protecting(verdict.Site{AllowPrivilegedFor: []string{"OPERATOR@sandbox.example"}})))
	h.open("helpdesk-admin")
	h.sees("whom the site lets you issue for", "no obstacle found")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
}

// TestOverrideIsDeliberateAndKept checks that a pass that will be refused takes a key of its own, that the journal has
// the override, and that Graph's answer is shown next to the prediction.
func TestOverrideIsDeliberateAndKept(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("partner")
	h.sees("will be refused: an external guest", "its helpdesk can issue a pass there")
	h.press("i", "enter", "enter", "enter")
	h.sees("press o to override the verdict")
	h.misses("press y")
	h.press("y")
	h.sees("Issue a Temporary Access Pass for")
	h.press("enter", "o")
	h.sees("press y to issue against the verdict")
	h.press("n", "enter")
	h.sees("press o to override the verdict")
	if h.creates() != 0 {
		t.Fatal("a pass was asked for without an override")
	}
	h.press("o", "y")
	if h.creates() != 1 {
		t.Fatalf("%d passes asked for, want 1\n%s", h.creates(), h.screen())
	}
	h.sees("Graph refused it (400)", "predicted: will be refused: an external guest")
	h.inJournal("override", "intent create", "outcome create refused")
	for _, r := range h.journalled() {
		if r.Kind == journal.Override &&
			(!strings.Contains(r.Reason, "external guest") || r.Operator.UserPrincipalName == "" || r.Person.ID == "" ||
				r.Write == "") {
			t.Errorf("%+v", r)
		}
	}
}

// TestReaderAsOperator checks that an operator whose roles issue nothing reads so, may ask anyway, and sees the refusal
// next to the prediction.
func TestReaderAsOperator(t *testing.T) {
	h := startWith(t, sandbox.Options{As: "reader"}, rights(minimal, session.RoleGlobalReader))
	h.open("ordinary")
	h.sees("may be refused: no role that issues passes is seen in your sign-in", "Conditional Access is not evaluated")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("403", "predicted: may be refused: no role")
}

// TestOperatorWithoutGlobalReader checks that the screen names what cannot be read and what right it takes, and that
// issuing works.
func TestOperatorWithoutGlobalReader(t *testing.T) {
	h := startWith(t, sandbox.Options{Roles: []string{"Authentication Administrator"},
		Scopes: append([]string{"UserAuthenticationMethod.Read.All"}, minimal...)},
		rights(minimal, session.RoleAuthenticationAdministrator))
	h.open("ordinary")
	h.sees("6 could not be read)")
	h.sees("not read: policy, policy's scope, roles, eligible roles, role groups, risk (denied)")
	h.resize(109, 60)
	h.press("v")
	h.sees("RoleManagement.Read.Directory or Directory.Read.All would tell",
		"Global Reader or Authentication Policy Administrator would tell")
	h.resize(80, 24)
	h.press("v", "i", "enter", "enter", "enter")
	h.sees("press y to issue")
	h.press("y")
	h.sees("The pass was created")
}

// TestSiteStatesThePolicy checks that the site's file states the policy, with its date, if Graph does not.
func TestSiteStatesThePolicy(t *testing.T) {
	site := verdict.Site{Date: time.Date(2031, 2, 3, 0, 0, 0, 0, time.UTC), MinimumLifetimeInMinutes: 60,
		MaximumLifetimeInMinutes: 120, IncludeGroups: []string{verdict.AllUsers}}
	h := startWith(t, sandbox.Options{Roles: []string{"Authentication Administrator"}},
		both(rights(comfortable, session.RoleAuthenticationAdministrator), protecting(site)))
	h.open("ordinary")
	h.press("i")
	h.typed("300")
	h.sees("60 to 120 min", "the site's file of 3 Feb 2031")
}

// TestGroupsCostOneRequest checks that the groups that a policy names are asked about once, and that the screen does
// not wait for them.
func TestGroupsCostOneRequest(t *testing.T) {
	h := startWith(t, sandbox.Options{}, rights(comfortable, session.RoleAuthenticationAdministrator))
	h.find("out-of-scope")
	h.press("enter")
	h.sees("will be refused: the tenant's policy excludes this person")
	if n := len(h.sent()); n != 3 { // the search, the dossier, the groups
		t.Errorf("%d requests, want 3: %+v", n, h.sent())
	}
	h.press("i", "enter", "enter", "enter")
	h.sees("press o to override")
	h.press("esc", "esc", "esc")
	h.open("ordinary")
	h.sees("no obstacle found (10 checked, 1 could not be read)", "not read: risk (denied)")
	h.press("i", "enter", "enter", "enter", "y")
	h.sees("The pass was created")
	if n := h.count("POST", "checkMemberGroups"); n != 2 {
		t.Errorf("%d questions about two people, want 2", n)
	}
}

// TestAllChecks checks that v shows each check and where its facts come from, and hides them again.
func TestAllChecks(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.resize(109, 60)
	h.open("ordinary")
	h.misses("the tenant's policy is on")
	h.press("v")
	h.sees("the tenant's policy is on (Graph, 09:30 CET)", "GroupMember.Read.All would tell", "(your sign-in)",
		"Conditional Access is not evaluated: it may still stop the sign-in")
	h.press("v")
	h.misses("the tenant's policy is on")
}

// TestAccountDateIsHiddenWhereItIsAsked checks that a fact that the desk asks callers about is not shown as suspicious.
func TestAccountDateIsHiddenWhereItIsAsked(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.open("just-created")
	h.sees("account created on 4 Mar 2031", "may be refused: the account was created just now")
	h = startWith(t, sandbox.Options{}, func(_ *harness, o *Options) {
		o.Desk.Rules = call.Rules{Ways: []call.Way{call.Blind}, Questions: []call.Question{call.AskHireYear, call.AskOffice}}
	})
	h.open("just-created")
	h.misses("account created on")
	h.sees("password changed on")
}

// TestOtherRolesReadAnew checks that what was refused for two people in a row is asked for again once the operator has
// activated another role.
func TestOtherRolesReadAnew(t *testing.T) {
	h, _ := startPuppet(t, session.In, atOnce, nil)
	h.fault("denied@policy:2")
	for _, who := range []string{"ordinary", "usable-pass"} {
		h.open(who)
		h.sees("not read: policy, policy's scope, risk (denied)")
		h.press("esc", "esc")
	}
	h.open("future-pass")
	h.sees("not read: policy, policy's scope, risk (denied)")
	h.press("ctrl+r", "r")
	h.sees("not read: policy's scope;")
}
