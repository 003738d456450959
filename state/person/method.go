package person

import (
	"strings"
	"time"

	"tapdesk/state/text"
)

// Method is one way to sign in: an authenticationMethod of any type. Properties that a type does not have are empty.
// Source: learn.microsoft.com/graph/api/resources/authenticationmethods-overview.
type Method struct {
	ID text.Key `json:"id"`
	// Type is Graph's @odata.type without "#microsoft.graph.", as phoneAuthenticationMethod.
	Type             text.Text `json:"-"`
	DisplayName      text.Text `json:"displayName"`
	PhoneNumber      text.Text `json:"phoneNumber"`
	PhoneType        text.Text `json:"phoneType"`
	SMSSignInState   text.Text `json:"smsSignInState"`
	EmailAddress     text.Text `json:"emailAddress"`
	Model            text.Text `json:"model"`
	AAGUID           text.Text `json:"aaGuid"`
	AttestationLevel text.Text `json:"attestationLevel"`
	PasskeyType      text.Text `json:"passkeyType"`
	DeviceTag        text.Text `json:"deviceTag"`
	PhoneAppVersion  text.Text `json:"phoneAppVersion"`
	KeyStrength      text.Text `json:"keyStrength"`
	Platform         text.Text `json:"platform"`
	// CreatedDateTime is zero for the many types without it; LastUsedDateTime is only known on beta.
	CreatedDateTime  time.Time `json:"createdDateTime"`
	LastUsedDateTime time.Time `json:"lastUsedDateTime"`
}

// names are Microsoft's own, from a user's list of methods in the Entra admin center.
var names = map[string]string{
	"passwordAuthenticationMethod":                           "Password",
	"phoneAuthenticationMethod":                              "Phone",
	"emailAuthenticationMethod":                              "Email (password reset only)",
	"fido2AuthenticationMethod":                              "Passkey (FIDO2)",
	"microsoftAuthenticatorAuthenticationMethod":             "Microsoft Authenticator",
	"passwordlessMicrosoftAuthenticatorAuthenticationMethod": "Microsoft Authenticator (passwordless)",
	"windowsHelloForBusinessAuthenticationMethod":            "Windows Hello for Business",
	"platformCredentialAuthenticationMethod":                 "Platform credential",
	"softwareOathAuthenticationMethod":                       "Software OATH token",
	"hardwareOathAuthenticationMethod":                       "Hardware OATH token",
	"temporaryAccessPassAuthenticationMethod":                "Temporary Access Pass",
	"externalAuthenticationMethod":                           "External method",
	"qrCodePinAuthenticationMethod":                          "QR code and PIN",
}

// Name returns Microsoft's name for the type, or the type itself if it is unknown.
func (m Method) Name() string {
	if name, ok := names[string(m.Type)]; ok {
		return name
	}
	if m.Type == "" {
		return "method of an unnamed type"
	}
	return string(m.Type)
}

// Detail returns what distinguishes this method from others of its type, in a few words, or nothing.
func (m Method) Detail() string {
	var parts []string
	add := func(words ...text.Text) {
		for _, w := range words {
			if w != "" {
				parts = append(parts, string(w))
			}
		}
	}
	add(m.DisplayName, m.phone(), m.EmailAddress, m.Model)
	switch m.PasskeyType {
	case "deviceBound":
		add("device-bound")
	default:
		add(m.PasskeyType)
	}
	add(m.Platform)
	if m.KeyStrength == "weak" {
		add("weak key")
	}
	if m.PhoneAppVersion != "" {
		add("app " + m.PhoneAppVersion)
	}
	return strings.Join(parts, ", ")
}

func (m Method) phone() text.Text {
	if m.PhoneNumber == "" {
		return ""
	}
	switch m.PhoneType {
	case "":
		return m.PhoneNumber
	case "alternateMobile":
		return m.PhoneNumber + " (alternate mobile)"
	}
	return m.PhoneNumber + " (" + m.PhoneType + ")"
}

// PhonesAlone reports whether text messages and calls are the person's only methods besides a password and mail.
func PhonesAlone(methods []Method) bool {
	found := false
	for _, m := range methods {
		switch m.Type {
		case "phoneAuthenticationMethod":
			found = true
		case "passwordAuthenticationMethod", "emailAuthenticationMethod", "temporaryAccessPassAuthenticationMethod":
		default:
			return false
		}
	}
	return found
}
