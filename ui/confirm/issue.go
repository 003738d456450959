package confirm

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/pass"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Issue returns the confirmation of a new pass, which is above the form.
func Issue(env fx.Env, d *desk.Desk, to nav.ConfirmIssue) *Screen {
	return newScreen(env, d, to.Call, to.Question, write{
		title: titleIssue, verb: createPass, yes: doIssue, doing: issuing, depth: 2, reads: true,
		draw: (*Screen).issue, judge: d.Judge, run: d.Issue, done: (*Screen).issued,
	})
}

// issue draws the question whether to issue a pass.
func (s *Screen) issue(c kit.Clock, width int) []string {
	d, about := s.desk, s.call
	out := []string{kit.Bold(askIssue), ""}
	out = append(out, kit.Who(about.Person, width)...)
	out = append(out, kit.Cautions(about.Person, width)...)
	out = append(out, "")
	out = append(out, kit.Alike(about.Person, about.Alike, d.Rules.Hides(call.AskDepartment), width)...)
	out = append(out, kit.Case(s.asks.Grounds.Ticket, s.asks.Grounds.Verification, width)...)
	out = append(out, kit.Row(labelPass, what(s.asks), width)...)
	out = append(out, kit.Window(c, window(s.asks.Checked, c.Now), width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, kit.Replaces(c, d.Read(about), about.Unread, width)...)
	if about.Dossier == nil {
		return out
	}
	judged := kit.Headline(s.judge(), width)
	if p := about.Pass(); p != nil {
		// Where there is no room for it, it is left to the person's screen: it must not keep anybody from saying yes.
		issuer := kit.IssuedBy(about.Past, about.Person.ID, *p, width)
		if kit.Fits(slices.Concat(out, issuer, judged), s.size.Height) {
			out = append(out, issuer...)
		}
	}
	return append(out, judged...)
}

// issued goes on to the reveal.
func (s *Screen) issued(done desk.Outcome) tea.Cmd {
	s.call.Issued(s.asks, done, s.env.Now())
	return s.env.Burst(s.depth, nav.Reveal{Call: s.call, Issued: done.Issued})
}

// window is the draft as it was checked, moved on to the current time if it begins now: the question may have been open
// for a while.
func window(checked pass.Checked, now time.Time) pass.Checked {
	if checked.Order.StartDateTime.IsZero() {
		if !checked.Until.IsZero() {
			checked.Until = checked.Until.Add(now.Sub(checked.From))
		}
		checked.From = now
	}
	return checked
}

// what says what is asked for, in the operator's choice and what follows from leaving it out.
func what(q desk.Question) string {
	lifetime := defaultLifetime
	if m := q.Checked.Minutes; m > 0 {
		lifetime = pass.Length(m)
		if q.Checked.Order.LifetimeInMinutes == nil {
			lifetime = fmt.Sprintf(formatPolicyLifetime, lifetime)
		}
	}
	if q.Draft.Use == pass.PolicyDefault {
		return fmt.Sprintf(formatPolicyUse, lifetime)
	}
	return lifetime + ", " + q.Draft.Use.String()
}
