package person

import "tapdesk/state/text"

// Removal is how a method of some type is removed.
type Removal struct {
	// Path is that of the type's collection below the person's authentication; Single says that there is one method, at
	// that path. Beta says that v1.0 does not have it.
	Path         string
	Single, Beta bool
	// Scope is the least permission for it.
	Scope string
	// Never says why the type cannot be removed; empty where it can.
	Never string
}

// removals are how methods are removed, by type. Sources: the page "Delete" of each type under
// learn.microsoft.com/graph/api/resources/authenticationmethods-overview, and
// learn.microsoft.com/graph/permissions-reference.
var removals = map[text.Text]Removal{
	"phoneAuthenticationMethod": {Path: "phoneMethods", Scope: "UserAuthMethod-Phone.ReadWrite.All"},
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

// Removal returns how the method is removed, or why its type cannot be.
func (m Method) Removal() Removal {
	if r, known := removals[m.Type]; known {
		return r
	}
	return Removal{Never: "this console does not know how a method of this type is removed"}
}
