package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// registered is a method's name in the registration report, and as a default for the second factor; "" if it cannot be
// the default. Source: learn.microsoft.com/graph/api/resources/userregistrationdetails.
type registered struct{ name, factor string }

func (m *method) registered() registered {
	if m.typ == typePhone {
		return map[string]registered{
			mobilePhoneID:  {"mobilePhone", "sms"},
			alternatePhone: {"alternateMobilePhone", "voiceAlternateMobile"},
			officePhoneID:  {"officePhone", "voiceOffice"},
		}[m.id]
	}
	return map[string]registered{
		typeAuthenticator: {"microsoftAuthenticatorPush", "push"},
		typeOath:          {"softwareOneTimePasscode", "oath"},
		typeHardwareOath:  {"hardwareOneTimePasscode", ""},
		typeFido2:         {"passKeyDeviceBound", ""},
		typeHello:         {"windowsHelloForBusiness", ""},
		typePlatform:      {"macOsSecureEnclaveKey", ""},
		typeEmail:         {"email", ""},
	}[m.typ]
}

// factors are the types that can be the default, in the order in which one becomes it when nobody chose (invented).
var factors = []string{"push", "oath", "sms", "voiceAlternateMobile", "voiceOffice"}

// standard returns the default method for the second factor: the chosen one, else the first of factors, or nil. It
// needs t.mu.
func (a *account) standard() *method {
	for _, factor := range append([]string{a.preferred}, factors...) {
		for _, m := range a.methods {
			if factor != "" && m.registered().factor == factor {
				return m
			}
		}
	}
	return nil
}

// registration returns a row of the registration report. It is always up to date (invented: Graph's lags). It needs
// t.mu.
func (t *Tenant) registration(x *exchange, u *user) map[string]any {
	a := t.account(u)
	names, factor, resets, strong := []any{}, "none", 0, false
	if m := a.standard(); m != nil {
		factor = m.registered().factor
	}
	for _, m := range a.methods {
		r := m.registered()
		if r.name == "" {
			continue
		}
		names = append(names, r.name)
		strong = strong || slices.Contains([]string{typeFido2, typeHello, typePlatform}, m.typ)
		if r.factor != "" || m.typ == typeEmail {
			resets++
		}
	}
	if a.pass != nil && t.reason(u, a.pass, x.now) == reasonEnabled {
		names = append(names, "temporaryAccessPass")
	}
	multi := strong || factor != "none" || slices.Contains(names, any("hardwareOneTimePasscode"))
	kind := "member"
	if strings.EqualFold(u.text("userType"), "Guest") {
		kind = "guest"
	}
	return map[string]any{
		"id": u.id, "userPrincipalName": u.upn, "userDisplayName": u.displayName, "userType": kind,
		"isAdmin": len(t.rolesOf(u)) > 0, "isMfaCapable": multi, "isMfaRegistered": multi,
		"isPasswordlessCapable": strong, "isSsprCapable": resets > 0, "isSsprEnabled": true, "isSsprRegistered": resets > 0,
		"isSystemPreferredAuthenticationMethodEnabled": false, "systemPreferredAuthenticationMethods": []any{},
		"userPreferredMethodForSecondaryAuthentication": factor, "defaultMfaMethod": factor, "methodsRegistered": names,
		"lastUpdatedDateTime": x.now.Format(sevenDigits),
	}
}

// listRegistrations answers GET /reports/authenticationMethods/userRegistrationDetails, for the cast only.
func (t *Tenant) listRegistrations(x *exchange) *wire.Answer {
	if refused := t.reportReader(x); refused != nil {
		return refused
	}
	return t.answerReport(x, odata.Registrations, "reports/authenticationMethods/userRegistrationDetails", func() []any {
		var out []any
		for _, m := range cast {
			out = append(out, t.registration(x, t.dir.cast[m.name]))
		}
		return out
	})
}

// getRegistration answers the report's row for one person.
func (t *Tenant) getRegistration(x *exchange) *wire.Answer {
	if refused := t.reportReader(x); refused != nil {
		return refused
	}
	u := t.dir.find(x.route.last)
	if u == nil || u.id != strings.ToLower(x.route.last) {
		return x.noSuchUser(x.route.last)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	out := trimmed(x, []any{t.registration(x, u)})[0].(map[string]any)
	out["@odata.context"] = x.context("reports/authenticationMethods/userRegistrationDetails/$entity")
	return wire.JSON(http.StatusOK, out)
}
