package graph_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
)

// TestDossiersKeepMemberships: one person's groups cost one request, however many screens ask, until they are forgotten or grow old.
func TestDossiersKeepMemberships(t *testing.T) {
	f := newFake(t, says(200, `{"value":["`+bobID+`"]}`))
	d := graph.NewDossiers(f.Client)
	ask := func(groups ...string) {
		t.Helper()
		if m, err := d.Memberships(t.Context(), key(strings.ToUpper(annID)), groups, 5*time.Minute); err != nil || len(m.In) != 1 {
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
		t.Errorf("%d requests for one question", n)
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
	d := graph.NewDossiers(f.Client)
	_, err := d.Memberships(t.Context(), key(annID), []string{bobID}, 5*time.Minute)
	wantFault(t, err, fault.Denied)
	if _, err := d.Memberships(t.Context(), key(annID), []string{bobID}, 5*time.Minute); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hang := make(chan struct{})
	f = newFake(t, func(http.ResponseWriter, *http.Request) { cancel(); <-hang })
	defer close(hang)
	d = graph.NewDossiers(f.Client)
	_, err = d.Memberships(ctx, key(annID), []string{bobID}, 5*time.Minute)
	wantFault(t, err, fault.Canceled)
}
