package issue

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/challenge"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/ticket"
	"tapdesk/state/ticket/command"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Checker is a site's own program that is asked before a pass is issued; command.Command is.
type Checker interface {
	Ask(ctx context.Context, r command.Request) (command.Answer, error)
}

// recall reads what the journal has of the last hour: how many passes were issued in it, and which blind questions were asked.
func (s *Screen) recall() tea.Cmd {
	since := s.env.Clock.Now().Add(-time.Hour)
	return s.older.Read(s.env, func(context.Context) ([]journal.Record, error) { return s.env.Journal.Records(since) })
}

// remembered takes what the journal has. The blind questions can then begin, once the directory's facts are there too.
func (s *Screen) remembered(a fx.Answer[[]journal.Record]) {
	s.uncounted = a.Err
	if a.Err != nil {
		return
	}
	me, _ := s.env.Operator()
	s.pace = ticket.PaceOf(a.Value, me.ID.Wire(), s.env.Desk.PacePerHour, s.env.Clock.Now())
	s.counted, s.records = true, a.Value
	s.beginChallenge()
}

// renew counts anew what an hour and a call forget with time, where the site counts anything.
func (s *Screen) renew() tea.Cmd {
	if s.env.Desk.PacePerHour == 0 && len(s.env.Desk.Rules.Asked()) == 0 {
		return nil
	}
	return s.recall()
}

// beginChallenge makes the blind questions ready, once for a call, and counts what was asked elsewhere since.
func (s *Screen) beginChallenge() {
	if d := s.dossier; d == nil || d.Again && d.ManagerFault != nil { // who the manager is may be asked
		return
	}
	if s.counted {
		beginChallenge(s.env, *s.dossier, s.records, s.site.Shuffle)
	}
}

func beginChallenge(env fx.Env, d person.Dossier, records []journal.Record, shuffle func(int, func(i, j int))) {
	id, now := d.Person.ID.Wire(), env.Now()
	call, asked := env.Desk.Calls.Of(id, now), env.Desk.Rules.Asked()
	spent := challenge.Spent(records, id, env.Clock.Now().Add(-challenge.Window))
	if call.Challenge != nil {
		call.Challenge.Spend(spent)
		return
	}
	if len(asked) == 0 {
		return
	}
	call.Challenge = challenge.New(d.Person, d.Manager, asked, spent, shuffle)
	env.Desk.Calls.Keep(id, call, now)
}

// paceOff says why no pass can be issued now, because of how many were.
func (s *Screen) paceOff() string {
	if s.env.Desk.PacePerHour > 0 && s.uncounted == nil && !s.counted {
		return "still counting the passes of the last hour"
	}
	return s.paceSpent()
}

// paceSpent says that the operator issued as many passes in the last hour as the site allows, or that they cannot be
// counted.
func (s *Screen) paceSpent() string {
	switch {
	case s.env.Desk.PacePerHour == 0:
		return ""
	case s.uncounted != nil:
		return "how many passes you issued in the last hour could not be counted: " + s.uncounted.Error()
	case s.pace.Next.After(s.env.Clock.Now()):
		return s.pace.Off(s.env.Zone)
	}
	return ""
}

// subject is who the pass is for.
func (s *Screen) subject() ticket.Subject {
	return subject(s.env, s.person, s.dossier, s.unread, s.past, s.mayBePrivileged())
}

// mayBePrivileged says whether the person holds an administrator's role, or whether that is not known.
func (s *Screen) mayBePrivileged() bool {
	if s.dossier == nil {
		return true
	}
	return verdict.Privileged(s.facts()).Answer != verdict.No
}

// askBlind opens the blind questions, from the field of that way.
func (s *Screen) askBlind() tea.Cmd {
	s.caller.keep()
	return s.env.Push(nav.Challenge{Person: s.person, Ticket: s.caller.ticket.Value()})
}

// wantsBlind says whether Enter asks the blind questions: their way is chosen, and they are still to be asked.
func (s *Screen) wantsBlind() bool {
	subject := s.subject()
	return s.at == way && s.caller.way.Way == ticket.Blind && subject.NoChallenge == "" && len(subject.Passed) == 0
}

