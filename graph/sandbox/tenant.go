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

// Options configure the tenant that New returns. The zero value is the default sandbox.
type Options struct {
	People  int           // generated people besides the cast; 0 is 2000, at most MaxPeople
	Seed    uint64        // the same seed gives the same people
	As      string        // cast account whose token is handed out; "" is "operator"
	Scopes  []string      // what tokens may do; nil is every scope that the sandbox knows
	Roles   []string      // display names of roles that replace the As account's own; nil keeps those
	Latency time.Duration // added to every answer of Graph and the token service, on Clock
	Faults  []string      // NAME[@OP][:N|:always], see the package comment
	Clock   clock.Clock   // nil is clock.System{}
	Caller  string        // what callers do with a pass, see Tenant.Caller; "" is nobody
	Accents Accents       // how queries compare letters; "" is AccentsExact
	Code    string        // code of every new pass, for pictures and goldens; "" is random
}

// DefaultPeople is how many generated people a sandbox has by default.
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

	mu       sync.Mutex    // guards the fields below
	offset   time.Duration // how far the sandbox's clock is ahead of clk
	tokens   tokens
	roles    roles
	accounts map[string]*account
	policy   Policy
	faults   []*fault
	deletes  bool // a DELETE arrived, with or without effect: list-misses begins
	settings Settings
	logs     logs
	reads    map[limit][]time.Time // times of requests, by the limit they count against
	phone    phone
	service  service
}

// logs are a tenant's logs, oldest first, each of limited length.
type logs struct {
	audits   []auditEvent
	signIns  []*signIn
	requests []Request
	// operations are the long-running ones, by id.
	operations wire.Shelf[*operation]
}

// service is a tenant's token service and its address; the zero value is none.
type service struct {
	authority *entra.Authority
	attached  authorityAttach
}

// Account is a cast account.
type Account struct {
	Name              string `json:"name"` // as in NAME@sandbox.example
	ID                string `json:"id"`   // object id
	UserPrincipalName string `json:"user_principal_name"`
	DisplayName       string `json:"display_name"`
}

// New returns a new tenant. An error names an unknown account, role or fault, or a number out of range.
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

// Now returns the sandbox's time, in UTC: its Clock's, plus what Advance and POST /sandbox/clock added.
func (t *Tenant) Now() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now()
}

// now needs t.mu.
func (t *Tenant) now() time.Time { return t.clk.Now().Add(t.offset).UTC() }

// Advance moves the sandbox's clock forward by d, which must not be negative. The underlying Clock is unchanged.
func (t *Tenant) Advance(d time.Duration) {
	if d < 0 {
		panic("sandbox: the clock does not run backwards")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.offset += d
}

// Operator returns the account whose token is handed out.
func (t *Tenant) Operator() Account { return describe(t.as) }

// Account returns the cast account with a name such as "ordinary", and whether there is one.
func (t *Tenant) Account(name string) (Account, bool) {
	u := t.dir.cast[name]
	if u == nil {
		return Account{}, false
	}
	return describe(u), true
}

func describe(u *user) Account {
	name := u.upn[:len(u.upn)-len("@"+Domain)]
	return Account{Name: name, ID: u.id, UserPrincipalName: u.upn, DisplayName: u.displayName}
}

// Request is one Graph request in the log. It has no bodies and no headers, so never a secret or a token.
type Request struct {
	Method string
	Path   string    // percent-encoded, with the version; in a batch relative to it
	Query  string    // percent-encoded
	Items  []Request // of a $batch, in the order they were sent
	Status int       // of the answer, even if the answer was lost
	Bytes  int       // length of the answer's body
}

// maxLog bounds the log; when it is full, the oldest half is dropped.
const maxLog = 8192

// Requests returns the Graph requests so far, oldest first. Control calls under /sandbox are not included.
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
