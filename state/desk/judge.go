package desk

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/situation"
	"tapdesk/state/verdict"
	"tapdesk/state/whatif"
)

// stale is how old a dossier may be when the answer is yes: a question may stay open for hours, and be locked away
// meanwhile.
const stale = 5 * time.Minute

// Known is the person as far as they have been read, with the pass that Graph's own answer to a write has told of.
func (d *Desk) Known(c *Call) person.Dossier {
	if c.Dossier == nil {
		return person.Dossier{Person: c.Person, Self: d.Self(c)}
	}
	known := *c.Dossier
	if known.Pass = c.Pass(); c.Behind() {
		known.PassFault = nil
	}
	return known
}

// Read is Known once the person has been read, nil before that.
func (d *Desk) Read(c *Call) *person.Dossier {
	if c.Dossier == nil {
		return nil
	}
	known := d.Known(c)
	return &known
}

// Self reports whether the person is the operator.
func (d *Desk) Self(c *Call) bool {
	me, known := d.Operator()
	return known && me.ID == c.Person.ID || c.Dossier != nil && c.Dossier.Self
}

// Facts returns what a verdict relies on: who asks, with which rights, under which policy, what was read about the
// person, and what the site says.
func (d *Desk) Facts(c *Call, q Question) verdict.Facts {
	f := verdict.Facts{
		Now: d.Now(), Zone: d.Zone, Cloud: d.Cloud, HasTAP: d.HasTAP, Operator: d.identity(),
		RoleEnd: d.RoleEnd(), HandOver: d.HandOver,
		Dossier: d.Known(c), Policy: d.Learned.Policy(), Bounds: d.Bounds, Site: d.Site,
		Memberships: c.Memberships, MembershipsFault: c.GroupsUnread, Draft: q.Draft,
	}
	if c.SignIns != nil {
		answer := c.WhyOut()
		f.SignIns = &answer
	}
	if len(c.Simulations) > 0 {
		simulated := whatif.Judge(c.Simulations)
		f.Simulated = &simulated
	}
	begun := c.Dossier != nil || c.Unread != nil
	f.Asking, f.Reading = !begun || c.Asking, !begun || c.Pending
	return f
}

// Policy returns the one that a draft is checked against.
func (d *Desk) Policy(c *Call) pass.Policy { return d.Facts(c, Question{}).Effective() }

// Judge is all there is to say beforehand of a new pass for the person: what Graph will do, as far as can be told, and
// why this desk sends nothing: the site's rule, a console that only reads, the journal, the pace, and what is required
// of a call, once its grounds are known. What the question does not hold yet is not judged.
func (d *Desk) Judge(c *Call, q Question) verdict.Verdict {
	f := d.Facts(c, q)
	f.Own = nonEmpty(d.Off(), d.Spent(c))
	if q.Grounds == nil {
		return verdict.Judge(f)
	}
	unopened := c.Dossier == nil && c.Unread == nil
	if !unopened && !verdict.Rule(f).Waiting { // else it is not known what is required
		f.Own = append(f.Own, nonEmpty(d.lacks(q, d.Subject(c)))...)
	}
	v := verdict.Judge(f)
	if unopened || c.Dossier != nil && c.Dossier.PassFault != nil && f.Reading {
		v.Before = "still reading what it would replace"
	}
	return v
}

// JudgeDelete returns all there is to say about a deletion in advance: why this desk would not send it.
func (d *Desk) JudgeDelete(c *Call, q Question) verdict.Verdict {
	return verdict.Verdict{Own: nonEmpty(d.Off(), d.lacks(q, d.DeleteSubject(c)))}
}

// Against is what Graph will refuse a new pass for, which takes an override; empty where no check fails, or the person
// could not be read.
func (c *Call) Against(v verdict.Verdict) string {
	if c.Dossier == nil {
		return ""
	}
	return v.Against()
}

// Spent says that the operator issued as many passes in the last hour as the site allows, or that they cannot be
// counted; empty when another may be issued.
func (d *Desk) Spent(c *Call) string {
	switch {
	case d.PacePerHour == 0:
		return ""
	case c.Hour.Fault != nil:
		return "how many passes you issued in the last hour could not be counted: " + c.Hour.Fault.Error()
	case c.Hour.Pace.Next.After(d.Clock.Now()):
		return c.Hour.Pace.Off(d.Zone)
	}
	return ""
}

