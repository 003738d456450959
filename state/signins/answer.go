package signins

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// Kind is what an answer comes to.
type Kind int

const (
	// CannotTell means that something is missing.
	CannotTell Kind = iota
	// Helps means that a pass would get them past what failed.
	Helps
	// NoHelp means that a sign-in with a pass would fail at the same place.
	NoHelp
	// Doubt means that the failures may not be the caller's.
	Doubt
)

// Answer is whether a pass would help. Its strings are without a full stop.
type Answer struct {
	Kind Kind
	// Why is the reason, or what is missing.
	Why string
	// Do is what to do where a pass does not help; empty where nothing is known.
	Do string
	// Note is one more sentence that matters, empty for none.
	Note string
	// Rests are the sign-ins that the answer rests on: how many and the newest of them. The zero Group rests on none.
	Rests Group
	// AsOf is when the log was read, by Graph's clock, UTC; zero where it was not.
	AsOf time.Time
}

// Line is the answer in one line.
func (a Answer) Line() string {
	switch a.Kind {
	case Helps:
		return fmt.Sprintf(formatHelps, a.Why)
	case NoHelp:
		if a.Do == "" {
			return fmt.Sprintf(formatNoHelp, a.Why)
		}
		return fmt.Sprintf(formatNoHelpDo, a.Why, a.Do)
	case Doubt:
		return fmt.Sprintf(formatDoubt, a.Why)
	}
	return fmt.Sprintf(formatCannotTell, a.Why)
}

// Caution is what the answer adds to a verdict: why a pass may not help, and what to do. It is empty where that is
// nothing, so that no answer ever speaks for a pass.
func (a Answer) Caution() (why, do string) {
	switch a.Kind {
	case NoHelp:
		return fmt.Sprintf(formatCautionNoHelp, a.Why), a.Do
	case Doubt:
		return fmt.Sprintf(formatCautionDoubt, a.Why), AskWhere
	}
	return "", ""
}

// Cites says what in the log the answer rests on: "50126, 6 times since 09:12, GB, Windows". It is empty where that
// is nothing.
func (a Answer) Cites(clock func(time.Time) string) string {
	if a.Rests.Count == 0 {
		return ""
	}
	when := a.Rests.Times(clock)
	if when == "" {
		when = fmt.Sprintf(formatAt, clock(a.Rests.Newest.CreatedDateTime))
	}
	return fmt.Sprintf(formatCites, a.Rests.Newest.Status.Number(), when, a.Rests.Newest.Place())
}

// Number is Microsoft's code as it is shown.
func (s Status) Number() string {
	switch s.ErrorCode {
	case Unsaid:
		return noCode
	case 0:
		return success
	}
	return fmt.Sprint(s.ErrorCode)
}

// Facts are what an answer is made from. A Log or a Dossier that is nil was not read.
type Facts struct {
	Log     *Log
	Fault   *fault.Fault
	Dossier *person.Dossier
}

// Judge judges whether a pass would help. It never says so while there is any sign in what was read that somebody else
// is at work: a place where nothing succeeded before, a prompt that was declined or reported, or risk.
func Judge(f Facts) Answer {
	a := f.judge()
	if f.Log != nil {
		a.AsOf = f.Log.ReadAt
	}
	return a
}

func (f Facts) judge() Answer {
	if a, known := f.account(); known {
		return a
	}
	switch {
	case f.Log == nil && f.Fault != nil:
		return Answer{Why: fmt.Sprintf(formatLogUnread, f.Fault.Reason())}
	case f.Log == nil:
		return Answer{Why: logNotRead}
	}
	if a, doubt := f.doubt(); doubt {
		return a
	}
	return f.failures()
}

// account answers from the account alone, where that settles it.
func (f Facts) account() (Answer, bool) {
	if f.Dossier == nil {
		return Answer{}, false
	}
	switch p := f.Dossier.Person; {
	case p.Disabled():
		return Answer{Kind: NoHelp, Why: isDisabled, Do: findOut}, true
	case p.ExternalGuest():
		return Answer{Kind: NoHelp, Why: isExternal, Do: askItsDesk}, true
	}
	return Answer{}, false
}

