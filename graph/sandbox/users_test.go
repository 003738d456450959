package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// What Graph refuses in queries, and with which code.
func TestQueryRules(t *testing.T) {
	r := newRig(t, Options{})
	adv := []string{"$count", "true"}
	for _, tt := range []struct {
		name    string
		path    string
		header  bool // ConsistencyLevel: eventual
		status  int
		code    string
		message string
	}{
		{"search without header", users("$search", search("orla")), false, 400, "Request_UnsupportedQuery",
			"Request with $search query parameter only works through MSGraph with a special request header: " +
				"'ConsistencyLevel: eventual'"},
		{"search", users("$search", search("orla")), true, 200, "", ""},
		{"count segment without header", "/users/$count", false, 400, "Request_BadRequest",
			"$count is not currently supported."},
		{"endsWith without both", users("$filter", "endsWith(mail,'a')"), false, 400, "Request_UnsupportedQuery",
			"Operator 'endsWith' is not supported because the required parameters might be missing. Try adding $count=true " +
				"query parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries for " +
				"more information"},
		{"endsWith without count", users("$filter", "endsWith(mail,'a')"), true, 400, "Request_UnsupportedQuery", ""},
		{"endsWith without header", users("$filter", "endsWith(mail,'a')", adv[0], adv[1]), false, 400,
			"Request_UnsupportedQuery", ""},
		{"endsWith with both", users("$filter", "endsWith(mail,'a')", adv[0], adv[1]), true, 200, "", ""},
		{"mobilePhone is advanced", users("$filter", "mobilePhone eq '1'"), false, 400, "Request_UnsupportedQuery", ""},
		{"onPremisesSamAccountName is advanced", users("$filter", "onPremisesSamAccountName eq 'x'"), false, 400,
			"Request_UnsupportedQuery", ""},
		{"onPremisesSamAccountName with both", users("$filter", "onPremisesSamAccountName eq 'x'", adv[0], adv[1]),
			true, 200, "", ""},
		{"employeeId is not", users("$filter", "employeeId eq '7000'"), false, 200, "", ""},
		{"businessPhones is not", users("$filter", "businessPhones/any(p:p eq '1')"), false, 200, "", ""},
		{"not is advanced", users("$filter", "not(displayName eq 'x')"), false, 400, "Request_UnsupportedQuery", ""},
		{"filter with orderby", users("$filter", "displayName eq 'x'", "$orderby", "displayName"), false, 400,
			"Request_UnsupportedQuery", ""},
		{"filter with orderby and both", users("$filter", "displayName eq 'x'", "$orderby", "displayName", adv[0], adv[1]),
			true, 200, "", ""},
		{"contains does not exist", users("$filter", "contains(displayName,'x')", adv[0], adv[1]), true, 400, "", ""},
		{"page too large", users("$top", "1000"), false, 400, "", ""},
		{"page of none", users("$top", "0"), false, 400, "", ""},
		{"largest page", users("$top", "999"), false, 200, "", ""},
		{"skip", users("$skip", "1"), false, 400, "", ""},
		{"unknown option", users("$frobnicate", "1"), false, 400, "", ""},
		{"unknown property", users("$select", "shoeSize"), false, 400, "", ""},
		{"bad skiptoken", users("$skiptoken", "AAAA"), false, 400, "", ""},
		{"bad count", users("$count", "yes"), true, 400, "", ""},
		{"expand with advanced", users("$expand", "manager"), true, 400, "Request_UnsupportedQuery", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var h []string
			if tt.header {
				h = eventual
			}
			g := r.want(r.get(tt.path, h...), tt.status, tt.code)
			if tt.message != "" && g.message() != tt.message {
				t.Errorf("message %q, want %q", g.message(), tt.message)
			}
		})
	}
}

