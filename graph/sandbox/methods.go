package sandbox

import (
	"maps"
	"net/http"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// Scopes and roles that allow reading methods and passes.
var (
	scopesMethods  = []string{"UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All"}
	scopesOwn      = []string{"UserAuthenticationMethod.Read", "UserAuthenticationMethod.ReadWrite"}
	scopesPass     = []string{"UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite.All"}
	scopesOwnPass  = []string{"UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.ReadWrite"}
	scopesIssue    = []string{"UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"}
	rolesReadOfAll = append(rolesAboveAll, session.RoleGlobalReader)
)

// mayReadMethods reports whether the caller may read the person's sign-in methods. An Authentication Administrator can
// read only those of people they can manage, unless another role allows more (invented: the documented table is about
// changes). One's own need no role.
func (t *Tenant) mayReadMethods(x *exchange, u *user) bool {
	switch {
	case x.route.me:
		return true
	case x.caller.holds(rolesReadOfAll...):
		return true
	case u == nil || x.self(u):
		return x.caller.holds(session.RoleAuthenticationAdministrator)
	}
	return t.reaches(x.caller, u)
}

// methodsSubject checks the rights to read a person's methods and returns the person.
func (t *Tenant) methodsSubject(x *exchange) (*user, *wire.Answer) {
	u := t.subject(x)
	scoped := x.caller.has(scopesMethods...) || x.route.me && x.caller.has(scopesOwn...)
	if !scoped || !t.mayReadMethods(x, u) {
		return nil, x.denied()
	}
	if u == nil {
		return nil, x.noSuchMethodUser()
	}
	return u, nil
}

// listMethods answers authentication/methods, and the sub-collections of one type. Query options are ignored.
func (t *Tenant) listMethods(x *exchange) *wire.Answer {
	u, refused := t.methodsSubject(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	value := []any{}
	out := map[string]any{"@odata.context": x.context("users('" + u.id + "')/authentication/" + x.route.collection())}
	if t.strike(x, faultEmptyPage) {
		out["@odata.nextLink"] = x.nextLink(pageToken(0))
		out["value"] = value
		return wire.JSON(http.StatusOK, out)
	}
	a := t.account(u)
	for _, m := range a.listedMethods(x.now) {
		if x.shows(m) {
			value = append(value, x.methodObject(m))
		}
	}
	if x.route.kind == "" {
		if p := t.listed(x, a); p != nil {
			value = append(value, t.passObject(x, u, p, true))
		}
		if t.strike(x, faultUnknownMethod) {
			value = append(value, map[string]any{
				"@odata.type": "#microsoft.graph.telepathyAuthenticationMethod", "id": wire.GUID("telepathy/" + u.id),
				"createdDateTime": seconds(t.started), "displayName": "A method of the future", "strength": "unheardOf",
			})
		}
	}
	out["value"] = value
	return wire.JSON(http.StatusOK, out)
}

// collection returns the name of a method collection in an @odata.context.
func (r route) collection() string {
	for name, typ := range subCollections {
		if typ == r.kind {
			return name
		}
	}
	return "methods"
}

// shows reports whether the answer includes this method: v1.0 has no hardware OATH, and a sub-collection only one type.
func (x *exchange) shows(m *method) bool {
	if m.typ == typeHardwareOath && !x.beta {
		return false
	}
	return x.route.kind == "" || x.route.kind == m.typ
}

// getMethod answers one method by its id.
func (t *Tenant) getMethod(x *exchange) *wire.Answer {
	u, refused := t.methodsSubject(x)
	if refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.account(u)
	var out map[string]any
	for _, m := range a.methods {
		if x.shows(m) && strings.EqualFold(m.id, x.route.last) {
			out = x.methodObject(m)
		}
	}
	if a.pass != nil && x.route.kind == "" && strings.EqualFold(a.pass.id, x.route.last) {
		out = t.passObject(x, u, a.pass, true)
	}
	if out == nil {
		return x.noSuchMethod()
	}
	out["@odata.context"] = x.context("users('" + u.id + "')/authentication/" + x.route.collection() + "/$entity")
	return wire.JSON(http.StatusOK, out)
}

// methodObject returns a method as JSON, without @odata.type in homogeneous collections.
func (x *exchange) methodObject(m *method) map[string]any {
	out := maps.Clone(m.props)
	if x.route.kind == "" {
		out["@odata.type"] = "#microsoft.graph." + m.typ
	}
	out["id"] = m.id
	out["createdDateTime"] = timeOrNull(m.created)
	if x.beta {
		out["lastUsedDateTime"] = timeOrNull(m.used)
	}
	if number, ok := out["phoneNumber"].(string); ok && !x.caller.holds(rolesAboveAll...) && !x.route.me {
		out["phoneNumber"] = masked(number)
	}
	return out
}

func timeOrNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return seconds(at)
}

// masked returns a phone number as an Authentication Administrator sees it, with only the country code and the last two
// digits. The form is [?]; that everyone except the two highest roles sees it so is invented.
func masked(number string) string {
	total := 0
	for _, r := range number {
		if r >= '0' && r <= '9' {
			total++
		}
	}
	seen, country := 0, strings.HasPrefix(number, "+")
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			country = country && r == '+'
			return r
		}
		seen++
		if country || seen > total-2 {
			return r
		}
		return 'X'
	}, number)
}
