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

// retryAfter is how long to wait before the journal is tried again. Meanwhile, keys for a write say why it is off.
const retryAfter = 5 * time.Second

// rootJournal is the journal as the root uses it: it records what happens to the session, and shows whether records can
// be written.
type rootJournal interface {
	// Trouble returns why no record can be written now, or nil. It does no IO.
	Trouble() error
	// Damage returns what was changed in the journal from outside, as far as this console found, or "". It does no IO.
	Damage() string
	// Retry writes pending records, or finds out whether it could.
	Retry() error
	// Unfinished reads the writes in a tenant whose outcome nobody has dealt with yet.
	Unfinished(tenantID string) ([]journal.Write, error)
	// Others returns this user's other running consoles.
	Others() []journal.Console
	// Close waits until pending records are written, at most until ctx ends. The error names those that are not.
	Close(ctx context.Context) error
}

// records is the root's part in the journal: it watches whether records can be written, and at the start it checks for
// writes without an outcome.
type records struct {
	journal rootJournal

	trouble    string // as of the last message
	damaged    bool   // the operator was told that the journal was changed
	probe      fx.Slot[struct{}]
	pause      fx.Slot[time.Time]
	unfinished fx.Slot[left]

	untold      fx.Slot[string] // why a notification failed
	notNotified bool            // and the operator has not seen in the log of which write
}

// left is what earlier consoles left unresolved, and the consoles that still run.
type left struct {
	writes []journal.Write
	others []journal.Console
}

// note records what happened to the session.
func (a *App) note(kind journal.Kind, reason string) {
	a.desk.Note(journal.Record{Kind: kind, Reason: reason})
}

// heed checks whether the journal is in trouble, tells the desk, and has the journal tried again while it is. It
// returns a sentence for the operator, if any.
func (r *records) heed(env fx.Env, d *desk.Desk) (cmd tea.Cmd, told string) {
	if r.journal.Damage() != "" && !r.damaged {
		r.damaged = true
		told = journalChanged
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

// retry finds out whether the journal can be written. heed reads the result.
func (r *records) retry(env fx.Env) tea.Cmd {
	return r.probe.Read(env, func(context.Context) (struct{}, error) { return struct{}{}, r.journal.Retry() })
}

// brief says in a word or two that issuing is off, and why, or that a notification failed. It returns "" where there is
// nothing to say.
func (r *records) brief(d *desk.Desk) string {
	switch {
	case d.ReadOnly != "":
		return offReadOnly
	case r.trouble != "":
		return offNoJournal
	case r.notNotified:
		return notNotified
	}
	return ""
}

// seek checks for writes in a tenant that an earlier console began and whose outcome it did not see.
func (r *records) seek(env fx.Env, tenantID string) tea.Cmd {
	return r.unfinished.Read(env, func(context.Context) (left, error) {
		writes, err := r.journal.Unfinished(tenantID)
		return left{writes, r.journal.Others()}, err
	})
}

// take takes the journal's answers, except for what needs attention.
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

// awaitUntold waits for the next notification that fails, where the site has a program for them.
func (a *App) awaitUntold() tea.Cmd {
	if a.desk.Notifier == nil {
		return nil
	}
	return a.records.untold.Read(a.env, a.desk.NotNotified)
}

// tellUntold says that a notification failed: why until the next key, and that one did until the log is opened.
func (a *App) tellUntold(answer fx.Answer[string]) tea.Cmd {
	if answer.Err != nil {
		return nil
	}
	a.records.notNotified = true
	a.footer.add(fmt.Sprintf(formatNotNotified, answer.Value))
	return a.awaitUntold()
}

// otherConsoles returns a warning that other consoles of the operator are open. Each holds a token, and one may be left
// over from a broken connection.
func otherConsoles(others []journal.Console, at kit.Clock) string {
	if len(others) == 0 {
		return ""
	}
	text := kit.OtherConsole(others[0], at)
	if more := len(others) - 1; more > 0 {
		text = fmt.Sprintf(formatOthersMore, text, more)
	}
	return fmt.Sprintf(formatOtherOpen, strings.TrimSuffix(text, ","))
}

// heed shows trouble with the journal in the status line.
func (a *App) heed() tea.Cmd {
	if a.stack.ended {
		return nil
	}
	cmd, told := a.records.heed(a.env, a.desk)
	a.footer.add(told)
	return cmd
}

// tellUnfinished opens what needs attention before anything else. An operator who has already moved on reads about it
// in the status line.
func (a *App) tellUnfinished(answer fx.Answer[left]) tea.Cmd {
	found := answer.Value
	switch {
	case answer.Err != nil:
		a.footer.add(fmt.Sprintf(formatAttentionDown, answer.Err))
	case !a.who.in():
	case len(found.writes) == 0:
		a.footer.add(otherConsoles(found.others, kit.Clock{Now: a.env.Now(), Zone: a.env.Zone}))
	case len(a.stack.screens) > 1:
		a.footer.add(needsAttention)
	default:
		return a.announce(a.stack.push(nav.Unfinished{Writes: found.writes}), true)
	}
	return nil
}

// closeJournal records the end if no Update could (because the event loop failed, or was killed while it hung on a dead
// terminal), and waits briefly for pending records. The error names those that are not written.
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
