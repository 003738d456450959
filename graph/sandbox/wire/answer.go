package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// Answer is an HTTP answer that has not been written yet.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// NewAnswer returns an answer. An empty contentType leaves the header out.
func NewAnswer(status int, contentType string, body []byte) *Answer {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	return &Answer{Status: status, Header: h, Body: body}
}

// JSON returns an answer with a JSON object as its body. It panics when the object cannot be encoded.
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

// HTMLPage is a page that a gateway in front of Microsoft's services may send.
const HTMLPage = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>" +
	"<body><h1>502 Bad Gateway</h1></body></html>"

// HTML returns an answer with HTMLPage as its body.
func HTML(status int) *Answer {
	return NewAnswer(status, "text/html; charset=us-ascii", []byte(HTMLPage))
}

// Effects are what faults do to a whole HTTP answer: delay it, drop it, or cut it off halfway.
type Effects struct{ Slow, Lost, Cut bool }

// SlowAnswer is how long a slow answer is delayed.
const SlowAnswer = 10 * time.Second

// Deliver sends an answer whose headers are complete, after applying the effects.
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
		// Microsoft's services send chunked answers; net/http does so after a flush without a length.
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
