package graph_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// Frame types and the error code of RFC 9113 that the server below needs.
const (
	frameHeaders   = 1
	frameReset     = 3
	frameSettings  = 4
	flagAck        = 1
	refusedStream  = 7
	prefaceLength  = 24
	frameHeaderLen = 9
)

// refuser speaks just enough HTTP/2 to refuse every stream, upon which net/http sends a request again that it can
// rewind.
type refuser struct{ streams atomic.Int32 }

func (r *refuser) serve(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go r.handle(conn)
	}
}

func (r *refuser) handle(conn net.Conn) {
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, prefaceLength)); err != nil {
		return
	}
	_, _ = conn.Write(frame(frameSettings, 0, 0, nil))
	head := make([]byte, frameHeaderLen)
	for {
		if _, err := io.ReadFull(conn, head); err != nil {
			return
		}
		length := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
		if _, err := io.CopyN(io.Discard, conn, length); err != nil {
			return
		}
		switch stream := binary.BigEndian.Uint32(head[5:]); {
		case head[3] == frameSettings && head[4]&flagAck == 0:
			_, _ = conn.Write(frame(frameSettings, flagAck, 0, nil))
		case head[3] == frameHeaders:
			r.streams.Add(1)
			_, _ = conn.Write(frame(frameReset, 0, stream, []byte{0, 0, 0, refusedStream}))
		}
	}
}

func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	out := []byte{0, 0, byte(len(payload)), kind, flags}
	out = binary.BigEndian.AppendUint32(out, stream)
	return append(out, payload...)
}

func TestHTTP2NeverSendsAWriteAgain(t *testing.T) {
	writes := map[string]func(*graph.Client) error{
		"POST": func(c *graph.Client) error {
			_, err := c.CreatePass(t.Context(), "", key(annID), pass.Order{})
			return err
		},
		"DELETE": func(c *graph.Client) error { return remove(t, c, key(annID), key(passID)) },
	}
	for method, write := range writes {
		t.Run(method, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			r := new(refuser)
			go r.serve(l)
			transport := &http.Transport{Protocols: new(http.Protocols)}
			transport.Protocols.SetUnencryptedHTTP2(true)
			defer transport.CloseIdleConnections()
			c, err := graph.New(graph.Config{
				Root: "http://" + l.Addr().String(), Tokens: &tokens{}, Clock: newTicker(), Transport: transport,
			})
			if err != nil {
				t.Fatal(err)
			}
			wantFault(t, write(c), fault.Unknown)
			if n := r.streams.Load(); n != 1 {
				t.Errorf("%s: got it sent %d times, want once", method, n)
			}
		})
	}
}

func TestWriteThatWasNeverSent(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close() // nobody listens there now
	c, err := graph.New(graph.Config{Root: "http://" + address, Tokens: &tokens{}, Clock: newTicker()})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreatePass(t.Context(), "", key(annID), pass.Order{})
	if f := wantFault(t, err, fault.Offline); !strings.HasPrefix(f.Hint, "nothing was sent") {
		t.Errorf("hint = %q", f.Hint)
	}
}

// blind is a transport that fails and does not tell whether it had a connection.
type blind struct{}

func (blind) RoundTrip(*http.Request) (*http.Response, error) { return nil, errBoom }

func TestWriteThroughATransportThatDoesNotTellIsUnknown(t *testing.T) {
	c, err := graph.New(graph.Config{Root: "http://127.0.0.1:1", Tokens: &tokens{}, Clock: newTicker(),
		Transport: blind{}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreatePass(t.Context(), "", key(annID), pass.Order{})
	wantFault(t, err, fault.Unknown)
}

// deaf serves a GET on each connection as it should, and closes the connection on the next request without an answer:
// what a front door does that has just decided to drop an idle connection.
type deaf struct {
	l  net.Listener
	mu sync.Mutex
	// got counts requests by method.
	got map[string]int
}

func (d *deaf) serve() {
	for {
		conn, err := d.l.Accept()
		if err != nil {
			return
		}
		go d.handle(conn)
	}
}

func (d *deaf) handle(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	for n := 0; ; n++ {
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		d.mu.Lock()
		d.got[req.Method]++
		d.mu.Unlock()
		if n > 0 {
			return
		}
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			len(annJSON), annJSON)
	}
}

func TestClosedIdleConnectionHasNoWriteSentAgain(t *testing.T) {
	writes := map[string]func(*graph.Client) error{
		"POST": func(c *graph.Client) error {
			_, err := c.CreatePass(t.Context(), "", key(annID), pass.Order{})
			return err
		},
		"DELETE": func(c *graph.Client) error { return remove(t, c, key(annID), key(passID)) },
	}
	for method, write := range writes {
		t.Run(method, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			d := &deaf{l: l, got: map[string]int{}}
			go d.serve()
			defer l.Close()
			c, err := graph.New(graph.Config{Root: "http://" + l.Addr().String(), Tokens: &tokens{}, Clock: newTicker()})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Person(t.Context(), annID); err != nil { // so that there is an idle connection
				t.Fatal(err)
			}
			wantFault(t, write(c), fault.Unknown)
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.got[method] != 1 {
				t.Errorf("%s: got it sent %d times, want once", method, d.got[method])
			}
		})
	}
}
