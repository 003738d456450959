package sandbox

import (
	"crypto/sha256"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Formats of a pass's times. As in Microsoft's samples, a POST answers with six fractional digits and a GET with seven.
const (
	sixDigits   = "2006-01-02T15:04:05.000000Z"
	sevenDigits = "2006-01-02T15:04:05.0000000Z"
)

// passObject returns a pass as in every answer except the 201: without its code. It needs t.mu.
func (t *Tenant) passObject(x *exchange, u *user, p *pass, typed bool) map[string]any {
	reason := t.reason(u, p, x.now)
	start := p.start.Format(sevenDigits)
	if p.start.Nanosecond() == 0 {
		start = seconds(p.start)
	}
	out := map[string]any{
		"id": p.id, "temporaryAccessPass": nil, "createdDateTime": p.created.Format(sevenDigits), "startDateTime": start,
		"lifetimeInMinutes": p.lifetime, "isUsableOnce": p.once, "isUsable": reason == reasonEnabled,
		"methodUsabilityReason": reason,
	}
	if typed {
		out["@odata.type"] = "#microsoft.graph." + typePass
	}
	if x.beta {
		out["lastUsedDateTime"] = timeOrNull(p.used)
	}
	t.leaveOut(x, out)
	return out
}

// leaveOut applies the faults that omit a property of a pass or write it in another form. It needs t.mu.
func (t *Tenant) leaveOut(x *exchange, out map[string]any) {
	null := func(fault string, properties ...string) {
		if t.strike(x, fault) {
			for _, property := range properties {
				out[property] = nil
			}
		}
	}
	if t.strike(x, faultOddNumbers) {
		out["lifetimeInMinutes"] = strconv.Itoa(out["lifetimeInMinutes"].(int))
	}
	null(faultNullLifetime, "lifetimeInMinutes")
	null(faultNullTimes, "createdDateTime", "startDateTime")
	null(faultNullUse, "isUsable", "isUsableOnce")
}

// passReader checks the rights to read a person's pass and returns the person. Under /users nobody can read their own:
// Microsoft's how-to excludes oneself from create, delete and view; under /me reading is documented.
func (t *Tenant) passReader(x *exchange) (*user, *wire.Answer) {
	u := t.subject(x)
	scoped := x.caller.has(scopesPass...) || x.caller.has(scopesMethods...)
	if x.route.me {
		scoped = scoped || x.caller.has(scopesOwnPass...) || x.caller.has(scopesOwn...)
	}
	if !scoped || !t.mayReadMethods(x, u) || x.self(u) && !x.route.me {
		return nil, x.denied()
	}
	if u == nil {
		return nil, x.noSuchMethodUser()
	}
	return u, nil
}

// listPasses answers the list of a person's passes: none or one, usable or not.
func (t *Tenant) listPasses(x *exchange) *wire.Answer {
	u, refused := t.passReader(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	value := []any{}
	out := map[string]any{"@odata.context": x.context("users('" + u.id + "')/authentication/temporaryAccessPassMethods")}
	if t.strike(x, faultEmptyPage) {
		out["@odata.nextLink"] = x.nextLink(pageToken(0))
	} else if p := t.listed(x, t.account(u)); p != nil {
		value = append(value, t.passObject(x, u, p, false))
	}
	out["value"] = value
	return wire.JSON(http.StatusOK, out)
}

// countPasses answers temporaryAccessPassMethods/$count.
func (t *Tenant) countPasses(x *exchange) *wire.Answer {
	u, refused := t.passReader(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	if t.listed(x, t.account(u)) != nil {
		n = 1
	}
	return wire.NewAnswer(http.StatusOK, "text/plain", []byte(strconv.Itoa(n)))
}

// getPass answers one pass. Unlike lists, it is always up to date.
func (t *Tenant) getPass(x *exchange) *wire.Answer {
	u, refused := t.passReader(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.account(u).pass
	if p == nil || !strings.EqualFold(p.id, x.route.last) {
		return x.noSuchMethod()
	}
	out := t.passObject(x, u, p, false)
	out["@odata.context"] = x.context("users('" + u.id + "')/authentication/temporaryAccessPassMethods/$entity")
	return wire.JSON(http.StatusOK, out)
}

// writer checks the rights to change a person's pass or methods, for which one of the scopes is enough, in the order:
// scope, role, self, target, and only then whether the person exists.
func (t *Tenant) writer(x *exchange, scopes ...string) (*user, *wire.Answer) {
	u := t.subject(x)
	if !x.caller.has(scopes...) || x.self(u) || x.route.me {
		return nil, x.denied()
	}
	if !x.caller.holds(session.RoleAuthenticationAdministrator) && !x.caller.holds(rolesAboveAll...) {
		return nil, x.denied()
	}
	if u == nil {
		return nil, x.noSuchMethodUser()
	}
	if !t.reaches(x.caller, u) || u.restricted() {
		return nil, x.denied()
	}
	return u, nil
}

// newborn is how long after the sandbox's start just-created is unknown to the authentication-methods service.
const newborn = 20 * time.Second

// createPass answers POST. It checks the rights, the order, the policy and the person, and replaces the existing pass.
func (t *Tenant) createPass(x *exchange) *wire.Answer {
	u, refused := t.writer(x, scopesIssue...)
	if refused != nil {
		return refused
	}
	if u == t.dir.cast["just-created"] && x.now.Before(t.started.Add(newborn)) {
		return x.notReplicated()
	}
	order, refused := x.passOrder()
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if refused := t.checkOrder(x, u, order); refused != nil {
		return refused
	}
	a := t.account(u)
	if a.pass != nil && t.reason(u, a.pass, x.now) == reasonEnabled && t.strike(x, faultRefuseExisting) {
		return x.methodsError(http.StatusBadRequest, "badRequest",
			"A usable Temporary Access Pass already exists for the user. Delete it first.")
	}
	created := x.now.Truncate(time.Microsecond)
	p := t.newPass(created)
	if order.lifetime != nil {
		p.lifetime = int(*order.lifetime)
	}
	if order.start != nil {
		p.start = order.start.UTC()
	}
	if order.once != nil {
		p.once = *order.once
	}
	p.disabled = t.strike(x, faultDisabled)
	code := []byte(t.code)
	if t.code == "" {
		code = newCode(t.policy.DefaultLength)
	}
	p.digest = sha256.Sum256(code)
	t.lagBehind(x, a)
	a.pass = p
	t.expect(u, p, t.phone.script, latest(created, p.start))
	t.audit(auditCreated(x.caller.user, u, p, created))

	out := t.passObject(x, u, p, true)
	out["@odata.context"] = x.context("users('" + u.id + "')/authentication/temporaryAccessPassMethods/$entity")
	if out["createdDateTime"] != nil {
		out["createdDateTime"] = p.created.Format(sixDigits)
	}
	if out["startDateTime"] != nil && p.start.Nanosecond() != 0 {
		out["startDateTime"] = p.start.Format(sixDigits)
	}
	out["temporaryAccessPass"] = string(code)
	return wire.JSON(http.StatusCreated, out)
}

// lagBehind keeps the state before a write for the lists, if the fault list-lag hits. It needs t.mu.
func (t *Tenant) lagBehind(x *exchange, a *account) {
	if t.strike(x, faultListLag) {
		a.lag = &lag{pass: a.pass, methods: a.methods, until: x.now.Add(lagTime)}
	}
}

// checkOrder does the second half of the checks of a POST: guest, policy, lifetime, one-time, start. It needs t.mu.
func (t *Tenant) checkOrder(x *exchange, u *user, order *passOrder) *wire.Answer {
	bad := func(message string) *wire.Answer { return x.methodsError(http.StatusBadRequest, "badRequest", message) }
	if u.external() {
		return bad("Temporary Access Pass cannot be added to an external guest user.")
	}
	if !t.policy.allows(t.dir, u) {
		return bad("Converged UserCredentialPolicy does not allow creating or updating this authentication method. " +
			"AuthMethodType [TemporaryAccessPass].")
	}
	if l := order.lifetime; l != nil && (*l < int64(t.policy.MinimumLifetime) || *l > int64(t.policy.MaximumLifetime)) {
		return bad("Invalid LifetimeInMinutes specified. The valid range between " +
			strconv.Itoa(t.policy.MinimumLifetime) + " and " + strconv.Itoa(t.policy.MaximumLifetime) + ".")
	}
	if t.policy.UsableOnce && order.once != nil && !*order.once {
		// The text is invented; none is documented.
		return bad("Invalid IsUsableOnce specified. The policy allows one-time passes only.")
	}
	if order.start != nil && order.start.Before(x.now.Add(-startTolerance)) {
		// Text and tolerance are invented: no source says what Graph does.
		return bad("Invalid StartDateTime specified. The start time cannot be in the past.")
	}
	return nil
}

// startTolerance is how far in the past a start can be, so that a client with a slow clock is not refused.
const startTolerance = 5 * time.Minute

// deletePass answers DELETE.
func (t *Tenant) deletePass(x *exchange) *wire.Answer {
	u, refused := t.writer(x, scopesIssue...)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.account(u)
	if a.pass == nil || !strings.EqualFold(a.pass.id, x.route.last) {
		return x.noSuchMethod()
	}
	t.lagBehind(x, a)
	t.audit(auditDeleted(x.caller.user, u, a.pass, x.now))
	a.pass = nil
	return noContent()
}
