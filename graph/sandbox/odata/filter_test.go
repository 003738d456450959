package odata

import (
	"fmt"
	"strings"
	"testing"
)

// matches are filters and whether they match brien.
var matches = []struct {
	filter string
	want   bool
}{
	{"displayName eq 'ann-marie o''brien'", true},
	{"displayName eq 'Ann-Marie O''Brie'", false},
	{"displayName eq 'Ann-Marie O''Briens'", false},
	{"userPrincipalName eq 'ANN@SANDBOX.EXAMPLE'", true},
	{"department eq 'éMIGRÉ gröẞe'", true},
	{"department eq 'Emigre Groesse'", false},
	{"startsWith(displayName,'ANN')", true},
	{"startswith(surname, 'o''b')", true},
	{"startsWith(displayName,'nn')", false},
	{"startsWith(officeLocation,'x')", false}, // null
	{"endsWith(mail,'@SANDBOX.example')", true},
	{"endsWith(mail,'@other.example')", false},
	{"displayName ne 'x'", true},
	{"officeLocation ne 'x'", true}, // null is not 'x'
	{"displayName ne 'ann-marie o''brien'", false},
	{"id in ('x','00000000-0000-4000-8000-00000000000A')", true},
	{"id in ('x')", false},
	{"not (userType eq 'Guest')", true},
	{"NOT startsWith(mail,'ann')", false},
	{"not startsWith(officeLocation,'x')", true},
	{"accountEnabled eq true", true},
	{"accountEnabled eq false", false},
	{"accountEnabled ne false", true},
	{"accountEnabled in (true,false)", true},
	{"onPremisesSyncEnabled ne true", true},
	{"onPremisesSyncEnabled eq null", true},
	{"accountEnabled eq null", false},
	{"officeLocation eq null", true},
	{"displayName ne null", true},
	{"mail eq null", false},
	{"createdDateTime ge 2026-03-01T12:00:00Z", true},
	{"createdDateTime gt 2026-03-01T12:00:00Z", false},
	{"createdDateTime le 2026-03-01T13:00:00+01:00", true},
	{"createdDateTime lt 2026-03-01T12:00:00.0000001Z", true},
	{"createdDateTime eq 2026-03-01T12:00:00.000Z", true},
	{"createdDateTime ne 2026-03-01T12:00:00Z", false},
	{"createdDateTime ge 2026-03-02", false},
	{"createdDateTime in (2026-03-01T12:00Z)", true},
	{"employeeHireDate le 2026-03-02", false}, // null
	{"employeeHireDate ne 2026-03-02", true},
	{"employeeHireDate eq null", true},
	{"signInActivity/lastSignInDateTime le 2026-12-01T00:00:00Z", true},
	{"surname ge 'O' and surname lt 'P'", true},
	{"proxyAddresses/any(p:startsWith(p,'smtp:ann'))", true},
	{"proxyAddresses/any(p:startsWith(p,'smtp:x'))", false},
	{"proxyAddresses/any(p:p eq 'smtp:AMO@sandbox.example')", true},
	{"proxyAddresses/any(p:endsWith(p,'@private.example'))", false},
	{"businessPhones/any(p:p eq '+44 20 7946 0001')", true},
	{"businessPhones/any(p:p eq '+44 20 7946 000')", false},
	{"otherMails/any(x:x eq 'ann@private.example' or x eq 'y')", true},
	{"otherMails/any( x : startsWith(x,'ann') and endsWith(x,'.org') )", false},
	{"otherMails/any(x:x in ('a','ann@private.example'))", true},
	{"userType eq 'Guest' or userType eq 'Member' and accountEnabled eq true", true},
	{"(userType eq 'Guest' or userType eq 'Member') and accountEnabled eq false", false},
	{"userType eq 'Member' or userType eq 'Guest' and accountEnabled eq false", true}, // and binds tighter
	{"not userType eq 'Guest' and accountEnabled eq true", true},
	{"((((surname eq 'o''brien'))))", true},
	{"displayName EQ 'x' OR accountEnabled Eq TRUE", true},
}

func TestFilterMatch(t *testing.T) {
	for _, tt := range matches {
		f, err := Users.ParseFilter(tt.filter)
		if err != nil {
			t.Errorf("%s: got error %v, want none", tt.filter, err)
			continue
		}
		if got := f.Match(brien()); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.filter, got, tt.want)
		}
	}
}

