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

// What the waiting port takes from anybody who finds it. The page's own answer is a form of some 2,000 bytes, sent at
// once.
const (
	answerTime    = 10 * time.Second // for one request in all, half of it for its headers
	answerHeaders = 64 << 10         // bytes; a browser sends the cookies of all that ever was at localhost
	answerForm    = 64 << 10         // bytes
	// answerConns is how many connections may be open at once; the oldest makes room. It is far beyond what a browser
	// opens.
	answerConns = 128
	// answerGrace is how long the last page may take on its way out.
	answerGrace = time.Second
)

// waiting answers at the door until the sign-in page's answer has come. To everything else it says nothing: no body, no
// state, the same for all. It never ends a sign-in for what a stranger sends.
type waiting struct {
	request *request
	page    string // where the short address leads
	host    string // as the browser must name it
	short   string // the path of the short address: unguessable, since the page's address has the state in it
	origins []string

	taken  atomic.Bool
	answer chan url.Values
	// odd is what else came that the operator should know of, nil for nothing.
	odd atomic.Pointer[row]
}

// waitAt answers at a door until the attempt ends, and closes it then.
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

// shortLetters look like nothing else, and are typed without Shift. There are 32 of them.
const shortLetters = "abcdefghijkmnpqrstuvwxyz23456789"

// shortWord returns 50 bits of chance as something a person can type.
func shortWord() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = shortLetters[b[i]%32]
	}
	return string(b)
}

// address is the short address, which leads to the page.
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

// answeredPage says no more than is known by then: the code is still to be redeemed.
const answeredPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tapdesk</title></head>
<body><h1>Go back to the terminal</h1><p>Tapdesk has the answer of the sign-in page,
	and goes on there. You can close this page.</p></body></html>
`

// takes reads a form, and reports whether it is the page's answer. There is one.
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

// fromPage reports whether a form may come from the sign-in page: browsers name the page's origin, or null where it
// asks them not to. Programs that are no browser need not name one: it is the state that keeps them out.
func (w *waiting) fromPage(origin []string) bool {
	return len(origin) == 0 || len(origin) == 1 && (origin[0] == "null" || slices.Contains(w.origins,
		strings.ToLower(origin[0])))
}

// judged returns what the operator should know of an answer that came by GET, which is not taken.
func (w *waiting) judged(answer url.Values) *row {
	if w.request.fits(answer) {
		return new(answerByQuery())
	}
	return new(answerForeign())
}

// crowd bounds the connections that are open. The zero crowd is empty; it is safe for concurrent use.
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

// known lets no other user of this machine in, as far as the system tells who calls.
type known struct{ net.Listener }

// Accept returns the next connection. A stranger's is dropped without a word.
func (k known) Accept() (net.Conn, error) {
	for {
		c, err := k.Listener.Accept()
		if err != nil || !stranger(c) {
			return c, err
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // nothing of it shall wait in this machine's tables
		}
		_ = c.Close()
	}
}
