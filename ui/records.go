package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// retryAfter is how long to wait until the journal is tried again. Whoever presses a key for a write meanwhile learns
// why it is off.
const retryAfter = 5 * time.Second

// rootJournal is the journal as the root uses it: it records what happens to the session, and sees whether records can
// be written.
type rootJournal interface {
	// Trouble is why no record can be written now, nil when one can. It does no IO.
	Trouble() error
	// Damage is what other hands did to the journal, as far as this console found, empty for nothing. It does no IO.
	Damage() string
	// Retry writes what is kept, or finds out whether it could.
	Retry() error
	// Unfinished reads the writes in a tenant that nobody has dealt with yet.
	Unfinished(tenantID string) ([]journal.Write, error)
	// Others are the other consoles of this user that run now.
	Others() []journal.Console
	// Close waits until what was posted is written, up to the end of ctx, and says what is not.
	Close(ctx context.Context) error
}

// records is the root's part in the journal: it watches whether the journal takes records, and looks at the start for
// writes without an end.
type records struct {
	journal rootJournal

	trouble    string // as of the last message
	damaged    bool   // it was said that the journal is not as it was left
	probe      fx.Slot[struct{}]
	pause      fx.Slot[time.Time]
	unfinished fx.Slot[left]
}

// left is what other consoles have left to deal with, and those that still run.
type left struct {
	writes []journal.Write
	others []journal.Console
}

// note records what happened to the session.
func (a *App) note(kind journal.Kind, reason string) {
	a.desk.Note(journal.Record{Kind: kind, Reason: reason})
}

// heed sees whether the journal is in trouble, lets the desk know, and has the journal tried again while it is. It
// returns what the operator is to be told.
func (r *records) heed(env fx.Env, d *desk.Desk) (cmd tea.Cmd, told string) {
	if r.journal.Damage() != "" && !r.damaged {
		r.damaged = true
		told = "The journal is not as it was left: records are missing, added or changed, " +
			"by other hands or a failing disk. 'tapdesk audit verify' says where."
	}
	err := r.journal.Trouble()
	switch {
	case err == nil:
		r.trouble = ""
		d.JournalTrouble("")
		r.pause.Cancel()
		return nil, told
	case r.pause.Pending(), r.probe.Pending():
	default:
		cmd = fx.After(&r.pause, env, retryAfter)
	}
	r.trouble = err.Error()
	d.JournalTrouble(r.trouble)
	return cmd, told
}

// retry finds out whether the journal takes records. Its trouble is read by heed.
func (r *records) retry(env fx.Env) tea.Cmd {
	return r.probe.Read(env, func(context.Context) (struct{}, error) { return struct{}{}, r.journal.Retry() })
}

// brief says in a word or two that nothing is written to Graph now, and why; empty where passes can be issued.
func (r *records) brief(d *desk.Desk) string {
	switch {
	case d.ReadOnly != "":
		return "ISSUING OFF: read-only"
	case r.trouble != "":
		return "ISSUING OFF: no journal"
	}
	return ""
}

// seek looks for what an earlier console began in a tenant and saw no end of.
func (r *records) seek(env fx.Env, tenantID string) tea.Cmd {
	return r.unfinished.Read(env, func(context.Context) (left, error) {
		writes, err := r.journal.Unfinished(tenantID)
		return left{writes, r.journal.Others()}, err
	})
}

// take takes the answers of the journal, but for what needs attention.
func (r *records) take(env fx.Env, msg tea.Msg) (tea.Cmd, bool) {
	if _, ok := r.probe.Take(msg); ok {
		return nil, true
	}
	_, ok := r.pause.Take(msg)
	if !ok {
		return nil, false
	}
	return r.retry(env), true
}

// otherConsoles says that other consoles of the operator's are open, which holds a token each: one may have been left
// behind by a connection that broke.
func otherConsoles(others []journal.Console, at kit.Clock) string {
	if len(others) == 0 {
		return ""
	}
	text := kit.OtherConsole(others[0], at)
	if more := len(others) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more,", more)
	}
	return "Note: " + strings.TrimSuffix(text, ",") + " is open."
}

// heed tells of trouble with the journal.
func (a *App) heed() tea.Cmd {
	if a.stack.ended {
		return nil
	}
	cmd, told := a.records.heed(a.env, a.desk)
	a.footer.add(told)
	return cmd
}

// tellUnfinished puts what has no end before anything else. Whoever is deeper in by now reads it in the status line.
func (a *App) tellUnfinished(answer fx.Answer[left]) tea.Cmd {
	found := answer.Value
	switch {
	case answer.Err != nil:
		a.footer.add("What needs attention could not be read from the journal: " + answer.Err.Error() + ".")
	case !a.who.in():
	case len(found.writes) == 0:
		a.footer.add(otherConsoles(found.others, kit.Clock{Now: a.env.Now(), Zone: a.env.Zone}))
	case len(a.stack.screens) > 1:
		a.footer.add("Something needs attention: press F2.")
	default:
		return a.announce(a.stack.push(nav.Unfinished{Writes: found.writes}), true)
	}
	return nil
}

// closeJournal records the end, where no Update could (the event loop failed, or hung on a dead terminal and was
// killed), and waits a little for what is not written yet. It says what is not.
func (a *App) closeJournal(ctx context.Context, signaled bool) error {
	switch {
	case a.stack.ended:
	case signaled:
		a.end(nav.Signaled)
	default:
		a.end(nav.Failed)
	}
	waiting, done := clock.WithTimeout(context.WithoutCancel(ctx), a.env.Clock, lastRecord)
	defer done()
	return a.records.journal.Close(waiting)
}
