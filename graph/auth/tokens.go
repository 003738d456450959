package auth

import (
	"context"
	"crypto/sha256"
	"time"

	"tapdesk/state/session"
)

// want is what a caller needs of a token.
type want struct {
	// renew says that stale was refused by Graph, with claims (JSON) or without.
	renew         bool
	stale, claims string
	// roles says that the operator asked for a new token.
	roles bool
}

// asks returns the claims to renew with.
func (w want) asks() string {
	if w.claims != "" {
		return w.claims
	}
	return anyClaims
}

// Token returns a token for Graph. It blocks until somebody is signed in or ctx ends. A token that is past the time the
// service proposed for its renewal is returned at once, and renewed behind the caller.
func (s *Session) Token(ctx context.Context) (string, error) { return s.obtain(ctx, want{}) }

// Renew returns a token other than stale, which Graph refused. Claims is the JSON of a claims challenge, or empty. When
// the sign-in cannot be renewed the session lapses, and the next sign-in is asked for with the claims.
func (s *Session) Renew(ctx context.Context, stale, claims string) (string, error) {
	return s.obtain(ctx, want{renew: true, stale: stale, claims: claims})
}

// RefreshRoles asks for a new token, and with it for the operator's roles as they are now, as after an activation. When
// that fails the token that was stays in use.
func (s *Session) RefreshRoles(ctx context.Context) error {
	_, err := s.obtain(ctx, want{roles: true})
	return err
}

// step is what there is to do next for somebody who wants a token: have it, fail, or wait.
type step struct {
	token  string
	failed *session.Failure
	wait   <-chan struct{}
	// flight is the renewal waited for, where its outcome counts for who waits.
	flight *flight
}

func (s *Session) obtain(ctx context.Context, w want) (string, error) {
	var before session.Identity
	for {
		next := s.step(w, &before)
		if next.failed != nil {
			return "", next.failed
		}
		if next.wait == nil {
			return next.token, nil
		}
		if err := await(ctx, next.wait); err != nil {
			return "", err
		}
		if f := next.flight; f != nil && !f.gone {
			return s.landed(f, w)
		}
	}
}

// step finds out what there is to do. before is who was signed in, or had been, when the caller first asked: nothing
// that was meant in one operator's name is done in another's.
func (s *Session) step(w want, before *session.Identity) step {
	s.mu.Lock()
	if before.Operator.ID.IsZero() {
		*before = s.now.Identity
	}
	if s.now.Phase != session.In {
		defer s.mu.Unlock()
		return step{wait: s.changed}
	}
	owner, known := s.owners[sha256.Sum256([]byte(w.stale))]
	if !before.Same(s.now.Identity) || known && owner != s.now.Identity.Operator.ID.Wire() {
		defer s.mu.Unlock()
		return step{failed: failure(renewing, replaced())}
	}
	next, drop := s.stepIn(s.held(), w)
	s.mu.Unlock()
	drop()
	return next
}

// stepIn is step while somebody is signed in. It needs s.mu; drop is to be called when it is free.
func (s *Session) stepIn(a *account, w want) (next step, drop func()) {
	now, drop := s.clock.Now(), func() {}
	if token, ok := a.usable(now, w); ok {
		if a.due(now) && s.flight == nil {
			s.depart(a, want{})
		}
		return step{token: token}, drop
	}
	switch {
	case a.spent != nil:
		if !w.roles || !now.Before(a.expires) {
			drop = s.lapse(a.spent, w.claims)
		}
		return step{failed: a.spent}, drop
	case a.last != nil && now.Before(a.resume):
		return step{failed: a.last}, drop
	case s.flight == nil:
		f := s.depart(a, w)
		return step{wait: f.done, flight: f}, drop
	case w.roles || s.flight.asked != w.asks():
		return step{wait: s.flight.done}, drop
	}
	return step{wait: s.flight.done, flight: s.flight}, drop
}

// usable returns the account's token when it serves.
func (a *account) usable(now time.Time, w want) (token string, ok bool) {
	switch {
	case w.roles || !now.Before(a.expires):
		return "", false
	case w.renew:
		return a.token, a.token != w.stale && (w.claims == "" || w.claims == a.met)
	}
	return a.token, now.Before(a.expires.Add(-margin)) || a.spent != nil || now.Before(a.resume)
}

// due reports whether the service would like the token to be renewed already.
func (a *account) due(now time.Time) bool {
	return a.spent == nil && !a.refreshOn.IsZero() && !now.Before(a.refreshOn) && !now.Before(a.resume)
}

// landed is the outcome of a flight for one who waited for it.
func (s *Session) landed(f *flight, w want) (string, error) {
	s.mu.Lock()
	drop, a := func() {}, f.account
	defer func() { s.mu.Unlock(); drop() }()
	if f.failed == nil {
		return a.token, nil
	}
	alive := s.clock.Now().Before(a.expires)
	if alive && !w.renew && !w.roles {
		return a.token, nil
	}
	if a.spent != nil && !(alive && w.roles) && s.held != nil && s.held() == a {
		drop = s.lapse(a.spent, w.claims)
	}
	return "", f.failed
}

// lapse ends an account that cannot be renewed. It needs s.mu; drop is to be called when it is free.
func (s *Session) lapse(why *session.Failure, claims string) (drop func()) {
	if own := s.held().claims; own != "" {
		claims = own
	}
	s.claims = claims
	return s.become(session.Standing{Phase: session.Lapsed, Identity: s.now.Identity, Why: why}, nil)
}
