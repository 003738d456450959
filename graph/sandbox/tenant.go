package sandbox

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/clock"
)

// Options say what tenant New makes. The zero value is the default sandbox.
type Options struct {
	People  int           // generated people besides the cast; 0 is 2000, at most MaxPeople
	Seed    uint64        // the same seed gives the same people
	As      string        // cast account whose token is handed out; "" is "operator"
	Scopes  []string      // what tokens may do; nil is every scope of graph.md section 11
	Roles   []string      // display names of the As account's roles, instead of its own; nil leaves them
	Latency time.Duration // added to every answer of Graph and of the token service, waited on Clock
	Faults  []string      // NAME[@OP][:N|:always], see the package comment
	Clock   clock.Clock   // nil is clock.System{}
	Caller  string        // what callers do with a pass, see Tenant.Caller; "" is nobody
	Accents Accents       // how queries compare letters; "" is AccentsExact
}

// DefaultPeople is how many generated people a sandbox has unless it is told otherwise.
const DefaultPeople = 2000

// Tenant is a Microsoft Graph tenant in memory. It is an http.Handler and safe for concurrent use.
type Tenant struct {
	clk      clock.Clock
	latency  time.Duration
	started  time.Time // on the sandbox's clock
	dir      *directory
	as       *user
	scopes   []string // nil: by account
	mu       sync.Mutex
	offset   time.Duration // how far the sandbox's clock is ahead of clk
	sessions map[string]*caller
	order    []string // tokens, oldest first
	token    string   // of the As account, as Token answers it
	accounts map[string]*account
	policy   Policy
	faults   []*fault
	deletes  bool // a DELETE came, with effect or without: list-misses begins
	audits   []auditEvent
	asked    []time.Time // audit reads of the last ten seconds, for their throttle
	log      []Request
	script   []act    // of the callers with the passes created from now on
	visits   []*visit // under way
	deeds    []Deed

	authority  *entra.Authority        // the token service; nil is none
	attached   authorityAttach         // how it is reached
	active     map[string][]string     // roles by person's id, where SetRoles changed them
	eligible   map[string][]string     // roles by person's id that they may activate
	challenges map[string]claimsDemand // by person's id: what Graph asks of the token service's tokens
	revoked    map[string]uint64       // by person's id: sign-ins with a lower number were revoked
	sequence   uint64                  // of sign-ins and challenges
}

// Account is one of the cast.
type Account struct {
	Name              string `json:"name"` // as in NAME@sandbox.example
	ID                string `json:"id"`   // object id
	UserPrincipalName string `json:"user_principal_name"`
	DisplayName       string `json:"display_name"`
}

