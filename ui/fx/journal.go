package fx

import (
	"context"
	"errors"
	"time"

	"tapdesk/state/journal"
)

// Journal keeps the records of what is done here; journal.Journal does.
type Journal interface {
	// Append returns once the record is on the disk. On an error it is not kept.
	Append(journal.Record) error
	// Keep is Append for what has happened already: on an error the record is kept in memory, and written before any later one.
	Keep(journal.Record) error
	// Post is Keep without waiting.
	Post(journal.Record)
	// Trouble is why no record can be written now, nil when one can. It does no IO.
	Trouble() error
	// Damage is what other hands did to it, as far as this console found, empty for nothing. It does no IO.
	Damage() string
	// Retry writes what is kept, or finds out whether it could.
	Retry() error
	// Records reads what stands in the journal since a time, in order; the zero time means all of it. Keep says what is wanted of it.
	Records(since time.Time, keep ...func(journal.Record) bool) ([]journal.Record, error)
	// Unfinished reads the writes in a tenant that nobody has dealt with yet.
	Unfinished(tenantID string) ([]journal.Write, error)
	// Others are the other consoles of this user that run now.
	Others() []journal.Console
	// Alive says whether the console of that session still runs.
	Alive(session string) bool
	// Close waits until what was posted is written, up to the end of ctx, and says what is not.
	Close(ctx context.Context) error
}

// NoJournal takes nothing, so that nothing may be written to Graph either.
type NoJournal struct{}

var errNoJournal = errors.New("this console has no journal")

// Append refuses the record.
func (NoJournal) Append(journal.Record) error { return errNoJournal }

// Keep loses the record.
func (NoJournal) Keep(journal.Record) error { return errNoJournal }

// Post loses the record.
func (NoJournal) Post(journal.Record) {}

// Trouble says that there is no journal.
func (NoJournal) Trouble() error { return errNoJournal }

// Damage knows of none.
func (NoJournal) Damage() string { return "" }

// Retry does not help.
func (NoJournal) Retry() error { return errNoJournal }

// Records returns none.
func (NoJournal) Records(time.Time, ...func(journal.Record) bool) ([]journal.Record, error) {
	return nil, nil
}

// Unfinished returns none.
func (NoJournal) Unfinished(string) ([]journal.Write, error) { return nil, nil }

// Others knows of none.
func (NoJournal) Others() []journal.Console { return nil }

// Alive knows of no session.
func (NoJournal) Alive(string) bool { return false }

// Close has nothing to wait for.
func (NoJournal) Close(context.Context) error { return nil }
