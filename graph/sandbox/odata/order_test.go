package odata

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOrderBy(t *testing.T) {
	at := func(name string, day int) *fake {
		f := &fake{text: map[string]string{}, times: map[string]time.Time{}}
		if name != "" {
			f.text["displayName"] = name
		}
		if day > 0 {
			f.times["createdDateTime"] = time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC)
		}
		return f
	}
	records := []*fake{at("bo", 2), at("Ann", 3), at("", 1), at("ANN", 1), at("Åsa", 0)}
	tests := []struct {
		orderBy  string
		want     []int
		advanced string
	}{
		{"displayName", []int{2, 1, 3, 0, 4}, ""},
		{"displayName asc", []int{2, 1, 3, 0, 4}, ""},
		{"displayName desc", []int{4, 0, 1, 3, 2}, ""},
		{"createdDateTime", []int{4, 2, 3, 0, 1}, "Unsupported sort property 'createdDateTime' for 'User'."},
		{"displayName, createdDateTime desc", []int{2, 1, 3, 0, 4},
			"Unsupported sort property 'createdDateTime' for 'User'."},
		{"displayName,createdDateTime", []int{2, 3, 1, 0, 4}, "Unsupported sort property 'createdDateTime' for 'User'."},
		{"userPrincipalName", []int{0, 1, 2, 3, 4}, ""}, // all null, so all equal
	}
	for _, tt := range tests {
		o, err := Users.ParseOrderBy(tt.orderBy)
		if err != nil {
			t.Errorf("%s: got error %v, want none", tt.orderBy, err)
			continue
		}
		got := []int{0, 1, 2, 3, 4}
		slices.SortStableFunc(got, func(a, b int) int { return o.Compare(records[a], records[b]) })
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.orderBy, got, tt.want)
		}
		if o.AdvancedReason() != tt.advanced || o.Advanced() != (tt.advanced != "") {
			t.Errorf("%s: got advanced %v (%q), want %q", tt.orderBy, o.Advanced(), o.AdvancedReason(), tt.advanced)
		}
	}
}

func TestOrderByRefused(t *testing.T) {
	const bad, no = "BadRequest", "Request_UnsupportedQuery"
	tests := []struct{ orderBy, code, message string }{
		{"mail", no, "Unsupported sort property 'mail' for 'User'."},
		{"displayName,employeeHireDate", no, "Unsupported sort property 'employeeHireDate' for 'User'."},
		{"nonsense", bad, "nonsense"}, {"displayName up", bad, ""}, {"displayName desc desc", bad, ""}, {"", bad, ""},
		{"displayName,", bad, ""}, {strings.Repeat("displayName,", 20) + "displayName", bad, ""}, {"\xff", bad, ""},
	}
	for _, tt := range tests {
		if _, err := Users.ParseOrderBy(tt.orderBy); err == nil {
			t.Errorf("%q: got no error, want a refusal", tt.orderBy)
		} else if got := refusal(t, err, tt.code); !strings.Contains(got, tt.message) {
			t.Errorf("%q: got %q, want %q in it", tt.orderBy, got, tt.message)
		}
	}
}

func TestParseSelect(t *testing.T) {
	got, err := ParseSelect("id, displayName,signInActivity,id")
	if want := []string{"id", "displayName", "signInActivity"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, error %v, want %q", got, err, want)
	}
	for _, text := range []string{"", "id,", "DisplayName", "id,nonsense", "*", "manager", strings.Repeat("é", 200),
		"\xff"} {
		_, err := ParseSelect(text)
		if err == nil {
			t.Errorf("%q: got no error, want a refusal", text)
			continue
		}
		got := refusal(t, err, "BadRequest")
		if !strings.HasPrefix(got, "Parsing OData Select and Expand failed") || len(got) > 300 {
			t.Errorf("%.80q: got %q, want Graph's refusal of $select, of 300 bytes at most", text, got)
		}
	}
}
