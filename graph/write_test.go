package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

var passJSON = asJSON(map[string]any{
	"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": passID,
	"temporaryAccessPass": thePass, "createdDateTime": "2026-11-21T09:00:00.765173Z",
	"startDateTime": "2026-11-22T00:00:00Z", "lifetimeInMinutes": 60, "isUsableOnce": true, "isUsable": false,
	"methodUsabilityReason": "NotYetValid",
})

func create(f *fake) (pass.Issued, error) {
	return f.CreatePass(f.t.Context(), "", key(annID), pass.Order{})
}

// value opens the one window and returns what is in it.
func value(t *testing.T, issued pass.Issued) string {
	t.Helper()
	if err := issued.Value.Open(start, time.Minute, time.Minute); err != nil {
		t.Fatal(err)
	}
	v, _ := issued.Value.Expose(start)
	return v
}

func TestCreatePass(t *testing.T) {
	f := newFake(t, says(201, passJSON))
	issued, err := create(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := value(t, issued); got != thePass {
		t.Errorf("value = %q, want %q", got, thePass)
	}
	want := pass.Pass{
		ID: key(passID), CreatedDateTime: time.Date(2026, 11, 21, 9, 0, 0, 765173000, time.UTC),
		StartDateTime: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), LifetimeInMinutes: 60, IsUsableOnce: new(true),
		MethodUsabilityReason: pass.NotYetValid,
	}
	if !reflect.DeepEqual(issued.Pass, want) {
		t.Errorf("pass = %+v, want %+v", issued.Pass, want)
	}
	if issued.RequestID != "rid-1" || issued.ClientRequestID == "" || f.vault.Held() != 1 {
		t.Errorf("ids = %q, %q; held %d", issued.RequestID, issued.ClientRequestID, f.vault.Held())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if text := fmt.Sprintf(verb, issued); strings.Contains(text, thePass) ||
			strings.Contains(text, fmt.Sprintf("%x", thePass)) {
			t.Errorf("%s prints the pass", verb)
		}
	}
	got := f.requests()[0]
	if got.method != "POST" || got.uri != "/v1.0/users/"+annID+"/authentication/temporaryAccessPassMethods" ||
		got.body != "{}" {
		t.Errorf("request = %s %s %s", got.method, got.uri, got.body)
	}
	if got.header.Get("Accept-Encoding") != "identity" || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("headers = %v", got.header)
	}
}

func TestOrderLeavesOutWhatIsNotAskedFor(t *testing.T) {
	lifetime, once, many := 90, true, false
	zone := time.FixedZone("x", 3600)
	tests := []struct {
		order pass.Order
		body  string
	}{
		{pass.Order{}, `{}`},
		{pass.Order{LifetimeInMinutes: &lifetime}, `{"lifetimeInMinutes":90}`},
		{pass.Order{IsUsableOnce: &once}, `{"isUsableOnce":true}`},
		{pass.Order{IsUsableOnce: &many}, `{"isUsableOnce":false}`},
		{pass.Order{StartDateTime: time.Date(2026, 12, 1, 9, 0, 0, 0, zone)}, `{"startDateTime":"2026-12-01T08:00:00Z"}`},
		{pass.Order{StartDateTime: time.Date(2026, 12, 1, 9, 0, 0, 999, zone)}, `{"startDateTime":"2026-12-01T08:00:00Z"}`},
	}
	for _, tt := range tests {
		f := newFake(t, says(201, passJSON))
		if _, err := f.CreatePass(t.Context(), "", key(annID), tt.order); err != nil {
			t.Fatal(err)
		}
		if got := f.requests()[0].body; got != tt.body {
			t.Errorf("body = %s, want %s", got, tt.body)
		}
	}
}

