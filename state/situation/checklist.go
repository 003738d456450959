package situation

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/person"
)

// State is how far a step is.
type State int

// The states. Off is a step that cannot be done from this console.
const (
	Left State = iota
	Done
	Skipped
	Off
)

// Progress is what is known of a step.
type Progress struct {
	Step  Step
	State State
	// At is when it was done or skipped, UTC, by the machine's clock, and By who did it; zero and empty where that is
	// not known.
	At time.Time
	By string
	// Why is why it is skipped or cannot be done, or what is known of one that is left or done; lower case, without a
	// full stop, safe to draw; empty where there is nothing to say.
	Why string
}

// Facts are what a checklist is computed from.
type Facts struct {
	// Records are the journal's about the person, in order; Now is by the clock that they have.
	Records []journal.Record
	Now     time.Time
	// Methods are those that are listed, nil while they have not been read.
	Methods []person.Method
	// Blocked reports whether sign-in is blocked, nil where that is not known.
	Blocked *bool
	// Off says why a step cannot be done from this console; empty where it can.
	Off func(Step) string
}

// Checklist is a situation and its steps, in order.
type Checklist struct {
	Kind  Kind
	Began time.Time
	By    string
	Steps []Progress
}

// Next returns the first step that is left, and false where none is.
func (c Checklist) Next() (Progress, bool) {
	at := slices.IndexFunc(c.Steps, func(p Progress) bool { return p.State == Left })
	if at < 0 {
		return Progress{}, false
	}
	return c.Steps[at], true
}

// Done counts the steps that are done, skipped ones not among them.
func (c Checklist) Done() (n int) {
	for _, p := range c.Steps {
		if p.State == Done {
			n++
		}
	}
	return n
}

// Of returns the checklist of the person's situation, and false where there is none.
func Of(f Facts) (Checklist, bool) {
	kind, records, open := current(f.Records, f.Now)
	if !open {
		return Checklist{}, false
	}
	r := reader{Facts: f, kind: kind, records: records, writes: journal.Writes(records)}
	c := Checklist{Kind: kind, Began: records[0].Time, By: records[0].Operator.UserPrincipalName}
	for _, step := range lists[kind] {
		p := r.progress(step)
		p.Step = step
		c.Steps = append(c.Steps, p)
		r.before = c.Steps
	}
	return c, true
}

// reader computes how far the steps are, one after another.
type reader struct {
	Facts
	kind    Kind
	records []journal.Record // since the situation began; the first says so
	writes  []journal.Write
	before  []Progress
}

func (r *reader) progress(s Step) Progress {
	skip, isSkipped := r.marked(s, skipped)
	p := r.done(s)
	switch {
	case p.State == Done:
	case p.State == Skipped: // it is not needed
	case isSkipped:
		p = Progress{State: Skipped, At: skip.Time, By: skip.Operator.UserPrincipalName, Why: parse(skip).why}
	case r.Off != nil && r.Off(s) != "":
		p = Progress{State: Off, Why: r.Off(s)}
	}
	return p
}

// done returns that a step is done, or that it is left and what is known of it.
func (r *reader) done(s Step) Progress {
	if mark, is := r.marked(s, done); is && s.ByHand() { // nobody's word is enough for a write
		return by(mark)
	}
	switch s {
	case Verify, VerifyInPerson:
		return r.verified(s)
	case Block:
		return r.blocked(r.wrote(journal.Block, time.Time{}))
	case Reset:
		return r.wrote(journal.Reset, time.Time{})
	case BlockOrReset:
		if reset := r.wrote(journal.Reset, time.Time{}); reset.State == Done {
			return reset
		}
		return r.blocked(r.wrote(journal.Block, time.Time{}))
	case EndSessions, EndAgain:
		return r.ended(s)
	case Unblock:
		return r.unblocked()
	case RemovePhone, RemoveOld, Remove:
		return r.removed(s)
	case Issue, IssueShortest:
		return r.wrote(journal.Create, time.Time{})
	case HandOver:
		return r.handedOver()
	case NewMethod, Watch:
		return r.newMethod()
	}
	return Progress{}
}

// marked returns the last record that a step is done, or skipped.
func (r *reader) marked(s Step, verb string) (journal.Record, bool) {
	for _, one := range slices.Backward(r.records) {
		if words := parse(one); one.Kind == journal.Situation && words.verb == verb && words.step == s {
			return one, true
		}
	}
	return journal.Record{}, false
}

func by(r journal.Record) Progress {
	return Progress{State: Done, At: r.Time, By: r.Operator.UserPrincipalName}
}

// The ways of verifying that say more than that somebody was verified, as package call names them.
const (
	inPerson = "in-person"
	byVideo  = "video"
	noCaller = "no-caller"
)

// verified returns whether the operator said so, or anything was asked of Graph on the grounds of a caller who was
// verified; nothing counts that was said of a caller who turned out to be an impostor.
func (r *reader) verified(s Step) (p Progress) {
	for _, one := range r.records {
		words := parse(one)
		way, _, _ := strings.Cut(one.Verification, ":")
		switch {
		case IsImpostor(one),
			one.Kind == journal.Situation && words.verb == done && words.step == HangUp && s == VerifyInPerson:
			p = Progress{} // what was said before does not count
		case one.Kind == journal.Situation && words.verb == done && words.step == s:
			p = by(one)
		case one.Write != "" && one.Kind != journal.Intent: // as its intent, which may have been long before
		case p.State == Done, way == "", way == noCaller:
		case one.Kind == journal.Refusal: // the site's check may have refused the caller
		case s == VerifyInPerson && way != inPerson && way != byVideo:
		default:
			p = by(one)
		}
	}
	return p
}

