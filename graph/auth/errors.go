package auth

import (
	"context"
	"errors"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"tapdesk/graph/reach"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/session"
)

// What failed, for fault.Fault.What.
const (
	signingIn = "sign in"
	renewing  = "renew the sign-in"
)

// loopPause is how long no request is sent after AADSTS50196, which says that there were too many.
const loopPause = time.Minute

// verdict is a failure together with its consequences here.
type verdict struct {
	*session.Failure
	// drop means that the current token must not be used any more either.
	drop bool
	// passing means that trying again in a moment may help.
	passing bool
	// wait is how long to send nothing; 0 if the service gave no time.
	wait time.Duration
	// claims is what a new sign-in must satisfy, as JSON; empty for nothing.
	claims string
}

// failure returns the failure that a row describes.
func failure(what string, r row) *session.Failure {
	kind := fault.Kind(r.Kind)
	switch {
	case kind != fault.Broken:
	case r.Passing:
		kind = fault.Offline
	default:
		kind = fault.SignIn
	}
	return &session.Failure{
		Happened: r.Happened, Operator: r.Operator, Admin: r.Admin, Way: session.Way(r.Way),
		Fault: &fault.Fault{Kind: kind, What: what, Hint: r.Operator, Message: r.Happened},
	}
}

// judge returns what a failed MSAL call means, from its context and the record of its exchanges. It does not use the
// error itself, whose text may contain whole answers with their tokens.
func (s *Session) judge(ctx context.Context, what string, rec *record) verdict {
	last, _ := rec.read()
	if ended(ctx) {
		return verdict{Failure: failure(what, canceled())}
	}
	r := cause(last, what)
	v := verdict{Failure: failure(what, r), passing: r.Passing, wait: last.wait, claims: last.oauth.Claims}
	v.Fault.Status = last.status
	v.Code, v.CorrelationID = code(last.oauth), last.oauth.CorrelationID
	v.Fault.Code = v.Code
	if slices.Contains(last.oauth.Codes, 50196) {
		v.wait = max(v.wait, loopPause)
	}
	if v.wait > 0 {
		v.Fault.WaitUntil = s.clock.Now().Add(v.wait).UTC()
		if session.Way(r.Way) == session.Later {
			v.Operator = "wait " + pass.Span((v.wait + time.Second - 1).Truncate(time.Second)) + ", then try again"
			v.Fault.Hint = v.Operator
		}
	}
	return v
}

// cause returns the row for the exchange that made what fail.
func cause(e exchange, what string) row {
	switch {
	case !e.made:
		return stuck()
	case errors.Is(e.err, errForeignHost):
		return foreign()
	case errors.Is(e.err, errTooLarge):
		return intercepted()
	case e.err != nil:
		return unreached(e.err)
	case e.oauth.Error != "" || len(e.oauth.Codes) > 0:
		r, known := find(e.oauth, what, e.grant)
		if !known && (e.status >= 500 || e.status == 429) {
			return unavailable()
		}
		return r
	case e.status >= 500, e.status == 429:
		return unavailable()
	case e.declined:
		return notGranted()
	case e.status >= 300, !e.json:
		return intercepted()
	}
	return generic()
}

// unreached returns the row for a service that did not answer.
func unreached(err error) row {
	r, t := offline(), reach.Of(err)
	switch {
	case t == nil:
	case t.Final:
		r = untrusted()
		r.Happened, r.Operator = t.Happened, t.Advice
	default:
		r.Happened, r.Operator = r.Happened+": "+t.Happened, t.Advice
	}
	return r
}

// code returns the code to quote: Microsoft's first code, otherwise the OAuth error.
func code(e oauthError) string {
	if len(e.Codes) > 0 {
		return "AADSTS" + strconv.Itoa(e.Codes[0])
	}
	return e.Error
}

var correlationText = regexp.MustCompile(`(?i)correlation id:\s*([0-9a-f-]{36})`)

// judgeAnswer returns what the sign-in page's answer means if it has no code: error and error_description, by form or
// by query. Only the numbers in the text are used. Source: RFC 6749, 4.1.2.1.
func (s *Session) judgeAnswer(answer url.Values) verdict {
	description := html.UnescapeString(answer.Get("error_description"))
	e := oauthError{Error: word(answer.Get("error")), Codes: codesIn(description)}
	r, _ := find(e, signingIn, byCode)
	v := verdict{Failure: failure(signingIn, r)}
	v.Code = code(e)
	if m := correlationText.FindStringSubmatch(description); m != nil {
		v.CorrelationID = guid(m[1])
	}
	v.Fault.Code = v.Code
	return v
}
