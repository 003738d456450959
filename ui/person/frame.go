package person

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/kit"
)

// factsWidth is the column of the account's properties on a wide terminal.
const factsWidth = 46

// Frame draws the person, from the line scrolled to.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	return kit.Scrolled(s.lines(size), s.scroll, size.Height)
}

func (s *Screen) lines(size kit.Size) []string {
	head := s.name(size.Width)
	width := size.Width
	if size.Wide() {
		width = size.Width - factsWidth - 3
	}
	main := append(s.doubtLines(width), s.situationLines(width)...)
	main = append(main, kit.Row(labelAccount, s.account(), width)...)
	main = append(main, s.callLines(width)...)
	main = append(main, s.signInLines(width)...)
	main = append(main, s.policyLines(width)...)
	main = append(main, s.passLines(width)...)
	main = append(main, s.sessionLines(width)...)
	main = append(main, s.actLines(labelSignIn, s.call.Blocked, width)...)
	main = append(main, s.actLines(labelReset, s.call.Reset, width)...)
	main = append(main, s.removedLines(width)...)
	main = append(main, "")
	if audit := append(s.auditLines(width), s.usedLines(width)...); audit != nil {
		main = append(append(main, audit...), "")
	}
	if judged := s.verdictLines(width); judged != nil {
		main = append(append(main, judged...), "")
	}
	main = append(main, s.methodLines(width)...)
	if !size.Wide() {
		return append(append(append(head, main...), ""), s.facts(width)...)
	}
	both := kit.Beside(kit.Frame{Lines: main}, kit.Frame{Lines: s.facts(factsWidth)}, width)
	return append(head, both.Lines...)
}

// name says who this is: the name, which is read first, with the user name behind it where there is room, and the
// object id.
func (s *Screen) name(width int) []string {
	p := s.call.Person
	name, upn := p.Name(), p.UserPrincipalName.String()
	out := []string{kit.Bold(name) + "   " + upn}
	if kit.Width(out[0]) > width {
		out = append([]string{kit.Bold(kit.Cut(name, width))}, kit.Wrap(upn, width)...)
	}
	return append(append(out, kit.Row(labelID, kit.Faint(p.ID.String()), width)...), "")
}

// account says in words what kind of account this is.
func (s *Screen) account() string {
	p := s.call.Person
	var words []string
	if s.self() {
		words = append(words, isYou)
	}
	switch {
	case p.ExternalGuest():
		words = append(words, kit.Caution(isExternal))
	case p.Guest():
		words = append(words, isGuest)
	case strings.EqualFold(string(p.UserType), "Member"):
		words = append(words, isMember)
	case p.UserType != "":
		words = append(words, fmt.Sprintf(formatIsOther, kit.Cut(string(p.UserType), 20)))
	}
	switch {
	case p.AccountEnabled == nil:
	case p.Disabled():
		words = append(words, kit.Danger(isDisabled))
	default:
		words = append(words, isEnabled)
	}
	if s.call.Dossier != nil && p.OnPremisesSyncEnabled != nil {
		if *p.OnPremisesSyncEnabled {
			words = append(words, isSynced)
		} else {
			words = append(words, isCloudOnly)
		}
	}
	if len(words) == 0 {
		return isUnknown
	}
	return strings.Join(words, ", ")
}

// passLines says what state the pass is in: what Graph listed, what its answer to a write said, and what is not known.
func (s *Screen) passLines(width int) []string {
	var out []string
	if s.call.Inquiry != nil {
		label := labelRequest
		if s.call.Inquiry.Delete {
			label = labelDeletion
		}
		out = append(out, kit.Row(label, kit.Warn(s.call.Inquiry.Sentence()), width)...)
	}
	if s.call.Refused != nil {
		out = append(out, kit.Fault(s.call.Refused, width)...)
	}
	p := s.call.Pass()
	switch {
	case p != nil:
		out = append(out, s.standing(*p, width)...)
	case s.call.Unread != nil && s.call.Dossier == nil:
		return append(out, kit.Fault(s.call.Unread, width)...)
	case s.call.Dossier == nil:
		return append(out, kit.Row(labelPass, reading, width)...)
	case s.call.Dossier.PassFault != nil:
		out = append(out, s.unread(labelPass, *s.call.Dossier, width)...)
	case s.call.Deleted != nil:
		out = append(out, kit.Row(labelPass, passDeleted, width)...)
	case s.call.Inquiry != nil: // it says what is listed
	default:
		out = append(out, kit.Row(labelPass, noPass, width)...)
	}
	if s.call.Unread != nil {
		out = append(out, kit.Fault(s.call.Unread, width)...)
	}
	if off := s.neverIssues(); off != "" && off != s.desk.Off() { // that is shown with the verdict
		out = append(out, kit.Row("", kit.Faint(off), width)...)
	}
	return out
}

