// Package desk does what a helpdesk does. It owns every write to Graph, and what the console knows about the person on
// the phone during a call.
//
// A write is one function that reads from top to bottom: it is judged once more; the intent is on the disk before a
// byte leaves, or none does; the request is sent once; the outcome is recorded, whatever it is; only then is there a
// value to show. The package knows no screen. It reaches Graph and the journal through two small interfaces.
//
// A Call is one person during one call. The screens of a call share one, and draw it. Update alone changes it, by the
// methods named for what happened; a command gets a Copy and returns what it learnt.
package desk

import (
	"context"
	"sync"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/clock"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
	"tapdesk/state/watch"
)

// Graph is what a desk asks of Microsoft Graph; graph.Client does. Its writes go on when their context ends, are sent
// once, and fail with a fault.Unknown when nobody can know whether they happened.
type Graph interface {
	Directory
	Looker
	// PassesOf lists the passes of several people at once, in the order of ids.
	PassesOf(ctx context.Context, ids []text.Key) ([]pass.Listed, error)
	CreatePass(ctx context.Context, clientRequestID string, id text.Key, order pass.Order) (pass.Issued, error)
	// DeletePass returns the request-id of Graph's answer; that of a failure is in its fault, as after CreatePass.
	DeletePass(ctx context.Context, clientRequestID string, id, passID text.Key) (requestID string, err error)
}

// Looker looks at a pass for the watch; graph.Client does.
type Looker interface {
	// Look takes one look at a pass, and at how its owner can sign in.
	Look(ctx context.Context, id, passID text.Key) watch.Look
}

// Journal takes the records of what is done; journal.Journal does.
type Journal interface {
	// Append returns once the record is on the disk. On an error it is not kept.
	Append(journal.Record) error
	// Keep is Append for what has happened already: on an error the record waits in memory, and is written before any
	// later one.
	Keep(journal.Record) error
	// Post is Keep without waiting.
	Post(journal.Record)
	// Records reads what was recorded since a time, in order; keep, where given, chooses.
	Records(since time.Time, keep ...func(journal.Record) bool) ([]journal.Record, error)
}

// Options are what a desk works with, and by which rules. They do not change.
type Options struct {
	Graph Graph
	Containment
	Journal Journal
	// Background looks for the watch, behind what the operator asks for; the client of graph.Client.Background does.
	Background Looker
	// Learned is what has been learnt of the tenant and the operator's rights.
	Learned *Learned
	// Now returns the time by Graph's clock, UTC; Clock is this machine's.
	Now   func() time.Time
	Clock clock.Clock
	// Zone is the operator's time zone.
	Zone *time.Location
	// HandOver is how long the value of a pass stays on the screen: by then it is likely handed over.
	HandOver time.Duration
	// NewID returns a new GUID, which identifies a write in the journal and is its client-request-id at Graph.
	NewID func() string
	// Desk is what the site wants of those who issue here.
	call.Desk
	// Site is what the site's file states about the tenant, and whom it protects.
	Site verdict.Site
	// Cloud is the name of Microsoft's cloud, HasTAP whether it knows Temporary Access Passes, GraphRoot the Graph that
	// is talked to.
	Cloud, GraphRoot string
	HasTAP           bool
	// Beta reports whether Graph's beta version is asked.
	Beta bool
	// ReadOnly names the setting that turns off all writes. Empty means that passes can be issued.
	ReadOnly string
}

// Desk works for one operator at a time. It is safe for concurrent use, except for Call, Clear, AskAgain and the
// Calls themselves, which belong to one goroutine.
type Desk struct {
	Options
	dossiers

	calls map[string]*Call

	mu       sync.Mutex
	operator session.Identity
	roleEnd  time.Time
	trouble  string

	untold chan string // why the last notification failed that the operator was not told of
}

// New returns a desk at which nobody is signed in yet.
func New(o Options) *Desk {
	if o.Learned == nil {
		o.Learned = new(Learned)
	}
	return &Desk{Options: o, dossiers: newDossiers(o.Graph, o.Clock), calls: map[string]*Call{},
		untold: make(chan string, 1)}
}

// SignedIn takes who the operator is, and with which rights.
func (d *Desk) SignedIn(id session.Identity) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.operator = id
}

// RoleEnds takes when the operator's role that issues passes ends, UTC; zero where that is not known.
func (d *Desk) RoleEnds(at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.roleEnd = at
}

// RoleEnd returns when the operator's role that issues passes ends, UTC; zero where that is not known.
func (d *Desk) RoleEnd() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.roleEnd
}

// JournalTrouble takes why the journal cannot be written now, or "" if it can.
func (d *Desk) JournalTrouble(why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trouble = why
}

// Operator returns who is signed in, and false until that is known.
func (d *Desk) Operator() (person.Person, bool) {
	who := d.identity().Operator
	return who, !who.ID.IsZero()
}

func (d *Desk) identity() session.Identity {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.operator
}

// Off says why nothing is written to Graph now: which setting forbids it, or what is wrong with the journal. It is
// empty if passes can be issued.
func (d *Desk) Off() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.ReadOnly != "":
		return "read-only: " + d.ReadOnly
	case d.trouble != "":
		return "the journal cannot be written: " + d.trouble
	}
	return ""
}

// Stamp fills in who acts, and where.
func (d *Desk) Stamp(r journal.Record) journal.Record {
	id := d.identity()
	r.Operator, r.TenantID, r.Cloud, r.GraphRoot = PartyOf(id.Operator), id.TenantID, d.Cloud, d.GraphRoot
	return r
}

// Note records an event other than a write, without waiting. It fills in who acts, and where.
func (d *Desk) Note(r journal.Record) { d.Journal.Post(d.Stamp(r)) }

// Watch checks a pass with one request: at once if the operator asked for it, otherwise after what they ask for.
func (d *Desk) Watch(ctx context.Context, id, passID text.Key, asked bool) watch.Look {
	if asked {
		return d.Graph.Look(ctx, id, passID)
	}
	return d.Background.Look(ctx, id, passID)
}

// Clear drops what is known about everybody: another operator may see other things, and has other calls.
func (d *Desk) Clear() {
	clear(d.calls)
	d.dropRead()
	d.Learned.Forget()
	d.RoleEnds(time.Time{})
}

// AskAgain drops what was read, and allows what was refused to be asked for again, because the operator's roles have
// changed.
func (d *Desk) AskAgain() {
	d.dropRead()
	d.Learned.AskAgain()
	for _, c := range d.calls {
		c.Unaudited, c.RegistrationUnread = nil, nil
	}
}
