package kit

import (
	"fmt"

	"tapdesk/state/audit"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Window draws from when until when a checked draft would be valid.
func Window(c Clock, checked pass.Checked, width int) []string {
	from := c.Both(checked.From)
	if checked.Order.StartDateTime.IsZero() {
		from = fmt.Sprintf(formatNow, from)
	}
	until := untilUnknown
	if !checked.Until.IsZero() {
		until = c.Both(checked.Until)
	}
	return append(Row(labelFrom, from, width), Row(labelUntil, until, width)...)
}

// Replaces draws what a new pass would take the place of, and as of when that is known. A dossier of nil is still being
// read, unless unread says why it could not be.
func Replaces(c Clock, d *person.Dossier, unread *fault.Fault, width int) []string {
	if d == nil && unread == nil {
		return Row(labelReplaces, reading, width)
	}
	if d == nil {
		return Row(labelReplaces, Warn(notKnown)+fmt.Sprintf(formatUnread, unread), width)
	}
	if d.PassFault != nil {
		return Row(labelReplaces, Warn(notKnown)+fmt.Sprintf(formatPassUnread, d.PassFault.Hint), width)
	}
	asOf := fmt.Sprintf(formatAsOf, d.ReadAt.In(c.Zone).Format("15:04:05"))
	p := d.Pass
	if p == nil {
		return Row(labelReplaces, replacesNothing+asOf, width)
	}
	what := fmt.Sprintf(formatAPass, c.Standing(*p), p.Uses())
	if !p.Live(c.Now) {
		return Row(labelReplaces, what+asOf, width)
	}
	out := Row(labelReplaces, Bad(what)+asOf+"; "+Warn(stopsAtOnce), width)
	return append(out, Row("", fmt.Sprintf(formatCreated, c.Both(p.CreatedDateTime), c.Ends(*p)), width)...)
}

// IssuedBy draws who issued a pass, where that is known.
func IssuedBy(past audit.Provenance, personID text.Key, p pass.Pass, width int) []string {
	who, known := past.Issuer(personID, p)
	switch {
	case !known:
		return nil
	case who.Journal:
		return Row(labelIssuedBy, fmt.Sprintf(formatByJournal, who.Name), width)
	case who.From != "":
		return Row(labelIssuedBy, fmt.Sprintf(formatByAuditAt, who.Name, who.From), width)
	}
	return Row(labelIssuedBy, fmt.Sprintf(formatByAudit, who.Name), width)
}

// Cautions draws what is known to prevent the person from using any pass.
func Cautions(p person.Person, width int) []string {
	switch {
	case p.Disabled():
		return Row(labelAccount, Bad(disabled)+cannotSignIn, width)
	case p.ExternalGuest():
		return Row(labelAccount, Warn(externalGuest)+guestGetsNoPass, width)
	}
	return nil
}