// New makes a tenant. The error names an unknown account, role or fault, or a number that is out of range.
func New(o Options) (*Tenant, error) {
	if o.People < 0 || o.People > MaxPeople {
		return nil, fmt.Errorf("sandbox people %d: out of range, use 0 to %d", o.People, MaxPeople)
	}
	if o.Latency < 0 {
		return nil, fmt.Errorf("sandbox latency %s: below zero", o.Latency)
	}
	if o.People == 0 {
		o.People = DefaultPeople
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.As == "" {
		o.As = "operator"
	}
	t := &Tenant{
		clk: o.Clock, latency: o.Latency, started: o.Clock.Now(), scopes: o.Scopes,
		sessions: make(map[string]*caller), accounts: make(map[string]*account),
		active: make(map[string][]string), eligible: make(map[string][]string), challenges: make(map[string]claimsDemand),
		revoked: make(map[string]uint64),
	}
	if !slices.Contains([]Accents{"", AccentsExact, AccentsFolded}, o.Accents) {
		return nil, fmt.Errorf("sandbox accents %q: use %s or %s", o.Accents, AccentsExact, AccentsFolded)
	}
	t.dir = newDirectory(o.People, o.Seed, t.started)
	t.dir.folds = o.Accents == AccentsFolded
	if t.as = t.dir.cast[o.As]; t.as == nil {
		return nil, fmt.Errorf("sandbox account %q: not one of the cast, see GET /sandbox/cast", o.As)
	}
	if o.Roles != nil {
		if err := t.SetRoles(o.As, o.Roles); err != nil {
			return nil, err
		}
	}
	if err := t.Caller(o.Caller); err != nil {
		return nil, fmt.Errorf("sandbox %w", err)
	}
	t.policy = sandboxPolicy()
	t.stage()
	for _, spec := range o.Faults {
		if err := t.Fault(spec); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Now is the sandbox's instant, in UTC: its Clock's, plus what Advance and POST /sandbox/clock added.
func (t *Tenant) Now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now()
}

// now needs t.mu.
func (t *Tenant) now() time.Time { return t.clk.Now().Add(t.offset).UTC() }

// Advance moves the sandbox's clock on by d, which must not be negative. Its Clock, on which it waits, stays as it is.
func (t *Tenant) Advance(d time.Duration) {
	if d < 0 {
		panic("sandbox: the clock does not run backwards")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.offset += d
}

// Operator is the account whose token is handed out.
func (t *Tenant) Operator() Account { return describe(t.as) }

// Account returns one of the cast by its name, such as "ordinary"; false when there is none.
func (t *Tenant) Account(name string) (Account, bool) {
	u := t.dir.cast[name]
	if u == nil {
		return Account{}, false
	}
	return describe(u), true
}

func describe(u *user) Account {
	return Account{Name: u.upn[:len(u.upn)-len("@"+Domain)], ID: u.id, UserPrincipalName: u.upn, DisplayName: u.displayName}
}

// caller is who a token stands for and what it may do.
type caller struct {
	user    *user
	scopes  []string
	roles   []string
	expired bool // invalidated by the fault expired-token

	grant *entra.Grant // of a token of the token service; nil for the tokens of the JSON line
}

// maxTokens bounds the tokens that are valid at a time; the oldest go first.
const maxTokens = 4096

// Token returns a valid access token of the As account: always the same one, until a fault expires it.
func (t *Tenant) Token() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.sessions[t.token]; c == nil || c.expired {
		t.token = t.mint(t.as)
	}
	return t.token
}

// mint makes a token for a cast account. It needs t.mu. Such tokens end with the sandbox: none expires by the clock,
// so that a test may advance it by days (invented; Graph's last about an hour). Those of the token service do expire.
func (t *Tenant) mint(u *user) string { return t.admit(t.callerOf(u)) }

// callerOf is what a new token of an account may do. It needs t.mu.
func (t *Tenant) callerOf(u *user) *caller {
	c := &caller{user: u, scopes: t.scopes, roles: t.rolesOf(u)}
	if c.scopes == nil {
		c.scopes = sectionScopes
	}
	return c
}

// admit hands out a token, random and opaque. It needs t.mu.
func (t *Tenant) admit(c *caller) string {
	token := wire.Secret("sandbox.")
	t.sessions[token] = c
	t.order = append(t.order, token)
	for len(t.order) > maxTokens {
		delete(t.sessions, t.order[0])
		t.order = t.order[1:]
	}
	return token
}

// Request is one Graph request in the log. It holds neither bodies nor headers, so never a secret or a token.
type Request struct {
	Method string
	Path   string    // percent-encoded, with the version; in a batch relative to it
	Query  string    // percent-encoded
	Items  []Request // of a $batch, in the order they were sent
	Status int       // that was answered, or would have been, had the answer not been lost
	Bytes  int       // length of the answer's body
}

// maxLog bounds the log; the oldest half goes when it is full.
const maxLog = 8192

// Requests returns the Graph requests so far, oldest first. Control calls under /sandbox are not among them.
func (t *Tenant) Requests() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.log)
}

func (t *Tenant) record(r Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.log) >= maxLog {
		t.log = append(t.log[:0], t.log[maxLog/2:]...)
	}
	t.log = append(t.log, r)
}
