package sandbox

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// maxBody is the maximum size of a request body, before and after decompression, in bytes. Graph's limit for a batch is
// 4 MiB.
const maxBody = 4 << 20

// ServeHTTP answers Graph under /v1.0 and /beta, and the control endpoints under /sandbox. It refuses requests that may
// come from a web page: those with an Origin, from another site, or for a host that is not this machine's loopback.
func (t *Tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if wire.RefuseWeb(w, r) {
		return
	}
	t.play()
	if path := r.URL.Path; path == "/sandbox" || strings.HasPrefix(path, "/sandbox/") {
		t.control(w, r)
		return
	}
	t.serveGraph(w, r)
}

// serveGraph reads a Graph request, answers it and writes the answer.
func (t *Tenant) serveGraph(w http.ResponseWriter, r *http.Request) {
	x := &exchange{
		method: r.Method, header: r.Header, ids: wire.NewIDs(r.Header.Get("client-request-id")), fx: &effects{}, now: t.Now(),
	}
	a := t.take(x, r)
	if a == nil {
		a = t.answer(x, bearer(r.Header))
	}
	if x.fx.gateway != 0 {
		a = gatewayPage(x.fx.gateway)
	}
	t.misdate(x)
	t.record(Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Items: x.items, Status: a.Status,
		Bytes: len(a.Body),
	})
	wait := t.latency
	if x.fx.Slow {
		wait += wire.SlowAnswer
	}
	if t.clk.Sleep(r.Context(), wait) != nil {
		return // the caller has gone
	}
	t.write(w, x, a)
}

// take reads address and body into x. It returns an answer if they are invalid.
func (t *Tenant) take(x *exchange, r *http.Request) *wire.Answer {
	raw := r.URL.EscapedPath()
	version, rest, _ := strings.Cut(strings.TrimPrefix(raw, "/"), "/")
	if version != "v1.0" && version != "beta" {
		return x.graphError(http.StatusBadRequest, "BadRequest", "Invalid version: "+version)
	}
	x.beta = version == "beta"
	x.root = rootURL(r) + "/" + version
	if err := x.address("/" + rest + query(r.URL)); err != nil {
		return x.bad("The request address is not valid: " + err.Error())
	}
	body, status, err := readBody(r)
	if err != nil {
		return x.graphError(status, "BadRequest", err.Error())
	}
	x.body = body
	return nil
}

// misdate applies the faults of the Date header.
func (t *Tenant) misdate(x *exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.strikeAny(x, faultDate)
	switch {
	case f == nil:
	case f.year != 0:
		x.fx.date = time.Date(f.year, time.January, 1, 0, 0, 0, 0, time.UTC)
	default:
		x.fx.date = x.now.Add(f.ahead)
	}
}

func query(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	return "?" + u.RawQuery
}

// rootURL returns the sandbox's address as the caller used it, without a version.
func rootURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// address splits a URL relative to the version root into decoded segments and query.
func (x *exchange) address(relative string) error {
	path, rawQuery, _ := strings.Cut(relative, "?")
	x.rawPath = "/" + strings.Trim(path, "/")
	q, err := url.ParseQuery(rawQuery)
	if err != nil {
		return err
	}
	x.query = q
	if err := x.decodeTwice(); err != nil {
		return err
	}
	for _, segment := range strings.Split(strings.Trim(path, "/"), "/") {
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return err
		}
		parts := keySegment(decoded)
		x.path = append(x.path, parts...)
		x.quoted = append(x.quoted, false)
		if len(parts) == 2 {
			x.quoted = append(x.quoted, true)
		}
	}
	return nil
}

// decodeTwice treats a $search of v1.0 without the preference legacySearch=false as Graph does: it is decoded once
// more, and cut where a query would end. [D known issue 18185; R microsoft-graph-docs #13179 for #; the rest follows
// from it]
func (x *exchange) decodeTwice() error {
	if x.beta || !x.given("$search") || prefers(x.header, "legacySearch", "false") {
		return nil
	}
	text, _, _ := strings.Cut(x.option("$search"), "#")
	text, _, _ = strings.Cut(text, "&")
	text, err := url.QueryUnescape(text)
	if err != nil {
		return err
	}
	x.query.Set("$search", text)
	return nil
}

// prefers reports whether a Prefer header (RFC 7240) names the preference with this value.
func prefers(h http.Header, name, value string) bool {
	for preference := range strings.SplitSeq(strings.Join(h.Values("Prefer"), ","), ",") {
		n, v, _ := strings.Cut(preference, "=")
		if strings.EqualFold(strings.TrimSpace(n), name) &&
			strings.EqualFold(strings.Trim(strings.TrimSpace(v), `"`), value) {
			return true
		}
	}
	return false
}

// keySegment splits OData's parenthesised key: users('x') gives the segments users and x.
func keySegment(segment string) []string {
	open := strings.Index(segment, "('")
	if open <= 0 || len(segment) < open+len("('')") || !strings.HasSuffix(segment, "')") {
		return []string{segment}
	}
	key := segment[open+2 : len(segment)-2]
	return []string{segment[:open], strings.ReplaceAll(key, "''", "'")}
}

// readBody reads and decompresses a request body of at most maxBody. The status belongs to the error.
func readBody(r *http.Request) ([]byte, int, error) {
	var in io.Reader = io.LimitReader(r.Body, maxBody+1)
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, http.StatusBadRequest, errors.New("the request body is not gzip as its Content-Encoding says")
		}
		defer z.Close()
		in = io.LimitReader(z, maxBody+1)
	default:
		return nil, http.StatusUnsupportedMediaType, errors.New("the Content-Encoding of the request is not supported")
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return nil, http.StatusBadRequest, errors.New("the request body could not be read")
	}
	if len(body) > maxBody {
		return nil, http.StatusRequestEntityTooLarge,
			errors.New("the request body exceeds " + strconv.Itoa(maxBody) + " bytes")
	}
	return body, 0, nil
}

// bearer returns the token in an Authorization header, or "".
func bearer(h http.Header) string {
	scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// diagnostic is a header by which Microsoft finds a request in its logs.
const diagnostic = `{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"0","ScaleUnit":"000",` +
	`"RoleInstance":"SANDBOX00000000"}}`

// write sends the answer with Graph's headers and the effects of faults.
func (t *Tenant) write(w http.ResponseWriter, x *exchange, a *wire.Answer) {
	h := a.Header
	date := x.fx.date
	if date.IsZero() {
		date = t.Now()
	}
	h.Set("Date", date.Format(http.TimeFormat))
	if x.fx.gateway != 0 {
		a.Deliver(w, x.fx.Effects)
		return
	}
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Strict-Transport-Security", "max-age=31536000")
	h.Set("request-id", x.ids.Request)
	h.Set("client-request-id", x.ids.Client)
	h.Set("x-ms-ags-diagnostic", diagnostic)
	a.Deliver(w, x.fx.Effects)
}
