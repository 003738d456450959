package graph_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// TestDeletionThatSomethingElseAnswersIsUnknown: Graph says 204. A proxy's page with status 200 is no proof that a pass
// is gone.
func TestDeletionThatSomethingElseAnswersIsUnknown(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"a page":     says(200, "<html>log in</html>"),
		"an object":  says(200, `{"id":"x"}`),
		"accepted":   says(202, ""),
		"half a 200": cuts(200, "<html>"),
	} {
		f := newFake(t, h)
		if got := wantFault(t, remove(t, f, key(annID), key(passID)), fault.Unknown); got.Done {
			t.Errorf("%s counts as done", name)
		}
		if n := len(f.requests()); n != 1 {
			t.Errorf("%s: got %d requests, want 1", name, n)
		}
	}
}

// stuck never says who is signed in.
type stuck struct{ tokens }

func (*stuck) Operator(ctx context.Context) (person.Person, error) {
	<-ctx.Done()
	return person.Person{}, context.Cause(ctx)
}

// TestWriteDoesNotWaitForEverForItsOperator: while a write is under way the console lets nobody quit, so it must end.
func TestWriteDoesNotWaitForEverForItsOperator(t *testing.T) {
	c := newTicker()
	client, err := graph.New(graph.Config{Root: "http://127.0.0.1:1", Tokens: &stuck{}, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"create": func() error { _, err := client.CreatePass(t.Context(), "", key(annID), pass.Order{}); return err },
		"delete": func() error { return remove(t, client, key(annID), key(passID)) },
	} {
		ended := make(chan error, 1)
		go func() { ended <- write() }()
		select {
		case c.expire <- struct{}{}:
		case <-time.After(5 * time.Second):
			t.Fatalf("%s: nothing ends it", name)
		}
		wantFault(t, <-ended, fault.SignIn)
	}
}

// TestSlowAnswerDoesNotForgetTheClock: an answer that took long says little about the time, and nothing against what
// was known.
func TestSlowAnswerDoesNotForgetTheClock(t *testing.T) {
	var f *fake
	n := 0
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		date := f.clock.Now().Add(-6 * time.Second)
		if n++; n > 1 {
			f.clock.mu.Lock()
			f.clock.now = f.clock.now.Add(15 * time.Second)
			f.clock.mu.Unlock()
			date = date.Add(8 * time.Second)
		}
		says(200, annJSON, "Date", date.UTC().Format(http.TimeFormat))(w, r)
	})
	var offsets []time.Duration
	for range 2 {
		if _, err := f.Person(t.Context(), annID); err != nil {
			t.Fatal(err)
		}
		offsets = append(offsets, f.Now().Sub(f.clock.Now()))
	}
	if offsets[0] != -5500*time.Millisecond || offsets[1] != offsets[0] {
		t.Errorf("Graph's clock is ahead by %v, want twice -5.5s", offsets)
	}
}

// TestOddPropertyTakesNobodyFromAPage: a property of another type than Graph documents is as good as none.
func TestOddPropertyTakesNobodyFromAPage(t *testing.T) {
	odd := `{"id":"` + annID + `","userPrincipalName":"ann@sandbox.example","displayName":"Ann Li",` +
		`"accountEnabled":"yes","businessPhones":"+1 555","identities":{"issuer":"x"},"mobilePhone":["1"],` +
		`"createdDateTime":7,"userType":{}}`
	f := newFake(t, says(200, `{"@odata.count":"2","value":[`+odd+`,null,{"id":"`+bobID+`","accountEnabled":false}]}`))
	got, err := f.Search(t.Context(), person.Classify("ann li"), nil)
	if err != nil || len(got.People) != 2 {
		t.Fatalf("Search: got %+v, error %v, want two people", got, err)
	}
	if p := got.People[0]; p.AccountEnabled != nil || p.DisplayName != "Ann Li" || len(p.BusinessPhones) > 0 {
		t.Errorf("got %+v, want Ann Li, without what was of the wrong type", p)
	}
	if !got.People[1].Disabled() {
		t.Errorf("got %+v, want Bob disabled", got.People[1])
	}
	f = newFake(t, says(200, odd))
	if p, err := f.Person(t.Context(), annID); err != nil || p.DisplayName != "Ann Li" {
		t.Errorf("Person: got %+v, error %v, want Ann Li", p, err)
	}
	for _, body := range []string{`[]`, `"x"`, `7`, `{"value":{}}`, `{"value":"x"}`, `{"value":null}`} {
		f = newFake(t, says(200, body))
		_, err := f.Search(t.Context(), person.Classify("ann li"), nil)
		wantFault(t, err, fault.Broken)
	}
}

// TestEmptyPagesWithoutEndEnd: the list asks for the next page by itself as long as there is room, so somebody has to
// stop.
func TestEmptyPagesWithoutEndEnd(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		next := f.server.URL + "/v1.0/users?$skiptoken=" + strings.Repeat("x", len(r.URL.RawQuery)%50+1)
		says(200, asJSON(page(-1, next)))(w, r)
	})
	_, err := f.Search(t.Context(), person.Classify("ann li"), nil)
	wantFault(t, err, fault.Broken)
	_, err = f.More(t.Context(), f.server.URL+"/v1.0/users?$skiptoken=x")
	wantFault(t, err, fault.Broken)
}