// TestFilterFolding checks that string comparison ignores case, and only case, in several scripts.
func TestFilterFolding(t *testing.T) {
	tests := []struct {
		stored, asked string
		equal         bool
	}{
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true}, {"Йод", "йОД", true}, {"Łódź", "łÓDŹ", true}, {"李四", "李四", true},
		{"ÅSA", "åsa", true}, {"Zoë", "Zoe", false}, {"ISIK", "ısık", true}, {"Straße", "STRAẞE", true},
		{"李四", "李", false}, {"K", "k", true},
	}
	for _, tt := range tests {
		f, err := Users.ParseFilter("displayName eq '" + tt.asked + "'")
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Match(named(tt.stored)); got != tt.equal {
			t.Errorf("%q eq %q: %v, want %v", tt.stored, tt.asked, got, tt.equal)
		}
	}
}

// TestOperatorTable checks Microsoft's table of operators row by row: - not supported, d default, a advanced.
func TestOperatorTable(t *testing.T) {
	rows := []struct{ properties, eq, in, startsWith, ne, endsWith string }{
		{"displayName givenName surname mailNickname onPremisesUserPrincipalName department", "d", "d", "d", "a", "-"},
		{"userPrincipalName mail", "d", "d", "d", "a", "a"},
		{"otherMails/", "d", "d", "d", "a", "a"},
		{"employeeId", "d", "-", "d", "a", "-"},
		{"proxyAddresses/", "d", "-", "d", "a", "a"},
		{"id usageLocation userType", "d", "d", "-", "a", "-"},
		{"businessPhones/", "d", "-", "-", "a", "-"},
		{"mobilePhone officeLocation companyName onPremisesSamAccountName employeeType postalCode streetAddress",
			"a", "a", "a", "a", "-"},
	}
	for _, row := range rows {
		for name := range strings.FieldsSeq(row.properties) {
			check := func(want, format string) {
				operand := strings.TrimSuffix(name, "/")
				text := fmt.Sprintf(format, operand)
				if operand != name {
					text = operand + "/any(p:" + fmt.Sprintf(format, "p") + ")"
				}
				checkLevel(t, text, operand, want)
			}
			check(row.eq, "%s eq 'x'")
			check(row.in, "%s in ('x','y')")
			check(row.startsWith, "startsWith(%s,'x')")
			check(row.ne, "%s ne 'x'")
			check(row.ne, "not (%s eq 'x')")
			check(row.endsWith, "endsWith(%s,'x')")
		}
	}
	checkLevel(t, "accountEnabled eq true", "accountEnabled", "d")
	checkLevel(t, "accountEnabled ne true", "accountEnabled", "a")
	checkLevel(t, "createdDateTime ge 2026-01-01T00:00:00Z", "createdDateTime", "d")
	checkLevel(t, "createdDateTime ne 2026-01-01T00:00:00Z", "createdDateTime", "a")
	checkLevel(t, "signInActivity/lastSignInDateTime ge 2026-01-01T00:00:00Z", "signInActivity/lastSignInDateTime", "d")
	checkLevel(t, "signInActivity/lastSignInDateTime ge 2026-01-01T00:00:00Z and accountEnabled eq true",
		"signInActivity/lastSignInDateTime", "-")
	checkLevel(t, "signInActivity/lastSignInDateTime ne 2026-01-01T00:00:00Z", "signInActivity/lastSignInDateTime", "-")
	checkLevel(t, "userType eq null", "userType", "a")
}

func checkLevel(t *testing.T, text, property, want string) {
	t.Helper()
	f, err := Users.ParseFilter(text)
	switch {
	case want == "-" && err == nil:
		t.Errorf("%s: got no error, want a refusal", text)
	case want == "-":
		got := refusal(t, err, "Request_UnsupportedQuery")
		if want := "Unsupported or invalid query filter clause specified for property '" + property +
			"' of resource 'User'."; got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	case err != nil:
		t.Errorf("%s: got error %v, want none", text, err)
	case f.Advanced() != (want == "a") || (f.AdvancedReason() != "") != f.Advanced():
		t.Errorf("%s: advanced %v (%q), want %s", text, f.Advanced(), f.AdvancedReason(), want)
	}
}

