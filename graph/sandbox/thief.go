package sandbox

import (
	"cmp"
	"slices"
	"time"
)

// A thief knows a person's password, holds their phone, and does not give up: some seconds after anything is done
// against them (sessions ended, a method removed, the account blocked or unblocked, the password reset) the thief signs
// in again and registers a passkey. That passkey still works after the password is changed. Only a blocked account, or
// a changed password with none of the thief's passkeys left, stops them.

// thiefScript is what a thief does after each such action.
var thiefScript = []act{{actSignIn, 10 * time.Second}, {"fido2", 20 * time.Second}}

// thieves reports whether a script is a thief's.
func thieves(script []act) bool { return len(script) == 1 && script[0].what == actThief }

// provoke makes a person's thief come back. It needs t.mu.
func (t *Tenant) provoke(u *user, now time.Time) {
	coming := slices.ContainsFunc(t.phone.visits, func(v *visit) bool { return v.user == u && v.passID == "" })
	if (t.account(u).stolen || thieves(t.phone.script)) && !coming {
		t.phone.visits = append(t.phone.visits, &visit{user: u, from: now, script: thiefScript})
	}
}

// intrude performs one step of a thief and returns the result. Registering requires a sign-in in the same visit, not
// revoked since, and an account that is not blocked (invented: Microsoft requires a recent sign-in). It needs t.mu.
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

// enter signs a thief in with a passkey of theirs that still exists, or with the password. It needs t.mu.
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
