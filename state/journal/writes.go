package journal

import (
	"fmt"
	"slices"
	"strings"
)

// Write is what the journal says about one write to Graph: its records, tied together by the client-request-id of the
// intent. A missing record is nil; the last of each kind wins.
type Write struct {
	ID string
	// Intent, Outcome, Begin and End are the steps. Settled is what the operator did about a write without an end.
	Intent, Outcome, Begin, End, Settled *Record
	// NotNotified says that nobody was notified of it.
	NotNotified *Record
	// Elsewhere is the other console that has the new pass on its screen, or soon will; nil if none does.
	Elsewhere *Console
	// Left is how many of a series behind this one, the last that was sent, were not sent.
	Left int

	first *Record // any record, for who did it to whom
	last  int     // index of the deciding record: the outcome or else the first
}

// About returns the record that says who did it to whom: the intent or, if that was not read, the first of the others.
func (w Write) About() Record {
	if w.Intent != nil {
		return *w.Intent
	}
	return *w.first
}

// take adds a record of the write.
func (w *Write) take(r *Record) {
	switch r.Kind {
	case Intent:
		w.Intent = r
	case Outcome:
		w.Outcome = r
	case RevealBegin:
		w.Begin = r
	case RevealEnd:
		w.End = r
	case Settled:
		w.Settled = r
	case NotNotified:
		w.NotNotified = r
	}
}

// State is how far a write got.
type State string

// The states of a write. Unfinished returns those in the states Uncertain, NeverRevealed, MaybeSeen and InSight.
const (
	// Running: its console is running and it has not ended: it is waiting for the answer, or the pass is on its screen,
	// shown or still hidden. Here and below, a password that was reset counts as a pass that was created.
	Running State = "running"
	// Uncertain: it may have happened. The console ended between intent and outcome, or the outcome is Unknown.
	Uncertain State = "unknown"
	// Unsent and Declined: nothing happened.
	Unsent   State = "not sent"
	Declined State = "refused"
	// NeverRevealed: the pass was created, and a RevealEnd proves that nobody saw its value: something other than the
	// operator's choice closed it.
	NeverRevealed State = "never revealed"
	// MaybeSeen: the pass was created, and the journal has no record of a reveal. That proves nothing: a value is shown
	// even when the disk is full or does not answer, and those records are lost with the console.
	MaybeSeen State = "maybe seen"
	// InSight: the value was shown, and something other than the operator's choice ended it: the console was killed,
	// hung up or locked, or the time ran out; or no end was recorded. Whether the value was read out is not known.
	InSight State = "in sight, not closed"
	// Shown: the value was shown, and the operator closed it. Closed: the operator closed the pass without looking at
	// it.
	Shown  State = "shown"
	Closed State = "closed unseen"
	// Deleted: the pass was deleted.
	Deleted State = "deleted"
	// Accepted: Graph accepted the revocation of the sessions, which says nothing of when they end. Removed: the
	// method was removed.
	Accepted State = "accepted"
	Removed  State = "removed"
	// Blocked and Unblocked: the sign-in was blocked, or is allowed again.
	Blocked   State = "blocked"
	Unblocked State = "unblocked"
)

// unfinished reports whether a write in this state needs attention.
func (s State) unfinished() bool {
	return s == Uncertain || s == NeverRevealed || s == MaybeSeen || s == InSight
}

// State returns how far the write got. alive reports whether the console of a session is running (Journal.Alive, or
// Alive).
func (w Write) State(alive func(session string) bool) State {
	about := w.About()
	switch {
	case w.Outcome == nil && w.Intent == nil: // those are older than what was read
		return w.reveal(alive(about.Session))
	case w.Outcome == nil && alive(about.Session):
		return Running
	case w.Outcome == nil:
		return Uncertain
	}
	switch w.Outcome.Result {
	case Done:
		if state, ok := doneStates[about.Operation]; ok {
			return state
		}
		return w.reveal(alive(about.Session))
	case Refused:
		return Declined
	case NotSent:
		return Unsent
	}
	return Uncertain
}

