package call

import (
	"context"

	"tapdesk/state/call/command"
	"tapdesk/state/pass"
)

// Case is what a write is done for, as the journal keeps it: the ticket, and how the caller was verified. Either is
// empty where it was not asked for.
type Case struct{ Ticket, Verification string }

// NoCaller reports whether nobody was on the phone: what is done is a precaution.
func (c Case) NoCaller() bool { return c.Verification == string(Nobody) }

// Desk is what a site wants of those who issue here.
type Desk struct {
	Rules  Rules
	Bounds pass.Bounds
	// PacePerHour is how many passes an operator may issue in an hour, 0 for any.
	PacePerHour int
	// SignInsAtOnce reads the sign-in log with each person.
	SignInsAtOnce bool
	// NoRevoke and NoRemoval turn off that sessions are revoked, and that sign-in methods are removed.
	NoRevoke, NoRemoval bool
	// Blocks turns on that sign-in is blocked and unblocked, and Resets that passwords are reset. PasswordLength is how
	// many characters a password has that the console makes itself; 0 for 16.
	Blocks, Resets bool
	PasswordLength int
	// Notifier is told what was done; nil for nobody.
	Notifier Notifier
}

// Notifier tells a program of the site's what was done; command.Notifier does.
type Notifier interface {
	// Notify takes a notice, and waits for nothing. failed gets why it was not delivered, from another goroutine.
	Notify(n command.Notice, failed func(error))
	// Close waits until every notice was delivered or failed, at most until ctx ends.
	Close(ctx context.Context)
}
