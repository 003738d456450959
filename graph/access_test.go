package graph_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// entitled returns answers with everything that makes Ann privileged.
func entitled() map[string]any {
	value := func(items ...map[string]any) map[string]any {
		return map[string]any{"value": append([]map[string]any{}, items...)}
	}
	return map[string]any{
		"/users/" + annID + "/transitiveMemberOf/microsoft.graph.directoryRole": value(
			map[string]any{
				"roleTemplateId": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "displayName": "Directory\u202eReaders",
			},
			map[string]any{"roleTemplateId": nil}),
		"/users/" + annID + "/transitiveMemberOf/microsoft.graph.group": value(
			map[string]any{"id": bobID, "displayName": "Tier 1"}),
		"/users/" + annID + "/ownedObjects/microsoft.graph.group": value(
			map[string]any{"id": meID, "isAssignableToRole": true}, map[string]any{"id": bobID}),
		"/roleManagement/directory/roleAssignments": value(
			map[string]any{"roleDefinitionId": meID, "directoryScopeId": "/administrativeUnits/x"}),
		"/roleManagement/directory/roleEligibilityScheduleInstances": value(),
		"/identityProtection/riskyUsers/" + annID: map[string]any{
			"riskLevel": "high", "riskState": "atRisk", "riskLastUpdatedDateTime": "2026-11-20T00:00:00Z",
		},
	}
}

func TestDossierTellsWhatMakesSomebodyPrivileged(t *testing.T) {
	f := newFake(t, batched(with(entitled())))
	a := open(t, f).Access
	if got := a.Roles; !got.Whole || len(got.All) != 2 || got.All[0].DisplayName != "Directory\ufffdReaders" ||
		got.All[1].TemplateID != "" {
		t.Errorf("roles: got %+v, want a whole list of two, the first named without control characters", got)
	}
	if got := a.Groups; !got.Whole || len(got.All) != 1 || got.All[0].Assignable == nil || !*got.All[0].Assignable {
		t.Errorf("groups: got %+v, want a whole list of one, which can be assigned to a role", got)
	}
	if got := a.Owned; !got.Whole || len(got.All) != 2 || !*got.All[0].Assignable || got.All[1].Assignable != nil {
		t.Errorf("owned groups: got %+v, want a whole list of two, only the first known to be assignable", got)
	}
	if got := a.Assigned; !got.Whole || len(got.All) != 1 || got.All[0].Wide() || got.All[0].TemplateID != meID {
		t.Errorf("assigned roles: got %+v, want a whole list of one, limited to an administrative unit", got)
	}
	if got := a.Eligible; !got.Whole || len(got.All) != 0 || got.Fault != nil {
		t.Errorf("eligible roles: got %+v, want a whole list of none, and no fault", got)
	}
	if got := a.Risk; !got.Whole || len(got.All) != 1 || got.All[0].State != "atRisk" || got.All[0].Changed.IsZero() {
		t.Errorf("risk: got %+v, want one that is atRisk, with its time", got)
	}
	for _, p := range parts(t, f) {
		advanced := strings.Contains(p.URL, "$count=true")
		if advanced != (p.Headers["ConsistencyLevel"] == "eventual") {
			t.Errorf("%s: got headers %v, want ConsistencyLevel: eventual only with $count=true", p.URL, p.Headers)
		}
	}
}

// complete opens Ann and requests what is missing again.
func complete(t *testing.T, f *fake, d person.Dossier) person.Dossier {
	t.Helper()
	d, err := f.Complete(t.Context(), d)
	if err != nil || d.Again {
		t.Fatalf("Complete: got again %t and error %v, want false and none", d.Again, err)
	}
	return d
}

// of returns the answers about Ann for another person.
func of(id string, answers map[string]any) map[string]any {
	out := map[string]any{}
	for target, answer := range answers {
		out[strings.ReplaceAll(target, annID, id)] = answer
	}
	return out
}

