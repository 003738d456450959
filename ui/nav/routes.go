package nav

import (
	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/session"
	"tapdesk/ui/kit"
)

// Lookup is home: find a person. With Query it finds them at once, and opens them where it is one; Ticket is for the
// first who is opened.
type Lookup struct{ Query, Ticket string }

// Person shows the person of a call. With Issue the form of a new pass opens at once.
type Person struct {
	Call  *desk.Call
	Issue bool
}

// Issue is the form of a new pass. Again goes on to the confirmation of what was issued before in the call, where
// nothing is missing.
type Issue struct {
	Call  *desk.Call
	Again bool
}

type (
	// ConfirmIssue asks before a pass is created.
	ConfirmIssue struct {
		Call     *desk.Call
		Question desk.Question
	}
	// ConfirmDelete asks before a pass is deleted.
	ConfirmDelete struct {
		Call     *desk.Call
		Question desk.Question
	}
)

// Challenge asks the caller security questions about the person.
type Challenge struct{ Call *desk.Call }

// Note is the text about a pass for its ticket.
type Note struct{ Facts call.Facts }

// Reveal shows the value of a pass just created, once.
type Reveal struct {
	Call   *desk.Call
	Issued pass.Issued
}

// Watch follows the pass of a call.
type Watch struct{ Call *desk.Call }

// SignIns shows what Entra's sign-in log has of the person of a call. Found says that the search is below, and not the
// person.
type SignIns struct {
	Call  *desk.Call
	Found bool
}

// WhatIf asks Microsoft's simulation of Conditional Access about the person of a call.
type WhatIf struct{ Call *desk.Call }

// SignIn asks the operator to sign in: at the start, or because the session does not stand any more.
type SignIn struct{ Standing session.Standing }

// Unfinished tells of writes of an earlier console that have no end in the journal.
type Unfinished struct{ Writes []journal.Write }

// Log shows what the journal holds, this session and before.
type Log struct{}

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
func (Challenge) route()     {}
func (Note) route()          {}
func (Reveal) route()        {}
func (Watch) route()         {}
func (SignIns) route()       {}
func (WhatIf) route()        {}
func (SignIn) route()        {}
func (Unfinished) route()    {}
func (Log) route()           {}
func (Help) route()          {}