// Subject returns who a new pass is for, as far as is known.
func (d *Desk) Subject(c *Call) call.Subject {
	s := call.Subject{
		Person: c.Person, Unread: c.Dossier == nil, MayBePrivileged: true, Past: c.Past, PastUnread: c.Unaudited,
		Now: d.Now(),
	}
	if c.Dossier != nil {
		s.Manager, s.ManagerFault, s.Basic = c.Dossier.Manager, c.Dossier.ManagerFault, c.Dossier.Basic
		s.MayBePrivileged = verdict.Privileged(d.Facts(c, Question{})).Answer != verdict.No
	}
	kind := situation.KindOf(c.Past.Records, d.Clock.Now())
	s.PhoneGone, s.FaceToFace = kind.PhoneGone(), kind == situation.TakenOver
	asked := c.Said(s.Now).Challenge
	switch {
	case asked != nil:
		s.NoChallenge = asked.Off()
		if asked.Passed() {
			for _, q := range asked.Matched() {
				s.Passed = append(s.Passed, string(q))
			}
		}
	case c.Unread != nil:
		s.NoChallenge = "the directory's facts could not be read"
	default:
		s.NoChallenge = "the directory's facts are not read yet"
	}
	return s
}

// DeleteSubject is whose pass is deleted. It counts as privileged and as anything else that was not read. The blind
// questions are not asked for a deletion: they count where they were passed for a new pass.
func (d *Desk) DeleteSubject(c *Call) call.Subject {
	s := d.AccountSubject(c)
	s.MayBePrivileged, s.Basic = true, true
	return s
}

// AccountSubject is whose account is unblocked or password reset. As for a deletion, the questions count where they
// were passed for a new pass.
func (d *Desk) AccountSubject(c *Call) call.Subject {
	s := d.Subject(c)
	if s.NoChallenge == "" && len(s.Passed) == 0 {
		s.NoChallenge = "the security questions are not passed in this call"
	}
	return s
}

// Lacks reports whether something that the site requires for a deletion is missing.
func (d *Desk) Lacks(c *Call, q Question) bool { return d.lacks(q, d.DeleteSubject(c)) != "" }

// lacks says what the site requires of a write and nobody has said. The forms see to it; this is for whatever leads
// past them, and for what was read of the person since.
func (d *Desk) lacks(q Question, s call.Subject) string {
	if q.Contains {
		return ""
	}
	return d.lacksFor(q.grounds(), s, q.Pass != nil)
}

// lacksFor is lacks for some grounds; any says that any way of verifying will do, where one is required.
func (d *Desk) lacksFor(grounds call.Case, s call.Subject, any bool) string {
	ways, required := d.Rules.Demanded(s)
	way, _, _ := strings.Cut(grounds.Verification, ":")
	switch {
	case d.Rules.Ticket == call.Required && grounds.Ticket == "":
		return "a ticket is required: go back to the form"
	case required && (way == "" || !any && !slices.Contains(ways, call.Way(way))):
		return "the caller must be verified: go back to the form"
	}
	return ""
}

// refuses says why a write is not sent after all, and keeps a record that it was asked for; nil when it is sent. No key
// leads here while the screen knows of it.
func (d *Desk) refuses(c *Call, q Question, v verdict.Verdict) error {
	why := v.Waiting()
	if len(v.Own) > 0 {
		why = v.Own[0]
	}
	if against := c.Against(v); why == "" && against != q.Overridden && against != "" {
		why = "the verdict is against it: " + against
	}
	if why == "" {
		return d.late(c, q)
	}
	refusal := d.record(c, q, journal.Refusal)
	refusal.Reason = why
	_ = d.Journal.Keep(refusal) // every screen shows its trouble
	return &fault.Fault{
		Kind: fault.Refused, What: string(refusal.Operation) + " the pass", Hint: "nothing was sent: " + why,
	}
}

// late refuses a start that has passed while the question was open, because what Graph does with one is not documented.
// It also refuses what relies on a person as they were when the question was asked, if that is long ago: the form reads
// them again.
func (d *Desk) late(c *Call, q Question) error {
	late := &fault.Fault{Kind: fault.Refused, What: "create the pass"}
	switch at, now := q.Checked.Order.StartDateTime, d.Now(); {
	case q.Pass != nil:
		return nil
	case c.Dossier != nil && now.Sub(c.Dossier.ReadAt) > stale:
		late.Hint = "nothing was sent: this confirmation expired, and the person is read again"
	case !at.IsZero() && !at.After(now):
		late.Hint, late.Field = "nothing was sent: the start has passed meanwhile, so choose another", "startDateTime"
	default:
		return nil
	}
	return late
}

func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}
