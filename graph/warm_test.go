package graph_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"tapdesk/graph"
)

// pipes is a listener whose connections never leave the process.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	n      atomic.Int32
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.made:
		return c, nil
	case <-p.closed:
		return nil, errors.New("closed")
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

// dial does as net.Dialer does, which says when it begins.
func (p *pipes) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
		trace.ConnectStart(network, address)
	}
	p.n.Add(1)
	ours, theirs := net.Pipe()
	p.made <- theirs
	return ours, nil
}

func TestWarmOpensOneConnectionAndSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{made: make(chan net.Conn), closed: make(chan struct{})}
		var served atomic.Int32
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			served.Add(1)
			says(200, annJSON)(w, r)
		})}
		go func() { _ = server.Serve(p) }()
		transport := &http.Transport{DialContext: p.dial}
		c, err := graph.New(graph.Config{
			Root: "http://127.0.0.1", Tokens: &tokens{}, Clock: newTicker(), Transport: transport,
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := c.Warm(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if p.n.Load() != 1 || served.Load() != 0 {
			t.Errorf("after Warm: %d connections, %d requests, want 1 and none", p.n.Load(), served.Load())
		}
		if _, err := c.Person(t.Context(), annID); err != nil {
			t.Fatal(err)
		}
		if err := c.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if p.n.Load() != 1 || served.Load() != 1 {
			t.Errorf("after a call: %d connections, %d requests, want 1 and 1", p.n.Load(), served.Load())
		}
		transport.CloseIdleConnections()
		_ = server.Close()
	})
}
