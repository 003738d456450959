package account

import (
	"fmt"
	"time"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/ui/kit"
)

// Frame draws the question, the wait, or what is known.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	switch s.phase {
	case writing:
		f.Add(kit.Sending(s.words().doing, s.asked, s.env.Now(), s.call.Person, width)...)
		if s.act == journal.Reset {
			f.Add(kit.Wrap(waitMinute, width)...)
		}
	case telling:
		f.Add(kit.Squeeze(s.told(width), size.Height)...)
	default:
		f.Add(kit.Squeeze(append(s.question(width), ""), size.Height-1)...)
		f.CursorAt(kit.KeyAt)
		f.Add(kit.Prompt(s.judge(), s.off(), s.words().does))
	}
	return f
}

// question is all that this concerns.
func (s *Screen) question(width int) []string {
	out := []string{kit.Bold(s.words().question), ""}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	if s.act == journal.Unblock {
		out = append(out, kit.Row(labelBy, s.blockedBy(), width)...)
	}
	out = append(out, kit.Case(s.grounds.Ticket, s.grounds.Verification, width)...)
	out = append(out, kit.Act(s.judge(), width)...)
	note, then := s.means()
	if s.call.Synchronised() {
		out = append(out, kit.Row(labelNote, kit.Warn(note), width)...)
	}
	label := labelThen
	for _, sentence := range then {
		out = append(out, kit.Row(label, sentence, width)...)
		label = ""
	}
	return out
}

// means is what the act means: of an account that comes from Active Directory, and of every one.
func (s *Screen) means() (synchronised string, then []string) {
	switch s.act {
	case journal.Block:
		return blockThere, []string{noSignIn, notSessions}
	case journal.Unblock:
		return unblockThere, []string{signInAgain}
	}
	if s.grounds.NoCaller() {
		return writesBack, []string{notShown}
	}
	if s.call.Synchronised() {
		return writesBack, []string{fmt.Sprintf(formatWeMake, s.desk.NewPasswordLength()), mustChange}
	}
	return "", []string{entraMakes, mustChange}
}

// blockedBy says who blocked the account and when, as far as is known.
func (s *Screen) blockedBy() string {
	clock := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	if b := s.call.Blocked; b != nil && b.Record.Operation == journal.Block && b.Done() {
		return fmt.Sprintf(formatByHere, clock.Both(b.Record.AskedDateTime))
	}
	event, found := s.call.Past.BlockedBy(s.call.Person.ID)
	switch {
	case found:
		return fmt.Sprintf(formatByEntra, clock.Both(event.Time), event.Actor.Name())
	case s.log.Pending():
		return kit.Faint(byReading)
	case s.call.Unaudited != nil:
		return kit.Warn(fmt.Sprintf(formatByUnread, s.call.Unaudited.Reason()))
	case s.call.Past.ReadAt.IsZero():
		return byUnchecked
	}
	return byNobody
}

// told says what is known of the act, and no more.
func (s *Screen) told(width int) []string {
	a := s.known()
	var out []string
	switch {
	case a.Fault == nil:
		out = append(out, kit.OK(s.done(a)), "")
	case a.Done():
		out = append(out, kit.Bold(answerLost), "")
		out = append(append(out, kit.Wrap(a.Open.Sentence(), width)...), "")
	case a.Fault.Kind == fault.Unknown:
		out = append(out, kit.Bold(s.words().lost), "")
		out = append(append(out, kit.Styled(kit.Warn, a.Open.Sentence(), width)...), "")
	default:
		out = append(append(out, kit.Fault(a.Fault, width)...), "")
		out = append(append(out, kit.Wrap(s.words().undone, width)...), "")
	}
	out = append(append(out, kit.Who(s.call.Person, width)...), "")
	if a.Done() && s.act != journal.Reset && s.call.Synchronised() {
		note, _ := s.means()
		out = append(out, kit.Row(labelNote, kit.Warn(note), width)...)
	}
	if a.Fault == nil && s.act == journal.Reset {
		out = append(out, kit.Wrap(resetLater, width)...)
	}
	if a.Open != nil && s.act == journal.Reset {
		out = append(out, kit.Wrap(unseen, width)...)
	}
	if a.Fault != nil && a.Fault.Kind == fault.Unknown {
		out = append(out, kit.Faint(kit.Cut(a.Fault.Quote(), width)))
	}
	return out
}

// done says that Graph did it, and when.
func (s *Screen) done(a *desk.Acted) string {
	said := formatBlockedAt
	switch s.act {
	case journal.Unblock:
		said = formatUnblockedAt
	case journal.Reset:
		said = formatResetAt
	}
	return fmt.Sprintf(said, a.At.In(s.env.Zone).Format(time.TimeOnly))
}
