package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"io"
	"log"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tapdesk/state/clock"
)

// Limits on what the waiting port accepts from anyone who finds it. The page's own answer is a form of about 2,000
// bytes, sent at once.
const (
	answerTime    = 10 * time.Second // for one whole request, half of it for the headers
	answerHeaders = 64 << 10         // bytes; a browser sends every cookie it has for localhost
	answerForm    = 64 << 10         // bytes
	// answerConns is how many connections may be open at once; the oldest is closed to make room. A browser opens far
	// fewer.
	answerConns = 128
	// answerGrace is how long sending the last page may take.
	answerGrace = time.Second
)

// waiting serves the door until the sign-in page's answer arrives. It gives everything else the same empty answer,
// without body or state. Nothing that a stranger sends ends a sign-in.
type waiting struct {
	request *request
	page    string // where the short address leads
	host    string // the Host that the browser must send
	short   string // the path of the short address: unguessable, because the page's address contains the state
	origins []string

	taken  atomic.Bool
	answer chan url.Values
	// odd describes another request that the operator should know about; nil for none.
	odd atomic.Pointer[row]
}

// waitAt serves a door until the attempt ends, then closes it.
func (s *Session) waitAt(d *door, at *attempt, r *request, page string) *waiting {
	w := &waiting{
		request: r, page: page, host: fmt.Sprintf("localhost:%d", d.port), short: "/" + shortWord(),
		answer: make(chan url.Values, 1),
	}
	for _, host := range at.where.hosts {
		w.origins = append(w.origins, "https://"+host)
	}
	crowd := &crowd{}
	server := &http.Server{
		Handler: w, ReadHeaderTimeout: answerTime / 2, ReadTimeout: answerTime, WriteTimeout: answerTime,
		MaxHeaderBytes: answerHeaders,
		ErrorLog:       log.New(io.Discard, "", 0), ConnState: crowd.change, DisableGeneralOptionsHandler: true,
	}
	server.SetKeepAlivesEnabled(false)
	for _, l := range d.listeners {
		go func() { _ = server.Serve(known{l}) }()
	}
	context.AfterFunc(at.ctx, func() {
		d.close()
		late, cancel := clock.WithTimeout(context.Background(), s.clock, answerGrace)
		defer cancel()
		_ = server.Shutdown(late)
		_ = server.Close()
	})
	return w
}

// shortLetters are 32 characters that are hard to confuse and need no Shift key.
const shortLetters = "abcdefghijkmnpqrstuvwxyz23456789"

// shortWord returns 50 random bits in a form that a person can type.
func shortWord() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = shortLetters[b[i]%32]
	}
	return string(b)
}

// address returns the short address, which leads to the page.
func (w *waiting) address() string { return w.request.redirect + w.short }

// ServeHTTP answers one request.
func (w *waiting) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	h := out.Header()
	h["Date"] = nil
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	ours := strings.EqualFold(r.Host, w.host) && !w.taken.Load()
	switch {
	case ours && r.Method == http.MethodGet && subtle.ConstantTimeCompare([]byte(r.URL.Path), []byte(w.short)) == 1:
		h.Set("Location", w.page)
		out.WriteHeader(http.StatusFound)
	case ours && r.Method == http.MethodPost && r.URL.Path == "/" && w.takes(r):
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		_, _ = io.WriteString(out, answeredPage)
	default:
		if ours && r.Method == http.MethodGet && isAnswer(r.URL.Query()) {
			w.odd.Store(w.judged(r.URL.Query()))
		}
		h.Set("Content-Length", "0")
		out.WriteHeader(http.StatusNotFound)
	}
}

// answeredPage promises nothing yet: the code has still to be redeemed.
const answeredPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tapdesk</title></head>
<body><h1>Go back to the terminal</h1><p>Tapdesk has the answer of the sign-in page,
	and goes on there. You can close this page.</p></body></html>
`

// takes reads a form and reports whether it is the page's answer. Only one is accepted.
func (w *waiting) takes(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" || !w.fromPage(r.Header.Values("Origin")) {
		return false
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, answerForm))
	if err != nil {
		return false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || !isAnswer(form) {
		return false
	}
	if !w.request.fits(form) {
		w.odd.Store(new(answerForeign()))
		return false
	}
	if w.taken.Swap(true) {
		return false
	}
	w.answer <- form
	return true
}

// fromPage reports whether a form may come from the sign-in page. Browsers send the page's origin, or null if the page
// asks them to. Other programs need not send one; the state keeps them out.
func (w *waiting) fromPage(origin []string) bool {
	return len(origin) == 0 || len(origin) == 1 && (origin[0] == "null" || slices.Contains(w.origins,
		strings.ToLower(origin[0])))
}

// judged returns what the operator should know about an answer that came by GET, which is not accepted.
func (w *waiting) judged(answer url.Values) *row {
	if w.request.fits(answer) {
		return new(answerByQuery())
	}
	return new(answerForeign())
}

// crowd limits the number of open connections. The zero crowd is empty; it is safe for concurrent use.
type crowd struct {
	mu   sync.Mutex
	open []net.Conn // oldest first
}

func (c *crowd) change(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open = append(c.open, conn)
		if len(c.open) > answerConns {
			_ = c.open[0].Close()
			c.open = c.open[1:]
		}
	case http.StateClosed, http.StateHijacked:
		c.open = slices.DeleteFunc(c.open, func(other net.Conn) bool { return other == conn })
	}
}

// known admits no other user of this machine, as far as the system can tell who is connecting.
type known struct{ net.Listener }

// Accept returns the next connection. A stranger's is closed without an answer.
func (k known) Accept() (net.Conn, error) {
	for {
		c, err := k.Listener.Accept()
		if err != nil || !stranger(c) {
			return c, err
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // leave nothing in this machine's connection table
		}
		_ = c.Close()
	}
}
