package issue

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Challenge asks a caller security questions: the operator types what the caller answers, and learns whether it is what
// the directory has. What the directory has is on no frame of this screen, nor in the journal.
type Challenge struct {
	env    fx.Env
	desk   *desk.Desk
	person person.Person
	ticket string // as far as it is known
	field  kit.Field
	// asked is nil when the call is over: what was asked in it no longer counts.
	asked *call.Challenge
	given []call.Answer // on this screen
}

// NewChallenge returns the questions that the form has made ready.
func NewChallenge(env fx.Env, d *desk.Desk, to nav.Challenge) *Challenge {
	said := to.Call.Said(env.Now())
	return &Challenge{
		env: env, desk: d, person: to.Call.Person, ticket: said.Ticket, asked: said.Challenge,
		field: kit.NewField(labelAnswer, noAnswer),
	}
}

// Init has nothing to do.
func (s *Challenge) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Challenge) Title() string { return titleChallenge }

// Typing is always true: letters go into the answer.
func (s *Challenge) Typing() bool { return true }

// Keys lists what can be done now.
func (s *Challenge) Keys() []kit.Key {
	if _, open := s.next(); !open {
		return kit.On(kit.Says(kit.Enter, doBack), kit.Esc)
	}
	return kit.On(kit.Says(kit.Enter, doCompare), kit.Esc)
}

// Explain says what counts.
func (s *Challenge) Explain() []string { return helpChallenge }

func (s *Challenge) next() (call.Question, bool) {
	if s.asked == nil {
		return "", false
	}
	return s.asked.Next()
}

// TakesMark is true in an answer that was begun.
func (s *Challenge) TakesMark() bool { return s.field.Value() != "" }

// Update takes keys.
func (s *Challenge) Update(msg tea.Msg) tea.Cmd {
	if !kit.Press(msg, kit.Enter) {
		if _, open := s.next(); open {
			s.field.Update(msg)
		}
		return nil
	}
	if _, open := s.next(); !open {
		return s.env.Pop(nav.Result{})
	}
	answer, took := s.asked.Try(s.field.Value())
	if !took {
		return nil
	}
	s.field.Set("")
	s.given = append(s.given, answer)
	s.desk.Note(journal.Record{
		Kind: journal.Challenge, Person: desk.PartyOf(s.person), Ticket: s.ticket, Reason: answer.Reason(),
	})
	return nil
}

// Frame draws the current question, the results of the earlier ones, and how many attempts are left.
func (s *Challenge) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	f.Add(kit.Bold(headChallenge), "")
	f.Add(kit.Who(s.person, width)...)
	f.Add("")
	for _, a := range s.given {
		verdict := kit.Bad(noMatch)
		if a.Match {
			verdict = kit.Accent(match)
		}
		f.Add(kit.Row(fmt.Sprintf(labelAttempt, a.Number), a.Question.Words()+"  "+verdict, width)...)
	}
	if len(s.given) > 0 {
		f.Add("")
	}
	question, open := s.next()
	switch {
	case open:
		f.Add(kit.Bold(question.Words()))
		line, cursor := s.field.Draw(kit.LabelWidth, width)
		f.CursorAt(cursor)
		f.Add(line, "")
		f.Add(kit.Wrap(s.left(), width)...)
	case s.asked != nil && s.asked.Passed():
		f.Add(kit.Accent(callerPassed), kit.Faint(enterGoes))
	case s.asked != nil:
		f.Add(kit.Styled(kit.Bad, s.asked.Off()+".", width)...)
		f.Add(kit.Wrap(callerFailed,
			width)...)
	default:
		f.Add(kit.Styled(kit.Warn, callOver, width)...)
	}
	return f
}

func (s *Challenge) left() string {
	matched := len(s.asked.Matched())
	return fmt.Sprintf(formatAnswersLeft,
		matched, call.Needed, s.asked.Left())
}
