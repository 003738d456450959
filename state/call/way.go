package call

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Way is a way of verifying a caller, by the name the site's file uses.
type Way string

// The ways.
const (
	CallBack Way = "call-back" // a number in the directory
	Manager  Way = "manager"   // the directory's manager confirmed
	InPerson Way = "in-person" // with the badge
	Blind    Way = "challenge" // security questions; see Challenge
	Video    Way = "video"     // a face and a badge on the screen
	Other    Way = "other"     // with a note
	// Nobody is a deletion, or a reset of the password of an account that is taken over, without a caller: a precaution.
	// It is in no site's file and never does for issuing.
	Nobody Way = "no-caller"
)

// ways are those a site may have, in the order in which they are offered.
var ways = []Way{CallBack, Manager, InPerson, Blind, Video, Other}

// ParseWay reads the name of a way that a site may have.
func ParseWay(typed string) (Way, error) {
	if slices.Contains(ways, Way(typed)) {
		return Way(typed), nil
	}
	return "", fmt.Errorf("names a way that is not known; use %s or %s", joined(ways[:len(ways)-1], ", "),
		ways[len(ways)-1])
}

// Words says what was done, as a choice in a form.
func (w Way) Words() string {
	switch w {
	case CallBack:
		return "called back"
	case Manager:
		return "manager confirmed"
	case InPerson:
		return "in person with badge"
	case Blind:
		return "security questions"
	case Video:
		return "on video"
	case Other:
		return "another way"
	case Nobody:
		return "no caller: a precaution"
	}
	return "not verified"
}

// Verification is how a caller was verified.
type Verification struct {
	// Way is empty when the caller was not verified.
	Way Way
	// Detail says more, and never what a caller answered: which number was called (mobile, business, not the digits),
	// who the manager is (UPN), which security questions matched, or the operator's own note.
	Detail string
}

// String returns it as the journal keeps it: "call-back: mobile"; empty when the caller was not verified.
func (v Verification) String() string {
	if v.Way == "" || v.Detail == "" {
		return string(v.Way)
	}
	return string(v.Way) + ": " + v.Detail
}

// Subject is who a pass is for, as far as is known.
type Subject struct {
	Person person.Person
	// Manager is the directory's; nil where there is none, or where ManagerFault says why it could not be read.
	Manager      *person.Person
	ManagerFault *fault.Fault
	// Unread means that only the person's name is known yet: the directory's facts are still being read, or could not be.
	Unread bool
	// Basic is that of person.Dossier: what is empty of the person may only not have been shown.
	Basic bool
	// Past is what is known from Entra's audit log, Now the time by Graph's clock, in any zone. PastAsked means that the
	// log is being read, and PastUnread is why it could not be.
	Past       audit.Provenance
	PastAsked  bool
	PastUnread *fault.Fault
	Now        time.Time
	// MayBePrivileged means that the person holds an administrator's role, or that this could not be read.
	MayBePrivileged bool
	// Passed are the names of the security questions that matched, when the challenge was passed in this call;
	// NoChallenge says why there can be none.
	Passed      []string
	NoChallenge string
	// PhoneGone means that the person does not have their mobile phone: nobody is called back on it.
	PhoneGone bool
	// FaceToFace means that only a way that shows a face will do, where the desk has one: somebody else may have the
	// account, and with it what other ways rely on.
	FaceToFace bool
}

// Choice is a Verification that can be chosen, with how it reads.
type Choice struct {
	Verification
	// Text names it, safe to draw; Below is what the operator must know of it, in lines: who can change the number or
	// the manager.
	Text  string
	Below []string
	// Off says why it cannot be chosen; empty when it can.
	Off string
}

// Is reports whether the choice is that of a verification.
func (c Choice) Is(v Verification) bool {
	return c.Way == v.Way && (c.Way != CallBack || c.Detail == "" || c.Detail == v.Detail)
}

// Choices are the ways of verifying the caller for the subject, in the desk's order, and whether one is required. A
// call-back is a choice for each number that the directory has.
func (r Rules) Choices(s Subject) (choices []Choice, required bool) {
	demanded, required := r.Demanded(s)
	for _, way := range demanded {
		choices = append(choices, s.choices(way)...)
	}
	return choices, required
}

func (s Subject) choices(way Way) []Choice {
	one := Choice{Verification: Verification{Way: way}, Text: way.Words()}
	switch way {
	case CallBack:
		return s.callBacks(one)
	case Manager:
		one = s.managed(one)
	case Blind:
		if one.Off = s.NoChallenge; one.Off == "" && len(s.Passed) == 0 {
			one.Below = []string{"Enter asks the questions; what the directory has is not shown"}
		}
		one.Detail = strings.Join(s.Passed, ", ")
	case Other:
		one.Below = []string{"say in the note what was done"}
	}
	return []Choice{one}
}

// callBacks are the numbers of the directory, one choice each.
func (s Subject) callBacks(one Choice) (choices []Choice) {
	all := numbers(s.Person)
	for _, n := range all {
		if s.PhoneGone && bare(n.digits) == bare(string(s.Person.MobilePhone)) {
			continue
		}
		c := one
		c.Detail, c.Text, c.Below = n.label, "called back on "+n.label+" "+n.digits, []string{n.changer}
		choices = append(choices, s.dated(c, n.field, "the "+n.label+" number"))
	}
	if len(choices) > 0 {
		return choices
	}
	switch one.Off = "the directory has no number to call back"; {
	case s.Unread:
		one.Off = "the directory's numbers are not read yet"
	case len(all) > 0:
		one.Off = "the only number that the directory has is that of the phone"
	}
	return []Choice{one}
}

