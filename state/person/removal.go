package person

import (
	"slices"
	"strings"

	"tapdesk/state/text"
)

// Removal is how a method of a type is removed.
type Removal struct {
	// Path is the type's collection below the person's authentication. Single means that there is only one method, at
	// that path. Beta means that v1.0 does not have it.
	Path         string
	Single, Beta bool
	// Scope is the least privileged permission.
	Scope string
	// Never is why the type cannot be removed; empty if it can.
	Never string
}

// removals are how methods are removed, by type. Sources: the "Delete" page of each type under
// learn.microsoft.com/graph/api/resources/authenticationmethods-overview, and
// learn.microsoft.com/graph/permissions-reference.
var removals = map[text.Text]Removal{
	phoneType:                   {Path: "phoneMethods", Scope: "UserAuthMethod-Phone.ReadWrite.All"},
	"emailAuthenticationMethod": {Path: "emailMethods", Scope: "UserAuthMethod-Email.ReadWrite.All"},
	"fido2AuthenticationMethod": {Path: "fido2Methods", Scope: "UserAuthMethod-Passkey.ReadWrite.All"},
	"microsoftAuthenticatorAuthenticationMethod": {
		Path: "microsoftAuthenticatorMethods", Scope: "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All"},
	"softwareOathAuthenticationMethod": {Path: "softwareOathMethods", Scope: "UserAuthMethod-SoftwareOATH.ReadWrite.All"},
	"windowsHelloForBusinessAuthenticationMethod": {
		Path: "windowsHelloForBusinessMethods", Scope: "UserAuthMethod-WindowsHello.ReadWrite.All"},
	"platformCredentialAuthenticationMethod": {
		Path: "platformCredentialMethods", Scope: "UserAuthMethod-PlatformCred.ReadWrite.All"},
	"externalAuthenticationMethod": {
		Path: "externalAuthenticationMethods", Scope: "UserAuthMethod-External.ReadWrite.All"},
	"hardwareOathAuthenticationMethod": {
		Path: "hardwareOathMethods", Beta: true, Scope: "UserAuthMethod-HardwareOATH.ReadWrite.All"},
	"qrCodePinAuthenticationMethod": {
		Path: "qrCodePinMethod", Single: true, Beta: true, Scope: "UserAuthMethod-QR.ReadWrite.All"},
	passwordType: {Never: "a password cannot be removed"},
}

const passwordType = "passwordAuthenticationMethod"

// Removal returns how the method is removed, or why it cannot be.
func (m Method) Removal() Removal {
	if r, known := removals[m.Type]; known {
		return r
	}
	return Removal{Never: "this console does not know how a method of this type is removed"}
}

// defaults are what Graph calls a method where it is the default for the second factor: in the registration report, and
// in beta's signInPreferences. Sources: learn.microsoft.com/graph/api/resources/userregistrationdetails and
// signinpreferences.
var defaults = map[string]struct {
	typ   text.Text
	phone text.Text
}{
	"microsoftauthenticatorpush": {"microsoftAuthenticatorAuthenticationMethod", ""},
	"push":                       {"microsoftAuthenticatorAuthenticationMethod", ""},
	"softwareonetimepasscode":    {"softwareOathAuthenticationMethod", ""},
	"oath":                       {"softwareOathAuthenticationMethod", ""},
	"mobilephone":                {phoneType, "mobile"},
	"sms":                        {phoneType, "mobile"},
	"voicemobile":                {phoneType, "mobile"},
	"alternatemobilephone":       {phoneType, alternate},
	"voicealternatemobile":       {phoneType, alternate},
	"officephone":                {phoneType, "office"},
	"voiceoffice":                {phoneType, "office"},
}

const (
	phoneType = "phoneAuthenticationMethod"
	alternate = "alternateMobile"
)

// IsDefault reports whether the method is, or is one of those that may be, what Graph calls the default. A default that
// is not known is nobody's.
func (m Method) IsDefault(called text.Text) bool {
	d, known := defaults[strings.ToLower(string(called))]
	return known && m.Type == d.typ && (d.phone == "" || m.PhoneType == d.phone)
}

// CanBeDefault reports whether the method could be the default for the second factor.
func (m Method) CanBeDefault() bool {
	for _, d := range defaults {
		if m.Type == d.typ {
			return true
		}
	}
	return false
}

// InOrder returns methods in the order in which Entra lets them go: the alternate mobile number before the mobile one,
// and the default last. Sources: learn.microsoft.com/graph/api/phoneauthenticationmethod-delete and the pages of the
// other types.
func InOrder(methods []Method, standard text.Text) []Method {
	rank := func(m Method) (n int) {
		if m.IsDefault(standard) {
			n += 2
		}
		if m.Type == phoneType && m.PhoneType == "mobile" {
			n++
			for _, other := range methods {
				if other.PhoneType == alternate && other.IsDefault(standard) { // and that one goes first
					n = 3
				}
			}
		}
		return n
	}
	out := slices.Clone(methods)
	slices.SortStableFunc(out, func(a, b Method) int { return rank(a) - rank(b) })
	return out
}

// aaguidsOfAuthenticator are the AAGUIDs of passkeys in the Authenticator on Android and on iOS. Source:
// learn.microsoft.com/entra/identity/authentication/how-to-enable-authenticator-passkey.
var aaguidsOfAuthenticator = []string{"de1e552d-db1d-4423-a619-566b625cdc84", "90a3ccdf-635c-4729-a248-9b709135078f"}

// OnPhone reports whether the method goes with a phone that is lost: the Authenticator, a software token, a passkey in
// the Authenticator, a number.
func (m Method) OnPhone() bool {
	switch m.Type {
	case "microsoftAuthenticatorAuthenticationMethod", "passwordlessMicrosoftAuthenticatorAuthenticationMethod",
		"softwareOathAuthenticationMethod", phoneType:
		return true
	case "fido2AuthenticationMethod":
		return slices.Contains(aaguidsOfAuthenticator, strings.ToLower(string(m.AAGUID)))
	}
	return false
}

// MaybeOnPhone reports whether nothing tells if the method goes with a phone: a synced passkey, an external method.
func (m Method) MaybeOnPhone() bool {
	return m.Type == "externalAuthenticationMethod" ||
		m.Type == "fido2AuthenticationMethod" && m.PasskeyType == "synced" && !m.OnPhone()
}

// OnLaptop reports whether the method goes with a computer of the DisplayName.
func (m Method) OnLaptop() bool {
	return m.Type == "windowsHelloForBusinessAuthenticationMethod" || m.Type == "platformCredentialAuthenticationMethod"
}

// SignsIn reports whether somebody can sign in with the method: not where it serves password resets alone.
func (m Method) SignsIn() bool { return m.Type != "emailAuthenticationMethod" }

// IsPassword reports whether the method is the password.
func (m Method) IsPassword() bool { return m.Type == passwordType }

// Masked returns the method without what only its owner should know: of a number the first three and the last two
// characters are left, of an address the domain.
func (m Method) Masked() Method {
	if n := []rune(string(m.PhoneNumber)); len(n) > 5 {
		m.PhoneNumber = text.New(string(n[:3]) + " ···· ··" + string(n[len(n)-2:]))
	} else if len(n) > 0 {
		m.PhoneNumber = "····"
	}
	if at := strings.LastIndexByte(string(m.EmailAddress), '@'); at >= 0 {
		m.EmailAddress = "····" + m.EmailAddress[at:]
	}
	return m
}

// Words name the method and what tells it from others, masked.
func (m Method) Words() string {
	words := m.Name()
	if detail := m.Masked().Detail(); detail != "" {
		words += ", " + detail
	}
	return words
}
