package auth

import (
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/graph/reach"
	"tapdesk/state/session"
)

const (
	// margin is how long before its expiry a token is renewed, as in MSAL.
	margin = 5 * time.Minute
	// refreshTries is how often a renewal is tried while the service cannot be reached. The pause doubles each time,
	// and no try begins after refreshBudget.
	refreshTries  = 3
	refreshPause  = 500 * time.Millisecond
	refreshBudget = 5 * time.Second
	// earlyPause is the pause after a failed renewal while the token is still valid, latePause after it has expired.
	earlyPause = time.Minute
	latePause  = 3 * time.Second
	// anyClaims makes MSAL request a new token whatever it has cached; it adds nothing to the request. With it there is
	// one way to renew, and MSAL's cache, which may hold an older token with other scopes, is never read.
	anyClaims = "{}"
)

// flight is one renewal, shared by everyone who waits for it. failed and gone may be read once done is closed.
type flight struct {
	account *account
	asked   string // the claims it sends
	done    chan struct{}
	// failed is why there is no new token.
	failed *session.Failure
	// gone is true if the account has ended.
	gone bool
}

// depart starts a renewal, which outlives the caller. s.mu must be held, and no other flight may be under way.
func (s *Session) depart(a *account, w want) *flight {
	f := &flight{account: a, asked: w.asks(), done: make(chan struct{})}
	s.flight = f
	go s.fly(f)
	return f
}

func (s *Session) fly(f *flight) {
	a := f.account
	result, who, v := s.refresh(a, f.asked)
	drop := func() {}
	s.mu.Lock()
	switch {
	case s.held == nil || s.held() != a:
		f.gone = true
	case v.Failure == nil:
		s.renewed(a, result, who, f.asked)
	default:
		f.failed = v.Failure
		drop = s.failed(a, v)
	}
	if s.flight == f {
		s.flight = nil
	}
	s.mu.Unlock()
	drop()
	close(f.done)
}

// refresh asks for a new token. It stops when the account ends.
func (s *Session) refresh(a *account, claims string) (public.AuthResult, session.Identity, verdict) {
	began := s.clock.Now()
	for try := 1; ; try++ {
		ctx, rec := withRecord(a.ctx)
		result, err := a.client.AcquireTokenSilent(ctx, s.scopes,
			public.WithSilentAccount(a.account), public.WithClaims(claims))
		if err == nil {
			who, r, ok := a.where.identify(result, a.who)
			if !ok {
				return result, who, verdict{Failure: failure(renewing, r), drop: true}
			}
			return result, who, verdict{}
		}
		v := s.judge(ctx, renewing, rec)
		if last, _ := rec.read(); a.where.local && reach.Refused(last.err) {
			return result, session.Identity{}, verdict{Failure: failure(renewing, sandboxGone()), drop: true}
		}
		pause := refreshPause << (try - 1)
		late := s.clock.Now().Add(pause).Sub(began) > refreshBudget
		if !v.passing || v.wait > 0 || try == refreshTries || late || s.clock.Sleep(a.ctx, pause) != nil {
			return result, session.Identity{}, v
		}
	}
}

// renewed stores a new token. s.mu must be held.
func (s *Session) renewed(a *account, result public.AuthResult, who session.Identity, claims string) {
	a.hold(result)
	a.who, a.met = who, ""
	if claims != anyClaims {
		a.met = claims
	}
	s.own(a)
	if s.now.Why != nil || !equal(who, s.now.Identity) {
		s.stand(session.Standing{Phase: session.In, Identity: who})
	}
}

// hold stores a token.
func (a *account) hold(result public.AuthResult) {
	a.token, a.expires, a.refreshOn = result.AccessToken, result.ExpiresOn.UTC(), result.Metadata.RefreshOn.UTC()
	a.resume, a.last, a.spent, a.claims = time.Time{}, nil, nil, ""
	if result.Metadata.RefreshOn.IsZero() {
		a.refreshOn = time.Time{}
	}
}

// failed records why there is no new token, for now or for good. s.mu must be held; call drop after releasing it.
func (s *Session) failed(a *account, v verdict) (drop func()) {
	now := s.clock.Now()
	a.claims = v.claims
	switch {
	case v.drop:
		a.spent = v.Failure
		return s.lapse(v.Failure, "")
	case !v.passing:
		a.spent = v.Failure
		s.stand(session.Standing{Phase: session.In, Identity: s.now.Identity, Why: v.Failure, Ends: a.expires})
	case now.Before(a.expires):
		a.last, a.resume = v.Failure, now.Add(max(v.wait, earlyPause))
	default:
		a.last, a.resume = v.Failure, now.Add(max(v.wait, latePause))
	}
	return func() {}
}
