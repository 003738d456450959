package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"tapdesk/state/clock"
)

// Options say where a journal is and what its records bear.
type Options struct {
	// Dir is the directory, absolute (Place). It is made with its parents when it is missing, unless Distrust is set.
	Dir string
	// Distrust, if not nil, returns why others could have made Dir in this user's place; empty when nobody but root
	// could. Dir is then root's to make.
	Distrust func() string
	// Clock is this machine's.
	Clock clock.Clock
	// NewID returns a new GUID: for the session, and for a journal that begins.
	NewID func() string
	// Host is this machine's name, SSHClient the address the operator came from.
	Host, SSHClient string
	// PID is this process, by which another console can end this one; 0 does not say.
	PID int
	// Anchor gets the hash of each record; nil: there is none. With AnchorRequired a record counts only when the anchor
	// has it.
	Anchor         Anchor
	AnchorRequired bool
	// Unprobed leaves it to the first Retry or record to find out whether the journal can be written, so that no first
	// frame waits for a disk.
	Unprobed bool
	// RetentionDays is after how many days old files are removed; 0 keeps them for ever.
	RetentionDays int
	// MaxBytes and MaxAge are when a new file is begun; 0 stands for 8 MiB and 30 days.
	MaxBytes int64
	MaxAge   time.Duration
}

const (
	// patience is how long Append waits for the disk and the anchor, and those who wait for what was posted.
	patience = 5 * time.Second
	// keepPatience is how long Keep does: what has happened already, a pass that was created, must not wait for a disk
	// to be shown.
	keepPatience = 500 * time.Millisecond
)

// errClosed is the error of a journal after Close.
var errClosed = errors.New("the journal is closed")

// Journal writes the records of one console. It is safe for concurrent use; records are written in the order of the
// calls.
type Journal struct {
	o Options
	// session, host and client are what the records bear.
	session, host, client string
	step                  func(string) error // see folder

	trouble atomic.Pointer[problem]
	// waiting is set while the writer waits for another console's lock.
	waiting atomic.Bool
	// damage is what was found of other hands, nil for nothing.
	damage atomic.Pointer[string]

	mu      sync.Mutex
	queue   []*task
	closing bool
	// hung says that somebody gave up waiting for what the writer does.
	hung bool
	wake chan struct{}
	done chan struct{}

	// own is the file that says that this console lives, locked; seen is the end as this console last wrote it, headErr
	// why the head could not follow. They are the writer's own.
	own     *os.File
	seen    head
	headErr error

	// kept are the records that wait for a journal that can be written again; the writer's own.
	kept []Record
	// unwritten counts the records that are neither written nor refused.
	unwritten atomic.Int64
	// anchoring is the call of the anchor that has not come back; the writer's own.
	anchoring chan error
}

// task is what the writer is asked to do.
type task struct {
	record Record
	// keep is for records that wait when they cannot be written; probe for none at all. A fence only waits for its
	// turn.
	keep, probe, fence bool
	result             chan error

	// Under the journal's mutex: begun and ended by the writer, abandoned by whoever waited.
	begun, ended, abandoned bool
}

// Open opens a journal and finds out, unless it is Unprobed, whether it can be written; what is wrong is its Trouble.
// No record is written. It never returns nil. Close ends it.
func Open(o Options) *Journal { return opened(o, nil) }

