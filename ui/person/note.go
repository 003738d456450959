package person

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Note shows the text about a pass for its ticket, and hands it to the terminal's clipboard. The pass is not in it.
type Note struct {
	env    fx.Env
	text   string
	size   kit.Size
	scroll int
}

// NewNote returns the text made of the facts.
func NewNote(env fx.Env, to nav.Note) *Note {
	return &Note{env: env, text: call.Note(to.Facts, env.Zone)}
}

// Init has nothing to do.
func (s *Note) Init() tea.Cmd { return nil }

// Title names the screen.
func (s *Note) Title() string { return titleNote }

// Keys lists what can be done with the text.
func (s *Note) Keys() []kit.Key {
	return kit.On(kit.CopyNote, kit.Esc, kit.Says(kit.Move, doScroll))
}

// Explain says what is in the text.
func (s *Note) Explain() []string { return helpNote }

// Update scrolls and copies.
func (s *Note) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
	case tea.KeyPressMsg:
		if kit.Press(msg, kit.CopyNote) {
			return tea.Batch(tea.SetClipboard(s.text),
				s.env.Say(textCopied))
		}
		s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size.Width)), s.size.Height)
	}
	return nil
}

// Frame draws the text from the line scrolled to.
func (s *Note) Frame(size kit.Size) kit.Frame {
	return kit.Scrolled(s.lines(size.Width), s.scroll, size.Height)
}

func (s *Note) lines(width int) []string {
	var out []string
	for line := range strings.Lines(s.text) {
		out = append(out, kit.Wrap(strings.TrimSuffix(line, "\n"), width)...)
	}
	return out
}
