// Package situation knows what to do, and in which order, when a person's phone is lost, when it was stolen, and when
// somebody else may be in their account. What has been done is computed from the journal's records about the person, so
// that a checklist survives a dropped call and a restart, and is the same in every console of the journal. Only what
// the operator alone can know is recorded by a key.
package situation

import (
	"strings"
	"time"

	"tapdesk/state/journal"
)

// Kind is what has happened.
type Kind string

// The situations. Impostor is a caller who is not the person; it has no checklist.
const (
	LostPhone   Kind = "lost-phone"
	StolenPhone Kind = "stolen-phone"
	TakenOver   Kind = "taken-over"
	Impostor    Kind = "impostor"
)

// Kinds are those with a checklist, in the order in which they are offered.
func Kinds() []Kind { return []Kind{LostPhone, StolenPhone, TakenOver} }

// Words name the situation.
func (k Kind) Words() string {
	switch k {
	case LostPhone:
		return "Lost phone"
	case StolenPhone:
		return "Stolen phone"
	case TakenOver:
		return "Account taken over"
	case Impostor:
		return "Impostor"
	}
	return string(k)
}

// PhoneGone reports whether the person does not have their phone, so that nobody is called back on it.
func (k Kind) PhoneGone() bool { return k == LostPhone || k == StolenPhone }

// Step is one step of a checklist, as the journal names it.
type Step string

// The steps.
const (
	Verify         Step = "verify"
	VerifyInPerson Step = "verify-in-person" // or by video
	Block          Step = "block"
	BlockOrReset   Step = "block-or-reset"
	Reset          Step = "reset-password"
	EndSessions    Step = "end-sessions"
	EndAgain       Step = "end-sessions-again"
	TellSecurity   Step = "tell-security"
	Review         Step = "review"
	HangUp         Step = "hang-up"
	RemovePhone    Step = "remove-phone"
	RemoveOld      Step = "remove-old"
	Remove         Step = "remove"
	Unblock        Step = "unblock"
	Issue          Step = "issue"
	IssueShortest  Step = "issue-shortest"
	HandOver       Step = "hand-over"
	NewMethod      Step = "new-method"
	Watch          Step = "watch"
)

// lists are the steps of each situation, in order. Nobody is stranded by the first: the old phone's methods go last. In
// a theft the account is blocked before sessions are revoked, or somebody with phone and password signs in again in
// between. Somebody who is in the account is put out before anybody is verified, since that takes time. Source of that
// order: learn.microsoft.com/entra/identity/users/users-revoke-access.
var lists = map[Kind][]Step{
	LostPhone:   {Verify, EndSessions, Issue, HandOver, NewMethod, RemoveOld},
	StolenPhone: {Verify, BlockOrReset, RemovePhone, EndSessions, Unblock, Issue, Watch},
	TakenOver: {Block, Reset, EndSessions, TellSecurity, Review, HangUp, VerifyInPerson, Remove, EndAgain, Unblock,
		IssueShortest, Watch},
}

// ByHand reports whether only the operator can know that the step is done.
func (s Step) ByHand() bool {
	switch s {
	case TellSecurity, Review, HangUp, NewMethod, Watch:
		return true
	}
	return false
}

// Removes reports whether the step removes sign-in methods.
func (s Step) Removes() bool { return s == RemovePhone || s == RemoveOld || s == Remove }

// Issues reports whether the step issues a pass.
func (s Step) Issues() bool { return s == Issue || s == IssueShortest }

// Verifies reports whether the step verifies the caller.
func (s Step) Verifies() bool { return s == Verify || s == VerifyInPerson }

// Remembered is how long a situation that nobody ends goes on.
const Remembered = 7 * 24 * time.Hour

// The words of a Reason in the journal, behind the situation and before the step.
const (
	ended   = "ended"
	done    = "done"
	skipped = "skipped"
)

const between = ": "

// Began is the Reason of the record that begins a situation, and Ended that of the one that ends it.
func Began(k Kind) string { return string(k) }

// Ended is the Reason of the record that ends a situation.
func Ended(k Kind) string { return string(k) + between + ended }

// DoneBy is the Reason of the record that says that a step is done.
func DoneBy(k Kind, s Step) string {
	return strings.Join([]string{string(k), done, string(s)}, between)
}

// SkippedBy is the Reason of the record that says why a step is skipped.
func SkippedBy(k Kind, s Step, why string) string {
	return strings.Join([]string{string(k), skipped, string(s), why}, between)
}

// said is a record of the kind journal.Situation, taken apart.
type said struct {
	kind Kind
	verb string // empty for the beginning
	step Step
	why  string
}

func parse(r journal.Record) said {
	parts := strings.SplitN(r.Reason, between, 4)
	for len(parts) < 4 {
		parts = append(parts, "")
	}
	return said{kind: Kind(parts[0]), verb: parts[1], step: Step(parts[2]), why: parts[3]}
}

// Told says in words what a record of the kind journal.Situation says.
func Told(r journal.Record) string {
	words := parse(r)
	switch words.verb {
	case "":
		return words.kind.Words()
	case ended:
		return words.kind.Words() + ": checklist ended"
	}
	text := words.kind.Words() + between + words.step.Words() + ", " + words.verb
	if words.why != "" {
		text += between + words.why
	}
	return text
}

// current returns the last situation with a checklist that was begun and not ended, and the records since, in order;
// false where there is none.
func current(records []journal.Record, now time.Time) (Kind, []journal.Record, bool) {
	kind, from := Kind(""), -1
	for i, r := range records {
		if r.Kind != journal.Situation || now.Sub(r.Time) > Remembered {
			continue
		}
		switch one := parse(r); {
		case one.verb == "" && lists[one.kind] != nil:
			kind, from = one.kind, i
		case one.verb == ended:
			from = -1
		}
	}
	if from < 0 {
		return "", nil, false
	}
	return kind, records[from:], true
}

// KindOf returns the situation of the person whom the records are about, empty where there is none.
func KindOf(records []journal.Record, now time.Time) Kind {
	kind, _, _ := current(records, now)
	return kind
}

// IsImpostor reports whether a record says that a caller was an impostor.
func IsImpostor(r journal.Record) bool {
	return r.Kind == journal.Situation && parse(r).kind == Impostor
}
