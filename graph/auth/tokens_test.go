package auth_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/session"
)

func TestTokenIsAskedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		calls := len(s.calls)
		first := s.tokenOf(t, a)
		time.Sleep(54 * time.Minute)
		if again := s.tokenOf(t, a); again != first || len(s.calls) != calls {
			t.Errorf("%d calls for a token that stands", len(s.calls)-calls)
		}
		time.Sleep(2 * time.Minute)
		if s.tokenOf(t, a) == first || s.count("refresh_token") != 1 {
			t.Errorf("%d renewals near its end", s.count("refresh_token"))
		}
	})
}

func TestRenewalIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		stale := s.tokenOf(t, a)
		time.Sleep(2 * time.Hour)
		s.with(func() { delete(s.access, stale) })
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				if i%2 == 0 {
					s.tokenOf(t, a)
				} else if token, err := a.Renew(t.Context(), stale, ""); err != nil || token == stale {
					t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		if n := s.count("refresh_token"); n != 1 {
			t.Errorf("%d renewals for 20 callers", n)
		}
	})
}

// A token past the suggested renewal time is used at once, and renewed in the background.
func TestProactiveRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		s.lifetime, s.refreshIn = 24*3600, 12*3600
		a := s.signedIn(t)
		first := s.tokenOf(t, a)
		time.Sleep(13 * time.Hour)
		if s.tokenOf(t, a) != first {
			t.Error("the caller waited")
		}
		synctest.Wait()
		if second := s.tokenOf(t, a); second == first || s.count("refresh_token") != 1 {
			t.Errorf("%d renewals", s.count("refresh_token"))
		}
	})
}

func TestProactiveRenewalFails(t *testing.T) {
	tests := []struct {
		name  string
		reply *reply
		ends  bool
	}{
		{"no network", broken, false},
		{"down", &reply{status: 503, body: `{"error":"temporarily_unavailable"}`}, false},
		{"too much asked", refuse(50196, "invalid_grant"), false},
		{"device code blocked since", refuse(530036, "invalid_grant"), true},
		{"revoked", refuse(50173, "invalid_grant"), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				s.refreshIn = 1800
				a := s.signedIn(t)
				first := s.tokenOf(t, a)
				s.with(func() {
					s.answer = func(c call) *reply {
						if c.grant() == "refresh_token" {
							return tt.reply
						}
						return nil
					}
				})
				for range 29 {
					time.Sleep(2 * time.Minute)
					if s.tokenOf(t, a) != first {
						t.Fatal("another token")
					}
					synctest.Wait()
				}
				st := a.Standing()
				if st.Phase != session.In || (st.Why != nil) != tt.ends || st.Ends.IsZero() == tt.ends {
					t.Errorf("it stands at %+v", st)
				}
				tries := s.count("refresh_token")
				if tt.ends && tries != 1 || tries > 60 {
					t.Errorf("%d tries", tries)
				}
				time.Sleep(5 * time.Minute) // past its end
				_, err := a.Token(t.Context())
				if tt.ends {
					f := s.failed(t, err, fault.SignIn, "")
					if a.Standing().Phase != session.Lapsed || a.Standing().Why != f {
						t.Errorf("it stands at %+v", a.Standing())
					}
					return
				}
				s.failed(t, err, fault.Offline, "")
				s.with(func() { s.answer = nil })
				time.Sleep(2 * time.Minute)
				s.tokenOf(t, a)
			})
		})
	}
}

func TestRenewWithClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const claims = `{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}`
		s := newSTS()
		a := s.signedIn(t)
		stale := s.tokenOf(t, a)
		fresh, err := a.Renew(t.Context(), stale, claims)
		if err != nil || fresh == stale {
			t.Fatalf("%v", err)
		}
		sent := s.last("refresh_token").form.Get("claims")
		if sent != `{"access_token":{"nbf":{"essential":true,"value":"1700000000"},"xms_cc":{"values":["CP1"]}}}` {
			t.Errorf("sent %s", sent)
		}
		if again, _ := a.Renew(t.Context(), stale, claims); again != fresh || s.count("refresh_token") != 1 {
			t.Error("the same challenge was answered twice")
		}
		if other, _ := a.Renew(t.Context(), stale,
			`{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`); other == fresh {
			t.Error("another challenge was not answered")
		}
		if a.Standing().Serial != 2 {
			t.Error("a renewal that changes nothing was told")
		}
	})
}

func TestRenewWithoutClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		stale := s.tokenOf(t, a)
		fresh, err := a.Renew(t.Context(), stale, "")
		if err != nil || fresh == stale {
			t.Fatalf("%v", err)
		}
		if sent := s.last("refresh_token").form.Get("claims"); sent != `{"access_token":{"xms_cc":{"values":["CP1"]}}}` {
			t.Errorf("sent %s", sent)
		}
		if s.tokenOf(t, a) != fresh {
			t.Error("the old token came back")
		}
	})
}

