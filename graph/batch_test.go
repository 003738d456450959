package graph_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// TestBatchIsNoJSON: where what is between here and Graph spoils a batch, each part is asked for by itself, once; where
// it answers those in its own way too, it ends.
func TestBatchIsNoJSON(t *testing.T) {
	const page = `<html>no</html>`
	listed := func(w http.ResponseWriter, r *http.Request) { says(200, asJSON(onePass("p")))(w, r) }
	encoded, _ := json.Marshal(base64.StdEncoding.EncodeToString([]byte(asJSON(onePass("p")))))
	odd, _ := json.Marshal(base64.StdEncoding.EncodeToString([]byte(page)))
	two := func(first string) string {
		return `{"responses":[{"id":"1",` + first + `},{"id":"2","status":200,"body":` + asJSON(onePass("p")) + `}]}`
	}
	tests := []struct {
		name     string
		batch    string
		single   http.HandlerFunc
		requests int
		fails    bool
	}{
		{"the whole is a page", page, listed, 3, false},
		{"the whole is cut short", `{"responses":[{"id":"1"`, listed, 3, false},
		{"one part is a page", two(`"status":200,"body":` + page), listed, 3, false},
		{"one part is a string", two(`"status":200,"body":"no"`), listed, 2, false},
		{"one part is a page in base64", two(`"status":502,"body":` + string(odd)), listed, 2, false},
		{"one part is JSON in base64", two(`"status":200,"body":` + string(encoded)), listed, 1, false},
		{"one part has no body", two(`"status":200`), listed, 2, false},
		{"everything is a page", page, says(200, page), 2, true},
	}
	for _, tt := range tests {
		f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/$batch") {
				says(200, tt.batch)(w, r)
				return
			}
			tt.single(w, r)
		})
		got, err := f.PassesOf(t.Context(), []text.Key{key(annID), key(bobID)})
		if tt.fails {
			wantFault(t, err, fault.Broken)
		} else if err != nil || len(got) != 2 {
			t.Errorf("%s: %+v, %v, want two", tt.name, got, err)
		}
		for _, one := range got {
			if one.Fault != nil || len(one.Passes) != 1 {
				t.Errorf("%s: %+v, want a pass", tt.name, one)
			}
		}
		if n := len(f.requests()); n != tt.requests {
			t.Errorf("%s: %d requests, want %d", tt.name, n, tt.requests)
		}
	}
}

// TestSearchWhereABatchIsNoJSON: both halves are asked for by themselves.
func TestSearchWhereABatchIsNoJSON(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			says(200, `<html>`)(w, r)
			return
		}
		says(200, asJSON(page(1, "", user(annID, "ann@sandbox.example", "Ann Li"))))(w, r)
	})
	got, err := f.Search(t.Context(), person.Classify("ann"), nil)
	if err != nil || len(got.People) != 1 || got.Gap != nil {
		t.Errorf("Search = %+v, %v, want Ann and no gap", got, err)
	}
}

// TestListsThatComeRound: a person's list whose links come round is not read for ever, and not taken for whole.
func TestListsThatComeRound(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		list := onePass("p")
		list["@odata.nextLink"] = f.server.URL + "/v1.0/users/" + annID + "/methods?$skiptoken=x"
		says(200, asJSON(list))(w, r)
	})
	_, err := f.Passes(t.Context(), key(annID))
	wantFault(t, err, fault.Broken)
	if n := len(f.requests()); n > 3 {
		t.Errorf("%d requests, want the list, the next page and no more than one again", n)
	}
}