// proceed goes to the confirmation, past the site's own check where there is one.
func (s *Screen) proceed() tea.Cmd {
	if off := s.paceOff(); off != "" {
		return s.env.Say(off)
	}
	s.caller.keep()
	s.wanted = s.route()
	if s.site.Checker == nil {
		return s.env.Push(s.wanted)
	}
	s.said = ""
	request := s.request()
	return s.checking.Read(s.env, func(ctx context.Context) (command.Answer, error) { return s.site.Checker.Ask(ctx, request) })
}

// route is where the form leads.
func (s *Screen) route() nav.ConfirmIssue {
	what, _ := s.caller.result(s.subject())
	call := s.env.Desk.Calls.Of(s.caller.id, s.env.Now())
	call.Case = what
	s.env.Desk.Calls.Keep(s.caller.id, call, s.env.Now())
	return nav.ConfirmIssue{
		Person: s.person, Draft: s.draft, Checked: s.checked, Created: s.created, Dossier: s.dossier, Past: s.past, Alike: s.alike, Case: what,
	}
}

// request is what the site's own program is told.
func (s *Screen) request() command.Request {
	what, _ := s.caller.result(s.subject())
	me, _ := s.env.Operator()
	order := s.checked.Order
	r := command.Request{
		Version: 1, Operation: string(journal.Create), Ticket: what.Ticket, Verification: what.Verification, Person: party(s.person), Operator: party(me),
		LifetimeInMinutes: order.LifetimeInMinutes, IsUsableOnce: order.IsUsableOnce,
	}
	if !order.StartDateTime.IsZero() {
		r.StartDateTime = &order.StartDateTime
	}
	return r
}

func party(p person.Person) command.Party {
	return command.Party{ID: p.ID.Wire(), UserPrincipalName: p.UserPrincipalName.Wire(), DisplayName: string(p.DisplayName)}
}

// answered takes what the site's own program says. Only its yes goes on; whatever else it is stands in the form and in the journal.
func (s *Screen) answered(a fx.Answer[command.Answer]) tea.Cmd {
	switch {
	case a.Err != nil:
		s.said = a.Err.Error() + "; nothing was sent"
	case !a.Value.Allow && a.Value.Message == "":
		s.said = "the site's check refuses it, and says no more; nothing was sent"
	case !a.Value.Allow:
		s.said = "the site's check refuses it: " + a.Value.Message + "; nothing was sent"
	default:
		return s.env.PushSudden(s.wanted) // and nothing that came to be known since: it was asked about this
	}
	what := s.wanted.Case
	s.env.Journal.Post(s.env.Stamp(journal.Record{
		Kind: journal.Refusal, Operation: journal.Create, Person: desk.PartyOf(s.person), Ticket: what.Ticket, Verification: what.Verification, Reason: s.said,
	}))
	return nil
}

// goOn goes on to the confirmation by itself, when the operator asked for the pass of before again and everything for it is known. A key
// pressed meanwhile is theirs, and so is the form then.
func (s *Screen) goOn() tea.Cmd {
	if !s.again || s.dossier == nil || !s.counted {
		return nil
	}
	s.again = false
	if s.firstWrong() >= 0 || s.checking.Pending() {
		return nil
	}
	if s.site.Checker == nil && s.paceOff() == "" {
		s.caller.keep()
		return s.env.PushSudden(s.route())
	}
	return s.proceed()
}

// callLines are what is to be said of the call beside the form.
func (s *Screen) callLines(width int) []string {
	var out []string
	if warning := s.pace.Warning(); warning != "" {
		out = append(out, kit.Row("Pace", kit.Warn(warning), width)...)
	}
	out = append(out, kit.Alike(s.person, s.alike, s.env.Desk.Rules.Hides(challenge.Department), width)...)
	switch {
	case s.checking.Pending():
		out = append(out, kit.Row("Check", "asking the site's own program, up to 10 s...", width)...)
	case s.said != "":
		out = append(out, kit.Row("Check", kit.Bad(s.said), width)...)
	}
	return out
}
