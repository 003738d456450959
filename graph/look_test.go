package graph_test

import (
	"encoding/json"
	"net/http"
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
	return map[string]any{"id": id, "temporaryAccessPass": nil, "createdDateTime": "2026-11-21T08:59:00.1234567Z", "startDateTime": "2026-11-21T08:59:00Z",
		"lifetimeInMinutes": 60, "isUsableOnce": true, "isUsable": reason == pass.EnabledByPolicy, "methodUsabilityReason": reason}
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

func TestLookIsOneRequest(t *testing.T) {
	f := newFake(t, batched(map[string]any{
		passesOf + "/" + passID: lookedAt(passID, pass.OneTimeUsed),
		methodsOf: listOf(typed("fido2AuthenticationMethod", map[string]any{"id": "k", "displayName": "Key\u202e", "createdDateTime": "2026-11-21T09:00:00Z"}),
			typed("temporaryAccessPassAuthenticationMethod", lookedAt(passID, pass.EnabledByPolicy))),
	}))
	look := annsLook(f)
	if look.Fault != nil || look.PassFault != nil || look.MethodsFault != nil || look.Absent || look.UseVisible {
		t.Fatalf("%+v", look)
	}
	if look.Pass == nil || look.Pass.MethodUsabilityReason != pass.OneTimeUsed {
		t.Errorf("the pass by its id is %+v", look.Pass)
	}
	if len(look.Methods) != 1 || look.Methods[0].DisplayName != "Key\uFFFD" {
		t.Errorf("methods %+v", look.Methods)
	}
	if look.Listed == nil || look.Listed.ID != key(passID) {
		t.Errorf("listed %+v", look.Listed)
	}
	if !look.At.Equal(start) {
		t.Errorf("looked at %v", look.At)
	}
	all := f.requests()
	if len(all) != 1 || all[0].uri != "/v1.0/$batch" {
		t.Fatalf("%+v", all)
	}
	var body struct {
		Requests []struct{ Method, URL string }
	}
	if err := json.Unmarshal([]byte(all[0].body), &body); err != nil || len(body.Requests) != 2 ||
		body.Requests[0].URL != passesOf+"/"+passID || body.Requests[1].URL != methodsOf {
		t.Errorf("asked for %+v", body)
	}
}

// TestLookTellsAbsence: a 404 speaks of the pass where the person was found beside it, and else of the person.
func TestLookTellsAbsence(t *testing.T) {
	other := typed("temporaryAccessPassAuthenticationMethod", lookedAt("other", pass.EnabledByPolicy))
	f := newFake(t, sequence(
		batched(map[string]any{methodsOf: listOf()}),
		batched(map[string]any{methodsOf: listOf(other)}),
		batched(map[string]any{}),
		batched(map[string]any{methodsOf: status{429, map[string]string{"Retry-After": "7"}, bareError}}),
	))
	if look := annsLook(f); !look.Absent || look.Pass != nil || look.Methods == nil {
		t.Errorf("%+v", look)
	}
	if look := annsLook(f); !look.Absent || look.Listed == nil || look.Listed.ID != key("other") {
		t.Errorf("%+v", look)
	}
	if look := annsLook(f); look.Absent || !fault.Is(look.PassFault, fault.NotFound) || !fault.Is(look.MethodsFault, fault.NotFound) {
		t.Errorf("nobody is there: %+v", look)
	}
	if look := annsLook(f); look.Absent || look.PassFault == nil || !look.NotBefore.Equal(start.Add(7*time.Second)) {
		t.Errorf("half an answer: %+v", look)
	}
	if n := len(f.requests()); n != 4 {
		t.Errorf("%d requests for 4 looks", n)
	}
}

// TestLookDegrades: what is denied takes nothing from the rest.
func TestLookDegrades(t *testing.T) {
	denied := status{403, nil, errorBody("accessDenied", "Request Authorization failed")}
	f := newFake(t, batched(map[string]any{
		passesOf + "/" + passID: lookedAt(passID, pass.EnabledByPolicy), methodsOf: denied, passesOf: listOf(lookedAt(passID, pass.EnabledByPolicy)),
	}))
	for i, want := range []string{methodsOf, methodsOf, passesOf, passesOf} { // one refusal may pass
		look := annsLook(f)
		if look.Fault != nil || look.Pass == nil || !fault.Is(look.MethodsFault, fault.Denied) || look.Methods != nil {
			t.Errorf("look %d: %+v", i, look)
		}
		if i > 1 && look.Listed == nil {
			t.Errorf("look %d: the list of passes told nothing", i)
		}
		if body := f.requests()[i].body; !strings.Contains(body, `"`+want+`"`) {
			t.Errorf("look %d asked %s", i, body)
		}
	}
	f.AskAgain() // another role may see more
	annsLook(f)
	if all := f.requests(); len(all) != 5 || !strings.Contains(all[4].body, `"`+methodsOf+`"`) {
		t.Errorf("%d requests for 5 looks, the last %s", len(all), all[len(all)-1].body)
	}

	f = newFake(t, batched(map[string]any{
		passesOf + "/" + passID: denied, methodsOf: listOf(typed("temporaryAccessPassAuthenticationMethod", lookedAt(passID, pass.EnabledByPolicy))),
	}))
	if look := annsLook(f); look.Pass == nil || look.PassFault != nil {
		t.Errorf("the list has the pass: %+v", look)
	}
}

// TestLookAsksOnce: whatever comes back, nothing is asked for twice, and the wait Graph asks for is told by Graph's
// clock. Only parts that the batch does not bring are asked for by themselves.
func TestLookAsksOnce(t *testing.T) {
	tests := map[string]struct {
		answer http.HandlerFunc
		kind   fault.Kind
		wait   time.Duration
	}{
		"throttled":           {says(429, bareError, "Retry-After", "63"), fault.Throttled, 63 * time.Second},
		"throttled, fraction": {says(429, bareError, "Retry-After", "2.128"), fault.Throttled, 2128 * time.Millisecond},
		"throttled, bare":     {says(429, bareError), fault.Throttled, 0},
		"unavailable":         {says(503, bareError, "Retry-After", "5"), fault.Unavailable, 5 * time.Second},
		"no gateway":          {says(504, bareError), fault.Unavailable, 0},
		"denied":              {says(403, errorBody("accessDenied", "no")), fault.Denied, 0},
		"drops":               {drops, fault.Offline, 0},
		"cut":                 {cuts(200, `{"responses":[`), fault.Offline, 0},
		"nonsense":            {says(200, `<html>`), fault.Broken, 0},
		"refused token":       {says(401, errorBody("InvalidAuthenticationToken", "expired")), fault.SignIn, 0},
		"a part is left out":  {says(200, `{"responses":[]}`), -1, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, tt.answer)
			look := annsLook(f)
			if tt.kind >= 0 {
				wantFault(t, look.Fault, tt.kind)
			} else if look.Fault != nil || look.PassFault == nil || look.MethodsFault == nil {
				t.Errorf("%+v", look)
			}
			want := time.Time{}
			if tt.wait > 0 {
				want = start.Add(tt.wait)
			}
			if !look.NotBefore.Equal(want) {
				t.Errorf("not before %v, want %v", look.NotBefore, want)
			}
			requests := 1
			if name == "nonsense" || name == "a part is left out" {
				requests = 3
			}
			if n := len(f.requests()); n != requests {
				t.Errorf("%d requests, want %d", n, requests)
			}
			if len(f.clock.slept()) > 0 {
				t.Errorf("slept %v", f.clock.slept())
			}
		})
	}
}

