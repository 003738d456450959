package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// subject is what is true of one of the cast, as the sandbox's documentation has it.
type subject struct {
	role                         string // display name, "" for none
	owner, external, off, newish bool
	department                   string
}

var subjects = map[string]subject{
	"ordinary": {department: "Finance"}, "usable-pass": {}, "future-pass": {}, "expired-pass": {}, "used-pass": {},
	"cjk-name": {},
	"rtl-name": {}, "hostile-name": {}, "apostrophe": {}, "disabled": {off: true, department: "Operations"},
	"partner_other.example#EXT#": {external: true}, "internal-guest": {}, "bare": {}, "just-created": {newish: true},
	"$dollar":          {},
	"global-admin":     {role: "Global Administrator", department: "Operations"},
	"helpdesk-admin":   {role: "Helpdesk Administrator", department: "Operations"},
	"reader":           {role: "Global Reader", department: "Operations"},
	"role-group-owner": {owner: true}, "out-of-scope": {}, "twin-one": {},
	"operator": {role: "Authentication Administrator", department: "Operations"},
}

// subjectNames are the subjects, in an order that does not change.
func subjectNames() []string {
	var all []string
	for name := range subjects {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// reachable are the roles whose holders an Authentication Administrator may act on.
var reachable = []string{
	"Authentication Administrator", "Directory Readers", "Guest Inviter", "Message Center Reader",
	"Password Administrator", "Reports Reader", "User Experience Success Manager", "Usage Summary Reports Reader",
}

// others are some of those whose holders they may not act on.
var others = []string{"Global Administrator", "Helpdesk Administrator", "User Administrator", "Groups Administrator",
	"Privileged Role Administrator", "Global Reader"}

// world is one draw: who asks, with which rights, for whom, under which policy, for what.
type world struct {
	name          string
	subject       subject
	holds         string // a role given to the subject besides, or ""
	roles         []string
	known         bool // the operator's roles
	scopes        []string
	enabled, once bool
	least, most   int
	include       []string // all, user or the name of a group
	exclude       bool     // the group "TAP excluded"
	lifetime      int      // 0 leaves it out
	start         string   // now, later or past
	use           pass.Use
}

func drawWorld(r *rand.Rand) world {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	w := world{name: pick(subjectNames()...), known: r.IntN(6) > 0, enabled: r.IntN(8) > 0, once: r.IntN(2) == 0,
		exclude: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		w.name = pick("ordinary", "usable-pass", "internal-guest", "disabled")
	}
	w.subject = subjects[w.name]
	if w.subject.role == "" && !w.subject.external && r.IntN(4) == 0 {
		w.holds = pick(append(slices.Clone(reachable), others...)...)
	}
	w.roles = [][]string{
		{"Authentication Administrator"}, {"Authentication Administrator", "Global Reader"},
		{"Authentication Administrator", "Global Reader"},
		{"Privileged Authentication Administrator"}, {"Global Administrator"}, {"Global Reader"}, {"Helpdesk Administrator"},
		{},
	}[r.IntN(8)]
	w.scopes = []string{"User.ReadBasic.All", "User.Read", "UserAuthenticationMethod.Read.All",
		"Policy.Read.AuthenticationMethod"}
	for _, scope := range []string{"User.Read.All", "GroupMember.Read.All", "RoleManagement.Read.Directory",
		"Directory.Read.All"} {
		if r.IntN(4) > 0 {
			w.scopes = append(w.scopes, scope)
		}
	}
	if r.IntN(8) > 0 {
		w.scopes = append(w.scopes, pick("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"))
	}
	bounds := [][2]int{{60, 480}, {60, 480}, {10, 43200}, {90, 90}}[r.IntN(4)]
	w.least, w.most = bounds[0], bounds[1]
	w.include = [][]string{{"all"}, {"all"}, {"all"}, {"Dept Finance"}, {"Dept Finance", "Dept Operations"}, {"user"},
		{"user", "Dept Operations"}}[r.IntN(7)]
	w.lifetime = []int{0, 0, 90, 90, 10, 59, 60, 480, 481, 43200}[r.IntN(10)]
	w.start, w.use = pick("now", "now", "now", "later", "later", "past"), pass.Use(r.IntN(3))
	return w
}

func (w world) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(w.scopes, s) })
}

func (w world) is(roles ...string) bool {
	return slices.ContainsFunc(roles, func(s string) bool { return slices.Contains(w.roles, s) })
}

// held is the role the subject holds when the pass is asked for.
func (w world) held() string { return w.holds + w.subject.role }

