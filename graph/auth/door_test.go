package auth_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// A configured port is used or none is, whichever of the two loopback addresses another program has it on.
func TestBrowserPortIsTaken(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0", "0.0.0.0:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Logf("%s: %v", address, err)
			continue
		}
		defer l.Close()
		taken := l.Addr().(*net.TCPAddr).Port
		s := newSTS()
		_, _, err = s.open(t, onPort(taken)).Browser(t.Context())
		s.failed(t, err, fault.SignIn,
			fmt.Sprintf("port %d is taken by another program on this machine, and it is not known who answers there", taken))
	}
}

// A derived port may be the next one, and the operator is told.
func TestBrowserOwnPortIsTaken(t *testing.T) {
	s := newSTS()
	unasked := func(o *auth.Options) { o.UID = 11999 } // 31993, and then on
	wanted := auth.WantedPort(auth.Options{UID: 11999})
	if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", wanted)); err == nil {
		defer l.Close()
	}
	show, wait, err := s.open(t, unasked).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if show.Wanted != wanted || show.Port <= wanted || !strings.Contains(show.URL, fmt.Sprint(show.Port)) ||
		!strings.Contains(show.Forward, fmt.Sprint(show.Port)) {
		t.Errorf("%+v", show)
	}
	s.page(t, show.URL, nil)
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Connections that are kept open, and those that say nothing or say it slowly, keep nobody out.
func TestBrowserIsFlooded(t *testing.T) {
	s := newSTS()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		conn, err := net.Dial("tcp", show.Bound[0])
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%2 == 0 {
			_, _ = io.WriteString(conn, "POST / HTTP/1.1\r\nHo")
		}
	}
	if s.page(t, show.URL, nil) != http.StatusOK {
		t.Error("the page's answer was not taken")
	}
	if err := wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Two operators on one host sign in at the same time, each at a port of their own.
func TestBrowserTwoAtOnce(t *testing.T) {
	var all sync.WaitGroup
	var shown [2]session.Browser
	var ready sync.WaitGroup
	ready.Add(2)
	for i := range 2 {
		all.Go(func() {
			s := newSTS()
			s.claims = map[string]any{"oid": fmt.Sprintf("bbbbbbbb-0000-4000-8000-00000000001%d", i)}
			a := s.open(t, func(o *auth.Options) { o.UID = 11950 + 5*i })
			show, wait, err := a.Browser(context.Background())
			shown[i] = show
			ready.Done()
			if err != nil {
				t.Error(err)
				return
			}
			ready.Wait()
			s.page(t, show.URL, nil)
			if err := wait(context.Background()); err != nil {
				t.Error(err)
			}
			if who, _ := a.Identity(); who.Operator.ID.Wire() != s.claims["oid"] {
				t.Errorf("%+v", who)
			}
		})
	}
	all.Wait()
	if shown[0].Port == shown[1].Port {
		t.Errorf("both wait on %d", shown[0].Port)
	}
}

// A caller who does not know the short address learns nothing about the sign-in.
func TestBrowserTellsNothing(t *testing.T) {
	s := newSTS()
	show, wait, err := s.open(t, onPort(free(t))).Browser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = wait(t.Context()) }()
	host := fmt.Sprintf("localhost:%d", show.Port)
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
		"GET /favicon.ico HTTP/1.0\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: " + host + "\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: " + host +
			"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\ncode=x&state=y",
		"POST / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", show.Port))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, request)
		answer, _ := io.ReadAll(conn)
		conn.Close()
		head, body, _ := strings.Cut(string(answer), "\r\n\r\n")
		if !strings.Contains(head, "404 Not Found") || body != "" || strings.Contains(head, "Date:") ||
			strings.Contains(head, "Location") {
			t.Errorf("%q is answered with %q, want a bare 404", request, answer)
		}
	}
}