func opened(o Options, step func(string) error) *Journal {
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if o.MaxAge == 0 {
		o.MaxAge = defaultMaxAge
	}
	j := &Journal{
		o: o, session: o.NewID(), host: bounded(o.Host), client: bounded(o.SSHClient), step: step,
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	go j.run()
	if !o.Unprobed {
		_ = j.within(keepPatience, probe()) // it stands in Trouble
	}
	return j
}

// Dir returns the directory.
func (j *Journal) Dir() string { return j.o.Dir }

// Trouble says why no write may be sent now, in a sentence for the operator; nil when one may. It touches no disk.
func (j *Journal) Trouble() error {
	if p := j.trouble.Load(); p != nil {
		return p
	}
	return nil
}

// Damage says what other hands, or a broken disk, did to the journal, as this console found it before a record of its
// own; empty for nothing. It touches no disk.
func (j *Journal) Damage() string {
	if what := j.damage.Load(); what != nil {
		return *what
	}
	return ""
}

// Append writes a record, behind those that were kept. After nil it is chained, synced to the disk, and its hash is
// with the anchor if there is one. After an error it does not count: it was not written, or, where the disk gave no
// answer within 5 seconds or would not take a line back, an Intent is followed by an Outcome NotSent as soon as the
// journal can be written again. The journal stamps the time, the serial, host, session and hashes.
func (j *Journal) Append(r Record) error { return j.wait(j.task(r, false)) }

// Keep is Append for what has happened already: a record that cannot be written is kept in memory and written before
// any later one. Its error says that this is so. It waits for half a second: what takes longer is Trouble until it is
// written.
func (j *Journal) Keep(r Record) error { return j.wait(j.task(r, true)) }

// Post is Keep without waiting.
func (j *Journal) Post(r Record) { _ = j.enqueue(j.task(r, true)) }

// Retry writes what is kept, or finds out whether a record could be written. Trouble knows afterwards.
func (j *Journal) Retry() error {
	return j.wait(probe())
}

func probe() *task { return &task{keep: true, probe: true, result: make(chan error, 1)} }

// Close writes what was posted and kept, waits for it until ctx ends, and ends the journal. Its error says how many
// records are lost.
func (j *Journal) Close(ctx context.Context) error {
	j.mu.Lock()
	j.closing = true
	j.mu.Unlock()
	j.rouse()
	select {
	case <-j.done:
	case <-ctx.Done():
		return fmt.Errorf("the journal does not answer, and %d records may be lost: %w", j.unwritten.Load(), context.Cause(ctx))
	}
	if lost := j.unwritten.Load(); lost > 0 {
		return fmt.Errorf("%d records could not be written to the journal: %w", lost, j.Trouble())
	}
	return nil
}

func (j *Journal) task(r Record, keep bool) *task {
	r.Time = j.o.Clock.Now()
	return &task{record: tidy(r), keep: keep, result: make(chan error, 1)}
}

// kept says that the task has a record which is not given up.
func (t *task) kept() bool { return t.keep && !t.probe }

func (j *Journal) enqueue(t *task) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closing {
		return errClosed
	}
	j.queue = append(j.queue, t)
	if !t.probe {
		j.unwritten.Add(1)
	}
	j.rouse()
	return nil
}

func (j *Journal) rouse() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// wait hands a task to the writer and waits for it, but not for ever.
func (j *Journal) wait(t *task) error {
	if t.kept() {
		return j.within(keepPatience, t)
	}
	return j.within(patience, t)
}

func (j *Journal) within(limit time.Duration, t *task) error {
	if err := j.enqueue(t); err != nil {
		return err
	}
	j.mu.Lock()
	hung := j.hung
	j.mu.Unlock()
	if hung { // nobody waits twice for the same disk
		return j.abandon(t)
	}
	ctx, cancel := clock.WithTimeout(context.Background(), j.o.Clock, limit)
	defer cancel()
	select {
	case err := <-t.result:
		return err
	case <-ctx.Done():
		return j.abandon(t)
	}
}

// abandon gives up a task: one that has not begun is taken out of the queue, unless its record is to be kept.
func (j *Journal) abandon(t *task) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if t.ended {
		return <-t.result
	}
	told := j.slow()
	j.trouble.Store(told)
	t.abandoned = true
	j.hung = j.hung || !t.kept() // that took long enough to tell
	switch {
	case t.kept():
		return fmt.Errorf("%w; the record is kept in memory", told)
	case t.begun && !t.probe:
		return fmt.Errorf("%w; the record may or may not be on the disk", told)
	}
	for i, other := range j.queue {
		if other == t {
			j.queue = append(j.queue[:i:i], j.queue[i+1:]...)
			if !t.probe {
				j.unwritten.Add(-1)
			}
			break
		}
	}
	return told
}

func (j *Journal) slow() *problem {
	if j.waiting.Load() {
		return &problem{text: "another console of yours holds the journal's lock for too long; is one stopped (Ctrl-Z)? End it, or let it go on"}
	}
	return &problem{text: "the disk of " + j.o.Dir + ", or the log that the records are anchored in, does not answer"}
}
