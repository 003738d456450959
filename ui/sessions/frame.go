package sessions

import (
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/ui/kit"
)

// Frame draws the question, the wait, or what is known.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	switch s.phase {
	case writing:
		f.Add(kit.Sending(revoking, s.asked, s.env.Now(), s.call.Person, width)...)
	case telling:
		f.Add(kit.Squeeze(s.told(width), size.Height)...)
	default:
		f.Add(kit.Squeeze(append(s.question(width), ""), size.Height-1)...)
		f.CursorAt(kit.KeyAt)
		f.Add(kit.Prompt(s.judge(), s.off(), doRevoke))
	}
	return f
}

// question is all that this concerns.
func (s *Screen) question(width int) []string {
	out := []string{kit.Bold(revokeQuestion), ""}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	if s.call.Person.ExternalGuest() {
		out = append(out, kit.Row(labelNote, kit.Caution(externalHome), width)...)
	}
	if s.call.Pass() != nil {
		out = append(out, kit.Row(labelNote, kit.Warn(passInUse), width)...)
	}
	out = append(out, kit.Act(s.judge(), width)...)
	return append(out, s.reaches(labelThen, width)...)
}

// reaches says what a revocation does and what it does not.
func (s *Screen) reaches(label string, width int) (out []string) {
	for _, sentence := range desk.Reaches(s.desk.Cloud) {
		out = append(out, kit.Row(label, sentence, width)...)
		label = ""
	}
	return out
}

// told says what is known of the revocation, and no more.
func (s *Screen) told(width int) []string {
	r := s.call.Revoked
	var out []string
	switch {
	case r.Fault == nil:
		out = append(out, kit.OK(r.Told(s.env.Zone)), "")
	case r.Open != nil && !r.Open.StampedAt.IsZero():
		out = append(out, kit.Bold(answerLost), "")
		out = append(out, kit.Wrap(kit.OK(r.Told(s.env.Zone)), width)...)
		out = append(out, "")
	case r.Fault.Kind == fault.Unknown:
		out = append(out, kit.Bold(revokingLost), "")
		out = append(out, kit.Styled(kit.Warn, r.Open.Sentence(), width)...)
		out = append(out, "")
	default:
		out = append(append(out, kit.Fault(r.Fault, width)...), "")
		out = append(append(out, kit.Wrap(nothingRevoked, width)...), "")
	}
	out = append(out, kit.Who(s.call.Person, width)...)
	out = append(out, "")
	if !r.At.IsZero() {
		out = append(out, s.reaches("", width)...)
	}
	if r.Fault != nil && r.Fault.Kind == fault.Unknown {
		out = append(out, kit.Faint(kit.Cut(r.Fault.Quote(), width)))
	}
	return out
}
