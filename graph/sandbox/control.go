package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Attach is what GET /sandbox answers: all a console needs to work on the sandbox. `tapdesk sandbox` prints it too.
type Attach struct {
	Graph        string `json:"graph"` // root URL with /v1.0
	Token        string `json:"token"` // a fresh one for each answer
	Operator     string `json:"operator"`
	OperatorID   string `json:"operator_id"`
	OperatorName string `json:"operator_name"`
	TenantID     string `json:"tenant_id"`

	// Where there is a token service, for who signs in by themselves.
	Authority string `json:"authority,omitempty"` // URL with the tenant's id
	ClientID  string `json:"client_id,omitempty"`
	CAPEM     string `json:"ca_pem,omitempty"` // the certificate to trust, in PEM
}

// Attach makes what GET /sandbox answers, for a sandbox that is reached at root, such as http://127.0.0.1:8080.
func (t *Tenant) Attach(root string) Attach { return t.attach(root, t.as) }

func (t *Tenant) attach(root string, u *user) Attach {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Attach{
		Graph: strings.TrimSuffix(root, "/") + "/v1.0", Token: t.mint(u), Operator: u.upn, OperatorID: u.id,
		OperatorName: u.displayName, TenantID: wire.TenantID,
		Authority: t.attached.url, ClientID: t.attached.client, CAPEM: t.attached.ca,
	}
}

// maxControl bounds the body of a control call, in bytes.
const maxControl = 64 << 10

// control answers what lies under /sandbox. It has no password: the sandbox listens on loopback only.
func (t *Tenant) control(w http.ResponseWriter, r *http.Request) {
	type call struct {
		method string
		handle func(http.ResponseWriter, *http.Request)
	}
	calls := map[string]call{
		"/sandbox":          {http.MethodGet, t.controlAttach},
		"/sandbox/cast":     {http.MethodGet, t.controlCast},
		"/sandbox/signin":   {http.MethodPost, t.controlSignIn},
		"/sandbox/register": {http.MethodPost, t.controlRegister},
		"/sandbox/caller":   {http.MethodPost, t.controlCaller},
		"/sandbox/issue":    {http.MethodPost, t.controlIssue},
		"/sandbox/clock":    {http.MethodPost, t.controlClock},
		"/sandbox/faults":   {http.MethodPost, t.controlFaults},
		"/sandbox/approve":  {http.MethodPost, t.controlApprove},
		"/sandbox/revoke":   {http.MethodPost, t.controlRevoke},
		"/sandbox/roles":    {http.MethodPost, t.controlRoles},
	}
	path := r.URL.Path
	if path != "/sandbox" {
		path = strings.TrimSuffix(path, "/")
	}
	c, ok := calls[path]
	if !ok && r.URL.Path == "/sandbox/" {
		c, ok = calls["/sandbox"], true
	}
	switch {
	case !ok:
		wire.Refuse(w, http.StatusNotFound, "path", "no such control call; there are /sandbox, /sandbox/cast, signin, register, caller, issue, clock, faults, approve, revoke and roles")
	case r.Method != c.method:
		w.Header().Set("Allow", c.method)
		wire.Refuse(w, http.StatusMethodNotAllowed, "method", "use "+c.method)
	default:
		c.handle(w, r)
	}
}

// controlBody reads a JSON object; the answer is written when it cannot.
func controlBody(w http.ResponseWriter, r *http.Request, into any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		wire.Refuse(w, http.StatusBadRequest, "body", strings.TrimPrefix(err.Error(), "json: "))
		return false
	}
	return true
}

// controlPerson finds the person of a field; the answer is written when there is none.
func (t *Tenant) controlPerson(w http.ResponseWriter, key string) *user {
	u := t.person(key)
	if u == nil {
		wire.Refuse(w, http.StatusBadRequest, "user", "nobody has this id, user principal name or cast name")
	}
	return u
}

// person finds somebody by cast name, id or UPN.
func (t *Tenant) person(key string) *user {
	if u := t.dir.cast[key]; u != nil {
		return u
	}
	return t.dir.find(key)
}

// named is person with an error that says that there is none.
func (t *Tenant) named(key string) (*user, error) {
	if u := t.person(key); u != nil {
		return u, nil
	}
	return nil, fmt.Errorf("sandbox account %q: nobody has this id, user principal name or cast name", key)
}

func (t *Tenant) controlAttach(w http.ResponseWriter, r *http.Request) {
	u := t.as
	if name := r.URL.Query().Get("as"); name != "" {
		if u = t.dir.cast[name]; u == nil {
			wire.Refuse(w, http.StatusBadRequest, "as", "not one of the cast, see GET /sandbox/cast")
			return
		}
	}
	wire.Reply(w, http.StatusOK, t.attach(rootURL(r), u))
}

func (t *Tenant) controlCast(w http.ResponseWriter, _ *http.Request) {
	type entry struct {
		Account
		About string   `json:"about"`
		Roles []string `json:"roles"`
	}
	out := []entry{}
	for _, m := range cast {
		e := entry{Account: describe(t.dir.cast[m.name]), About: m.about, Roles: []string{}}
		for _, r := range m.roles {
			e.Roles = append(e.Roles, session.RoleName(r))
		}
		out = append(out, e)
	}
	wire.Reply(w, http.StatusOK, out)
}

