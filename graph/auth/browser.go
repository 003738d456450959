package auth

import (
	"context"
	"fmt"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/state/session"
)

// browserWindow is how long the port waits: long enough to set a tunnel up and to meet a second factor. Anybody with a shell
// on this machine can call on it, which ends the sign-in, so it is no longer than that.
const browserWindow = 5 * time.Minute

// promptLogin asks the page for the credentials of the account suggested, instead of a choice of accounts. MSAL exports no
// name for it, and always sends one of its prompts.
const promptLogin = 1

// Browser begins a sign-in in the browser of the operator's own machine, which comes back to a port of this machine's
// loopback through SSH. wait blocks until it did, and ends with the window, with ctx or with the context it is given.
func (s *Session) Browser(ctx context.Context) (show session.Browser, wait func(context.Context) error, err error) {
	at, err := s.begin(ctx, browserWindow)
	if err != nil {
		return session.Browser{}, nil, err
	}
	until := s.clock.Now().Add(browserWindow).UTC()
	wanted := s.options.wantedPort()
	for port := wanted; port < wanted+portTries && port <= 65535; port++ {
		page, done, err := s.open(at, port)
		if err == nil {
			show = s.guide(port)
			show.URL, show.Wanted, show.Until = page, wanted, until
			return show, func(ctx context.Context) error { return s.waitBrowser(ctx, at, done) }, nil
		}
		taken, refused := portTaken(err)
		switch {
		case taken:
			continue
		case refused:
			s.abandon(at)
			return session.Browser{}, nil, failure(signingIn, portRefused)
		}
		f := s.judgeAttempt(at)
		s.abandon(at)
		return session.Browser{}, nil, f
	}
	s.abandon(at)
	return session.Browser{}, nil, failure(signingIn, portsTaken)
}

// open waits on the port and returns the page to open. MSAL does both in one call, which goes on behind; its outcome comes
// over done.
func (s *Session) open(at *attempt, port int) (page string, done <-chan outcome, err error) {
	options := []public.AcquireInteractiveOption{public.WithRedirectURI(fmt.Sprintf("http://localhost:%d", port))}
	if at.hint != "" {
		options = append(options, public.WithLoginHint(at.hint))
	}
	if at.again && at.hint != "" {
		options = append(options, public.WithPrompt(promptLogin))
	}
	if at.claims != "" {
		options = append(options, public.WithClaims(at.claims))
	}
	pages, outcomes := make(chan string, 1), make(chan outcome, 1)
	options = append(options, public.WithOpenURL(func(u string) error {
		pages <- u // MSAL is never let start a browser: it would run on this machine and write to this terminal
		return nil
	}))
	go func() {
		result, err := at.client.AcquireTokenInteractive(at.ctx, s.scopes, options...)
		outcomes <- outcome{result, err}
	}()
	select {
	case page = <-pages:
		return page, outcomes, nil
	case o := <-outcomes:
		// A fast answer may have come behind the page.
		select {
		case page = <-pages:
			again := make(chan outcome, 1)
			again <- o
			return page, again, nil
		default:
			return "", nil, o.err
		}
	case <-at.ctx.Done():
		return "", nil, at.ctx.Err()
	}
}

func (s *Session) waitBrowser(ctx context.Context, at *attempt, done <-chan outcome) error {
	defer s.abandon(at)
	var o outcome
	select {
	case o = <-done:
	case <-ctx.Done():
		return givenUp(ctx, signingIn)
	case <-at.ctx.Done():
		return s.stopped(at, windowOver)
	}
	if o.err == nil {
		return s.finish(at, o.result)
	}
	if at.ctx.Err() != nil {
		return s.stopped(at, windowOver)
	}
	if _, redeemed := at.rec.read(); !redeemed {
		if last, _ := at.rec.read(); last.err == nil {
			return s.judgeRedirect(o.err.Error()).Failure
		}
	}
	return s.judge(at.ctx, signingIn, at.rec).Failure
}

// guide returns how the operator's browser reaches a port of this machine. Both ends must use the same port, since the page
// sends the browser to it by number; and 127.0.0.1 is written out, since somebody else may have the port on ::1.
func (s *Session) guide(port int) session.Browser {
	b := session.Browser{Port: port, Forward: fmt.Sprintf("-L 127.0.0.1:%d:127.0.0.1:%d", port, port)}
	target, guessed := s.options.sshHost()
	if target != "" {
		b.SSH, b.HostGuessed = "ssh "+b.Forward+" "+target, guessed
	}
	return b
}
