package odata

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestTokenize(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"hello world", []string{"hello", "world"}},
		{"HelloWorld", []string{"hello", "world"}},
		{"helloWORLD", []string{"hello", "world"}},
		{"HELLOworld", []string{"helloworld"}},
		{"HelloWORld", []string{"hello", "world"}},
		{"hello.world", []string{"hello", ".", "world", "helloworld"}},
		{"hello123world", []string{"hello", "123", "world"}},
		{"李四(David Li)", []string{"李四", "(", "david", "李四david", "li", ")"}},
		{"O'Brien", []string{"o", "'", "brien", "obrien"}},
		{"ÅsaÖberg", []string{"åsa", "öberg"}},
		{"عبد الله", []string{"عبد", "الله"}},
		{"नमस्ते", []string{"नमस्ते"}},
		{"Cafe\u0301Bar", []string{"cafe\u0301", "bar"}},
		{"Zero\u200bWidth", []string{"zero", "\u200b", "width", "zerowidth"}},
		{"Ann ann ANN", []string{"ann"}},
		{" \t ", nil},
		{"", nil},
	}
	for _, tt := range tests {
		slices.Sort(tt.want)
		if got := Tokenize(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
	if got := Tokenize(strings.Repeat("a b ", 100) + "c"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("long text: got %q, want a, b and c once", got)
	}
}

func TestFoldIsStable(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if f := foldRune(r); foldRune(f) != f || foldRune(unicode.ToUpper(r)) != f || foldRune(unicode.ToLower(r)) != f {
			t.Fatalf("%U: got %U, and %U and %U for its cases, want one",
				r, f, foldRune(unicode.ToUpper(r)), foldRune(unicode.ToLower(r)))
		}
	}
}

// TestSearchTokens searches display names; the first seven rows are Microsoft's own example.
func TestSearchTokens(t *testing.T) {
	const li = "李四(David Li)"
	tests := []struct {
		name, asked string
		want        bool
	}{
		{li, "李四(David Li)", true}, {li, "李四", true}, {li, "David", true}, {li, "Li", true}, {li, "David)", true},
		{li, "(李四", true}, {li, "Li 李", true}, {li, "四", false}, {li, "avid", false}, {li, "David Lee", false},
		{"Ann Li", "ann li", true}, {"Ann Li", "LI ANN", true}, {"Ann Li", "a l", true}, {"Ann Li", "nn", false},
		{"OneVideo", "video one", true}, {"OneVideo", "onevideo", false}, {"one-video", "onevideo", true},
		{"Ann-Marie O'Brien", "o'brien ann", true}, {"Ann-Marie O'Brien", "obri", true}, {"Müller", "MÜL", true},
		{"a.b", ".", true}, {"a b", ".", false}, {"Σίσυφος", "ΣΊΣΥΦΟΣ", true}, {"Zero\u200bWidth", "zerowidth", true},
	}
	for _, tt := range tests {
		s, err := ParseSearch(`"displayName:` + tt.asked + `"`)
		if err != nil {
			t.Errorf("%q: got error %v, want none", tt.asked, err)
		} else if got := s.Match(named(tt.name)); got != tt.want {
			t.Errorf("%q asked for %q: got %v, want %v", tt.name, tt.asked, got, tt.want)
		}
	}
}

func TestSearchMatch(t *testing.T) {
	quirk := named(`C:\Temp "x"`)
	quirk.text["mailNickname"] = `a"b\c`
	tests := []struct {
		search string
		record *fake
		want   bool
	}{
		{`"displayName:ann li" OR "mail:ann"`, brien(), true},
		{`"displayName:ann li" AND "mail:ann"`, brien(), false},
		{`"mail:obrien"`, brien(), false}, // startsWith, no tokens
		{`"mail:ANN.o"`, brien(), true},
		{`"employeeId:e-10"`, brien(), true},
		{`"onPremisesSamAccountName:aob"`, brien(), true},
		{`"officeLocation:x"`, brien(), false},
		{`"proxyAddresses:smtp:amo"`, brien(), true},
		{`"otherMails:ann@"`, brien(), true},
		{`"mail:x" OR "surname:O'B" AND "mail:y"`, brien(), false}, // AND binds tighter
		{`("mail:x" OR "surname:O'B") AND "mail:ann"`, brien(), true},
		{`( ( "surname:o" ) )`, brien(), true},
		{`"mail:x"OR"mail:ann"`, brien(), true},
		{`"displayName: temp"`, quirk, true},
		{`"mailNickname:a\"b\\C"`, quirk, true},
		{`"mailNickname:a\"x"`, quirk, false},
		{`"displayName:c:\\temp"`, quirk, true},
		{`"displayName:AND"`, named("Andrea"), true},
	}
	for _, tt := range tests {
		s, err := ParseSearch(tt.search)
		if err != nil {
			t.Errorf("%s: got error %v, want none", tt.search, err)
		} else if got := s.Match(tt.record); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.search, got, tt.want)
		}
	}
}

func TestSearchRefused(t *testing.T) {
	const bad, no = "BadRequest", "Request_UnsupportedQuery"
	tests := []struct{ search, code string }{
		{`"ann"`, no}, // the property name is required
		{`ann`, bad}, {`displayName:ann`, bad}, {``, bad}, {`"displayName:ann`, bad},
		{`"displayName:ann" or "mail:ann"`, bad}, {`"displayName:ann" and "mail:ann"`, bad},
		{`"displayName:ann" "mail:ann"`, bad}, {`"displayName:ann" OR`, bad}, {`OR "displayName:ann"`, bad},
		{`"displayName:ann" ORX "mail:ann"`, bad}, {`NOT "mail:ann"`, bad},
		{`("displayName:ann"`, bad}, {`"displayName:ann")`, bad}, {`()`, bad},
		{`"displayName:a\nb"`, bad}, {`"displayName:a\`, bad}, {"\"displayName:\xff\"", bad},
		{`"displayName:"`, no}, {`"displayName: "`, no},
		{`"displayname:ann"`, bad}, {`"nonsense:ann"`, bad}, {`":ann"`, bad},
		{`"accountEnabled:true"`, no}, {`"createdDateTime:2026"`, no}, {`"businessPhones:+44"`, no}, {`"identities:x"`, no},
		{strings.Repeat("(", 100) + `"mail:a"` + strings.Repeat(")", 100), bad},
		{strings.Repeat(`"mail:a" OR `, 100) + `"mail:a"`, bad},
		{`"mail:` + strings.Repeat("a", maxSearchText) + `"`, bad},
		{`"displayName:` + manyWords(100) + `"`, bad},
	}
	for _, tt := range tests {
		if _, err := ParseSearch(tt.search); err == nil {
			t.Errorf("%.80q: got no error, want a refusal", tt.search)
		} else if message := refusal(t, err, tt.code); message == "" {
			t.Errorf("%.80q: got an empty message, want a reason", tt.search)
		}
	}
}

// manyWords returns n different words.
func manyWords(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte(' ')
		b.WriteRune(rune('一' + i))
	}
	return b.String()
}
