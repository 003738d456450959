package graph_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

func lookedAt(id string, reason pass.Reason) map[string]any {
	return map[string]any{
		"id": id, "temporaryAccessPass": nil, "lifetimeInMinutes": 60, "isUsableOnce": true,
		"createdDateTime": "2026-11-21T08:59:00.1234567Z", "startDateTime": "2026-11-21T08:59:00Z",
		"isUsable": reason == pass.EnabledByPolicy, "methodUsabilityReason": reason,
	}
}

func listOf(items ...map[string]any) map[string]any {
	return map[string]any{"value": append([]map[string]any{}, items...)}
}

func typed(kind string, m map[string]any) map[string]any {
	m["@odata.type"] = "#microsoft.graph." + kind
	return m
}

const (
	methodsOf = "/users/" + annID + "/authentication/methods"
	passesOf  = "/users/" + annID + "/authentication/temporaryAccessPassMethods"
)

func annsLook(f *fake) watch.Look { return f.Look(f.t.Context(), key(annID), key(passID)) }

// answering answers GETs by the end of their path; what is not named is a 404.
func answering(answers map[string]any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		code, body := http.StatusNotFound, any(json.RawMessage(errorBody("Request_ResourceNotFound", "not there")))
		for path, b := range answers {
			if !strings.HasSuffix(r.URL.Path, path) {
				continue
			}
			code, body = http.StatusOK, b
			if refused, is := b.(status); is {
				for name, value := range refused.headers {
					w.Header().Set(name, value)
				}
				code, body = refused.code, json.RawMessage(refused.body)
			}
		}
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(body)
	}
}

// paths are what was asked for, below the version.
func paths(f *fake) []string {
	var all []string
	for _, r := range f.requests() {
		all = append(all, strings.TrimPrefix(r.uri, "/v1.0"))
	}
	return all
}

func wantPaths(t *testing.T, f *fake, want ...string) {
	t.Helper()
	if got := paths(f); !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
}

func listedPass(id string, reason pass.Reason) map[string]any {
	return typed("temporaryAccessPassAuthenticationMethod", lookedAt(id, reason))
}

func TestLookIsOneRequest(t *testing.T) {
	f := newFake(t, answering(map[string]any{
		methodsOf: listOf(typed("fido2AuthenticationMethod",
			map[string]any{"id": "k", "displayName": "Key\u202e", "createdDateTime": "2026-11-21T09:00:00Z"}),
			listedPass(passID, pass.OneTimeUsed)),
	}))
	look := annsLook(f)
	if look.Fault != nil || look.PassFault != nil || look.MethodsFault != nil || look.Absent || look.UseVisible ||
		look.Requests != 1 {
		t.Fatalf("got %+v, want one request, no fault, nothing absent and no time of use", look)
	}
	if look.Pass == nil || look.Pass.MethodUsabilityReason != pass.OneTimeUsed {
		t.Errorf("got pass %+v, want one with the reason %s", look.Pass, pass.OneTimeUsed)
	}
	if len(look.Methods) != 1 || look.Methods[0].DisplayName != "Key\uFFFD" {
		t.Errorf("got methods %+v, want the key alone, named without control characters", look.Methods)
	}
	if !look.At.Equal(start) {
		t.Errorf("got look at %v, want %v", look.At, start)
	}
	wantPaths(t, f, methodsOf)
}

// TestLookTellsAbsence: a pass that is not listed is requested by its id. A 404 is about the pass if the person was
// found, otherwise about the person.
func TestLookTellsAbsence(t *testing.T) {
	byID := passesOf + "/" + passID
	f := newFake(t, sequence(
		answering(map[string]any{methodsOf: listOf()}), answering(map[string]any{}),
		answering(map[string]any{methodsOf: listOf(listedPass("other", pass.EnabledByPolicy))}), answering(map[string]any{}),
		answering(map[string]any{}),
		answering(map[string]any{methodsOf: status{429, map[string]string{"Retry-After": "7"}, bareError}}),
	))
	if look := annsLook(f); !look.Absent || look.Pass != nil || look.Methods == nil || look.Requests != 2 {
		t.Errorf("neither listed nor found by its id: got %+v, want absence after two requests", look)
	}
	if look := annsLook(f); !look.Absent || look.Listed == nil || look.Listed.ID != key("other") {
		t.Errorf("another pass is listed: got %+v, want absence, and the other as listed", look)
	}
	if look := annsLook(f); look.Absent || !fault.Is(look.Fault, fault.NotFound) {
		t.Errorf("the person is not found: got %+v, want the fault, not absence", look)
	}
	if look := annsLook(f); look.Absent || look.Fault == nil || !look.NotBefore.Equal(start.Add(7*time.Second)) {
		t.Errorf("Graph throttles: got %+v, want the fault and a wait of 7 s, not absence", look)
	}
	wantPaths(t, f, methodsOf, byID, methodsOf, byID, methodsOf, methodsOf)

	f = newFake(t, answering(map[string]any{methodsOf: listOf(), byID: lookedAt(passID, pass.EnabledByPolicy)}))
	if look := annsLook(f); look.Pass == nil || look.Absent || look.PassFault != nil {
		t.Errorf("found by its id, not listed: got %+v, want the pass", look)
	}
	f = newFake(t, answering(map[string]any{methodsOf: listOf(),
		byID: status{503, map[string]string{"Retry-After": "5"}, bareError}}))
	if look := annsLook(f); look.Absent || look.Fault != nil || !fault.Is(look.PassFault, fault.Unavailable) ||
		!look.NotBefore.Equal(start.Add(5*time.Second)) {
		t.Errorf("the list answers, the pass is unavailable: got %+v, want its fault and a wait of 5 s", look)
	}
}

