package issue

import (
	"cmp"
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Checker is a site's own program that is asked before a pass is issued, a sign-in unblocked or a password reset;
// command.Command is.
type Checker interface {
	// Ask calls say, which must not block, with what there is to say while it waits.
	Ask(ctx context.Context, r command.Request, say func(string)) (command.Answer, error)
}

// query is the question to the site's own program.
type query struct {
	saying string // what it said last while it waits
	said   string // what it said when it refused

	checking fx.Slot[command.Answer]
	hearing  fx.Slot[progress]
}

// ask asks the site's own program, and shows what it says while it waits: of two texts that come at once the later.
func (q *query) ask(e fx.Env, checker Checker, request command.Request) tea.Cmd {
	q.said, q.saying = "", ""
	texts := make(chan string, 1)
	say := func(text string) {
		select {
		case <-texts:
		default:
		}
		texts <- text
	}
	return tea.Batch(q.hear(e, texts), q.checking.Read(e, func(ctx context.Context) (command.Answer, error) {
		defer close(texts)
		return checker.Ask(ctx, request, say)
	}))
}

// hear waits for the next text of the site's own program.
func (q *query) hear(e fx.Env, texts <-chan string) tea.Cmd {
	return q.hearing.Read(e, func(ctx context.Context) (progress, error) {
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
func (q *query) heard(e fx.Env, a fx.Answer[progress]) tea.Cmd {
	if a.Err != nil || !a.Value.more || !q.checking.Pending() {
		return nil
	}
	q.saying = cmp.Or(a.Value.text, checkSaysNothing)
	return q.hear(e, a.Value.from)
}

// Waits reports whether the site's own program is running, after which the confirmation opens.
func (q *query) Waits() bool { return q.checking.Pending() }

// checkLines says how far the site's own program is.
func (q *query) checkLines(width int) []string {
	switch {
	case q.checking.Pending() && q.saying != "":
		out := kit.Row(labelCheck, kit.Bold(q.saying), width)
		return append(out, kit.Row("", checkWaits, width)...)
	case q.checking.Pending():
		return kit.Row(labelCheck, checking, width)
	case q.said != "":
		return kit.Row(labelCheck, kit.Bad(q.said), width)
	}
	return nil
}

// request is what is sent to the site's own program about a write.
func (c *caller) request(o journal.Operation, what call.Case) command.Request {
	me, _ := c.desk.Operator()
	return command.Request{
		Version: 1, Operation: string(o), Ticket: what.Ticket, Verification: what.Verification,
		Person: desk.PersonParty(c.call.Person), Operator: desk.PersonParty(me),
	}
}

// refusal is what the site's own program refuses a write for, which is recorded; empty where it allows it. Only yes
// does.
func (c *caller) refusal(o journal.Operation, what call.Case, a fx.Answer[command.Answer]) (said string) {
	switch {
	case a.Err != nil:
		said = fmt.Sprintf(formatCheckBroken, a.Err)
	case !a.Value.Allow && a.Value.Message == "":
		said = checkGivesNoWord
	case !a.Value.Allow:
		said = fmt.Sprintf(formatCheckRefuses, a.Value.Message)
	default:
		return ""
	}
	c.desk.Note(journal.Record{
		Kind: journal.Refusal, Operation: o, Person: desk.PartyOf(c.call.Person), Ticket: what.Ticket,
		Verification: what.Verification, Reason: said,
	})
	return said
}

// request returns what is sent to the site's own program about a new pass.
func (s *Screen) request() command.Request {
	what, _ := s.caller.result(s.subject())
	order := s.checked.Order
	r := s.caller.request(journal.Create, what)
	r.LifetimeInMinutes, r.IsUsableOnce = order.LifetimeInMinutes, order.IsUsableOnce
	if !order.StartDateTime.IsZero() {
		r.StartDateTime = &order.StartDateTime
	}
	return r
}

// answered takes the answer of the site's own program. A refusal is shown in the form.
func (s *Screen) answered(a fx.Answer[command.Answer]) tea.Cmd {
	if s.said = s.caller.refusal(journal.Create, *s.wanted.Grounds, a); s.said != "" {
		return nil
	}
	// The check was asked about this question, so what has been learnt since is left out.
	return s.env.PushSudden(nav.ConfirmIssue{Call: s.call, Question: s.wanted})
}

// answered takes the answer of the site's own program. A refusal is shown in the form.
func (s *Deletion) answered(a fx.Answer[command.Answer]) tea.Cmd {
	grounds, _ := s.caller.result(s.subject())
	if s.said = s.caller.refusal(s.act, grounds, a); s.said != "" {
		return nil
	}
	return s.env.Burst(1, s.then(grounds))
}
