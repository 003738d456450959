package sandbox

import (
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Types of sign-in methods in v1.0, without "#microsoft.graph.".
const (
	typePassword      = "passwordAuthenticationMethod"
	typePhone         = "phoneAuthenticationMethod"
	typeEmail         = "emailAuthenticationMethod"
	typeFido2         = "fido2AuthenticationMethod"
	typeAuthenticator = "microsoftAuthenticatorAuthenticationMethod"
	typeHello         = "windowsHelloForBusinessAuthenticationMethod"
	typePlatform      = "platformCredentialAuthenticationMethod"
	typeOath          = "softwareOathAuthenticationMethod"
	typeExternal      = "externalAuthenticationMethod"
	typeQR            = "qrCodePinAuthenticationMethod"
	typePass          = "temporaryAccessPassAuthenticationMethod"
	typeHardwareOath  = "hardwareOathAuthenticationMethod" // beta only
)

// Constant ids of methods that everyone has at most one of.
const (
	passwordID      = "28c10230-6103-485e-b985-444c60001490"
	mobilePhoneID   = "3179e48a-750b-4051-897c-87b9720928f7"
	alternatePhone  = "b6332ec1-7057-4abe-9331-3d72feddfe41"
	officePhoneID   = "e37fc753-ff3b-4958-9484-eaa9425c82bc"
	phoneTypeMobile = "mobile"
)

// subCollections maps the lower-case name of a sub-collection under authentication to its type.
var subCollections = map[string]string{
	"emailmethods": typeEmail, "externalauthenticationmethods": typeExternal, "fido2methods": typeFido2,
	"hardwareoathmethods":           typeHardwareOath,
	"microsoftauthenticatormethods": typeAuthenticator, "passwordmethods": typePassword, "phonemethods": typePhone,
	"platformcredentialmethods": typePlatform, "softwareoathmethods": typeOath,
	"windowshelloforbusinessmethods": typeHello,
}

// firstMethods are the methods a person has when the sandbox starts.
func firstMethods(u *user) []*method {
	if u.own == nil {
		return drawnMethods(u)
	}
	name := u.upn[:len(u.upn)-len("@"+Domain)]
	if name == "bare" {
		return nil
	}
	var letters string
	for i := range cast {
		if cast[i].name == name {
			letters = cast[i].methods
		}
	}
	wrap := func(s string) string { return s }
	if name == "hostile-name" {
		wrap = hostile
	}
	created, _ := u.when("createdDateTime")
	methods := []*method{newPassword(created)}
	for i, letter := range letters {
		at := created.AddDate(1, i, 0)
		m := newMethod(castMethods[letter], u, at, wrap)
		methods = append(methods, m)
	}
	return methods
}

// castMethods are the letters in member.methods.
var castMethods = map[rune]string{
	'a': typeAuthenticator, 'p': typePhone, 'f': typeFido2, 'e': typeEmail, 'w': typeHello, 'm': typePlatform,
}

func newPassword(at time.Time) *method {
	return &method{typ: typePassword, id: passwordID, created: at, props: map[string]any{"password": nil}}
}

// newMethod returns a new method of that type for a person. wrap is applied to every string that a person or a device
// chose.
func newMethod(typ string, u *user, at time.Time, wrap func(string) string) *method {
	m := &method{typ: typ, id: wire.GUID(typ + "/" + u.id), created: at, used: at.AddDate(0, 5, 3)}
	device := wrap(strings.TrimSpace(first(u) + " phone"))
	switch typ {
	case typePassword:
		return newPassword(at)
	case typePhone:
		number := u.text("mobilePhone")
		if number == "" {
			number = "+44 7700 900999"
		}
		m.id, m.created = mobilePhoneID, time.Time{}
		m.props = map[string]any{"phoneNumber": number, "phoneType": phoneTypeMobile, "smsSignInState": "notAllowedByPolicy"}
	case typeEmail:
		m.id = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f"
		m.created = time.Time{}
		m.props = map[string]any{"emailAddress": wrap("recovery") + "@other.example"}
	case typeFido2:
		m.id = "_" + strings.ReplaceAll(m.id, "-", "") + "u-Q1"
		m.props = map[string]any{
			"displayName": wrap("Security key"), "model": wrap("Example Key 5"),
			"aaGuid":                  "cb69481e-8ff7-4039-93ec-0a2729a154a8",
			"attestationCertificates": []string{"b479e7652167f574296e76bfa76731b8ccd22ed7"}, "attestationLevel": "attested",
			"passkeyType": "deviceBound", "publicKeyCredential": nil,
		}
	case typeAuthenticator:
		m.created = time.Time{}
		m.props = map[string]any{
			"displayName": device, "deviceTag": wrap("SoftwareTokenActivated"), "phoneAppVersion": wrap("6.2511.1"),
		}
	case typeHello:
		m.props = map[string]any{"displayName": wrap("DESKTOP-" + strings.ToUpper(u.id[:6])), "keyStrength": "normal"}
	case typePlatform:
		m.props = map[string]any{
			"displayName": wrap("MAC-" + strings.ToUpper(u.id[:6])), "keyStrength": "normal", "platform": "macOS",
		}
	case typeOath:
		m.created = time.Time{}
		m.props = map[string]any{"secretKey": nil}
	case typeExternal:
		m.props = map[string]any{"configurationId": wire.GUID("external-method"), "displayName": wrap("Example External MFA")}
	case typeHardwareOath:
		m.props = map[string]any{"device": nil}
	default:
		m.props = map[string]any{}
	}
	return m
}

// first returns a person's given name, or a substitute.
func first(u *user) string {
	if u.givenName != "" && u.upn != "hostile-name@"+Domain {
		return u.givenName
	}
	return "My"
}

// drawnMethods returns the methods of a generated person. Everyone has a password; the others are about as frequent as
// in an office, and each v1.0 type occurs.
func drawnMethods(u *user) []*method {
	created := u.createdAt()
	methods := []*method{newPassword(created)}
	plain := func(s string) string { return s }
	odds := []struct {
		typ     string
		percent int
	}{
		{typePhone, 60}, {typeAuthenticator, 65}, {typeFido2, 12}, {typeHello, 25}, {typeOath, 8}, {typePlatform, 4},
		{typeEmail, 20}, {typeExternal, 2}, {typeQR, 2}, {typeHardwareOath, 2},
	}
	for i, o := range odds {
		if u.roll(forMethods*100+uint64(i), 100) >= o.percent {
			continue
		}
		age := int(epoch.Sub(created) / time.Second)
		registered := created.Add(time.Duration(u.roll(forMethods*200+uint64(i), age)) * time.Second)
		methods = append(methods, newMethod(o.typ, u, registered, plain))
	}
	if u.roll(forMethods*300, 20) == 0 {
		methods = append(methods, &method{typ: typePhone, id: officePhoneID, props: map[string]any{
			"phoneNumber": u.home.phone + " 555 0100x" + digits(u.roll(forMethods*400, 1000), 3), "phoneType": "office",
			"smsSignInState": "notSupported",
		}})
	}
	if u.roll(forMethods*500, 30) == 0 {
		methods = append(methods, &method{typ: typePhone, id: alternatePhone, props: map[string]any{
			"phoneNumber": u.home.phone + " 555 " + digits(u.roll(forMethods*600, 10000), 4), "phoneType": "alternateMobile",
			"smsSignInState": "notSupported",
		}})
	}
	return methods
}