// TestLookDegrades: where methods are denied the pass is read by its id alone, and after two refusals in a row they are
// not asked for.
func TestLookDegrades(t *testing.T) {
	denied, byID := status{403, nil, errorBody("accessDenied", "Request Authorization failed")}, passesOf+"/"+passID
	f := newFake(t, answering(map[string]any{byID: lookedAt(passID, pass.EnabledByPolicy), methodsOf: denied}))
	for i, requests := range []int{2, 2, 1} {
		look := annsLook(f)
		if look.Fault != nil || look.Pass == nil || !fault.Is(look.MethodsFault, fault.Denied) || look.Methods != nil ||
			look.Requests != requests {
			t.Errorf("look %d: got %+v, want the pass after %d requests, the methods denied", i, look, requests)
		}
	}
	f.AskAgain() // another role may see more
	annsLook(f)
	wantPaths(t, f, methodsOf, byID, methodsOf, byID, byID, methodsOf, byID)

	f = newFake(t, answering(map[string]any{methodsOf: denied, passesOf: listOf(lookedAt("other", pass.EnabledByPolicy))}))
	if look := annsLook(f); !look.Absent || look.Listed == nil || look.PassFault != nil || look.Fault != nil ||
		look.Requests != 3 {
		t.Errorf("another pass is listed: got %+v, want absence after 3 requests, and the other as listed", look)
	}
	f = newFake(t, answering(map[string]any{methodsOf: denied}))
	if look := annsLook(f); look.Absent || !fault.Is(look.PassFault, fault.NotFound) {
		t.Errorf("neither pass nor person is found: got %+v, want the fault, not absence", look)
	}
	f = newFake(t, answering(map[string]any{methodsOf: denied, byID: denied}))
	if look := annsLook(f); look.Absent || !fault.Is(look.PassFault, fault.Denied) {
		t.Errorf("nothing may be read: got %+v, want the pass denied, not absent", look)
	}
}

// TestLookAsksOnce: whatever comes back, nothing is requested twice, and the wait that Graph asks for is reported by
// Graph's clock.
func TestLookAsksOnce(t *testing.T) {
	tests := map[string]struct {
		answer http.HandlerFunc
		kind   fault.Kind
		wait   time.Duration
	}{
		"throttled":           {says(429, bareError, "Retry-After", "63"), fault.Throttled, 63 * time.Second},
		"throttled, fraction": {says(429, bareError, "Retry-After", "2.128"), fault.Throttled, 2128 * time.Millisecond},
		"throttled, bare":     {says(429, bareError), fault.Throttled, 10 * time.Second},
		"unavailable":         {says(503, bareError, "Retry-After", "5"), fault.Unavailable, 5 * time.Second},
		"no gateway":          {says(504, bareError), fault.Unavailable, 0},
		"drops":               {drops, fault.Offline, 0},
		"cut":                 {cuts(200, `{"value":[`), fault.Offline, 0},
		"nonsense":            {says(200, `<html>`), fault.Broken, 0},
		"no list":             {says(200, `{}`), fault.Broken, 0},
		"gone":                {says(404, bareError), fault.NotFound, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, tt.answer)
			look := annsLook(f)
			wantFault(t, look.Fault, tt.kind)
			want := time.Time{}
			if tt.wait > 0 {
				want = start.Add(tt.wait)
			}
			if !look.NotBefore.Equal(want) {
				t.Errorf("not before %v, want %v", look.NotBefore, want)
			}
			wantPaths(t, f, methodsOf)
			if len(f.clock.slept()) > 0 {
				t.Errorf("got pauses %v, want none", f.clock.slept())
			}
		})
	}
}

