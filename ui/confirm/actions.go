package confirm

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/challenge"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// issuing creates a pass.
type issuing struct{ to nav.ConfirmIssue }

func (i issuing) ask(s *Screen, c kit.Clock, width int) []string {
	out := []string{kit.Bold("Issue this Temporary Access Pass?"), ""}
	out = append(out, kit.Who(i.to.Person, width)...)
	out = append(out, kit.Cautions(i.to.Person, width)...)
	out = append(out, "")
	out = append(out, kit.Alike(i.to.Person, i.to.Alike, s.env.Desk.Rules.Hides(challenge.Department), width)...)
	out = append(out, kit.Case(i.to.Case.Ticket, i.to.Case.Verification, width)...)
	out = append(out, kit.Row("Pass", i.what(), width)...)
	out = append(out, kit.Window(c, i.window(c.Now), width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, kit.Replaces(c, s.dossier, s.unread, width)...)
	if s.dossier != nil && s.dossier.Pass != nil {
		out = append(out, kit.IssuedBy(i.to.Past, i.to.Person.ID, *s.dossier.Pass, width)...)
	}
	if s.dossier == nil {
		return out
	}
	return append(out, kit.Headline(s.action.judge(s), width)...)
}

// window is the draft as it was checked, moved on to now where it begins now: the question may have stood for a while.
func (i issuing) window(now time.Time) pass.Checked {
	checked := i.to.Checked
	if checked.Order.StartDateTime.IsZero() {
		if !checked.Until.IsZero() {
			checked.Until = checked.Until.Add(now.Sub(checked.From))
		}
		checked.From = now
	}
	return checked
}

// late refuses a start that has passed while the question stood: what Graph makes of one is not documented. And it refuses what rests on a
// person as they were when it was asked, if that is long ago: the form reads them anew.
func (i issuing) late(s *Screen) *fault.Fault {
	now := s.env.Now()
	if s.dossier != nil && now.Sub(s.dossier.ReadAt) > stale {
		return &fault.Fault{Kind: fault.Refused, What: "create the pass", Hint: "nothing was sent: the question stood for long, and the person is read again"}
	}
	if at := i.to.Checked.Order.StartDateTime; at.IsZero() || at.After(now) {
		return nil
	}
	return &fault.Fault{
		Kind: fault.Refused, What: "create the pass", Field: "startDateTime",
		Hint: "nothing was sent: the start has passed meanwhile, so choose it anew",
	}
}

// what says what is asked for, in the operator's choice and what follows from leaving it out.
func (i issuing) what() string {
	lifetime := "the tenant's default lifetime"
	if m := i.to.Checked.Minutes; m > 0 {
		lifetime = pass.Length(m)
		if i.to.Checked.Order.LifetimeInMinutes == nil {
			lifetime += " (the policy's default)"
		}
	}
	if i.to.Draft.Use == pass.PolicyDefault {
		return lifetime + ", one-time or multi-use as the policy has it"
	}
	return lifetime + ", " + i.to.Draft.Use.String()
}

func (i issuing) run(ctx context.Context, d desk.Desk, w desk.Write) (desk.Outcome, error) {
	return d.Issue(ctx, w)
}

func (i issuing) write(s *Screen) desk.Write {
	w := desk.Write{Order: i.to.Checked.Order}
	if s.dossier != nil {
		w.Before = s.dossier.Pass
	}
	return w
}

func (i issuing) succeed(s *Screen, done desk.Outcome) tea.Cmd {
	env := s.env
	id, now := i.to.Person.ID.Wire(), env.Now()
	call := env.Desk.Calls.Of(id, now)
	call.Draft = i.to.Draft
	env.Desk.Calls.Keep(id, call, now)
	return env.Burst(s.depth, nav.Reveal{Person: i.to.Person, Issued: done.Issued, Record: done.Record})
}

// deleting deletes the pass that stands.
type deleting struct{ to nav.ConfirmDelete }

func (d deleting) ask(s *Screen, c kit.Clock, width int) []string {
	out := []string{kit.Bold("Delete this Temporary Access Pass?"), ""}
	out = append(out, kit.Who(d.to.Person, width)...)
	out = append(out, "")
	out = append(out, kit.Case(d.to.Case.Ticket, d.to.Case.Verification, width)...)
	p := d.to.Pass
	out = append(out, kit.Row("Pass", kit.Mark(p.StandingAt(c.Now), c.Standing(p))+", "+p.Uses()+
		" (as of "+d.to.SeenAt.In(c.Zone).Format("15:04:05")+")", width)...)
	out = append(out, c.Until(p, "", width)...)
	out = append(out, kit.Warned(s.env.ClockDoubt(), width)...)
	out = append(out, kit.IssuedBy(d.to.Past, d.to.Person.ID, p, width)...)
	out = append(out, kit.Row("Pass id", p.ID.String(), width)...)
	out = append(out, kit.Row("Then", kit.Warn("it signs nobody in any more. "+pass.GoesOn), width)...)
	return append(out, kit.Refusals(d.judge(s).Own, width)...)
}

func (d deleting) late(*Screen) *fault.Fault { return nil }

func (d deleting) run(ctx context.Context, to desk.Desk, w desk.Write) (desk.Outcome, error) {
	return to.Delete(ctx, w)
}

func (d deleting) write(*Screen) desk.Write { return desk.Write{Target: d.to.Pass.ID} }

func (d deleting) succeed(s *Screen, _ desk.Outcome) tea.Cmd {
	return s.env.Pop(nav.Deleted{Pass: d.to.Pass})
}
