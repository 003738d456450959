package graph_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// whole are the answers to every part of a dossier of ann's.
func whole() map[string]any {
	return map[string]any{
		"/users/" + annID: map[string]any{
			"id": annID, "userPrincipalName": "ann@sandbox.example", "displayName": "Ann\u202eLi",
			"mail": nil, "jobTitle": "Clerk",
			"businessPhones": []string{"+1 555 0100"}, "accountEnabled": false, "onPremisesSyncEnabled": nil,
			"createdDateTime": "2025-01-02T03:04:05Z", "lastPasswordChangeDateTime": nil,
			"identities": []map[string]any{{"signInType": "federated", "issuer": "ExternalAzureAD"}},
		},
		"/users/" + annID + "/manager": user(bobID, "bob@sandbox.example", "Bob"),
		"/users/" + annID + "/authentication/methods": map[string]any{"value": []map[string]any{
			{"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "p", "password": nil, "createdDateTime": nil},
			{"@odata.type": "#microsoft.graph.phoneAuthenticationMethod", "id": "q", "phoneNumber": "+1 XXXXXXXX34",
				"phoneType": "mobile"},
			{"@odata.type": "#microsoft.graph.brandNewAuthenticationMethod", "id": "r", "displayName": 7,
				"platform": map[string]any{}},
			{"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": passID, "temporaryAccessPass": nil,
				"startDateTime": "2026-11-21T08:00:00.1234567Z", "lifetimeInMinutes": 60,
				"isUsable": true, "methodUsabilityReason": "BrandNew"},
		}},
		"/policies/": map[string]any{
			"state": "enabled", "defaultLength": 12, "isUsableOnce": true,
			"minimumLifetimeInMinutes": 60, "maximumLifetimeInMinutes": 480, "defaultLifetimeInMinutes": 90,
			"includeTargets": []map[string]any{{"targetType": "group", "id": "all_users"}},
			"excludeTargets": []any{},
		},
	}
}

func open(t *testing.T, f *fake) person.Dossier {
	t.Helper()
	d, err := f.Dossier(t.Context(), key(annID))
	if err != nil {
		t.Fatalf("Dossier: got error %v (cause %v), want none", err, fault.Of(err).Cause)
	}
	return d
}

func TestDossierInOneBatch(t *testing.T) {
	f := newFake(t, batched(whole()))
	d := open(t, f)
	if got := parts(t, f); len(got) != 10 {
		t.Errorf("got %d parts, want 10: %+v", len(got), got)
	}
	p := d.Person
	if p.DisplayName != "Ann\ufffdLi" || p.JobTitle != "Clerk" || !p.Disabled() ||
		p.OnPremisesSyncEnabled != nil || !p.ExternalGuest() ||
		!slices.Equal(p.BusinessPhones, []text.Text{"+1 555 0100"}) ||
		p.CreatedDateTime.IsZero() || !p.LastPasswordChangeDateTime.IsZero() {
		t.Errorf("got person %+v, want Ann Li, a clerk, disabled, an external guest, with one phone", p)
	}
	if d.Manager == nil || d.Manager.DisplayName != "Bob" || d.Self || d.ReadAt.IsZero() {
		t.Errorf("got dossier %+v, want the manager Bob, not the operator's own, and the time of reading", d)
	}
	if len(d.Methods) != 3 || d.Methods[1].PhoneNumber != "+1 XXXXXXXX34" ||
		d.Methods[2].Type != "brandNewAuthenticationMethod" {
		t.Errorf("got methods %+v, want 3, the second a masked number, the third of a type that is not known", d.Methods)
	}
	if d.Pass == nil || d.Pass.ID != key(passID) || d.Pass.MethodUsabilityReason != "BrandNew" ||
		!d.Pass.StartDateTime.Equal(time.Date(2026, 11, 21, 8, 0, 0, 123456700, time.UTC)) {
		t.Errorf("got pass %+v, want %s, BrandNew, from 2026-11-21 08:00:00.1234567 UTC", d.Pass, passID)
	}
	if d.Policy.Origin != pass.OriginGraph || d.Policy.DefaultLength != 12 || !d.Policy.IsUsableOnce ||
		!d.Policy.Enabled ||
		d.Policy.DefaultLifetimeInMinutes != 90 || len(d.Policy.IncludeTargets) != 1 {
		t.Errorf("got policy %+v, want Graph's, enabled: once, 12 characters, 90 minutes, one target", d.Policy)
	}
	for _, fault := range []*fault.Fault{d.ManagerFault, d.MethodsFault, d.PassFault, d.PolicyFault} {
		if fault != nil {
			t.Errorf("got fault %v, want none", fault)
		}
	}
	open(t, f)
	if second := f.requests()[1]; strings.Contains(second.body, "/policies") {
		t.Error("got a second request for the policy, want one")
	}
}

func with(changes map[string]any) map[string]any {
	all := whole()
	maps.Copy(all, changes)
	return all
}

func TestRefusedPartsDegrade(t *testing.T) {
	denied := status{403, nil, errorBody("accessDenied", "Request Authorization failed")}
	f := newFake(t, batched(with(map[string]any{"/users/" + annID + "/manager": denied, "/policies/": denied})))
	d := open(t, f)
	if d.ManagerFault == nil || d.ManagerFault.Kind != fault.Denied || d.PolicyFault == nil ||
		d.PolicyFault.Kind != fault.Denied {
		t.Fatalf("got dossier %+v, want manager and policy denied", d)
	}
	if d.Pass == nil || len(d.Methods) != 3 || d.Policy.Origin != pass.OriginNone {
		t.Errorf("got dossier %+v, want the pass, 3 methods and no policy", d)
	}
	if !slices.Contains(d.PolicyFault.Scopes, "Policy.Read.AuthenticationMethod") ||
		!slices.Contains(d.PolicyFault.Roles, "Global Reader") {
		t.Errorf("got policy fault %+v, want it to name the scope and Global Reader", d.PolicyFault)
	}
}

// TestPolicyThatFailsIsAskedForInEachBatch: trouble is no refusal, and passes.
func TestPolicyThatFailsIsAskedForInEachBatch(t *testing.T) {
	f := newFake(t, batched(with(map[string]any{"/policies/": status{500, nil, bareError}})))
	for range 4 {
		if d := open(t, f); d.PolicyFault == nil || d.Policy.MaximumLifetimeInMinutes != 43200 {
			t.Fatalf("got policy %+v, fault %v, want a fault and a maximum of 43200 minutes", d.Policy, d.PolicyFault)
		}
	}
	asked := 0
	for _, s := range f.requests() {
		asked += strings.Count(s.body, "/policies/")
	}
	if asked != 4 || len(f.requests()) != 4 {
		t.Errorf("asked %d times in %d requests, want 4 in 4", asked, len(f.requests()))
	}
}

func TestDeniedMethodsStillShowThePass(t *testing.T) {
	denied := status{403, nil, bareError}
	methods := "/users/" + annID + "/authentication/methods"
	passes := "/users/" + annID + "/authentication/temporaryAccessPassMethods"
	list := map[string]any{"value": []any{json.RawMessage(passJSON)}}
	answers := with(map[string]any{methods: denied, passes: list})
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, passes) {
			says(200, asJSON(list))(w, r)
			return
		}
		batched(answers)(w, r)
	})
	for i, want := range []int{2, 3, 4} { // a request of its own the first time, then in the batch
		d := open(t, f)
		if d.MethodsFault == nil || d.PassFault != nil || d.Pass == nil || d.Pass.ID != key(passID) {
			t.Fatalf("dossier %d: got %+v, want the pass without a fault, and the methods with one", i, d)
		}
		if n := len(f.requests()); n != want {
			t.Errorf("after dossier %d: %d requests, want %d", i, n, want)
		}
	}
	answers[methods] = whole()[methods]
	if d := open(t, f); d.MethodsFault != nil || d.Pass == nil || len(d.Methods) != 3 {
		t.Errorf("got dossier %+v, want the pass and 3 methods, without a fault", d)
	}
	open(t, f)
	got := f.requests()
	if strings.Contains(got[len(got)-1].body, "temporaryAccessPassMethods") {
		t.Error("got a request for the pass beside the methods, want none once the methods can be read")
	}
}