// refusals are the answers that say that nothing happened, with what each means.
func TestWriteThatDidNotHappen(t *testing.T) {
	bad := func(message string) http.HandlerFunc { return says(400, errorBody("badRequest", message)) }
	tests := []struct {
		name  string
		h     http.HandlerFunc
		kind  fault.Kind
		field string
		hint  string
	}{
		{"role", says(403, errorBody("accessDenied", "Request Authorization failed")), fault.Denied, "",
			"Authentication Administrator"},
		{"fresh account", says(404, errorBody("resourceNotFound", "")), fault.NotFound, "", "20 s"},
		{"range", bad("Invalid LifetimeInMinutes specified. The valid range between 60 and 480."), fault.Invalid,
			"lifetimeInMinutes", "60 to 480"},
		{"one value", bad("Invalid LifetimeInMinutes specified. The valid range between 59 and 59."), fault.Invalid,
			"lifetimeInMinutes", "exactly 59"},
		{"policy", bad("Converged UserCredentialPolicy does not allow creating or updating " +
			"this authentication method. AuthMethodType [TemporaryAccessPass]."),
			fault.Invalid, "", "not in its scope"},
		{"guest", bad("Temporary Access Pass cannot be added to an external guest user"), fault.Invalid, "", "home tenant"},
		{"there already", bad("A Temporary Access Pass already exists"), fault.Conflict, "", "delete"},
		{"conflict", says(409, bareError), fault.Conflict, "", "refresh"},
		{"start", bad("startDateTime is in the past"), fault.Invalid, "startDateTime", "change it"},
		{"use", bad("isUsableOnce must be true"), fault.Invalid, "isUsableOnce", "change it"},
		{"something", bad("no"), fault.Invalid, "", "nothing was changed"},
		{"throttled", says(429, bareError, "Retry-After", "7"), fault.Throttled, "", "nothing was changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t, tt.h)
			_, err := create(f)
			got := wantFault(t, err, tt.kind)
			if got.Field != tt.field || !strings.Contains(got.Hint, tt.hint) {
				t.Errorf("field %q, hint %q; want %q, %q", got.Field, got.Hint, tt.field, tt.hint)
			}
			if n := f.count("POST"); n != 1 || len(f.clock.slept()) != 0 {
				t.Errorf("%d POSTs, pauses %v", n, f.clock.slept())
			}
		})
	}
}

func TestWriteWhoseOutcomeIsUnknown(t *testing.T) {
	long := `{"temporaryAccessPass":"` + strings.Repeat("x", 70<<10) + `"}`
	tests := []struct {
		name string
		h    http.HandlerFunc
		done bool
	}{
		{"500", says(500, errorBody("UnknownError", "")), false},
		{"502 in HTML", says(502, "<html>"), false},
		{"503", says(503, bareError, "Retry-After", "1"), false},
		{"504", says(504, ""), false},
		{"lost", drops, false},
		{"cut", cuts(201, passJSON[:40]), true},
		{"cut in the value", cuts(201, passJSON[:strings.Index(passJSON, "drk")+2]), true},
		{"empty", says(201, ""), true},
		{"no value", says(201, `{"id":"`+passID+`"}`), true},
		{"null", says(201, `{"temporaryAccessPass":null}`), true},
		{"empty value", says(201, `{"temporaryAccessPass":""}`), true},
		{"escape sequence for a value", says(201, `{"temporaryAccessPass":"a\u001b[31m"}`), true},
		{"number for a value", says(201, `{"temporaryAccessPass":12345678}`), true},
		{"too large", says(201, long), true},
		{"200 without a value", says(200, `{"id":"`+passID+`"}`), true},
		{"200 in HTML", says(200, "<html>log in</html>"), false},
		{"204", says(204, ""), true},
		{"redirect", says(307, "", "Location", "/v1.0/users/x/authentication/temporaryAccessPassMethods"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t, tt.h)
			_, err := create(f)
			got := wantFault(t, err, fault.Unknown)
			if got.Done != tt.done {
				t.Errorf("Done: got %v, want %v", got.Done, tt.done)
			}
			if text := fmt.Sprintf("%v %+v %v", got, *got, errors.Unwrap(got)); strings.Contains(text, "drk") {
				t.Error("the fault holds a part of the pass")
			}
			if n := len(f.requests()); n != 1 || f.vault.Held() != 0 {
				t.Errorf("%d requests, %d values held", n, f.vault.Held())
			}
		})
	}
}

