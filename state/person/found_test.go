package person_test

import (
	"fmt"
	"testing"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// crowd returns the people numbered from to to, not including to.
func crowd(from, to int) (people []person.Person) {
	for i := from; i < to; i++ {
		people = append(people, person.Person{ID: text.NewKey(fmt.Sprintf("id-%d", i))})
	}
	return people
}

func page(total int, next string, people ...person.Person) person.Page {
	return person.Page{People: people, Total: total, Next: next}
}

func TestFound(t *testing.T) {
	gap := page(1, "", crowd(0, 1)...)
	gap.Gap = &person.Gap{What: "phones"}
	tests := []struct {
		name         string
		pages        []person.Page
		people       int
		next         string
		total        int
		known        bool
		whole, alone bool
		cut          bool
	}{
		{"nobody", []person.Page{page(0, "")}, 0, "", 0, true, true, false, false},
		{"one", []person.Page{page(1, "", crowd(0, 1)...)}, 1, "", 1, true, true, true, false},
		{"one, not counted", []person.Page{page(-1, "", crowd(0, 1)...)}, 1, "", 1, true, true, true, false},
		{"one of two and a link", []person.Page{page(2, "2", crowd(0, 1)...)}, 1, "2", 2, true, false, false, false},
		{"one, not counted, and a link", []person.Page{page(-1, "2", crowd(0, 1)...)}, 1, "2", 1, false, false, false, false},
		{"one of two and no link", []person.Page{page(2, "", crowd(0, 1)...)}, 1, "", 2, true, false, false, false},
		{"one where a part was not searched", []person.Page{gap}, 1, "", 1, true, false, false, false},
		{
			"two pages",
			[]person.Page{page(2, "2", crowd(0, 1)...), page(-1, "", crowd(1, 2)...)},
			2, "", 2, true, true, false, false,
		},
		{
			"one, then an empty page", []person.Page{page(-1, "2", crowd(0, 1)...), page(-1, "")}, 1, "", 1, true, true,
			true, false,
		},
		{
			"pages overlap",
			[]person.Page{page(5, "2", crowd(0, 3)...), page(-1, "", crowd(1, 5)...)},
			5, "", 5, true, true, false, false,
		},
		{"a link comes round", []person.Page{
			page(5, "2", crowd(0, 2)...), page(-1, "3", crowd(2, 4)...), page(-1, "2", crowd(0, 2)...)},
			4, "", 5, true, false, false, true},
		{"a link comes round after everybody", []person.Page{page(4, "2", crowd(0, 2)...), page(-1, "2", crowd(2, 4)...)},
			4, "", 4, true, true, false, false},
		{"new links, nobody new", []person.Page{
			page(-1, "2", crowd(0, 2)...), page(-1, "3", crowd(0, 2)...), page(-1, "4", crowd(0, 2)...)},
			2, "", 2, false, false, false, true},
		{"a page of people known already is passed over",
			[]person.Page{
				page(-1, "2", crowd(0, 2)...),
				page(-1, "3", crowd(0, 2)...),
				page(-1, "", crowd(2, 3)...),
			}, 3, "", 3, true, true, false, false},
	}
	for _, tt := range tests {
		found := person.NewFound(tt.pages[0])
		for _, p := range tt.pages[1:] {
			found.Add(p)
		}
		total, known := found.Total()
		_, alone := found.Alone()
		if len(found.People) != tt.people || found.Next() != tt.next || total != tt.total || known != tt.known {
			t.Errorf("%s: %d people, next %q, total %d (known %v); want %d, %q, %d (%v)",
				tt.name, len(found.People), found.Next(), total, known, tt.people, tt.next, tt.total, tt.known)
		}
		if found.Whole() != tt.whole || alone != tt.alone || found.Cutoff() != tt.cut {
			t.Errorf("%s: whole %v, alone %v, cut off %v; want %v, %v, %v",
				tt.name, found.Whole(), alone, found.Cutoff(), tt.whole, tt.alone, tt.cut)
		}
	}
}
