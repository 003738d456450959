package graph_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

func user(id, upn, name string) map[string]any {
	return map[string]any{"id": id, "userPrincipalName": upn, "displayName": name}
}

func page(count int, next string, users ...map[string]any) map[string]any {
	p := map[string]any{"value": append([]map[string]any{}, users...)}
	if count >= 0 {
		p["@odata.count"] = count
	}
	if next != "" {
		p["@odata.nextLink"] = next
	}
	return p
}

// parts returns the requests of the one $batch that was sent.
func parts(t *testing.T, f *fake) []struct {
	Method, URL string
	Headers     map[string]string
} {
	t.Helper()
	got := f.requests()
	if len(got) != 1 || !strings.HasSuffix(got[0].uri, "/v1.0/$batch") {
		t.Fatalf("requests = %+v, want one $batch", got)
	}
	var wire struct {
		Requests []struct {
			Method, URL string
			Headers     map[string]string
		}
	}
	if err := json.Unmarshal([]byte(got[0].body), &wire); err != nil {
		t.Fatal(err)
	}
	return wire.Requests
}

func param(t *testing.T, uri, name string) string {
	t.Helper()
	_, raw, _ := strings.Cut(uri, "?")
	if strings.ContainsAny(raw, "+# ") {
		t.Errorf("query not escaped: %s", raw)
	}
	q, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	return q.Get(name)
}

// advanced reports whether a request has the two headers without which Graph refuses a search, or decodes it twice.
func advanced(header func(name string) string) bool {
	return header("ConsistencyLevel") == "eventual" && header("Prefer") == "legacySearch=false"
}

func TestSearchInOneGet(t *testing.T) {
	tests := []struct{ typed, option, want string }{
		{"ann li", "$search", `"displayName:ann li"`},
		{`o"b\c d`, "$search", `"displayName:o\"b\\c d"`},
		{"王小明", "$search", `"displayName:王小明" OR "userPrincipalName:王小明" OR "mail:王小明"`},
		{annID, "$filter", "id eq '" + annID + "'"},
		{"+44 20 7946", "$filter",
			"mobilePhone eq '+44 20 7946' or businessPhones/any(p:p eq '+44 20 7946') or mobilePhone eq '+44207946' or " +
				"businessPhones/any(p:p eq '+44207946') or mobilePhone eq '44207946' or businessPhones/any(p:p eq '44207946')"},
	}
	for _, tt := range tests {
		f := newFake(t, says(200, asJSON(page(1, "", user(annID, "ann@sandbox.example", "Ann Li")))))
		got, err := f.Search(t.Context(), person.Classify(tt.typed), nil)
		if err != nil || len(got.People) != 1 || got.Total != 1 {
			t.Fatalf("Search(%q) = %+v, %v", tt.typed, got, err)
		}
		r := f.requests()
		if len(r) != 1 || r[0].method != "GET" || !advanced(r[0].header.Get) {
			t.Fatalf("Search(%q) sent %+v", tt.typed, r)
		}
		if v := param(t, r[0].uri, tt.option); v != tt.want {
			t.Errorf("Search(%q) asked %s = %s, want %s", tt.typed, tt.option, v, tt.want)
		}
		if v := param(t, r[0].uri, "$count"); v != "true" {
			t.Errorf(`$count: got %q, want "true"`, v)
		}
	}
}

