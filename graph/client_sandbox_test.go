package graph_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// rig is the client at a sandbox, over HTTP, both on one clock on which pauses pass at once.
type rig struct {
	*graph.Client
	t      *testing.T
	tenant *sandbox.Tenant
	url    string
	clock  *ticker
}

func newRig(t *testing.T, o sandbox.Options) *rig { return newRigAt(t, o, "v1.0") }

func newRigAt(t *testing.T, o sandbox.Options, version string) *rig {
	t.Helper()
	clock := newTicker()
	o.Clock = clock
	if o.People == 0 {
		o.People = 300
	}
	tenant, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(tenant)
	t.Cleanup(server.Close)
	tokens := sandbox.Handed{Tenant: tenant}
	c, err := graph.New(graph.Config{
		Root: server.URL, Version: version, Tokens: tokens, Clock: clock, Jitter: func() float64 { return 0.5 },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &rig{Client: c, t: t, tenant: tenant, url: server.URL, clock: clock}
}

func (d *rig) id(name string) text.Key {
	d.t.Helper()
	a, ok := d.tenant.Account(name)
	if !ok {
		d.t.Fatalf("nobody is called %s", name)
	}
	return text.NewKey(a.ID)
}

func (d *rig) arm(specs ...string) {
	d.t.Helper()
	for _, spec := range specs {
		if err := d.tenant.Fault(spec); err != nil {
			d.t.Fatal(err)
		}
	}
}

// sent counts the requests of a method to paths that end so.
func (d *rig) sent(method, suffix string) int {
	n := 0
	for _, r := range d.tenant.Requests() {
		if r.Method == method && strings.HasSuffix(r.Path, suffix) {
			n++
		}
	}
	return n
}

const posts = "/authentication/temporaryAccessPassMethods"

func (d *rig) issue(name string) (pass.Issued, error) {
	once := true
	return d.CreatePass(d.t.Context(), "", d.id(name), pass.Order{IsUsableOnce: &once})
}

// signIn signs a person in with a pass and returns the HTTP status.
func (d *rig) signIn(name, value string) int {
	d.t.Helper()
	body, _ := json.Marshal(map[string]string{"user": name + "@sandbox.example", "pass": value})
	resp, err := http.Post(d.url+"/sandbox/signin", "application/json", bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func TestSandboxFindsPeopleByEverything(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	ordinary, err := d.Person(t.Context(), d.id("ordinary").Wire())
	if err != nil {
		t.Fatal(err)
	}
	typed := map[string]string{
		"ordinary": "ordinary", "ordinary@sandbox.example": "ordinary", "ORDINARY@sandbox.example": "ordinary",
		ordinary.ID.Wire(): "ordinary", string(ordinary.DisplayName): "ordinary",
		string(ordinary.EmployeeID): "ordinary", string(ordinary.MobilePhone): "ordinary",
		string("CORP\\" + ordinary.OnPremisesSamAccountName): "ordinary",
		"$dollar": "$dollar", "$dollar@sandbox.example": "$dollar",
		"partner_other.example#EXT#":                 "partner_other.example#EXT#",
		"partner_other.example#EXT#@sandbox.example": "partner_other.example#EXT#",
		"bare": "bare", "apostrophe": "apostrophe", "hostile-name": "hostile-name",
	}
	for _, name := range []string{"apostrophe", "cjk-name", "rtl-name", "twin-one"} {
		p, err := d.Person(t.Context(), name+"@sandbox.example")
		if err != nil {
			t.Fatal(err)
		}
		typed[string(p.DisplayName)] = name
	}
	for text, name := range typed {
		before := len(d.tenant.Requests())
		page, err := d.Search(t.Context(), person.Classify(text), nil)
		if err != nil || len(page.People) == 0 {
			t.Errorf("Search(%q): got %+v, error %v, want people", text, page, err)
			continue
		}
		if got := page.People[0].ID; got != d.id(name) {
			t.Errorf("Search(%q): got %s first, want %s", text, page.People[0].Name(), name)
		}
		if n := len(d.tenant.Requests()) - before; n != 1 {
			t.Errorf("Search(%q): got %d requests, want 1", text, n)
		}
	}
}

func TestSandboxEveryOneOfTheCastByNameFirst(t *testing.T) {
	d := newRig(t, sandbox.Options{People: 2000})
	for _, name := range cast {
		page, err := d.Search(t.Context(), person.Classify(name), nil)
		if err != nil || len(page.People) == 0 || page.People[0].ID != d.id(name) {
			t.Errorf("Search(%q): got %v, error %v, want %[1]s first", name, names(page.People), err)
		}
		dossier, err := d.Dossier(t.Context(), d.id(name))
		if err != nil || dossier.Person.ID != d.id(name) {
			t.Errorf("Dossier of %s: got %+v, error %v, want that person", name, dossier.Person, err)
		}
	}
}

var cast = []string{"ordinary", "usable-pass", "future-pass", "expired-pass", "used-pass", "cjk-name", "rtl-name",
	"hostile-name", "apostrophe", "disabled", "partner_other.example#EXT#", "internal-guest", "global-admin",
	"helpdesk-admin", "role-group-owner",
	"out-of-scope", "twin-one", "twin-two", "operator", "reader", "$dollar", "just-created", "bare"}

func TestSandboxPagesHoldEveryoneOnce(t *testing.T) {
	d := newRig(t, sandbox.Options{People: 2000})
	first, err := d.Search(t.Context(), person.Classify("a"), nil)
	if err != nil {
		t.Fatal(err)
	}
	found, read, pages := person.NewFound(first), len(first.People), 1
	for ; found.Next() != ""; pages++ {
		more, err := d.More(t.Context(), found.Next())
		if err != nil {
			t.Fatal(err)
		}
		read += len(more.People)
		found.Add(more)
	}
	n := len(found.People)
	if total, known := found.Total(); !known || !found.Whole() || n != total || n != first.Total || pages < 2 {
		t.Errorf("got %d on %d pages, total %d (known %t), want %d on several", n, pages, total, known, first.Total)
	}
	if read < len(found.People) {
		t.Errorf("got %d read and %d kept, want no more kept than read", read, len(found.People))
	}
}

func TestSandboxDossierIsOneRequest(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	dossier, err := d.Dossier(t.Context(), d.id("usable-pass"))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(d.tenant.Requests()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
	if dossier.Pass == nil || dossier.Pass.StandingAt(d.Now()) != pass.Usable ||
		dossier.Policy.Origin != pass.OriginGraph ||
		dossier.Manager == nil || len(dossier.Methods) == 0 {
		t.Errorf("got dossier %+v, want a usable pass, the policy from Graph, manager and methods", dossier)
	}
	for _, f := range []*fault.Fault{dossier.ManagerFault, dossier.MethodsFault, dossier.PassFault, dossier.PolicyFault} {
		if f != nil {
			t.Errorf("got fault %v, want none", f)
		}
	}
	self, err := d.Dossier(t.Context(), d.id("operator"))
	if err != nil || !self.Self || self.PassFault != nil {
		t.Errorf("own dossier: got %+v, error %v, want it marked as one's own, the pass without a fault", self, err)
	}
}

func TestSandboxDossierWithoutThePolicysRole(t *testing.T) {
	d := newRig(t, sandbox.Options{Roles: []string{"Authentication Administrator"}})
	for _, who := range []string{"future-pass", "expired-pass", "usable-pass"} {
		dossier, err := d.Dossier(t.Context(), d.id(who))
		if err != nil || dossier.PolicyFault == nil || dossier.PolicyFault.Kind != fault.Denied || dossier.Pass == nil {
			t.Fatalf("%s: got dossier %+v, error %v, want the policy denied and the pass", who, dossier, err)
		}
	}
	for _, item := range d.tenant.Requests()[2].Items {
		if strings.HasPrefix(item.Path, "/policies") {
			t.Error("third batch: got a request for the policy, want none after two refusals")
		}
	}
	lifetime := 5
	_, err := d.CreatePass(t.Context(), "", d.id("ordinary"), pass.Order{LifetimeInMinutes: &lifetime})
	f := wantFault(t, err, fault.Invalid)
	if f.Field != "lifetimeInMinutes" || f.Min == 0 || d.Policy().MaximumLifetimeInMinutes != f.Max ||
		d.Policy().Origin != pass.OriginRefusal {
		t.Errorf("got fault %+v, policy %+v, want the limits of the lifetime from the refusal", f, d.Policy())
	}
}

func TestSandboxWithTheGranularScopesAlone(t *testing.T) {
	d := newRig(t, sandbox.Options{Scopes: []string{"User.ReadBasic.All", "UserAuthMethod-TAP.ReadWrite.All"}})
	page, err := d.Search(t.Context(), person.Classify("usable-pass"), nil)
	if err != nil || len(page.People) == 0 || page.People[0].ID != d.id("usable-pass") {
		t.Fatalf("Search: got %+v, error %v, want usable-pass first", page, err)
	}
	dossier, err := d.Dossier(t.Context(), d.id("usable-pass"))
	if err != nil || dossier.MethodsFault == nil || dossier.Pass == nil || dossier.PassFault != nil {
		t.Fatalf("got dossier %+v, error %v, want the pass, and a fault for the methods alone", dossier, err)
	}
	if _, err := d.issue("usable-pass"); err != nil {
		t.Errorf("issue: got error %v, want none", err)
	}
}

func TestSandboxPassFromCreateToDelete(t *testing.T) {
	for _, version := range []string{"v1.0", "beta"} {
		d := newRigAt(t, sandbox.Options{}, version)
		lifetime, many := 120, false
		issued, err := d.CreatePass(t.Context(), "", d.id("ordinary"),
			pass.Order{LifetimeInMinutes: &lifetime, IsUsableOnce: &many})
		if err != nil {
			t.Fatal(err)
		}
		code := value(t, issued)
		if status := d.signIn("ordinary", code); status != http.StatusOK {
			t.Errorf("sign-in with the pass: got status %d, want %d", status, http.StatusOK)
		}
		list, err := d.Passes(t.Context(), d.id("ordinary"))
		if err != nil || len(list) != 1 || list[0].ID != issued.Pass.ID || list[0].LifetimeInMinutes != 120 {
			t.Fatalf("Passes: got %+v, error %v, want the issued pass alone, of 120 minutes", list, err)
		}
		one, err := d.Pass(t.Context(), d.id("ordinary"), issued.Pass.ID)
		if err != nil || one.ID != issued.Pass.ID || (version == "beta") == one.LastUsedDateTime.IsZero() {
			t.Errorf("Pass on %s: got %+v, error %v, want that pass, its last use on beta alone", version, one, err)
		}
		if err := remove(t, d, d.id("ordinary"), issued.Pass.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := d.Passes(t.Context(), d.id("ordinary")); err != nil || len(list) != 0 {
			t.Errorf("Passes after the deletion: got %+v, error %v, want none", list, err)
		}
		wantFault(t, remove(t, d, d.id("ordinary"), issued.Pass.ID), fault.NotFound)
		if status := d.signIn("ordinary", code); status != http.StatusUnauthorized {
			t.Errorf("sign-in with a deleted pass: got status %d, want %d", status, http.StatusUnauthorized)
		}
	}
}

func TestSandboxStartsLater(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	issued, err := d.CreatePass(t.Context(), "", d.id("ordinary"), pass.Order{StartDateTime: start.Add(2 * time.Hour)})
	if err != nil || issued.Pass.StandingAt(d.Now()) != pass.Future ||
		!issued.Pass.StartDateTime.Equal(start.Add(2*time.Hour)) {
		t.Errorf("issued: got %+v, error %v, want a pass that starts in two hours", issued.Pass, err)
	}
}

func TestSandboxRefusesByRule(t *testing.T) {
	tests := []struct {
		name string
		kind fault.Kind
		hint string
	}{
		{"partner_other.example#EXT#", fault.Invalid, "home tenant"},
		{"out-of-scope", fault.Invalid, "not in its scope"},
		{"global-admin", fault.Denied, "Privileged Authentication Administrator"},
		{"helpdesk-admin", fault.Denied, "UserAuthMethod-TAP.ReadWrite.All"},
		{"role-group-owner", fault.Denied, "role-assignable"},
		{"just-created", fault.NotFound, "20 s"},
		{"operator", fault.Refused, "colleague"},
	}
	d := newRig(t, sandbox.Options{})
	for _, tt := range tests {
		_, err := d.issue(tt.name)
		f := wantFault(t, err, tt.kind)
		if !strings.Contains(f.Hint, tt.hint) {
			t.Errorf("%s: got hint %q, want it to contain %q", tt.name, f.Hint, tt.hint)
		}
		if tt.kind != fault.Refused && f.RequestID == "" {
			t.Errorf("%s: got no request id, want one", tt.name)
		}
	}
}

func TestSandboxHostileTextIsClean(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	dossier, err := d.Dossier(t.Context(), d.id("hostile-name"))
	if err != nil {
		t.Fatal(err)
	}
	p := dossier.Person
	for _, s := range append(p.BusinessPhones, p.DisplayName, p.Mail, p.JobTitle, p.Department, p.OfficeLocation,
		p.EmployeeID, p.MobilePhone,
		p.UsageLocation, p.PreferredLanguage, p.UserType, p.ExternalUserState, p.OnPremisesSamAccountName,
		text.Text(p.UserPrincipalName.String())) {
		if !text.Safe(string(s)) {
			t.Errorf("got %q, want text that is safe to draw", s)
		}
	}
	for _, m := range dossier.Methods {
		if !text.Safe(m.Name()) || !text.Safe(m.Detail()) {
			t.Errorf("got method %q, %q, want text that is safe to draw", m.Name(), m.Detail())
		}
	}
	if !strings.ContainsRune(string(p.DisplayName), text.Mark) {
		t.Errorf("got display name %q, want a mark for what was taken out", p.DisplayName)
	}
}
