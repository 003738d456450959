package desk

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/secret"
	"tapdesk/state/situation"
	"tapdesk/state/verdict"
)

// scopePassword is the permission that resetting a password takes. Source:
// learn.microsoft.com/graph/api/authenticationmethod-resetpassword and the scopes of Microsoft's permissions.json.
const scopePassword = "UserAuthMethod-Password.ReadWrite.All"

// doReset is what Reset does, in the words of a fault.
const doReset = "reset the password"

// passwordLength is how many characters a password has that the console makes, unless the site says otherwise.
const passwordLength = 16

// JudgeReset is all there is to say beforehand of resetting the person's password.
func (d *Desk) JudgeReset(c *Call) verdict.Act {
	switch {
	case !d.Resets:
		return verdict.Act{Off: "the site's file does not turn it on (actions.reset_password)"}
	case c.Person.ExternalGuest():
		return verdict.Act{Off: "an external guest signs in at their home tenant, with a password from there"}
	}
	return d.judgeAct(c, scopePassword)
}

// Synchronised reports whether the person's account is known to come from Active Directory. The console then makes the
// new password, and not Entra. Source: learn.microsoft.com/graph/api/authenticationmethod-resetpassword.
func (c *Call) Synchronised() bool {
	return c.Person.OnPremisesSyncEnabled != nil && *c.Person.OnPremisesSyncEnabled
}

// NewPasswordLength is how many characters a password has that the console makes.
func (d *Desk) NewPasswordLength() int { return cmp.Or(d.PasswordLength, passwordLength) }

// ResetsFirst reports whether the password may be reset as a precaution, with no caller: somebody else is in the
// account, and is put out before anybody is verified.
func (d *Desk) ResetsFirst(c *Call) bool {
	return situation.KindOf(c.Past.Records, d.Clock.Now()) == situation.TakenOver
}

// Reset resets the person's password. The new one is the value of Outcome.Issued, whose pass is zero; where it is a
// precaution there is none, since there is nobody to give it to. Its error is as that of Issue; where it is of kind
// Unknown and there is a value, Graph accepted the reset and has not said that it is done.
func (d *Desk) Reset(ctx context.Context, c Call, grounds call.Case) (Outcome, error) {
	record := d.actsOn(&c, journal.Reset)
	record.Ticket, record.Verification = grounds.Ticket, grounds.Verification
	act := d.JudgeReset(&c)
	if act.Off == "" {
		act.Off = d.LacksForAccount(&c, journal.Reset, grounds)
	}
	if err := d.barred(record, doReset, act); err != nil {
		return Outcome{Record: record}, err
	}
	var issued pass.Issued
	reset := func(ctx context.Context, id string) (_ string, err error) {
		var password []byte
		if c.Synchronised() {
			password = secret.Password(d.NewPasswordLength())
		}
		issued, err = d.Containment.ResetPassword(ctx, id, c.Person.ID, password)
		return issued.RequestID, err
	}
	record, open, err := d.act(ctx, &c, record, doReset, http.StatusAccepted, reset)
	if !issued.Value.Wiped() && grounds.NoCaller() {
		issued.Wipe()
		unseen := record.Follow(journal.RevealEnd)
		unseen.Revealed, unseen.Reason = new(bool), journal.ReasonClosed
		_ = d.Journal.Keep(unseen) // every screen shows its trouble
	}
	return Outcome{Issued: issued, Record: record, Open: open}, err
}

// HasReset takes what became of a reset of the password.
func (c *Call) HasReset(o Outcome, err error, now time.Time) {
	a := acted(o.Record, o.Open, err, now)
	c.Reset, c.Reveal = &a, Reveal{Record: o.Record}
}
