package whatif

import (
	"fmt"
	"strings"

	"tapdesk/state/whatif"
	"tapdesk/ui/kit"
)

// Frame draws what is asked, then what the simulation says, from the line scrolled to.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	return kit.Scrolled(s.lines(size), s.scroll, size.Height)
}

func (s *Screen) lines(size kit.Size) []string {
	p, width := s.call.Person, size.Width
	out := []string{kit.Bold(kit.Cut(p.Name(), width)), kit.Faint(kit.Cut(p.UserPrincipalName.String(), width)), ""}
	for i, c := range s.asked {
		out = append(out, s.choice(c, i == s.at, width)...)
	}
	out = append(out, "")
	if s.read.Pending() {
		return append(out, kit.Faint(askingMicrosoft))
	}
	if s.fault != nil {
		out = append(append(out, kit.Fault(s.fault, width)...), "")
	}
	if len(s.all) == 0 {
		if s.fault == nil {
			out = append(out, kit.Wrap(askCaller, width)...)
		}
		return out
	}
	out = append(append(out, kit.Wrap(kit.Simulated(whatif.Judge(s.all)), width)...), "")
	for _, one := range s.all {
		out = append(append(out, s.simulation(one, width)...), "")
	}
	return append(out, kit.Faint(kit.Cut(fmt.Sprintf(formatReadAt, s.clock().Both(s.all[0].ReadAt)), width)))
}

// choice draws one thing that is asked, with its options.
func (s *Screen) choice(c choice, front bool, width int) []string {
	options := make([]string, len(c.options))
	for i, option := range c.options {
		switch {
		case i == c.at && front:
			options[i] = kit.Picked("[" + option + "]")
		case i == c.at:
			options[i] = "[" + option + "]"
		default:
			options[i] = kit.Faint(option)
		}
	}
	return kit.Row(c.label, strings.Join(options, "  "), width)
}

// simulation draws what was found about one action.
func (s *Screen) simulation(one whatif.Simulation, width int) []string {
	out := []string{kit.Bold(fmt.Sprintf(formatTo, one.Action))}
	findings := one.Findings()
	for _, f := range findings {
		text := fmt.Sprintf(formatPolicy, string(f.Policy), f.Says)
		switch f.Kind {
		case whatif.Blocks:
			text = kit.Bad(text)
		case whatif.Wants:
			text = kit.Warn(text)
		}
		for i, line := range kit.Wrap(text, width-4) {
			if i == 0 {
				line = "- " + line
			} else {
				line = "  " + line
			}
			out = append(out, "  "+line)
		}
	}
	if len(findings) == 0 {
		out = append(out, "  "+kit.Cut(noPolicyFound, width-2))
	}
	if one.Cut {
		out = append(out, "  "+kit.Cut(notAllRead, width-2))
	}
	return out
}

func (s *Screen) clock() kit.Clock { return kit.Clock{Now: s.env.Now(), Zone: s.env.Zone} }
