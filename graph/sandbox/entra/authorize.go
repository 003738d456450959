package entra

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// codeGrant is an authorization code that was handed to a browser. It is guarded by Authority.mu.
type codeGrant struct {
	asked     asked
	by        string // object id
	redirect  string
	challenge string // S256
	ends      time.Time
	signIn    *SignIn // of the tokens it was redeemed for; nil is not yet
}

// codeLifetime is how long an authorization code may be redeemed (documented as about ten minutes).
const codeLifetime = 10 * time.Minute

// Landing is where authorize sends the browser.
type Landing struct {
	Method string     // POST for response_mode=form_post, else GET
	URL    string     // the redirect address; with GET, with the fields as its query: what a person pastes back
	Fields url.Values // code and state, or error, error_description and state
}

// landingFields are the fields that may be sent to the redirect address, in this order.
var landingFields = []string{"code", "state", "session_state", "error", "error_description", "error_uri"}

// authorize signs the person in at once: whom login_hint names, or the tenant's As account. It needs a.mu.
func (a *Authority) authorize(q *ask) *wire.Answer {
	// What is wrong with application or address is told on a page: there is nowhere yet to go back to.
	r := checkClient(q)
	redirect := q.form.Get("redirect_uri")
	if r == nil && !redirectAllowed(redirect) {
		r = &refuseRedirect
	}
	mode := q.form.Get("response_mode")
	if mode == "" {
		mode = "query"
	}
	if r == nil && mode != "query" && mode != "form_post" {
		r = refuseMissing.about("response_mode")
	}
	if r != nil {
		q.code = r.code
		return say(http.StatusBadRequest, "Sorry, but we're having trouble signing you in.", r.description(q))
	}
	fields, out := a.authorized(q, redirect)
	if out != nil {
		return out
	}
	if state := q.form.Get("state"); state != "" {
		fields.Set("state", state)
	}
	if a.strikeNamed(q, faultState) != "" {
		fields.Set("state", "state-of-somebody-else")
	}
	if a.strikeNamed(q, faultByGet) != "" {
		mode = "query"
	}
	if mode == "form_post" {
		q.land = &Landing{Method: http.MethodPost, URL: redirect, Fields: fields}
		return postPage(redirect, fields)
	}
	q.land = &Landing{Method: http.MethodGet, URL: redirect + "?" + fields.Encode(), Fields: fields}
	out = wire.NewAnswer(http.StatusFound, "", nil)
	out.Header.Set("Location", q.land.URL)
	return out
}

// redirectAllowed reports whether a redirect address is the registered http://localhost with any port (msal.md 1.4).
func redirectAllowed(raw string) bool {
	port, ok := strings.CutPrefix(strings.TrimSuffix(raw, "/"), "http://localhost:")
	n, err := strconv.ParseUint(port, 10, 16)
	return ok && err == nil && n > 0 && strconv.FormatUint(n, 10) == port
}

// authorized makes the code, or the error, that goes to the redirect address; or the page at which the browser stays.
func (a *Authority) authorized(q *ask, redirect string) (url.Values, *wire.Answer) {
	g, r := a.newCode(q, redirect)
	if r == nil {
		r = a.refusal(q, false)
	}
	if a.strikeNamed(q, faultNoRedirect) != "" {
		return nil, say(http.StatusOK, "You cannot access this right now",
			"Your sign-in was successful but does not meet the criteria to access this resource.")
	}
	if a.strikeNamed(q, faultGivenUp) != "" {
		return url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}}, nil
	}
	if r != nil {
		q.code = r.code
		oauth := r.oauth
		if oauth == "invalid_grant" {
			oauth = "access_denied" // there is no grant yet (RFC 6749 4.1.2.1)
		}
		return url.Values{"error": {oauth}, "error_description": {r.description(q)}}, nil
	}
	code := wire.Secret("code.")
	a.codes.Put(code, g, maxCodes)
	return url.Values{"code": {code}, "session_state": {wire.RandomGUID()}}, nil
}

