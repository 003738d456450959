package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"
)

// request is a request for an authorization code, which the answer must match.
type request struct {
	// redirect is where the page sends the browser, http://localhost:PORT.
	redirect string
	// state is in the page's address and must come back with the answer. verifier does not leave this program until the
	// code is redeemed.
	state, verifier string
}

func newRequest(redirect string) *request {
	return &request{redirect: redirect, state: random(), verifier: random()}
}

// random returns 256 bits as text. crypto/rand.Read never fails.
func random() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// fits reports whether an answer belongs to this request: it has the state, once, and a code or an error.
func (r *request) fits(answer url.Values) bool {
	return len(answer["state"]) == 1 && isAnswer(answer) &&
		subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(r.state)) == 1
}

// isAnswer reports whether a form looks like the answer to some sign-in.
func isAnswer(form url.Values) bool {
	return form.Get("state") != "" && (form.Get("code") != "" || form.Get("error") != "")
}

// page returns the address of the page to open, which answers in a mode: form_post or query. MSAL's own address lacks
// state, PKCE and the scopes of OpenID Connect. Unlocking, and signing in after a lapse, asks for the credentials of
// the previous account.
func (s *Session) page(at *attempt, r *request, mode string) (string, error) {
	var options []public.AuthCodeURLOption
	if at.hint != "" {
		options = append(options, public.WithLoginHint(at.hint))
	}
	if at.claims != "" {
		options = append(options, public.WithClaims(at.claims))
	}
	scopes := append([]string{"openid", "profile", "offline_access"}, s.scopes...)
	bare, err := at.client.AuthCodeURL(at.ctx, at.where.clientID, r.redirect, scopes, options...)
	if err != nil {
		return "", err
	}
	page, err := url.Parse(bare)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(r.verifier))
	q := page.Query()
	q.Set("state", r.state)
	q.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
	q.Set("code_challenge_method", "S256")
	q.Set("response_mode", mode)
	q.Set("prompt", "select_account")
	if at.again && at.hint != "" {
		q.Set("prompt", "login")
	}
	page.RawQuery = q.Encode()
	return page.String(), nil
}

// answered handles an answer that fits: it redeems the code, or returns what the error means. It ends with ctx.
func (s *Session) answered(ctx context.Context, at *attempt, r *request, answer url.Values) error {
	code := answer.Get("code")
	if answer.Get("error") != "" || code == "" {
		return s.judgeAnswer(answer).Failure
	}
	defer context.AfterFunc(ctx, at.end)()
	result, err := at.client.AcquireTokenByAuthCode(at.ctx, code, r.redirect, s.scopes, public.WithChallenge(r.verifier))
	if err == nil {
		return s.finish(at, result)
	}
	return s.judgeAttempt(at)
}
