package session

import (
	"errors"
	"strings"

	"tapdesk/state/fault"
)

// Way is what gets an operator further after a failure.
type Way int

const (
	// Again means the same way, once more.
	Again Way = iota
	// ByBrowser means a sign-in in the browser, where device code is of no use.
	ByBrowser
	// Blocked means that no way helps before an administrator has changed something.
	Blocked
	// Later means the same way after a while: see fault.Fault.WaitUntil.
	Later
)

// Failure is why a sign-in ended without one, or why it cannot go on. It is an error, and a *fault.Fault is in its
// chain: of kind SignIn, or Offline when the sign-in service was not reached or could not answer, Refused for what
// Tapdesk itself will not do, Canceled when nobody waits for it any more. Its strings are lower case, without a full
// stop, and safe to draw.
type Failure struct {
	// Happened, Operator and Admin are what happened, what the operator can do, and what an administrator must change;
	// Admin is empty where nothing is theirs to change.
	Happened, Operator, Admin string
	Way                       Way
	// Code is Microsoft's, as AADSTS53003, or the OAuth error, as access_denied; empty when there was neither.
	Code string
	// CorrelationID is what an administrator looks the sign-in up by, a GUID; empty when there was none.
	CorrelationID string
	// Fault is the same for those who know faults only: Hint is Operator, Message is Happened.
	Fault *fault.Fault
}

// Error says what failed, what happened, what to do, and the id to quote.
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

// What returns what failed, as an infinitive.
func (f *Failure) What() string {
	if f.Fault == nil {
		return "sign in"
	}
	return f.Fault.What
}

// Quote returns what support will want: Microsoft's code and the correlation id, as far as they are known.
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

// FailureOf returns the Failure in err's chain, and nil when there is none.
func FailureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return nil
}