// sandboxed makes the world of a draw.
func (w world) sandboxed(t *testing.T, groups map[string]string) *rig {
	t.Helper()
	d := newRig(t, sandbox.Options{Roles: w.roles, Scopes: w.scopes, People: 1})
	if w.holds != "" {
		if err := d.tenant.SetRoles(w.name, []string{w.holds}); err != nil {
			t.Fatal(err)
		}
	}
	d.tenant.ChangePolicy(func(p *sandbox.Policy) {
		*p = sandbox.Policy{
			Enabled: w.enabled, UsableOnce: w.once, MinimumLifetime: w.least, MaximumLifetime: w.most, DefaultLifetime: 90,
			DefaultLength: p.DefaultLength,
		}
		for _, to := range w.include {
			target := sandbox.Target{TargetType: "group", ID: groups[to]}
			switch to {
			case "all":
				target.ID = sandbox.AllUsers
			case "user":
				target = sandbox.Target{TargetType: "user", ID: d.id("ordinary").Wire()}
			}
			p.Include = append(p.Include, target)
		}
		if w.exclude {
			p.Exclude = []sandbox.Target{{TargetType: "group", ID: groups["TAP excluded"]}}
		}
	})
	return d
}

// asAdmin sends a request of the sandbox's Global Administrator's.
func (d *rig) asAdmin(method, path, body string) (int, string) {
	d.t.Helper()
	resp, err := http.Get(d.url + "/sandbox?as=global-admin")
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	var attach struct{ Token string }
	if err := json.NewDecoder(resp.Body).Decode(&attach); err != nil {
		d.t.Fatal(err)
	}
	req, err := http.NewRequest(method, d.url+"/v1.0"+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+attach.Token)
	req.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	var all bytes.Buffer
	_, _ = all.ReadFrom(answer.Body)
	return answer.StatusCode, all.String()
}

// groupIDs are the object ids of the groups that the draws name.
func groupIDs(t *testing.T) map[string]string {
	t.Helper()
	d := newRig(t, sandbox.Options{})
	ids := map[string]string{}
	for _, name := range []string{"ordinary", "operator", "out-of-scope"} {
		_, body := d.asAdmin(http.MethodGet,
			"/users/"+d.id(name).Wire()+"/memberOf/microsoft.graph.group?$select=id,displayName", "")
		var list struct {
			Value []struct{ ID, DisplayName string }
		}
		if err := json.Unmarshal([]byte(body), &list); err != nil {
			t.Fatal(err)
		}
		for _, g := range list.Value {
			ids[g.DisplayName] = g.ID
		}
	}
	return ids
}

// judge reads what the operator may read, and returns the verdict on it.
func (w world) judge(d *rig) verdict.Verdict {
	d.t.Helper()
	dossier, err := d.Dossier(d.t.Context(), d.id(w.name))
	if err != nil {
		d.t.Fatal(err)
	}
	operator := d.tenant.Operator()
	id := session.Identity{Scopes: w.scopes, RolesKnown: w.known, Operator: person.Person{
		ID: text.NewKey(operator.ID), UserPrincipalName: text.NewKey(operator.UserPrincipalName),
	}}
	for _, role := range []string{
		session.RoleAuthenticationAdministrator, session.RolePrivilegedAuthentication,
		session.RoleGlobalAdministrator, session.RoleGlobalReader, session.RoleHelpdeskAdministrator,
	} {
		if w.known && w.is(session.RoleName(role)) {
			id.RoleIDs = append(id.RoleIDs, role)
		}
	}
	draft := pass.Draft{Use: w.use,
		Start: map[string]string{"now": "now", "later": "+2h", "past": "2020-01-01T00:00:00Z"}[w.start]}
	if w.lifetime > 0 {
		draft.Lifetime = fmt.Sprint(w.lifetime)
	}
	f := verdict.Facts{Now: d.Now(), Cloud: "global", HasTAP: true, Operator: id, Dossier: dossier, Policy: d.Policy(),
		Draft: &draft}
	if groups := f.Groups(); len(groups) > 0 {
		m, err := d.Memberships(d.t.Context(), d.id(w.name), groups)
		if f.MembershipsFault = fault.Of(err); err == nil {
			f.Memberships = &m
		}
	}
	return verdict.Judge(f)
}

// ask sends the pass of the draw, whatever anybody says of it, and reports whether it was created.
func (w world) ask(d *rig) bool {
	d.t.Helper()
	var order pass.Order
	if w.lifetime > 0 {
		order.LifetimeInMinutes = &w.lifetime
	}
	switch w.start {
	case "later":
		order.StartDateTime = d.Now().Add(2 * time.Hour)
	case "past":
		order.StartDateTime = d.Now().Add(-2 * time.Hour)
	}
	if once := w.use == pass.Once; w.use != pass.PolicyDefault {
		order.IsUsableOnce = &once
	}
	_, err := d.CreatePass(d.t.Context(), "", d.id(w.name), order)
	if f := fault.Of(err); f != nil && f.Kind == fault.Unknown {
		d.t.Fatal(f)
	}
	return err == nil
}

// known is pass or fail of something that can be read, else unknown.
func known(readable, good bool) verdict.Kind {
	switch {
	case !readable:
		return verdict.Unknown
	case good:
		return verdict.OK
	}
	return verdict.Fail
}

