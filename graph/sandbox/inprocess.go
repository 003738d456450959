package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// InProcess returns a transport that passes requests to a handler in this process, in the caller's goroutine: no
// socket, no TLS and nothing in the background, so that it works in a testing/synctest bubble. A dropped connection is
// an error, and a body that is cut short ends with io.ErrUnexpectedEOF.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// errDropped is what a client sees when a connection is dropped before an answer.
var errDropped = errors.New("the connection was closed before an answer")

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (response *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.RequestURI, in.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:0"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	w := &recorder{header: http.Header{}}
	dropped := w.serve(t.handler, in)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if w.sent == nil {
		if dropped {
			return nil, errDropped
		}
		w.WriteHeader(http.StatusOK)
	}
	return w.response(r, dropped), nil
}

// recorder is an in-memory ResponseWriter.
type recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

// serve runs the handler and reports whether it dropped the connection.
func (w *recorder) serve(h http.Handler, r *http.Request) (dropped bool) {
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			dropped = true
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.sent == nil {
		w.sent, w.status = w.header.Clone(), status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) response(r *http.Request, dropped bool) *http.Response {
	var body io.Reader = &w.body
	if dropped {
		body = io.MultiReader(body, cut{})
	}
	length := int64(-1)
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		length = n
	} else if !dropped {
		length = int64(w.body.Len())
	}
	return &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1",
		ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: io.NopCloser(body), ContentLength: length, Request: r,
	}
}

// cut is the end of a body that was cut short.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
