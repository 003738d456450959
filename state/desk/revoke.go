package desk

import (
	"context"
	"net/http"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// Sessions is what a desk asks of Graph about somebody's sign-in sessions.
type Sessions interface {
	// RevokeSessions returns the request-id of Graph's answer. It may be repeated, each time by a new key of the
	// operator's.
	RevokeSessions(ctx context.Context, clientRequestID string, id text.Key) (requestID string, err error)
	// SessionsValidFrom returns when the last revocation was accepted, UTC; zero where Graph does not tell.
	SessionsValidFrom(ctx context.Context, id text.Key) (time.Time, error)
}

// scopeRevoke is the permission that revoking takes. Source: learn.microsoft.com/graph/api/user-revokesigninsessions.
const scopeRevoke = "User.RevokeSessions.All"

// doRevoke is what Revoke does, in the words of a fault.
const doRevoke = "revoke the sign-in sessions"

// Revoked is what is known of a revocation. That Graph accepted it is all it is: nothing tells when sessions end.
type Revoked struct {
	// Acted has in At when Graph accepted it. Stamped means that this is Graph's own timestamp, and not the time of its
	// answer.
	Acted
	Stamped bool
}

// JudgeRevoke is all there is to say beforehand of a revocation. It is containment: it waits for no ticket, and for
// nobody's verification.
func (d *Desk) JudgeRevoke(c *Call) verdict.Act {
	if d.NoRevoke {
		return verdict.Act{Off: "the site's file turns it off (actions.revoke)"}
	}
	return d.judgeAct(c, scopeRevoke)
}

// Revoke revokes the person's sign-in sessions. Its error is as that of Issue; where it is of kind Unknown the operator
// may have it repeated, with an intent of its own.
func (d *Desk) Revoke(ctx context.Context, c Call) (Revoked, error) {
	record := d.actsOn(&c, journal.Revoke)
	if err := d.barred(record, doRevoke, d.JudgeRevoke(&c)); err != nil {
		return Revoked{Acted: Acted{Fault: fault.Of(err)}}, err
	}
	revoke := func(ctx context.Context, id string) (string, error) {
		return d.Containment.RevokeSessions(ctx, id, c.Person.ID)
	}
	record, open, err := d.act(ctx, &c, record, doRevoke, http.StatusOK, revoke)
	return Revoked{Acted: acted(record, open, err, d.Now())}, err
}

// RevokedAt reads Graph's own timestamp of a revocation that it accepted.
func (d *Desk) RevokedAt(ctx context.Context, c Call) (time.Time, error) {
	return d.Containment.SessionsValidFrom(ctx, c.Person.ID)
}

// HasRevoked takes the result of a revocation. A later one that Graph did not accept does not replace an earlier one
// that it did.
func (c *Call) HasRevoked(r Revoked) {
	if before := c.Revoked; r.At.IsZero() && before != nil && !before.At.IsZero() {
		r.At, r.Stamped = before.At, before.Stamped
	}
	c.Revoked = &r
}

// Stamp takes Graph's timestamp of the revocation, where it is not that of an earlier one.
func (c *Call) Stamp(at time.Time) {
	if r := c.Revoked; r != nil && !at.Before(r.Record.AskedDateTime.Add(-slack)) {
		stamped := *r
		stamped.At, stamped.Stamped = at, true
		c.Revoked = &stamped
	}
}

// CheckedRevocation takes what an inquiry into one whose answer was lost has found.
func (c *Call) CheckedRevocation(q Inquiry) {
	if c.Revoked == nil {
		return
	}
	r := *c.Revoked
	r.Open = &q
	c.Revoked = &r
	if q.Finding() == pass.Gone {
		c.Stamp(q.StampedAt)
	}
}

// slack is how much earlier than the request Graph's timestamp may seem: its clock is known to the second.
const slack = 2 * time.Second

// Reaches says what a revocation does in a cloud, and what it does not, in the order of use. No sentence claims the
// end of a session: nothing that can be read tells. Sources: learn.microsoft.com/graph/api/user-revokesigninsessions
// and learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation.
func Reaches(cloud string) []string {
	early := "Exchange, SharePoint and Teams, with a client that supports continuous access evaluation: up to 15 minutes."
	switch cloud {
	case "usgov", "usgov-dod":
		early = "Exchange, with a client that supports continuous access evaluation: up to 15 minutes."
	case "china":
		early = ""
	}
	return nonEmpty(
		"Refresh tokens stop within minutes.", early,
		"Elsewhere access tokens live until they expire, an hour unless that was lengthened.",
		"It does not reach cookies of apps, nor what guests have in their home tenants. "+
			"Do not count on it for Windows logon or Active Directory.",
	)
}

// Told says that Graph accepted the revocation and when, in a zone; empty where that is not known.
func (r Revoked) Told(zone *time.Location) string {
	switch at := r.At.In(zone).Format("15:04:05"); {
	case r.At.IsZero():
		return ""
	case r.Stamped:
		return "Revocation accepted " + at + " (Graph's timestamp)."
	default:
		return "Revocation accepted " + at + "."
	}
}
