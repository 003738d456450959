package graph

import (
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/person"
	"tapdesk/state/secret"
)

// Tokens provides the signed-in operator and their tokens. It is safe for concurrent use. Its errors never contain a
// token.
type Tokens interface {
	// Token returns a token for Graph. It blocks until an operator is signed in or ctx ends.
	Token(ctx context.Context) (string, error)
	// Renew returns a token other than stale, which Graph refused. claims is the JSON of a claims challenge, or empty.
	Renew(ctx context.Context, stale, claims string) (string, error)
	// Operator returns who is signed in. It blocks until an operator is, or ctx ends.
	Operator(ctx context.Context) (person.Person, error)
}

// Config configures a Client. Tokens and Clock are required.
type Config struct {
	// Cloud selects the Graph to use. The zero value is the worldwide one.
	Cloud Cloud
	// Root overrides the cloud's address, for a sandbox: an http or https URL of a loopback host without a path. Empty
	// means the cloud's own.
	Root string
	// Version is v1.0, which is the default, or beta.
	Version string
	Tokens  Tokens
	// Transport sends the requests; nil means the client's own. It must not follow redirects.
	Transport http.RoundTripper
	Clock     clock.Clock
	// Vault holds the values of passes; nil means the client's own, which nothing else can wipe.
	Vault *secret.Vault
	// Agent is the User-Agent header; empty means "tapdesk".
	Agent string
	// Learned is what is known about the tenant and the operator's rights; nil means the client's own.
	Learned *desk.Learned
	// Jitter returns 0 to 1, to spread retries; nil means math/rand/v2.
	Jitter func() float64
	// Debug gets a line for each request: its method and path, the status, and how long it took. It never gets a query,
	// header, body or token. Nil writes nothing.
	Debug *slog.Logger
}

// Client talks to one Graph for one operator. It is safe for concurrent use.
type Client struct {
	*shared
	// background is true for a client from Background.
	background bool
}

// shared is what a client shares with its Background.
type shared struct {
	cloud     Cloud
	base      *url.URL // scheme, host and /version
	tokens    Tokens
	transport http.RoundTripper
	clock     clock.Clock
	vault     *secret.Vault
	agent     string
	jitter    func() float64
	lastUse   atomic.Int64 // by clock, in nanoseconds since 1970; 0 before the first request
	skew      clock.Skew   // of Graph's clock
	learned   *desk.Learned
	token     atomic.Uint64 // identifies the last token used; not the token itself
	budget    budget
	debug     *slog.Logger
}

// Learned returns what the client has learnt about the tenant and the operator's rights.
func (c *Client) Learned() *desk.Learned { return c.learned }

// Bound is a Tokens that knows where its tokens may go. New calls Serves, so that a real tenant's token never goes to
// this machine, nor a sandbox's to Microsoft.
type Bound interface {
	// Serves returns an error unless the tokens may go to a Graph. root is Config.Root.
	Serves(cloud Cloud, root string) error
}

// New returns a client. It makes no connection. It fails if the configuration makes no sense or the tokens are not for
// this Graph.
func New(cfg Config) (*Client, error) {
	if cfg.Tokens == nil || cfg.Clock == nil {
		return nil, errors.New("a graph client needs tokens and a clock")
	}
	base, err := baseURL(cfg)
	if err != nil {
		return nil, err
	}
	if bound, ok := cfg.Tokens.(Bound); ok {
		if err := bound.Serves(cfg.Cloud, cfg.Root); err != nil {
			return nil, err
		}
	}
	c := &Client{shared: &shared{
		cloud: cfg.Cloud, base: base, tokens: cfg.Tokens, transport: cfg.Transport, clock: cfg.Clock, debug: cfg.Debug,
		vault: cfg.Vault, agent: cfg.Agent, jitter: cfg.Jitter, learned: cfg.Learned,
	}}
	if c.transport == nil {
		c.transport = newTransport(cfg.Root != "")
	}
	if c.vault == nil {
		c.vault = new(secret.Vault)
	}
	if c.learned == nil {
		c.learned = new(desk.Learned)
	}
	if c.agent == "" {
		c.agent = "tapdesk"
	}
	if c.jitter == nil {
		c.jitter = rand.Float64
	}
	return c, nil
}

// authorization returns the token for a request.
func (c *Client) authorization(ctx context.Context) (string, error) {
	token, err := c.tokens.Token(ctx)
	if err == nil {
		c.saw(token)
	}
	return token, err
}

// saw notes the token of a request. A new token may bring new rights, so whatever was refused is requested again.
func (c *Client) saw(token string) {
	mark := maphash.String(tokenSeed, token)
	if before := c.token.Swap(mark); before != 0 && before != mark {
		c.learned.AskAgain()
	}
}

var tokenSeed = maphash.MakeSeed()

// A Date outside these years is not believed.
const firstYear, lastYear = 2020, 2100

// Now returns the time by Graph's clock, UTC, as estimated from the Date headers so far: Graph decides by its own clock
// whether a pass has started or expired. Until a difference is certain it is the client's own time.
func (c *Client) Now() time.Time {
	return c.clock.Now().Add(c.skew.Offset()).UTC()
}

// tells returns the answer's Date and reports whether it comes from Graph's clock: the answer is Graph's own, is JSON
// or empty, and its year is plausible. A proxy has its own clock.
func (a answer) tells() (date time.Time, ok bool) {
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || date.Year() < firstYear || date.Year() >= lastYear || !a.graphs() {
		return time.Time{}, false
	}
	kind := a.header.Get("Content-Type")
	return date, kind == "" && len(a.body) == 0 || strings.Contains(strings.ToLower(kind), "json")
}