// TestLookGetsAnotherToken: a token that was refused is replaced for the next look, of the whole or of a part.
func TestLookGetsAnotherToken(t *testing.T) {
	fine := batched(map[string]any{passesOf + "/" + passID: lookedAt(passID, pass.EnabledByPolicy), methodsOf: listOf()})
	for name, first := range map[string]http.HandlerFunc{
		"whole": says(401, bareError),
		"part":  batched(map[string]any{passesOf + "/" + passID: status{401, nil, bareError}, methodsOf: listOf()}),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, sequence(first, fine))
			if look := annsLook(f); look.Pass != nil || look.Absent {
				t.Errorf("%+v", look)
			}
			if look := annsLook(f); look.Pass == nil {
				t.Errorf("%+v", look)
			}
			all := f.requests()
			if len(all) != 2 || all[0].header.Get("Authorization") == all[1].header.Get("Authorization") {
				t.Errorf("%d requests, the second with the token of the first", len(all))
			}
		})
	}
	f := newFake(t, says(401, bareError))
	f.tokens.err = errBoom
	if look := annsLook(f); !fault.Is(look.Fault, fault.SignIn) {
		t.Errorf("nobody is signed in: %+v", look)
	}
}

func TestLookIsRefused(t *testing.T) {
	f := newFake(t, says(200, "{}"))
	if look := f.Look(t.Context(), key(annID), text.Key{}); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("no pass was named: %+v", look)
	}
	if look := f.Look(t.Context(), text.Key{}, key(passID)); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("nobody was named: %+v", look)
	}
	f = newFakeWith(t, says(200, "{}"), graph.Config{Cloud: graph.China})
	if look := annsLook(f); !fault.Is(look.Fault, fault.Refused) {
		t.Errorf("a cloud without passes: %+v", look)
	}
	if n := len(f.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// TestLookAtTheSandbox follows a pass through its life, on both versions of Graph.
func TestLookAtTheSandbox(t *testing.T) {
	for _, version := range []string{"v1.0", "beta"} {
		t.Run(version, func(t *testing.T) {
			d := newDeskAt(t, sandbox.Options{}, version)
			once := false
			issued, err := d.CreatePass(t.Context(), "", d.id("ordinary"), pass.Order{IsUsableOnce: &once})
			if err != nil {
				t.Fatal(err)
			}
			look := func() watch.Look { return d.Look(t.Context(), d.id("ordinary"), issued.Pass.ID) }
			if l := look(); l.Pass == nil || !l.Pass.LastUsedDateTime.IsZero() || len(l.Methods) != 3 || l.UseVisible != (version == "beta") {
				t.Errorf("%+v", l)
			}
			d.signIn("ordinary", value(t, issued))
			if l := look(); l.Pass == nil || l.Pass.LastUsedDateTime.IsZero() != (version == "v1.0") || !l.Pass.IsUsable {
				t.Errorf("after the sign-in: %+v", l.Pass)
			}
			if err := remove(t, d, d.id("ordinary"), issued.Pass.ID); err != nil {
				t.Fatal(err)
			}
			if l := look(); !l.Absent || l.Listed != nil {
				t.Errorf("after the deletion: %+v", l)
			}
			if n := d.sent("POST", "/$batch"); n != 3 {
				t.Errorf("%d requests for 3 looks", n)
			}
		})
	}
}

// TestLookSurvivesEveryFault: each costs one request, and those a batch leaves open one for each part, and the next
// look is whole again.
func TestLookSurvivesEveryFault(t *testing.T) {
	for _, name := range sandbox.FaultNames() {
		for _, at := range []string{"@batch", "@list"} {
			d := newDesk(t, sandbox.Options{})
			issued, err := d.issue("ordinary")
			if err != nil {
				t.Fatal(err)
			}
			if d.tenant.Fault(name+at) != nil {
				continue // it cannot be aimed there
			}
			look := func() watch.Look { return d.Look(t.Context(), d.id("ordinary"), issued.Pass.ID) }
			was := len(d.tenant.Requests())
			l := look()
			if l.Fault == nil && l.Pass == nil && l.PassFault == nil && !l.Absent {
				t.Errorf("%s%s: nothing is told: %+v", name, at, l)
			}
			most := 1
			switch name {
			case "raw-part":
				if most = 3; l.Pass == nil || l.Methods == nil {
					t.Errorf("%s%s: asked for singly, got %+v, want pass and methods", name, at, l)
				}
			case "html-body":
				most = 2 // the part that is no JSON
			}
			if n := len(d.tenant.Requests()) - was; n > most {
				t.Errorf("%s%s: %d requests, want at most %d", name, at, n, most)
			}
			if !l.NotBefore.IsZero() {
				_ = d.clock.Sleep(t.Context(), l.NotBefore.Sub(d.clock.Now())) // as the watch does
			}
			if l := look(); l.Pass == nil {
				t.Errorf("%s%s: the next look is not whole: %+v", name, at, l)
			}
		}
	}
}
