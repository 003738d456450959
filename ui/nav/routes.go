package nav

import (
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/ticket"
	"tapdesk/ui/kit"
)

// Lookup is home: find a person. With Query it finds them at once, and opens them where it is one; Ticket is for the first who is opened.
type Lookup struct{ Query, Ticket string }

// Person shows someone found. What the list knew is drawn until the dossier is there. With Issue the form of a new pass opens at once.
// Ticket is what a pass would be issued for, empty when nothing is known of it. Alike are others of the same name who were found too.
type Person struct {
	Person person.Person
	Issue  bool
	Ticket string
	Alike  person.Alike
}

// Issue is the form of a new pass. Draft is what stands in it at first, Created the pass created last here, which a list may not
// have yet; nil when the list is all there is. Past is what is known of earlier passes.
// Again goes on to the confirmation at once, where nothing is missing.
type Issue struct {
	Person  person.Person
	Draft   pass.Draft
	Created *pass.Pass
	Past    audit.Provenance
	Alike   person.Alike
	Again   bool
	// Open is an earlier create whose outcome is not known, nil when there is none.
	Open *desk.Inquiry
}

// ConfirmIssue asks before a pass is created.
type ConfirmIssue struct {
	Person  person.Person
	Draft   pass.Draft
	Checked pass.Checked
	// Created is that of Issue.
	Created *pass.Pass
	// Dossier is what the form read, nil when it could not yet.
	Dossier *person.Dossier
	Past    audit.Provenance
	Alike   person.Alike
	Case    ticket.Case
}

// ConfirmDelete asks before a pass is deleted. SeenAt is when Graph last listed it, UTC.
type ConfirmDelete struct {
	Person person.Person
	Pass   pass.Pass
	SeenAt time.Time
	Past   audit.Provenance
	Case   ticket.Case
}

// Challenge asks the caller blind questions about a person.
type Challenge struct {
	Person person.Person
	// Ticket is what it is asked for, as far as it is known.
	Ticket string
}

// Note is the text about a pass for its ticket.
type Note struct{ Facts ticket.Facts }

// Reveal shows the value of a pass just created, once. Record is that of its creation, which those of the reveal follow.
type Reveal struct {
	Person person.Person
	Issued pass.Issued
	Record journal.Record
}

// Watch follows a pass that stands. SeenAt is when Graph last told of it, UTC. Methods are the person's as last read, nil when they were
// not. Unseen says that the value of the pass was never on the screen. Unsettled is when a deletion of the pass was
// over whose outcome is not known, UTC; zero where there is none.
type Watch struct {
	Person    person.Person
	Pass      pass.Pass
	SeenAt    time.Time
	Methods   []person.Method
	Unseen    bool
	Unsettled time.Time
	Past      audit.Provenance
}

// SignIn asks the operator to sign in: at the start, or because the session does not stand any more.
type SignIn struct{ Standing session.Standing }

// Help explains the screen in front.
type Help struct {
	Title string
	Keys  []kit.Key
	Text  []string
}

func (Lookup) route()        {}
func (Person) route()        {}
func (Issue) route()         {}
func (ConfirmIssue) route()  {}
func (ConfirmDelete) route() {}
func (Reveal) route()        {}
func (Watch) route()         {}
func (Help) route()          {}
func (SignIn) route()        {}

// Refused is the result of a confirmation whose write Graph refused: nothing happened.
type Refused struct{ Fault *fault.Fault }

// Shown is the result of a reveal: the pass as Graph created it, whether its value was ever on the screen, and why it is not any more.
// Delete says that the operator wants it deleted, which is yet to be confirmed.
type Shown struct {
	Pass             pass.Pass
	Revealed, Delete bool
	Why              Reason
}

// Told says what took the pass away, where it was not the operator's choice.
func (s Shown) Told() string {
	switch s.Why {
	case Closed, "":
		return ""
	case Ended:
		return "the time to show the pass is over: it has been wiped"
	}
	return "the pass has been wiped: " + string(s.Why)
}

// Watched is the result of a watch: the pass as it was seen last, whether it was deleted from there, and whether the operator wants a new
// one.
type Watched struct {
	Pass           pass.Pass
	Deleted, Issue bool
}

// Finished is the result of the unfinished once nothing is left of it.
type Finished struct{}

// Told is what to say of it.
func (Finished) Told() string { return "Nothing is unfinished any more." }

// Deleted is the result of a deletion that Graph confirmed.
type Deleted struct{ Pass pass.Pass }

// Unsettled is the result of leaving a write whose outcome is unknown.
type Unsettled struct{ Inquiry desk.Inquiry }

// Anew is the result of an unknown outcome that the operator answers with a new pass.
type Anew struct{ Inquiry desk.Inquiry }

// Unfinished tells of writes of an earlier console that have no end in the journal.
type Unfinished struct{ Writes []journal.Write }

// Log shows what the journal holds, this session and before.
type Log struct{}

func (Challenge) route()  {}
func (Note) route()       {}
func (Unfinished) route() {}
func (Log) route()        {}
