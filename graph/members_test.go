package graph_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
)

// TestDossiersKeepMemberships: one person's groups cost one request, however many screens ask, until they are forgotten
// or grow old.
func TestDossiersKeepMemberships(t *testing.T) {
	f := newFake(t, says(200, `{"value":["`+bobID+`"]}`))
	d := desk.New(desk.Options{Graph: f.Client, Clock: f.clock})
	ask := func(groups ...string) {
		t.Helper()
		if m, err := d.Memberships(t.Context(), key(strings.ToUpper(annID)), groups, 5*time.Minute); err != nil ||
			len(m.In) != 1 {
			t.Fatalf("%+v, %v", m, err)
		}
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { _, _ = d.Memberships(context.Background(), key(annID), []string{bobID}, 5*time.Minute) })
	}
	all.Wait()
	ask(bobID)
	if n := f.count(http.MethodPost); n != 1 {
		t.Errorf("got %d requests for one question, want 1", n)
	}
	ask(bobID, meID)
	d.Forget(key(annID))
	if _, err := d.Memberships(t.Context(), key(annID), []string{bobID, meID}, 0); err != nil {
		t.Error(err)
	}
	_ = f.clock.Sleep(t.Context(), 6*time.Minute)
	ask(bobID, meID)
	d.Clear()
	ask(bobID, meID)
	if n := f.count(http.MethodPost); n != 5 {
		t.Errorf("%d requests, want 5", n)
	}
}

func TestDossiersForgetMembershipsThatFailed(t *testing.T) {
	f := newFake(t, sequence(says(403, bareError), says(200, `{"value":[]}`)))
	d := desk.New(desk.Options{Graph: f.Client, Clock: f.clock})
	_, err := d.Memberships(t.Context(), key(annID), []string{bobID}, 5*time.Minute)
	wantFault(t, err, fault.Denied)
	if _, err := d.Memberships(t.Context(), key(annID), []string{bobID}, 5*time.Minute); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hang := make(chan struct{})
	f = newFake(t, func(http.ResponseWriter, *http.Request) { cancel(); <-hang })
	defer close(hang)
	d = desk.New(desk.Options{Graph: f.Client, Clock: f.clock})
	_, err = d.Memberships(ctx, key(annID), []string{bobID}, 5*time.Minute)
	wantFault(t, err, fault.Canceled)
}

// TestDossiersCompleteOnce: what a dossier lacks is asked for once, however many screens want it, and kept with it; one
// read again since is asked for by itself.
func TestDossiersCompleteOnce(t *testing.T) {
	answers := with(entitled())
	const assigned = "/roleManagement/directory/roleAssignments"
	answers[assigned] = status{429, map[string]string{"Retry-After": "2"}, bareError}
	f := newFake(t, sequence(batched(answers), batched(with(entitled())), batched(answers), batched(with(entitled()))))
	d := desk.New(desk.Options{Graph: f.Client, Clock: f.clock})
	first, err := d.Open(t.Context(), key(annID), time.Minute)
	if err != nil || !first.Again {
		t.Fatalf("%+v, %v, want a dossier that lacks something", first, err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			got, err := d.Complete(context.Background(), first)
			if err != nil || !got.Access.Assigned.Whole || got.Again {
				t.Errorf("Complete = %+v, %v, want it whole", got.Access, err)
			}
		})
	}
	all.Wait()
	kept, err := d.Open(t.Context(), key(annID), time.Minute)
	if err != nil || kept.Again || !kept.Access.Assigned.Whole {
		t.Errorf("kept is %+v, %v, want the whole one", kept.Access, err)
	}
	if n := len(f.requests()); n != 2 {
		t.Errorf("%d requests, want one for what was missing", n)
	}
	later, err := d.Open(t.Context(), key(annID), 0)
	if err != nil || !later.Again {
		t.Fatalf("%+v, %v, want another that lacks something", later, err)
	}
	if got, err := d.Complete(t.Context(), later); err != nil || !got.Access.Assigned.Whole || len(f.requests()) != 4 {
		t.Errorf("Complete = %+v, %v after %d requests, want 4", got.Access, err, len(f.requests()))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	later.ReadAt = later.ReadAt.Add(time.Second)
	_, err = d.Complete(ctx, later)
	wantFault(t, err, fault.Canceled)
}
