package odata

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

// fake is a record in maps; what they lack is null.
type fake struct {
	text   map[string]string
	lists  map[string][]string
	flags  map[string]bool
	times  map[string]time.Time
	tokens []string
}

func (f *fake) String(p string) (string, bool)  { v, ok := f.text[p]; return v, ok }
func (f *fake) Strings(p string) []string       { return f.lists[p] }
func (f *fake) Bool(p string) (bool, bool)      { v, ok := f.flags[p]; return v, ok }
func (f *fake) Time(p string) (time.Time, bool) { v, ok := f.times[p]; return v, ok }
func (f *fake) Tokens(p string) []string {
	if p != "displayName" {
		return nil
	}
	return f.tokens
}

// named returns a record with only a display name.
func named(displayName string) *fake {
	return &fake{text: map[string]string{"displayName": displayName}, tokens: Tokenize(displayName)}
}

// brien is the record that the tables query.
func brien() *fake {
	f := named("Ann-Marie O'Brien")
	for k, v := range map[string]string{
		"id": "00000000-0000-4000-8000-00000000000a", "userPrincipalName": "ann@sandbox.example",
		"mail": "Ann.OBrien@Sandbox.example", "givenName": "Ann-Marie", "surname": "O'Brien", "employeeId": "E-1007",
		"mobilePhone": "+44 7700 900123", "onPremisesSamAccountName": "aobrien", "userType": "Member",
		"department": "Émigré Größe", "usageLocation": "GB", "mailNickname": "ann", "jobTitle": "Nurse",
	} {
		f.text[k] = v
	}
	f.lists = map[string][]string{
		"businessPhones": {"+44 20 7946 0000", "+44 20 7946 0001"},
		"proxyAddresses": {"SMTP:ann@sandbox.example", "smtp:amo@sandbox.example"},
		"otherMails":     {"ann@private.example"},
	}
	f.flags = map[string]bool{"accountEnabled": true}
	f.times = map[string]time.Time{
		"createdDateTime":                   time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		"signInActivity/lastSignInDateTime": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	}
	return f
}

// refusal checks that err is Graph's 400 with the given code, and returns its message.
func refusal(t *testing.T, err error, code string) string {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got error %v, want an *Error", err)
	}
	if e.Status != http.StatusBadRequest || e.Code != code {
		t.Errorf("got %d %s, want 400 %s", e.Status, e.Code, code)
	}
	return e.Message
}
