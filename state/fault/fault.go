// Package fault describes failures in the operator's terms: what failed, why as far as Graph says, what to do about it,
// and the request-id to quote to the person who runs the tenant.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind sorts failures by what the operator can do about them.
type Kind int

const (
	// Broken is an answer to a read that makes no sense: bad JSON, a missing field, or one that is not from Graph
	// (Fault.Gateway).
	Broken Kind = iota
	// Denied is Graph's 403: a missing scope or role, or a person the operator may not manage.
	Denied
	// NotFound is Graph's 404.
	NotFound
	// Invalid is a 400 about the request's content: see Fault.Field and Fault.Range.
	Invalid
	// Conflict is a 400 or 409 because something already exists or is in the way.
	Conflict
	// Throttled is Graph's 429, or a request not sent because it would have got one: see Fault.WaitUntil.
	Throttled
	// Unavailable is a 5xx answer to a read.
	Unavailable
	// Offline is a read that got no answer at all.
	Offline
	// SignIn is Graph's 401, even after a new token.
	SignIn
	// Unknown is a write whose outcome is unknown: 5xx, timeout, cut or lost answer, or one that is not from Graph
	// (Fault.Gateway). It may have happened.
	Unknown
	// Refused is what Tapdesk itself refuses: a foreign host, a cloud without the feature, a write on oneself.
	Refused
	// Canceled is a read that was given up because nobody needs it any more. It is never shown.
	Canceled
)

// Fault is one failure. Its strings are safe to draw (state/text). It implements error.
type Fault struct {
	Kind Kind
	// What failed, as a verb phrase for the operator: "create the pass".
	What string
	// Hint is what the operator can do, or who can help.
	Hint string
	// Status is the HTTP status of the answer, 0 when there was none.
	Status int
	// Code and Message are Graph's own, for the log and for support. For an Offline read Message is what prevented it.
	Code, Message string
	// RequestID is Graph's request-id and ClientRequestID the one sent with the request, a GUID each; either may be
	// empty.
	RequestID, ClientRequestID string
	// Field is the property of the request that Graph refused, by Graph's name (lifetimeInMinutes, isUsableOnce,
	// startDateTime); empty when it did not say.
	Field string
	// Min and Max are the bounds that Graph gave when it refused Field, in minutes; both 0 when it gave none.
	Min, Max int
	// WaitUntil is when to try again, by the operator's own clock, UTC; zero when unknown.
	WaitUntil time.Time
	// Done means that Graph is known to have carried out an Unknown write (201 or 204 arrived), although the answer
	// broke off.
	Done bool
	// Gateway means that the answer lacks Graph's marks, so a proxy or gateway on the way sent it.
	Gateway bool
	// Scopes and Roles are Microsoft's names of those of which any one would have been enough.
	Scopes, Roles []string
	// Cause is the underlying error, nil when the answer itself was the failure. It is never printed.
	Cause error
}

// Error returns what failed, then the hint, then the request-id.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString("could not " + f.What)
	if reason := f.Reason(); reason != "" {
		b.WriteString(": " + reason)
	}
	if f.Hint != "" {
		b.WriteString("; " + f.Hint)
	}
	if id := f.Quote(); id != "" {
		b.WriteString(" (" + id + ")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Reason returns why, in a few words, from the kind and Graph's own words.
func (f *Fault) Reason() string {
	switch f.Kind {
	case Denied:
		return "Graph refused it (403)"
	case NotFound:
		return fmt.Sprintf("Graph could not find it (%d)", f.Status)
	case Invalid, Conflict:
		if f.Status/100 == 2 { // it was begun, and said later how it ended
			return "Graph accepted it, and it failed: " + f.words()
		}
		return fmt.Sprintf("Graph refused it (%d): %s", f.Status, f.words())
	case Throttled:
		if f.Status == 0 {
			return "the request was not sent, because Graph allows no more for now"
		}
		return "Graph asks to wait (429)"
	case Unavailable:
		return fmt.Sprintf("Graph is not available (%d)", f.Status)
	case Offline:
		if f.Message != "" {
			return f.Message
		}
		return "no answer from Graph"
	case SignIn:
		if f.Status == 0 {
			return "nobody is signed in"
		}
		return "Graph no longer accepts the sign-in (401)"
	case Unknown:
		if f.Gateway {
			return f.gateway() + ", so the outcome is unknown"
		}
		if f.Status == 202 {
			return "Graph accepted it and has not said how it ended"
		}
		return "the answer was lost, so the outcome is unknown"
	case Broken:
		if f.Gateway {
			return f.gateway()
		}
		return fmt.Sprintf("Graph's answer made no sense (%d)", f.Status)
	}
	return ""
}

func (f *Fault) gateway() string {
	return fmt.Sprintf("something between here and Graph answered (%d)", f.Status)
}

// Final reports whether Graph refused it, so that trying again soon would give the same result. Everything else may
// pass: a throttle, or an answer that was lost or not from Graph. A nil Fault was not refused.
func (f *Fault) Final() bool { return f != nil && (f.Kind == Denied || f.Kind == Invalid) }

// Word returns in a word or two why something could not be read, for a list.
func (f *Fault) Word() string {
	switch {
	case f == nil:
		return "not read"
	case f.Gateway:
		return fmt.Sprintf("not from Graph, %d", f.Status)
	}
	switch f.Kind {
	case Denied:
		return "denied"
	case Invalid, Conflict:
		return fmt.Sprintf("refused, %d", f.Status)
	case NotFound:
		return "not found"
	case Throttled:
		return "throttled"
	case Unavailable:
		return fmt.Sprintf("unavailable, %d", f.Status)
	case Offline, Canceled:
		return "no answer"
	case SignIn:
		return "sign-in not accepted"
	}
	return "unexpected answer"
}

// words returns Graph's own words without the full stop, since a hint may follow.
func (f *Fault) words() string {
	if message := strings.TrimRight(f.Message, ". "); message != "" {
		return message
	}
	if f.Code != "" {
		return f.Code
	}
	return "no reason given"
}

// Quote returns "request-id ..." as support needs it, the client's own id if the answer had none, or nothing.
func (f *Fault) Quote() string {
	switch {
	case f.RequestID != "":
		return "request-id " + f.RequestID
	case f.ClientRequestID != "":
		return "client-request-id " + f.ClientRequestID
	}
	return ""
}

// Of returns the Fault in err's chain, or nil.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is reports whether err is a Fault of the kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}