func TestSearchInOneBatch(t *testing.T) {
	tests := []struct{ typed, search, filter string }{
		{"O'Brien", `"displayName:O'Brien" OR "userPrincipalName:O'Brien" OR "mail:O'Brien"`,
			"employeeId eq 'O''Brien' or onPremisesSamAccountName eq 'O''Brien' or mailNickname eq 'O''Brien'"},
		{`CORP\ann`, `"displayName:CORP\\ann" OR "userPrincipalName:CORP\\ann" OR "mail:CORP\\ann"`,
			`employeeId eq 'CORP\ann' or onPremisesSamAccountName eq 'ann' or mailNickname eq 'ann'`},
		{"x#EXT#@sandbox.example", `"userPrincipalName:x#EXT#@sandbox.example" OR "mail:x#EXT#@sandbox.example"`,
			"userPrincipalName eq 'x#EXT#@sandbox.example' or mail eq 'x#EXT#@sandbox.example' or proxyAddresses/any(p:p eq " +
				"'smtp:x#EXT#@sandbox.example')"},
	}
	for _, tt := range tests {
		ann := user(annID, "ann@sandbox.example", "Ann Li")
		f := newFake(t, batched(map[string]any{"/users?$search": page(1, "", ann), "/users?$filter": page(0, "")}))
		if _, err := f.Search(t.Context(), person.Classify(tt.typed), nil); err != nil {
			t.Fatal(err)
		}
		got := parts(t, f)
		if v := param(t, got[0].URL, "$search"); v != tt.search {
			t.Errorf("$search = %s, want %s", v, tt.search)
		}
		if v := param(t, got[1].URL, "$filter"); v != tt.filter {
			t.Errorf("$filter = %s, want %s", v, tt.filter)
		}
		for _, p := range got {
			if !advanced(func(name string) string { return p.Headers[name] }) {
				t.Errorf("part without headers of its own: %+v", p)
			}
		}
	}
}

func names(people []person.Person) []string {
	var out []string
	for _, p := range people {
		out = append(out, string(p.DisplayName))
	}
	return out
}

func TestSearchMergesExactFirstAndNobodyTwice(t *testing.T) {
	ann, bob := user(annID, "ann@sandbox.example", "Ann Li"), user(bobID, "bob@sandbox.example", "Ann Bob")
	other := user("00000000-0000-4000-8000-000000000009", "annette@sandbox.example", "Annette")
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") != "" {
			says(200, asJSON(page(-1, "", bob, user("00000000-0000-4000-8000-000000000008", "an@sandbox.example", "An"))))(w, r)
			return
		}
		batched(map[string]any{
			"/users?$search": page(60, f.server.URL+"/v1.0/users?$skiptoken=2", other, ann), "/users?$filter": page(1, "", bob),
		})(w, r)
	})
	got, err := f.Search(t.Context(), person.Classify("ann"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Ann Bob", "Ann Li", "Annette"}; !slices.Equal(names(got.People), want) || got.Total != 60 {
		t.Errorf("found %v of %d, want %v of 60", names(got.People), got.Total, want)
	}
	more, err := f.More(t.Context(), got.Next)
	if err != nil || more.Next != "" {
		t.Errorf("More = %v, %v", names(more.People), err)
	}
	found := person.NewFound(got)
	found.Add(more)
	if want := []string{"Ann Bob", "Ann Li", "Annette", "An"}; !slices.Equal(names(found.People), want) {
		t.Errorf("with the second page found %v, want %v", names(found.People), want)
	}
	last := f.requests()[1]
	if last.uri != "/v1.0/users?$skiptoken=2" || !advanced(last.header.Get) {
		t.Errorf("More sent %+v", last)
	}
}

// TestHalfASearchStillCounts: what one half found is there, and what the other would have looked in is named. Only a
// search of which no half was answered fails.
func TestHalfASearchStillCounts(t *testing.T) {
	ann := page(1, "", user(annID, "ann@sandbox.example", "Ann Li"))
	no := status{400, nil, errorBody("Request_UnsupportedQuery", "no")}
	denied := status{403, nil, errorBody("Authorization_RequestDenied", "no")}
	const exactOnes = "employee ids, account names, mail nicknames"
	const nameOnes = "names, user principal names, mail addresses"
	tests := []struct {
		name          string
		search, exact any
		found         int
		gap           string
		kind          fault.Kind
	}{
		{"exact half fails", ann, no, 1, exactOnes, fault.Invalid},
		{"exact half fails and nobody is found", page(0, ""), no, 0, exactOnes, fault.Invalid},
		{"exact half is denied", ann, denied, 1, exactOnes, fault.Denied},
		{"search half fails", no, ann, 1, nameOnes, fault.Invalid},
		{"search half fails and nobody is found", no, page(0, ""), 0, nameOnes, fault.Invalid},
		{"both fail", no, no, -1, "", fault.Invalid},
		{"neither fails", ann, page(0, ""), 1, "", 0},
	}
	for _, tt := range tests {
		f := newFake(t, batched(map[string]any{"/users?$search": tt.search, "/users?$filter": tt.exact}))
		got, err := f.Search(t.Context(), person.Classify("ann"), nil)
		if tt.found < 0 {
			wantFault(t, err, tt.kind)
			continue
		}
		if err != nil || len(got.People) != tt.found {
			t.Errorf("%s: %+v, %v, want %d found", tt.name, got, err, tt.found)
		}
		switch {
		case tt.gap == "" && got.Gap != nil:
			t.Errorf("%s: gap %+v, want none", tt.name, got.Gap)
		case tt.gap != "" && (got.Gap == nil || got.Gap.What != tt.gap || got.Gap.Fault.Kind != tt.kind):
			t.Errorf("%s: gap %+v, want %s, kind %d", tt.name, got.Gap, tt.gap, tt.kind)
		}
		found := person.NewFound(got)
		if _, alone := found.Alone(); alone != (tt.gap == "" && tt.found == 1) {
			t.Errorf("%s: alone: got %v, want %v", tt.name, alone, tt.gap == "" && tt.found == 1)
		}
	}
}

