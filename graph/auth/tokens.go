package auth

import (
	"context"
	"crypto/sha256"
	"time"

	"tapdesk/state/session"
)

// want is what a caller needs from a token.
type want struct {
	// renew means that Graph refused stale, with or without claims (JSON).
	renew         bool
	stale, claims string
	// roles means that the operator asked for a new token.
	roles bool
}

// asks returns the claims for a renewal.
func (w want) asks() string {
	if w.claims != "" {
		return w.claims
	}
	return anyClaims
}

// Token returns a token for Graph. It blocks until an operator is signed in or ctx ends. A token that is past the
// renewal time that the service suggested is returned at once and renewed in the background.
func (s *Session) Token(ctx context.Context) (string, error) { return s.obtain(ctx, want{}) }

// Renew returns a token other than stale, which Graph refused. claims is the JSON of a claims challenge, or empty. If
// the sign-in cannot be renewed the session lapses, and the next sign-in asks for the claims.
func (s *Session) Renew(ctx context.Context, stale, claims string) (string, error) {
	return s.obtain(ctx, want{renew: true, stale: stale, claims: claims})
}

// RefreshRoles requests a new token, which has the operator's current roles, for example after an activation. If that
// fails the current token stays in use.
func (s *Session) RefreshRoles(ctx context.Context) error {
	_, err := s.obtain(ctx, want{roles: true})
	return err
}

// step is what a caller who wants a token does next: take it, fail, or wait.
type step struct {
	token  string
	failed *session.Failure
	wait   <-chan struct{}
	// flight is the renewal to wait for, if the caller needs its outcome.
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

// step returns what to do next. before is who was or had been signed in when the caller first asked: a request made as
// one operator is never carried out as another.
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

// stepIn is step while an operator is signed in. s.mu must be held; call drop after releasing it.
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

// usable returns the account's token if it will do.
func (a *account) usable(now time.Time, w want) (token string, ok bool) {
	switch {
	case w.roles || !now.Before(a.expires):
		return "", false
	case w.renew:
		return a.token, a.token != w.stale && (w.claims == "" || w.claims == a.met)
	}
	return a.token, now.Before(a.expires.Add(-margin)) || a.spent != nil || now.Before(a.resume)
}

// due reports whether it is past the renewal time that the service suggested.
func (a *account) due(now time.Time) bool {
	return a.spent == nil && !a.refreshOn.IsZero() && !now.Before(a.refreshOn) && !now.Before(a.resume)
}

// landed returns the outcome of a flight for a caller who waited for it.
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

// lapse ends an account that cannot be renewed. s.mu must be held; call drop after releasing it.
func (s *Session) lapse(why *session.Failure, claims string) (drop func()) {
	if own := s.held().claims; own != "" {
		claims = own
	}
	s.claims = claims
	return s.become(session.Standing{Phase: session.Lapsed, Identity: s.now.Identity, Why: why}, nil)
}
