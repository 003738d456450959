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

// codeGrant is an authorization code given to a browser. It is guarded by Authority.mu.
type codeGrant struct {
	asked     asked
	by        string // object id
	redirect  string
	challenge string // S256
	ends      time.Time
	signIn    *SignIn // of the tokens it was redeemed for; nil until then
}

// codeLifetime is how long an authorization code can be redeemed (documented as about ten minutes).
const codeLifetime = 10 * time.Minute

// Landing is where authorize sends the browser.
type Landing struct {
	Method string     // POST for response_mode=form_post, else GET
	URL    string     // the redirect address; with GET it has the fields as its query, and is what a person pastes back
	Fields url.Values // code and state, or error, error_description and state
}

// landingFields are the fields that can be sent to the redirect address, in this order.
var landingFields = []string{"code", "state", "session_state", "error", "error_description", "error_uri"}

// authorize signs a person in at once: the one that login_hint names, or the tenant's As account. It needs a.mu.
func (a *Authority) authorize(q *ask) *wire.Answer {
	// Trouble with the application or the address is shown on a page: there is no address to return to yet.
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

// redirectAllowed reports whether a redirect address is the registered http://localhost with any port.
func redirectAllowed(raw string) bool {
	port, ok := strings.CutPrefix(strings.TrimSuffix(raw, "/"), "http://localhost:")
	n, err := strconv.ParseUint(port, 10, 16)
	return ok && err == nil && n > 0 && strconv.FormatUint(n, 10) == port
}

// authorized returns the code or error for the redirect address, or the page on which the browser stays.
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

// newCode reads an authorize request and returns its grant.
func (a *Authority) newCode(q *ask, redirect string) (*codeGrant, *refusal) {
	if kind := q.form.Get("response_type"); kind != "code" {
		return nil, refuseResponse.about(kind)
	}
	wants, r := readAsked(q)
	if r != nil {
		return nil, r
	}
	// Entra requires PKCE only of single-page apps; the sandbox requires it, with S256, of every client (invented).
	challenge := q.form.Get("code_challenge")
	if q.form.Get("code_challenge_method") != "S256" || len(challenge) != 43 {
		return nil, refuseMissing.about("code_challenge")
	}
	by, r := a.person(q)
	if r != nil {
		return nil, r
	}
	ends := q.now.Add(codeLifetime)
	return &codeGrant{asked: wants, by: by.ID, redirect: redirect, challenge: challenge, ends: ends}, nil
}

// person returns who signs in. The browser has no session, so prompt=none fails; with any other prompt the person does
// what the page asks. They are the one that the hint names, unless PickAccount chose somebody else.
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

// named returns the person with a cast name, object id or UPN, or the tenant's operator for "". It returns an error if
// there is no such person.
func (a *Authority) named(key string) (Person, error) {
	p, ok := a.t.Person(key)
	if !ok {
		return Person{}, fmt.Errorf("sandbox account %q: nobody has this id, user principal name or cast name", key)
	}
	return p, nil
}

// PickAccount sets who signs in at authorize from now on, regardless of login_hint: a cast name, object id or UPN. With
// "" it is again the person that the hint names, or the tenant's As account. It returns an error if there is no such
// person.
func (a *Authority) PickAccount(as string) error {
	if _, err := a.named(as); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.chooser = as
	return nil
}

// Browse opens an authorize URL as a browser does, without a network. It returns where the browser is sent, or an error
// if it is not sent anywhere.
func (a *Authority) Browse(authorizeURL string) (*Landing, error) {
	u, err := url.Parse(authorizeURL)
	if err != nil {
		return nil, errors.New("invalid authorize URL")
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
		return nil, fmt.Errorf("authorize answered %d (AADSTS%d) without a redirect", out.Status, q.code)
	}
	return q.land, nil
}

// Visit sends the browser there with client and discards the answer. A nil client means one without a proxy.
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
		return errors.New("invalid redirect address")
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		// The transport's own error would quote the address, with the code in it.
		return fmt.Errorf("cannot reach the redirect address (is the console still listening?): %w", errors.Unwrap(err))
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, maxForm))
	return err
}