func TestDossierWithoutThePersonFails(t *testing.T) {
	tests := []struct {
		body any
		kind fault.Kind
	}{
		{nil, fault.NotFound},
		{status{500, nil, bareError}, fault.Unavailable},
		{map[string]any{}, fault.Broken},
	}
	for _, tt := range tests {
		f := newFake(t, batched(with(map[string]any{"/users/" + annID: tt.body})))
		_, err := f.Dossier(t.Context(), key(annID))
		wantFault(t, err, tt.kind)
	}
}

func TestListThatIsNoListIsNoAbsence(t *testing.T) {
	f := newFake(t, batched(with(map[string]any{"/users/" + annID + "/authentication/methods": map[string]any{}})))
	d := open(t, f)
	if d.MethodsFault == nil || d.PassFault == nil || d.PassFault.What != "list the pass" {
		t.Errorf("got dossier %+v, want faults for methods and pass, the latter saying \"list the pass\"", d)
	}
	f = newFake(t, says(200, "{}"))
	_, err := f.Passes(t.Context(), key(annID))
	wantFault(t, err, fault.Broken)
}

func TestEmptyPageOfPassesIsFollowed(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			says(200, `{"value":[],"@odata.nextLink":"`+f.server.URL+r.URL.Path+`?$skiptoken=1"}`)(w, r)
			return
		}
		says(200, `{"value":[`+passJSON+`]}`)(w, r)
	})
	if got, err := f.Passes(t.Context(), key(annID)); err != nil || len(got) != 1 {
		t.Errorf("Passes: got %+v, error %v, want the pass of the second page", got, err)
	}
}