func (s *Screen) unread(label string, d person.Dossier, width int) []string {
	out := kit.Row(label, kit.Warn(unreadable)+": "+d.PassFault.Reason(), width)
	out = append(out, kit.Row("", d.PassFault.Hint, width)...)
	return append(out, quote(d.PassFault, width)...)
}

// quote returns the request-id of what could not be read. The person who is asked about it will want it.
func quote(f *fault.Fault, width int) []string {
	if f.Quote() == "" {
		return nil
	}
	return kit.Row("", kit.Faint(f.Quote()), width)
}

func (s *Screen) standing(p pass.Pass, width int) []string {
	c := s.clock()
	out := kit.Row(labelPass, kit.Mark(p.StandingAt(c.Now), c.Standing(p))+", "+p.Uses(), width)
	out = append(out, kit.Row(labelFrom, c.Both(p.StartDateTime), width)...)
	out = append(out, c.Until(p, computed, width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, kit.IssuedBy(s.call.Past, s.call.Person.ID, p, width)...)
	if !p.LastUsedDateTime.IsZero() {
		out = append(out, kit.Row(labelLastUsed, c.Both(p.LastUsedDateTime), width)...)
	}
	if s.call.Unseen(p.ID) {
		out = append(out, kit.Row(labelValue, kit.Warn(neverShown), width)...)
	}
	if s.call.Behind() {
		out = append(out, kit.Row("", kit.Faint(s.lag()), width)...)
	}
	return out
}

// lag says why the screen shows a different pass from the one that Graph lists.
func (s *Screen) lag() string {
	if s.call.Dossier == nil {
		return asCreated
	}
	return listLags
}

func (s *Screen) methodLines(width int) []string {
	switch d := s.call.Dossier; {
	case d == nil && s.call.Unread != nil:
		return nil
	case d == nil:
		return kit.Row(labelMethods, reading, width)
	case d.MethodsFault != nil:
		out := kit.Row(labelMethods, kit.Warn(methodsUnread)+": "+d.MethodsFault.Reason(), width)
		out = append(out, kit.Row("", d.MethodsFault.Hint, width)...)
		return append(out, quote(d.MethodsFault, width)...)
	case len(d.Methods) == 0:
		return append(kit.Row(labelMethods, noMethods, width), s.reported(width)...)
	}
	out := s.methods(s.call.MethodsLeft(), width)
	if person.PhonesAlone(s.call.MethodsLeft()) && !s.call.Registration.Hardware(s.call.MethodsLeft()) {
		out = append(out, kit.Row("", kit.Caution(s.telephony()), width)...)
	}
	return append(out, s.reported(width)...)
}

// reported says what the registration report adds to the list of methods, once it was read, and while all checks are
// drawn why it could not be.
func (s *Screen) reported(width int) []string {
	r := s.call.Registration
	switch {
	case r == nil && s.checks && s.report.Pending():
		return kit.Row(labelReport, kit.Faint(reportReading), width)
	case r == nil && s.checks && s.call.RegistrationUnread != nil:
		return kit.Row(labelReport, kit.Faint(unreadable+": "+s.call.RegistrationUnread.Hint), width)
	case r == nil:
		return nil
	}
	var out []string
	if r.Hardware(s.call.MethodsLeft()) {
		out = kit.Row("", kit.Caution(hardwareHidden), width)
	}
	words := notPasswordless
	switch {
	case r.Passwordless == nil:
		return out
	case *r.Passwordless:
		words = passwordless
	}
	if !r.Updated.IsZero() {
		words += fmt.Sprintf(formatReportOf, s.clock().Short(r.Updated))
	}
	return append(out, kit.Row(labelReport, words, width)...)
}

// telephonyEnd is when Microsoft's own text messages and calls end. Global Administrators and external guests have
// until July. Source: learn.microsoft.com/entra/identity/authentication/concept-sms-voice-retirement, which says
// nothing of clouds other than the worldwide one.
var telephonyEnd = time.Date(2027, time.February, 1, 0, 0, 0, 0, time.UTC)

// telephony warns about a person whose only method is a phone number.
func (s *Screen) telephony() string {
	switch s.desk.Cloud {
	case "usgov", "usgov-dod", "china":
		return telephonyElsewhere
	}
	if s.env.Now().Before(telephonyEnd) {
		return telephonyEnds
	}
	return telephonyEnded
}

// nameWidth is the widest that the column of the methods' names is, in cells.
const nameWidth = 26

// methods draws how the person can sign in, as a table where each method has room on a line.
func (s *Screen) methods(all []person.Method, width int) []string {
	names, details, dates := 0, 0, 0
	for _, m := range all {
		names = max(names, min(nameWidth, kit.Width(m.Name())))
		details, dates = max(details, kit.Width(m.Detail())), max(dates, kit.Width(s.dates(m)))
	}
	table := kit.LabelWidth+2+names+2+details+2+dates <= width
	var out []string
	label := labelMethods
	for _, m := range all {
		switch {
		case table:
			row := kit.Columns([]string{m.Name(), m.Detail(), kit.Faint(s.dates(m))}, []int{names, details, dates})
			out = append(out, kit.Row(label, row, width)...)
		default:
			out = append(out, s.method(label, m, width)...)
		}
		label = ""
	}
	return out
}

// dates say since when the person has a method, when it was used or changed last, and whether it is the default, where
// the registration report was read.
func (s *Screen) dates(m person.Method) string {
	var parts []string
	if m.Type == "passwordAuthenticationMethod" && !s.call.Person.LastPasswordChangeDateTime.IsZero() {
		parts = append(parts, fmt.Sprintf(formatChanged, s.day(s.call.Person.LastPasswordChangeDateTime)))
	}
	if m.IsDefault(s.call.DefaultMethod()) {
		parts = append(parts, isDefault)
	}
	if !m.CreatedDateTime.IsZero() && !s.desk.Rules.Hides(call.AskHireYear) {
		parts = append(parts, fmt.Sprintf(formatSince, s.day(m.CreatedDateTime)))
	}
	if !m.LastUsedDateTime.IsZero() {
		parts = append(parts, fmt.Sprintf(formatLastUsed, s.clock().Both(m.LastUsedDateTime)))
	}
	return strings.Join(parts, ", ")
}

// method draws a method where not all have room on a line.
func (s *Screen) method(label string, m person.Method, width int) []string {
	detail := strings.Join(kit.NonEmpty(m.Detail(), s.dates(m)), ", ")
	switch {
	case detail == "":
		return kit.Fact(label, m.Name(), width)
	case width-kit.LabelWidth-2 < 50:
		return kit.TwoLines(kit.Indented(label, m.Name()+": "+detail, width), width)
	}
	return kit.TwoLines(kit.Item(label, kit.Pad(m.Name(), nameWidth), detail, width), width)
}

// facts are the account's properties. What is null in the directory is left out.
func (s *Screen) facts(width int) []string {
	p := s.call.Person
	var out []string
	row := func(label, text string) {
		if text != "" {
			out = append(out, kit.Fact(label, text, width)...)
		}
	}
	row(labelTitle, string(p.JobTitle))
	row(labelDepartment, s.fact(call.AskDepartment, string(p.Department)))
	row(labelMobile, string(p.MobilePhone))
	row(labelBusiness, strings.Join(kit.NonEmpty(p.BusinessPhones...), ", "))
	out = append(out, s.manager(width)...)
	row(labelMail, string(p.Mail))
	row(labelOffice, s.fact(call.AskOffice, string(p.OfficeLocation)))
	row(labelEmployeeID, s.fact(call.AskEmployeeID, string(p.EmployeeID)))
	row(labelSAM, string(p.OnPremisesSamAccountName))
	row(labelLocation, strings.Join(kit.NonEmpty(filled(formatUsageLocation, string(p.UsageLocation)),
		filled(formatLanguage, string(p.PreferredLanguage))), ", "))
	row(labelCreated, s.fact(call.AskHireYear, s.day(p.CreatedDateTime))) // the year is the same as a rule
	row(labelPassword, filled(formatChanged, s.day(p.LastPasswordChangeDateTime)))
	return out
}

func (s *Screen) manager(width int) []string {
	switch d := s.call.Dossier; {
	case d == nil:
		return nil
	case d.ManagerFault != nil:
		out := kit.Row(labelManager, kit.Warn(unreadable)+": "+d.ManagerFault.Hint, width)
		return append(out, quote(d.ManagerFault, width)...)
	case d.Manager == nil:
		return kit.Row(labelManager, noManager, width)
	}
	if s.desk.Rules.Hides(call.AskManager) {
		return kit.Row(labelManager, kit.Faint(blind), width)
	}
	m := s.call.Dossier.Manager
	out := kit.Fact(labelManager, m.Name(), width)
	out = append(out, kit.Row("", m.UserPrincipalName.String(), width)...)
	phones := kit.NonEmpty(append([]text.Text{m.MobilePhone}, m.BusinessPhones...)...)
	if len(phones) == 0 {
		return append(out, kit.Row("", noPhone, width)...)
	}
	return append(out, kit.Fact("", strings.Join(phones, ", "), width)...)
}

func (s *Screen) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.env.Zone).Format("2006-01-02")
}

// filled puts a text into a format; it is empty where the text is.
func filled(format, text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf(format, text)
}
