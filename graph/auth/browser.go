package auth

import (
	"context"
	"fmt"
	"time"

	"tapdesk/state/session"
)

// browserWindow is how long the port waits: long enough to set up a tunnel and complete a second factor.
const browserWindow = 5 * time.Minute

// Browser starts a sign-in in the browser on the operator's own machine. Its answer comes back through SSH to the
// operator's socket or to a loopback port of this machine. wait blocks until it arrives, and ends with the window, with
// ctx or with its own context.
//
// MSAL's own server for this stops at the first request from anyone, and reveals the state it waits for. So this
// package has its own server (see waiting), and MSAL only redeems the code.
func (s *Session) Browser(ctx context.Context) (show session.Browser, wait func(context.Context) error, err error) {
	at, err := s.begin(ctx, browserWindow)
	if err != nil {
		return session.Browser{}, nil, err
	}
	until := s.clock.Now().Add(browserWindow).UTC()
	d, err := s.openDoor()
	if err != nil {
		s.abandon(at)
		return session.Browser{}, nil, err
	}
	r := newRequest(fmt.Sprintf("http://localhost:%d", d.port))
	page, err := s.page(at, r, "form_post")
	if err != nil {
		d.close()
		f := s.judgeAttempt(at)
		s.abandon(at)
		return session.Browser{}, nil, f
	}
	w := s.waitAt(d, at, r, page)
	show = s.guide(d)
	show.Address, show.URL, show.Until, show.Trouble = w.address(), page, until, w.trouble
	return show, func(ctx context.Context) error { return s.waitBrowser(ctx, at, w) }, nil
}

// openDoor opens the door for the newest attempt. It first closes the previous attempt's door, even if that attempt's
// end has not been noticed yet.
func (s *Session) openDoor() (*door, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.door != nil {
		s.door.close()
	}
	var err error
	s.door, err = s.options.open()
	return s.door, err
}

func (s *Session) waitBrowser(ctx context.Context, at *attempt, w *waiting) error {
	defer s.abandon(at)
	select {
	case answer := <-w.answer:
		return s.answered(ctx, at, w.request, answer)
	case <-ctx.Done():
		return givenUp(ctx, signingIn)
	case <-at.ctx.Done():
		return s.stopped(at, windowOver())
	}
}

// trouble returns what arrived and was not accepted; nil for nothing.
func (w *waiting) trouble() *session.Failure {
	if odd := w.odd.Load(); odd != nil {
		return failure(signingIn, *odd)
	}
	return nil
}

// guide returns how the operator's browser reaches a door on this machine.
func (s *Session) guide(d *door) session.Browser {
	b := session.Browser{Port: d.port, Wanted: d.wanted, Bound: d.bound, Socket: d.socket, Forward: d.forward()}
	target, guessed := s.options.sshHost()
	if target != "" {
		b.SSH, b.HostGuessed = "ssh "+b.Forward+" "+target, guessed
	}
	return b
}
