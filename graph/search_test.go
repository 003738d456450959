package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

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

// advanced says whether a request has the two headers without which Graph refuses a search, or decodes it twice.
func advanced(header func(name string) string) bool {
	return header("ConsistencyLevel") == "eventual" && header("Prefer") == "legacySearch=false"
}

func TestSearchInOneGet(t *testing.T) {
	tests := []struct{ typed, option, want string }{
		{"ann li", "$search", `"displayName:ann li"`},
		{`o"b\c d`, "$search", `"displayName:o\"b\\c d"`},
		{"王小明", "$search", `"displayName:王小明" OR "userPrincipalName:王小明" OR "mail:王小明"`},
		{annID, "$filter", "id eq '" + annID + "'"},
		{"+44 20 7946", "$filter", "mobilePhone eq '+44 20 7946' or businessPhones/any(p:p eq '+44 20 7946') or mobilePhone eq '+44207946' or " +
			"businessPhones/any(p:p eq '+44207946') or mobilePhone eq '44207946' or businessPhones/any(p:p eq '44207946')"},
	}
	for _, tt := range tests {
		f := newFake(t, says(200, asJSON(page(1, "", user(annID, "ann@sandbox.example", "Ann Li")))))
		got, err := f.Search(t.Context(), person.Classify(tt.typed))
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
			t.Errorf("$count = %q", v)
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
			"userPrincipalName eq 'x#EXT#@sandbox.example' or mail eq 'x#EXT#@sandbox.example' or proxyAddresses/any(p:p eq 'smtp:x#EXT#@sandbox.example')"},
	}
	for _, tt := range tests {
		f := newFake(t, batched(map[string]any{"/users?$search": page(0, ""), "/users?$filter": page(0, "")}))
		if _, err := f.Search(t.Context(), person.Classify(tt.typed)); err != nil {
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
		out = append(out, p.DisplayName)
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
	got, err := f.Search(t.Context(), person.Classify("ann"))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Ann Bob", "Ann Li", "Annette"}; !slices.Equal(names(got.People), want) || got.Total != 60 {
		t.Errorf("found %v of %d, want %v of 60", names(got.People), got.Total, want)
	}
	more, err := f.More(t.Context(), got.Next)
	if err != nil || !slices.Equal(names(more.People), []string{"An"}) || more.Next != "" {
		t.Errorf("More = %v, %v", names(more.People), err)
	}
	last := f.requests()[1]
	if last.uri != "/v1.0/users?$skiptoken=2" || !advanced(last.header.Get) {
		t.Errorf("More sent %+v", last)
	}
}

func TestHalfASearchStillCounts(t *testing.T) {
	ann := page(1, "", user(annID, "ann@sandbox.example", "Ann Li"))
	no := status{400, nil, errorBody("Request_UnsupportedQuery", "no")}
	tests := []struct {
		name          string
		search, exact any
		found         int
		kind          fault.Kind
	}{
		{"exact half fails", ann, no, 1, 0},
		{"exact half fails and nobody is found", page(0, ""), no, 0, 0},
		{"search half fails", no, ann, 1, 0},
		{"search half fails and nobody is found", no, page(0, ""), -1, fault.Invalid},
		{"both fail", no, no, -1, fault.Invalid},
	}
	for _, tt := range tests {
		f := newFake(t, batched(map[string]any{"/users?$search": tt.search, "/users?$filter": tt.exact}))
		got, err := f.Search(t.Context(), person.Classify("ann"))
		if tt.found < 0 {
			wantFault(t, err, tt.kind)
		} else if err != nil || len(got.People) != tt.found {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
}

func TestSearchDegradesToBasicPropertiesAndRemembers(t *testing.T) {
	denied := says(403, errorBody("Authorization_RequestDenied", "Insufficient privileges"))
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "GET" {
			batched(map[string]any{"/users?$search": status{403, nil, "{}"}, "/users?$filter": status{403, nil, "{}"}})(w, r)
		} else if strings.Contains(r.URL.Query().Get("$select"), "accountEnabled") {
			denied(w, r)
		} else {
			says(200, asJSON(page(1, "", user(annID, "ann@sandbox.example", "Ann Li"))))(w, r)
		}
	})
	for range 2 {
		if got, err := f.Search(t.Context(), person.Classify("ann")); err != nil || len(got.People) != 1 {
			t.Fatalf("Search = %+v, %v", got, err)
		}
	}
	if n := len(f.requests()); n != 3 {
		t.Errorf("%d requests, want 3: refused, basic, basic", n)
	}
}

func TestNothingIsSearchedForWithoutARequest(t *testing.T) {
	f := newFake(t, says(200, "{}"))
	if got, err := f.Search(t.Context(), person.Classify("  ")); err != nil || len(got.People) != 0 || len(f.requests()) != 0 {
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
	got, err := f.Search(t.Context(), person.Classify("ann li"))
	if err != nil || len(got.People) != 1 || got.Total != 1 {
		t.Errorf("Search = %+v, %v", got, err)
	}
}

func TestPages(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		n := len(r.URL.Query().Get("$skiptoken"))
		next := f.server.URL + "/v1.0/users?$skiptoken=" + strings.Repeat("x", n+1)
		if n == 3 {
			next = ""
		}
		says(200, asJSON(page(-1, next, user(fmt.Sprint(n), "u@sandbox.example", fmt.Sprint("n", n)))))(w, r)
	})
	var all []string
	for p, err := range f.Pages(t.Context(), person.Classify("ann li")) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, names(p.People)...)
	}
	if want := []string{"n0", "n1", "n2", "n3"}; !slices.Equal(all, want) {
		t.Errorf("pages = %v", all)
	}
	for range f.Pages(t.Context(), person.Classify("ann li")) {
		break
	}
	if n := len(f.requests()); n != 5 {
		t.Errorf("%d requests, want 4 and 1", n)
	}
}

func TestPagesThatGoRoundEnd(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		says(200, asJSON(page(-1, f.server.URL+"/v1.0/users?$skiptoken=x", user(annID, "u@sandbox.example", "n"))))(w, r)
	})
	n, last := 0, error(nil)
	for _, err := range f.Pages(t.Context(), person.Classify("ann li")) {
		if n, last = n+1, err; n > 10 {
			t.Fatal("it goes on for ever")
		}
	}
	wantFault(t, last, fault.Broken)
}

func TestForeignLinksAreRefused(t *testing.T) {
	f := newFake(t, says(200, asJSON(page(0, ""))))
	own := f.server.URL
	for _, link := range []string{
		"http://hostile.example/v1.0/users?x", own + "/beta/users?x", own + "/v1.0/../beta/users", own + "/v1.0", "/v1.0/users", "users",
		strings.Replace(own, "http:", "https:", 1) + "/v1.0/users", strings.Replace(own, "://", "://user@", 1) + "/v1.0/users",
		own + ".hostile.example/v1.0/users", "http:" + own[7:] + "/v1.0/users", "\x7f", own + "/v1.0x/users",
	} {
		_, err := f.More(t.Context(), link)
		wantFault(t, err, fault.Refused)
	}
	if n := len(f.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	if _, err := f.More(t.Context(), own+"/v1.0/users?$skiptoken=1"); err != nil {
		t.Errorf("its own link: %v", err)
	}
}
