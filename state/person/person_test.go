package person_test

import (
	"testing"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

func TestName(t *testing.T) {
	id, upn := text.NewKey("6f1967b7-15e8-4935-ac26-d50770ed07a7"), text.NewKey("ada@sandbox.example")
	tests := []struct {
		name   string
		person person.Person
		want   string
	}{
		{"display name", person.Person{ID: id, UserPrincipalName: upn, DisplayName: "Ada Ordinary"}, "Ada Ordinary"},
		{"no display name", person.Person{ID: id, UserPrincipalName: upn}, "ada@sandbox.example"},
		{
			"a display name of spaces",
			person.Person{ID: id, UserPrincipalName: upn, DisplayName: "  \u3000"},
			"ada@sandbox.example",
		},
		{
			"a hostile address",
			person.Person{ID: id, UserPrincipalName: text.NewKey("a\u202eb@sandbox.example")},
			"a\ufffdb@sandbox.example",
		},
		{"an id alone", person.Person{ID: id}, "6f1967b7-15e8-4935-ac26-d50770ed07a7"},
		{"nothing", person.Person{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.person.Name(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDisabled(t *testing.T) {
	yes, no := true, false
	if (person.Person{}).Disabled() || (person.Person{AccountEnabled: &yes}).Disabled() ||
		!(person.Person{AccountEnabled: &no}).Disabled() {
		t.Error("only an account known to be disabled is disabled")
	}
}

// UserType alone does not decide who can have a pass here.
func TestGuests(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		name            string
		person          person.Person
		guest, external bool
	}{
		{
			"member",
			person.Person{UserType: "Member", UserPrincipalName: text.NewKey("ada@sandbox.example"), ForeignIdentity: &no},
			false, false,
		},
		{
			"internal guest",
			person.Person{
				UserType:          "Guest",
				UserPrincipalName: text.NewKey("internal-guest@sandbox.example"),
				ForeignIdentity:   &no,
			},
			true, false,
		},
		{
			"internal guest, identities not read",
			person.Person{UserType: "guest", UserPrincipalName: text.NewKey("ada@sandbox.example")},
			true, false,
		},
		{
			"external by address",
			person.Person{UserType: "Guest", UserPrincipalName: text.NewKey("partner_other.example#EXT#@sandbox.example")},
			true, true,
		},
		{
			"external by address, in lower case",
			person.Person{UserPrincipalName: text.NewKey("partner_other.example#ext#@sandbox.example")},
			false, true,
		},
		{"external by invitation", person.Person{UserType: "Guest", ExternalUserState: "PendingAcceptance"}, true, true},
		{"external by identity", person.Person{UserType: "Guest", ForeignIdentity: &yes}, true, true},
		{
			"external member",
			person.Person{UserType: "Member", UserPrincipalName: text.NewKey("x#EXT#@sandbox.example")},
			false, true,
		},
		{"nothing known", person.Person{}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.person.Guest() != tt.guest || tt.person.ExternalGuest() != tt.external {
				t.Errorf("got guest %v and external %v", tt.person.Guest(), tt.person.ExternalGuest())
			}
		})
	}
}

func TestMethod(t *testing.T) {
	tests := []struct {
		name         string
		method       person.Method
		title, about string
	}{
		{"password", person.Method{Type: "passwordAuthenticationMethod"}, "Password", ""},
		{
			"phone",
			person.Method{Type: "phoneAuthenticationMethod", PhoneNumber: "+1 XXXXXXXX34", PhoneType: "mobile"},
			"Phone", "+1 XXXXXXXX34 (mobile)",
		},
		{
			"second phone",
			person.Method{Type: "phoneAuthenticationMethod", PhoneNumber: "+1 5550100", PhoneType: "alternateMobile"},
			"Phone", "+1 5550100 (alternate mobile)",
		},
		{
			"phone of no type",
			person.Method{Type: "phoneAuthenticationMethod", PhoneNumber: "+1 5550100"},
			"Phone", "+1 5550100",
		},
		{"phone without a number", person.Method{Type: "phoneAuthenticationMethod", PhoneType: "office"}, "Phone", ""},
		{
			"mail",
			person.Method{Type: "emailAuthenticationMethod", EmailAddress: "ada@home.example"},
			"Email (password reset only)", "ada@home.example",
		},
		{"security key", person.Method{
			Type: "fido2AuthenticationMethod", DisplayName: "Blue key", Model: "Key 5 NFC", PasskeyType: "deviceBound"},
			"Passkey (FIDO2)", "Blue key, Key 5 NFC, device-bound"},
		{
			"synced passkey",
			person.Method{Type: "fido2AuthenticationMethod", PasskeyType: "synced"},
			"Passkey (FIDO2)", "synced",
		},
		{"authenticator", person.Method{
			Type: "microsoftAuthenticatorAuthenticationMethod", DisplayName: "Ada's phone", PhoneAppVersion: "6.2508.5"},
			"Microsoft Authenticator", "Ada's phone, app 6.2508.5"},
		{"hello, weak", person.Method{
			Type: "windowsHelloForBusinessAuthenticationMethod", DisplayName: "PC-17", KeyStrength: "weak"},
			"Windows Hello for Business", "PC-17, weak key"},
		{"hello, normal", person.Method{
			Type: "windowsHelloForBusinessAuthenticationMethod", DisplayName: "PC-17", KeyStrength: "normal"},
			"Windows Hello for Business", "PC-17"},
		{
			"platform",
			person.Method{Type: "platformCredentialAuthenticationMethod", DisplayName: "Mac", Platform: "macOS"},
			"Platform credential", "Mac, macOS",
		},
		{
			"of tomorrow",
			person.Method{Type: "telepathyAuthenticationMethod", DisplayName: "x"},
			"telepathyAuthenticationMethod", "x",
		},
		{"of no type", person.Method{}, "method of an unnamed type", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.method.Name(); got != tt.title {
				t.Errorf("got the name %q, want %q", got, tt.title)
			}
			if got := tt.method.Detail(); got != tt.about {
				t.Errorf("got the detail %q, want %q", got, tt.about)
			}
		})
	}
}

// Every type that Graph lists on v1.0 or beta has Microsoft's name.
func TestEveryKnownMethodHasAName(t *testing.T) {
	for _, kind := range []text.Text{
		"password", "phone", "email", "fido2", "microsoftAuthenticator", "passwordlessMicrosoftAuthenticator",
		"windowsHelloForBusiness",
		"platformCredential", "softwareOath", "hardwareOath", "temporaryAccessPass", "external", "qrCodePin",
	} {
		if m := (person.Method{Type: kind + "AuthenticationMethod"}); m.Name() == string(m.Type) {
			t.Errorf("%s has no name", m.Type)
		}
	}
}
