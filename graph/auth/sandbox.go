package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tapdesk/graph"
	"tapdesk/state/clean"
	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// answerLimit is the size in bytes beyond which a sandbox's answer is not taken.
const answerLimit = 64 << 10

// Sandbox is the sign-in at a sandbox tenant: one GET of /sandbox tells the token and whose it is. It implements
// graph.Tokens and is safe for concurrent use.
type Sandbox struct {
	root      *url.URL
	transport http.RoundTripper

	mu       sync.Mutex
	known    *ticket
	boarding *boarding
}

var _ graph.Tokens = (*Sandbox)(nil)

// ticket is what the sandbox tells.
type ticket struct {
	token    string
	operator person.Person
	tenantID clean.Key
}

// boarding is one request that all who wait for it share.
type boarding struct {
	done   chan struct{}
	ticket *ticket
	err    error
}

// NewSandbox returns the sign-in at the sandbox whose root URL this is: loopback, without a version. It makes no request
// before somebody asks for a token. A nil transport means a plain one without a proxy.
func NewSandbox(root string, transport http.RoundTripper) (*Sandbox, error) {
	checked, err := graph.LoopbackRoot(root)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(checked)
	if err != nil {
		return nil, fmt.Errorf("the sandbox URL cannot be read: use http://127.0.0.1:PORT")
	}
	if transport == nil {
		transport = &http.Transport{ResponseHeaderTimeout: 10 * time.Second}
	}
	return &Sandbox{root: u, transport: transport}, nil
}

// Token returns the sandbox's token, asking for it the first time.
func (s *Sandbox) Token(ctx context.Context) (string, error) {
	t, err := s.ticket(ctx)
	if err != nil {
		return "", err
	}
	return t.token, nil
}

// Operator returns whose token it is: object id, userPrincipalName and display name.
func (s *Sandbox) Operator(ctx context.Context) (person.Person, error) {
	t, err := s.ticket(ctx)
	if err != nil {
		return person.Person{}, err
	}
	return t.operator, nil
}

// Tenant returns the sandbox's tenant id.
func (s *Sandbox) Tenant(ctx context.Context) (clean.Key, error) {
	t, err := s.ticket(ctx)
	if err != nil {
		return clean.Key{}, err
	}
	return t.tenantID, nil
}

// Serves says whether the token may go to the Graph of a configuration, which is one on this machine. graph.New asks it.
func (s *Sandbox) Serves(cloud graph.Cloud, root string) error {
	return Options{Cloud: cloud, Sandbox: s.root.String()}.serves(cloud, root)
}

// Renew asks the sandbox for its token again, unless somebody has done so since stale was current. The claims of a challenge
// mean nothing to a sandbox, whose tokens meet them all; so the token may be the same as before.
func (s *Sandbox) Renew(ctx context.Context, stale, _ string) (string, error) {
	s.mu.Lock()
	if s.known != nil && s.known.token == stale {
		s.known = nil
	}
	s.mu.Unlock()
	return s.Token(ctx)
}

// ticket returns what is known, or joins the one request for it. The request outlives the caller who began it.
func (s *Sandbox) ticket(ctx context.Context) (*ticket, error) {
	s.mu.Lock()
	if s.known != nil {
		defer s.mu.Unlock()
		return s.known, nil
	}
	f := s.boarding
	if f == nil {
		f = &boarding{done: make(chan struct{})}
		s.boarding = f
		go s.fly(context.WithoutCancel(ctx), f)
	}
	s.mu.Unlock()
	select {
	case <-f.done:
		return f.ticket, f.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (s *Sandbox) fly(ctx context.Context, f *boarding) {
	f.ticket, f.err = s.fetch(ctx)
	s.mu.Lock()
	s.known, s.boarding = f.ticket, nil
	s.mu.Unlock()
	close(f.done)
}

// fetch asks the sandbox. Its errors hold nothing of the answer's body, in which the token is.
func (s *Sandbox) fetch(ctx context.Context) (*ticket, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.root.String()+"/sandbox", nil)
	if err != nil {
		return nil, sandboxFault(fault.Broken, 0, "check the sandbox URL")
	}
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		f := sandboxFault(fault.Offline, 0, "is the sandbox running at "+s.root.Host+"? start it with: tapdesk sandbox")
		f.Cause = err
		return nil, f
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, sandboxFault(fault.Broken, resp.StatusCode, "what runs at "+s.root.Host+" is no Tapdesk sandbox")
	}
	var wire struct {
		Graph        string `json:"graph"`
		Token        string `json:"token"`
		Operator     string `json:"operator"`
		OperatorID   string `json:"operator_id"`
		OperatorName string `json:"operator_name"`
		TenantID     string `json:"tenant_id"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, answerLimit)).Decode(&wire)
	if err != nil || wire.Token == "" || wire.OperatorID == "" || strings.ContainsAny(wire.Token, " \r\n") {
		return nil, sandboxFault(fault.Broken, resp.StatusCode, "what runs at "+s.root.Host+" is no Tapdesk sandbox")
	}
	if !s.here(wire.Graph) {
		return nil, sandboxFault(fault.Refused, resp.StatusCode, "the sandbox points to another host, where its token must not go")
	}
	return &ticket{
		token: wire.Token,
		operator: person.Person{
			ID: clean.NewKey(wire.OperatorID), UserPrincipalName: clean.NewKey(wire.Operator),
			DisplayName: clean.Line(wire.OperatorName),
		},
		tenantID: clean.NewKey(wire.TenantID),
	}, nil
}

// here says whether a Graph address is on the sandbox's own host and port.
func (s *Sandbox) here(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == s.root.Scheme && strings.EqualFold(u.Host, s.root.Host) && u.User == nil
}

func sandboxFault(kind fault.Kind, status int, hint string) *fault.Fault {
	return &fault.Fault{Kind: kind, What: "sign in at the sandbox", Status: status, Hint: hint}
}
