package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// exchange is what is kept of one call to the sign-in service: never a token, and none of Microsoft's text.
type exchange struct {
	// made is true if there was a call at all.
	made bool
	// err is why there was no answer. It is inspected, never printed.
	err    error
	status int
	// token is true if the call was for a token; grant is its grant type. A call for a device code has the grant of the
	// calls that follow it.
	token bool
	grant string
	// json is true if the body was a JSON object, declined if it granted nothing that was requested.
	json, declined bool
	oauth          oauthError
	// wait is the value of Retry-After; 0 for none.
	wait time.Duration
}

// oauthError is what is kept of a refusal. Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
type oauthError struct {
	// Error and Suberror are single words; "unknown" for anything else.
	Error, Suberror string
	Codes           []int
	CorrelationID   string
	Claims          string // JSON
}

// raw is a string that is empty if the JSON has another type: one odd field must not hide the others.
type raw string

// UnmarshalJSON never fails.
func (t *raw) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = raw(s)
	}
	return nil
}

// numbers are the numbers in a list of numbers or strings.
type numbers []int

// UnmarshalJSON never fails.
func (n *numbers) UnmarshalJSON(data []byte) error {
	var all []json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		all = []json.RawMessage{data}
	}
	for _, raw := range all {
		if code, err := strconv.Atoi(strings.TrimPrefix(strings.Trim(string(raw), `"`), "AADSTS")); err == nil &&
			code > 0 {
			*n = append(*n, code)
		}
	}
	return nil
}

// record collects the exchanges of one MSAL call. The zero record is ready; it is safe for concurrent use.
type record struct {
	mu   sync.Mutex
	last exchange
	// redeemed is true once a token was requested.
	redeemed bool
	pace     time.Duration
}

type recordKey struct{}

// withRecord returns a context whose requests are recorded.
func withRecord(ctx context.Context) (context.Context, *record) {
	rec := new(record)
	return context.WithValue(ctx, recordKey{}, rec), rec
}

func recordOf(ctx context.Context) *record {
	if rec, ok := ctx.Value(recordKey{}).(*record); ok {
		return rec
	}
	return new(record)
}

const (
	// slowDown is how much longer the polling interval gets after a slow_down (RFC 8628, 3.5). MSAL ignores slow_down.
	slowDown = 5 * time.Second
	// maxPace keeps a poll well within callTimeout, which includes the pause.
	maxPace = 15 * time.Second
)

func (r *record) note(e exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last, r.last.made = e, true
	r.redeemed = r.redeemed || e.token
	if e.oauth.Error == "slow_down" {
		r.pace = min(r.pace+slowDown, maxPace)
	}
}

func (r *record) read() (last exchange, redeemed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, r.redeemed
}

// forget clears the record for the next try.
func (r *record) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = exchange{}
}

func (r *record) pause() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pace
}

// readExchange returns the parts of an answer that may be kept.
func readExchange(req *http.Request, resp *http.Response, body []byte, now time.Time) exchange {
	e := exchange{
		status: resp.StatusCode,
		token:  req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/token"),
		wait:   retryAfter(resp.Header, now),
	}
	form := sent(req)
	if e.grant = form.Get("grant_type"); strings.HasSuffix(req.URL.Path, "/devicecode") {
		e.grant = byDevice
	}
	e.json = bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && json.Valid(body)
	if !e.json {
		return e
	}
	if resp.StatusCode >= 300 {
		e.oauth = readError(body)
	} else if e.token {
		e.declined = declined(form, body)
	}
	return e
}

var (
	errorWord = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,64}$`)
	codeText  = regexp.MustCompile(`AADSTS(\d{4,8})`)
	guidText  = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// readError decodes a refusal. Only if it has no separate codes are they taken from its text; the rest of the text is
// dropped.
func readError(body []byte) oauthError {
	var wire struct {
		Error         raw     `json:"error"`
		Suberror      raw     `json:"suberror"`
		Codes         numbers `json:"error_codes"`
		Description   raw     `json:"error_description"`
		CorrelationID raw     `json:"correlation_id"`
		Claims        raw     `json:"claims"`
	}
	_ = json.Unmarshal(body, &wire)
	e := oauthError{Error: word(string(wire.Error)), Codes: wire.Codes, CorrelationID: guid(string(wire.CorrelationID))}
	if len(e.Codes) == 0 {
		e.Codes = codesIn(string(wire.Description))
	}
	if errorWord.MatchString(string(wire.Suberror)) {
		e.Suberror = string(wire.Suberror)
	}
	if json.Valid([]byte(wire.Claims)) {
		e.Claims = string(wire.Claims)
	}
	return e
}

// word returns an OAuth error, or "unknown" if it is not a single word.
func word(s string) string {
	if s != "" && !errorWord.MatchString(s) {
		return "unknown"
	}
	return s
}

// codesIn returns the numbers of Microsoft's errors in a text.
func codesIn(text string) (codes []int) {
	for _, m := range codeText.FindAllStringSubmatch(text, 4) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			codes = append(codes, n)
		}
	}
	return codes
}

func guid(s string) string {
	if guidText.MatchString(s) {
		return strings.ToLower(s)
	}
	return ""
}

// sent returns the form in a request's body; empty if there is none.
func sent(req *http.Request) url.Values {
	if req.GetBody == nil {
		return nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return nil
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil
	}
	return form
}

// declined reports whether a token lacks the requested scope, which MSAL treats as a failure.
func declined(form url.Values, body []byte) bool {
	var wire struct {
		Scope string `json:"scope"`
	}
	if json.Unmarshal(body, &wire) != nil || wire.Scope == "" {
		return false
	}
	granted := strings.Fields(strings.ToLower(wire.Scope))
	for _, scope := range strings.Fields(strings.ToLower(form.Get("scope"))) {
		if strings.HasSuffix(scope, "/.default") && !slices.Contains(granted, scope) {
			return true
		}
	}
	return false
}

// retryAfter returns Retry-After, which is seconds or a date; 0 if there is none, and at most an hour.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 3600) * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(min(at.Sub(now), time.Hour), 0)
	}
	return 0
}
