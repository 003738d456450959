package desk

import (
	"context"
	"strings"
	"sync"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// maxDossiers is how many people's dossiers are kept.
const maxDossiers = 32

// Directory reads what Graph knows of people; graph.Client does.
type Directory interface {
	Dossier(ctx context.Context, id text.Key) (person.Dossier, error)
	// Complete asks again for what a dossier lacks.
	Complete(ctx context.Context, have person.Dossier) (person.Dossier, error)
	// Memberships returns which of some groups hold the person.
	Memberships(ctx context.Context, id text.Key, groups []string) (person.Memberships, error)
}

// dossiers keeps the dossiers read last, and lets callers who want the same one at the same time share one request. It
// is safe for concurrent use. What it returns is shared: the caller changes nothing behind its pointers and slices.
type dossiers struct {
	directory Directory
	clock     clock.Clock

	mu      sync.Mutex
	kept    map[string]kept
	flights map[string]*flight
	members map[string]*members
}

// kept is a dossier and when the request for it began, by this machine's clock. rest is the asking for what it lacks,
// nil when that is not under way.
type kept struct {
	dossier person.Dossier
	began   time.Time
	rest    *flight
}

// flight is a request under way.
type flight struct {
	began   time.Time
	cancel  context.CancelFunc
	done    chan struct{}
	waiting int // guarded by dossiers.mu

	dossier person.Dossier // once done is closed
	err     error
}

func newDossiers(d Directory, c clock.Clock) dossiers {
	return dossiers{
		directory: d, clock: c,
		kept: map[string]kept{}, flights: map[string]*flight{}, members: map[string]*members{},
	}
}

// Open returns the person's dossier: one kept, or under way, that was asked for no longer than maxAge ago, or else a
// new one. A maxAge of zero always asks again. The request ends when nobody waits for it any more; a failure is not
// kept. Its errors are those of Directory.Dossier, and fault.Canceled when ctx ends first.
func (d *dossiers) Open(ctx context.Context, id text.Key, maxAge time.Duration) (person.Dossier, error) {
	key := strings.ToLower(id.Wire())
	d.mu.Lock()
	fresh := func(began time.Time) bool { return maxAge > 0 && d.clock.Now().Sub(began) <= maxAge }
	if k, ok := d.kept[key]; ok && fresh(k.began) {
		d.mu.Unlock()
		return k.dossier, nil
	}
	f, ok := d.flights[key]
	if !ok || !fresh(f.began) {
		f = d.start(ctx, key, func(ctx context.Context) (person.Dossier, error) { return d.directory.Dossier(ctx, id) })
		d.flights[key] = f
	}
	f.waiting++
	d.mu.Unlock()
	return d.await(ctx, key, f)
}

// Complete returns a dossier with what it lacks, as Directory.Complete does. Callers who want the same one at the same
// time share the requests, and what they bring is kept with the dossier.
func (d *dossiers) Complete(ctx context.Context, have person.Dossier) (person.Dossier, error) {
	key := strings.ToLower(have.Person.ID.Wire())
	fetch := func(ctx context.Context) (person.Dossier, error) { return d.directory.Complete(ctx, have) }
	d.mu.Lock()
	k, ok := d.kept[key]
	same := ok && k.dossier.ReadAt.Equal(have.ReadAt)
	if same && !k.dossier.Again { // somebody has seen to it since
		d.mu.Unlock()
		return k.dossier, nil
	}
	f := k.rest
	if !same || f == nil {
		f = d.start(ctx, key, fetch)
	}
	if same {
		k.rest = f
		d.kept[key] = k
	}
	f.waiting++
	d.mu.Unlock()
	return d.await(ctx, key, f)
}

// await waits for a request, and leaves it.
func (d *dossiers) await(ctx context.Context, key string, f *flight) (person.Dossier, error) {
	defer d.leave(key, f)
	select {
	case <-f.done:
		return f.dossier, f.err
	case <-ctx.Done():
		return person.Dossier{}, givenUp(ctx, "open the person")
	}
}

// givenUp is the fault of a reading that nobody waits for any more.
func givenUp(ctx context.Context, what string) *fault.Fault {
	return &fault.Fault{Kind: fault.Canceled, What: what, Cause: ctx.Err()}
}

// start begins a request. The caller holds the lock.
func (d *dossiers) start(ctx context.Context, key string, fetch func(context.Context) (person.Dossier, error)) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{began: d.clock.Now(), cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		f.dossier, f.err = fetch(ctx)
		d.land(key, f)
		close(f.done)
	}()
	return f
}

// land keeps what a request brought, unless it failed, was forgotten or was overtaken by a later one.
func (d *dossiers) land(key string, f *flight) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if k, ok := d.kept[key]; ok && k.rest == f {
		if k.rest = nil; f.err == nil {
			k.dossier = f.dossier
		}
		d.kept[key] = k
		return
	}
	if d.flights[key] != f {
		return
	}
	delete(d.flights, key)
	if f.err != nil {
		return
	}
	d.kept[key] = kept{dossier: f.dossier, began: f.began}
	for len(d.kept) > maxDossiers {
		d.dropOldest()
	}
}

// dropOldest makes room. The caller holds the lock.
func (d *dossiers) dropOldest() {
	oldest, found := "", false
	for key, k := range d.kept {
		if !found || k.began.Before(d.kept[oldest].began) {
			oldest, found = key, true
		}
	}
	delete(d.kept, oldest)
}

// leave takes one caller from a request, and ends it after the last.
func (d *dossiers) leave(key string, f *flight) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f.waiting--
	if f.waiting > 0 {
		return
	}
	f.cancel()
	if d.flights[key] == f {
		delete(d.flights, key)
	}
	if k, ok := d.kept[key]; ok && k.rest == f {
		k.rest = nil
		d.kept[key] = k
	}
}

// Forget drops what is kept of the person, and lets nobody else join a request under way: what it brings may be out of
// date.
func (d *dossiers) Forget(id text.Key) {
	key := strings.ToLower(id.Wire())
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, key)
	delete(d.flights, key)
}

// dropRead drops what is kept of everybody: with other rights they may read otherwise.
func (d *dossiers) dropRead() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.kept)
	clear(d.flights)
	clear(d.members)
}
