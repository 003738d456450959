package reveal

import (
	"fmt"
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/ui/kit"
)

// groupOf is how many characters stand together. The groups are for the eye and the ear alone.
const groupOf = 4

// Frame draws the pass or its mask, whose it is, and how long it stays.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	width := min(size.Width, kit.WideFrom)
	var told []string
	if s.asking {
		for _, line := range kit.Wrap("The pass was never shown. Closing loses its value for good; the pass itself stays. press y to close, any other key stays", width) {
			told = append(told, kit.Bad(line))
		}
	} else {
		for _, line := range kit.Wrap(s.say(), width) {
			told = append(told, kit.Accent(line))
		}
	}
	if s.env.WritesOff() != "" {
		for _, line := range kit.Wrap("The journal does not hold this pass yet: its record is kept, and written as soon as the journal takes it.", width) {
			told = append(told, kit.Bad(line))
		}
	}
	above := append([]string{kit.Bold("The pass was created"), ""}, kit.Who(s.to.Person, width)...)
	above = append(append(above, s.facts(c, width)...), "")
	value := append(s.secretLines(size.Width), "")
	var f kit.Frame
	// However low the window: the pass and what is said of it come first, since the one window may be running.
	f.Add(kit.Squeeze(above, size.Height-len(value)-len(told))...)
	f.Add(value...)
	if !s.asking {
		f.CursorAt(0)
	}
	f.Add(told...)
	return f
}

// facts say how the new pass stands. One that cannot be used now must be told before the caller hangs up.
func (s *Screen) facts(c kit.Clock, width int) []string {
	p := s.pass()
	out := kit.Cautions(s.to.Person, width)
	out = append(out, kit.Row("Pass", kit.Mark(p.StandingAt(c.Now), c.Standing(p))+", "+kit.Uses(p.IsUsableOnce), width)...)
	out = append(out, kit.Row("From", c.Both(p.StartDateTime), width)...)
	out = append(out, kit.Row("Until", c.Both(p.Expiry()), width)...)
	if p.IsUsable {
		return out
	}
	why := fmt.Sprintf("Graph created it but says it is not usable: %s", p.MethodUsabilityReason)
	switch p.MethodUsabilityReason {
	case pass.NotYetValid:
		why = "Graph says NotYetValid: it works from " + c.Both(p.StartDateTime) + ", not before"
	case pass.DisabledByPolicy:
		why = "Graph created it but says DisabledByPolicy: it will not sign the person in. The tenant's policy must include them and allow this use; an Authentication Policy Administrator can change that"
	}
	return append(out, kit.Row("Not usable", kit.Warn(why), width)...)
}

// secretLines are the pass or its mask. A pass too long for one line is broken between groups.
func (s *Screen) secretLines(width int) []string {
	if s.value.Wiped() {
		return []string{kit.Warn("The pass has been wiped.")}
	}
	if !s.masked {
		if value, open := s.value.Expose(s.env.Now()); open {
			return spaced(value, width)
		}
	}
	return []string{mask(s.value.Len())}
}

// spaced puts one space between characters and three between groups of four.
func spaced(value string, width int) []string {
	var lines []string
	var line strings.Builder
	for at := 0; at < len(value); at += groupOf {
		group := strings.Join(strings.Split(value[at:min(at+groupOf, len(value))], ""), " ")
		if line.Len() > 0 && line.Len()+3+len(group) > width {
			lines = append(lines, line.String())
			line.Reset()
		}
		if line.Len() > 0 {
			line.WriteString("   ")
		}
		line.WriteString(group)
	}
	return append(lines, line.String())
}

// mask says how long the pass is and nothing else of it.
func mask(length int) string {
	var groups []string
	for n := length; n > 0; n -= groupOf {
		groups = append(groups, strings.Repeat("•", min(n, groupOf)))
	}
	return strings.Join(groups, "   ")
}

// say is the sentence below the pass.
func (s *Screen) say() string {
	left := int((s.left() + time.Second - 1) / time.Second)
	switch {
	case s.value.Wiped():
		return "A pass is shown once. Esc goes to the person."
	case !s.value.Opened():
		return fmt.Sprintf("Space shows it, once, for %d seconds.", int(s.window()/time.Second))
	case s.masked:
		return fmt.Sprintf("%d s left. Masked: m shows it again.", left)
	}
	return fmt.Sprintf("%d s left, then it is wiped. The spaces are not part of the pass.", left)
}