// $count=true without the header is silently ignored; with it, @odata.count is on the first page alone, and
// ConsistencyLevel must be sent again for the next.
func TestPaging(t *testing.T) {
	r := newRig(t, Options{People: 60})
	if g := r.get(users("$count", "true")); g.body["@odata.count"] != nil {
		t.Errorf("without the header: got count %v, want none", g.body["@odata.count"])
	}
	path := users("$search", `"userPrincipalName:a" OR "userPrincipalName:e" OR "userPrincipalName:m"`, "$count", "true",
		"$top", "4", "$select", "id")
	seen := map[string]bool{}
	g := r.want(r.get(path, eventual...), http.StatusOK, "")
	total := int(g.body["@odata.count"].(float64))
	for pages := 1; ; pages++ {
		for _, u := range g.value() {
			if seen[u["id"].(string)] {
				t.Fatalf("got %v twice, want everybody once", u["id"])
			}
			seen[u["id"].(string)] = true
		}
		next := g.text("@odata.nextLink")
		if next == "" {
			break
		}
		if len(g.value()) != 4 || !strings.HasPrefix(next, r.url+"/v1.0/users?") || !strings.Contains(next, "$skiptoken=") {
			t.Fatalf("got a page of %d with nextLink %s, want 4, and a token in the link", len(g.value()), next)
		}
		r.want(r.get(next), http.StatusBadRequest, "Request_UnsupportedQuery")
		g = r.want(r.get(next, eventual...), http.StatusOK, "")
		if g.body["@odata.count"] != nil {
			t.Error("later page: got a count, want none")
		}
		if pages > 100 {
			t.Fatal("got more than 100 pages, want an end")
		}
	}
	if len(seen) != total || total < 5 {
		t.Errorf("got %d people on the pages, want the %d that were counted, 5 at least", len(seen), total)
	}
	if g := r.get("/users/$count", eventual...); g.raw != "94" {
		t.Errorf(`/users/$count: got %q, want "94"`, g.raw)
	}
	if g := r.get("/users"); len(g.value()) != 94 {
		t.Errorf("people on one page: got %d, want 94", len(g.value()))
	}
}

func TestOrderBy(t *testing.T) {
	r := newRig(t, Options{People: 200})
	for _, tt := range []struct {
		order string
		want  int // sign of a pair's comparison
	}{{"userPrincipalName", 1}, {"userPrincipalName desc", -1}, {"userPrincipalName asc,displayName", 1}} {
		last, n := "", 0
		path := users("$orderby", tt.order, "$top", "37", "$select", "userPrincipalName")
		for path != "" {
			g := r.want(r.get(path), http.StatusOK, "")
			for _, u := range g.value() {
				upn := strings.ToLower(u["userPrincipalName"].(string))
				if last != "" && strings.Compare(upn, last) != tt.want {
					t.Fatalf("%s: got %s after %s, want them in order", tt.order, upn, last)
				}
				last = upn
				n++
			}
			path = g.text("@odata.nextLink")
		}
		if n != 234 {
			t.Errorf("%s: got %d people, want 234", tt.order, n)
		}
	}
	// To order by a time is an advanced query.
	r.want(r.get(users("$orderby", "createdDateTime")), http.StatusBadRequest, "Request_UnsupportedQuery")
	var lastDate string
	path := users("$orderby", "createdDateTime", "$count", "true", "$select", "createdDateTime", "$top", "999")
	for _, u := range r.want(r.get(path, eventual...), 200, "").value() {
		at, _ := u["createdDateTime"].(string)
		if at < lastDate {
			t.Fatalf("got %s after %s, want them in order", at, lastDate)
		}
		lastDate = at
	}
}

