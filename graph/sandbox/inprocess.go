package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// InProcess is a transport that hands requests to a handler of this process, in the caller's own goroutine: no
// socket, no TLS and nothing in the background, so that it works in a bubble of testing/synctest. A handler that
// drops the connection gives an error; one that cuts its answer short, a body that ends with io.ErrUnexpectedEOF.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// errDropped is what a client sees of a connection that went away before an answer.
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

// recorder is a ResponseWriter in memory.
type recorder struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

// serve reports whether the handler dropped the connection.
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

// cut is the end of a body that was to go on.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
