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
	Code    string        // the code of every pass that is created, for pictures and goldens; "" is a random one each
}

// DefaultPeople is how many generated people a sandbox has unless it is told otherwise.
const DefaultPeople = 2000

// Tenant is a Microsoft Graph tenant in memory. It is an http.Handler and safe for concurrent use.
type Tenant struct {
	clk     clock.Clock
	latency time.Duration
	started time.Time // on the sandbox's clock
	dir     *directory
	as      *user
	scopes  []string // nil: by account
	code    string   // of every new pass; "" is a random one

	mu       sync.Mutex    // guards what follows
	offset   time.Duration // how far the sandbox's clock is ahead of clk
	tokens   tokens
	roles    roles
	accounts map[string]*account
	policy   Policy
	faults   []*fault
	deletes  bool // a DELETE came, with effect or without: list-misses begins
	settings Settings
	logs     logs
	reads    map[limit][]time.Time // that count against a limit, by it
	phone    phone
	service  service
}

// logs are what a tenant remembers of what was done in it, oldest first; of each only so much is kept.
type logs struct {
	audits   []auditEvent
	signIns  []*signIn
	requests []Request
	// operations are the long-running ones, by id.
	operations wire.Shelf[*operation]
}

// service is the token service of a tenant, and how it is reached; the zero service is none.
type service struct {
	authority *entra.Authority
	attached  authorityAttach
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
		clk: o.Clock, latency: o.Latency, started: o.Clock.Now(), scopes: o.Scopes, code: o.Code,
		accounts: make(map[string]*account), reads: make(map[limit][]time.Time), tokens: newTokens(), roles: newRoles(),
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
	t.policy, t.settings = sandboxPolicy(), defaultSettings()
	t.stage()
	t.stageSignIns()
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
	return slices.Clone(t.logs.requests)
}

func (t *Tenant) record(r Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.logs.requests) >= maxLog {
		t.logs.requests = append(t.logs.requests[:0], t.logs.requests[maxLog/2:]...)
	}
	t.logs.requests = append(t.logs.requests, r)
}