func TestWholePassIsTakenFromAnAnswerThatBreaksOffBehindIt(t *testing.T) {
	f := newFake(t, cuts(201, passJSON))
	issued, err := create(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := value(t, issued); got != thePass {
		t.Errorf("value: got %q, want %q", got, thePass)
	}
}

func TestOddPropertiesNeverWithholdThePass(t *testing.T) {
	f := newFake(t, says(201,
		`{"lifetimeInMinutes":"sixty","id":7,"startDateTime":{},"isUsable":"no","temporaryAccessPass":"abc"}`))
	issued, err := create(f)
	if err != nil || value(t, issued) != "abc" {
		t.Errorf("issued %+v, %v", issued, err)
	}
}

func TestWriteIsSentAgainAfterA401Only(t *testing.T) {
	f := newFake(t, sequence(says(401, bareError), says(201, passJSON)))
	if _, err := create(f); err != nil {
		t.Fatal(err)
	}
	got := f.requests()
	if len(got) != 2 || got[1].header.Get("Authorization") != "Bearer token-2" || got[1].body != "{}" {
		t.Errorf("requests = %+v", got)
	}
	f = newFake(t, says(401, bareError))
	_, err := create(f)
	wantFault(t, err, fault.SignIn)
	if n := f.count("POST"); n != 2 {
		t.Errorf("got %d POSTs, want 2", n)
	}
}

// TestALostAnswerHasNoRequestID: that of the 401 before it names a request that did nothing.
func TestALostAnswerHasNoRequestID(t *testing.T) {
	f := newFake(t, sequence(says(401, bareError, "request-id", "of-the-401"), drops))
	_, err := create(f)
	got := wantFault(t, err, fault.Unknown)
	if n := f.count("POST"); n != 2 || got.RequestID != "" {
		t.Errorf("got %d POSTs and the request-id %q, want 2 and none", n, got.RequestID)
	}
}

// TestAWriteBearsBothIDs: the id it is given, at each sending, and Graph's.
func TestAWriteBearsBothIDs(t *testing.T) {
	const ours = "8c1d7a52-0000-4000-8000-000000000002"
	f := newFake(t, sequence(says(401, bareError, "request-id", "of-the-401"),
		says(201, passJSON, "request-id", "of-the-201")))
	issued, err := f.CreatePass(t.Context(), ours, key(annID), pass.Order{})
	if err != nil || issued.ClientRequestID != ours || issued.RequestID != "of-the-201" {
		t.Errorf("CreatePass: got the ids %q and %q, %v; want %q and of-the-201", issued.ClientRequestID, issued.RequestID,
			err, ours)
	}
	for i, r := range f.requests() {
		if got := r.header.Get("client-request-id"); got != ours {
			t.Errorf("POST %d: got the client-request-id %q, want %q", i+1, got, ours)
		}
	}
	f = newFake(t, says(204, "", "request-id", "of-the-204"))
	answered, err := f.DeletePass(t.Context(), ours, key(annID), key(passID))
	if got := f.requests()[0].header.Get("client-request-id"); err != nil || got != ours || answered != "of-the-204" {
		t.Errorf("DeletePass: got the ids %q and %q, %v; want %q and of-the-204", got, answered, err, ours)
	}
}

func TestWriteGoesOnWhenItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		says(201, passJSON)(w, r)
	})
	issued, err := f.CreatePass(ctx, "", key(annID), pass.Order{})
	if err != nil || value(t, issued) != thePass {
		t.Errorf("CreatePass = %v", err)
	}
}

func TestWriteTimesOut(t *testing.T) {
	entered := make(chan struct{})
	f := newFake(t, func(_ http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-r.Context().Done()
	})
	go func() {
		<-entered
		f.clock.expire <- struct{}{}
	}()
	err := remove(t, f, key(annID), key(passID))
	if got := wantFault(t, err, fault.Unknown); got.Done {
		t.Error("Done without an answer")
	}
	if n := f.count("DELETE"); n != 1 {
		t.Errorf("got %d DELETEs, want 1", n)
	}
}

