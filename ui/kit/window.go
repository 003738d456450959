package kit

import (
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
		from = "now, " + from
	}
	until := "not known: the tenant's default lifetime could not be read"
	if !checked.Until.IsZero() {
		until = c.Both(checked.Until)
	}
	return append(Row("From", from, width), Row("Until", until, width)...)
}

// Replaces draws what a new pass would take the place of, and as of when that is known. A dossier of nil is still being
// read, unless unread says why it could not be.
func Replaces(c Clock, d *person.Dossier, unread *fault.Fault, width int) []string {
	if d == nil && unread == nil {
		return Row("Replaces", "reading...", width)
	}
	if d == nil {
		return Row("Replaces", Warn("not known")+": "+unread.Error(), width)
	}
	if d.PassFault != nil {
		return Row("Replaces", Warn("not known")+", the pass could not be read: "+d.PassFault.Hint, width)
	}
	asOf := " (as of " + d.ReadAt.In(c.Zone).Format("15:04:05") + ")"
	p := d.Pass
	if p == nil {
		return Row("Replaces", "nothing: no pass"+asOf, width)
	}
	what := "a pass that is " + c.Standing(*p) + ", " + p.Uses()
	if !p.Live(c.Now) {
		return Row("Replaces", what+asOf, width)
	}
	out := Row("Replaces", Bad(what)+asOf+"; "+Warn("it stops working at once"), width)
	return append(out, Row("", "created "+c.Both(p.CreatedDateTime)+", "+c.Ends(*p), width)...)
}

// IssuedBy draws who issued a pass, where that is known.
func IssuedBy(past audit.Provenance, personID text.Key, p pass.Pass, width int) []string {
	who, known := past.Issuer(personID, p)
	switch {
	case !known:
		return nil
	case who.Journal:
		return Row("Issued by", who.Name+", as the journal of this machine has it", width)
	case who.From != "":
		return Row("Issued by", who.Name+" from "+who.From+", as Entra's audit log has it", width)
	}
	return Row("Issued by", who.Name+", as Entra's audit log has it", width)
}

// Cautions draws what is known to prevent the person from using any pass.
func Cautions(p person.Person, width int) []string {
	switch {
	case p.Disabled():
		return Row("Account", Bad("DISABLED")+": cannot sign in, with a pass or without", width)
	case p.ExternalGuest():
		return Row("Account", Warn("external guest")+
			": Graph refuses a pass here; the person's own organisation can issue one", width)
	}
	return nil
}
