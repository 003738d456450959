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

// What failed, as fault.Fault.What has it.
const (
	signingIn = "sign in"
	renewing  = "renew the sign-in"
)

// loopPause is how long nothing is asked after AADSTS50196, which says that too much was.
const loopPause = time.Minute

// verdict is a failure together with what follows from it here.
type verdict struct {
	*session.Failure
	// drop says that the token that was is not to be used any more either.
	drop bool
	// passing says that trying again in a moment may help.
	passing bool
	// wait is how long nothing should be asked, 0 where the service named no time.
	wait time.Duration
	// claims is what a new sign-in must meet, as JSON; empty for nothing.
	claims string
}

// failure makes a failure of a row.
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

// judge says what a failed call of MSAL means, from the context it had and the record of its exchanges. The error
// itself is not looked at: its text may hold whole answers with the tokens in them.
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

// cause returns the row of an exchange that led to a failure of what was tried.
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

// unreached returns the row of a service that gave no answer.
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

// code returns the code to quote: Microsoft's first, else the OAuth error.
func code(e oauthError) string {
	if len(e.Codes) > 0 {
		return "AADSTS" + strconv.Itoa(e.Codes[0])
	}
	return e.Error
}

var correlationText = regexp.MustCompile(`(?i)correlation id:\s*([0-9a-f-]{36})`)

// judgeAnswer says what the sign-in page's answer means where it has no code: error and error_description, by form or
// by query. Of the text only the numbers are taken. Source: RFC 6749, 4.1.2.1.
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