// doubt answers where something says that somebody else is at work.
func (f Facts) doubt() (Answer, bool) {
	for _, s := range Sorted(f.Log.SignIns) {
		if promptOf(s) == promptDeclined {
			return f.doubted(declined, askWho, s), true
		}
	}
	for _, s := range Sorted(f.Log.SignIns) {
		if s.risky() {
			return f.doubted(riskySignIn, "", s), true
		}
	}
	if s := f.Log.strange(); s != nil {
		return f.strange(*s), true
	}
	if f.Dossier != nil {
		for _, r := range f.Dossier.Access.Risk.All {
			if atRisk(r.State) || elevated(r.Level) && !settled(r.State) {
				return Answer{Kind: Doubt, Why: atRiskNow, Note: settleRisk}, true
			}
		}
	}
	return Answer{}, false
}

// strange answers for a sign-in from a place without a success. Less than 7 days of the log prove no place to be
// strange; what a pass does not get past is told all the same.
func (f Facts) strange(s SignIn) Answer {
	none := func(span string) string { return fmt.Sprintf(formatStrange, s.Place(), span) }
	switch {
	case !s.Place().Known():
		return Answer{Why: noPlace, Note: capital(AskWhere), Rests: f.group(s)}
	case f.Log.Span() >= Long && f.Log.Cut:
		return f.doubted(none(ofWeekRead), "", s)
	case f.Log.Span() >= Long:
		return f.doubted(none(ofWeek), "", s)
	}
	if a, stopped := f.stops(); stopped {
		a.Note = strings.TrimPrefix(a.Note+". "+capital(none(ofDay))+": "+AskWhere, ". ")
		return a
	}
	return Answer{Why: none(ofDay), Note: fmt.Sprintf(formatReadOn, AskWhere), Rests: f.group(s)}
}

// doubted answers that failures may not be the caller's. Where a pass would not help the caller either, the note says
// so.
func (f Facts) doubted(why, note string, s SignIn) Answer {
	a := Answer{Kind: Doubt, Why: why, Note: note, Rests: f.group(s)}
	if stopped, is := f.stops(); is && note == "" {
		a.Note = fmt.Sprintf(formatIfTheirs, lower(stopped.Line()))
	}
	return a
}

// stops answers for the newest failure that a pass would not get past.
func (f Facts) stops() (Answer, bool) {
	for _, s := range f.Log.current() {
		if CodeOf(s.Status).Effect == Stops {
			return f.stopped(s), true
		}
	}
	return Answer{}, false
}

// group returns the group that a sign-in is in, one of its own where it is an interrupt.
func (f Facts) group(s SignIn) Group {
	groups, _ := f.Log.Groups()
	for _, g := range groups {
		if CodeOf(s.Status) == g.Code && s.Place() == g.Newest.Place() && s.Succeeded() == g.Newest.Succeeded() &&
			s.AppDisplayName == g.Newest.AppDisplayName && !s.CreatedDateTime.Before(g.First) {
			return g
		}
	}
	return Group{Newest: s, Count: 1, First: s.CreatedDateTime, Code: CodeOf(s.Status)}
}

// failures answers from what failed since the last success. The newest that would stop a pass wins over others, and
// one that says nothing of a pass wins over those that a pass would get past: the next gate counts.
func (f Facts) failures() Answer {
	failed := f.Log.current()
	if len(failed) == 0 {
		return f.nothing()
	}
	if a, stopped := f.stops(); stopped {
		return a
	}
	for _, s := range failed {
		if a, unclear := f.unclear(s); unclear {
			return a
		}
	}
	return f.helps(failed[0])
}