func TestAdvancedReason(t *testing.T) {
	const tail = "' is not supported because the required parameters might be missing. Try adding $count=true query " +
		"parameter and ConsistencyLevel:eventual header. Refer to https://aka.ms/graph-docs/advanced-queries " +
		"for more information"
	const property = "Unsupported or invalid query filter clause specified for property 'mobilePhone' of resource 'User'."
	many := "id in ('0'" + strings.Repeat(",'x'", 15) + ")"
	tests := []struct{ filter, want string }{
		{"displayName eq 'x'", ""},
		{"endsWith(mail,'x')", "Operator 'endsWith" + tail},
		{"displayName eq 'a' and endswith(mail,'x')", "Operator 'endsWith" + tail},
		{"mail ne 'x'", "Operator 'ne" + tail},
		{"not (mail eq 'x')", "Operator 'not" + tail},
		{"mobilePhone eq 'x'", property},
		{"mobilePhone eq 'x' or mail ne 'y'", property},
		{"id in ('0'" + strings.Repeat(",'x'", 14) + ")", ""},
		{many, "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: " +
			"15."},
	}
	for _, tt := range tests {
		f, err := Users.ParseFilter(tt.filter)
		if err != nil {
			t.Errorf("%s: got error %v, want none", tt.filter, err)
		} else if got := f.AdvancedReason(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.filter, got, tt.want)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	const bad, no = "BadRequest", "Request_UnsupportedQuery"
	tests := []struct{ filter, code, message string }{
		{"contains(displayName,'x')", no, "Filter operator 'Contains' is not supported."},
		{"businessPhones eq 'x'", no, "'businessPhones'"},
		{"startsWith(proxyAddresses,'x')", no, "'proxyAddresses'"},
		{"proxyAddresses/all(p:p eq 'x')", no, "'proxyAddresses'"},
		{"displayName/any(p:p eq 'x')", no, "'displayName'"},
		{"identities/any(c:c/issuer eq 'x')", no, "'identities'"},
		{"assignedLicenses eq 'x'", no, "'assignedLicenses'"},
		{"signInActivity/lastLogon eq 2026-01-01", no, "'signInActivity'"},
		{"accountEnabled ge true", no, "'accountEnabled'"},
		{"displayname eq 'x'", bad, "Could not find a property named 'displayname' on type 'microsoft.graph.user'."},
		{"accountEnabled eq 'true'", bad, "Invalid filter clause"},
		{"displayName eq true", bad, "Invalid filter clause"},
		{"createdDateTime ge '2026-01-01T00:00:00Z'", bad, "Invalid filter clause"},
		{"createdDateTime ge 2026-13-01T00:00:00Z", bad, "Invalid filter clause"},
		{"displayName in (null)", bad, "Invalid filter clause"},
		{"displayName in ()", bad, "Invalid filter clause"},
		{"surname ge null", bad, "Invalid filter clause"},
		{"otherMails/any(p:p eq null)", bad, "Invalid filter clause"},
		{"otherMails/any()", bad, "Invalid filter clause"},
		{"otherMails/any(p:displayName eq 'x')", bad, "Invalid filter clause"},
		{"otherMails/any(p:otherMails/any(q:q eq 'x'))", bad, "Invalid filter clause"},
		{"'x' eq displayName", bad, "Invalid filter clause"},
		{"displayName eq 'x", bad, "unterminated string literal at position 15"},
		{"displayName eq 'O'Brien'", bad, "Invalid filter clause"},
		{"displayName eq", bad, "Invalid filter clause"},
		{"displayName", bad, "Invalid filter clause"},
		{"displayName has 'x'", bad, "Invalid filter clause"},
		{"length(displayName) eq 3", bad, "Invalid filter clause"},
		{"(displayName eq 'x'", bad, "Invalid filter clause"},
		{"displayName eq 'x')", bad, "Invalid filter clause"},
		{"displayName eq 'x' and", bad, "Invalid filter clause"},
		{"displayName eq 'x' displayName eq 'y'", bad, "Invalid filter clause"},
		{"", bad, "Invalid filter clause"},
		{"displayName eq \x00", bad, "Invalid filter clause"},
		{"displayName eq '\xff'", bad, "Invalid filter clause"},
		{"displayName eq '" + strings.Repeat("x", maxFilterText) + "'", bad, "Invalid filter clause"},
		{strings.Repeat("(", 200) + "displayName eq 'x'" + strings.Repeat(")", 200), bad, "too deep"},
		{strings.Repeat("not ", 200) + "displayName eq 'x'", bad, "too deep"},
		{"id in ('0'" + strings.Repeat(",'x'", maxFilterTerms) + ")", bad, "too many"},
	}
	for _, tt := range tests {
		_, err := Users.ParseFilter(tt.filter)
		if err == nil {
			t.Errorf("%.80q: got no error, want a refusal", tt.filter)
			continue
		}
		if got := refusal(t, err, tt.code); !strings.Contains(got, tt.message) {
			t.Errorf("%.80q: %q, want %q in it", tt.filter, got, tt.message)
		}
	}
}
