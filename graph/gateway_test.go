package graph_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// gatewayStatuses are what proxies and gateways answer by themselves.
var gatewayStatuses = []int{200, 204, 302, 307, 400, 401, 403, 404, 407, 408, 409, 410, 423, 425, 429, 451, 499, 500,
	502, 503, 504, 511}

// wantGateway fails unless err says that something other than Graph answered, and nothing about rights or what exists.
func wantGateway(t *testing.T, err error, kind fault.Kind, status int) {
	t.Helper()
	f := wantFault(t, err, kind)
	says := "something between here and Graph answered (" + strconv.Itoa(status) + ")"
	if !f.Gateway || f.Done || f.Scopes != nil || f.Roles != nil || !strings.HasPrefix(f.Reason(), says) {
		t.Errorf("%d: fault = %+v, %q, want %q", status, f, f.Reason(), says)
	}
	if lower := strings.ToLower(f.Error()); strings.Contains(lower, "role") || strings.Contains(lower, "scope") ||
		strings.Contains(lower, "sign in") {
		t.Errorf("%d: advice about rights: %s", status, f.Error())
	}
}

// TestGatewayLeavesAWriteUnknown: whatever a gateway answers in Graph's place, and whether it passed the request on or
// not, the outcome is unknown, one request was sent, and the token is kept.
func TestGatewayLeavesAWriteUnknown(t *testing.T) {
	for _, status := range gatewayStatuses {
		for _, name := range []string{"gateway-", "gateway-done-"} {
			spec := name + strconv.Itoa(status)
			d := newRig(t, sandbox.Options{})
			d.arm(spec + "@create:always")
			_, err := d.issue("ordinary")
			wantGateway(t, err, fault.Unknown, status)
			if n := d.sent("POST", posts); n != 1 {
				t.Errorf("%s: %d POSTs, want 1", spec, n)
			}
			if list, err := d.Passes(t.Context(), d.id("ordinary")); err != nil ||
				(len(list) == 1) != (name == "gateway-done-") {
				t.Errorf("%s: got passes %+v, error %v, want one only if the gateway hid a success", spec, list, err)
			}
			d = newRig(t, sandbox.Options{})
			list, err := d.Passes(t.Context(), d.id("usable-pass"))
			if err != nil || len(list) != 1 {
				t.Fatalf("Passes: got %+v, error %v, want one", list, err)
			}
			d.arm(spec + "@delete:always")
			wantGateway(t, remove(t, d, d.id("usable-pass"), list[0].ID), fault.Unknown, status)
			if n := d.sent("DELETE", list[0].ID.Wire()); n != 1 {
				t.Errorf("%s: %d DELETEs, want 1", spec, n)
			}
		}
	}
}

// TestGatewayTellsNothingOfWhatWasRead: a gateway's 404 does not mean that someone is missing, its 403 says nothing
// about rights, and its 401 costs no token.
func TestGatewayTellsNothingOfWhatWasRead(t *testing.T) {
	reads := map[string]func(*rig) error{
		"search": func(d *rig) error { _, err := d.Search(t.Context(), person.Classify("usable pass"), nil); return err },
		"batch":  func(d *rig) error { _, err := d.Dossier(t.Context(), d.id("usable-pass")); return err },
		"list":   func(d *rig) error { _, err := d.Passes(t.Context(), d.id("usable-pass")); return err },
		"policy": func(d *rig) error { _, err := d.ReadPolicy(t.Context()); return err },
	}
	for op, read := range reads {
		for _, status := range gatewayStatuses {
			d := newRig(t, sandbox.Options{})
			d.arm("gateway-" + strconv.Itoa(status) + "@" + op + ":always")
			err := read(d)
			if op == "batch" && status/100 == 2 {
				if err != nil {
					t.Errorf("a page for a batch alone: %v, want each part asked for by itself", err)
				}
				continue
			}
			wantGateway(t, err, fault.Broken, status)
			waits := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
			if f := fault.Of(err); waits == f.WaitUntil.IsZero() {
				t.Errorf("%s, %d: to be tried again at %v", op, status, f.WaitUntil)
			}
			again := 1
			if waits || status == http.StatusGatewayTimeout {
				again = 4
			}
			if n := len(d.tenant.Requests()); n != again {
				t.Errorf("%s, %d: %d requests, want %d", op, status, n, again)
			}
		}
	}
}