// TestTroubleThatPasses: a part that a limit or another failure withholds does not delay the dossier. It is requested
// again in one batch after the longest Retry-After. A refused part is requested once more, and only a repeated refusal
// counts.
func TestTroubleThatPasses(t *testing.T) {
	const ann = "/users/" + annID
	const roles = ann + "/transitiveMemberOf/microsoft.graph.directoryRole"
	const groups = ann + "/transitiveMemberOf/microsoft.graph.group"
	const owned, assigned = ann + "/ownedObjects/microsoft.graph.group", "/roleManagement/directory/roleAssignments"
	const eligible = "/roleManagement/directory/roleEligibilityScheduleInstances"
	slow := func(seconds string) status { return status{429, map[string]string{"Retry-After": seconds}, bareError} }
	trouble := map[string]any{
		roles: slow("2"), groups: slow("7.5"), "/policies/": slow("1"), owned: status{503, nil, bareError},
		assigned: status{403, nil, bareError}, eligible: status{500, nil, bareError},
		ann + "/manager": status{424, nil, bareError}, ann + "/authentication/methods": status{401, nil, bareError},
	}
	f := newFake(t, sequence(batched(with(trouble)), batched(with(entitled()))))
	d := open(t, f)
	a := d.Access
	kinds := [3]fault.Kind{a.Roles.Fault.Kind, a.Assigned.Fault.Kind, a.Eligible.Fault.Kind}
	if !d.Again || kinds != [3]fault.Kind{fault.Throttled, fault.Denied, fault.Unavailable} {
		t.Errorf("dossier = %+v, want the faults of its parts, and Again", d)
	}
	if n := len(f.clock.slept()); n != 0 || len(f.requests()) != 1 {
		t.Errorf("%d pauses and %d requests before the dossier was there", n, len(f.requests()))
	}
	d = complete(t, f, d)
	a = d.Access
	if !a.Roles.Whole || !a.Groups.Whole || !a.Owned.Whole || !a.Assigned.Whole || !a.Eligible.Whole || !a.Risk.Whole {
		t.Errorf("access = %+v, want it whole", a)
	}
	faults := [4]*fault.Fault{d.ManagerFault, d.MethodsFault, d.PassFault, d.PolicyFault}
	if d.Manager == nil || d.Pass == nil || faults != [4]*fault.Fault{} {
		t.Errorf("dossier = %+v, want it whole", d)
	}
	if got := f.clock.slept(); !slices.Equal(got, []time.Duration{7500 * time.Millisecond}) {
		t.Errorf("pauses = %v, want the longest Retry-After", got)
	}
	got := f.requests()
	if token := got[len(got)-1].header.Get("Authorization"); len(got) != 2 || token != "Bearer token-2" ||
		strings.Contains(got[1].body, "riskyUsers") {
		t.Errorf("%d requests, want one for what was missing, with a new token", len(got))
	}
}

// TestTroubleThatStays: it is asked for three times more, says what it is, and is never taken for a refusal; what Graph
// asks too long a wait for is left to the operator.
func TestTroubleThatStays(t *testing.T) {
	const assigned = "/roleManagement/directory/roleAssignments"
	for _, tt := range []struct {
		part     status
		kind     fault.Kind
		requests int
	}{
		{status{429, nil, bareError}, fault.Throttled, 4},
		{status{429, map[string]string{"Retry-After": "31"}, bareError}, fault.Throttled, 1},
		{status{503, map[string]string{"Retry-After": "2"}, bareError}, fault.Unavailable, 4},
		{status{504, nil, bareError}, fault.Unavailable, 4},
		{status{500, nil, bareError}, fault.Unavailable, 4},
		{status{404, nil, bareError}, fault.NotFound, 4},
		{status{403, nil, bareError}, fault.Denied, 2},
		{status{400, nil, bareError}, fault.Invalid, 2},
	} {
		answers := entitled()
		answers[assigned] = tt.part
		f := newFake(t, batched(with(answers)))
		d := complete(t, f, open(t, f))
		if got := d.Access.Assigned; got.Whole || got.Fault == nil || got.Fault.Kind != tt.kind {
			t.Errorf("%d: %+v, want a fault of kind %d", tt.part.code, got, tt.kind)
		}
		if n := len(f.requests()); n != tt.requests {
			t.Errorf("%d: %d requests, want %d", tt.part.code, n, tt.requests)
		}
	}
}

