package graph

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// operator is signed in with a token that must not show up anywhere.
type operator struct{}

func (operator) Token(context.Context) (string, error)                 { return "the-token", nil }
func (operator) Renew(context.Context, string, string) (string, error) { return "the-token", nil }
func (operator) Operator(context.Context) (person.Person, error)       { return person.Person{}, nil }

// spy is a transport that answers with a body and remembers the buffers it was read into.
type spy struct {
	status  int
	body    string
	buffers [][]byte
	sent    int
}

func (s *spy) RoundTrip(*http.Request) (*http.Response, error) {
	s.sent++
	body := &spyBody{Reader: strings.NewReader(s.body), spy: s}
	return &http.Response{StatusCode: s.status, Header: http.Header{}, Body: body, ContentLength: -1}, nil
}

type spyBody struct {
	io.Reader
	spy *spy
}

func (b *spyBody) Read(p []byte) (int, error) {
	b.spy.buffers = append(b.spy.buffers, p)
	return b.Reader.Read(p)
}

func (b *spyBody) Close() error { return nil }

func spied(t *testing.T, s *spy) *Client {
	t.Helper()
	c, err := New(Config{Root: "http://127.0.0.1:1", Tokens: operator{}, Clock: frozen{}, Transport: s})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCreateLeavesNothingInItsBuffer(t *testing.T) {
	for _, body := range []string{`{"temporaryAccessPass":"+drkzqAD"}`, `{"temporaryAccessPass":"+drkzqAD`,
		`{"temporaryAccessPass":"+drkzqAD\n"}`} {
		s := &spy{status: 201, body: body}
		issued, err := spied(t, s).CreatePass(t.Context(), "", text.NewKey("ann"), pass.Order{})
		if (err == nil) != (issued.Value.Len() == 8) {
			t.Errorf("%s: %+v, %v", body, issued, err)
		}
		if len(s.buffers) == 0 {
			t.Fatal("the body was not read")
		}
		for _, b := range s.buffers {
			if bytes.Contains(b, []byte("drk")) {
				t.Errorf("%s: the pass is left in the buffer", body)
			}
		}
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	s := &spy{status: 200, body: "{}"}
	c := spied(t, s)
	for _, target := range []string{"http://hostile.example/v1.0/users", "https://127.0.0.1:1/v1.0/users",
		"http://127.0.0.1:2/v1.0/users",
		"http://127.0.0.1:1/beta/users", "/../beta/users", "/..", "http://x@127.0.0.1:1/v1.0/users"} {
		_, err := c.do(t.Context(), get(searchPeople, target))
		if !fault.Is(err, fault.Refused) {
			t.Errorf("%s: %v", target, err)
		}
	}
	if s.sent != 0 {
		t.Errorf("got %d requests, want none", s.sent)
	}
}
