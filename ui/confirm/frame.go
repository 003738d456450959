package confirm

import (
	"fmt"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
)

// Frame draws the question, the wait, or what is known of a lost answer.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	switch s.phase {
	case writing:
		f.Add(kit.Sending(s.doing, s.asked, s.env.Now(), s.call.Person, width)...)
	case looking:
		f.Add(kit.Squeeze(s.lostLines(c, width), size.Height)...)
	default:
		f.Add(kit.Squeeze(append(s.draw(s, c, width), ""), size.Height-1)...)
		f.CursorAt(kit.KeyAt)
		f.Add(s.prompt())
	}
	return f
}

// prompt is the line that says which key means yes.
func (s *Screen) prompt() string {
	for _, k := range s.Keys() {
		if k.Off == "" {
			continue
		}
		if s.again() {
			return kit.Asks(kit.Refresh.Help().Key, readPerson)
		}
		if len(s.judge().Own) > 0 { // they are shown above
			return kit.NotFromHere()
		}
		return kit.Faint(k.Off + "...")
	}
	yes := s.askKeys()[0].Binding.Help()
	does := yes.Desc
	if s.asks.Overridden != "" && s.asks.Overridden == s.against() {
		does = fmt.Sprintf(formatAgainstVerdict, does)
	}
	return kit.Asks(yes.Key, does)
}

// lostLines returns what is known about an unknown outcome, and since when.
func (s *Screen) lostLines(c kit.Clock, width int) []string {
	out := []string{kit.Bold(fmt.Sprintf(formatAnswerLost, s.doing)), ""}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	out = append(out, kit.Styled(kit.Warn, s.call.Inquiry.Sentence(), width)...)
	if found := s.call.Inquiry.Found(); found != nil {
		out = append(out, "")
		state := kit.Mark(found.StandingAt(c.Now), c.Standing(*found)) + ", " + found.Uses()
		out = append(out, kit.Row(labelPass, state, width)...)
		out = append(out, c.Until(*found, "", width)...)
		out = append(out, kit.Row(labelPassID, found.ID.String(), width)...)
	}
	if s.call.Inquiry.Finding() == pass.StillLooking {
		out = append(out, "", kit.Faint(fmt.Sprintf(formatChecked, s.call.Inquiry.Tries)))
	} else {
		out = append(out, "", kit.Faint(sentOnce))
	}
	if s.lost.Gateway {
		out = append(out, kit.Styled(kit.Faint, s.lost.Reason(), width)...)
	}
	return append(out, kit.Faint(kit.Cut(s.lost.Quote(), width)))
}
