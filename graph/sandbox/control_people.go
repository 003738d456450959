package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// Reasons of a refused sign-in besides Graph's own (invented names).
const (
	reasonWrong           = "WrongPass"
	reasonAccountDisabled = "AccountDisabled"
)

// blockedText is the text on the sign-in page; no source has the others.
const blockedText = "Temporary Access Pass sign in was blocked due to User Credential Policy"

// controlSignIn signs a person in with a pass. A wrong pass is WrongPass even if there are other problems, so that the
// answer reveals nothing to somebody without the pass; the comparison takes the same time for every input.
//
// A country of two letters and a system such as Android say where the person is, for the sign-in log.
func (t *Tenant) controlSignIn(in struct {
	User, Pass      *string
	Country, System string
}) (int, any) {
	switch {
	case in.User == nil:
		return wrong("user", "is required")
	case in.Pass == nil:
		return wrong("pass", "is required")
	}
	from, on := atHome, mobile
	if in.Country != "" {
		from = place{ip: "198.51.100.99", country: in.Country}
	}
	if in.System != "" {
		on = device{system: in.System}
	}
	reason, out := t.signIn(t.person(*in.User), *in.Pass, from, on)
	if reason == reasonEnabled {
		return http.StatusOK, out
	}
	refusal := map[string]string{"reason": reason}
	if reason == reasonDisabled || reason == reasonUsed {
		refusal["message"] = blockedText
	}
	return http.StatusUnauthorized, refusal
}

// signIn tries a pass. reasonEnabled is success, and uses up a one-time pass.
func (t *Tenant) signIn(u *user, code string, from place, on device) (reason string, out map[string]any) {
	digest := sha256.Sum256([]byte(code))
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	defer func() { t.logPass(u, reason, now, from, on) }()
	var p *pass
	var known [sha256.Size]byte // of no pass
	if u != nil {
		if p = t.account(u).pass; p != nil {
			known = p.digest
		}
	}
	if subtle.ConstantTimeCompare(digest[:], known[:]) != 1 || p == nil {
		return reasonWrong, nil
	}
	if reason := t.admitWith(u, p, now); reason != reasonEnabled {
		return reason, nil
	}
	t.account(u).session = signedIn{now, typePass}
	ends := p.start.Add(time.Duration(p.lifetime) * time.Minute)
	return reasonEnabled, map[string]any{
		"user": u.id, "user_principal_name": u.upn, "method": typePass, "one_time": p.once, "tokens_end": seconds(ends),
	}
}

// registrable are the names of types of method in POST /sandbox/register.
var registrable = map[string]string{
	"authenticator": typeAuthenticator, "phone": typePhone, "fido2": typeFido2, "passkey": typeFido2, "email": typeEmail,
	"windowshello": typeHello, "platformcredential": typePlatform, "softwareoath": typeOath, "external": typeExternal,
	"qrcodepin": typeQR, "hardwareoath": typeHardwareOath, "password": typePassword,
}

// methodType finds a type by a short name or by Graph's name, with or without "#microsoft.graph.".
func methodType(name string) (string, bool) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "#"), "microsoft.graph.")
	if typ, ok := registrable[strings.ToLower(name)]; ok {
		return typ, true
	}
	for _, typ := range registrable {
		if strings.EqualFold(typ, name) || strings.EqualFold(strings.TrimSuffix(typ, "AuthenticationMethod"), name) {
			return typ, true
		}
	}
	return "", false
}

