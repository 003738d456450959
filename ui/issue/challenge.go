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
		field: kit.NewField("Answer", "the caller's answer, or - for none"),
	}
}

// Init has nothing to do.
func (s *Challenge) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Challenge) Title() string { return "Security questions" }

// Typing is always true: letters go into the answer.
func (s *Challenge) Typing() bool { return true }

// Keys lists what can be done now.
func (s *Challenge) Keys() []kit.Key {
	if _, open := s.next(); !open {
		return kit.On(kit.Says(kit.Enter, "back to the form"), kit.Esc)
	}
	return kit.On(kit.Says(kit.Enter, "compare"), kit.Esc)
}

// Explain says what counts.
func (s *Challenge) Explain() []string {
	return []string{
		fmt.Sprintf("Ask, type what the caller answers, press Enter. %d answers must match, and there are %d attempts in "+
			"all, which count for %d minutes.",
			call.Needed, call.Attempts, int(call.ChallengeWindow.Minutes())),
		"Case, accents, spaces and the order of names do not matter. What the directory has is never shown, so nobody can " +
			"be talked into saying it.",
		"Each attempt is in the journal, without the answer.",
	}
}

func (s *Challenge) next() (call.Question, bool) {
	if s.asked == nil {
		return "", false
	}
	return s.asked.Next()
}

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
	f.Add(kit.Bold("Security questions for the caller"), "")
	f.Add(kit.Who(s.person, width)...)
	f.Add("")
	for _, a := range s.given {
		verdict := kit.Bad("no match")
		if a.Match {
			verdict = kit.Accent("match")
		}
		f.Add(kit.Row(fmt.Sprintf("Attempt %d", a.Number), a.Question.Words()+"  "+verdict, width)...)
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
		f.Add(kit.Accent("The caller passed: enough answers match."), kit.Faint("Enter goes back to the form."))
	case s.asked != nil:
		f.Add(kit.Styled(kit.Bad, s.asked.Off()+".", width)...)
		f.Add(kit.Wrap("Say only that the caller could not be verified. Another way of verifying them may still do.",
			width)...)
	default:
		f.Add(kit.Styled(kit.Warn, "This call is over: go back to the form and start again.", width)...)
	}
	return f
}

func (s *Challenge) left() string {
	matched := len(s.asked.Matched())
	return fmt.Sprintf("%d of %d needed answers match, %d attempts are left. Do not help: what the directory has is not "+
		"shown here either.",
		matched, call.Needed, s.asked.Left())
}
