package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// entitled are answers that tell all that makes ann privileged.
func entitled() map[string]any {
	value := func(items ...map[string]any) map[string]any {
		return map[string]any{"value": append([]map[string]any{}, items...)}
	}
	return map[string]any{
		"/users/" + annID + "/transitiveMemberOf/microsoft.graph.directoryRole": value(
			map[string]any{"roleTemplateId": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "displayName": "Directory\u202eReaders"}, map[string]any{"roleTemplateId": nil}),
		"/users/" + annID + "/transitiveMemberOf/microsoft.graph.group": value(map[string]any{"id": bobID, "displayName": "Tier 1"}),
		"/users/" + annID + "/ownedObjects/microsoft.graph.group":       value(map[string]any{"id": meID, "isAssignableToRole": true}, map[string]any{"id": bobID}),
		"/roleManagement/directory/roleAssignments":                     value(map[string]any{"roleDefinitionId": meID, "directoryScopeId": "/administrativeUnits/x"}),
		"/roleManagement/directory/roleEligibilityScheduleInstances":    value(),
		"/identityProtection/riskyUsers/" + annID:                       map[string]any{"riskLevel": "high", "riskState": "atRisk", "riskLastUpdatedDateTime": "2026-11-20T00:00:00Z"},
	}
}

func TestDossierTellsWhatMakesSomebodyPrivileged(t *testing.T) {
	f := newFake(t, batched(with(entitled())))
	a := open(t, f).Access
	if got := a.Roles; !got.Whole || len(got.All) != 2 || got.All[0].DisplayName != "Directory\ufffdReaders" || got.All[1].TemplateID != "" {
		t.Errorf("roles = %+v", got)
	}
	if got := a.Groups; !got.Whole || len(got.All) != 1 || got.All[0].Assignable == nil || !*got.All[0].Assignable {
		t.Errorf("groups = %+v", got)
	}
	if got := a.Owned; !got.Whole || len(got.All) != 2 || !*got.All[0].Assignable || got.All[1].Assignable != nil {
		t.Errorf("owned = %+v", got)
	}
	if got := a.Assigned; !got.Whole || len(got.All) != 1 || got.All[0].Wide() || got.All[0].TemplateID != meID {
		t.Errorf("assigned = %+v", got)
	}
	if got := a.Eligible; !got.Whole || len(got.All) != 0 || got.Fault != nil {
		t.Errorf("eligible = %+v", got)
	}
	if got := a.Risk; !got.Whole || len(got.All) != 1 || got.All[0].State != "atRisk" || got.All[0].Changed.IsZero() {
		t.Errorf("risk = %+v", got)
	}
	for _, p := range parts(t, f) {
		advanced := strings.Contains(p.URL, "$count=true")
		if advanced != (p.Headers["ConsistencyLevel"] == "eventual") {
			t.Errorf("%s has the headers %v", p.URL, p.Headers)
		}
	}
}

// TestWhatIsRefusedIsNotAskedForAgain: the parts that need not be there cost no second request, however they fail, and what takes
// a right that the operator lacks is asked for once.
func TestWhatIsRefusedIsNotAskedForAgain(t *testing.T) {
	denied := status{403, nil, errorBody("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")}
	slow := status{429, map[string]string{"Retry-After": "20"}, bareError}
	answers := entitled()
	answers["/roleManagement/directory/roleAssignments"] = denied
	answers["/roleManagement/directory/roleEligibilityScheduleInstances"] = slow
	answers["/users/"+annID+"/ownedObjects/microsoft.graph.group"] = map[string]any{"value": []any{}, "@odata.nextLink": "https://elsewhere.example/x"}
	answers["/users/"+annID+"/transitiveMemberOf/microsoft.graph.group"] = status{401, nil, bareError}
	answers["/identityProtection/riskyUsers/"+annID] = nil
	f := newFake(t, batched(with(answers)))
	for range 2 {
		a := open(t, f).Access
		if got := a.Assigned; got.Whole || !slices.Contains(got.Fault.Scopes, "RoleManagement.Read.Directory") {
			t.Errorf("assigned = %+v", got)
		}
		if a.Eligible.Whole || a.Eligible.Fault.Kind != fault.Throttled || a.Owned.Whole || a.Owned.Fault == nil || a.Groups.Whole || a.Groups.Fault == nil {
			t.Errorf("%+v", a)
		}
		if !a.Risk.Whole || len(a.Risk.All) != 0 {
			t.Errorf("who never was at risk: %+v", a.Risk)
		}
	}
	got := f.requests()
	if len(got) != 2 || strings.Contains(got[1].body, "roleAssignments") || !strings.Contains(got[1].body, "roleEligibility") {
		t.Errorf("%d requests, %+v", len(got), got)
	}
	if n := len(f.clock.slept()); n != 0 {
		t.Errorf("waited %d times", n)
	}
	for i, again := range []func(){f.Forget, f.AskAgain} {
		again()
		open(t, f)
		if got := f.requests(); !strings.Contains(got[2+i].body, "roleAssignments") {
			t.Error("other rights do not ask again")
		}
	}
}

