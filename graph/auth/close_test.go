package auth_test

import (
	"context"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

func TestSignOutAndLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		held := s.tokenOf(t, a)
		a.Lock()
		if st := a.Standing(); st.Phase != session.Locked || st.Identity.Operator.ID.Wire() != objectID {
			t.Errorf("it stands at %+v", st)
		}
		s.blocked(t, a, held)
		s.signIn(t, a)
		s.tokenOf(t, a)
		a.SignOut()
		if st := a.Standing(); st.Phase != session.Out || !st.Identity.Operator.ID.IsZero() {
			t.Errorf("it stands at %+v", st)
		}
		s.blocked(t, a, held)
		a.Lock()
		if a.Standing().Phase != session.Out {
			t.Error("nobody's session was locked")
		}
		s.silent(t, a, a.Standing())
	})
}

// blocked checks that no call of graph.Tokens gets anywhere.
func (s *sts) blocked(t *testing.T, a *auth.Session, stale string) {
	t.Helper()
	for name, f := range map[string]func(context.Context) error{
		"Token":        func(ctx context.Context) error { _, err := a.Token(ctx); return err },
		"Renew":        func(ctx context.Context) error { _, err := a.Renew(ctx, stale, ""); return err },
		"Operator":     func(ctx context.Context) error { _, err := a.Operator(ctx); return err },
		"RefreshRoles": a.RefreshRoles,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, cancel)
		begun := time.Now()
		s.failed(t, f(ctx), fault.Canceled, "given up")
		if time.Since(begun) != time.Hour {
			t.Errorf("%s did not block", name)
		}
	}
}

// A renewal under way when the console is locked does not bring the token back.
func TestLockDuringRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		stale := s.tokenOf(t, a)
		s.with(func() {
			s.answer = func(c call) *reply {
				if c.grant() == "refresh_token" {
					a.Lock()
				}
				return nil
			}
		})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		_, err := a.Renew(ctx, stale, "")
		s.failed(t, err, fault.Canceled, "given up")
		if a.Standing().Phase != session.Locked {
			t.Errorf("it stands at %+v", a.Standing())
		}
	})
}

// Nothing that fmt can print, even of a copy that should not be made, contains a token.
func TestNothingIsPrinted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		_, wait, err := a.DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.silent(t, a, reflect.ValueOf(a).Elem(), struct{ inner any }{a}, wait)
		a.SignOut()
	})
}

// Next returns each change once, the newest if there were several, and waits if there was none.
func TestNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.open(t)
		if st, err := a.Next(t.Context(), 0); err != nil || st.Phase != session.Out || st.Serial == 0 {
			t.Errorf("%+v, %v", st, err)
		}
		told := make(chan session.Standing, 1)
		go func() {
			st, err := a.Next(t.Context(), a.Standing().Serial)
			if err != nil {
				t.Error(err)
			}
			told <- st
		}()
		synctest.Wait()
		s.signIn(t, a)
		in := <-told
		if in.Phase != session.In {
			t.Errorf("%+v", in)
		}
		a.Lock()
		a.SignOut()
		if st, err := a.Next(t.Context(), in.Serial); err != nil || st.Phase != session.Out {
			t.Errorf("%+v, %v", st, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := a.Next(ctx, a.Standing().Serial)
		s.failed(t, err, fault.Canceled, "given up")
	})
}