func TestDeletePass(t *testing.T) {
	tests := []struct {
		h    http.HandlerFunc
		kind fault.Kind
		fine bool
	}{
		{says(204, ""), 0, true},
		{says(200, "{}"), fault.Unknown, false},
		{says(404, bareError), fault.NotFound, false},
		{says(403, bareError), fault.Denied, false},
		{says(503, bareError), fault.Unknown, false},
		{drops, fault.Unknown, false},
	}
	for _, tt := range tests {
		f := newFake(t, tt.h)
		err := remove(t, f, key(annID), key("a/b"))
		if tt.fine && err != nil {
			t.Errorf("DeletePass: %v", err)
		} else if !tt.fine {
			wantFault(t, err, tt.kind)
		}
		got := f.requests()
		if len(got) != 1 || got[0].method != "DELETE" || !strings.HasSuffix(got[0].uri, "/temporaryAccessPassMethods/a%2Fb") {
			t.Errorf("requests = %+v", got)
		}
		if got[0].body != "" || got[0].header.Get("Content-Type") != "" || got[0].header.Get("Transfer-Encoding") != "" {
			t.Errorf("a DELETE with a body: %+v", got[0])
		}
	}
}

func TestNobodyWritesOnThemself(t *testing.T) {
	f := newFake(t, says(201, passJSON))
	for _, who := range []string{meID, strings.ToUpper(meID), "ME@sandbox.example"} {
		_, err := f.CreatePass(t.Context(), "", key(who), pass.Order{})
		wantFault(t, err, fault.Refused)
		wantFault(t, remove(t, f, key(who), key(passID)), fault.Refused)
	}
	_, err := f.CreatePass(t.Context(), "", key(""), pass.Order{})
	wantFault(t, err, fault.Refused)
	wantFault(t, remove(t, f, key(annID), key("")), fault.Refused)
	if n := len(f.requests()); n != 0 {
		t.Errorf("got %d requests, want 0", n)
	}
}

func TestChinaIsToldBeforeAnythingIsSent(t *testing.T) {
	f := newFakeWith(t, says(201, passJSON), graph.Config{Cloud: graph.China})
	_, err := create(f)
	wantFault(t, err, fault.Refused)
	wantFault(t, remove(t, f, key(annID), key(passID)), fault.Refused)
	_, err = f.Passes(t.Context(), key(annID))
	wantFault(t, err, fault.Refused)
	_, err = f.Pass(t.Context(), key(annID), key(passID))
	wantFault(t, err, fault.Refused)
	_, err = f.ReadPolicy(t.Context())
	wantFault(t, err, fault.Refused)
	if n := len(f.requests()); n != 0 {
		t.Errorf("got %d requests, want 0", n)
	}
}

func TestRefusalTeachesTheRangeAndHasThePolicyReadAgain(t *testing.T) {
	policy := map[string]any{"state": "enabled", "minimumLifetimeInMinutes": 60, "maximumLifetimeInMinutes": 480,
		"defaultLifetimeInMinutes": 60}
	dossier := batched(map[string]any{"/users/" + annID: json.RawMessage(annJSON),
		"/users/" + annID + "/authentication/methods": map[string]any{"value": []any{}},
		"/policies": policy})
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "$batch") {
			dossier(w, r)
			return
		}
		says(400, errorBody("badRequest", "Invalid LifetimeInMinutes specified. The valid range between 15 and 120."))(w, r)
	})
	if _, err := create(f); err == nil {
		t.Fatal("no error")
	}
	if p := f.Policy(); p.MinimumLifetimeInMinutes != 15 || p.MaximumLifetimeInMinutes != 120 ||
		p.Origin != pass.OriginRefusal {
		t.Errorf("policy = %+v", p)
	}
	for range 2 {
		if _, err := f.Dossier(t.Context(), key(annID)); err != nil {
			t.Fatal(err)
		}
	}
	if p := f.Policy(); p.MinimumLifetimeInMinutes != 60 || p.Origin != pass.OriginGraph {
		t.Errorf("policy = %+v", p)
	}
	if _, err := create(f); err == nil {
		t.Fatal("no error")
	}
	if p := f.Policy(); p.MinimumLifetimeInMinutes != 15 || p.Origin != pass.OriginGraph {
		t.Errorf("policy = %+v", p)
	}
	if _, err := f.Dossier(t.Context(), key(annID)); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, s := range f.requests() {
		asked += strings.Count(s.body, "/policies/")
	}
	if asked != 2 {
		t.Errorf("the policy was asked for %d times, want once and once again after a refusal", asked)
	}
}