// TestLookGetsAnotherToken: a token that was refused is replaced at once.
func TestLookGetsAnotherToken(t *testing.T) {
	f := newFake(t, sequence(says(401, bareError),
		answering(map[string]any{methodsOf: listOf(listedPass(passID, pass.EnabledByPolicy))})))
	if look := annsLook(f); look.Pass == nil {
		t.Errorf("after another token: got %+v, want the pass", look)
	}
	all := f.requests()
	if len(all) != 2 || all[0].header.Get("Authorization") == all[1].header.Get("Authorization") {
		t.Errorf("got %d requests, want 2, the second with another token", len(all))
	}
	f = newFake(t, says(401, bareError))
	f.tokens.err = errBoom
	if look := annsLook(f); !fault.Is(look.Fault, fault.SignIn) {
		t.Errorf("nobody is signed in: got %+v, want a fault of the sign-in", look)
	}
}

func TestLookIsRefused(t *testing.T) {
	f := newFake(t, says(200, "{}"))
	if look := f.Look(t.Context(), key(annID), text.Key{}); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("no pass was named: got %+v, want it refused", look)
	}
	if look := f.Look(t.Context(), text.Key{}, key(passID)); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("nobody was named: got %+v, want it refused", look)
	}
	f = newFakeWith(t, says(200, "{}"), graph.Config{Cloud: graph.China})
	if look := annsLook(f); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("a cloud without passes: got %+v, want it refused", look)
	}
	if n := len(f.requests()); n != 0 {
		t.Errorf("got %d requests, want 0", n)
	}
}

// TestLookAtTheSandbox follows a pass through its life, on both versions of Graph.
func TestLookAtTheSandbox(t *testing.T) {
	for _, version := range []string{"v1.0", "beta"} {
		t.Run(version, func(t *testing.T) {
			d := newRigAt(t, sandbox.Options{}, version)
			once := false
			issued, err := d.CreatePass(t.Context(), "", d.id("ordinary"), pass.Order{IsUsableOnce: &once})
			if err != nil {
				t.Fatal(err)
			}
			look := func() watch.Look { return d.Look(t.Context(), d.id("ordinary"), issued.Pass.ID) }
			if l := look(); l.Pass == nil || !l.Pass.LastUsedDateTime.IsZero() || len(l.Methods) != 3 ||
				l.UseVisible != (version == "beta") {
				t.Errorf("got %+v, want the pass unused, 3 methods, and its use visible on beta alone", l)
			}
			d.signIn("ordinary", value(t, issued))
			if l := look(); l.Pass == nil || l.Pass.LastUsedDateTime.IsZero() != (version == "v1.0") || !l.Pass.IsUsable {
				t.Errorf("after the sign-in: got %+v, want the pass usable, with its last use on beta alone", l.Pass)
			}
			if err := remove(t, d, d.id("ordinary"), issued.Pass.ID); err != nil {
				t.Fatal(err)
			}
			if l := look(); !l.Absent || l.Listed != nil {
				t.Errorf("after the deletion: got %+v, want absence and no other pass", l)
			}
			if n := d.sent("GET", "/authentication/methods"); n != 3 {
				t.Errorf("got %d requests for 3 looks, want 3", n)
			}
		})
	}
}

// TestLookSurvivesEveryFault: each costs one request, and one more for another token or for a pass that is not in the
// list; the next look finds the pass.
func TestLookSurvivesEveryFault(t *testing.T) {
	more := []string{"claims-challenge", "expired-token", "denied", "empty-page"}
	for _, name := range sandbox.FaultNames() {
		d := newRig(t, sandbox.Options{})
		issued, err := d.issue("ordinary")
		if err != nil {
			t.Fatal(err)
		}
		if d.tenant.Fault(name+"@list") != nil {
			continue // it cannot be aimed there
		}
		look := func() watch.Look { return d.Look(t.Context(), d.id("ordinary"), issued.Pass.ID) }
		was, most := len(d.tenant.Requests()), 1
		if slices.Contains(more, name) {
			most = 2
		}
		l := look()
		if l.Fault == nil && l.Pass == nil && l.PassFault == nil && !l.Absent {
			t.Errorf("%s: got %+v, want a pass, a fault or absence", name, l)
		}
		if n := len(d.tenant.Requests()) - was; n > most {
			t.Errorf("%s: got %d requests, want at most %d", name, n, most)
		}
		if !l.NotBefore.IsZero() {
			_ = d.clock.Sleep(t.Context(), l.NotBefore.Sub(d.clock.Now())) // as the watch does
		}
		if l := look(); l.Pass == nil {
			t.Errorf("%s: got %+v from the next look, want the pass", name, l)
		}
	}
}