// TestARefusalIsOfOnePerson: one person's, even repeated, is not the next one's. After two people in a row it is the
// operator's rights: it is not asked for any more, and stands in each dossier, until it was given, the rights were read
// again or the token is another one.
func TestARefusalIsOfOnePerson(t *testing.T) {
	denied := status{403, nil,
		errorBody("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")}
	answers := with(entitled())
	answers["/roleManagement/directory/roleAssignments"], answers["/policies/"] = denied, denied
	other := of(bobID, answers)
	other["/users/"+bobID] = user(bobID, "bob@sandbox.example", "Bob")
	third := of(meID[:len(meID)-1]+"9", answers)
	third["/users/"+meID[:len(meID)-1]+"9"] = user(meID[:len(meID)-1]+"9", "cy@sandbox.example", "Cy")
	all := map[string]any{}
	for _, some := range []map[string]any{answers, other, third} {
		maps.Copy(all, some)
	}
	f := newFake(t, batched(all))
	see := func(id string, asked bool) {
		t.Helper()
		was := len(f.requests())
		d, err := f.Dossier(t.Context(), key(id))
		if err != nil {
			t.Fatal(err)
		}
		body := f.requests()[was].body
		for _, target := range []string{"roleAssignments", "/policies/"} {
			if got := strings.Contains(body, target); got != asked {
				t.Errorf("%s: asked for %s: %v, want %v", id, target, got, asked)
			}
		}
		if d.Again {
			d = complete(t, f, d)
		}
		for _, why := range []*fault.Fault{d.Access.Assigned.Fault, d.PolicyFault} {
			if why == nil || why.Kind != fault.Denied || len(why.Scopes) == 0 {
				t.Errorf("%s: fault = %v, want a refusal with what would do", id, why)
			}
		}
	}
	cy := meID[:len(meID)-1] + "9"
	see(annID, true)
	see(annID, true)
	see(bobID, true)
	see(cy, false)
	f.AskAgain()
	see(cy, true)
	see(annID, true)
	see(bobID, false)
	f.tokens.n++ // another token, as after an hour
	see(annID, true)
	f.Forget()
	see(annID, true)
	see(bobID, true)
	see(cy, false)
}

// TestGivenOnceUnsaysRefusals: something that one person's dossier contains is not a lack of rights.
func TestGivenOnceUnsaysRefusals(t *testing.T) {
	const assigned = "/roleManagement/directory/roleAssignments"
	denied := with(entitled())
	denied[assigned] = status{403, nil, bareError}
	bob := of(bobID, denied)
	bob["/users/"+bobID] = user(bobID, "bob@sandbox.example", "Bob")
	given := of(bobID, with(entitled()))
	given["/users/"+bobID] = user(bobID, "bob@sandbox.example", "Bob")
	f := newFake(t, sequence(
		batched(denied), batched(denied), batched(given), batched(bob), batched(bob), batched(denied),
	))
	complete(t, f, open(t, f))
	for _, again := range []bool{false, true} {
		d, err := f.Dossier(t.Context(), key(bobID))
		if err != nil || d.Again != again {
			t.Fatalf("bob: %+v, %v, want Again %v", d, err, again)
		}
		if again {
			complete(t, f, d)
		}
	}
	if open(t, f); !strings.Contains(f.requests()[5].body, "roleAssignments") {
		t.Error("not asked for after two refusals with an answer between them")
	}
}

// TestLongListsAreReadToTheirEnd: one page of groups may not be all of them. The next page costs a request only if
// there is one.
func TestLongListsAreReadToTheirEnd(t *testing.T) {
	owned := "/users/" + annID + "/ownedObjects/microsoft.graph.group"
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			second := map[string]any{"id": bobID, "isAssignableToRole": true}
			says(200, asJSON(map[string]any{"value": []any{second}}))(w, r)
			return
		}
		answers := entitled()
		answers[owned] = map[string]any{
			"value":           []any{map[string]any{"id": meID, "isAssignableToRole": false}},
			"@odata.nextLink": f.server.URL + "/v1.0" + owned + "?$skiptoken=2",
		}
		batched(with(answers))(w, r)
	})
	d := open(t, f)
	if got := d.Access.Owned; got.Whole || len(got.All) != 1 || !d.Again {
		t.Errorf("owned = %+v, want one page, and Again", got)
	}
	if got := complete(t, f, d).Access.Owned; !got.Whole || len(got.All) != 2 || !*got.All[1].Assignable {
		t.Errorf("owned = %+v, want both pages", got)
	}
	answers := entitled()
	answers[owned] = map[string]any{"value": []any{}, "@odata.nextLink": "https://elsewhere.example/x"}
	f = newFake(t, batched(with(answers)))
	if got := complete(t, f, open(t, f)).Access.Owned; got.Whole || !fault.Is(got.Fault, fault.Refused) {
		t.Errorf("owned = %+v, want a link to elsewhere refused", got)
	}
}

