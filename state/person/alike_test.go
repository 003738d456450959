package person_test

import (
	"testing"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

func someone(id string, name text.Text, upn string, title, department text.Text) person.Person {
	return person.Person{
		ID: text.NewKey(id), DisplayName: name, UserPrincipalName: text.NewKey(upn), JobTitle: title,
		Department: department, Mail: text.New(upn),
	}
}

func TestLookAlikes(t *testing.T) {
	ann := someone("1", "Zoë Müller", "zoe@sandbox.example", "Buyer", "Sales")
	others := []person.Person{
		ann,
		someone("2", "MUELLER, Zoe", "zoe2@sandbox.example", "Buyer", "Finance"),
		someone("3", "Zoe Muller-Meyer", "zoe3@sandbox.example", "Buyer", "Sales"),
		someone("4", "", "zoe4@sandbox.example", "", ""),
		someone("5", "zoe muller", "zoe5@sandbox.example", "", "Sales"),
	}
	found := person.NewFound(person.Page{People: others, Total: len(others)})
	beside := person.LookAlikes(ann, &found)
	alike := beside.Others
	if len(alike) != 2 || beside.More || alike[0].ID.Wire() != "2" || alike[1].ID.Wire() != "5" {
		t.Fatalf("%+v", alike)
	}
	found = person.NewFound(person.Page{People: others, Total: len(others), Next: "more"})
	if beside := person.LookAlikes(ann, &found); !beside.More {
		t.Errorf("others of the name may be on the next page: got %+v, want More", beside)
	}
	for hide, want := range map[bool]string{
		false: "zoe@sandbox.example, Buyer, Sales",
		true:  "zoe@sandbox.example, Buyer",
	} {
		if got := ann.Apart(alike, hide); got != want {
			t.Errorf("Apart: got %q, want %q", got, want)
		}
	}
	if got := ann.Apart(alike[:1], false); got != "zoe@sandbox.example, Sales" {
		t.Errorf("what they share distinguishes nobody: got %q", got)
	}
	if len(person.LookAlikes(others[3], &found).Others) != 0 {
		t.Error("people without a name count as alike")
	}
}
