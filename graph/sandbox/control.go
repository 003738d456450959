package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Attach is the answer to GET /sandbox: all a console needs to use the sandbox. `tapdesk sandbox` also prints it.
type Attach struct {
	Graph        string `json:"graph"` // root URL with /v1.0
	Token        string `json:"token"` // a fresh one for each answer
	Operator     string `json:"operator"`
	OperatorID   string `json:"operator_id"`
	OperatorName string `json:"operator_name"`
	TenantID     string `json:"tenant_id"`

	// For clients with a sign-in of their own, if there is a token service.
	Authority string `json:"authority,omitempty"` // URL with the tenant's id
	ClientID  string `json:"client_id,omitempty"`
	CAPEM     string `json:"ca_pem,omitempty"` // the certificate to trust, in PEM
}

// Attach returns the answer to GET /sandbox, for a sandbox at root, such as http://127.0.0.1:8080.
func (t *Tenant) Attach(root string) Attach { return t.attach(root, t.as) }

func (t *Tenant) attach(root string, u *user) Attach {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Attach{
		Graph: strings.TrimSuffix(root, "/") + "/v1.0", Token: t.mint(u), Operator: u.upn, OperatorID: u.id,
		OperatorName: u.displayName, TenantID: wire.TenantID,
		Authority: t.service.attached.url, ClientID: t.service.attached.client, CAPEM: t.service.attached.ca,
	}
}

// maxControl is the maximum size of a control call's body, in bytes.
const maxControl = 64 << 10

// control answers requests under /sandbox. It needs no password: the sandbox listens on loopback only.
func (t *Tenant) control(w http.ResponseWriter, r *http.Request) {
	type call struct {
		method string
		handle http.HandlerFunc
	}
	calls := map[string]call{
		"":          {http.MethodGet, t.controlAttach},
		"/cast":     {http.MethodGet, t.controlCast},
		"/signin":   {http.MethodPost, posted(t.controlSignIn)},
		"/register": {http.MethodPost, posted(t.controlRegister)},
		"/caller":   {http.MethodPost, posted(t.controlCaller)},
		"/issue":    {http.MethodPost, posted(t.controlIssue)},
		"/clock":    {http.MethodPost, posted(t.controlClock)},
		"/faults":   {http.MethodPost, posted(t.controlFaults)},
		"/approve":  {http.MethodPost, posted(t.controlApprove)},
		"/revoke":   {http.MethodPost, posted(t.controlRevoke)},
		"/roles":    {http.MethodPost, posted(t.controlRoles)},
		"/session":  {http.MethodPost, posted(t.controlSession)},
		"/settings": {http.MethodPost, posted(t.controlSettings)},
	}
	c, ok := calls[strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/sandbox"), "/")]
	switch {
	case !ok:
		wire.Refuse(w, http.StatusNotFound, "path", "no such control call; there are /sandbox, /sandbox/cast, signin, "+
			"register, caller, issue, clock, faults, approve, revoke, roles, session and settings")
	case r.Method != c.method:
		w.Header().Set("Allow", c.method)
		wire.Refuse(w, http.StatusMethodNotAllowed, "method", "use "+c.method)
	default:
		c.handle(w, r)
	}
}

// posted returns a control call that decodes the JSON object in its body and passes it to a function, which returns
// status and answer.
func posted[T any](do func(in T) (status int, out any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil {
			wire.Refuse(w, http.StatusBadRequest, "body", strings.TrimPrefix(err.Error(), "json: "))
			return
		}
		status, out := do(in)
		wire.Reply(w, status, out)
	}
}

// wrong refuses a field and says why.
func wrong(field, message string) (int, any) {
	return http.StatusBadRequest, wire.Problem(field, message)
}

// nobody refuses a field that names an unknown person.
func nobody(field string) (int, any) {
	return wrong(field, unknownPerson)
}

// person finds a person by cast name, id or UPN.
func (t *Tenant) person(key string) *user {
	if u := t.dir.cast[key]; u != nil {
		return u
	}
	return t.dir.find(key)
}

// unknownPerson is the error for an unknown person.
const unknownPerson = "nobody has this id, user principal name or cast name"

// named is person with an error if there is none.
func (t *Tenant) named(key string) (*user, error) {
	if u := t.person(key); u != nil {
		return u, nil
	}
	return nil, fmt.Errorf("sandbox account %q: %s", key, unknownPerson)
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

// maxAdvance is how far one call can move the clock.
const maxAdvance = 10 * 366 * 24 * time.Hour

func (t *Tenant) controlClock(in struct{ Advance string }) (int, any) {
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 || d > maxAdvance {
		return wrong("advance", "use a duration such as 10m or 26h, from zero to ten years")
	}
	t.Advance(d)
	return http.StatusOK, map[string]string{"now": t.Now().Format(time.RFC3339Nano)}
}

func (t *Tenant) controlFaults(in struct{ Fault string }) (int, any) {
	if err := t.Fault(in.Fault); err != nil {
		return wrong("fault", strings.TrimPrefix(err.Error(), "fault "))
	}
	return http.StatusOK, map[string][]string{"armed": t.Armed()}
}
