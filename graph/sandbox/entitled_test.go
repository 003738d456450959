package sandbox

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"tapdesk/state/session"
)

// holding returns the path of a person's roles under roleManagement.
func holding(of, id string) string {
	return "/roleManagement/directory/" + of + "?$select=roleDefinitionId&$filter=" +
		url.PathEscape("principalId eq '"+id+"'")
}

// TestRolesOfATargetDecide checks that an active role puts its holder out of reach at once, and an eligible one does
// not.
func TestRolesOfATargetDecide(t *testing.T) {
	r := newRig(t, Options{})
	id := castID("ordinary")
	r.issue("ordinary", "{}")
	r.want(r.call("POST", "/sandbox/roles", `{"user":"ordinary","roles":["Global Administrator"],"eligible":true}`),
		http.StatusOK, "")
	r.want(r.call("POST", "/sandbox/roles", `{"user":"ordinary","roles":["King"],"eligible":true}`),
		http.StatusBadRequest, "")
	if v := r.get(holding("roleEligibilityScheduleInstances", id)).value(); len(v) != 1 ||
		v[0]["roleDefinitionId"] != session.RoleGlobalAdministrator || len(v[0]) != 1 {
		t.Errorf("eligible: got %v, want the Global Administrator's role alone", v)
	}
	r.issue("ordinary", "{}")
	for _, name := range []string{
		"Message Center Reader", "User Experience Success Manager", "Usage Summary Reports Reader",
		"Password Administrator",
	} {
		if err := r.SetRoles("ordinary", []string{name}); err != nil {
			t.Fatal(err)
		}
		r.issue("ordinary", "{}")
	}
	if err := r.SetRoles("ordinary", []string{"Groups Administrator"}); err != nil {
		t.Fatal(err)
	}
	r.want(r.call("POST", passes("ordinary"), "{}"), http.StatusForbidden, "accessDenied")
	if v := r.get(holding("roleAssignments", id)).value(); len(v) != 1 ||
		v[0]["roleDefinitionId"] != session.RoleGroupsAdministrator {
		t.Errorf("assigned: got %v, want the Groups Administrator's role alone", v)
	}
	if v := r.get(person("ordinary") +
		"/transitiveMemberOf/microsoft.graph.directoryRole?$select=roleTemplateId").value(); len(v) != 1 {
		t.Errorf("active: got %v, want one role", v)
	}
	if r.SetEligible("ordinary", []string{"King"}) == nil {
		t.Error("SetEligible of an unknown role: got no error, want one")
	}
}

func TestWhoMayReadWhatOfMemberships(t *testing.T) {
	const roles, groups = "/transitiveMemberOf/microsoft.graph.directoryRole", "/transitiveMemberOf/microsoft.graph.group"
	assignable := groups + "?$count=true&$filter=isAssignableToRole%20eq%20true"
	r := newRig(t, Options{Scopes: []string{"User.Read.All"}})
	v := r.want(r.get(person("helpdesk-admin")+roles), http.StatusOK, "").value()
	if len(v) != 1 || v[0]["id"] == nil || v[0]["roleTemplateId"] != nil {
		t.Errorf("without the scope: got %v, want one role with its id alone", v)
	}
	r.want(r.get(person("ordinary")+assignable, eventual...), http.StatusForbidden, "")
	r.want(r.call("POST", person("ordinary")+"/checkMemberGroups", `{"groupIds":[]}`), http.StatusForbidden, "")
	for _, path := range []string{holding("roleAssignments", castID("ordinary")),
		holding("roleEligibilityScheduleInstances", castID("ordinary")),
		"/identityProtection/riskyUsers/" + castID("disabled")} {
		r.want(r.get(path), http.StatusForbidden, "")
	}

	r = newRig(t, Options{Scopes: []string{"GroupMember.Read.All", "User.Read.All", "IdentityRiskyUser.Read.All"}})
	if v := r.want(r.get(person("role-group-owner")+"/ownedObjects/microsoft.graph.group?$select=isAssignableToRole"),
		http.StatusOK, "").value(); len(v) != 1 ||
		v[0]["isAssignableToRole"] != true {
		t.Errorf("owned: got %v, want one group that can be assigned to a role", v)
	}
	if v := r.want(r.get(person("ordinary")+assignable, eventual...), http.StatusOK, "").value(); len(v) != 0 {
		t.Errorf("assignable: got %v, want none", v)
	}
	r.want(r.get(person("ordinary")+assignable), http.StatusBadRequest, "Request_UnsupportedQuery")
	r.want(r.get(person("ordinary")+groups+"?$filter=displayName%20eq%20'x'", eventual...), http.StatusBadRequest,
		"Request_UnsupportedQuery")
	g := r.want(r.get("/identityProtection/riskyUsers/"+castID("disabled")+"?$select=riskState"), http.StatusOK, "")
	if g.text("riskState") != "confirmedCompromised" || g.body["id"] != nil {
		t.Errorf("risk: got %v, want confirmedCompromised, without the id", g.body)
	}
	r.want(r.get("/identityProtection/riskyUsers/"+castID("ordinary")), http.StatusNotFound, "Request_ResourceNotFound")
}

// An activation ends: the instance says when, and a token issued later lacks the role.
func TestActivationEnds(t *testing.T) {
	const path = "/roleManagement/directory/roleAssignmentScheduleInstances/filterByCurrentUser(on='principal')"
	r := newRig(t, Options{})
	for _, v := range r.want(r.get(path), http.StatusOK, "").value() {
		if v["assignmentType"] != "Assigned" || v["endDateTime"] != nil {
			t.Errorf("got %v, want an assignment without an end", v)
		}
	}
	r.want(r.call("POST", "/sandbox/roles", `{"user":"operator","roles":["Authentication Administrator"],"until":"1h"}`),
		http.StatusOK, "")
	v := r.want(r.get(path), http.StatusOK, "").value()
	if len(v) != 1 || v[0]["assignmentType"] != "Activated" || v[0]["endDateTime"] != "2026-11-21T15:00:00Z" {
		t.Errorf("got %v, want one role that ends in an hour", v)
	}
	r.Advance(time.Hour)
	if v := r.get(path).value(); len(v) != 0 {
		t.Errorf("an hour later: got %v, want none", v)
	}
	r.want(r.call("POST", passes("ordinary"), "{}", r.as("operator")...), http.StatusForbidden, "accessDenied")
	for _, body := range []string{
		`{"user":"operator","roles":[],"until":"soon"}`,
		`{"user":"operator","roles":[],"until":"1h","eligible":true}`,
	} {
		r.want(r.call("POST", "/sandbox/roles", body), http.StatusBadRequest, "")
	}
	r.want(newRig(t, Options{Scopes: []string{"User.Read"}}).get(path), http.StatusForbidden,
		"Authorization_RequestDenied")
}
