package entra

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// ask is one request to the token service.
type ask struct {
	op    op
	path  string
	base  string // root of the token service as the caller addressed it: https, host and port
	realm string // the tenant in the path
	form  url.Values
	now   time.Time // on the sandbox's clock
	ids   wire.IDs
	fx    wire.Effects
	code  int      // AADSTS number of the refusal
	land  *Landing // where authorize sends the browser
}

// maxForm is the maximum size of a request's form, in bytes. An authorize URL has about 650.
const maxForm = 64 << 10

// ServeHTTP answers the endpoints under the tenant's id, and the page on which a person enters a device code. Like
// Graph's side it refuses hosts that are not loopback, and requests from web pages.
func (a *Authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == devicePath && wire.LoopbackHost(r.Host) {
		a.devicePage(w, r)
		return
	}
	if wire.RefuseWeb(w, r) {
		return
	}
	q := a.newAsk(r.URL.Path, "https://"+r.Host, r.Header.Get("client-request-id"))
	out := a.take(q, r)
	a.mu.Lock()
	if out == nil {
		out = a.answer(q)
	}
	a.record(q, out.Status)
	a.mu.Unlock()
	wait := time.Duration(0)
	if q.fx.Slow {
		wait = wire.SlowAnswer
	}
	if a.t.Wait(r.Context(), wait) != nil {
		return // the caller has gone
	}
	a.write(w, q, out)
}

func (a *Authority) newAsk(path, base, correlation string) *ask {
	if !wire.IsGUID(correlation) {
		correlation = ""
	}
	return &ask{path: path, base: base, now: a.t.Now(), ids: wire.NewIDs(correlation)}
}

// endpoint is the method and operation of a path under a tenant.
type endpoint struct {
	method string
	op     op
}

var endpoints = map[string]endpoint{
	"v2.0/.well-known/openid-configuration": {http.MethodGet, opDiscovery},
	"discovery/v2.0/keys":                   {http.MethodGet, opKeys},
	"oauth2/v2.0/devicecode":                {http.MethodPost, opDeviceCode},
	"oauth2/v2.0/authorize":                 {http.MethodGet, opAuthorize},
	"oauth2/v2.0/token":                     {http.MethodPost, opToken},
}

// take reads address and form into q. It returns an answer if they are invalid.
func (a *Authority) take(q *ask, r *http.Request) *wire.Answer {
	realm, rest, _ := strings.Cut(strings.TrimPrefix(q.path, "/"), "/")
	e, ok := endpoints[rest]
	if !ok || realm == "" {
		return wire.NewAnswer(http.StatusNotFound, "text/plain; charset=utf-8",
			[]byte("The token service has no such address.\n"))
	}
	q.op, q.realm = e.op, realm
	if r.Method != e.method {
		out := wire.NewAnswer(http.StatusMethodNotAllowed, "text/plain; charset=utf-8", []byte("Use "+e.method+".\n"))
		out.Header.Set("Allow", e.method)
		return out
	}
	raw := r.URL.RawQuery
	if e.method == http.MethodPost {
		var err error
		if raw, err = formBody(r); err != nil {
			return a.refuse(q, refuseMalformed.saying(err.Error()))
		}
	}
	form, err := parseForm(raw)
	if err != nil {
		return a.refuse(q, refuseMalformed.saying(err.Error()))
	}
	q.form = form
	if e.op == opToken && form.Get("grant_type") == "refresh_token" {
		q.op = opRefresh
	}
	return nil
}

func formBody(r *http.Request) (string, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" {
		return "", errors.New("the body must be application/x-www-form-urlencoded")
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil {
		return "", errors.New("the body could not be read")
	}
	return string(b), nil
}

// parseForm parses a form or a query. As in RFC 6749 (3.1, 3.2), no parameter may occur twice and an empty one counts
// as omitted.
func parseForm(raw string) (url.Values, error) {
	if len(raw) > maxForm {
		return nil, errors.New("the request is too long")
	}
	parsed, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errors.New("the parameters are not properly encoded")
	}
	form := make(url.Values, len(parsed))
	for name, values := range parsed {
		if len(values) > 1 {
			return nil, errors.New("a parameter is duplicated")
		}
		if values[0] != "" {
			form[name] = values
		}
	}
	return form, nil
}

// answer needs a.mu.
func (a *Authority) answer(q *ask) *wire.Answer {
	if out := a.faultBefore(q); out != nil {
		return out
	}
	out := a.perform(q)
	a.faultAfter(q, out)
	return out
}

func (a *Authority) perform(q *ask) *wire.Answer {
	switch q.op {
	case opDiscovery:
		return a.discovery(q)
	case opKeys:
		return wire.JSON(http.StatusOK, map[string]any{"keys": []any{}}) // id tokens are not signed
	case opDeviceCode:
		return a.deviceCode(q)
	case opAuthorize:
		return a.authorize(q)
	}
	return a.token(q)
}

// discovery returns the OpenID configuration. MSAL requires the issuer to have the authority's scheme and host.
func (a *Authority) discovery(q *ask) *wire.Answer {
	if r := checkRealm(q.realm); r != nil && r.code == refuseTenant.code {
		return a.refuse(q, *r)
	}
	root := q.base + "/" + q.realm
	return wire.JSON(http.StatusOK, map[string]any{
		"issuer": root + "/v2.0", "authorization_endpoint": root + "/oauth2/v2.0/authorize",
		"token_endpoint":                        root + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         root + "/oauth2/v2.0/devicecode",
		"jwks_uri":                              root + "/discovery/v2.0/keys",
		"response_modes_supported":              []string{"query", "form_post"},
		"response_types_supported":              []string{"code"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"none"},
		"token_endpoint_auth_methods_supported": []string{"none"},
		"code_challenge_methods_supported":      []string{"S256"},
	})
}

// checkRealm refuses a path that does not name the tenant, by id or domain.
func checkRealm(realm string) *refusal {
	switch realm = strings.ToLower(realm); realm {
	case wire.TenantID, wire.Domain:
		return nil
	case "common", "organizations":
		return &refuseCommon
	}
	return &refuseTenant
}

// checkClient refuses a wrong tenant or application.
func checkClient(q *ask) *refusal {
	if r := checkRealm(q.realm); r != nil {
		return r
	}
	switch id := q.form.Get("client_id"); {
	case id == "":
		return refuseMissing.about("client_id")
	case !strings.EqualFold(id, ClientID):
		return &refuseClient
	}
	return nil
}

// write sends the answer, with the effects of faults.
func (a *Authority) write(w http.ResponseWriter, q *ask, out *wire.Answer) {
	h := out.Header
	h.Set("Date", a.t.Now().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store, no-cache")
	h.Set("Pragma", "no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("x-ms-request-id", q.ids.Request)
	h.Set("client-request-id", q.ids.Client)
	out.Deliver(w, q.fx)
}
