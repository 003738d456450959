package auth_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

func pasting(o *auth.Options) { o.PasteBack = true }

// answered is the address that the browser ends on. change may spoil it.
func (s *sts) answered(t *testing.T, page string, change func(url.Values)) string {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for _, want := range []string{scope, "openid", "profile", "offline_access"} {
		if !strings.Contains(q.Get("scope"), want) {
			t.Errorf("scope %q lacks %s", q.Get("scope"), want)
		}
	}
	if q.Get("code_challenge_method") != "S256" || len(q.Get("state")) < 40 || q.Get("response_mode") != "query" ||
		!strings.Contains(q.Get("claims"), "CP1") {
		t.Errorf("the page is %s", page)
	}
	return q.Get("redirect_uri") + "/?" + s.landed(t, page, change).Encode()
}

func TestPasteBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.open(t, pasting)
		show, finish, err := a.PasteBack(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		address := s.answered(t, show.URL, nil)
		for _, wrong := range []string{
			"", "  ", "http://localhost", "https://evil.example/?code=x&state=y", "\x00\x7f%zz", address[:len(address)/2],
			strings.Replace(address, "localhost", "localhost.evil.example", 1),
			strings.Replace(address, "http:", "https:", 1),
			strings.Replace(address, "localhost", "me@localhost", 1),
		} {
			if session.FailureOf(finish(t.Context(), wrong)) == nil {
				t.Errorf("%q was taken", wrong)
			}
		}
		s.failed(t, finish(t.Context(), s.answered(t, show.URL, func(v url.Values) { v.Set("state", "another") })),
			fault.SignIn, "another sign-in")
		if s.count("authorization_code") != 0 {
			t.Fatal("a code was redeemed")
		}
		wrapped := " " + address[:60] + "\r\n  " + address[60:] + "\n"
		if err := finish(t.Context(), wrapped); err != nil {
			t.Fatal(err)
		}
		s.tokenOf(t, a)
		s.failed(t, finish(t.Context(), address), fault.SignIn, "finished or given up")
		s.silent(t, show, a)
	})
}

func TestPasteBackEnds(t *testing.T) {
	tests := []struct {
		name   string
		change func(url.Values)
		word   string
	}{
		{"refused by the page", func(v url.Values) {
			v.Del("code")
			v.Set("error", "access_denied")
			v.Set("error_description", "AADSTS65004: SECRET-WORDS")
		}, "consent was declined"},
		{"a code that is not theirs", nil, "belongs to another sign-in"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				a := s.open(t, pasting)
				show, finish, err := a.PasteBack(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				page := show.URL
				if tt.change == nil {
					page = strangers(page)
				}
				s.failed(t, finish(t.Context(), s.answered(t, page, tt.change)), fault.SignIn, tt.word)
				s.failed(t, finish(t.Context(), s.answered(t, show.URL, nil)), fault.SignIn, "finished or given up")
				s.signIn(t, a)
			})
		})
	}
}

func TestPasteBackInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.open(t, pasting)
		show, finish, err := a.PasteBack(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		s.failed(t, finish(t.Context(), s.answered(t, show.URL, nil)), fault.SignIn, "in time")

		show, finish, err = a.PasteBack(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.with(func() { s.delay = time.Minute })
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		s.failed(t, finish(ctx, s.answered(t, show.URL, nil)), fault.Canceled, "given up")
	})
}

func TestPasteBackCannotBegin(t *testing.T) {
	s := newSTS()
	s.answer = func(call) *reply { return broken }
	_, _, err := s.open(t, pasting).PasteBack(t.Context())
	s.failed(t, err, fault.Offline, "not reached")
}

func TestPasteBackIsOffByDefault(t *testing.T) {
	s := newSTS()
	_, _, err := s.open(t).PasteBack(t.Context())
	s.failed(t, err, fault.Refused, "not allowed")
	if len(s.calls) != 0 {
		t.Error("something was asked")
	}
}