func TestAccessIsNotAskedForWhereNoPassIsIssued(t *testing.T) {
	f := newFake(t, batched(map[string]any{"/me": user(meID, "me@sandbox.example", "Me"), "/me/authentication/methods": map[string]any{"value": []any{}}}))
	d, err := f.Dossier(t.Context(), key(meID))
	if err != nil || d.Access.Roles.Whole || d.Access.Roles.Fault != nil {
		t.Errorf("own dossier = %+v, %v", d.Access, err)
	}
	f = newFakeWith(t, batched(whole()), graph.Config{Cloud: graph.China})
	if d := open(t, f); d.Access.Groups.Whole || len(parts(t, f)) != 2 {
		t.Errorf("china = %+v", d.Access)
	}
}

func TestMemberships(t *testing.T) {
	f := newFake(t, says(200, `{"value":["`+strings.ToUpper(bobID)+`"]}`))
	m, err := f.Memberships(t.Context(), key(annID), []string{bobID, meID})
	if err != nil || m.ReadAt.IsZero() {
		t.Fatalf("%+v, %v", m, err)
	}
	for _, tt := range []struct {
		group     string
		in, known bool
	}{{bobID, true, true}, {meID, false, true}, {annID, false, false}} {
		if in, known := m.Holds(tt.group); in != tt.in || known != tt.known {
			t.Errorf("%s: %v, %v", tt.group, in, known)
		}
	}
	if got := f.requests()[0]; got.method != http.MethodPost || got.uri != "/v1.0/users/"+annID+"/checkMemberGroups" || got.body != `{"groupIds":["`+bobID+`","`+meID+`"]}` {
		t.Errorf("%+v", got)
	}
	if _, err := f.Memberships(t.Context(), key(annID), nil); err != nil || len(f.requests()) != 1 {
		t.Error("nothing was asked, and a request was sent")
	}
	if m, _ := f.Memberships(t.Context(), key(annID), slices.Repeat([]string{meID}, 25)); len(m.Asked) != person.MostGroups {
		t.Errorf("%d groups at once", len(m.Asked))
	}
	for body, kind := range map[string]fault.Kind{"{}": fault.Broken, "[": fault.Broken} {
		f = newFake(t, says(200, body))
		_, err := f.Memberships(t.Context(), key(annID), []string{bobID})
		wantFault(t, err, kind)
	}
	f = newFake(t, says(403, bareError))
	_, err = f.Memberships(t.Context(), key(annID), []string{bobID})
	if got := wantFault(t, err, fault.Denied); !slices.Contains(got.Scopes, "GroupMember.Read.All") {
		t.Errorf("%+v", got)
	}
	_, err = f.Memberships(t.Context(), key(""), []string{bobID})
	wantFault(t, err, fault.Refused)
}

// TestSandboxAccess: the sandbox answers all that a dossier asks for, and a person costs one request.
func TestSandboxAccess(t *testing.T) {
	d := newDesk(t, sandbox.Options{})
	if err := d.tenant.SetEligible("ordinary", []string{"Global Administrator"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][4]int{ // roles, assigned, eligible, owned
		"ordinary": {0, 0, 1, 0}, "helpdesk-admin": {1, 1, 0, 0}, "role-group-owner": {0, 0, 0, 1}, "reader": {1, 1, 0, 0},
	} {
		dossier, err := d.Dossier(t.Context(), d.id(name))
		a := dossier.Access
		if err != nil || !a.Roles.Whole || !a.Assigned.Whole || !a.Eligible.Whole || !a.Groups.Whole || !a.Owned.Whole || a.Risk.Fault == nil {
			t.Fatalf("%s: %+v, %v", name, a, err)
		}
		if got := [4]int{len(a.Roles.All), len(a.Assigned.All), len(a.Eligible.All), len(a.Owned.All)}; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if n := len(d.tenant.Requests()); n != 4 {
		t.Errorf("%d requests for 4 people", n)
	}
	policy := d.Policy()
	m, err := d.Memberships(t.Context(), d.id("out-of-scope"), []string{policy.ExcludeTargets[0].ID})
	if in, known := m.Holds(policy.ExcludeTargets[0].ID); err != nil || !in || !known {
		t.Errorf("%+v, %v", m, err)
	}
}
