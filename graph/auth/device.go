package auth

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"tapdesk/state/session"
	"tapdesk/state/text"
)

const (
	// deviceLimit is the most that a device code sign-in may take, whatever the service says. Microsoft's codes last 15
	// minutes.
	deviceLimit = time.Hour
	// resumePause is the pause before polling resumes after a network failure. It grows to resumePauseMax.
	resumePause    = time.Second
	resumePauseMax = 15 * time.Second
)

// DeviceCode starts a sign-in by device code and returns what to show. wait blocks until the code has been entered. It
// survives network failures, and ends with the code, with ctx or with its own context.
func (s *Session) DeviceCode(ctx context.Context) (code session.Code, wait func(context.Context) error, err error) {
	at, err := s.begin(ctx, deviceLimit)
	if err != nil {
		return session.Code{}, nil, err
	}
	var options []public.AcquireByDeviceCodeOption
	if at.claims != "" {
		options = append(options, public.WithClaims(at.claims))
	}
	dc, err := at.client.AcquireTokenByDeviceCode(at.ctx, s.scopes, options...)
	if err != nil {
		f := s.judgeAttempt(at)
		s.abandon(at)
		return session.Code{}, nil, f
	}
	code = session.Code{
		UserCode: dc.Result.UserCode, VerificationURL: dc.Result.VerificationURL, ExpiresOn: dc.Result.ExpiresOn.UTC(),
	}
	if !shown(code) {
		s.abandon(at)
		return session.Code{}, nil, failure(signingIn, intercepted())
	}
	code.Trouble = at.troubled
	return code, func(ctx context.Context) error { return s.waitDevice(ctx, at, dc) }, nil
}

// shown reports whether a code can be shown and used. Entra sends nine characters and an https address.
func shown(c session.Code) bool {
	u, err := url.Parse(c.VerificationURL)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil &&
		c.UserCode != "" && len(c.UserCode) <= 64 && text.Safe(c.UserCode) &&
		len(c.VerificationURL) <= 512 && text.Safe(c.VerificationURL)
}

func (s *Session) waitDevice(ctx context.Context, at *attempt, dc public.DeviceCode) error {
	defer context.AfterFunc(ctx, at.end)()
	defer s.abandon(at)
	for pause := resumePause; ; pause = min(2*pause, resumePauseMax) {
		at.rec.forget()
		result, err := dc.AuthenticationResult(at.ctx)
		if err == nil {
			return s.finish(at, result)
		}
		if at.ctx.Err() != nil {
			return s.stopped(at, codeOver())
		}
		v := s.judge(at.ctx, signingIn, at.rec)
		left := dc.Result.ExpiresOn.Sub(s.clock.Now())
		if left <= 0 {
			return failure(signingIn, codeOver())
		}
		// MSAL gives up on a code when a poll fails, and continues with it when called again. A 400 is final.
		if !v.passing || v.Fault.Status == http.StatusBadRequest {
			return v.Failure
		}
		at.trouble.Store(v.Failure)
		if s.clock.Sleep(at.ctx, min(max(v.wait, pause), left)) != nil {
			return s.stopped(at, codeOver())
		}
	}
}

// troubled returns why the last poll got no answer from the service; nil once a poll has.
func (at *attempt) troubled() *session.Failure {
	if last, _ := at.rec.read(); last.oauth.Error == "authorization_pending" {
		return nil
	}
	return at.trouble.Load()
}

// judgeAttempt returns why an attempt could not start.
func (s *Session) judgeAttempt(at *attempt) error {
	if at.ctx.Err() != nil {
		return s.stopped(at, windowOver())
	}
	return s.judge(at.ctx, signingIn, at.rec).Failure
}
