package methods

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/person"
	"tapdesk/ui/kit"
)

// Keys lists what can be done now.
func (s *Screen) Keys() []kit.Key {
	switch s.phase {
	case writing:
		return nil
	case asking:
		yes := kit.Key{Binding: kit.Says(kit.Yes, fmt.Sprintf(doRemove, these(len(s.going())))), Off: s.off()}
		if s.everything() {
			yes.Binding = kit.Says(kit.Enter, doRemoveAll)
		}
		return []kit.Key{yes, {Binding: kit.Says(kit.Esc, doMarks)}}
	case stopped, over:
		return s.toldKeys()
	}
	remove := kit.Key{Binding: kit.Says(kit.Enter, doAsk), Short: doNext}
	if len(s.going()) == 0 {
		remove.Off = offNoMark
	}
	mark := kit.Key{Binding: kit.Tick}
	if len(s.all) > 0 {
		mark.Off = s.desk.Stays(s.all[s.list.At()])
	}
	return []kit.Key{
		mark, remove, {Binding: kit.Phone, Short: doPhone}, {Binding: kit.Laptop, Short: doLaptop},
		{Binding: kit.Everything, Short: doAll},
		{Binding: kit.Esc}, {Binding: kit.Move},
	}
}

// toldKeys are those once something was sent.
func (s *Screen) toldKeys() []kit.Key {
	var keys []kit.Key
	if len(s.queue) > 0 {
		keys = append(keys, kit.Key{Binding: kit.Says(kit.GoOn, fmt.Sprintf(doGoOn, count(len(s.queue))))})
	}
	if len(s.call.OpenRemovals()) > 0 {
		look := kit.Key{Binding: kit.Says(kit.Look, doLook)}
		if s.inquiring.Pending() {
			look.Off = offChecking
		}
		keys = append(keys, look)
	}
	leave := doBack
	if len(s.queue) > 0 {
		leave = doStop
	}
	return append(keys, kit.Key{Binding: kit.Says(kit.Esc, leave)}, kit.Key{Binding: kit.Says(kit.Move, doScroll)})
}

// off says why yes sends nothing.
func (s *Screen) off() string {
	switch act := s.desk.JudgeRemoval(s.call); {
	case act.Off != "":
		return act.Off
	case s.report.Pending():
		return offReading
	case !kit.Fits(s.question(min(s.size.Width, kit.WideFrom)), s.size.Height):
		return kit.TooShort
	}
	if s.everything() && s.field.Value() != s.proof() {
		if s.field.Value() != "" {
			return fmt.Sprintf(offWrong, s.proofIs())
		}
		return fmt.Sprintf(offProof, s.proofIs())
	}
	return ""
}

// proof is what is typed before everything goes: the last four digits of the ticket or, where it has fewer, the last
// four characters of the object id.
func (s *Screen) proof() string {
	if digits := s.ticketDigits(); digits != "" {
		return digits
	}
	id := s.call.Person.ID.Wire()
	return id[max(0, len(id)-4):]
}

func (s *Screen) ticketDigits() string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s.grounds.Ticket)
	if len(digits) < 4 {
		return ""
	}
	return digits[len(digits)-4:]
}

func (s *Screen) proofIs() string {
	if s.ticketDigits() != "" {
		return proofTicket
	}
	return proofID
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch s.phase {
	case marking:
		return s.pressMarking(msg)
	case asking:
		return s.pressAsking(msg)
	case stopped, over:
		switch {
		case len(s.queue) > 0 && kit.Press(msg, kit.GoOn):
			return s.next()
		case kit.Press(msg, kit.Look):
			return s.inquiring.Check(s.env, s.call.OpenRemovals())
		}
		s.scroll = kit.ScrollBy(msg, s.scroll, len(s.told(s.size.Width)), s.size.Height)
	}
	return nil
}

func (s *Screen) pressMarking(msg tea.KeyPressMsg) tea.Cmd {
	s.said = ""
	switch {
	case len(s.all) == 0:
	case kit.Press(msg, kit.Tick):
		if m := s.all[s.list.At()]; s.desk.Stays(m) == "" {
			s.marked[m.ID] = !s.marked[m.ID]
		}
	case kit.Press(msg, kit.Phone):
		s.preset(person.Method.OnPhone)
		s.said = markedPhone
		if n := s.doubtful(); n > 0 {
			s.said = markedDoubtful(n)
		}
	case kit.Press(msg, kit.Laptop):
		s.presetLaptop()
	case kit.Press(msg, kit.Everything):
		s.preset(func(person.Method) bool { return true })
		s.said = markedAll
	case kit.Press(msg, kit.Enter) && len(s.going()) > 0:
		s.phase, s.scroll = asking, 0
		s.field.Set("")
	default:
		s.list.Update(msg)
	}
	return nil
}

// preset marks those that go with something, and no others.
func (s *Screen) preset(goes func(person.Method) bool) {
	for _, m := range s.all {
		s.marked[m.ID] = goes(m) && s.desk.Stays(m) == ""
	}
}

// presetLaptop marks what goes with one computer, and with the next at each press. Only its name tells them apart.
func (s *Screen) presetLaptop() {
	var devices []string
	for _, m := range s.all {
		if name := string(m.DisplayName); m.OnLaptop() && !slices.Contains(devices, name) {
			devices = append(devices, name)
		}
	}
	if len(devices) == 0 {
		s.said = noLaptop
		return
	}
	name := devices[s.laptop%len(devices)]
	s.laptop++
	s.preset(func(m person.Method) bool { return m.OnLaptop() && string(m.DisplayName) == name })
	s.said = fmt.Sprintf(formatMarkedLaptop, name)
	if len(devices) > 1 {
		s.said = fmt.Sprintf(formatMarkedLaptopNext, name)
	}
}

// doubtful counts those of which nothing tells whether they go with a phone.
func (s *Screen) doubtful() (n int) {
	for _, m := range s.all {
		if m.MaybeOnPhone() && s.desk.Stays(m) == "" {
			n++
		}
	}
	return n
}

func (s *Screen) pressAsking(msg tea.KeyPressMsg) tea.Cmd {
	yes := kit.Yes
	if s.everything() {
		if s.field.Update(msg) {
			return nil
		}
		yes = kit.Enter
	}
	switch {
	case kit.Press(msg, yes) && s.off() == "":
		s.queue = s.going()
		return s.next()
	case kit.Press(msg, yes):
		return s.env.Say(s.off())
	case !s.everything(): // any other key goes back
		return s.Back()
	}
	return nil
}
