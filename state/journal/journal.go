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

// Options configure a journal.
type Options struct {
	// Dir is the directory, an absolute path (Place). If it is missing it is created with its parents, unless Distrust
	// is set.
	Dir string
	// Distrust, if not nil, returns why others could have created Dir in this user's place; empty when only root could.
	// Only root creates Dir then.
	Distrust func() string
	// Clock is this machine's clock.
	Clock clock.Clock
	// NewID returns a new GUID, for the session and for a new journal.
	NewID func() string
	// Host is this machine's name; SSHClient is the address the operator came from.
	Host, SSHClient string
	// PID is this process's id, with which another console can end it; 0 for unknown.
	PID int
	// Anchor gets the hash of each record; nil for none. With AnchorRequired a record counts only once the anchor has
	// it.
	Anchor         Anchor
	AnchorRequired bool
	// Unprobed leaves it to the first Retry or record to find out whether the journal can be written, so that the first
	// frame does not wait for a disk.
	Unprobed bool
	// RetentionDays is the number of days after which old files are removed; 0 keeps them for ever.
	RetentionDays int
	// MaxBytes and MaxAge are when a new file begins; 0 means 8 MiB and 30 days.
	MaxBytes int64
	MaxAge   time.Duration
}

const (
	// patience is how long Append, and callers that wait for posted records, wait for the disk and the anchor.
	patience = 5 * time.Second
	// keepPatience is how long Keep waits: a pass that was created must not wait for a disk before it is shown.
	keepPatience = 500 * time.Millisecond
)

// errClosed is the error of a closed journal.
var errClosed = errors.New("the journal is closed")

// Journal writes the records of one console, in the order of the calls. It is safe for concurrent use.
type Journal struct {
	o Options
	// session, host and client go into every record.
	session, host, client string
	step                  func(string) error // see folder

	trouble atomic.Pointer[problem]
	// waiting is set while the writer waits for another console's lock.
	waiting atomic.Bool
	// damage is what was changed outside this program; nil for nothing.
	damage atomic.Pointer[string]

	mu      sync.Mutex
	queue   []*task
	closing bool
	// hung means that a caller gave up waiting for what the writer is doing.
	hung bool
	wake chan struct{}
	done chan struct{}

	// These belong to the writer. own is the locked file that shows that this console is running; seen is the end as
	// this console last wrote it; headErr is why the head could not be updated.
	own     *os.File
	seen    head
	headErr error

	// kept are the records that wait until the journal can be written again. They belong to the writer.
	kept []Record
	// unwritten counts the records that are neither written nor refused yet.
	unwritten atomic.Int64
	// anchoring is the call of the anchor that has not returned. It belongs to the writer.
	anchoring chan error
}

// task is one job for the writer.
type task struct {
	record Record
	// keep is for records that wait when they cannot be written; probe has no record. A fence only waits for its turn.
	keep, probe, fence bool
	result             chan error

	// Guarded by the journal's mutex: the writer sets begun and ended, the waiting caller sets abandoned.
	begun, ended, abandoned bool
}

// Open opens a journal and, unless it is Unprobed, finds out whether it can be written; Trouble returns what is wrong.
// It writes no record and never returns nil. Close ends it.
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
		_ = j.within(keepPatience, probe()) // Trouble returns it
	}
	return j
}

// Dir returns the journal's directory.
func (j *Journal) Dir() string { return j.o.Dir }

// Trouble returns why no write may be sent now, as a sentence for the operator; nil when one may. It touches no disk.
func (j *Journal) Trouble() error {
	if p := j.trouble.Load(); p != nil {
		return p
	}
	return nil
}

// Damage returns what this console found changed in the journal, by somebody else or by a broken disk, before it wrote
// a record of its own; empty for nothing. It touches no disk.
func (j *Journal) Damage() string {
	if what := j.damage.Load(); what != nil {
		return *what
	}
	return ""
}

// Append writes a record, after those that were kept. A nil error means that it is chained and synced to the disk, and
// that the anchor, if there is one, has its hash. After an error the record does not count: it was not written or,
// where the disk did not answer within 5 seconds or would not remove a line, an Intent is followed by an Outcome
// NotSent as soon as the journal can be written again. The journal sets the time, serial, host, session and hashes.
func (j *Journal) Append(r Record) error { return j.wait(j.task(r, false)) }

// Keep is Append for what has already happened: a record that cannot be written is kept in memory and written before
// any later one, and the error says so. Keep waits for half a second; a record that takes longer is Trouble until it is
// written.
func (j *Journal) Keep(r Record) error { return j.wait(j.task(r, true)) }

// Post is Keep without waiting.
func (j *Journal) Post(r Record) { _ = j.enqueue(j.task(r, true)) }

// Retry writes what is kept, or finds out whether a record could be written. Then Trouble is up to date.
func (j *Journal) Retry() error {
	return j.wait(probe())
}

func probe() *task { return &task{keep: true, probe: true, result: make(chan error, 1)} }

// Close writes what was posted and kept, waits for that until ctx ends, and ends the journal. Its error says how many
// records are lost.
func (j *Journal) Close(ctx context.Context) error {
	j.mu.Lock()
	j.closing = true
	j.mu.Unlock()
	j.rouse()
	select {
	case <-j.done:
	case <-ctx.Done():
		return fmt.Errorf("the journal does not answer, and %d records may be lost: %w",
			j.unwritten.Load(), context.Cause(ctx))
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

// kept reports whether the task has a record that must not be given up.
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

// wait gives a task to the writer and waits for it, with a time limit.
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
	if hung { // never wait twice for the same disk
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

// abandon gives up a task: one that has not begun is taken out of the queue, unless its record must be kept.
func (j *Journal) abandon(t *task) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if t.ended {
		return <-t.result
	}
	told := j.slow()
	j.trouble.Store(told)
	t.abandoned = true
	j.hung = j.hung || !t.kept() // it has had its time
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
		return &problem{text: "another console of yours has held the journal's lock for too long;" +
			" if one is stopped (Ctrl-Z), end it or let it continue"}
	}
	return &problem{text: "the disk of " + j.o.Dir + ", or the log that anchors the records, does not answer"}
}