func TestAccessIsNotAskedForWhereNoPassIsIssued(t *testing.T) {
	f := newFake(t, batched(map[string]any{
		"/me":                        user(meID, "me@sandbox.example", "Me"),
		"/me/authentication/methods": map[string]any{"value": []any{}},
	}))
	d, err := f.Dossier(t.Context(), key(meID))
	if err != nil || d.Access.Roles.Whole || d.Access.Roles.Fault != nil {
		t.Errorf("own dossier: got %+v, error %v, want neither roles nor a fault", d.Access, err)
	}
	f = newFakeWith(t, batched(whole()), graph.Config{Cloud: graph.China})
	if d := open(t, f); d.Access.Groups.Whole || len(parts(t, f)) != 2 {
		t.Errorf("China: got %+v, want no groups, and a batch of 2 parts", d.Access)
	}
}

func TestMemberships(t *testing.T) {
	f := newFake(t, says(200, `{"value":["`+strings.ToUpper(bobID)+`"]}`))
	m, err := f.Memberships(t.Context(), key(annID), []string{bobID, meID})
	if err != nil || m.ReadAt.IsZero() {
		t.Fatalf("got %+v, error %v, want memberships with their time", m, err)
	}
	for _, tt := range []struct {
		group     string
		in, known bool
	}{{bobID, true, true}, {meID, false, true}, {annID, false, false}} {
		if in, known := m.Holds(tt.group); in != tt.in || known != tt.known {
			t.Errorf("%s: got member %t, known %t, want %t, %t", tt.group, in, known, tt.in, tt.known)
		}
	}
	if got := f.requests()[0]; got.method != http.MethodPost || got.uri != "/v1.0/users/"+annID+"/checkMemberGroups" ||
		got.body != `{"groupIds":["`+bobID+`","`+meID+`"]}` {
		t.Errorf("got request %+v, want a POST to checkMemberGroups with both groups", got)
	}
	if _, err := f.Memberships(t.Context(), key(annID), nil); err != nil || len(f.requests()) != 1 {
		t.Error("no groups: got an error or a request, want neither")
	}
	many := slices.Repeat([]string{meID}, 25)
	if m, _ := f.Memberships(t.Context(), key(annID), many); len(m.Asked) != person.MostGroups {
		t.Errorf("got %d groups in one request, want %d", len(m.Asked), person.MostGroups)
	}
	for body, kind := range map[string]fault.Kind{"{}": fault.Broken, "[": fault.Broken} {
		f = newFake(t, says(200, body))
		_, err := f.Memberships(t.Context(), key(annID), []string{bobID})
		wantFault(t, err, kind)
	}
	f = newFake(t, says(403, bareError))
	_, err = f.Memberships(t.Context(), key(annID), []string{bobID})
	if got := wantFault(t, err, fault.Denied); !slices.Contains(got.Scopes, "GroupMember.Read.All") {
		t.Errorf("got fault %+v, want it to name GroupMember.Read.All", got)
	}
	_, err = f.Memberships(t.Context(), key(""), []string{bobID})
	wantFault(t, err, fault.Refused)
}

// TestSandboxAccess: the sandbox answers every part of a dossier, and a person costs one request.
func TestSandboxAccess(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	if err := d.tenant.SetEligible("ordinary", []string{"Global Administrator"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][4]int{ // roles, assigned, eligible, owned
		"ordinary": {0, 0, 1, 0}, "helpdesk-admin": {1, 1, 0, 0}, "role-group-owner": {0, 0, 0, 1}, "reader": {1, 1, 0, 0},
	} {
		dossier, err := d.Dossier(t.Context(), d.id(name))
		a := dossier.Access
		if err != nil || !a.Roles.Whole || !a.Assigned.Whole || !a.Eligible.Whole || !a.Groups.Whole || !a.Owned.Whole ||
			a.Risk.Fault == nil {
			t.Fatalf("%s: got %+v, error %v, want every list whole, and a fault for the risk", name, a, err)
		}
		if got := [4]int{len(a.Roles.All), len(a.Assigned.All), len(a.Eligible.All), len(a.Owned.All)}; got != want {
			t.Errorf("%s: got %v roles, assigned, eligible and owned, want %v", name, got, want)
		}
	}
	if n := len(d.tenant.Requests()); n != 4 {
		t.Errorf("got %d requests for 4 people, want 4", n)
	}
	policy := d.Policy()
	m, err := d.Memberships(t.Context(), d.id("out-of-scope"), []string{string(policy.ExcludeTargets[0].ID)})
	if in, known := m.Holds(string(policy.ExcludeTargets[0].ID)); err != nil || !in || !known {
		t.Errorf("got %+v, error %v, want a member of the excluded group", m, err)
	}
}
