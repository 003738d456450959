package issue

import (
	"cmp"
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call/command"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Checker is a site's own program that is asked before a pass is issued; command.Command is.
type Checker interface {
	// Ask calls say, which must not block, with what there is to say while it waits.
	Ask(ctx context.Context, r command.Request, say func(string)) (command.Answer, error)
}

// query is the question to the site's own program.
type query struct {
	wanted desk.Question // what it is asked about
	saying string        // what it said last while it waits
	said   string        // what it said when it refused

	checking fx.Slot[command.Answer]
	hearing  fx.Slot[progress]
}

// ask asks the site's own program, and shows what it says while it waits: of two texts that come at once the later.
func (s *Screen) ask() tea.Cmd {
	s.said, s.saying = "", ""
	request, texts := s.request(), make(chan string, 1)
	say := func(text string) {
		select {
		case <-texts:
		default:
		}
		texts <- text
	}
	return tea.Batch(s.hear(texts), s.checking.Read(s.env, func(ctx context.Context) (command.Answer, error) {
		defer close(texts)
		return s.site.Checker.Ask(ctx, request, say)
	}))
}

// hear waits for the next text of the site's own program.
func (s *Screen) hear(texts <-chan string) tea.Cmd {
	return s.hearing.Read(s.env, func(ctx context.Context) (progress, error) {
		select {
		case text, more := <-texts:
			return progress{text, more, texts}, nil
		case <-ctx.Done():
			return progress{}, ctx.Err()
		}
	})
}

// progress is what the site's own program said while it waits, and where its next text comes from. There is no more
// once it has ended.
type progress struct {
	text string
	more bool
	from <-chan string
}

// heard takes a text of the site's own program.
func (s *Screen) heard(a fx.Answer[progress]) tea.Cmd {
	if a.Err != nil || !a.Value.more || !s.checking.Pending() {
		return nil
	}
	s.saying = cmp.Or(a.Value.text, checkSaysNothing)
	return s.hear(a.Value.from)
}

// request returns what is sent to the site's own program.
func (s *Screen) request() command.Request {
	what, _ := s.caller.result(s.subject())
	me, _ := s.desk.Operator()
	order := s.checked.Order
	r := command.Request{
		Version: 1, Operation: string(journal.Create), Ticket: what.Ticket, Verification: what.Verification,
		Person: desk.PersonParty(s.call.Person), Operator: desk.PersonParty(me),
		LifetimeInMinutes: order.LifetimeInMinutes, IsUsableOnce: order.IsUsableOnce,
	}
	if !order.StartDateTime.IsZero() {
		r.StartDateTime = &order.StartDateTime
	}
	return r
}

// answered takes the answer of the site's own program. Only yes goes on; any other answer is shown in the form and
// recorded in the journal.
func (s *Screen) answered(a fx.Answer[command.Answer]) tea.Cmd {
	switch {
	case a.Err != nil:
		s.said = fmt.Sprintf(formatCheckBroken, a.Err)
	case !a.Value.Allow && a.Value.Message == "":
		s.said = checkGivesNoWord
	case !a.Value.Allow:
		s.said = fmt.Sprintf(formatCheckRefuses, a.Value.Message)
	default:
		// The check was asked about this question, so what has been learnt since is left out.
		return s.env.PushSudden(nav.ConfirmIssue{Call: s.call, Question: s.wanted})
	}
	what := s.wanted.Grounds
	s.desk.Note(journal.Record{
		Kind: journal.Refusal, Operation: journal.Create, Person: desk.PartyOf(s.call.Person), Ticket: what.Ticket,
		Verification: what.Verification, Reason: s.said,
	})
	return nil
}

// checkLines says how far the site's own program is.
func (s *Screen) checkLines(width int) []string {
	switch {
	case s.checking.Pending() && s.saying != "":
		out := kit.Row(labelCheck, kit.Bold(s.saying), width)
		return append(out, kit.Row("", checkWaits, width)...)
	case s.checking.Pending():
		return kit.Row(labelCheck, checking, width)
	case s.said != "":
		return kit.Row(labelCheck, kit.Bad(s.said), width)
	}
	return nil
}
