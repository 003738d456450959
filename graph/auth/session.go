package auth

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/graph"
	"tapdesk/graph/reach"
	"tapdesk/state/clock"
	"tapdesk/state/person"
	"tapdesk/state/session"
)

// Session is one operator's sign-in: it signs in, hands out tokens, renews them, and signs in again when they can no
// longer be renewed. It implements graph.Tokens and is safe for concurrent use. Tokens are only in memory. Every error
// is a *session.Failure with a *fault.Fault in its chain.
type Session struct {
	options Options
	clock   clock.Clock
	scopes  []string // one list for the life of the program

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change of the fields below
	now     session.Standing
	hint    string // the userPrincipalName that the next sign-in suggests
	claims  string // what the next sign-in must satisfy, as JSON
	held    held   // not nil while an operator is signed in
	flight  *flight
	owners  map[[sha256.Size]byte]string // the object ids of tokens' owners, by the tokens' hashes
	attempt *attempt
	door    *door  // of the last browser sign-in
	where   *place // once known
	http    *http.Client
}

var _ graph.Tokens = (*Session)(nil)

// held returns the account. It is a function because fmt prints what a pointer refers to, but not what a function does.
type held func() *account

// account is a current sign-in. Session.mu guards what may change.
type account struct {
	client  public.Client
	account public.Account
	where   *place
	ctx     context.Context // ends with the account
	end     context.CancelFunc

	who       session.Identity
	token     string
	expires   time.Time
	refreshOn time.Time // when the service suggests a renewal; zero if it did not say
	met       string    // the claims that the token was requested with, beyond the usual ones
	resume    time.Time // no renewal before this time
	last      *session.Failure
	spent     *session.Failure // why the account can no longer be renewed; nil while it can
	claims    string           // what the service says a new sign-in must satisfy
}

// New returns a session with nobody signed in. It makes no connection. It fails if the options make no sense.
func New(o Options) (*Session, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	s := &Session{
		options: o, clock: o.Clock, scopes: []string{o.root() + "/.default"},
		changed: make(chan struct{}), now: session.Standing{Serial: 1}, owners: map[[sha256.Size]byte]string{},
	}
	if o.Sandbox == "" {
		where, err := o.place()
		if err != nil {
			return nil, err
		}
		s.settle(where)
	}
	return s, nil
}

// maxOwners is how many tokens' hashes are remembered: more than a week's worth.
const maxOwners = 256

// own remembers whom an account's token is for. s.mu must be held.
func (s *Session) own(a *account) {
	if len(s.owners) >= maxOwners {
		clear(s.owners)
	}
	s.owners[sha256.Sum256([]byte(a.token))] = a.who.Operator.ID.Wire()
}

// settle sets where to sign in. s.mu must be held, unless nothing else has the session yet.
func (s *Session) settle(where *place) {
	next := s.options.Transport
	if next == nil {
		next = reach.NewTransport(where.roots, !where.local && !s.options.IgnoreProxy)
	}
	s.where, s.http = where, newClient(next, where.hosts, s.clock)
}

// Serves returns an error unless the session's tokens may go to a Graph: a sandbox's tokens go only to this machine,
// and a cloud's only to that cloud's Graph. graph.New calls it.
func (s *Session) Serves(cloud graph.Cloud, root string) error { return s.options.serves(cloud, root) }

// Standing returns the state of the session.
func (s *Session) Standing() session.Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Next waits until the session's state is newer than serial, and returns it. It fails if ctx ends first.
func (s *Session) Next(ctx context.Context, serial int) (session.Standing, error) {
	for {
		s.mu.Lock()
		now, changed := s.now, s.changed
		s.mu.Unlock()
		if now.Serial != serial {
			return now, nil
		}
		if err := await(ctx, changed); err != nil {
			return session.Standing{}, err
		}
	}
}

// Identity returns who is signed in, and whether anyone is.
func (s *Session) Identity() (session.Identity, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Identity, s.now.Phase == session.In
}

// Operator returns who is signed in. It blocks until an operator is, or ctx ends.
func (s *Session) Operator(ctx context.Context) (person.Person, error) {
	for {
		s.mu.Lock()
		now, changed := s.now, s.changed
		s.mu.Unlock()
		if now.Phase == session.In {
			return now.Identity.Operator, nil
		}
		if err := await(ctx, changed); err != nil {
			return person.Person{}, err
		}
	}
}

// SignOut ends the sign-in and forgets whose it was. It does not tell Microsoft: the refresh token stays valid there,
// but nobody has it any more.
func (s *Session) SignOut() { s.close(session.Standing{Phase: session.Out}) }

// Lock drops the tokens but remembers whose they were, to suggest that account at the next sign-in. It does nothing if
// nobody is or was signed in.
func (s *Session) Lock() {
	s.mu.Lock()
	who, out := s.now.Identity, s.now.Phase == session.Out
	s.mu.Unlock()
	if !out {
		s.close(session.Standing{Phase: session.Locked, Identity: who})
	}
}

func (s *Session) close(next session.Standing) {
	s.mu.Lock()
	at, client := s.attempt, s.http
	s.attempt = nil
	if next.Phase == session.Out {
		s.hint, s.claims = "", ""
	}
	drop := s.become(next, nil)
	s.mu.Unlock()
	if at != nil {
		at.end()
	}
	drop()
	if client != nil {
		client.CloseIdleConnections()
	}
}

// become changes the state of the session and wakes everyone who waits for that. s.mu must be held. Call drop, which
// forgets the previous account, after releasing it.
func (s *Session) become(next session.Standing, a *account) (drop func()) {
	was := s.held
	s.held = nil
	if a != nil {
		s.held = func() *account { return a }
	}
	s.flight = nil
	s.stand(next)
	return func() {
		if was == nil {
			return
		}
		old := was()
		old.end()
		// This clears only MSAL's cache. Nothing can be done about an error, and the client is dropped anyway.
		_ = old.client.RemoveAccount(context.Background(), old.account)
	}
}

// stand sets a new state and wakes everyone who waits for one. s.mu must be held.
func (s *Session) stand(next session.Standing) {
	next.Serial = s.now.Serial + 1
	s.now = next
	close(s.changed)
	s.changed = make(chan struct{})
}

// await waits for a channel to close, and fails if ctx ends first.
func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return givenUp(ctx, renewing)
	}
}

// givenUp returns the failure of a context that ended: Offline if it ran out of time, otherwise Canceled.
func givenUp(ctx context.Context, what string) error {
	if ended(ctx) {
		return failure(what, canceled())
	}
	return failure(what, notYet())
}

// Format prints the name of the type whatever the verb: see held.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("auth.Session")) }

// LogValue is what slog prints.
func (s *Session) LogValue() slog.Value { return slog.StringValue("auth.Session") }
