package auth

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/reach"
	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// find returns where to sign in. A sandbox is asked each time, because its port and certificate change when it
// restarts.
func (s *Session) find(ctx context.Context) (*place, error) {
	if s.options.Sandbox == "" {
		return s.where, nil // New has set it
	}
	where, err := s.discover(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(where)
	return where, nil
}

// discover asks a sandbox for its ids, its authority and its certificate. It reads nothing secret from the answer.
func (s *Session) discover(ctx context.Context) (*place, error) {
	root, err := graph.LoopbackRoot(s.options.Sandbox)
	if err != nil {
		return nil, failure(signingIn, noSandbox())
	}
	next := s.options.Transport
	if next == nil {
		next = reach.NewTransport(s.options.RootCAs, false)
	}
	client := http.Client{
		Transport: next, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, root+"/sandbox", nil)
	if err != nil {
		return nil, failure(signingIn, noSandbox())
	}
	resp, err := client.Do(req)
	if err != nil {
		if ended(ctx) {
			return nil, failure(signingIn, canceled())
		}
		f := absent(0)
		f.Happened += ": " + reach.Explain(err, req, next).Happened
		f.Fault.Message = f.Happened
		return nil, f
	}
	defer resp.Body.Close()
	var wire struct {
		Graph     string `json:"graph"`
		Authority string `json:"authority"`
		TenantID  string `json:"tenant_id"`
		ClientID  string `json:"client_id"`
		CAPEM     string `json:"ca_pem"`
	}
	if resp.StatusCode != http.StatusOK || json.NewDecoder(io.LimitReader(resp.Body, bodyLimit)).Decode(&wire) != nil {
		return nil, absent(resp.StatusCode)
	}
	roots := s.options.RootCAs
	if wire.CAPEM != "" {
		roots = x509.NewCertPool()
		if !roots.AppendCertsFromPEM([]byte(wire.CAPEM)) {
			return nil, absent(resp.StatusCode)
		}
	}
	told := Options{TenantID: wire.TenantID, ClientID: wire.ClientID, Authority: wire.Authority, RootCAs: roots}
	where, err := told.place()
	if err != nil || told.Authority == "" || !sameHost(wire.Graph, root) {
		return nil, absent(resp.StatusCode)
	}
	return where, nil
}

func absent(status int) *session.Failure {
	f := failure(signingIn, noSandbox())
	f.Fault.Status = status
	if status == 0 {
		f.Fault.Kind = fault.Offline
	}
	return f
}

// sameHost reports whether a sandbox's Graph is on the sandbox's own host.
func sameHost(address, root string) bool {
	a, err := url.Parse(address)
	if err != nil {
		return false
	}
	b, err := url.Parse(root)
	return err == nil && a.Scheme == b.Scheme && strings.EqualFold(a.Host, b.Host) && a.User == nil
}
