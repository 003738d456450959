package session

import (
	"errors"
	"strings"

	"tapdesk/state/fault"
)

// Way is what the operator can do after a failure.
type Way int

const (
	// Again means the same way again.
	Again Way = iota
	// ByBrowser means sign-in in the browser, because device code does not work.
	ByBrowser
	// Blocked means that nothing helps until an administrator changes something.
	Blocked
	// Later means the same way later: see fault.Fault.WaitUntil.
	Later
)

// Failure is why a sign-in failed, or why it cannot continue. It is an error with a *fault.Fault in its chain: of kind
// SignIn, or Offline when the sign-in service could not be reached or could not answer, Refused for what Tapdesk itself
// refuses, Canceled when nobody needs it any more. Its strings are lower case, without a full stop, and safe to draw.
type Failure struct {
	// Happened, Operator and Admin are what happened, what the operator can do, and what an administrator must change;
	// Admin is empty when there is nothing for them to change.
	Happened, Operator, Admin string
	Way                       Way
	// Code is Microsoft's, as AADSTS53003, or the OAuth error, as access_denied; empty if there was neither.
	Code string
	// CorrelationID identifies the sign-in for an administrator, a GUID; empty if there was none.
	CorrelationID string
	// Fault is the same failure as a fault: Hint is Operator, Message is Happened.
	Fault *fault.Fault
}

// Error returns what failed, what happened, what to do, and the id to quote.
func (f *Failure) Error() string {
	var b strings.Builder
	b.WriteString("could not " + f.What() + ": " + f.Happened)
	if f.Operator != "" {
		b.WriteString("; " + f.Operator)
	}
	if quote := f.Quote(); quote != "" {
		b.WriteString(" (" + quote + ")")
	}
	return b.String()
}

// What returns what failed, as a verb phrase.
func (f *Failure) What() string {
	if f.Fault == nil {
		return "sign in"
	}
	return f.Fault.What
}

// Quote returns what support needs: Microsoft's code and the correlation id, as far as they are known.
func (f *Failure) Quote() string {
	var parts []string
	if f.Code != "" {
		parts = append(parts, f.Code)
	}
	if f.CorrelationID != "" {
		parts = append(parts, "correlation id "+f.CorrelationID)
	}
	return strings.Join(parts, ", ")
}

// Unwrap returns the fault.
func (f *Failure) Unwrap() error {
	if f.Fault == nil {
		return nil
	}
	return f.Fault
}

// FailureOf returns the Failure in err's chain, or nil.
func FailureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return nil
}