// sheet is what Microsoft's documentation says of a draw: how each deciding check must come out for this operator, and
// whether Graph creates the pass. It is written from the fact sheet's rows alone.
func (w world) sheet() (checks map[verdict.Name]verdict.Kind, created bool) {
	self := w.name == "operator"
	issues := w.has("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")
	everyone := w.is("Privileged Authentication Administrator", "Global Administrator")
	some := w.is("Authentication Administrator")
	beyond := w.held() != "" && !slices.Contains(reachable, w.held()) || w.subject.owner
	reaches := everyone || some && !beyond
	included, grouped := w.includes()
	excluded := w.exclude && w.name == "out-of-scope"
	inBounds := w.lifetime == 0 || w.lifetime >= w.least && w.lifetime <= w.most
	useful := w.use != pass.Many || !w.once
	created = !self && issues && reaches && !w.subject.newish && !w.subject.external && w.enabled && included &&
		!excluded && inBounds && useful && w.start != "past"

	policy := w.is("Global Reader", "Global Administrator")
	groups := w.has("GroupMember.Read.All", "Directory.Read.All")
	checks = map[verdict.Name]verdict.Kind{
		verdict.Cloud: verdict.OK, verdict.Self: known(true, !self), verdict.Permission: known(true, issues),
		verdict.Policy: known(policy, w.enabled),
		verdict.Guest: known(w.has("User.Read.All", "Directory.Read.All") || self ||
			w.subject.external, !w.subject.external),
		verdict.Lifetime: known(policy || w.lifetime == 0, inBounds),
		verdict.Use:      known(policy || w.use != pass.Many, useful),
		verdict.Start:    known(true, w.start != "past"),
	}
	switch decided := groups && !self; {
	case !policy:
		checks[verdict.Scope] = verdict.Unknown
	case decided || !grouped && !w.exclude:
		checks[verdict.Scope] = known(true, included && !excluded)
	case !grouped && !included:
		checks[verdict.Scope] = verdict.Fail
	default:
		checks[verdict.Scope] = verdict.Unknown
	}
	if !self {
		checks[verdict.Role] = w.sheetRole(everyone, some, groups)
	}
	return checks, created
}

// includes reports whether the policy includes the subject, and whether that takes knowing their groups.
func (w world) includes() (included, grouped bool) {
	for _, to := range w.include {
		switch {
		case to == "all", to == "user" && w.name == "ordinary":
			return true, false
		case to != "user":
			grouped = true
			included = included || to == "Dept "+w.subject.department
		}
	}
	return included, grouped
}

func (w world) sheetRole(everyone, some, groups bool) verdict.Kind {
	roles := w.has("RoleManagement.Read.Directory", "Directory.Read.All")
	listed := roles || w.has("User.Read.All")
	switch outside := w.held() != "" && !slices.Contains(reachable, w.held()); {
	case !w.known:
		return verdict.Unknown
	case everyone:
		return verdict.OK
	case !some:
		return verdict.Unknown
	case outside && roles, w.subject.owner && groups && listed:
		return verdict.Fail
	case roles && groups:
		return verdict.OK
	}
	return verdict.Unknown
}

// advice are the checks by which Graph decides nothing.
var advice = []verdict.Name{
	verdict.Account, verdict.Existing, verdict.Hours, verdict.Limit, verdict.EligibleRoles, verdict.RiskLevel,
	verdict.Manager, verdict.Methods,
}

// TestVerdictAgreesWithSheetAndSandbox: for every draw of cast, policy, role, draft and readable facts the verdict is
// what the documentation says, and what the sandbox does. What fails is refused, and what passes in everything is
// created.
func TestVerdictAgreesWithSheetAndSandbox(t *testing.T) {
	groups := groupIDs(t)
	r := rand.New(rand.NewPCG(2026, 11))
	refusals, creations := 0, 0
	for range 500 {
		w := drawWorld(r)
		d := w.sandboxed(t, groups)
		v := w.judge(d)
		want, creates := w.sheet()
		clear := true
		for _, c := range v.Checks {
			if !slices.Contains(advice, c.Name) && c.Kind != verdict.OK && c.Kind != verdict.Warn {
				clear = false
			}
			if kind, tells := want[c.Name]; tells && kind != c.Kind {
				t.Fatalf("%s: %s (%s), the sheet says %s\n%+v", c.Name, c.Kind, c.Why, kind, w)
			}
		}
		created := w.ask(d)
		if created != creates {
			t.Fatalf("the sandbox created: %v, the sheet says %v\n%+v", created, creates, w)
		}
		if len(v.Refused()) > 0 && created {
			t.Fatalf("created, and the verdict was: %s\n%+v", v.Headline(), w)
		}
		if clear && !created {
			t.Fatalf("refused, and the verdict was: %s\n%+v", v.Headline(), w)
		}
		if len(v.Refused()) > 0 {
			refusals++
		}
		if clear {
			creations++
		}
	}
	if refusals < 100 || creations < 20 {
		t.Errorf("the draws are one-sided: %d predicted refusals, %d predicted creations", refusals, creations)
	}
}