// doneStates are the states of the writes that were done and leave no value to show.
var doneStates = map[Operation]State{
	Delete: Deleted, Revoke: Accepted, Remove: Removed, Block: Blocked, Unblock: Unblocked,
}

// reveal returns the state of a pass that was created.
func (w Write) reveal(alive bool) State {
	switch {
	case w.End != nil && w.End.revealed() && w.End.chosen():
		return Shown
	case w.End != nil && w.End.revealed():
		return InSight
	case w.End != nil && w.End.Reason == ReasonClosed:
		return Closed
	case w.End != nil:
		return NeverRevealed
	case alive:
		return Running
	case w.Begin != nil:
		return InSight
	}
	return MaybeSeen
}

// Writes groups records into the writes they are about, in the order of their first records. It leaves out what never
// became a write, such as a refusal by the console.
func Writes(records []Record) []Write {
	var writes []Write
	place := map[string]int{}
	for i := range records {
		r := &records[i]
		if r.Write == "" {
			continue
		}
		at, known := place[r.Write]
		if !known {
			at = len(writes)
			place[r.Write] = at
			writes = append(writes, Write{ID: r.Write, first: r, last: i})
		}
		if writes[at].take(r); r.Kind == Outcome {
			writes[at].last = i
		}
	}
	writes = slices.DeleteFunc(writes, func(w Write) bool {
		return w.Intent == nil && w.Outcome == nil && w.Begin == nil && w.End == nil
	})
	left(writes)
	return writes
}

// left finds the last write of each series. The next of a series is in the same console, and about the same person.
func left(writes []Write) {
	before := map[[2]string]int{}
	for i := range writes {
		r := writes[i].About()
		if r.Series.Of == 0 {
			continue
		}
		of := [2]string{r.Session, strings.ToLower(r.Person.ID)}
		if last, ok := before[of]; ok && writes[last].About().Series == (Series{r.Series.At - 1, r.Series.Of}) {
			writes[last].Left = 0
		}
		before[of] = i
		writes[i].Left = max(0, r.Series.Of-r.Series.At)
	}
}

// Place says which of a series the write is, as "2 of 4", and what behind it was not sent; empty where it was alone.
func (w Write) Place() string {
	place := w.About().Series.String()
	switch {
	case place == "", w.Left == 0:
		return place
	case w.Left == 1:
		return place + ", the one after it was not sent"
	}
	return fmt.Sprintf("%s, the %d after it were not sent", place, w.Left)
}

// Unfinished returns the writes in a tenant that need the operator's attention, in the order of their first records:
// those whose outcome is unknown, and passes that were created but never revealed, or shown and not closed by the
// operator. It leaves out those that are Settled, and those made moot by a later write that is Done: a create or delete
// for the same person (by id), after which the previous pass no longer exists, or the same act again. Blocking and
// unblocking count as one.
func Unfinished(records []Record, tenantID string, alive func(session string) bool) []Write {
	writes := Writes(records)
	done := map[string]int{} // the last write that is Done, by what it is about
	for _, w := range writes {
		if id := subject(w); id != "" && of(w, tenantID) && w.Outcome != nil && w.Outcome.Result == Done {
			done[id] = max(done[id], w.last)
		}
	}
	var open []Write
	for _, w := range writes {
		if !of(w, tenantID) || w.Settled != nil || done[subject(w)] > w.last {
			continue
		}
		if w.State(alive).unfinished() {
			open = append(open, w)
		}
	}
	return open
}

func of(w Write, tenantID string) bool { return strings.EqualFold(w.About().TenantID, tenantID) }

// subject is what a write is about: the pass of a person, their sessions, one of their methods, whether they may sign
// in, or their password. It is empty where nobody is named.
func subject(w Write) string {
	r := w.About()
	id := strings.ToLower(r.Person.ID)
	if id == "" || r.Operation.OfPass() || r.Operation == "" {
		return id
	}
	about := r.Operation
	if about == Unblock {
		about = Block
	}
	return strings.Join([]string{id, string(about), strings.ToLower(r.MethodID)}, "/")
}
