// Package signins is the screen of Entra's sign-in log about one person: why they cannot get in, and whether a pass
// would help.
package signins

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Screen is the sign-ins of one person.
type Screen struct {
	env   fx.Env
	call  *desk.Call
	found bool // the search is below, and not the person

	opening fx.Opening
	log     fx.SignIns
	report  fx.Registration
	size    kit.Size
	scroll  int
}

// New returns the screen of the person of a call. report is read behind what the operator waits for.
func New(env fx.Env, d *desk.Desk, log fx.SignInLog, report fx.Registrations, to nav.SignIns) *Screen {
	return &Screen{
		env: env, call: to.Call, found: to.Found, opening: fx.Opening{Desk: d, Alone: true}, log: fx.SignIns{Log: log},
		report: fx.Registration{Report: report, Learned: d.Learned},
	}
}

// Init reads the last 24 hours of the log, unless it was read just now, and the person, where that has not been done:
// whether a pass would help depends on their account and their methods too.
func (s *Screen) Init() tea.Cmd {
	var account, log tea.Cmd
	if s.call.Dossier == nil && !s.call.Pending {
		account = s.opening.Read(s.env, s.call, person.Fresh)
	}
	if s.call.SignIns == nil || s.env.Now().Sub(s.call.SignIns.ReadAt) > person.Fresh {
		log = s.log.Read(s.env, s.call, signins.Short)
	}
	return tea.Batch(account, log)
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Keys lists what can be done now.
func (s *Screen) Keys() []kit.Key {
	keys := []kit.Key{{Binding: kit.Week, Off: s.weekOff()}, {Binding: kit.Refresh, Off: s.refreshOff()}}
	if s.found {
		keys = append(keys, kit.On(kit.Says(kit.Enter, doOpenPerson))...)
	}
	return append(keys, kit.On(kit.Esc, kit.Says(kit.Move, doScroll))...)
}

func (s *Screen) refreshOff() string {
	if s.log.Pending() {
		return offReading
	}
	return ""
}

func (s *Screen) weekOff() string {
	if s.call.SignInSpan() == signins.Long && s.call.SignInsUnread == nil {
		return offWeekRead
	}
	return s.refreshOff()
}

// Explain says what the log has, and what it has not.
func (s *Screen) Explain() []string { return help }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	if next, _, ok := s.opening.Take(s.env, s.call, msg); ok {
		return next
	}
	if s.log.Take(s.call, msg) && s.call.SignInsUnread == nil { // the report takes the same rights
		return s.report.Need(s.env, s.call)
	}
	s.report.Take(s.call, msg)
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Week):
		return s.log.Read(s.env, s.call, signins.Long)
	case kit.Press(msg, kit.Refresh):
		return tea.Batch(s.opening.Read(s.env, s.call, 0), s.log.Read(s.env, s.call, s.call.SignInSpan()))
	case kit.Press(msg, kit.Enter) && s.found:
		return s.env.Swap(1, nav.Person{Call: s.call})
	}
	s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size)), s.size.Height)
	return nil
}
