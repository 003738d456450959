package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

func TestDeviceCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		s.claims = map[string]any{"name": "Olga\u202eOperator"}
		a := s.open(t)
		begun := time.Now()
		code, wait, err := a.DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(s.service.Waiting()) != "["+code.UserCode+"]" || code.VerificationURL != home+"/devicelogin" ||
			!code.ExpiresOn.Equal(begun.Add(15*time.Minute)) {
			t.Errorf("%+v", code)
		}
		if _, in := a.Identity(); in || a.Standing().Phase != session.Out {
			t.Error("somebody is in already")
		}
		time.AfterFunc(40*time.Second, func() { s.with(func() { s.approved = true }) })
		if err := wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		who, in := a.Identity()
		if !in || who.Operator.ID.Wire() != objectID || who.Operator.UserPrincipalName.Wire() != "operator@sandbox.example" ||
			who.TenantID != tenantID || who.Cloud != "global" || fmt.Sprint(who.Scopes) != "[User.Read.All]" || who.RolesKnown {
			t.Errorf("%v, %+v", in, who)
		}
		if strings.ContainsRune(string(who.Operator.DisplayName), '\u202e') {
			t.Error("the name is not clean")
		}
		s.tokenOf(t, a)
		if polls := s.count("device_code"); polls < 8 || polls > 14 {
			t.Errorf("%d polls in 40 s", polls)
		}
		form := s.last("device_code").form
		if !strings.Contains(form.Get("scope"), scope) || !strings.Contains(form.Get("claims"), "CP1") ||
			form.Get("client_id") != clientID {
			t.Errorf("the poll was %v", form)
		}
		s.silent(t, code, who, a, a.Standing())
	})
}

func TestDeviceCodeEnds(t *testing.T) {
	tests := []struct {
		name  string
		reply *reply
		kind  fault.Kind
		word  string
		way   session.Way
	}{
		{"declined", &reply{status: 400, body: `{"error":"authorization_declined"}`}, fault.SignIn, "declined",
			session.Again},
		{"denied", &reply{status: 400, body: `{"error":"access_denied"}`}, fault.SignIn, "declined", session.Again},
		{"expired", &reply{status: 400, body: `{"error":"expired_token"}`}, fault.SignIn, "code has expired", session.Again},
		{"unknown code", &reply{status: 400, body: `{"error":"bad_verification_code"}`}, fault.SignIn,
			"does not know this code", session.Again},
		{"Conditional Access", refuse(53003, "invalid_grant"), fault.SignIn, "Conditional Access", session.ByBrowser},
		{"public client flows off", refuse(7000218, "invalid_client"), fault.SignIn, "does not allow device code",
			session.ByBrowser},
		{"scope not granted", nil, fault.SignIn, "without any permission", session.Blocked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				s.approved, s.granted = true, "openid profile"
				if tt.reply != nil {
					s.answer = func(c call) *reply {
						if c.grant() == "device_code" {
							return tt.reply
						}
						return nil
					}
				}
				a := s.open(t)
				_, wait, err := a.DeviceCode(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				f := s.failed(t, wait(t.Context()), tt.kind, tt.word)
				if f.Way != tt.way {
					t.Errorf("way %d, want %d", f.Way, tt.way)
				}
				if _, in := a.Identity(); in {
					t.Error("somebody is in")
				}
				s.with(func() { s.answer, s.granted = nil, "" })
				s.signIn(t, a) // the program goes on
			})
		})
	}
}

func TestDeviceCodeExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		begun := time.Now()
		_, wait, err := s.open(t).DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.failed(t, wait(t.Context()), fault.SignIn, "code has expired")
		if took := time.Since(begun); took < 15*time.Minute || took > 15*time.Minute+time.Second {
			t.Errorf("after %v", took)
		}
	})
}

func TestDeviceCodeSlowsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		s.answer = func(c call) *reply {
			if c.grant() == "device_code" {
				return &reply{status: 400, body: `{"error":"slow_down"}`}
			}
			return nil
		}
		_, wait, err := s.open(t).DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(5*time.Minute, func() { s.with(func() { s.answer, s.approved = nil, true }) })
		if err := wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if polls := s.count("device_code"); polls > 22 {
			t.Errorf("%d polls in 5 minutes of slow_down", polls)
		}
	})
}

// A network that drops, a service that is down, and a portal that answers in its place do not end the wait.
func TestDeviceCodeResumes(t *testing.T) {
	for name, trouble := range map[string]*reply{
		"cut": broken, "down": {status: 503, body: "down"}, "portal": {status: 200, body: "<html>SECRET-WORDS"},
		"busy":     {status: 429, header: map[string]string{"Retry-After": "20"}},
		"redirect": {status: 307, header: map[string]string{"Location": "https://evil.example/"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				a := s.open(t)
				_, wait, err := a.DeviceCode(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				s.with(func() {
					s.answer = func(call) *reply { return trouble }
				})
				time.AfterFunc(3*time.Minute, func() { s.with(func() { s.answer, s.approved = nil, true }) })
				if err := wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.tokenOf(t, a)
				s.with(func() {
					for _, c := range s.calls {
						if c.host != "127.0.0.1:4433" {
							t.Errorf("a call went to %s", c.host)
						}
					}
				})
			})
		})
	}
}

func TestDeviceCodeIsCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.open(t)
		_, wait, err := a.DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(31*time.Second, cancel)
		begun := time.Now()
		s.failed(t, wait(ctx), fault.Canceled, "given up")
		if took := time.Since(begun); took != 31*time.Second {
			t.Errorf("after %v", took)
		}
	})
}

func TestNewestSignInWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		a := s.open(t)
		_, first, err := a.DeviceCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- first(t.Context()) }()
		s.signIn(t, a)
		s.failed(t, <-ended, fault.Canceled, "another sign-in")
		s.tokenOf(t, a)
	})
}

func TestSignInEndsWithTheSession(t *testing.T) {
	for name, end := range map[string]func(*auth.Session){"sign out": (*auth.Session).SignOut} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				a := s.open(t)
				_, wait, err := a.DeviceCode(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(time.Minute, func() { end(a) })
				s.failed(t, wait(t.Context()), fault.Canceled, "session was closed")
			})
		})
	}
}

func TestDeviceCodeCannotBegin(t *testing.T) {
	config := func(body string) *reply { return &reply{status: 200, body: body} }
	tests := []struct {
		name string
		at   string
		r    *reply
		kind fault.Kind
		word string
	}{
		{"no network", "/openid-configuration", broken, fault.Offline, "not reached"},
		{"no tenant", "/openid-configuration", refuse(90002, "invalid_tenant"), fault.SignIn, "no such tenant"},
		{"a page", "/openid-configuration", config("<html>"), fault.Offline, "in its place"},
		{"an empty answer", "/openid-configuration", config("{}"), fault.SignIn, "does not know"},
		{"another host's endpoint", "/openid-configuration",
			config(`{"authorization_endpoint":"https://evil.example/a","token_endpoint":"https://evil.example/token",` +
				`"issuer":"https://127.0.0.1:4433/"}`),
			fault.Refused, "another host"},
		{"an endpoint without TLS", "/openid-configuration",
			config(`{"authorization_endpoint":"http://127.0.0.1:4433/a","token_endpoint":"http://127.0.0.1:4433/token",` +
				`"issuer":"https://127.0.0.1:4433/"}`),
			fault.Refused, "another host"},
		{"unknown app", "/devicecode", refuse(700016, "unauthorized_client"), fault.SignIn, "client_id"},
		{"too large", "/devicecode", config(`{"user_code":"` + strings.Repeat("x", 2<<20) + `"}`), fault.Offline,
			"in its place"},
		{"a hostile code", "/devicecode",
			config(`{"user_code":"A\u001b[31m","device_code":"d","verification_uri":"https://sandbox.example/",` +
				`"expires_in":900}`),
			fault.Offline, "in its place"},
		{"a hostile address", "/devicecode",
			config(`{"user_code":"A","device_code":"d","verification_uri":"javascript:x","expires_in":900}`),
			fault.Offline, "in its place"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				s.answer = func(c call) *reply {
					if strings.HasSuffix(c.path, tt.at) {
						return tt.r
					}
					return nil
				}
				_, _, err := s.open(t).DeviceCode(t.Context())
				s.failed(t, err, tt.kind, tt.word)
			})
		})
	}
}

func TestSignInChecksWhoItIs(t *testing.T) {
	tests := []struct {
		name   string
		change func(*sts)
		word   string
	}{
		{"another tenant", func(s *sts) { s.claims = map[string]any{"tid": "99999999-2222-4333-8444-555555555555"} },
			"another tenant"},
		{"no tenant", func(s *sts) { s.claims = map[string]any{"tid": ""} }, "did not say who"},
		{"no object id", func(s *sts) { s.claims = map[string]any{"oid": ""} }, "did not say who"},
		{"no ID token", func(s *sts) { s.plain = true }, "did not say who"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSTS()
				s.approved = true
				tt.change(s)
				a := s.open(t)
				_, wait, err := a.DeviceCode(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				s.failed(t, wait(t.Context()), fault.SignIn, tt.word)
				if _, in := a.Identity(); in || a.Standing().Phase != session.Out {
					t.Error("somebody is in")
				}
			})
		})
	}
}

func TestRolesAndScopes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSTS()
		s.claims = map[string]any{
			"tid": strings.ToUpper(tenantID),
			"wids": []string{"C4E39BD9-1100-46d3-8c65-fb160da0071f", "b79fbf4d-3ef9-4689-8143-76b194e85509", "rubbish",
				session.RoleGlobalReader},
		}
		s.granted = "openid https://graph.microsoft.com/UserAuthenticationMethod.ReadWrite.All User.Read " + scope
		who, _ := s.signedIn(t).Identity()
		if !who.RolesKnown || len(who.RoleIDs) != 2 || !who.HasRole(session.RoleAuthenticationAdministrator) ||
			!who.HasRole(session.RoleGlobalReader) {
			t.Errorf("%+v", who)
		}
		if !who.HasScope("UserAuthMethod-TAP.ReadWrite.All") || who.HasScope("Policy.Read.All") || who.TenantID != tenantID {
			t.Errorf("%+v", who)
		}
	})
}
