package auth_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tapdesk/graph/auth"
	"tapdesk/state/fault"
)

// kiosk is a server that signs its n-th caller in with token-n.
type kiosk struct {
	*httptest.Server
	asked  atomic.Int32
	change func(map[string]string)
	gate   chan struct{}
}

func newSandbox(t *testing.T, change func(map[string]string)) *kiosk {
	s := &kiosk{change: change}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := s.asked.Add(1)
		if s.gate != nil {
			<-s.gate
		}
		if r.Method != http.MethodGet || r.URL.Path != "/sandbox" || r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		body := map[string]string{
			"graph": s.URL + "/v1.0", "token": fmt.Sprintf("token-%d", n), "operator": "operator@sandbox.example",
			"operator_id": "00000000-0000-4000-8000-000000000001", "operator_name": "Olga\u202e", "tenant_id": "t",
		}
		if s.change != nil {
			s.change(body)
		}
		_ = json.NewEncoder(w).Encode(body)
	}))
	t.Cleanup(s.Close)
	return s
}

func signIn(t *testing.T, s *kiosk) *auth.Sandbox {
	t.Helper()
	a, err := auth.NewSandbox(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSandboxSignsInOnceAndLazily(t *testing.T) {
	s := newSandbox(t, nil)
	a := signIn(t, s)
	if s.asked.Load() != 0 {
		t.Error("asked before anybody wanted a token")
	}
	for range 2 {
		if token, err := a.Token(t.Context()); err != nil || token != "token-1" {
			t.Errorf("Token = %q, %v", token, err)
		}
	}
	who, err := a.Operator(t.Context())
	if err != nil || who.UserPrincipalName.Wire() != "operator@sandbox.example" || who.DisplayName != "Olga\ufffd" || who.ID.IsZero() {
		t.Errorf("Operator = %+v, %v", who, err)
	}
	if tenant, err := a.Tenant(t.Context()); err != nil || tenant.Wire() != "t" {
		t.Errorf("Tenant = %v, %v", tenant, err)
	}
	if n := s.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestSandboxCallersShareOneRequest(t *testing.T) {
	s := newSandbox(t, nil)
	s.gate = make(chan struct{})
	a := signIn(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Token(ctx); err == nil { // begins the request and leaves it to the others
		t.Error("no error though the context has ended")
	}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if token, err := a.Token(t.Context()); err != nil || token != "token-1" {
				t.Errorf("Token = %q, %v", token, err)
			}
		})
	}
	close(s.gate)
	all.Wait()
}

func TestSandboxRenews(t *testing.T) {
	s := newSandbox(t, nil)
	a := signIn(t, s)
	first, _ := a.Token(t.Context())
	for range 2 { // the second caller had the stale token too, and need not ask again
		if token, err := a.Renew(t.Context(), first, "{}"); err != nil || token != "token-2" {
			t.Errorf("Renew = %q, %v", token, err)
		}
	}
}

func TestSandboxRefusesOddAnswers(t *testing.T) {
	tests := map[string]struct {
		change func(map[string]string)
		kind   fault.Kind
	}{
		"another host": {func(b map[string]string) { b["graph"] = "http://hostile.example/v1.0" }, fault.Refused},
		"another port": {func(b map[string]string) { b["graph"] = "http://127.0.0.1:1/v1.0" }, fault.Refused},
		"no graph":     {func(b map[string]string) { b["graph"] = "" }, fault.Refused},
		"no token":     {func(b map[string]string) { b["token"] = "" }, fault.Broken},
		"odd token":    {func(b map[string]string) { b["token"] = "leak-me\r\nX: y" }, fault.Broken},
		"no operator":  {func(b map[string]string) { b["operator_id"] = "" }, fault.Broken},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := signIn(t, newSandbox(t, tt.change)).Token(t.Context())
			if !fault.Is(err, tt.kind) {
				t.Fatalf("error = %v", err)
			}
			if text := fmt.Sprintf("%v %+v", err, *fault.Of(err)); strings.Contains(text, "leak-me") || strings.Contains(text, "token-1") {
				t.Errorf("the error holds the token: %s", text)
			}
		})
	}
}

func TestSandboxFailureIsNotKept(t *testing.T) {
	n := 0
	s := newSandbox(t, func(b map[string]string) {
		if n++; n == 1 {
			b["token"] = ""
		}
	})
	a := signIn(t, s)
	if _, err := a.Token(t.Context()); err == nil {
		t.Fatal("no error")
	}
	if token, err := a.Token(t.Context()); err != nil || token != "token-2" {
		t.Errorf("Token = %q, %v", token, err)
	}
}

func TestSandboxThatDoesNotRun(t *testing.T) {
	s := newSandbox(t, nil)
	a := signIn(t, s)
	s.Close()
	if _, err := a.Token(t.Context()); !fault.Is(err, fault.Offline) || !strings.Contains(err.Error(), "tapdesk sandbox") {
		t.Errorf("error = %v", err)
	}
}

func TestSandboxIsOnThisMachine(t *testing.T) {
	for _, root := range []string{"", "http://hostile.example", "http://127.0.0.1:1/v1.0"} {
		if _, err := auth.NewSandbox(root, nil); err == nil {
			t.Errorf("NewSandbox(%q): no error", root)
		}
	}
}
