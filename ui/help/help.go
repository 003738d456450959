// Package help is the screen that explains the screen in front.
package help

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
)

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
func (s *Screen) Title() string { return title }

// Helping tells the root that asking for help here closes it.
func (s *Screen) Helping() {}

// Keys lists the keys of help itself.
func (s *Screen) Keys() []kit.Key {
	return kit.On(kit.Esc, kit.Says(kit.Move, doScroll))
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
	out := []string{kit.Bold(fmt.Sprintf(formatHelpOf, s.title)), ""}
	for _, k := range s.keys {
		text := k.Binding.Help().Desc
		if k.Off != "" {
			text = fmt.Sprintf(formatNotNow, text, k.Off)
		}
		out = append(out, kit.KeyRow(k.Binding.Help().Key, text, width)...)
	}
	out = append(out, "", kit.Bold(everywhere))
	for _, row := range Everywhere {
		out = append(out, kit.KeyRow(row[0], row[1], width)...)
	}
	for _, paragraph := range s.text {
		out = append(out, "")
		out = append(out, kit.Wrap(paragraph, width)...)
	}
	return out
}
