package entra

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Limits on what the token service remembers; the oldest is dropped first.
const (
	maxDevices  = 1024
	maxCodes    = 1024
	maxRenewals = 4096
)

const (
	// deviceLifetime is how long a device code can be entered.
	deviceLifetime = 15 * time.Minute
	// pollInterval is the interval between polls that a client is asked to keep. MSAL does not, and is not refused.
	pollInterval = 5 * time.Second
)

// deviceGrant is a device code and a person's answer to it, if any. It is guarded by Authority.mu.
type deviceGrant struct {
	user     string // what the person enters
	asked    asked
	made     time.Time
	ends     time.Time
	by       string // object id of the person who approved it; "" until then
	declined bool
	redeemed bool
}

func (g *deviceGrant) open() bool { return g.by == "" && !g.declined && !g.redeemed }

// userLetters are the letters of a user code: no vowels, so no words, and none easily mistaken for another.
const userLetters = "BCDFGHJKLMNPQRSTVWXZ"

// newUserCode returns nine letters; Entra's codes are nine letters and digits.
func newUserCode() string {
	b := make([]byte, 9)
	rand.Read(b)
	for i := range b {
		// 256 is not a multiple of 20, so some letters are a little more likely; 5e11 codes are too many to guess anyway.
		b[i] = userLetters[int(b[i])%len(userLetters)]
	}
	return string(b)
}

// PlainCode returns a user code in capitals, without spaces and hyphens.
func PlainCode(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// deviceCode starts a sign-in on another device. It needs a.mu.
func (a *Authority) deviceCode(q *ask) *wire.Answer {
	if r := checkClient(q); r != nil {
		return a.refuse(q, *r)
	}
	wants, r := readAsked(q)
	if r != nil {
		return a.refuse(q, *r)
	}
	if r := a.refusal(q, false); r != nil {
		return a.refuse(q, *r)
	}
	g := &deviceGrant{user: newUserCode(), asked: wants, made: q.now, ends: q.now.Add(deviceLifetime)}
	secret := wire.Secret("device.")
	a.devices.Put(secret, g, maxDevices)
	uri := q.base + devicePath
	return wire.JSON(http.StatusOK, map[string]any{
		"user_code": g.user, "device_code": secret, "verification_uri": uri, "expires_in": int(deviceLifetime / time.Second),
		"interval": int(pollInterval / time.Second),
		"message": "To sign in, use a web browser to open the page " + uri + " and enter the code " + g.user +
			" to authenticate.",
	})
}

// poll answers a device that asks whether the person has signed in. It needs a.mu.
func (a *Authority) poll(q *ask) *wire.Answer {
	g, ok := a.devices.Get(q.form.Get("device_code"))
	if !ok {
		return a.refuse(q, refuseBadCode)
	}
	if r := a.refusal(q, true); r != nil {
		// A final refusal is repeated on later polls.
		g.declined = g.declined || r.oauth != refusePending.oauth && r.oauth != refuseSlow.oauth
		return a.refuse(q, *r)
	}
	a.autoApprove(g, q.now)
	switch {
	case g.redeemed:
		return a.refuse(q, refuseUsed)
	case g.declined:
		return a.refuse(q, refuseDeclined)
	case g.by == "" && !q.now.Before(g.ends):
		return a.refuse(q, refuseExpired)
	case g.by == "":
		return a.refuse(q, refusePending)
	}
	if r := a.refusal(q, false); r != nil {
		// Entra decides when the person signs in: polling again with the same code changes nothing, unless the trouble was
		// temporary.
		g.redeemed = r.oauth != refuseDown.oauth
		return a.refuse(q, *r)
	}
	out, r := a.issue(q, a.t.SignIn(g.by), g.asked)
	if r != nil {
		g.redeemed = true
		return a.refuse(q, *r)
	}
	g.redeemed = true
	return out
}

// autoApprove approves the code if its automatic approval is due. It needs a.mu.
func (a *Authority) autoApprove(g *deviceGrant, now time.Time) {
	if a.auto >= 0 && g.open() && !now.Before(g.made.Add(a.auto)) && g.made.Add(a.auto).Before(g.ends) {
		operator, _ := a.t.Person("")
		g.by = operator.ID
	}
}

// AutoApprove makes the tenant's As account approve every device code that is polled at this age or later, on the
// tenant's clock. A negative age, the default, turns it off.
func (a *Authority) AutoApprove(after time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.auto = after
}

// Approve enters a user code and signs in as a person: a cast name, object id or UPN, or "" for the tenant's As
// account. Spaces, hyphens and case of the code do not matter. It returns an error if the code is unknown, expired or
// already used, or if there is no such person.
func (a *Authority) Approve(userCode, as string) error {
	p, err := a.named(as)
	if err != nil {
		return err
	}
	return a.enter(userCode, func(g *deviceGrant) { g.by = p.ID })
}

// Decline enters a user code and declines. It returns an error if the code is unknown, expired or already used.
func (a *Authority) Decline(userCode string) error {
	return a.enter(userCode, func(g *deviceGrant) { g.declined = true })
}

func (a *Authority) enter(userCode string, then func(*deviceGrant)) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.t.Now()
	for g := range a.devices.All() {
		if g.user != PlainCode(userCode) {
			continue
		}
		a.autoApprove(g, now)
		switch {
		case !g.open():
			return fmt.Errorf("user code %q: already used, request a new one", userCode)
		case !now.Before(g.ends):
			return fmt.Errorf("user code %q: expired, request a new one", userCode)
		}
		then(g)
		return nil
	}
	return fmt.Errorf("user code %q: unknown; it may be mistyped or too old", userCode)
}

// Waiting returns the user codes that can still be approved, in no particular order.
func (a *Authority) Waiting() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for g := range a.devices.All() {
		if g.open() && a.t.Now().Before(g.ends) {
			out = append(out, g.user)
		}
	}
	return out
}