// TestRefusedClauseIsLeftOut: a clause that Graph names in refusing costs one more request, once; what it would have
// found is said to be not searched each time.
func TestRefusedClauseIsLeftOut(t *testing.T) {
	const refusal = "Unsupported or invalid query filter clause specified for property 'employeeId' of resource 'User'."
	var bob = user(bobID, "bob@sandbox.example", "Bob")
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if asked := r.URL.Query().Get("$filter"); strings.Contains(asked, "employeeId") {
				t.Errorf("asked again for %s", asked)
			}
			says(200, asJSON(page(1, "", bob)))(w, r)
			return
		}
		raw, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(raw))
		exact := any(page(1, "", bob))
		if bytes.Contains(raw, []byte("employeeId%20eq")) {
			exact = status{400, nil, errorBody("Request_UnsupportedQuery", refusal)}
		}
		batched(map[string]any{"/users?$search": page(0, ""), "/users?$filter": exact})(w, r)
	})
	for try, requests := range []int{2, 3} {
		got, err := f.Search(t.Context(), person.Classify("bob"), nil)
		if err != nil || len(got.People) != 1 || got.Gap == nil || got.Gap.What != "employee ids" {
			t.Errorf("search %d: %+v, %v; want Bob, and employee ids not searched", try+1, got, err)
		}
		if n := len(f.requests()); n != requests {
			t.Errorf("after search %d: %d requests, want %d", try+1, n, requests)
		}
	}
}

// TestASearchSaysUntilWhenGraphAskedItToWait: an operator who waits for people is told why.
func TestASearchSaysUntilWhenGraphAskedItToWait(t *testing.T) {
	for name, tt := range map[string]struct {
		first http.HandlerFunc
		want  []time.Time
	}{
		"Graph names a time": {says(429, bareError, "Retry-After", "2"), []time.Time{start.Add(2 * time.Second), {}}},
		"Graph names none":   {says(503, bareError), []time.Time{{}}},
	} {
		f := newFake(t, sequence(tt.first, says(200, asJSON(page(1, "", user(bobID, "bob@sandbox.example", "Bob By"))))))
		var got []time.Time
		_, err := f.Search(t.Context(), person.Classify("bob by"), func(until time.Time) { got = append(got, until) })
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, tt.want)
		}
	}
}

func TestSearchDegradesToBasicPropertiesAndRemembers(t *testing.T) {
	denied := says(403, errorBody("Authorization_RequestDenied", "Insufficient privileges"))
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "GET" {
			batched(map[string]any{"/users?$search": status{403, nil, bareError},
				"/users?$filter": status{403, nil, bareError}})(w, r)
		} else if strings.Contains(r.URL.Query().Get("$select"), "accountEnabled") {
			denied(w, r)
		} else {
			says(200, asJSON(page(1, "", user(annID, "ann@sandbox.example", "Ann Li"))))(w, r)
		}
	})
	for i, text := range []string{"ann", "ann", "bob", "cy"} { // of one search a refusal may pass
		if got, err := f.Search(t.Context(), person.Classify(text), nil); err != nil || len(got.People) != 1 {
			t.Fatalf("Search = %+v, %v", got, err)
		}
		if n, want := len(f.requests()), []int{2, 4, 6, 7}[i]; n != want {
			t.Errorf("%d requests after search %d, want %d", n, i+1, want)
		}
	}
}