// Only the default properties come unasked; a person is found by id and by UPN, with # and a leading $ as documented.
func TestGetUser(t *testing.T) {
	r := newRig(t, Options{})
	g := r.want(r.get(person("ordinary")), http.StatusOK, "")
	if len(g.body) != len(defaultProperties)+1 {
		t.Errorf("got %v, want the %d default properties", g.body, len(defaultProperties))
	}
	if g.text("@odata.context") != r.url+"/v1.0/$metadata#users/$entity" {
		t.Errorf("context: got %q, want %q", g.text("@odata.context"), r.url+"/v1.0/$metadata#users/$entity")
	}
	for _, tt := range []struct {
		path, name string
		status     int
	}{
		{"/users/ordinary@sandbox.example", "ordinary", 200},
		{"/users/ORDINARY@Sandbox.Example", "ordinary", 200},
		{"/users/" + strings.ToUpper(castID("ordinary")), "ordinary", 200},
		{"/users('ordinary@sandbox.example')", "ordinary", 200},
		{"/users/partner_other.example%23EXT%23@sandbox.example", "partner_other.example#EXT#", 200},
		{"/users('$dollar@sandbox.example')", "$dollar", 200},
		{"/users('%24dollar@sandbox.example')", "$dollar", 200},
		{"/users/%24dollar@sandbox.example", "$dollar", 400},
		{"/users/$dollar@sandbox.example", "$dollar", 400},
		{"/users/partner_other.example", "", 404},
		{"/users/nobody@sandbox.example", "", 404},
	} {
		g := r.get(tt.path)
		if g.status != tt.status || tt.status == 200 && g.body["id"] != castID(tt.name) {
			t.Errorf("%s: got %d %v, want %d and %q", tt.path, g.status, g.body, tt.status, tt.name)
		}
	}
	g = r.want(r.get("/users/nobody@sandbox.example"), http.StatusNotFound, "Request_ResourceNotFound")
	const missing = "Resource 'nobody@sandbox.example' does not exist or one of its queried reference-property " +
		"objects are not present."
	if g.message() != missing {
		t.Errorf("got %q, want %q", g.message(), missing)
	}
	if g := r.get("/me?$select=id"); g.body["id"] != castID("operator") {
		t.Errorf("/me: got %v, want the operator", g.body)
	}
}

// signInActivity goes by id only, takes a scope of its own, and is absent for who never signed in.
func TestSignInActivity(t *testing.T) {
	r := newRig(t, Options{})
	g := r.want(r.get(person("ordinary")+"?$select=signInActivity"), http.StatusOK, "")
	if g.body["signInActivity"] == nil {
		t.Error("ordinary: got no signInActivity, want one")
	}
	r.want(r.get("/users/ordinary@sandbox.example?$select=signInActivity"), http.StatusBadRequest, "")
	if g := r.get(person("just-created") + "?$select=id,signInActivity"); len(g.body) != 2 {
		t.Errorf("who never signed in: got %v, want no signInActivity", g.body)
	}
	poor := newRig(t, Options{Scopes: []string{"User.Read.All"}})
	poor.want(poor.get(person("ordinary")+"?$select=signInActivity"), http.StatusForbidden, "")
}

// The helpdesk finds people by exact phone, employee id, account name and an O'Name.
func TestExactFilters(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct{ filter, name string }{
		{"employeeId eq '7000'", "ordinary"},
		{"mobilePhone eq '+44 7700 900100'", "ordinary"},
		{"businessPhones/any(p:p eq '+44 113 496 0001')", "usable-pass"},
		{"onPremisesSamAccountName eq 'ordinary'", "ordinary"},
		{"mailNickname eq 'apostrophe'", "apostrophe"},
		{"surname eq 'O''Dowd'", "apostrophe"},
		{"mail eq 'aoife.o''dowd@sandbox.example'", "apostrophe"},
		{"userPrincipalName eq 'partner_other.example#EXT#@sandbox.example'", "partner_other.example#EXT#"},
		{"id eq '" + castID("bare") + "'", "bare"},
	} {
		g := r.want(r.get(users("$filter", tt.filter, "$count", "true", "$select", "id"), eventual...), http.StatusOK, "")
		if v := g.value(); len(v) != 1 || v[0]["id"] != castID(tt.name) {
			t.Errorf("%s: got %v, want %s alone", tt.filter, v, tt.name)
		}
	}
}

