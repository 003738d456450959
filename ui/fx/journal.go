package fx

import (
	"time"

	"tapdesk/state/journal"
)

// Journal keeps the records of what is done here, as far as screens make and read them; journal.Journal does. What belongs to a write is
// recorded by state/desk.
type Journal interface {
	// Keep returns once the record is on the disk. On an error the record is kept in memory, and written before any later one.
	Keep(journal.Record) error
	// Post is Keep without waiting.
	Post(journal.Record)
	// Records reads what stands in the journal since a time, in order; the zero time means all of it. Keep says what is wanted of it.
	Records(since time.Time, keep ...func(journal.Record) bool) ([]journal.Record, error)
	// Unfinished reads the writes in a tenant that nobody has dealt with yet.
	Unfinished(tenantID string) ([]journal.Write, error)
	// Alive reports whether the console of that session still runs.
	Alive(session string) bool
}