func TestNothingIsSearchedForWithoutARequest(t *testing.T) {
	f := newFake(t, says(200, "{}"))
	if got, err := f.Search(t.Context(), person.Classify("  "), nil); err != nil || len(got.People) != 0 ||
		len(f.requests()) != 0 {
		t.Errorf("Search = %+v, %v after %d requests", got, err, len(f.requests()))
	}
}

func TestEmptyPageIsPassedOver(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			says(200, asJSON(page(1, f.server.URL+"/v1.0/users?$skiptoken=x")))(w, r)
			return
		}
		says(200, asJSON(page(-1, "", user(annID, "ann@sandbox.example", "Ann Li"))))(w, r)
	})
	got, err := f.Search(t.Context(), person.Classify("ann li"), nil)
	if err != nil || len(got.People) != 1 || got.Total != 1 {
		t.Errorf("Search = %+v, %v", got, err)
	}
}

func TestForeignLinksAreRefused(t *testing.T) {
	f := newFake(t, says(200, asJSON(page(0, ""))))
	own := f.server.URL
	for _, link := range []string{
		"http://hostile.example/v1.0/users?x", own + "/beta/users?x", own + "/v1.0/../beta/users", own + "/v1.0",
		"/v1.0/users", "users",
		strings.Replace(own, "http:", "https:", 1) + "/v1.0/users", strings.Replace(own, "://", "://user@", 1) +
			"/v1.0/users",
		own + ".hostile.example/v1.0/users", "http:" + own[7:] + "/v1.0/users", "\x7f", own + "/v1.0x/users",
	} {
		_, err := f.More(t.Context(), link)
		wantFault(t, err, fault.Refused)
	}
	if n := len(f.requests()); n != 0 {
		t.Errorf("got %d requests, want none", n)
	}
	if _, err := f.More(t.Context(), own+"/v1.0/users?$skiptoken=1"); err != nil {
		t.Errorf("its own link: %v", err)
	}
}

// TestRefusedPartOfTheSecondLook: where the second look after a miss is refused in part, it is said.
func TestRefusedPartOfTheSecondLook(t *testing.T) {
	no := status{400, nil, errorBody("Request_UnsupportedQuery", "no")}
	batches := 0
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if batches++; batches == 1 {
			batched(map[string]any{"/users?": page(0, "")})(w, r)
			return
		}
		batched(map[string]any{"/users?$search": page(0, ""), "/users?$filter": no})(w, r)
	})
	got, err := f.Search(t.Context(), person.Classify("annli"), nil)
	if err != nil || len(got.People) != 0 || got.Gap == nil || got.Gap.Fault.Kind != fault.Invalid {
		t.Errorf("Search = %+v, %v after %d requests; want nobody and a gap", got, err, batches)
	}
}

// An administrator's account is often in another domain than the people's: names at the end of a UPN are looked for in
// both.
func TestWiderSearchKnowsTheDomainsOfPeopleFound(t *testing.T) {
	found := page(1, "", user(annID, "ann@people.example", "Ann Li"))
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			says(200, asJSON(found))(w, r)
			return
		}
		batched(map[string]any{"/users?$search": page(0, ""), "/users?$filter": page(0, "")})(w, r)
	})
	for _, typed := range []string{"ann li", "hasegawa"} {
		if _, err := f.Search(t.Context(), person.Classify(typed), nil); err != nil {
			t.Fatal(err)
		}
	}
	sent := f.requests()
	asked, _ := url.QueryUnescape(sent[len(sent)-1].body)
	for _, want := range []string{"endsWith(userPrincipalName,'hasegawa@people.example')",
		"endsWith(userPrincipalName,'hasegawa@sandbox.example')"} {
		if !strings.Contains(asked, want) {
			t.Errorf("the wider search does not ask for %s: %s", want, asked)
		}
	}
}