// newCode reads an authorize request.
func (a *Authority) newCode(q *ask, redirect string) (*codeGrant, *refusal) {
	if kind := q.form.Get("response_type"); kind != "code" {
		return nil, refuseResponse.about(kind)
	}
	wants, r := readAsked(q)
	if r != nil {
		return nil, r
	}
	// Entra asks a public client for PKCE only where it is a page; here it must be there, and by S256 (invented).
	challenge := q.form.Get("code_challenge")
	if q.form.Get("code_challenge_method") != "S256" || len(challenge) != 43 {
		return nil, refuseMissing.about("code_challenge")
	}
	by, r := a.person(q)
	if r != nil {
		return nil, r
	}
	return &codeGrant{asked: wants, by: by.ID, redirect: redirect, challenge: challenge, ends: q.now.Add(codeLifetime)},
		nil
}

// person is who signs in. Nobody is signed in at the browser before, so that prompt=none fails, and with any other
// prompt the person does whatever the page asks for. With a hint they do not pick somebody else, unless PickAccount
// says so.
func (a *Authority) person(q *ask) (Person, *refusal) {
	for prompt := range strings.FieldsSeq(q.form.Get("prompt")) {
		switch prompt {
		case "none":
			return Person{}, &refuseNobody
		case "login", "select_account", "consent", "create":
		default:
			bad := refuseMalformed.saying("The prompt is unknown")
			return Person{}, &bad
		}
	}
	key := a.chooser
	if key == "" {
		key = q.form.Get("login_hint")
	}
	p, ok := a.t.Person(key)
	if !ok {
		return Person{}, &refuseUnknownUser
	}
	return p, nil
}

// named is somebody by cast name, object id or UPN, or the tenant's operator by "". The error says that there is no
// such person.
func (a *Authority) named(key string) (Person, error) {
	p, ok := a.t.Person(key)
	if !ok {
		return Person{}, fmt.Errorf("sandbox account %q: nobody has this id, user principal name or cast name", key)
	}
	return p, nil
}

// PickAccount says who signs in at authorize from now on, whatever login_hint says: a cast name, object id or UPN.
// With "" it is whom the hint names, or the tenant's As account. The error says that there is no such person.
func (a *Authority) PickAccount(as string) error {
	if _, err := a.named(as); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.chooser = as
	return nil
}

// Browse is a person opening an authorize URL, without a network between. It returns where they are sent. The error
// says that the browser stays where it is, and why.
func (a *Authority) Browse(authorizeURL string) (*Landing, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return nil, errors.New("authorize URL: cannot be read")
	}
	q := a.newAsk(u.Path, "https://"+u.Host, "")
	out := a.take(q, &http.Request{Method: http.MethodGet, URL: u})
	a.mu.Lock()
	defer a.mu.Unlock()
	if out == nil {
		out = a.answer(q)
	}
	a.record(q, out.Status)
	if q.land == nil || out.Status != http.StatusOK && out.Status != http.StatusFound || q.fx.Lost || q.fx.Cut {
		return nil, fmt.Errorf("authorize answered %d (AADSTS%d) and sends the browser nowhere", out.Status, q.code)
	}
	return q.land, nil
}

// Visit goes where the browser is sent, by client, and drops what is answered. A nil client is one without a proxy.
func (l *Landing) Visit(ctx context.Context, client *http.Client) error {
	if client == nil {
		client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	var body io.Reader
	if l.Method == http.MethodPost {
		body = strings.NewReader(l.Fields.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, l.Method, l.URL, body)
	if err != nil {
		return errors.New("redirect address: cannot be read")
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		// The transport's own error would quote the address, with the code in it.
		return fmt.Errorf("redirect address: cannot be reached, is the console still listening: %w", errors.Unwrap(err))
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, maxForm))
	return err
}