// TestMarksOfGraph: both marks are needed, wherever the request-id is. A status for an interrupted exchange settles
// nothing, even from Graph.
func TestMarksOfGraph(t *testing.T) {
	marked := errorBody("accessDenied", "no")
	tests := []struct {
		name    string
		h       http.HandlerFunc
		kind    fault.Kind
		gateway bool
		posts   int
	}{
		{"both", says(403, marked), fault.Denied, false, 1},
		{"the id in the header alone", says(403, bareError), fault.Denied, false, 1},
		{"the id in the body alone", says(403, marked, "request-id", ""), fault.Denied, false, 1},
		{"no id", says(403, bareError, "request-id", ""), fault.Unknown, true, 1},
		{"no object", says(403, `{"error":"denied"}`), fault.Unknown, true, 1},
		{"no error", says(403, `{"code":"denied"}`), fault.Unknown, true, 1},
		{"no body", says(403, ""), fault.Unknown, true, 1},
		{"a page with an id", says(403, "<html>"), fault.Unknown, true, 1},
		{"cut", cuts(403, marked[:len(marked)/2]), fault.Unknown, true, 1},
		{"400 of a proxy", says(400, `{"error":{"message":"between 1 and 5 lifetime"}}`, "request-id", ""), fault.Unknown,
			true, 1},
		{"401 of Graph's", says(401, marked), fault.SignIn, false, 2},
		{"401 of a proxy", says(401, "<html>", "WWW-Authenticate", `Basic realm="x"`), fault.Unknown, true, 1},
		{"401 of a proxy that passes Graph's id on", says(401, "log in"), fault.Unknown, true, 1},
		{"408 of Graph's", says(408, marked), fault.Unknown, false, 1},
		{"425 of Graph's", says(425, marked), fault.Unknown, false, 1},
		{"499 of Graph's", says(499, marked), fault.Unknown, false, 1},
		{"429 of Graph's", says(429, marked, "Retry-After", "9"), fault.Throttled, false, 1},
		{"429 of a proxy", says(429, "<html>", "Retry-After", "9"), fault.Unknown, true, 1},
		{"201 without an id and a value", says(201, "{}", "request-id", ""), fault.Unknown, true, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t, tt.h)
			_, err := create(f)
			got := wantFault(t, err, tt.kind)
			if got.Gateway != tt.gateway || got.Done || got.Max != 0 {
				t.Errorf("fault = %+v, want Gateway %v", got, tt.gateway)
			}
			if n := f.count("POST"); n != tt.posts {
				t.Errorf("%d POSTs, want %d", n, tt.posts)
			}
			if n := len(f.tokens.claims); n != tt.posts-1 {
				t.Errorf("%d new tokens, want %d", n, tt.posts-1)
			}
		})
	}
	f := newFake(t, says(204, "", "request-id", ""))
	if got := wantFault(t, remove(t, f, key(annID), key(passID)), fault.Unknown); !got.Gateway || got.Done {
		t.Errorf("a deletion without Graph's marks: got %+v, want a fault of the gateway, not done", got)
	}
	f = newFake(t, says(201, passJSON, "request-id", ""))
	if issued, err := create(f); err != nil || value(t, issued) != thePass {
		t.Errorf("a pass without Graph's marks: got error %v, want the pass", err)
	}
}

// TestPartsOfABatchBearGraphsMarks: the outer answer's request-id counts for each part. A page in place of a part is
// not Graph's, nor is one for the part on its own.
func TestPartsOfABatchBearGraphsMarks(t *testing.T) {
	page := status{404, nil, `"PGh0bWw+"`}
	manager, methods := "/users/"+annID+"/manager", "/users/"+annID+"/authentication/methods"
	passes := "/users/" + annID + "/authentication/temporary"
	parts := batched(with(map[string]any{manager: page, methods: status{403, nil, bareError}, passes: page}))
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			says(404, "<html>")(w, r)
			return
		}
		parts(w, r)
	})
	d := open(t, f)
	if d.ManagerFault == nil || !d.ManagerFault.Gateway || d.ManagerFault.Kind != fault.Broken {
		t.Errorf("a page for a manager: %+v, want a fault of kind Broken", d.ManagerFault)
	}
	if d.MethodsFault == nil || d.MethodsFault.Gateway || d.MethodsFault.Kind != fault.Denied {
		t.Errorf("a refusal for methods: %+v, want a fault of kind Denied", d.MethodsFault)
	}
}
