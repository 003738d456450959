package desk

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
)

// TestWhatAFailedWriteIsCalled: Graph refused only what it has seen, and what may have happened is unknown.
func TestWhatAFailedWriteIsCalled(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		result journal.Result
	}{
		"denied":           {&fault.Fault{Kind: fault.Denied, Status: 403}, journal.Refused},
		"401 twice":        {&fault.Fault{Kind: fault.SignIn, Status: 401}, journal.Refused},
		"no token":         {&fault.Fault{Kind: fault.SignIn}, journal.NotSent},
		"no connection":    {&fault.Fault{Kind: fault.Offline}, journal.NotSent},
		"none in the time": {&fault.Fault{Kind: fault.Offline, Cause: context.DeadlineExceeded}, journal.NotSent},
		"lost":             {&fault.Fault{Kind: fault.Unknown}, journal.Unknown},
		"lost in the time": {&fault.Fault{Kind: fault.Unknown, Cause: context.DeadlineExceeded}, journal.Unknown},
		"broke off":        {&fault.Fault{Kind: fault.Unknown, Status: 201, Done: true}, journal.Unknown},
		"no fault":         {errors.New("whatever"), journal.Unknown},
	} {
		if r := ended(journal.Record{Kind: journal.Intent}, http.StatusCreated, "", c.err); r.Kind != journal.Outcome ||
			r.Result != c.result {
			t.Errorf("%s is called %s, want %s", name, r.Result, c.result)
		}
	}
}

// TestAnOutcomeBearsGraphsRequestID: support finds the request by it, whatever became of it.
func TestAnOutcomeBearsGraphsRequestID(t *testing.T) {
	for name, c := range map[string]struct {
		answered string
		err      error
		want     string
	}{
		"done":    {"of-the-204", nil, "of-the-204"},
		"refused": {"", &fault.Fault{Kind: fault.Denied, Status: 403, RequestID: "of-the-403"}, "of-the-403"},
		"lost":    {"", &fault.Fault{Kind: fault.Unknown}, ""},
	} {
		if r := ended(journal.Record{}, http.StatusNoContent, c.answered, c.err); r.RequestID != c.want {
			t.Errorf("%s: got the request-id %q, want %q", name, r.RequestID, c.want)
		}
	}
}