// Reasons of a refused sign-in beside those of graph.md section 4 (invented names).
const (
	reasonWrong           = "WrongPass"
	reasonAccountDisabled = "AccountDisabled"
)

// blockedText is what the person then reads at the sign-in page (graph.md section 10); the others have no source.
const blockedText = "Temporary Access Pass sign in was blocked due to User Credential Policy"

// controlSignIn is the person signing in with a pass. What does not match is WrongPass, whatever else is the matter, so
// that the answer tells nothing to who does not have the pass; the comparison takes the same time for every input.
func (t *Tenant) controlSignIn(w http.ResponseWriter, r *http.Request) {
	var in struct{ User, Pass *string }
	if !controlBody(w, r, &in) {
		return
	}
	if in.User == nil || in.Pass == nil {
		wire.Refuse(w, http.StatusBadRequest, map[bool]string{true: "user", false: "pass"}[in.User == nil], "is required")
		return
	}
	reason, out := t.signIn(t.person(*in.User), *in.Pass)
	if reason != reasonEnabled {
		refusal := map[string]string{"reason": reason}
		if reason == reasonDisabled || reason == reasonUsed {
			refusal["message"] = blockedText
		}
		wire.Reply(w, http.StatusUnauthorized, refusal)
		return
	}
	wire.Reply(w, http.StatusOK, out)
}

// signIn tries a pass. With reasonEnabled it is let in, and a one-time pass is used up.
func (t *Tenant) signIn(u *user, code string) (reason string, out map[string]any) {
	digest := sha256.Sum256([]byte(code))
	t.mu.Lock()
	defer t.mu.Unlock()
	var p *pass
	var known [sha256.Size]byte // of nobody's pass
	if u != nil {
		if p = t.account(u).pass; p != nil {
			known = p.digest
		}
	}
	if subtle.ConstantTimeCompare(digest[:], known[:]) != 1 || p == nil {
		return reasonWrong, nil
	}
	now := t.now()
	if reason := t.admitWith(u, p, now); reason != reasonEnabled {
		return reason, nil
	}
	ends := p.start.Add(time.Duration(p.lifetime) * time.Minute)
	return reasonEnabled, map[string]any{
		"user": u.id, "user_principal_name": u.upn, "method": typePass, "one_time": p.once, "tokens_end": seconds(ends),
	}
}

// registrable are the names under which POST /sandbox/register takes a type of method.
var registrable = map[string]string{
	"authenticator": typeAuthenticator, "phone": typePhone, "fido2": typeFido2, "passkey": typeFido2, "email": typeEmail,
	"windowshello": typeHello, "platformcredential": typePlatform, "softwareoath": typeOath, "external": typeExternal,
	"qrcodepin": typeQR, "hardwareoath": typeHardwareOath, "password": typePassword,
}

// methodType finds a type by a short name or by Graph's own, with or without "#microsoft.graph.".
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

func (t *Tenant) controlRegister(w http.ResponseWriter, r *http.Request) {
	var in struct{ User, Type string }
	if !controlBody(w, r, &in) {
		return
	}
	u := t.controlPerson(w, in.User)
	if u == nil {
		return
	}
	typ, ok := methodType(in.Type)
	if !ok {
		wire.Refuse(w, http.StatusBadRequest, "type", "unknown method; use authenticator, phone, fido2, email, windowshello, platformcredential, softwareoath, external, qrcodepin, hardwareoath or password")
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.register(u, in.Type, t.now())
	if m == nil {
		wire.Refuse(w, http.StatusBadRequest, "user", "has too many methods already")
		return
	}
	wire.Reply(w, http.StatusCreated, map[string]string{"user": u.id, "id": m.id, "type": "#microsoft.graph." + typ})
}

// maxAdvance is how far one call moves the clock.
const maxAdvance = 10 * 366 * 24 * time.Hour

func (t *Tenant) controlClock(w http.ResponseWriter, r *http.Request) {
	var in struct{ Advance string }
	if !controlBody(w, r, &in) {
		return
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 || d > maxAdvance {
		wire.Refuse(w, http.StatusBadRequest, "advance", "use a duration such as 10m or 26h, not below zero and at most ten years")
		return
	}
	t.Advance(d)
	wire.Reply(w, http.StatusOK, map[string]string{"now": t.Now().Format(time.RFC3339Nano)})
}

func (t *Tenant) controlFaults(w http.ResponseWriter, r *http.Request) {
	var in struct{ Fault string }
	if !controlBody(w, r, &in) {
		return
	}
	if err := t.Fault(in.Fault); err != nil {
		wire.Refuse(w, http.StatusBadRequest, "fault", strings.TrimPrefix(err.Error(), "fault "))
		return
	}
	wire.Reply(w, http.StatusOK, map[string][]string{"armed": t.Armed()})
}