func TestManagerAndGroups(t *testing.T) {
	r := newRig(t, Options{})
	g := r.want(r.get(person("ordinary")+"/manager?$select=id,mobilePhone"), http.StatusOK, "")
	if g.body["id"] != castID("out-of-scope") || g.text("mobilePhone") == "" {
		t.Errorf("manager: got %v, want out-of-scope with a mobile phone", g.body)
	}
	r.want(r.get(person("out-of-scope")+"/manager"), http.StatusNotFound, "Request_ResourceNotFound")
	g = r.want(r.get(person("ordinary")+"?$select=id&$expand=manager($select=id)"), http.StatusOK, "")
	if m, _ := g.body["manager"].(map[string]any); m["id"] != castID("out-of-scope") {
		t.Errorf("expanded: got %v, want the manager out-of-scope", g.body)
	}
	r.want(r.get(person("ordinary")+"?$expand=shoes"), http.StatusBadRequest, "")

	direct, all := r.get(person("ordinary")+"/memberOf").value(), r.get(person("ordinary")+"/transitiveMemberOf").value()
	if len(direct) != 1 || len(all) != 2 {
		t.Errorf("got a member of %d directly and %d in all, want 1 and 2", len(direct), len(all))
	}
	roles := r.get("/me/transitiveMemberOf/microsoft.graph.directoryRole").value()
	if len(roles) != 2 || roles[0]["roleTemplateId"] != "c4e39bd9-1100-46d3-8c65-fb160da0071f" ||
		roles[0]["@odata.type"] != nil {
		t.Errorf("own roles: got %v, want 2, Authentication Administrator first, without a type", roles)
	}
	if v := r.get(person("role-group-owner") + "/ownedObjects/microsoft.graph.group").value(); len(v) != 1 ||
		v[0]["isAssignableToRole"] != true {
		t.Errorf("owned groups: got %v, want one that can be assigned to a role", v)
	}
	excluded := wire.GUID("group/" + groupExcluded)
	for name, want := range map[string]int{"out-of-scope": 1, "ordinary": 0} {
		g := r.want(r.call("POST", person(name)+"/checkMemberGroups", `{"groupIds":["`+excluded+`","`+castID("bare")+`"]}`),
			http.StatusOK, "")
		if list := g.body["value"].([]any); len(list) != want {
			t.Errorf("%s: got groups %v, want %d", name, list, want)
		}
	}
	r.want(r.call("POST", person("ordinary")+"/checkMemberGroups", `{}`), http.StatusBadRequest, "")
	if g := r.get("/groups/" + excluded); g.text("displayName") != groupExcluded {
		t.Errorf("group: got %v, want %s", g.body, groupExcluded)
	}
	v := r.get("/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'" + castID("helpdesk-admin") +
		"'").value()
	if len(v) != 1 || v[0]["roleDefinitionId"] != session.RoleHelpdeskAdministrator {
		t.Errorf("role assignments: got %v, want the Helpdesk Administrator's alone", v)
	}
}

// What Graph does not have is answered in its shape.
func TestElsewhere(t *testing.T) {
	r := newRig(t, Options{})
	for _, tt := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "/nothing", 404, "BadRequest"},
		{"GET", person("ordinary") + "/authentication/nothing", 404, "BadRequest"},
		{"POST", "/users", 405, "Request_BadRequest"},
		{"PATCH", passes("ordinary") + "/x", 405, "Request_BadRequest"},
		{"GET", "/$batch", 405, "Request_BadRequest"},
	} {
		g := r.want(r.call(tt.method, tt.path, ""), tt.status, tt.code)
		if tt.status == 405 && g.message() != "Specified HTTP method is not allowed for the request target." {
			t.Errorf("%s %s: got %q, want that the method is not allowed", tt.method, tt.path, g.message())
		}
	}
	r.want(r.get(r.url+"/v3.0/me"), http.StatusBadRequest, "BadRequest")
}

