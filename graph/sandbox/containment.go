package sandbox

import (
	"encoding/json"
	"net/http"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// changes are what writes changed about a directory object. They are replaced as a whole, so that queries need no lock.
type changes struct {
	enabled  *bool     // accountEnabled; nil is unchanged
	disabled time.Time // when it was last set to false
	valid    time.Time // signInSessionsValidFromDateTime; zero is unchanged
	password time.Time // lastPasswordChangeDateTime; zero is unchanged
}

// change replaces a person's changes. It needs t.mu of the tenant.
func (u *user) change(change func(*changes)) {
	next := changes{}
	if was := u.changed.Load(); was != nil {
		next = *was
	}
	change(&next)
	u.changed.Store(&next)
}

// Scopes of the writes: the granular one, then the wide ones.
var (
	scopesRevoke = []string{"User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"}
	scopesEnable = []string{"User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All"}
)

// directoryWriter checks the rights to contain the person in the address: the scope, and the same table of who may act
// on whom as for a pass. A role that does not reach the person gives the same error as a missing scope.
func (t *Tenant) directoryWriter(x *exchange, scopes []string) (*user, *wire.Answer) {
	u := t.subject(x)
	if !x.caller.has(scopes...) {
		return nil, x.insufficient()
	}
	if u == nil {
		return nil, x.noSuchUser(x.route.key)
	}
	if x.self(u) && x.route.op == opRevoke {
		return u, nil // one's own sessions need no role
	}
	if !t.reaches(x.caller, u) || u.restricted() {
		return nil, x.insufficient()
	}
	return u, nil
}

// revokeSessions answers POST /users/{id}/revokeSignInSessions. It can be repeated. An item of a $batch must have a
// body and a Content-Type; a single request needs neither.
func (t *Tenant) revokeSessions(x *exchange) *wire.Answer {
	u, refused := t.directoryWriter(x, scopesRevoke)
	if refused != nil {
		return directoryObject(refused)
	}
	if x.item || len(x.body) > 0 {
		if refused := x.jsonBody(); refused != nil {
			return directoryObject(refused)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.revokeAll(u, x.now)
	t.audit(auditEvent{
		activity: "Update StsRefreshTokenValidFrom Timestamp", category: "UserManagement", service: "Core Directory",
		operation: "Update", at: x.now, by: x.caller.user, target: u,
	})
	out := map[string]any{"@odata.context": x.context("Edm.Boolean"), "value": true}
	return directoryObject(wire.JSON(http.StatusOK, out))
}

// revokeAll ends a person's earlier sign-ins: the token service's tokens at once (invented: Entra takes minutes), the
// sessions of the cast after Settings.SessionEnd. It needs t.mu.
func (t *Tenant) revokeAll(u *user, now time.Time) {
	t.tokens.revoked[u.id] = t.next()
	u.change(func(c *changes) { c.valid = now })
	t.provoke(u, now)
}

// patchUser answers PATCH /users/{id} with accountEnabled only: other properties need scopes that no console requests.
func (t *Tenant) patchUser(x *exchange) *wire.Answer {
	u, refused := t.directoryWriter(x, scopesEnable)
	if refused != nil {
		return directoryObject(refused)
	}
	if refused := x.jsonBody(); refused != nil {
		return directoryObject(refused)
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(x.body, &body); err != nil {
		return directoryObject(x.unreadable())
	}
	delete(body, "@odata.type") // which Microsoft's SDKs send
	var enabled bool
	raw, given := body["accountEnabled"]
	switch {
	case !given && len(body) == 0:
		return directoryObject(x.bad("No property was given to update."))
	case !given || len(body) > 1:
		return directoryObject(x.insufficient())
	case json.Unmarshal(raw, &enabled) != nil:
		return directoryObject(x.bad("A value of the type 'Edm.Boolean' was expected."))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.provoke(u, x.now)
	activity := "Enable account"
	u.change(func(c *changes) {
		c.enabled = &enabled
		if !enabled {
			c.disabled, activity = x.now, "Disable account"
		}
	})
	t.audit(auditEvent{
		activity: activity, category: "UserManagement", service: "Core Directory", operation: "Update", at: x.now,
		by: x.caller.user, target: u,
	})
	return noContent()
}

// signedIn is a person's session with an app whose tokens are valid until they expire.
type signedIn struct {
	began time.Time
	with  string // password, or the type of a method
}

// sessionOf returns a person's session: the last one, or the one from before the sandbox's start of a cast member who
// ever signed in. It needs t.mu.
func (t *Tenant) sessionOf(u *user) (signedIn, bool) {
	if s := t.account(u).session; !s.began.IsZero() {
		return s, true
	}
	at, ok := u.when("signInActivity/lastSignInDateTime")
	return signedIn{began: at, with: typePassword}, ok
}

// ends returns when a session ends or ended: some time after a later revocation, or after the account was disabled. It
// is zero if nothing ends it.
func (t *Tenant) ends(u *user, s signedIn) time.Time {
	var first time.Time
	if c := u.changed.Load(); c != nil {
		for _, at := range []time.Time{c.valid, c.disabled} {
			if !at.Before(s.began) && (first.IsZero() || at.Before(first)) && !at.IsZero() {
				first = at
			}
		}
	}
	if first.IsZero() {
		return first
	}
	return first.Add(t.settings.SessionEnd)
}

// controlSession answers whether a person's session still works. With sign_in somebody who knows the password from
// before the sandbox's start first signs in with it.
func (t *Tenant) controlSession(in struct {
	User   string
	SignIn bool `json:"sign_in"`
}) (int, any) {
	u := t.person(in.User)
	if u == nil {
		return nobody("user")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if in.SignIn {
		if reason := t.enterWithPassword(u, now); reason != "" {
			return http.StatusUnauthorized, map[string]string{"reason": reason}
		}
	}
	s, ok := t.sessionOf(u)
	if !ok {
		return http.StatusOK, map[string]any{"user": u.id, "works": false}
	}
	end := t.ends(u, s)
	return http.StatusOK, map[string]any{
		"user": u.id, "works": end.IsZero() || now.Before(end), "began": seconds(s.began), "ends": timeOrNull(end),
		"with": s.with,
	}
}

// reasonPassword refuses an old password (invented name).
const reasonPassword = "WrongPassword"

// enterWithPassword begins a session with the password from before the sandbox's start, or returns why not. It needs
// t.mu.
func (t *Tenant) enterWithPassword(u *user, now time.Time) (refused string) {
	a := t.account(u)
	entry := succeeded(appOffice, atHome, mobile)
	switch {
	case !a.reset.IsZero():
		refused, entry = reasonPassword, failed(50126, appOffice, atHome, mobile)
	case !u.enabled():
		refused, entry = reasonAccountDisabled, failed(50057, appOffice, atHome, mobile)
	default:
		a.session = signedIn{now, typePassword}
	}
	entry.user, entry.at = u, now
	t.logSignIn(&entry)
	return refused
}
