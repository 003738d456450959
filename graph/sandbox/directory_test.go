package sandbox

import (
	"net/http"
	"strings"
	"testing"

	"tapdesk/graph/sandbox/odata"
)

func BenchmarkNew100k(b *testing.B) {
	for b.Loop() {
		newDirectory(MaxPeople, 1, start)
	}
}

func BenchmarkSearch100k(b *testing.B) {
	d := newDirectory(MaxPeople, 1, start)
	s, err := odata.ParseSearch(search("ordinary"))
	if err != nil {
		b.Fatal(err)
	}
	q := &usersQuery{search: s}
	for b.Loop() {
		if countMatches(d.everybody(), q) != 1 {
			b.Fatal("not found")
		}
	}
}

func BenchmarkOrder100k(b *testing.B) {
	d := newDirectory(MaxPeople, 1, start)
	order, err := odata.Users.ParseOrderBy("displayName")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		clear(d.orders)
		d.sorted("displayName", order, false)
	}
}

// Which letters a query takes for the same is the tenant's choice: Graph's is not known.
func TestAccents(t *testing.T) {
	for accents, want := range map[Accents]map[string]bool{
		"": {"$search Müller": true, "$search muller": false, "$filter Müller": true, "$filter Muller": false,
			"$filter Mueller": false},
		AccentsExact: {"$search Müller": true, "$search muller": false, "$filter Müller": true, "$filter Muller": false,
			"$search Mu\u0308ller": false},
		AccentsFolded: {"$search Müller": true, "$search muller": true, "$filter Müller": true, "$filter Muller": true,
			"$search Mu\u0308ller": true, "$filter Mueller": false},
	} {
		r := newRig(t, Options{People: 500, Accents: accents})
		for query, found := range want {
			option, name, _ := strings.Cut(query, " ")
			text := `"displayName:` + name + `"`
			if option == "$filter" {
				text = "startsWith(surname,'" + name + "')"
			}
			got := r.want(r.get(users(option, text, "$select", "displayName"), once...), http.StatusOK, "").value()
			if (len(got) > 0) != found {
				t.Errorf("accents %q, %s: got %d found, want some: %t", accents, query, len(got), found)
			}
			for _, p := range got {
				if !strings.Contains(p["displayName"].(string), "ü") {
					t.Errorf("accents %q, %s: got %v, want the name with its accents", accents, query, p)
				}
			}
		}
	}
	if _, err := New(Options{Accents: "some"}); err == nil {
		t.Error("accents of an unknown kind: got no error, want one")
	}
}