// nothing answers where nothing failed since the last success.
func (f Facts) nothing() Answer {
	a := Answer{
		Why:  nothingFailed,
		Note: logLacks,
	}
	for _, s := range Sorted(f.Log.SignIns) {
		if s.Succeeded() {
			a.Why, a.Rests = nothingFailedSince, f.group(s)
		}
		if !s.Interrupted() {
			break
		}
	}
	if f.Log.Cut && a.Rests.Count == 0 {
		a.Why = logInPart
	}
	return a
}

// stopped answers for a failure that a pass would not get past.
func (f Facts) stopped(s SignIn) Answer {
	code := CodeOf(s.Status)
	a := Answer{Kind: NoHelp, Why: code.Means, Do: code.Do, Rests: f.group(s)}
	if code.Number != blockedByPolicy {
		return a
	}
	if s.Policies == nil {
		a.Why = fmt.Sprintf(formatHiddenPolicy, a.Why)
		a.Note = factorMayDo
		return a
	}
	var names []string
	factorAlone := true
	for _, p := range s.Policies {
		if p.Result == "failure" {
			names = append(names, `"`+string(p.DisplayName)+`"`)
			factorAlone = factorAlone && asksFactorAlone(p)
		}
	}
	if len(names) > 0 {
		a.Why = fmt.Sprintf(formatPolicies, a.Why, strings.Join(names, ", "))
	}
	if len(names) > 0 && factorAlone {
		a.Kind, a.Note = CannotTell, factorDoes
	}
	return a
}

// asksFactorAlone reports whether multifactor authentication is all that a policy asked for.
func asksFactorAlone(p Policy) bool {
	for _, control := range p.EnforcedGrantControls {
		if !strings.EqualFold(string(control), "mfa") {
			return false
		}
	}
	return len(p.EnforcedGrantControls) > 0
}

// unclear answers for a failure that says nothing of a pass.
func (f Facts) unclear(s SignIn) (Answer, bool) {
	code, a := CodeOf(s.Status), Answer{Rests: f.group(s)}
	switch {
	case code.Means == "":
		a.Why = fmt.Sprintf(formatUnknownCode, s.Status.Number())
	case code.Effect == Unclear:
		a.Why, a.Note = code.Means, capital(code.Do)
	case code.Number == promptFailed && promptOf(s) == promptUnknown:
		a.Why = promptOpen
	case code.Effect == Factor && (f.Dossier == nil || f.Dossier.MethodsFault != nil):
		a.Why = methodsUnread
	default:
		return Answer{}, false
	}
	return a, true
}

// helps answers for failures that a pass would get past, where the whole day was read.
func (f Facts) helps(s SignIn) Answer {
	code := CodeOf(s.Status)
	a := Answer{Kind: Helps, Why: code.Means, Rests: f.group(s)}
	switch {
	case f.Log.Cut:
		return Answer{Why: logInPart, Rests: a.Rests}
	case f.Dossier == nil:
		return Answer{Why: accountNotRead, Rests: a.Rests}
	case f.Dossier.Person.AccountEnabled == nil:
		return Answer{Why: enabledUnread, Rests: a.Rests}
	case code.Effect == Factor && !hasFactor(f.Dossier.Methods):
		a.Why = fmt.Sprintf(formatNoOther, a.Why)
	}
	instead := formatInstead
	if code.Effect == Factor {
		instead = formatInsteadOfAll
	}
	a.Note = fmt.Sprintf(instead, capital(code.Do))
	if f.Dossier.Access.Risk.Fault != nil || !f.Dossier.Access.Risk.Whole {
		a.Note = fmt.Sprintf(formatRiskUnread, a.Note)
	}
	return a
}

// hasFactor reports whether a method is listed that answers a prompt for a second one.
func hasFactor(methods []person.Method) bool {
	for _, m := range methods {
		switch m.Type {
		case "passwordAuthenticationMethod", "emailAuthenticationMethod", "temporaryAccessPassAuthenticationMethod":
		default:
			return true
		}
	}
	return false
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }
