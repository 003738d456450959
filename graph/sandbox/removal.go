package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// scopeOfType is the granular scope for changing methods of a type. The wide one is
// UserAuthenticationMethod.ReadWrite.All.
var scopeOfType = map[string]string{
	typeAuthenticator: "UserAuthMethod-MicrosoftAuthApp",
	typePhone:         "UserAuthMethod-Phone",
	typeFido2:         "UserAuthMethod-Passkey",
	typeOath:          "UserAuthMethod-SoftwareOATH",
	typeHello:         "UserAuthMethod-WindowsHello",
	typePlatform:      "UserAuthMethod-PlatformCred",
	typeEmail:         "UserAuthMethod-Email",
	typeExternal:      "UserAuthMethod-External",
	typeHardwareOath:  "UserAuthMethod-HardwareOATH", // only in beta, as is the next one
	typeQR:            "UserAuthMethod-QR",
	typePassword:      "UserAuthMethod-Password",
}

// methodsWriter checks the rights to change methods of the route's type.
func (t *Tenant) methodsWriter(x *exchange, typ string) (*user, *wire.Answer) {
	return t.writer(x, scopeOfType[typ]+".ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All")
}

// removeMethod answers DELETE of one method, at its type's address.
func (t *Tenant) removeMethod(x *exchange) *wire.Answer {
	u, refused := t.methodsWriter(x, x.route.kind)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.account(u)
	n := slices.IndexFunc(a.methods, func(m *method) bool {
		return m.typ == x.route.kind && (m.typ == typeQR || strings.EqualFold(m.id, x.route.last)) // there is one QR code
	})
	if n < 0 {
		return x.noSuchMethod()
	}
	m := a.methods[n]
	if text := a.mustStay(m); text != "" {
		return x.methodsError(http.StatusBadRequest, "badRequest", text)
	}
	t.lagBehind(x, a)
	if standard := a.standard(); standard == m {
		a.preferred = ""
	}
	a.methods = slices.Delete(slices.Clone(a.methods), n, n+1)
	t.provoke(u, x.now)
	t.audit(auditEvent{
		activity: "Admin deleted security info", reason: "Admin deleted " + m.typ + " method for user",
		category: "UserManagement", service: "Authentication Methods", operation: "Delete", at: x.now, by: x.caller.user,
		target: u,
	})
	return noContent()
}

// mustStay returns why a method cannot be deleted now, or "". The default stays while another method could replace it,
// and the mobile number while there is an alternate one. It needs t.mu.
func (a *account) mustStay(m *method) string {
	other := func(like func(*method) bool) bool {
		return slices.ContainsFunc(a.methods, func(o *method) bool { return o != m && like(o) })
	}
	switch {
	case m.id == mobilePhoneID && other(func(o *method) bool { return o.id == alternatePhone }):
		return "The mobile phone cannot be deleted while an alternate mobile phone is registered."
	case m != a.standard() || !other(func(o *method) bool { return o.registered().factor != "" }):
		return ""
	case m.typ == typePhone:
		return "The phone number matches the user's current default authentication method and cannot be deleted."
	}
	return "Cannot delete default method with other methods configured."
}

// getPreferences answers GET of beta's authentication/signInPreferences.
func (t *Tenant) getPreferences(x *exchange) *wire.Answer {
	u, refused := t.methodsSubject(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	chosen := any(nil)
	if m := t.account(u).standard(); m != nil {
		chosen = m.registered().factor
	}
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("users('" + u.id + "')/authentication/signInPreferences"),
		"isSystemPreferredAuthenticationMethodEnabled": false, "userPreferredMethodForSecondaryAuthentication": chosen,
	})
}

// patchPreferences answers PATCH of beta's authentication/signInPreferences, which changes the default.
func (t *Tenant) patchPreferences(x *exchange) *wire.Answer {
	u, refused := t.methodsWriter(x, "")
	if refused != nil {
		return refused
	}
	if refused := x.jsonBody(); refused != nil {
		return refused
	}
	var body struct{ UserPreferredMethodForSecondaryAuthentication string }
	if err := json.Unmarshal(x.body, &body); err != nil {
		return x.unreadable()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a, factor := t.account(u), body.UserPreferredMethodForSecondaryAuthentication
	has := func(m *method) bool { return factor != "" && m.registered().factor == factor }
	if !slices.ContainsFunc(a.methods, has) {
		// The text is invented.
		return x.methodsError(http.StatusBadRequest, "badRequest", "The user has no such method registered.")
	}
	a.preferred = factor
	return noContent()
}

// operation is a long-running operation: the reset of a password.
type operation struct {
	id, user  string
	begun     time.Time
	failure   string // statusDetail of an operation that fails; "" if it succeeds
	succeeded bool   // its effect was applied
}

// How long an operation waits, and how long it takes in total.
const (
	operationWaits = 2 * time.Second
	operationTakes = 10 * time.Second
)

// maxOperations is how many operations are remembered.
const maxOperations = 256

// minPassword is the minimum length of a password; the on-premises directory requires more. (Invented: the one
// represents Entra's own rules, the other rules that only Active Directory knows.)
const (
	minPassword  = 8
	minDirectory = 14
)

// resetPassword answers POST resetPassword of the password method with 202; the operation does the rest. For a cloud
// account without a given password Entra makes one, which only the 202 contains; synchronised people must be given one.
func (t *Tenant) resetPassword(x *exchange) *wire.Answer {
	u, refused := t.methodsWriter(x, typePassword)
	if refused != nil {
		return refused
	}
	if x.path[len(x.path)-2] != passwordID {
		return x.noSuchMethod()
	}
	var body struct{ NewPassword *string }
	if len(x.body) > 0 {
		if refused := x.jsonBody(); refused != nil {
			return refused
		}
		if err := json.Unmarshal(x.body, &body); err != nil {
			return x.unreadable()
		}
	}
	synced, _ := u.flag("onPremisesSyncEnabled")
	o := &operation{id: wire.RandomGUID(), user: u.id, begun: x.now}
	out := map[string]any{"@odata.type": "#microsoft.graph.passwordResetResponse", "newPassword": nil}
	switch password := body.NewPassword; {
	case password == nil && synced:
		return x.methodsError(http.StatusBadRequest, "badRequest",
			"A new password is required for users who are synchronized.")
	case password == nil:
		out["newPassword"] = string(newCode(16))
	case len(*password) < minPassword:
		return x.methodsError(http.StatusBadRequest, "badRequest", "The password does not meet the requirements.")
	case synced && len(*password) < minDirectory:
		o.failure = "The password does not meet the on-premises password policy."
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if synced && !t.settings.Writeback { // the text is invented
		o.failure = "Password writeback is not enabled for this tenant."
	}
	t.logs.operations.Put(o.id, o, maxOperations)
	t.audit(auditEvent{
		activity: "Reset user password", category: "UserManagement", service: "Core Directory", operation: "Update",
		at: x.now,
		by: x.caller.user, target: u,
	})
	answer := wire.JSON(http.StatusAccepted, out)
	answer.Header.Set("Location", x.root+"/users/"+u.id+"/authentication/operations/"+o.id+"?aadgdc=SANDBOX")
	answer.Header.Set("Retry-After", "2")
	return answer
}

// getOperation answers the progress of a long-running operation.
func (t *Tenant) getOperation(x *exchange) *wire.Answer {
	u, refused := t.methodsWriter(x, typePassword)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	o, ok := t.logs.operations.Get(x.route.last)
	if !ok || o.user != u.id {
		return x.noSuchMethod()
	}
	t.settle(x.now)
	status, detail, age := "succeeded", any(nil), x.now.Sub(o.begun)
	switch {
	case age < operationWaits:
		status = "notStarted"
	case age < operationTakes:
		status = "running"
	case o.failure != "":
		status, detail = "failed", o.failure
	}
	return wire.JSON(http.StatusOK, map[string]any{
		"@odata.context": x.context("users('" + u.id + "')/authentication/operations/$entity"),
		"id":             o.id, "status": status, "statusDetail": detail, "resourceLocation": nil,
		"createdDateTime": seconds(o.begun), "lastActionDateTime": seconds(x.now),
	})
}

// settle applies operations that have ended by now: a new password, and every session revoked, as of that time. It
// needs t.mu.
func (t *Tenant) settle(now time.Time) {
	for o := range t.logs.operations.All() {
		if o.failure != "" || o.succeeded || now.Sub(o.begun) < operationTakes {
			continue
		}
		o.succeeded = true
		u, at := t.dir.find(o.user), o.begun.Add(operationTakes)
		t.account(u).reset = at
		u.change(func(c *changes) { c.password = at })
		t.revokeAll(u, at)
	}
}
