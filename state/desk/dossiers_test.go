package desk

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// shelf is a cache whose requests wait until they are let go; each brings a person named after its number.
type shelf struct {
	dossiers
	clock *clock.Manual
	let   chan error
	asked atomic.Int32
	ended atomic.Int32
}

func newShelf() *shelf {
	s := &shelf{clock: clock.NewManual(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)), let: make(chan error)}
	s.dossiers = newDossiers(slow{s}, s.clock)
	return s
}

// slow is the directory behind a shelf.
type slow struct{ *shelf }

func (s slow) Dossier(ctx context.Context, _ text.Key) (person.Dossier, error) {
	n := s.asked.Add(1)
	defer s.ended.Add(1)
	select {
	case err := <-s.let:
		return person.Dossier{Person: person.Person{DisplayName: text.New(fmt.Sprint(n))}}, err
	case <-ctx.Done():
		return person.Dossier{}, givenUp(ctx, "open the person")
	}
}

func (slow) Complete(_ context.Context, have person.Dossier) (person.Dossier, error) {
	return have, nil
}

func (slow) Memberships(context.Context, text.Key, []string) (person.Memberships, error) {
	return person.Memberships{}, nil
}

// opened is what one caller got.
type opened struct {
	name string
	err  error
}

func (s *shelf) open(ctx context.Context, id string, maxAge time.Duration) chan opened {
	out := make(chan opened, 1)
	go func() {
		d, err := s.Open(ctx, text.NewKey(id), maxAge)
		out <- opened{string(d.Person.DisplayName), err}
	}()
	synctest.Wait()
	return out
}

func TestDossiersShareOneRequestAndKeepIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		a, b := s.open(t.Context(), "ann", time.Minute), s.open(t.Context(), "ANN", time.Minute)
		s.let <- nil
		if x, y := <-a, <-b; x.name != "1" || y.name != "1" {
			t.Errorf("got %v and %v", x, y)
		}
		s.clock.Advance(30 * time.Second)
		if x := <-s.open(t.Context(), "ann", 30*time.Second); x.name != "1" {
			t.Errorf("got %v, want the one kept", x)
		}
		c := s.open(t.Context(), "ann", 29*time.Second)
		s.let <- nil
		if x := <-c; x.name != "2" {
			t.Errorf("got %v, want a new one", x)
		}
	})
}

func TestDossiersAskedForAnewNeverJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		a, b := s.open(t.Context(), "ann", time.Minute), s.open(t.Context(), "ann", 0)
		if n := s.asked.Load(); n != 2 {
			t.Fatalf("%d requests", n)
		}
		c := s.open(t.Context(), "ann", time.Minute) // joins the later one
		if n := s.asked.Load(); n != 2 {
			t.Fatalf("%d requests", n)
		}
		s.let <- nil
		s.let <- nil
		got := []opened{<-a, <-b, <-c}
		if got[0].name != "1" || got[1].name != "2" || got[2].name != "2" {
			t.Errorf("got %v", got)
		}
		if x := <-s.open(t.Context(), "ann", time.Minute); x.name != "2" {
			t.Errorf("kept %v, want the later one", x)
		}
	})
}

func TestDossiersEndARequestWithItsLastCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		first, leaveFirst := context.WithCancel(t.Context())
		second, leaveSecond := context.WithCancel(t.Context())
		a, b := s.open(first, "ann", time.Minute), s.open(second, "ann", time.Minute)
		leaveFirst()
		if x := <-a; !fault.Is(x.err, fault.Canceled) {
			t.Errorf("got %v", x)
		}
		synctest.Wait()
		if s.ended.Load() != 0 {
			t.Fatal("the request ended though somebody waits")
		}
		leaveSecond()
		<-b
		synctest.Wait()
		if s.ended.Load() != 1 {
			t.Error("the request goes on though nobody waits")
		}
		c := s.open(t.Context(), "ann", time.Minute)
		s.let <- nil
		if x := <-c; x.name != "2" || x.err != nil {
			t.Errorf("got %v, want a new one", x)
		}
	})
}

func TestDossiersKeepNoFailureAndNothingForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		a := s.open(t.Context(), "ann", time.Minute)
		s.let <- &fault.Fault{Kind: fault.Refused, What: "open the person"}
		if x := <-a; !fault.Is(x.err, fault.Refused) {
			t.Errorf("got %v", x)
		}
		b := s.open(t.Context(), "ann", time.Minute)
		s.Forget(text.NewKey("Ann"))
		c := s.open(t.Context(), "ann", time.Minute)
		s.let <- nil
		s.let <- nil
		if x, y := <-b, <-c; x.name == y.name {
			t.Errorf("%v joined a request begun before Forget", y)
		}
		s.Forget(text.NewKey("Ann"))
		d := s.open(t.Context(), "ann", time.Minute)
		s.let <- nil
		if x := <-d; x.name != "4" {
			t.Errorf("got %v, want a new one", x)
		}
	})
}

func TestDossiersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShelf()
		for i := range maxDossiers + 5 {
			a := s.open(t.Context(), fmt.Sprint(i), time.Hour)
			s.let <- nil
			<-a
			s.clock.Advance(time.Second)
		}
		if n := len(s.kept); n != maxDossiers {
			t.Errorf("%d kept", n)
		}
		if _, ok := s.kept["0"]; ok {
			t.Error("the oldest is still there")
		}
	})
}
