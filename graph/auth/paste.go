package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/state/session"
)

// pasteWindow is how long an address is taken; the code in it is good for about as long.
const pasteWindow = 10 * time.Minute

// PasteBack begins a sign-in whose answer the operator pastes: the browser ends on an address of localhost that nothing
// answers, and finish takes that address. It may be called again after a wrong one. It is refused unless the options allow
// it: somebody who is talked into pasting an address from elsewhere would sign in as another person, which state and PKCE
// prevent, or help somebody else to, which they do not.
func (s *Session) PasteBack(ctx context.Context) (show session.Paste, finish func(ctx context.Context, pasted string) error, err error) {
	if !s.options.PasteBack {
		return session.Paste{}, nil, failure(signingIn, pasteOff)
	}
	at, err := s.begin(ctx, pasteWindow)
	if err != nil {
		return session.Paste{}, nil, err
	}
	p := &paste{
		redirect: fmt.Sprintf("http://localhost:%d", s.options.wantedPort()),
		state:    random(), verifier: random(),
	}
	show.Until = s.clock.Now().Add(pasteWindow).UTC()
	if show.URL, err = s.pastePage(at, p); err != nil {
		f := s.judgeAttempt(at)
		s.abandon(at)
		return session.Paste{}, nil, f
	}
	return show, func(ctx context.Context, pasted string) error { return s.takePaste(ctx, at, p, pasted) }, nil
}

// paste is what an answer must fit.
type paste struct {
	redirect, verifier string
	mu                 sync.Mutex
	state              string // empty once an answer was taken
}

// random returns 256 bits as text. crypto/rand.Read never fails.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// pastePage returns the page to open. MSAL's own URL lacks state, PKCE and the scopes of OpenID Connect.
func (s *Session) pastePage(at *attempt, p *paste) (string, error) {
	var options []public.AuthCodeURLOption
	if at.hint != "" {
		options = append(options, public.WithLoginHint(at.hint))
	}
	if at.claims != "" {
		options = append(options, public.WithClaims(at.claims))
	}
	scopes := append([]string{"openid", "profile", "offline_access"}, s.scopes...)
	bare, err := at.client.AuthCodeURL(at.ctx, at.where.clientID, p.redirect, scopes, options...)
	if err != nil {
		return "", err
	}
	page, err := url.Parse(bare)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(p.verifier))
	q := page.Query()
	q.Set("state", p.state)
	q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
	q.Set("code_challenge_method", "S256")
	q.Set("response_mode", "query")
	if at.hint == "" {
		q.Set("prompt", "select_account")
	}
	page.RawQuery = q.Encode()
	return page.String(), nil
}

func (s *Session) takePaste(ctx context.Context, at *attempt, p *paste, pasted string) error {
	p.mu.Lock()
	used := p.state == ""
	answer, r, ok := p.read(pasted)
	if ok {
		p.state = "" // from here on the attempt ends, whatever comes of it
	}
	p.mu.Unlock()
	switch {
	case used:
		return failure(signingIn, pasteUsed)
	case at.ctx.Err() != nil:
		f := s.stopped(at, windowOver)
		s.abandon(at)
		return f
	case !ok:
		return failure(signingIn, r)
	}
	defer s.abandon(at)
	if code := answer.Get("code"); code != "" {
		defer context.AfterFunc(ctx, at.end)()
		result, err := at.client.AcquireTokenByAuthCode(at.ctx, code, p.redirect, s.scopes, public.WithChallenge(p.verifier))
		if err == nil {
			return s.finish(at, result)
		}
		return s.judgeAttempt(at)
	}
	return s.judgeRedirect(answer.Get("error_description")).Failure
}

// read takes an address apart: its query, when it is the answer to this sign-in.
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
		return nil, pasteWrong, false
	}
	answer = u.Query()
	if answer.Get("code") == "" && answer.Get("error") == "" {
		return nil, pasteWrong, false
	}
	if subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(p.state)) != 1 {
		return nil, pasteForeign, false
	}
	return answer, row{}, true
}
