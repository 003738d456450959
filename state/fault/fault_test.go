package fault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tapdesk/state/fault"
)

const (
	theirs = "8c1d7a52-0000-4000-8000-000000000001"
	ours   = "8c1d7a52-0000-4000-8000-000000000002"
)

func TestError(t *testing.T) {
	tests := []struct {
		name  string
		fault fault.Fault
		want  string
	}{
		{"denied", fault.Fault{
			Kind: fault.Denied, What: "create the pass", Status: 403,
			Hint: "ask for the role Authentication Administrator", RequestID: theirs, ClientRequestID: ours,
		}, "could not create the pass: Graph refused it (403); " +
			"ask for the role Authentication Administrator (request-id " + theirs + ")"},
		{"not found", fault.Fault{Kind: fault.NotFound, What: "read the person", Status: 404},
			"could not read the person: Graph could not find it (404)"},
		{"invalid", fault.Fault{
			Kind: fault.Invalid, What: "create the pass", Status: 400, Hint: "type 60 to 480",
			Message: "Invalid LifetimeInMinutes specified. The valid range between 60 and 480.",
		}, "could not create the pass: Graph refused it (400): " +
			"Invalid LifetimeInMinutes specified. The valid range between 60 and 480; type 60 to 480"},
		{"conflict, code alone", fault.Fault{Kind: fault.Conflict, What: "create the pass", Status: 409, Code: "conflict"},
			"could not create the pass: Graph refused it (409): conflict"},
		{"invalid, no words", fault.Fault{Kind: fault.Invalid, What: "create the pass", Status: 400},
			"could not create the pass: Graph refused it (400): no reason given"},
		{"invalid, an empty message", fault.Fault{
			Kind: fault.Invalid, What: "create the pass", Status: 400, Message: ".", Code: "badRequest",
		}, "could not create the pass: Graph refused it (400): badRequest"},
		{"throttled", fault.Fault{Kind: fault.Throttled, What: "search", Status: 429, Hint: "wait 3 s"},
			"could not search: Graph asks to wait (429); wait 3 s"},
		{"unavailable", fault.Fault{Kind: fault.Unavailable, What: "search", Status: 504},
			"could not search: Graph is not available (504)"},
		{"offline", fault.Fault{
			Kind: fault.Offline, What: "search", ClientRequestID: ours, Cause: errors.New("dial tcp 192.0.2.1:443"),
		}, "could not search: no answer from Graph (client-request-id " + ours + ")"},
		{"sign-in", fault.Fault{Kind: fault.SignIn, What: "search", Status: 401},
			"could not search: Graph no longer accepts the sign-in (401)"},
		{"nobody signed in", fault.Fault{Kind: fault.SignIn, What: "search", Hint: "sign in again"},
			"could not search: nobody is signed in; sign in again"},
		{"unknown", fault.Fault{Kind: fault.Unknown, What: "create the pass", Status: 504},
			"could not create the pass: the answer was lost, so the outcome is unknown"},
		{"broken", fault.Fault{Kind: fault.Broken, What: "search", Status: 200},
			"could not search: Graph's answer made no sense (200)"},
		{"refused here", fault.Fault{
			Kind: fault.Refused, What: "create the pass", Hint: "you cannot issue a pass for yourself",
		}, "could not create the pass; you cannot issue a pass for yourself"},
		{"canceled", fault.Fault{Kind: fault.Canceled, What: "search"}, "could not search"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.fault.Error(); got != tt.want {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
			if tt.fault.Cause != nil && strings.Contains(fmt.Sprintf("%v %s", &tt.fault, &tt.fault), tt.fault.Cause.Error()) {
				t.Error("the cause is printed, but it may contain secrets")
			}
		})
	}
}

func TestQuote(t *testing.T) {
	for want, f := range map[string]fault.Fault{
		"request-id " + theirs:      {RequestID: theirs, ClientRequestID: ours},
		"client-request-id " + ours: {ClientRequestID: ours},
		"":                          {},
	} {
		if got := f.Quote(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOfAndIs(t *testing.T) {
	f := &fault.Fault{Kind: fault.Canceled, What: "search", Cause: context.Canceled}
	wrapped := fmt.Errorf("looking up: %w", f)
	if fault.Of(wrapped) != f || fault.Of(errors.Join(errors.New("x"), wrapped)) != f {
		t.Error("Of does not find the fault in the chain")
	}
	if !fault.Is(wrapped, fault.Canceled) || fault.Is(wrapped, fault.Broken) {
		t.Error("Is mistakes one kind for another")
	}
	if !errors.Is(wrapped, context.Canceled) {
		t.Error("the cause is not in the chain")
	}
	for _, err := range []error{nil, errors.New("x")} {
		if fault.Of(err) != nil || fault.Is(err, fault.Broken) {
			t.Errorf("%v counts as a fault", err)
		}
	}
}

// A new kind must get its words too.
func TestEveryKindHasWords(t *testing.T) {
	for kind := fault.Broken; kind < fault.Canceled; kind++ {
		f := fault.Fault{Kind: kind, What: "x", Status: 400}
		if f.Reason() == "" && kind != fault.Refused {
			t.Errorf("kind %d has no reason", kind)
		}
	}
}
