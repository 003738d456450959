package unfinished

import (
	"fmt"

	"tapdesk/ui/kit"
)

// Frame draws what needs attention, with the selected item marked and visible.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	lines, from, until := s.lines(size)
	top := s.scroll
	if len(s.items) > 1 {
		top = kit.Scroll(kit.Scroll(0, until-1, len(lines), size.Height), from, len(lines), size.Height)
	}
	return kit.Scrolled(lines, top, size.Height)
}

// lines returns all lines, and which of them belong to the selected item.
func (s *Screen) lines(size kit.Size) (lines []string, from, until int) {
	c := kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}
	width := min(size.Width, kit.WideFrom)
	lines = append(lines, kit.Styled(kit.Bold, s.headline(), width)...)
	lines = append(lines, "")
	if s.refused != nil {
		lines = append(append(lines, kit.Fault(s.refused, width)...), "")
	}
	if s.fault != nil {
		lines = append(append(lines, kit.Fault(s.fault, width)...), "")
	}
	if s.ending != "" {
		lines = append(append(lines, kit.Styled(kit.Warn, pressEAgain, width)...), "")
	}
	until = len(lines)
	for n, i := range s.items {
		mark := "  "
		if n == s.list.At() {
			mark = kit.Pointer()
			if n > 0 {
				from = len(lines)
			}
		}
		for _, line := range i.lines(c, width-2) {
			lines = append(lines, mark+line)
			mark = "  "
		}
		lines = append(lines, "")
		if n == s.list.At() {
			until = len(lines) - 1
		}
	}
	return lines, from, until
}

func (s *Screen) headline() string {
	if len(s.items) == 0 {
		return nothingLeft
	}
	never := 0
	for _, i := range s.items {
		if i.known() {
			never++
		}
	}
	return fmt.Sprintf(formatNeed, len(s.items), what(never, len(s.items)-never))
}

// what distinguishes passes that exist but may not have been seen from writes that may not have happened at all.
func what(created, unknown int) string {
	switch {
	case created == 0:
		return plural(unknown, unknownOne, unknownMany)
	case unknown == 0:
		return plural(created, createdOne, createdMany)
	}
	return fmt.Sprintf(formatCreatedBoth, created, unknown)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
