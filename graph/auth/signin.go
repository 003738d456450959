package auth

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/state/clock"
	"tapdesk/state/session"
)

// attempt is one sign-in under way. There is one at a time: a new one ends the one before.
type attempt struct {
	ctx    context.Context // ends with the attempt, its time, or the caller's context
	end    context.CancelFunc
	rec    *record
	client public.Client
	where  *place
	// hint and claims are sent to the page; again is true if the console was in use before.
	hint, claims string
	again        bool
	// trouble is why the last poll for a device code failed.
	trouble atomic.Pointer[session.Failure]
}

// begin starts an attempt that ends after limit, or when ctx does. Each has its own MSAL client, so that nothing from
// an earlier sign-in is in its cache.
func (s *Session) begin(ctx context.Context, limit time.Duration) (*attempt, error) {
	where, err := s.find(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	options := []public.Option{
		public.WithAuthority(where.authority), public.WithHTTPClient(s.http), public.WithClientCapabilities([]string{"CP1"}),
		public.WithInstanceDiscovery(!where.local),
	}
	client, err := public.New(where.clientID, options...)
	if err != nil {
		return nil, failure(signingIn, misconfigured())
	}
	ctx, end := clock.WithTimeout(ctx, s.clock, limit)
	ctx, rec := withRecord(ctx)
	at := &attempt{
		ctx: ctx, end: end, rec: rec, client: client, where: where,
		hint: s.hint, claims: s.claims, again: s.now.Phase == session.Lapsed || s.now.Phase == session.Locked,
	}
	if s.attempt != nil {
		s.attempt.end()
	}
	s.attempt = at
	return at, nil
}

// finish makes the attempt's account the session's, if the attempt is still the newest and the account belongs here.
func (s *Session) finish(at *attempt, result public.AuthResult) error {
	defer at.end()
	who, r, ok := at.where.identify(result, session.Identity{})
	if !ok {
		_ = at.client.RemoveAccount(context.Background(), result.Account)
		return failure(signingIn, r)
	}
	a := &account{client: at.client, account: result.Account, where: at.where, who: who}
	a.ctx, a.end = context.WithCancel(context.Background())
	a.hold(result)
	s.mu.Lock()
	if s.attempt != at {
		s.mu.Unlock()
		a.end()
		_ = at.client.RemoveAccount(context.Background(), result.Account)
		return failure(signingIn, superseded())
	}
	s.attempt, s.hint, s.claims = nil, who.Operator.UserPrincipalName.Wire(), ""
	s.own(a)
	drop := s.become(session.Standing{Phase: session.In, Identity: who}, a)
	s.mu.Unlock()
	drop()
	return nil
}

// abandon ends an attempt that failed.
func (s *Session) abandon(at *attempt) {
	at.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attempt == at {
		s.attempt = nil
	}
}

// stopped returns why an attempt's context ended: it was superseded, canceled, or ran out of time; late is the row for
// that.
func (s *Session) stopped(at *attempt, late row) error {
	s.mu.Lock()
	newest := s.attempt == at
	s.mu.Unlock()
	switch {
	case errors.Is(context.Cause(at.ctx), context.DeadlineExceeded):
		return failure(signingIn, late)
	case !newest:
		return failure(signingIn, superseded())
	}
	return failure(signingIn, canceled())
}
