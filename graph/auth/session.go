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

// Session is one operator's sign-in from the first to the last: it signs in, hands out tokens and renews them, and is
// signed in to again when that can no longer go on. It implements graph.Tokens and is safe for concurrent use. Tokens
// are in memory alone. Every error of it is a *session.Failure, with a *fault.Fault in its chain.
type Session struct {
	options Options
	clock   clock.Clock
	scopes  []string // one list for the life of the program

	mu      sync.Mutex
	changed chan struct{} // closed, and replaced, at each change of what stands below
	now     session.Standing
	hint    string // the userPrincipalName that the next sign-in suggests
	claims  string // what the next sign-in must meet, as JSON
	held    held   // not nil while somebody is signed in
	flight  *flight
	owners  map[[sha256.Size]byte]string // object ids of those whom tokens were for, by the tokens' hashes
	attempt *attempt
	door    *door  // of the last sign-in by browser
	where   *place // once known
	http    *http.Client
}

var _ graph.Tokens = (*Session)(nil)

// held leads to the account. It is a function since fmt, which would print what a pointer leads to, knows nothing of
// what a function holds.
type held func() *account

// account is a sign-in that stands. What may change is guarded by Session.mu.
type account struct {
	client  public.Client
	account public.Account
	where   *place
	ctx     context.Context // ends with the account
	end     context.CancelFunc

	who       session.Identity
	token     string
	expires   time.Time
	refreshOn time.Time // when the service would like to be asked again; zero when it did not say
	met       string    // the claims that the token was asked with, beyond the usual
	resume    time.Time // until then nothing is asked
	last      *session.Failure
	spent     *session.Failure // why the account can no longer be renewed; nil while it can
	claims    string           // what the service said that a new sign-in must meet
}

// New returns a session of nobody. It makes no connection. It fails when the options make no sense.
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

// maxOwners bounds how many tokens are remembered by their hashes: more than a week of them.
const maxOwners = 256

// own remembers whom an account's token is for. It needs s.mu.
func (s *Session) own(a *account) {
	if len(s.owners) >= maxOwners {
		clear(s.owners)
	}
	s.owners[sha256.Sum256([]byte(a.token))] = a.who.Operator.ID.Wire()
}

// settle takes where to sign in. It needs s.mu, or to be alone.
func (s *Session) settle(where *place) {
	next := s.options.Transport
	if next == nil {
		next = reach.NewTransport(where.roots, !where.local && !s.options.IgnoreProxy)
	}
	s.where, s.http = where, newClient(next, where.hosts, s.clock)
}

// Serves reports whether the session's tokens may go to the Graph of a configuration: those of a sandbox go to this
// machine alone, and those of a cloud to that cloud's Graph alone. graph.New asks it.
func (s *Session) Serves(cloud graph.Cloud, root string) error { return s.options.serves(cloud, root) }

// Standing returns where the session stands.
func (s *Session) Standing() session.Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Next waits until the session stands otherwise than it did at a serial, and returns how. It fails when ctx ends first.
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

// Identity returns who is signed in, and whether somebody is.
func (s *Session) Identity() (session.Identity, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Identity, s.now.Phase == session.In
}

// Operator returns who is signed in. It blocks until somebody is, or ctx ends.
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

// SignOut ends the sign-in and forgets who it was. Microsoft is not told: the refresh token stays valid there, and
// nobody has it any more.
func (s *Session) SignOut() { s.close(session.Standing{Phase: session.Out}) }

// Lock drops the tokens and keeps who they were of, to whom the next sign-in is suggested. It does nothing when nobody
// is signed in or was.
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

// become changes where the session stands, and wakes whoever waits for that. It needs s.mu. It returns what is to be
// called when s.mu is free: it forgets the account that was.
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
		// This is MSAL's memory alone; there is nothing to be done about an error, and the client is dropped with it.
		_ = old.client.RemoveAccount(context.Background(), old.account)
	}
}

// stand takes a new standing and wakes whoever waits for one. It needs s.mu.
func (s *Session) stand(next session.Standing) {
	next.Serial = s.now.Serial + 1
	s.now = next
	close(s.changed)
	s.changed = make(chan struct{})
}

// await waits for a channel to close, and fails when ctx ends first.
func await(ctx context.Context, done <-chan struct{}) error {
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return givenUp(ctx, renewing)
	}
}

// givenUp returns the failure of a context that ended: Offline when it ran out of time, else Canceled.
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
