// Package watch follows one pass from its creation until nothing about it can change any more: when it became usable,
// whether it was seen used, which method appeared since, when it ended. It is fed with looks at Graph and with the
// time, holds no timer and asks nobody, and says in words an operator can read out what is known and as of when.
//
// Its rule is that of the console: absence proves nothing, since Graph's lists lag behind its writes, and a pass is
// never said to have been used unless Graph said so.
package watch

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// Look is what one look at Graph found. What could not be read has its fault, and the rest is still valid.
type Look struct {
	// At is when Graph answered, by Graph's clock, UTC.
	At time.Time
	// Pass is the pass by its id, nil when Graph does not know it (Absent) or did not tell (PassFault).
	Pass      *pass.Pass
	Absent    bool
	PassFault *fault.Fault
	// Listed is the pass among the person's methods, whatever its id; nil when none is listed, which proves nothing.
	Listed *pass.Pass
	// Methods are the person's methods but for the pass, unless MethodsFault says why they could not be read.
	Methods      []person.Method
	MethodsFault *fault.Fault
	// MethodsPart means that Methods are the first page of several, the rest of which a look does not ask for.
	MethodsPart bool
	// UseVisible means that this version of Graph shows when a multi-use pass was used: beta does (lastUsedDateTime), v1.0
	// does not.
	UseVisible bool
	// Fault is why the look as a whole failed; then only At, Requests and NotBefore are set too.
	Fault *fault.Fault
	// Requests is how many requests the look took; one that was sent again with another token counts once.
	Requests int
	// NotBefore is the earliest time for the next look, by Graph's clock, UTC, where Graph asked to wait; else zero.
	NotBefore time.Time
}

// failure is why the look told nothing of the pass, nil when it did.
func (l Look) failure() *fault.Fault {
	if l.Fault != nil {
		return l.Fault
	}
	return l.PassFault
}
