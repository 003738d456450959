package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// account is how a person can sign in, which changes. It is guarded by Tenant.mu.
type account struct {
	methods []*method
	pass    *pass // at most one, usable or not
	lag     *lag
	// preferred is the chosen default second factor, one of factors; "" if none was chosen.
	preferred string
	session   signedIn  // the last one since the sandbox's start; zero is none
	reset     time.Time // when the password was last reset; zero is never
	stolen    bool      // a thief knows the password
	planted   []*method // by the thief
}

// lag is the state that lists still show after a write, because of the fault list-lag.
type lag struct {
	pass    *pass
	methods []*method
	until   time.Time
}

// lagTime is how long a list is out of date, on the sandbox's clock.
const lagTime = 20 * time.Second

// method is a registered sign-in method other than the pass.
type method struct {
	typ     string // without "#microsoft.graph."
	id      string
	created time.Time // zero is null
	used    time.Time // beta's lastUsedDateTime; zero is null
	props   map[string]any
}

// pass is a Temporary Access Pass. Only a digest of its code is stored, so that the code is nowhere but in the answer
// to the POST.
type pass struct {
	id       string
	digest   [sha256.Size]byte
	created  time.Time
	start    time.Time
	lifetime int // minutes
	once     bool
	used     time.Time // of the last sign-in with it; zero is never
	disabled bool      // by the fault created-but-disabled
}

// account returns a person's account, created on first use. It needs t.mu.
func (t *Tenant) account(u *user) *account {
	a := t.accounts[u.id]
	if a == nil {
		a = &account{methods: firstMethods(u)}
		if u.own == nil {
			a.pass = drawnPass(u, t.started)
		}
		t.accounts[u.id] = a
	}
	return a
}

// listed returns the pass as lists show it. It needs t.mu.
func (t *Tenant) listed(x *exchange, a *account) *pass {
	p := a.pass
	if a.lag != nil && x.now.Before(a.lag.until) {
		p = a.lag.pass
	}
	if p != nil && t.deletes && t.strike(x, faultListMisses) {
		return nil
	}
	return p
}

// listedMethods returns the methods as lists show them. It needs t.mu.
func (a *account) listedMethods(now time.Time) []*method {
	if a.lag != nil && now.Before(a.lag.until) {
		return a.lag.methods
	}
	return a.methods
}

// newPass returns a pass with the policy's defaults, without a code. It needs t.mu.
func (t *Tenant) newPass(at time.Time) *pass {
	return &pass{
		id: wire.RandomGUID(), created: at, start: at, lifetime: t.policy.DefaultLifetime, once: t.policy.UsableOnce,
	}
}

// Graph's values of methodUsabilityReason.
const (
	reasonEnabled  = "EnabledByPolicy"
	reasonDisabled = "DisabledByPolicy"
	reasonExpired  = "Expired"
	reasonFuture   = "NotYetValid"
	reasonUsed     = "OneTimeUsed"
)

// reason returns the pass's methodUsabilityReason now, in the order in which Graph documents them. It is never stored.
// It needs t.mu.
func (t *Tenant) reason(u *user, p *pass, now time.Time) string {
	switch {
	case !now.Before(p.start.Add(time.Duration(p.lifetime) * time.Minute)):
		return reasonExpired
	case p.once && !p.used.IsZero():
		return reasonUsed
	case p.disabled, !t.policy.allows(t.dir, u), t.policy.UsableOnce && !p.once:
		return reasonDisabled
	case now.Before(p.start):
		return reasonFuture
	}
	return reasonEnabled
}

// codeLetters are the letters, digits and symbols of a code (invented: Microsoft documents no set).
const codeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+#$%&*?!"

// newCode returns a random code, with every letter equally likely.
func newCode(length int) []byte {
	code := make([]byte, 0, length)
	var b [1]byte
	const fair = 256 - 256%len(codeLetters)
	for len(code) < length {
		rand.Read(b[:])
		if int(b[0]) < fair {
			code = append(code, codeLetters[int(b[0])%len(codeLetters)])
		}
	}
	return code
}

// stage gives the cast its passes, dated relative to the sandbox's start. Their codes are random and known to nobody.
func (t *Tenant) stage() {
	at := t.started.UTC().Truncate(time.Microsecond)
	stage := func(name string, created, start time.Time, minutes int, once bool, used time.Time) {
		p := &pass{id: wire.RandomGUID(), created: created, start: start, lifetime: minutes, once: once, used: used}
		p.digest = sha256.Sum256(newCode(t.policy.DefaultLength))
		u := t.dir.cast[name]
		t.account(u).pass = p
		t.audit(auditCreated(t.dir.cast["global-admin"], u, p, created))
	}
	never := time.Time{}
	day := 24 * time.Hour
	dollar := t.dir.cast["$dollar"]
	t.audit(auditEvent{
		activity: "Update user", category: "UserManagement", service: "Core Directory", operation: "Update",
		at: at.Add(-3 * day), by: dollar, target: dollar,
		changed: []map[string]any{
			{
				"displayName": "MobilePhone", "oldValue": `["+44 7700 900199"]`,
				"newValue": `["` + dollar.text("mobilePhone") + `"]`,
			},
			{"displayName": "Included Updated Properties", "oldValue": nil, "newValue": `"MobilePhone"`},
		},
	})
	stage("expired-pass", at.Add(-2*day-time.Hour), at.Add(-2*day-time.Hour), 60, false, never)
	stage("used-pass", at.Add(-20*time.Minute), at.Add(-20*time.Minute), 60, true, at.Add(-10*time.Minute))
	stage("usable-pass", at.Add(-30*time.Minute), at.Add(-30*time.Minute), 480, false, never)
	stage("future-pass", at.Add(-5*time.Minute), at.Add(day), 60, true, never)
}

// drawnPass gives one generated person in fifty a pass: expired, valid or in the future.
func drawnPass(u *user, started time.Time) *pass {
	if u.roll(forPass, 50) != 0 {
		return nil
	}
	start := started.UTC().Truncate(time.Microsecond).Add(time.Duration(u.roll(forPass+1000, 96)-72) * time.Hour)
	p := &pass{id: drawnGUID(u.draw ^ forPass), created: start, start: start, lifetime: 480,
		once: u.roll(forPass+2000, 2) == 0}
	if p.start.After(started) {
		p.created = started.UTC().Truncate(time.Microsecond).Add(-time.Hour)
	}
	p.digest = sha256.Sum256(newCode(8))
	return p
}
