package issue

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// recall reads what the journal has of the last hour: how many passes were issued in it, and which security questions
// were asked.
func (s *Screen) recall() tea.Cmd {
	call := s.call.Copy()
	return s.older.Read(s.env, func(ctx context.Context) (desk.Recalled, error) {
		return s.desk.Recall(ctx, call, true), nil
	})
}

// renew counts again what an hour and a call forget with time, where the site counts anything.
func (s *Screen) renew() tea.Cmd {
	if s.desk.PacePerHour == 0 && len(s.desk.Rules.Asked()) == 0 {
		return nil
	}
	return s.recall()
}

// beginChallenge makes the security questions ready, once for a call, and counts what was asked elsewhere since. It
// waits for the directory's facts, of which who the manager is may be asked for again.
func (s *Screen) beginChallenge() {
	d, asked, now := s.call.Dossier, s.desk.Rules.Asked(), s.env.Now()
	if d == nil || d.Again && d.ManagerFault != nil || !s.call.Hour.Counted {
		return
	}
	spent := call.SpentAttempts(s.call.Hour.Records, d.Person.ID.Wire(), s.env.Clock.Now().Add(-call.ChallengeWindow))
	if begun := s.call.Said(now).Challenge; begun != nil {
		begun.Spend(spent)
		return
	}
	if len(asked) > 0 {
		s.call.Challenged(call.NewChallenge(d.Person, d.Manager, asked, spent, s.site.Shuffle), now)
	}
}

// paceOff says why no pass can be issued now, because of how many were.
func (s *Screen) paceOff() string {
	if s.desk.PacePerHour > 0 && s.call.Hour.Fault == nil && !s.call.Hour.Counted {
		return offCounting
	}
	return s.desk.Spent(s.call)
}

// askBlind opens the security questions, from the field of that way.
func (s *Screen) askBlind() tea.Cmd {
	s.caller.keep()
	return s.env.Push(nav.Challenge{Call: s.call})
}

// wantsBlind reports whether Enter asks the security questions: their way is chosen, and they are still to be asked.
func (s *Screen) wantsBlind() bool {
	subject := s.subject()
	return s.at == way && s.caller.way.Way == call.Blind && subject.NoChallenge == "" && len(subject.Passed) == 0
}

// proceed goes to the confirmation, past the site's own check where there is one.
func (s *Screen) proceed() tea.Cmd {
	if off := cmp.Or(s.caller.off(), s.paceOff()); off != "" {
		return s.env.Say(off)
	}
	s.caller.keep()
	s.wanted = s.question()
	if s.site.Checker == nil {
		return s.env.Push(nav.ConfirmIssue{Call: s.call, Question: s.wanted})
	}
	return s.ask(s.env, s.site.Checker, s.request())
}

// question returns what the confirmation asks.
func (s *Screen) question() desk.Question {
	grounds, _ := s.caller.result(s.subject())
	s.caller.told = true
	return s.call.ToIssue(s.draft, s.checked, grounds, s.env.Now())
}

// goOn goes on to the confirmation by itself, when the operator asked for the pass of before again and everything for
// it is known. A key pressed meanwhile is theirs, and so is the form then.
func (s *Screen) goOn() tea.Cmd {
	if !s.again || s.call.Dossier == nil || s.opening.Pending() || !s.call.Hour.Counted || s.caller.off() != "" {
		return nil
	}
	s.again = false
	if s.firstWrong() >= 0 || s.checking.Pending() {
		return nil
	}
	if s.site.Checker == nil && s.paceOff() == "" {
		s.caller.keep()
		return s.env.PushSudden(nav.ConfirmIssue{Call: s.call, Question: s.question()})
	}
	return s.proceed()
}

// callLines returns what to say about the call next to the form.
func (s *Screen) callLines(width int) []string {
	var out []string
	if warning := s.call.Hour.Pace.Warning(); warning != "" {
		out = append(out, kit.Row(labelPace, kit.Warn(warning), width)...)
	}
	out = append(out, kit.Alike(s.call.Person, s.call.Alike, s.desk.Rules.Hides(call.AskDepartment), width)...)
	return append(out, s.checkLines(width)...)
}
