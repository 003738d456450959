package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Answer is an answer before it is written.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// NewAnswer makes an answer. An empty contentType leaves the header out.
func NewAnswer(status int, contentType string, body []byte) *Answer {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	return &Answer{Status: status, Header: h, Body: body}
}

// JSON answers with a JSON object. It panics when the object cannot be encoded.
func JSON(status int, object any) *Answer {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	// Graph does not escape < > & for HTML.
	enc.SetEscapeHTML(false)
	if err := enc.Encode(object); err != nil {
		panic("sandbox: answer cannot be encoded: " + err.Error())
	}
	return NewAnswer(status, "application/json", bytes.TrimRight(b.Bytes(), "\n"))
}

// HTMLPage is a page that a gateway in front of Microsoft's services may answer.
const HTMLPage = `<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>`

// HTML answers with HTMLPage.
func HTML(status int) *Answer {
	return NewAnswer(status, "text/html; charset=us-ascii", []byte(HTMLPage))
}

// Effects are what faults do to an HTTP answer as a whole: it is held back, never sent, or cut in its middle.
type Effects struct{ Slow, Lost, Cut bool }

// SlowAnswer is how long an answer is held back that is slow.
const SlowAnswer = 10 * time.Second

// Deliver sends an answer whose headers are complete, or what the effects leave of it.
func (a *Answer) Deliver(w http.ResponseWriter, fx Effects) {
	if fx.Lost || fx.Cut && len(a.Body) == 0 {
		drop(w)
		return
	}
	h := w.Header()
	for name, values := range a.Header {
		h[name] = values
	}
	if fx.Cut {
		h.Set("Content-Length", strconv.Itoa(len(a.Body)))
		w.WriteHeader(a.Status)
		w.Write(a.Body[:len(a.Body)/2])
		http.NewResponseController(w).Flush()
		drop(w)
		return
	}
	w.WriteHeader(a.Status)
	if len(a.Body) > 0 {
		w.Write(a.Body)
		// Microsoft's services send their answers chunked; net/http does so once it was flushed without a length.
		http.NewResponseController(w).Flush()
	}
}

// drop closes the caller's connection in the middle of an exchange.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// HTTP/2 cannot be hijacked; this ends the stream instead.
		panic(http.ErrAbortHandler)
	}
	conn.Close()
}
