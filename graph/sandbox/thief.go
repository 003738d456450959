package sandbox

import (
	"cmp"
	"slices"
	"time"
)

// A thief knows the password of somebody, holds their phone, and does not give up: some seconds after anything is done
// against them (sessions ended, a method removed, the account blocked or unblocked, the password reset) the thief signs
// in again and, once in, registers a passkey. A passkey of theirs lets them in after the password was changed. What
// stops a thief is a blocked account, or a changed password with none of their passkeys left.

// thiefScript is what a thief does after something was done.
var thiefScript = []act{{actSignIn, 10 * time.Second}, {"fido2", 20 * time.Second}}

// thieves reports whether a script is that of a thief.
func thieves(script []act) bool { return len(script) == 1 && script[0].what == actThief }

// provoke has the thief who is after somebody come back. It needs t.mu.
func (t *Tenant) provoke(u *user, now time.Time) {
	coming := slices.ContainsFunc(t.phone.visits, func(v *visit) bool { return v.user == u && v.passID == "" })
	if (t.account(u).stolen || thieves(t.phone.script)) && !coming {
		t.phone.visits = append(t.phone.visits, &visit{user: u, from: now, script: thiefScript})
	}
}

// intrude takes one step of a thief's, and returns the result. Registering takes the sign-in of the same visit, not
// revoked since, and an account that is not blocked (invented: Microsoft asks for a recent sign-in). It needs t.mu.
func (t *Tenant) intrude(v *visit, what string, at time.Time) string {
	if what == actSignIn {
		outcome := t.enter(v.user, at)
		if outcome == reasonEnabled {
			v.signedIn = at
		}
		return outcome
	}
	if c := v.user.changed.Load(); v.signedIn.IsZero() || !v.user.enabled() || c != nil && c.valid.After(v.signedIn) {
		return outcomeSignedOut
	}
	m := t.register(v.user, what, at)
	if m == nil {
		return outcomeTooMany
	}
	a := t.account(v.user)
	a.planted = append(a.planted, m)
	return m.id
}

// enter signs a thief in: by a passkey of theirs that is still there, or by the password. It needs t.mu.
func (t *Tenant) enter(u *user, at time.Time) string {
	a := t.account(u)
	own := slices.ContainsFunc(a.planted, func(m *method) bool { return slices.Contains(a.methods, m) })
	if own && u.enabled() {
		a.session = signedIn{at, typeFido2}
		entry := succeeded(appOffice, farAway, strangeDevice)
		entry.user, entry.at = u, at
		t.logSignIn(&entry)
		return reasonEnabled
	}
	return cmp.Or(t.enterWithPassword(u, at), reasonEnabled)
}