// A challenge that a renewal cannot meet is met by the sign-in that follows.
func TestClaimsGoIntoTheNextSignIn(t *testing.T) {
	for name, own := range map[string]string{"as challenged": "",
		"as the service says": `{"access_token":{"capolids":{"essential":true,"values":["x"]}}}`} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const claims = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
				s := newSTS()
				a := s.signedIn(t)
				stale := s.tokenOf(t, a)
				s.with(func() {
					s.answer = func(c call) *reply {
						if c.grant() != "refresh_token" {
							return nil
						}
						return &reply{status: 400, body: fmt.Sprintf(`{"error":"interaction_required",`+
							`"error_codes":[50076],"claims":%q,"correlation_id":%q}`, own, traceID)}
					}
				})
				_, err := a.Renew(t.Context(), stale, claims)
				f := s.failed(t, err, fault.SignIn, "multi-factor")
				if f.CorrelationID != traceID || f.Code != "AADSTS50076" || f.Fault.Status != 400 {
					t.Errorf("%+v", f)
				}
				if st := a.Standing(); st.Phase != session.Lapsed || st.Identity.Operator.ID.Wire() != objectID || st.Why != f {
					t.Errorf("it stands at %+v", st)
				}
				s.with(func() { s.answer = nil })
				s.signIn(t, a)
				want := "c1"
				if own != "" {
					want = "capolids"
				}
				if sent := s.last("device_code").form.Get("claims"); !strings.Contains(sent, want) ||
					!strings.Contains(sent, "CP1") {
					t.Errorf("sent %s", sent)
				}
				s.signIn(t, a)
				if sent := s.last("device_code").form.Get("claims"); strings.Contains(sent, want) {
					t.Error("met claims are asked for again")
				}
			})
		})
	}
}

// Calls under way fail when the sign-in ends for good; later calls wait for the next sign-in.
func TestLaterCallersWaitForTheNextSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		stale := s.tokenOf(t, a)
		s.revoke(t)
		s.with(func() { s.delay = time.Second })
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				_, err := a.Renew(t.Context(), stale, "")
				s.failed(t, err, fault.SignIn, "revoked")
			})
		}
		all.Wait()
		if n := s.count("refresh_token"); n != 1 {
			t.Errorf("%d renewals", n)
		}
		later := make(chan string, 1)
		go func() {
			token, err := a.Token(t.Context())
			if err != nil {
				t.Error(err)
			}
			later <- token
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := a.Token(ctx)
		s.failed(t, err, fault.SignIn, "nobody has signed in")
		s.signIn(t, a)
		if token := <-later; token == stale || token == "" {
			t.Errorf("got %q", token)
		}
	})
}

func TestNothingIsDoneInAnothersName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		theirs := s.tokenOf(t, a)
		a.Lock()
		waiting := make(chan error, 1)
		go func() {
			_, err := a.Token(t.Context())
			waiting <- err
		}()
		synctest.Wait()
		s.with(func() { s.claims = map[string]any{"oid": "bbbbbbbb-0000-4000-8000-000000000002"} })
		s.signIn(t, a)
		s.failed(t, <-waiting, fault.Refused, "another operator")
		s.tokenOf(t, a)
		_, err := a.Renew(t.Context(), theirs, "") // as a write that was under way meanwhile
		s.failed(t, err, fault.Refused, "another operator")
	})
}

func TestRenewalOfAnotherPerson(t *testing.T) {
	for name, claims := range map[string]map[string]any{
		"person": {"oid": "bbbbbbbb-0000-4000-8000-000000000002"}, "tenant": {"tid": "99999999-2222-4333-8444-555555555555"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				a := s.signedIn(t)
				s.with(func() { s.claims = claims })
				_, err := a.Renew(t.Context(), s.tokenOf(t, a), "")
				s.failed(t, err, fault.SignIn, "another")
				if a.Standing().Phase != session.Lapsed {
					t.Error("the session goes on")
				}
			})
		})
	}
}

func TestRefreshRoles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		s.claims = map[string]any{"wids": []string{}}
		a := s.signedIn(t)
		serial := a.Standing().Serial
		s.with(func() { s.claims = map[string]any{"wids": []string{session.RoleAuthenticationAdministrator}} })
		if err := a.RefreshRoles(t.Context()); err != nil {
			t.Fatal(err)
		}
		st, err := a.Next(t.Context(), serial)
		if err != nil || !st.Identity.HasRole(session.RoleAuthenticationAdministrator) || st.Serial == serial {
			t.Errorf("%+v, %v", st, err)
		}
		s.with(func() { s.plain = true }) // roles that are not told again are not lost
		if err := a.RefreshRoles(t.Context()); err != nil {
			t.Fatal(err)
		}
		if who, _ := a.Identity(); !who.HasRole(session.RoleAuthenticationAdministrator) {
			t.Error("the roles are lost")
		}
	})
}

// A refresh of the roles that fails takes nothing away.
func TestRefreshRolesFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.signedIn(t)
		token := s.tokenOf(t, a)
		if err := s.tenant.Revoke("operator"); err != nil {
			t.Fatal(err)
		}
		s.failed(t, a.RefreshRoles(t.Context()), fault.SignIn, "revoked")
		s.failed(t, a.RefreshRoles(t.Context()), fault.SignIn, "revoked")
		if s.tokenOf(t, a) != token || a.Standing().Phase != session.In || a.Standing().Why == nil {
			t.Errorf("it stands at %+v", a.Standing())
		}
	})
}

// Without a refresh token the session ends with its token, in a sentence.
func TestNothingToRenewWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		if err := s.tenant.Fault("no-refresh-token"); err != nil {
			t.Fatal(err)
		}
		a := s.signedIn(t)
		time.Sleep(2 * time.Hour)
		_, err := a.Token(t.Context())
		s.failed(t, err, fault.SignIn, "nothing to renew it with")
	})
}