// bare is a number without what people write between its digits.
func bare(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

func (s Subject) managed(one Choice) Choice {
	switch {
	case s.Manager != nil:
		one.Detail = s.Manager.UserPrincipalName.String()
		one.Text = s.Manager.Name() + " (manager) confirmed"
		one.Below = append(one.Below, one.Detail+"; "+changer(s.Person, false))
		for _, n := range numbers(*s.Manager) {
			one.Below = append(one.Below, "reach them on "+n.label+" "+n.digits+", not checked for changes")
		}
		one = s.dated(one, audit.Manager, "the manager")
	case s.ManagerFault != nil:
		one.Off = "the manager could not be read: " + s.ManagerFault.Hint
	case s.Unread:
		one.Off = "the manager is not read yet"
	default:
		one.Off = "the directory names no manager"
	}
	return one
}

// Recent is how long a number or a manager is not offered after a change: somebody may have prepared the call.
const Recent = 14 * 24 * time.Hour

// dated says when what a choice rests on was changed last, as far as Entra's audit log was read, and does not offer
// what was changed a few days ago.
func (s Subject) dated(c Choice, field audit.Field, what string) Choice {
	say := func(text string) { c.Below = append(c.Below, text) }
	e, changed := s.Past.Changed(s.Person.ID, field)
	text := "changed " + ago(s.Now.Sub(e.Time)) + " by " + e.By() + ", as Entra's audit log has it"
	switch {
	case changed && s.Now.Sub(e.Time) < Recent:
		c.Text, c.Off = what+" is not offered", what+" was "+text
	case s.PastAsked:
		say("reading from Entra's audit log when it was changed last...")
	case s.Past.ReadAt.IsZero() && s.PastUnread != nil:
		say("not checked for changes: Entra's audit log could not be read (" + s.PastUnread.Word() + ")")
	case s.Past.ReadAt.IsZero():
		say("not checked for changes: Entra's audit log was not read")
	case !changed:
		say("no change in what was read of Entra's audit log")
	default:
		say(text)
	}
	return c
}

// RestsOnRecord reports whether a way rests on what the directory has of the person, which may have been changed for
// the call.
func (w Way) RestsOnRecord() bool { return w == CallBack || w == Manager }

// ago is a stretch of time in days.
func ago(d time.Duration) string {
	switch days := int(d / (24 * time.Hour)); days {
	case 0:
		return "today"
	case 1:
		return "1 day ago"
	default:
		return fmt.Sprintf("%d days ago", days)
	}
}

// number is a telephone number of the directory.
type number struct {
	// label is mobile, business, business 2 and so on; digits are as the directory writes them, safe to draw.
	label, digits string
	// changer says who can change it, in half a sentence.
	changer string
	field   audit.Field
}

// numbers are the telephone numbers of a person in the directory. Those registered as sign-in methods are not among
// them: anybody with a pass or a password may have registered them.
func numbers(p person.Person) (all []number) {
	if p.MobilePhone != "" {
		all = append(all, number{"mobile", string(p.MobilePhone), changer(p, true), audit.Mobile})
	}
	for i, digits := range p.BusinessPhones {
		label := "business"
		if i > 0 {
			label = fmt.Sprintf("business %d", i+1)
		}
		all = append(all, number{label, string(digits), changer(p, false), audit.Business})
	}
	return all
}

// changer says who can change a property of somebody. Members may set their own mobile number unless the tenant says
// otherwise; source: learn.microsoft.com/entra/fundamentals/users-default-permissions.
func changer(p person.Person, own bool) string {
	switch {
	case p.OnPremisesSyncEnabled != nil && *p.OnPremisesSyncEnabled:
		return "synchronised from on-premises, changed only there"
	case own:
		return "the person may change it themself"
	case p.OnPremisesSyncEnabled == nil:
		return "who can change it could not be read"
	}
	return "changed only by administrators"
}

// CheckVerification holds a choice against the rules. A note is for Other alone, which needs one. The error names the
// field and the way out.
func (r Rules) CheckVerification(s Subject, v Verification) (Verification, error) {
	choices, required := r.Choices(s)
	switch {
	case v.Way == "" && required:
		return Verification{}, fmt.Errorf("the caller must be verified: choose %s", offered(choices))
	case v.Way == "":
		return Verification{}, nil
	}
	if v.Way == Other {
		v.Detail = text.Line(strings.Join(strings.Fields(v.Detail), " "))
	}
	at := slices.IndexFunc(choices, func(c Choice) bool {
		return c.Is(v)
	})
	switch {
	case at < 0:
		return Verification{}, fmt.Errorf("this way will not do for this person: choose %s", offered(choices))
	case choices[at].Off != "":
		return Verification{}, fmt.Errorf("%s: choose another way", choices[at].Off)
	case v.Way == Blind && len(s.Passed) == 0:
		return Verification{}, errors.New("the security questions are not passed yet: ask them, or choose another way")
	case v.Way == Other && v.Detail == "":
		return Verification{}, errors.New("another way needs a note: say what was done")
	case len([]rune(v.Detail)) > MaxNote:
		return Verification{}, fmt.Errorf("the note is too long: use at most %d characters", MaxNote)
	case v.Way == Other:
		return v, nil
	}
	return choices[at].Verification, nil
}

// offered are the ways of choices, in words.
func offered(choices []Choice) string {
	var words []string
	for _, c := range choices {
		if w := c.Way.Words(); c.Off == "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	switch len(words) {
	case 0:
		return "nothing, since no way that this desk has will do here; the person who maintains the site's file can add one"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
