package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	owner "tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// retryAfter is how long to wait until the journal is tried again. Whoever presses a key for a write meanwhile learns why it is off.
const retryAfter = 5 * time.Second

// records is the root's part in the journal: it tells who acts, watches whether the journal takes records, and looks at the start for
// writes without an end.
type records struct {
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

// stamp fills in who acts, and where.
func (a *App) stamp(r journal.Record) journal.Record {
	id := a.standing.Identity
	r.Operator, r.TenantID, r.Cloud, r.GraphRoot = owner.PartyOf(id.Operator), id.TenantID, a.chrome.cloud, a.graphRoot
	return r
}

// note records what happened to the session.
func (a *App) note(kind journal.Kind, reason string) {
	a.world.Journal.Post(a.stamp(journal.Record{Kind: kind, Reason: reason}))
}

// heed sees whether the journal is in trouble, and has it tried again while it is.
func (a *App) heed() tea.Cmd {
	if a.world.Journal.Damage() != "" && !a.log.damaged {
		a.log.damaged = true
		a.warnOf("The journal is not as it was left: records are missing, added or changed, by other hands or a failing disk. 'tapdesk audit verify' says where.")
	}
	err := a.world.Journal.Trouble()
	if err == nil || a.ended {
		a.log.trouble = ""
		a.log.pause.Cancel()
		return nil
	}
	a.log.trouble = err.Error()
	if a.log.pause.Pending() || a.log.probe.Pending() {
		return nil
	}
	return fx.After(&a.log.pause, a.env, retryAfter)
}

// tryJournal finds out whether the journal takes records. Its trouble is read by heed.
func (a *App) tryJournal() tea.Cmd {
	return a.log.probe.Read(a.env, func(context.Context) (struct{}, error) { return struct{}{}, a.world.Journal.Retry() })
}

// writesOff says why nothing is written to Graph now.
func (a *App) writesOff() string {
	switch {
	case a.readOnly != "":
		return "read-only: " + a.readOnly
	case a.log.trouble != "":
		return "the journal cannot be written: " + a.log.trouble
	}
	return ""
}

// issuingOff says in a word or two that nothing is written to Graph now, and why; empty where passes can be issued.
func (a *App) issuingOff() string {
	switch {
	case a.readOnly != "":
		return "ISSUING OFF: read-only"
	case a.log.trouble != "":
		return "ISSUING OFF: no journal"
	}
	return ""
}

// seekUnfinished looks for what an earlier console began in this tenant and saw no end of.
func (a *App) seekUnfinished() tea.Cmd {
	tenant, j := a.standing.Identity.TenantID, a.world.Journal
	return a.log.unfinished.Read(a.env, func(context.Context) (left, error) {
		writes, err := j.Unfinished(tenant)
		return left{writes, j.Others()}, err
	})
}

// logged takes the answers of the journal.
func (a *App) logged(msg tea.Msg) (tea.Cmd, bool) {
	if _, ok := a.log.probe.Take(msg); ok {
		return nil, true
	}
	if _, ok := a.log.pause.Take(msg); ok {
		return a.tryJournal(), true
	}
	answer, ok := a.log.unfinished.Take(msg)
	if !ok {
		return nil, false
	}
	return a.tellUnfinished(answer), true
}

// tellUnfinished puts what has no end before anything else. Whoever is deeper in by now reads it in the status line.
func (a *App) tellUnfinished(answer fx.Answer[left]) tea.Cmd {
	switch {
	case answer.Err != nil:
		a.warnOf("What is unfinished could not be read from the journal: " + answer.Err.Error() + ".")
		return nil
	case a.standing.Phase != session.In:
		return nil
	case len(answer.Value.writes) == 0:
		a.tellOthers(answer.Value.others)
		return nil
	case len(a.stack) > 1:
		a.warnOf("Something is unfinished: F2 tells.")
		return nil
	}
	return tea.Batch(a.push(nav.Unfinished{Writes: answer.Value.writes}), fx.After(&a.guard, a.env, quiet))
}

// tellOthers says that other consoles of the operator's are open, which holds a token each: one may have been left behind by a
// connection that broke.
func (a *App) tellOthers(others []journal.Console) {
	if len(others) == 0 {
		return
	}
	text := kit.OtherConsole(others[0], kit.Clock{Now: a.world.Now(), Zone: a.world.Zone})
	if more := len(others) - 1; more > 0 {
		text += fmt.Sprintf(" and %d more,", more)
	}
	a.warnOf("Note: " + strings.TrimSuffix(text, ",") + " is open.")
}

// closeJournal records the end, where no Update could (the event loop failed, or hung on a dead terminal and was killed), and waits a
// little for what is not written yet. It says what is not.
func (a *App) closeJournal(ctx context.Context, signaled bool) error {
	switch {
	case a.ended:
	case signaled:
		a.end(nav.Signaled)
	default:
		a.end(nav.Failed)
	}
	waiting, done := clock.WithTimeout(context.WithoutCancel(ctx), a.world.Clock, lastRecord)
	defer done()
	return a.world.Journal.Close(waiting)
}
