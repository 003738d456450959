// Package desk does what a helpdesk does: it is the owner of every write to Graph, and of what the console knows of the person on the
// phone during a call.
//
// A write is one function that is read from top to bottom: the intent is on the disk before a byte leaves, or none does; the request is
// sent once; the outcome follows, whatever it is; only then is there a value to show. The package knows no screen. It reaches Graph and
// the journal through two small interfaces.
package desk

import (
	"context"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// Graph is what a desk asks of Microsoft Graph; graph.Client does. Its writes go on when their context ends, are sent once, and fail with a
// fault.Unknown when nobody can know whether they happened.
type Graph interface {
	CreatePass(ctx context.Context, clientRequestID string, id text.Key, order pass.Order) (pass.Issued, error)
	// DeletePass returns the request-id of Graph's answer; that of a failure is in its fault, as after CreatePass.
	DeletePass(ctx context.Context, clientRequestID string, id, passID text.Key) (requestID string, err error)
	// PassesOf lists the passes of several people at once, in the order of ids.
	PassesOf(ctx context.Context, ids []text.Key) ([]pass.Listed, error)
	// Now returns the time by Graph's clock, UTC.
	Now() time.Time
}

// Journal takes the records of what is done; journal.Journal does.
type Journal interface {
	// Append returns once the record is on the disk. On an error it is not kept.
	Append(journal.Record) error
	// Keep is Append for what has happened already: on an error the record waits in memory, and is written before any later one.
	Keep(journal.Record) error
	// Records reads what was recorded since a time, in order; keep, where given, chooses.
	Records(since time.Time, keep ...func(journal.Record) bool) ([]journal.Record, error)
}

// Desk writes for one operator. It is safe for concurrent use.
type Desk struct {
	Graph   Graph
	Journal Journal
	// NewID returns a new GUID. A write bears it in the journal, and in Graph's client-request-id.
	NewID func() string
}
