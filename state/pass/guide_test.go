package pass_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"tapdesk/state/pass"
)

// TestWhatTheGuideTypes: lifetimes and starts in the operator's guide are accepted, and those that it calls ambiguous
// are refused.
func TestWhatTheGuideTypes(t *testing.T) {
	text, err := os.ReadFile("../../ui/GUIDE.md")
	if err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(string(text)), " ")
	item := func(name string) string {
		_, rest, found := strings.Cut(flat, " - **"+name+"**")
		if !found {
			t.Fatalf("the guide has nothing on %s", name)
		}
		rest, _, _ = strings.Cut(rest, " - **")
		return rest
	}
	code := regexp.MustCompile("`([^`]+)`")
	good, bad, found := strings.Cut(item("Start"), "What can be read in two ways")
	if !found {
		t.Fatal("the guide does not say what is ambiguous")
	}
	for _, c := range []struct {
		what, in string
		draft    func(typed string) pass.Draft
		ok       bool
	}{
		{"lifetime", item("Lifetime"), func(typed string) pass.Draft { return pass.Draft{Lifetime: typed} }, true},
		{"start", good, func(typed string) pass.Draft { return pass.Draft{Start: typed} }, true},
		{"start", bad, func(typed string) pass.Draft { return pass.Draft{Start: typed} }, false},
	} {
		typed := code.FindAllStringSubmatch(c.in, -1)
		if len(typed) < 2 {
			t.Errorf("found %d examples of a %s in %q, want 2 or more", len(typed), c.what, c.in)
		}
		for _, m := range typed {
			if got := pass.Check(c.draft(m[1]), pass.Policy{}, berlin(t)); got.OK != c.ok {
				t.Errorf("the %s %q: got OK %v, want %v: %+v", c.what, m[1], got.OK, c.ok, got)
			}
		}
	}
}
