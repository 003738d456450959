package nav

import (
	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/session"
	"tapdesk/ui/kit"
)

// Lookup is home: find a person. With Query it searches at once, and opens a single hit. Ticket is for the first person
// opened.
type Lookup struct{ Query, Ticket string }

// Person shows the person of a call. With Issue it opens the form of a new pass at once.
type Person struct {
	Call  *desk.Call
	Issue bool
}

// Issue is the form of a new pass. With Again it goes straight to the confirmation of the pass issued before in the
// call, if nothing is missing.
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

// Note is the text about a pass for the ticket.
type Note struct{ Facts call.Facts }

// Reveal shows the value of a pass just created, once.
type Reveal struct {
	Call   *desk.Call
	Issued pass.Issued
}

// Watch follows the pass of a call.
type Watch struct{ Call *desk.Call }

// SignIns shows what Entra's sign-in log says about the person of a call. Found means that the screen below is the
// search, not the person.
type SignIns struct {
	Call  *desk.Call
	Found bool
}

// WhatIf shows what Microsoft's simulation of Conditional Access says about the person of a call.
type WhatIf struct{ Call *desk.Call }

// Methods shows the sign-in methods of the person of a call, to be removed. Grounds are what it is done for, nil while
// they are those of the call.
type Methods struct {
	Call    *desk.Call
	Grounds *call.Case
}

// Sessions asks whether to revoke the sign-in sessions of the person of a call.
type Sessions struct{ Call *desk.Call }

// Impostor asks whether to stop a caller who is not the person of a call.
type Impostor struct{ Call *desk.Call }

// Account asks whether to block or unblock the sign-in of the person of a call, or to reset their password; Act says
// which. Grounds are as in Methods.
type Account struct {
	Call    *desk.Call
	Act     journal.Operation
	Grounds *call.Case
}

// Situation shows the checklist of what has happened to the person of a call, or asks what has. Verified are the
// grounds on which the caller was just verified, nil for none.
type Situation struct {
	Call     *desk.Call
	Verified *call.Case
}

// Verify asks how the caller was verified, for the checklist.
type Verify struct{ Call *desk.Call }

// SignIn asks the operator to sign in: at the start, or because the session has ended.
type SignIn struct{ Standing session.Standing }

// Unfinished shows writes of an earlier console whose outcome is not in the journal.
type Unfinished struct{ Writes []journal.Write }

// Log shows what the journal holds, from this session and before.
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
func (Methods) route()       {}
func (Sessions) route()      {}
func (Impostor) route()      {}
func (Account) route()       {}
func (Situation) route()     {}
func (Verify) route()        {}
func (SignIn) route()        {}
func (Unfinished) route()    {}
func (Log) route()           {}
func (Help) route()          {}
