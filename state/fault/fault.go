// Package fault says what went wrong in the operator's terms: what failed, why as far as Graph lets it be known, what
// to do about it, and the request-id to quote to whoever looks after the tenant.
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
	// Broken is an answer to a read that makes no sense: bad JSON, a missing field, or one that is not Graph's
	// (Fault.Gateway).
	Broken Kind = iota
	// Denied is Graph's 403: a scope, a role, or a person out of the operator's reach.
	Denied
	// NotFound is Graph's 404.
	NotFound
	// Invalid is a 400 about what was asked for: see Fault.Field and Fault.Range.
	Invalid
	// Conflict is a 400 or 409 because something is in the way already.
	Conflict
	// Throttled is Graph's 429, or what would have been one and was not sent: see Fault.WaitUntil.
	Throttled
	// Unavailable is a 5xx answer to a read.
	Unavailable
	// Offline is a read that got no answer at all.
	Offline
	// SignIn is Graph's 401, after a new token did not help either.
	SignIn
	// Unknown is a write whose outcome is not known: 5xx, timeout, cut or lost answer, or one that is not Graph's
	// (Fault.Gateway). It may have happened.
	Unknown
	// Refused is what Tapdesk itself will not do: a foreign host, a cloud without the feature, a write on oneself.
	Refused
	// Canceled is a read that was given up because nobody waits for it any more. It is never shown.
	Canceled
)

// Fault is one failure. Its strings are safe to draw (state/text). It implements error.
type Fault struct {
	Kind Kind
	// What failed, as "create the pass": an infinitive without an article for the operator.
	What string
	// Hint is what the operator can do, or who can do what.
	Hint string
	// Status is the HTTP status of the answer, 0 when there was none.
	Status int
	// Code and Message are Graph's own words, for the log and for whoever is asked. For an Offline read Message is what
	// was in the way.
	Code, Message string
	// RequestID is Graph's request-id, ClientRequestID the one sent with the request (a GUID each), either may be
	// empty.
	RequestID, ClientRequestID string
	// Field is the property of the request that Graph refused, by Graph's name (lifetimeInMinutes, isUsableOnce,
	// startDateTime), empty when it did not say.
	Field string
	// Min and Max are the bounds Graph gave in refusing Field, in minutes, both 0 when it gave none.
	Min, Max int
	// WaitUntil is when it may be tried again, by the operator's own clock, UTC; zero when unknown.
	WaitUntil time.Time
	// Done marks an Unknown write that Graph is known to have carried out (201 or 204 came) though the answer broke
	// off.
	Done bool
	// Gateway means that the answer was not Graph's: it has not the marks of one, so a proxy or a gateway on the way
	// sent it.
	Gateway bool
	// Scopes and Roles are those of which any one would have been enough, by Microsoft's names.
	Scopes, Roles []string
	// Cause is the error underneath, nil when the answer itself was the failure. It is never printed.
	Cause error
}

// Error says what failed, then the hint, then the request-id.
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

// Reason says in a few words why, from the kind and Graph's own words.
func (f *Fault) Reason() string {
	switch f.Kind {
	case Denied:
		return "Graph refused it (403)"
	case NotFound:
		return fmt.Sprintf("Graph does not know it (%d)", f.Status)
	case Invalid, Conflict:
		return fmt.Sprintf("Graph refused it (%d): %s", f.Status, f.words())
	case Throttled:
		if f.Status == 0 {
			return "it was not sent, because Graph allows no more for the moment"
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
			return "there is no sign-in to do it with"
		}
		return "Graph does not accept the sign-in any more (401)"
	case Unknown:
		if f.Gateway {
			return f.gateway() + ", so the outcome is unknown"
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

// Final reports whether Graph refused it, so that asking again soon would bring the same. Everything else may pass: a
// throttle, an answer that is lost or is not Graph's. A nil Fault is nothing that was refused.
func (f *Fault) Final() bool { return f != nil && (f.Kind == Denied || f.Kind == Invalid) }

// Word says in a word or two why something could not be read, for a list of what could not be.
func (f *Fault) Word() string {
	switch {
	case f == nil:
		return "not read"
	case f.Gateway:
		return fmt.Sprintf("not Graph's answer, %d", f.Status)
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

// words are Graph's own, without the full stop, since a hint may follow.
func (f *Fault) words() string {
	if message := strings.TrimRight(f.Message, ". "); message != "" {
		return message
	}
	if f.Code != "" {
		return f.Code
	}
	return "no reason given"
}

// Quote returns "request-id ..." as support will want it, the client's own id where the answer had none, or nothing.
func (f *Fault) Quote() string {
	switch {
	case f.RequestID != "":
		return "request-id " + f.RequestID
	case f.ClientRequestID != "":
		return "client-request-id " + f.ClientRequestID
	}
	return ""
}

// Of returns the Fault in err's chain, and nil when there is none.
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
