package person_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tapdesk/state/person"
)

func TestClassify(t *testing.T) {
	const id = "6f1967b7-15e8-4935-ac26-d50770ed07a7"
	tests := []struct {
		typed string
		want  person.Query
	}{
		{"", person.Query{}},
		{" \t\n", person.Query{}},
		{"\u200b\ufeff", person.Query{}},
		{id, person.Query{Kind: person.ByID, Text: id}},
		{" {" + strings.ToUpper(id) + "} ", person.Query{Kind: person.ByID, Text: id}},
		{id[:35], person.Query{Kind: person.ByAccount, Text: id[:35], Account: id[:35]}},
		{"ann@sandbox.example", person.Query{Kind: person.ByAddress, Text: "ann@sandbox.example"}},
		{"ann@", person.Query{Kind: person.ByAddress, Text: "ann@"}},
		{"@ann", person.Query{Kind: person.ByAccount, Text: "@ann", Account: "@ann"}},
		{"Ann Li <ann@sandbox.example>", person.Query{Kind: person.ByAddress, Text: "ann@sandbox.example"}},
		{"partner_other.example#EXT#@sandbox.example",
			person.Query{Kind: person.ByAddress, Text: "partner_other.example#EXT#@sandbox.example"}},
		{"$dollar", person.Query{Kind: person.ByAccount, Text: "$dollar", Account: "$dollar"}},
		{"O'Brien", person.Query{Kind: person.ByAccount, Text: "O'Brien", Account: "O'Brien"}},
		{`CORP\ann`, person.Query{Kind: person.ByAccount, Text: `CORP\ann`, Account: "ann"}},
		{"ann  li", person.Query{Kind: person.ByName, Text: "ann li"}},
		{"Zoë", person.Query{Kind: person.ByName, Text: "Zoë"}},
		{"王小明", person.Query{Kind: person.ByName, Text: "王小明"}},
		{"\u202eann", person.Query{Kind: person.ByAccount, Text: "ann", Account: "ann"}},
		{"+44 20 7946 0123", person.Query{Kind: person.ByPhone, Text: "+44 20 7946 0123", Digits: "442079460123"}},
		{"0044 20 7946 0123", person.Query{Kind: person.ByPhone, Text: "0044 20 7946 0123", Digits: "442079460123"}},
		{"(020) 7946-0123", person.Query{Kind: person.ByPhone, Text: "(020) 7946-0123", Digits: "02079460123"}},
		{"123456", person.Query{Kind: person.ByAccount, Text: "123456", Digits: "123456", Account: "123456"}},
		{"12", person.Query{Kind: person.ByAccount, Text: "12", Account: "12"}},
		{"1 2", person.Query{Kind: person.ByName, Text: "1 2"}},
		{"--", person.Query{Kind: person.ByAccount, Text: "--", Account: "--"}},
	}
	for _, tt := range tests {
		if got := person.Classify(tt.typed); got != tt.want {
			t.Errorf("Classify(%q) = %+v, want %+v", tt.typed, got, tt.want)
		}
	}
}

func TestClassifyKeepsJoinersOfPersianNames(t *testing.T) {
	const name = "علی\u200cرضا"
	if got := person.Classify(name).Text; got != name {
		t.Errorf("Classify(%q).Text = %q", name, got)
	}
}

func TestQuerySearchedSaysWhereForEveryKind(t *testing.T) {
	seen := map[string]bool{}
	for _, typed := range []string{"ann li", "6f1967b7-15e8-4935-ac26-d50770ed07a7", "a@b", "+1 555 0100", "ann", "12345"} {
		words := person.Classify(typed).Searched()
		if words == "" || words == "nothing" || seen[words] {
			t.Errorf("Searched() of %q = %q", typed, words)
		}
		seen[words] = true
	}
}

func FuzzClassify(f *testing.F) {
	for _, seed := range []string{"", "ann", "ann li", "+44 20", "a@b.example", "x <a@b>", `D\a`, "{6f1967b7-15e8-4935-ac26-d50770ed07a7}",
		"\xff", "\u202e", strings.Repeat("é", 300), "0000", "<@>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := person.Classify(typed)
		if again := person.Classify(q.Text); again != q {
			t.Errorf("Classify(%q) = %+v, but Classify of its text = %+v", typed, q, again)
		}
		if !utf8.ValidString(q.Text) || utf8.RuneCountInString(q.Text) > person.QueryLimit {
			t.Errorf("Classify(%q).Text = %q", typed, q.Text)
		}
		if q.Empty() != (q.Text == "") {
			t.Errorf("Classify(%q) = %+v: empty or not?", typed, q)
		}
		if strings.Trim(q.Digits, "0123456789") != "" {
			t.Errorf("Classify(%q).Digits = %q", typed, q.Digits)
		}
	})
}