func TestOneselfIsReadUnderMe(t *testing.T) {
	f := newFake(t, batched(map[string]any{
		"/me":                        user(meID, "me@sandbox.example", "Me"),
		"/me/authentication/methods": map[string]any{"value": []any{}},
	}))
	d, err := f.Dossier(t.Context(), key(strings.ToUpper(meID)))
	if err != nil || !d.Self {
		t.Fatalf("Dossier: got %+v, error %v, want the operator's own", d, err)
	}
	for _, p := range parts(t, f) {
		if strings.HasPrefix(p.URL, "/users") {
			t.Errorf("got a request for %s, want none below /users", p.URL)
		}
	}
	f = newFake(t, says(200, `{"value":[]}`))
	if _, err := f.Passes(t.Context(), key(meID)); err != nil {
		t.Fatal(err)
	}
	if uri := f.requests()[0].uri; uri != "/v1.0/me/authentication/temporaryAccessPassMethods" {
		t.Errorf("address that Passes asked for: got %s, want %s", uri, "/v1.0/me/authentication/temporaryAccessPassMethods")
	}
}

func TestDossierInChinaHasNoMethods(t *testing.T) {
	f := newFakeWith(t, batched(whole()), graph.Config{Cloud: graph.China})
	d := open(t, f)
	if d.Manager == nil || d.MethodsFault == nil || d.PassFault == nil || d.PassFault.Kind != fault.Refused ||
		d.PolicyFault == nil {
		t.Errorf("got dossier %+v, want the manager, methods and policy with faults, the pass refused", d)
	}
	if got := parts(t, f); len(got) != 2 {
		t.Errorf("got parts %+v, want 2", got)
	}
}

func TestBatchThatMakesNoSense(t *testing.T) {
	for _, body := range []string{"", "[]", `{"responses":7}`, "<html>"} {
		f := newFake(t, says(200, body))
		_, err := f.Dossier(t.Context(), key(annID))
		wantFault(t, err, fault.Broken)
	}
}

func TestBetaTellsTheLastUse(t *testing.T) {
	f := newFakeWith(t, says(200, `{"id":"`+passID+`","lastUsedDateTime":"2026-11-21T08:30:00Z"}`),
		graph.Config{Version: "beta"})
	p, err := f.Pass(t.Context(), key(annID), key(passID))
	if err != nil || p.LastUsedDateTime.IsZero() {
		t.Errorf("Pass: got %+v, error %v, want the time of the last use", p, err)
	}
	if uri := f.requests()[0].uri; !strings.HasPrefix(uri, "/beta/users/") {
		t.Errorf("got a request for %s, want it below /beta/users/", uri)
	}
}

func TestReadPolicy(t *testing.T) {
	f := newFake(t, sequence(says(200, asJSON(whole()["/policies/"])), says(403, bareError), says(200, "{}")))
	if p, err := f.ReadPolicy(t.Context()); err != nil || p.MaximumLifetimeInMinutes != 480 {
		t.Errorf("ReadPolicy: got %+v, error %v, want a maximum of 480 minutes", p, err)
	}
	for _, kind := range []fault.Kind{fault.Denied, fault.Broken} {
		p, err := f.ReadPolicy(t.Context())
		wantFault(t, err, kind)
		if p.MaximumLifetimeInMinutes != 480 || f.Policy().MaximumLifetimeInMinutes != 480 {
			t.Errorf("got policy %+v after a fault, want the maximum that was known, 480 minutes", p)
		}
	}
}
