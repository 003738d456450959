package auth

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"tapdesk/state/session"
)

// pasteWindow is how long an address is accepted. Its code is valid for about as long.
const pasteWindow = 10 * time.Minute

// PasteBack starts a sign-in whose answer the operator pastes. The browser ends on an address of localhost where
// nothing answers, and finish takes that address. finish may be called again after a wrong address. PasteBack is
// refused unless the options allow it. An operator who is talked into pasting an address from elsewhere would sign in
// as another person, which state and PKCE prevent, or help someone else sign in, which they do not.
func (s *Session) PasteBack(ctx context.Context) (
	show session.Paste, finish func(ctx context.Context, pasted string) error, err error,
) {
	if !s.options.PasteBack {
		return session.Paste{}, nil, failure(signingIn, pasteOff())
	}
	at, err := s.begin(ctx, pasteWindow)
	if err != nil {
		return session.Paste{}, nil, err
	}
	p := &paste{request: newRequest(fmt.Sprintf("http://localhost:%d", s.options.wantedPort()))}
	show.Until = s.clock.Now().Add(pasteWindow).UTC()
	if show.URL, err = s.page(at, p.request, "query"); err != nil {
		f := s.judgeAttempt(at)
		s.abandon(at)
		return session.Paste{}, nil, f
	}
	return show, func(ctx context.Context, pasted string) error { return s.takePaste(ctx, at, p, pasted) }, nil
}

// paste is the request that a pasted address must answer.
type paste struct {
	*request
	mu   sync.Mutex
	used bool // an answer was accepted
}

func (s *Session) takePaste(ctx context.Context, at *attempt, p *paste, pasted string) error {
	p.mu.Lock()
	used := p.used
	answer, r, ok := p.read(pasted)
	p.used = used || ok // from here on the attempt ends, whatever the result
	p.mu.Unlock()
	switch {
	case used:
		return failure(signingIn, pasteUsed())
	case at.ctx.Err() != nil:
		f := s.stopped(at, windowOver())
		s.abandon(at)
		return f
	case !ok:
		return failure(signingIn, r)
	}
	defer s.abandon(at)
	return s.answered(ctx, at, p.request, answer)
}

// read returns the query of an address, if it is the answer to this sign-in.
func (p *paste) read(pasted string) (answer url.Values, r row, ok bool) {
	// A terminal may have wrapped it.
	pasted = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, pasted)
	u, err := url.Parse(pasted)
	if err != nil || len(pasted) > 16<<10 || u.Scheme+"://"+u.Host != p.redirect || u.User != nil {
		return nil, pasteWrong(), false
	}
	answer = u.Query()
	switch {
	case answer.Get("code") == "" && answer.Get("error") == "":
		return nil, pasteWrong(), false
	case !p.fits(answer):
		return nil, pasteForeign(), false
	}
	return answer, row{}, true
}
