package person_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tapdesk/state/person"
)

func address(text string) person.Query { return person.Query{Kind: person.ByAddress, Text: text} }

func name(text string) person.Query { return person.Query{Kind: person.ByName, Text: text} }

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
		{strings.ToUpper(strings.ReplaceAll(id, "-", "")), person.Query{Kind: person.ByID, Text: id}},
		{"@sandbox.example", person.Query{Text: "@sandbox.example"}},
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
		{"“ann@sandbox.example”", address("ann@sandbox.example")},
		{"«ann@sandbox.example», ", address("ann@sandbox.example")},
		{"'ann@sandbox.example'", address("ann@sandbox.example")},
		{"mailto:ann@sandbox.example", address("ann@sandbox.example")},
		{"<mailto:ann@sandbox.example?subject=Locked%20out>", address("ann@sandbox.example")},
		{"SMTP:ann@sandbox.example", address("ann@sandbox.example")},
		{"“Li, Ann” <ann@sandbox.example>;", address("ann@sandbox.example")},
		{"Li, Ann [mailto:ann@sandbox.example]", address("ann@sandbox.example")},
		{"Li, Ann (ann@sandbox.example)", address("ann@sandbox.example")},
		{"the user is ann@sandbox.example.", address("ann@sandbox.example")},
		{"ａｎｎ＠ｓａｎｄｂｏｘ．ｅｘａｍｐｌｅ", address("ann@sandbox.example")},
		{"aoife.o’dowd@sandbox.example", address("aoife.o'dowd@sandbox.example")},
		{"ann@sandbox.example bob@sandbox.example", name("ann@sandbox.example bob@sandbox.example")},
		{"{“" + id + "”}", person.Query{Kind: person.ByID, Text: id}},
		{strings.ReplaceAll(id, "-", "‑"), person.Query{Kind: person.ByID, Text: id}},
		{"Mu\u0308ller", name("Müller")},
		{"Ｏｒｌａ　Ｏｒｄｉｎａｒｙ", name("Orla Ordinary")},
		{"ｱﾝﾅ", name("ｱﾝﾅ")}, // the directory may have it in full width, which is tried if nobody is found
		{"７０００", person.Query{Kind: person.ByAccount, Text: "7000", Digits: "7000", Account: "7000"}},
		{"“Orla", person.Query{Kind: person.ByAccount, Text: "Orla", Account: "Orla"}},
		{"'t Hooft", name("'t Hooft")},
		{"Ordinary,", person.Query{Kind: person.ByAccount, Text: "Ordinary", Account: "Ordinary"}},
		{"+44 (0)7700 900100", person.Query{Kind: person.ByPhone, Text: "+44 (0)7700 900100", Digits: "447700900100"}},
		{"tel:+447700900100", person.Query{Kind: person.ByPhone, Text: "+447700900100", Digits: "447700900100"}},
		{"＋４４ ７７００ ９００１００", person.Query{Kind: person.ByPhone, Text: "+44 7700 900100", Digits: "447700900100"}},
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
	for _, typed := range []string{
		"ann li", "6f1967b7-15e8-4935-ac26-d50770ed07a7", "a@b", "+1 555 0100", "ann", "12345",
	} {
		words := person.Classify(typed).Searched()
		if words == "" || words == "nothing" || seen[words] {
			t.Errorf("Searched() of %q = %q", typed, words)
		}
		seen[words] = true
	}
}

func FuzzClassify(f *testing.F) {
	for _, seed := range []string{"", "ann", "ann li", "+44 20", "a@b.example", "x <a@b>", `D\a`,
		"{6f1967b7-15e8-4935-ac26-d50770ed07a7}",
		"\xff", "\u202e", strings.Repeat("é", 300), "0000", "<@>", "“a@b”", "mailto:a@b?c", "Ａ＠Ｂ", "e\u0301", "ﷺ", "('a')",
		"【(a)】", "+44 (0) 1"} {
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
		if q.Empty() != (q.Text == "" || q.DomainAlone()) {
			t.Errorf("Classify(%q) = %+v: empty or not?", typed, q)
		}
		if strings.Trim(q.Digits, "0123456789") != "" {
			t.Errorf("Classify(%q).Digits = %q", typed, q.Digits)
		}
	})
}
