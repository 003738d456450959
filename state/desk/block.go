package desk

import (
	"context"
	"net/http"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// Accounts is what a desk asks of Graph about somebody's account and their password.
type Accounts interface {
	// EnableAccount lets somebody sign in again or blocks that, and returns the request-id of Graph's answer. It may be
	// repeated, each time by a new key of the operator's.
	EnableAccount(ctx context.Context, clientRequestID string, id text.Key, enabled bool) (requestID string, err error)
	// ResetPassword resets the password to the one given, which it wipes, or to one of Entra's where that is nil, and
	// waits for what becomes of it. The value is in the answer, whose pass is zero; with a fault.Unknown there is one
	// where Graph accepted it and has not said how it ended.
	ResetPassword(ctx context.Context, clientRequestID string, id text.Key, password []byte) (pass.Issued, error)
	// AccountOf reads whether somebody may sign in, and when their password was changed last.
	AccountOf(ctx context.Context, id text.Key) (person.Person, error)
}

// scopeEnable is the permission that blocking and unblocking take. Source: learn.microsoft.com/graph/api/user-update.
const scopeEnable = "User.EnableDisableAccount.All"

// What Block and Unblock do, in the words of a fault.
const (
	doBlock   = "block the sign-in"
	doUnblock = "unblock the sign-in"
)

// JudgeBlock is all there is to say beforehand of blocking or unblocking the person's sign-in. To block is containment:
// it waits for no ticket, and for nobody's verification.
func (d *Desk) JudgeBlock(c *Call) verdict.Act {
	if !d.Blocks {
		return verdict.Act{Off: "the site's file does not turn it on (actions.block_sign_in)"}
	}
	return d.judgeAct(c, scopeEnable)
}

// LacksForAccount says what the site requires before the person's sign-in is unblocked or their password reset that the
// grounds do not have: the same as before a pass is issued, but for a reset as a precaution. It is empty where nothing
// is missing.
func (d *Desk) LacksForAccount(c *Call, o journal.Operation, grounds call.Case) string {
	return d.lacksFor(grounds, d.AccountSubject(c), grounds.NoCaller() && o == journal.Reset && d.ResetsFirst(c))
}

// Block blocks the person's sign-in. Its error is as that of Issue; where it is of kind Unknown the operator may have
// it repeated, with an intent of its own.
func (d *Desk) Block(ctx context.Context, c Call) (Acted, error) {
	record := d.actsOn(&c, journal.Block)
	return d.enable(ctx, &c, record, doBlock, d.JudgeBlock(&c))
}

// Unblock lets the person sign in again. Its error is as that of Block.
func (d *Desk) Unblock(ctx context.Context, c Call, grounds call.Case) (Acted, error) {
	record := d.actsOn(&c, journal.Unblock)
	record.Ticket, record.Verification = grounds.Ticket, grounds.Verification
	act := d.JudgeBlock(&c)
	if act.Off == "" {
		act.Off = d.LacksForAccount(&c, journal.Unblock, grounds)
	}
	return d.enable(ctx, &c, record, doUnblock, act)
}

func (d *Desk) enable(ctx context.Context, c *Call, r journal.Record, what string, act verdict.Act) (Acted, error) {
	if err := d.barred(r, what, act); err != nil {
		return acted(r, nil, err, d.Now()), err
	}
	enable := func(ctx context.Context, id string) (string, error) {
		return d.Containment.EnableAccount(ctx, id, c.Person.ID, r.Operation == journal.Unblock)
	}
	r, open, err := d.act(ctx, c, r, what, http.StatusNoContent, enable)
	return acted(r, open, err, d.Now()), err
}

// HasBlocked takes what became of blocking or unblocking the person's sign-in.
func (c *Call) HasBlocked(a Acted) {
	c.Blocked = &a
	c.takeBlocked()
}

// takeBlocked draws the person as the act left them: what Graph lists lags.
func (c *Call) takeBlocked() {
	if c.Blocked == nil || !c.Blocked.Done() {
		return
	}
	enabled := c.Blocked.Record.Operation == journal.Unblock
	c.Person.AccountEnabled = &enabled
	if c.Dossier != nil {
		read := *c.Dossier
		read.Person.AccountEnabled = &enabled
		c.Dossier = &read
	}
}

// CheckedAct takes what the inquiry into a block, an unblock or a reset whose answer was lost has found.
func (c *Call) CheckedAct(q Inquiry) {
	c.Blocked, c.Reset = c.Blocked.checked(q), c.Reset.checked(q)
	if c.Blocked != nil && c.Blocked.Open != nil && c.Blocked.Open.Record.Write == q.Record.Write {
		c.takeBlocked()
	}
}