// Every answer has Graph's headers, and innerError.date has no zone.
func TestHeaders(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{"/me", "/nothing", passes("ordinary")} {
		g := r.get(path, "client-request-id", "mine")
		if g.header.Get("client-request-id") != "mine" || len(g.header.Get("request-id")) != 36 ||
			g.header.Get("x-ms-ags-diagnostic") == "" ||
			g.header.Get("Strict-Transport-Security") != "max-age=31536000" ||
			g.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: got headers %v, want those of Graph", path, g.header)
		}
		if g.header.Get("Date") != start.Format(http.TimeFormat) {
			t.Errorf("%s: Date: got %s, want the sandbox's %s", path, g.header.Get("Date"), start.Format(http.TimeFormat))
		}
	}
	g := r.get("/nothing")
	if g.header.Get("client-request-id") != g.header.Get("request-id") {
		t.Error("none sent: got a client-request-id of its own, want the request-id")
	}
	inner := g.body["error"].(map[string]any)["innerError"].(map[string]any)
	if inner["date"] != "2026-11-21T14:00:00" || inner["request-id"] != g.header.Get("request-id") {
		t.Errorf("innerError: got %v, want a date without zone, and the request-id", inner)
	}
	r.Advance(90 * 60e9)
	if d := r.get("/me").header.Get("Date"); d != "Sat, 21 Nov 2026 15:30:00 GMT" {
		t.Errorf("Date after the clock moved: got %s, want Sat, 21 Nov 2026 15:30:00 GMT", d)
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{
		"/users/a%23b", "/users('$x')/manager?$select=id", "/me?%zz", "/users(''')", "//", "users(')", "x('')",
		"/%2f%00?&=&$top",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := &exchange{method: "GET", ids: wire.NewIDs("")}
		if x.address(s) != nil {
			return
		}
		if len(x.path) != len(x.quoted) || len(x.path) == 0 {
			t.Fatalf("%q: got %d segments and %d marks, want as many of both, and some", s, len(x.path), len(x.quoted))
		}
		if match(x).handle == nil {
			t.Fatalf("%q: got no handler, want one", s)
		}
	})
}

// Graph's v1.0 decodes a $search twice unless it is asked not to, in a request as in a part of a $batch.
func TestSearchIsDecodedTwice(t *testing.T) {
	r := newRig(t, Options{})
	const upn = "partner_other.example#EXT#"
	for _, tt := range []struct {
		name, text string
		headers    []string
		status     int
		found      int
	}{
		{"# once", `"userPrincipalName:` + upn + `"`, once, 200, 1},
		{"# twice", `"userPrincipalName:` + upn + `"`, eventual, 400, 0},
		{"# encoded twice", `"userPrincipalName:` + url.QueryEscape(upn) + `"`, eventual, 200, 1},
		{"& once", `"displayName:orla&ordinary"`, once, 200, 1},
		{"& twice", `"displayName:orla&ordinary"`, eventual, 400, 0},
		{"+ once", `"userPrincipalName:ordi+"`, once, 200, 0},
		{"+ twice is a space", `"userPrincipalName:ordi+"`, eventual, 200, 1},
		{"% once", `"userPrincipalName:o%72dinary"`, once, 200, 0},
		{"% twice", `"userPrincipalName:o%72dinary"`, eventual, 200, 1},
		{"broken % twice", `"displayName:100%"`, eventual, 400, 0},
		{"other preferences count", `"userPrincipalName:` + upn + `"`,
			append(slices.Clone(eventual), "Prefer", `odata.maxpagesize=5, legacysearch="false"`), 200, 1},
	} {
		path := users("$search", tt.text)
		if got := r.get(path, tt.headers...); got.status != tt.status || len(got.value()) != tt.found {
			t.Errorf("%s: %d and %d found, want %d and %d", tt.name, got.status, len(got.value()), tt.status, tt.found)
		}
		header := map[string]string{}
		for i := 0; i < len(tt.headers); i += 2 {
			header[tt.headers[i]] = tt.headers[i+1]
		}
		part := map[string]any{"id": "1", "method": "GET", "url": path, "headers": header}
		body, _ := json.Marshal(map[string]any{"requests": []any{part}})
		if got := r.batch(string(body))["1"]; got.status != tt.status {
			t.Errorf("%s in a batch: %d, want %d", tt.name, got.status, tt.status)
		}
	}
}
