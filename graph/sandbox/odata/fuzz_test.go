package odata

import (
	"errors"
	"testing"
)

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{
		"displayName eq 'O''Brien' and not (accountEnabled eq true)", "proxyAddresses/any(p:startsWith(p,'smtp:x'))",
		"createdDateTime ge 2026-01-01T00:00:00Z or id in ('a','b')", "contains(a,'b')", "((((", "not not not", "'", "a/b/c(",
		"endsWith(mail,'é') and userType ne null",
	} {
		f.Add(seed)
	}
	for _, seed := range []string{
		"targetResources/any(t:t/id eq 'x' or t/id eq 'y') and category eq 'a''b'",
		"startswith(activityDisplayName,'Admin') and id eq 'x and y'",
		"activityDateTime ge 2026", "initiatedBy/user/id eq 'a'", "isAssignableToRole eq true", "a/any(t:t/any(", "id eq 'b",
	} {
		f.Add(seed)
	}
	record := brien()
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []*Schema{Groups, Roles, Audits} {
			filter, err := s.ParseFilter(text)
			checkOutcome(t, filter == nil, err)
			if err == nil {
				filter.Match(event)
			}
		}
		filter, err := Users.ParseFilter(text)
		checkOutcome(t, filter == nil, err)
		if err != nil {
			return
		}
		// A query and its negation never agree.
		if negated, err := Users.ParseFilter("not (" + text + ")"); err == nil &&
			negated.Match(record) == filter.Match(record) {
			t.Errorf("%q: got %[2]t, and %[2]t for its negation, want them to differ", text, filter.Match(record))
		}
		if filter.Advanced() != (filter.AdvancedReason() != "") {
			t.Errorf("%q: got advanced %t, reason %q, want a reason if advanced",
				text, filter.Advanced(), filter.AdvancedReason())
		}
	})
}

func FuzzParseSearch(f *testing.F) {
	for _, seed := range []string{
		`"displayName:ann li" OR ("mail:ann" AND "surname:\"\\")`, `"displayName:李四(David"`, `(((`, `"`, `"a:b" OR`,
		`"mail:\`,
	} {
		f.Add(seed)
	}
	record := brien()
	f.Fuzz(func(t *testing.T, text string) {
		search, err := ParseSearch(text)
		checkOutcome(t, search == nil, err)
		if err == nil {
			found := search.Match(record)
			if twice, err := ParseSearch("(" + text + ")"); err == nil && twice.Match(record) != found {
				t.Errorf("%q: got %v, want the same in parentheses", text, found)
			}
		}
	})
}

// FuzzTokenize checks that every text without escapes finds itself.
func FuzzTokenize(f *testing.F) {
	for _, seed := range []string{"hello.world", "HelloWORld 123", "李四(David Li)", "a\u200bb", "ǅ", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		node := &tokenNode{"displayName", queryTokens(text)}
		if !node.match(named(text), "") {
			t.Errorf("%q: got %q not found in %q, want it found", text, node.tokens, Tokenize(text))
		}
	})
}

// checkOutcome checks that there is either a result or a Graph error of bounded size, never both.
func checkOutcome(t *testing.T, none bool, err error) {
	t.Helper()
	var e *Error
	switch {
	case err == nil && none, err != nil && !none:
		t.Errorf("got result missing: %t, error %v, want either a result or an error", none, err)
	case err != nil && (!errors.As(err, &e) || e.Status != 400 || e.Code == "" || len(e.Message) > 512):
		t.Errorf("got error %#v, want a short 400 of Graph's", err)
	}
}
