package kit

import (
	"sync/atomic"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// The whole palette. The colours are those of the 256 that no terminal's theme changes, each neither light nor dark: it
// reads on black and on white, and nobody has to ask the terminal which it is (a test holds the contrasts). State is
// always said in words too. NO_COLOR and poorer terminals are served by Bubble Tea's own down-sampling.
var (
	accent = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(32)).Bold(true)
	bold   = lipgloss.NewStyle().Bold(true)
	faint  = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(243))
	warn   = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(166)).Bold(true)
	bad    = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(196)).Bold(true)
	picked = lipgloss.NewStyle().Reverse(true)
)

// noGrey is set where the terminal has 16 colours: its only grey is nobody's to rely on, Solarized has the dark
// background there.
var noGrey atomic.Bool

// Suit fits the palette to what colours the terminal has.
func Suit(p colorprofile.Profile) { noGrey.Store(p < colorprofile.ANSI256) }

// Accent marks the one thing to look at.
func Accent(s string) string { return styled(&accent, s) }

// Bold marks a heading.
func Bold(s string) string { return styled(&bold, s) }

// Faint marks what is only context.
func Faint(s string) string {
	if noGrey.Load() {
		return s
	}
	return styled(&faint, s)
}

// placeholder is what an empty field holds, in width cells: grey, or in brackets where no grey tells it from a text.
func placeholder(s string, width int) string {
	if noGrey.Load() && s != "" && width > 2 {
		return "(" + Cut(s, width-2) + ")"
	}
	return Faint(Cut(s, width))
}

// Warn marks what deserves a second look.
func Warn(s string) string { return styled(&warn, s) }

// Bad marks what failed or destroys something.
func Bad(s string) string { return styled(&bad, s) }

// Picked marks the one of several that is meant now.
func Picked(s string) string { return styled(&picked, s) }

func styled(style *lipgloss.Style, s string) string {
	if s == "" {
		return ""
	}
	return style.Render(s)
}