func (t *Tenant) controlRegister(in struct{ User, Type string }) (int, any) {
	u := t.person(in.User)
	if u == nil {
		return nobody("user")
	}
	typ, ok := methodType(in.Type)
	if !ok {
		return wrong("type", "unknown method; use authenticator, phone, fido2, email, windowshello, platformcredential, "+
			"softwareoath, external, qrcodepin, hardwareoath or password")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.register(u, in.Type, t.now())
	if m == nil {
		return wrong("user", "has too many methods already")
	}
	return http.StatusCreated, map[string]string{"user": u.id, "id": m.id, "type": "#microsoft.graph." + typ}
}

// controlCaller sets what callers do, and answers what they did. With a user, it sets what that person does from now on
// with their pass; without, what everyone does with passes created from now on.
func (t *Tenant) controlCaller(in struct {
	User   string
	Script *string
}) (int, any) {
	if in.Script != nil {
		script, err := parseScript(*in.Script)
		if err != nil {
			return wrong("script", err.Error())
		}
		if problem := t.come(in.User, script); problem != "" {
			return wrong("user", problem)
		}
	}
	return http.StatusOK, map[string]any{"deeds": append([]Deed{}, t.Deeds()...)}
}

// come sets what a person does from now on with their pass or, for "", what everyone does who gets one. It returns why
// it cannot, or "".
func (t *Tenant) come(key string, script []act) (problem string) {
	u := t.person(key)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case key == "":
		t.phone.script = script
		return ""
	case u == nil:
		return unknownPerson
	}
	if thieves(script) {
		t.account(u).stolen = true
		t.provoke(u, t.now())
		return ""
	}
	p := t.account(u).pass
	if p == nil {
		return "has no pass"
	}
	t.phone.visits = slices.DeleteFunc(t.phone.visits, func(v *visit) bool { return v.passID == p.id })
	t.expect(u, p, script, latest(t.now(), p.start))
	return ""
}

// controlIssue issues a pass as another client does: as a cast account, or as an app on its own, which has other words
// in the audit log. The policy is enforced, rights are not checked. The value is not returned.
func (t *Tenant) controlIssue(in struct{ User, As, App string }) (int, any) {
	u, by := t.person(in.User), t.as
	if u == nil {
		return nobody("user")
	}
	if in.As != "" {
		if by = t.person(in.As); by == nil || in.App != "" {
			return wrong("as", "name an account of the sandbox or an app, not both")
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if u.external() || !t.policy.allows(t.dir, u) {
		return wrong("user", "the policy gives them no pass")
	}
	now := t.now().Truncate(time.Microsecond)
	p := t.newPass(now)
	p.digest = sha256.Sum256(newCode(t.policy.DefaultLength))
	t.account(u).pass = p
	own, directory := auditCreated(by, u, p, now)
	if in.App != "" {
		own.byApp(in.App)
		directory.byApp(in.App)
		own.activity, own.reason = "User registered security info", "User registered temporary access pass method"
	}
	t.audit(own, directory)
	return http.StatusCreated, map[string]string{"user": u.id, "id": p.id, "createdDateTime": now.Format(sevenDigits)}
}

// byApp makes an app the initiator of an event.
func (e *auditEvent) byApp(name string) { e.by, e.app = nil, name }

// controlApprove enters a device code as a person.
func (t *Tenant) controlApprove(in struct {
	UserCode string `json:"user_code"`
	As       string
	Decline  bool
}) (int, any) {
	t.mu.Lock()
	a := t.service.authority
	t.mu.Unlock()
	switch {
	case a == nil:
		return http.StatusNotFound, wire.Problem("authority", "this sandbox has no token service")
	case in.As != "" && t.person(in.As) == nil:
		return nobody("as")
	}
	answer, err := "approved", error(nil)
	if in.Decline {
		answer, err = "declined", a.Decline(in.UserCode)
	} else {
		err = a.Approve(in.UserCode, in.As)
	}
	if err != nil {
		return wrong("user_code", strings.TrimPrefix(err.Error(), "user code "))
	}
	return http.StatusOK, map[string]string{"user_code": entra.PlainCode(in.UserCode), "answer": answer}
}

// controlRevoke ends a person's sign-ins.
func (t *Tenant) controlRevoke(in struct{ User string }) (int, any) {
	if t.Revoke(in.User) != nil {
		return nobody("user")
	}
	return http.StatusOK, map[string]string{"user": t.person(in.User).id}
}

// controlRoles sets the roles that are active for a person, or that they can activate.
func (t *Tenant) controlRoles(in struct {
	User     string
	Roles    []string
	Eligible bool
	Until    string
}) (int, any) {
	u, set := t.person(in.User), t.SetRoles
	if u == nil {
		return nobody("user")
	}
	if in.Eligible {
		set = t.SetEligible
	}
	if err := set(u.id, in.Roles); err != nil {
		return wrong("roles", strings.TrimPrefix(err.Error(), "sandbox role "))
	}
	if in.Until != "" {
		d, err := time.ParseDuration(in.Until)
		if err != nil || d <= 0 || in.Eligible {
			return wrong("until", "use a duration such as 1h, for roles that are active")
		}
		_ = t.EndRoles(u.id, d) // the person is known
	}
	return http.StatusOK, map[string]string{"user": u.id}
}