// wrote returns whether a write of an operation is known to be done after an instant. Where none is, it says how the
// last one ended.
func (r *reader) wrote(operation journal.Operation, after time.Time) (p Progress) {
	for _, w := range r.writes {
		about := w.About()
		switch {
		case about.Operation != operation || w.Outcome == nil || !after.IsZero() && !w.Outcome.Time.After(after):
		case w.Outcome.Result == journal.Done:
			p = by(*w.Outcome)
		case w.Settled != nil && w.Settled.Result == journal.Done:
			p = by(*w.Settled)
		case p.State == Done:
		case w.Outcome.Result == journal.Unknown:
			p = Progress{Why: "whether the last request was carried out is not known"}
		case w.Outcome.Reason != "":
			p = Progress{Why: "not done: " + w.Outcome.Reason}
		}
	}
	return p
}

// blocked takes the directory's word where sign-in is blocked already.
func (r *reader) blocked(p Progress) Progress {
	if p.State != Done && r.Blocked != nil && *r.Blocked {
		return Progress{State: Done, Why: "sign-in is blocked"}
	}
	return p
}

// ended returns whether the sessions were revoked after the last method was removed: before that, somebody who has one
// signs in again.
func (r *reader) ended(s Step) Progress {
	after := time.Time{}
	if s == EndAgain || r.kind == StolenPhone {
		after = r.wrote(journal.Remove, time.Time{}).At
	}
	if s == EndAgain {
		verified := r.stepBefore(VerifyInPerson)
		if verified.State == Left {
			return Progress{}
		}
		if verified.At.After(after) {
			after = verified.At
		}
	}
	p := r.wrote(journal.Revoke, after)
	if p.State != Done && p.Why == "" && r.wrote(journal.Revoke, time.Time{}).State == Done {
		p.Why = "once more, after the removal"
	}
	return p
}

// stepBefore is what is known of an earlier step of the list.
func (r *reader) stepBefore(s Step) Progress {
	for _, p := range r.before {
		if p.Step == s {
			return p
		}
	}
	return Progress{}
}

func (r *reader) unblocked() Progress {
	block := r.wrote(journal.Block, time.Time{})
	if p := r.wrote(journal.Unblock, block.At); p.State == Done || p.Why != "" {
		return p
	}
	for _, p := range r.before {
		if (p.Step == Block || p.Step == BlockOrReset) && p.State == Left {
			return Progress{}
		}
	}
	if block.State != Done && r.Blocked != nil && !*r.Blocked {
		return Progress{State: Skipped, Why: "sign-in is not blocked"}
	}
	return Progress{}
}

// removed returns whether what is to go is no longer listed. Where the methods are not known, a removal counts.
func (r *reader) removed(s Step) Progress {
	p := r.wrote(journal.Remove, time.Time{})
	if r.Methods == nil {
		return p
	}
	listed := r.toGo(s)
	switch {
	case len(listed) > 0:
		return Progress{Why: "still listed: " + strings.Join(listed, "; ")}
	case p.State == Left && p.Why == "" && s != Remove:
		return Progress{State: Done, Why: "nothing of the phone is listed"}
	}
	return p
}

// toGo are the methods to be removed, in words: what goes with the phone, and what was registered since the situation
// began and before the pass was issued.
func (r *reader) toGo(s Step) (listed []string) {
	began, issued := r.records[0].AskedDateTime.Truncate(time.Second), r.issuedAt()
	for _, m := range r.Methods {
		at := m.CreatedDateTime
		old := at.IsZero() || issued.IsZero() || at.Before(issued)
		since := !at.IsZero() && !at.Before(began) && !m.IsPassword()
		if old && (since || s != Remove && m.OnPhone()) {
			listed = append(listed, m.Words())
		}
	}
	return listed
}

// issuedAt is when the last pass was issued since the situation began, by Graph's clock; zero where none was.
func (r *reader) issuedAt() (at time.Time) {
	for _, w := range r.writes {
		if o := w.Outcome; o != nil && o.Operation == journal.Create && o.Result == journal.Done {
			at = o.CreatedDateTime
		}
	}
	return at
}

// handedOver returns whether the value of the last pass was on the screen.
func (r *reader) handedOver() (p Progress) {
	for _, w := range r.writes {
		if w.Outcome == nil || w.Outcome.Operation != journal.Create || w.Outcome.Result != journal.Done {
			continue
		}
		p = Progress{}
		if w.End != nil && w.End.Revealed != nil && *w.End.Revealed {
			p = by(*w.End)
		}
	}
	return p
}

// NoneYet is the Why of a step that waits for a new method.
const NoneYet = "none is listed yet"

// newMethod says what is listed that was registered since the pass was issued. Whose it is, the caller says.
func (r *reader) newMethod() Progress {
	issued := r.issuedAt()
	var names []string
	for _, m := range r.Methods {
		if !issued.IsZero() && !m.CreatedDateTime.Before(issued.Truncate(time.Second)) {
			names = append(names, m.Words())
		}
	}
	switch {
	case issued.IsZero():
		return Progress{}
	case len(names) == 0:
		return Progress{Why: NoneYet}
	}
	return Progress{Why: strings.Join(names, "; ")}
}
