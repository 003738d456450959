// Package help is the screen that explains the screen in front.
package help

import (
	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
)

// Everywhere are the keys that mean the same on every screen, and what each does.
var Everywhere = [][2]string{
	{"Esc, q", "back (q where letters are commands); never quits"},
	{"F1, ?", "this help (? where letters are commands)"},
	{"F2", "the log: what was done from here, and the state of those passes now"},
	{"^C", "quit, after a question; a second ^C quits at once; never while a request that changes something is under way"},
	{"^L", "redraw; twice locks: the screen is covered, the token dropped; signing in brings back what was open"},
	{"^R", "refresh my roles: a new token, after you have activated a role"},
	{"^O", "sign out"},
	{"^Z", "suspend; a pass in sight is wiped first"},
}

// Screen lists the keys of another screen, and what more there is to say of it.
type Screen struct {
	title  string
	keys   []kit.Key
	text   []string
	size   kit.Size
	scroll int
}

// New returns the help for a screen of that title.
func New(title string, keys []kit.Key, text []string) *Screen {
	return &Screen{title: title, keys: keys, text: text}
}

// Init has nothing to do.
func (s *Screen) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Screen) Title() string { return "Help" }

// Helping tells the root that asking for help here closes it.
func (s *Screen) Helping() {}

// Keys lists the keys of help itself.
func (s *Screen) Keys() []kit.Key {
	return kit.On(kit.Esc, kit.Says(kit.Move, "scroll"))
}

// Update scrolls.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if size, ok := msg.(kit.Size); ok {
		s.size = size
	}
	s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size.Width)), s.size.Height)
	return nil
}

// Frame draws the help from the line scrolled to.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	return kit.Scrolled(s.lines(size.Width), s.scroll, size.Height)
}

func (s *Screen) lines(width int) []string {
	out := []string{kit.Bold("Help: " + s.title), ""}
	for _, k := range s.keys {
		text := k.Binding.Help().Desc
		if k.Off != "" {
			text += " (not now: " + k.Off + ")"
		}
		out = append(out, kit.KeyRow(k.Binding.Help().Key, text, width)...)
	}
	out = append(out, "", kit.Bold("Everywhere"))
	for _, row := range Everywhere {
		out = append(out, kit.KeyRow(row[0], row[1], width)...)
	}
	for _, paragraph := range s.text {
		out = append(out, "")
		out = append(out, kit.Wrap(paragraph, width)...)
	}
	return out
}
