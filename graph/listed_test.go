package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
)

// many returns n object ids.
func many(n int) []text.Key {
	ids := make([]text.Key, n)
	for i := range ids {
		ids[i] = key(fmt.Sprintf("00000000-0000-4000-8000-%012x", 0x1000+i))
	}
	return ids
}

// batchSize returns how many parts a $batch had.
func batchSize(t *testing.T, s seen) int {
	t.Helper()
	var wire struct {
		Requests []struct{ Method, URL string }
	}
	if err := json.Unmarshal([]byte(s.body), &wire); err != nil {
		t.Fatal(err)
	}
	for _, r := range wire.Requests {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL, "/authentication/temporaryAccessPassMethods") {
			t.Errorf("part %s %s", r.Method, r.URL)
		}
	}
	return len(wire.Requests)
}

func onePass(id string) map[string]any {
	return map[string]any{"value": []map[string]any{{
		"id": id, "createdDateTime": "2026-11-21T08:00:00Z", "startDateTime": "2026-11-21T08:00:00Z",
		"lifetimeInMinutes": 120, "isUsable": true,
		"methodUsabilityReason": "EnabledByPolicy",
	}}}
}

func TestPassesOfInBatchesOfTwenty(t *testing.T) {
	for people, want := range map[int][]int{0: nil, 1: {1}, 20: {20}, 21: {20, 1}, 45: {20, 20, 5}} {
		ids := many(people)
		answers := map[string]any{}
		for i, id := range ids {
			answers["/users/"+id.Wire()] = onePass(fmt.Sprint("pass-", i))
		}
		f := newFake(t, batched(answers))
		got, err := f.PassesOf(t.Context(), ids)
		if err != nil || len(got) != people {
			t.Fatalf("%d people: %d lists, %v", people, len(got), err)
		}
		for i, listed := range got {
			if listed.PersonID != ids[i] || listed.Fault != nil || listed.ReadAt.IsZero() ||
				len(listed.Passes) != 1 || listed.Passes[0].ID != key(fmt.Sprint("pass-", i)) {
				t.Errorf("%d people, number %d: %+v", people, i, listed)
			}
		}
		var sizes []int
		for _, s := range f.requests() {
			sizes = append(sizes, batchSize(t, s))
		}
		if fmt.Sprint(sizes) != fmt.Sprint(want) {
			t.Errorf("%d people: batches of %v, want %v", people, sizes, want)
		}
	}
}

func TestPassesOfAsksOnceForEachAndUnderMe(t *testing.T) {
	f := newFake(t, batched(map[string]any{"/me/": onePass("mine"), "/users/" + annID: onePass("hers")}))
	got, err := f.PassesOf(t.Context(), []text.Key{key(annID), key(meID), key(strings.ToUpper(annID)), {}})
	if err != nil || len(got) != 4 {
		t.Fatalf("got %+v, error %v, want one list for each of 4 people", got, err)
	}
	if n := batchSize(t, f.requests()[0]); n != 2 || len(f.requests()) != 1 {
		t.Errorf("got %d parts in %d requests, want 2 in 1", n, len(f.requests()))
	}
	for i, want := range []string{"hers", "mine", "hers"} {
		if len(got[i].Passes) != 1 || got[i].Passes[0].ID != key(want) {
			t.Errorf("number %d: got %+v, want the pass %s alone", i, got[i], want)
		}
	}
	if got[3].Fault == nil || got[3].Fault.Kind != fault.Refused || got[2].PersonID != key(strings.ToUpper(annID)) {
		t.Errorf("got %+v, want the person as they were named, then nobody refused", got[2:])
	}
}

func TestPassesOfFaultsStayWhereTheyAre(t *testing.T) {
	f := newFake(t, batched(map[string]any{
		"/users/" + annID: status{403, nil, errorBody("accessDenied", "Request Authorization failed")},
		"/users/" + bobID: map[string]any{"value": []any{}},
		"/me/":            map[string]any{"value": []any{map[string]any{"id": nil}}},
	}))
	got, err := f.PassesOf(t.Context(), []text.Key{key(annID), key(bobID), key("gone@sandbox.example"), key(meID)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]fault.Kind{0: fault.Denied, 2: fault.NotFound, 3: fault.Broken} {
		if got[i].Fault == nil || got[i].Fault.Kind != want || got[i].Passes != nil || !got[i].ReadAt.IsZero() {
			t.Errorf("number %d: got %+v, want a fault of kind %d, no list and no time", i, got[i], want)
		}
	}
	if got[1].Fault != nil || len(got[1].Passes) != 0 || got[1].ReadAt.IsZero() {
		t.Errorf("without a pass: got %+v, want an empty list, its time and no fault", got[1])
	}
}

func TestPassesOfWhenARequestFails(t *testing.T) {
	empty := func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Requests []struct{ ID string } }
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &in)
		var out []any
		for _, q := range in.Requests {
			out = append(out, item(q.ID, map[string]any{"value": []any{}}))
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"responses": out})
	}
	broken := says(500, errorBody("x", "y"))
	f := newFake(t, sequence(empty, broken))
	got, err := f.PassesOf(t.Context(), many(50))
	if err != nil || len(f.requests()) != 2 {
		t.Fatalf("got error %v after %d requests, want none after 2", err, len(f.requests()))
	}
	for i, listed := range got {
		if read := listed.Fault == nil; read != (i < 20) || !read && listed.Fault.Kind != fault.Unavailable {
			t.Errorf("number %d: got %+v, want the first 20 read and the others unavailable", i, listed)
		}
	}
	f = newFake(t, broken)
	_, err = f.PassesOf(t.Context(), many(50))
	wantFault(t, err, fault.Unavailable)

	ctx, cancel := context.WithCancel(t.Context())
	f = newFake(t, sequence(empty, func(w http.ResponseWriter, r *http.Request) { cancel(); drops(w, r) }))
	_, err = f.PassesOf(ctx, many(50))
	wantFault(t, err, fault.Canceled)
}

func TestPassesOfWhereThereAreNone(t *testing.T) {
	f := newFakeWith(t, says(200, "{}"), graph.Config{Cloud: graph.China})
	_, err := f.PassesOf(t.Context(), many(1))
	wantFault(t, err, fault.Refused)
	if len(f.requests()) != 0 {
		t.Error("got a request, want none")
	}
}

func TestPassesOfAtTheSandbox(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	if err := d.tenant.Fault("throttle-whole@list"); err != nil {
		t.Fatal(err)
	}
	names := []string{"usable-pass", "future-pass", "expired-pass", "used-pass", "ordinary", "operator", "global-admin"}
	var ids []text.Key
	for _, name := range names {
		ids = append(ids, d.id(name))
	}
	got, err := d.PassesOf(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	want := []pass.Standing{pass.Usable, pass.Future, pass.Over, pass.Used}
	for i, listed := range got {
		switch {
		case listed.Fault != nil:
			t.Errorf("%s: got fault %v, want none", names[i], listed.Fault)
		case i >= len(want):
			if len(listed.Passes) != 0 {
				t.Errorf("%s: got passes %+v, want none", names[i], listed.Passes)
			}
		case len(listed.Passes) != 1 || listed.Passes[0].StandingAt(listed.ReadAt) != want[i]:
			t.Errorf("%s: got passes %+v, want one that is %s", names[i], listed.Passes, want[i])
		}
	}
	if slept := d.clock.slept(); !slices.Contains(slept, 2*time.Second) {
		t.Errorf("pauses %v, want the throttled part asked for again on its own, after 2 s", slept)
	}
}
