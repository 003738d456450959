package kit

import "charm.land/lipgloss/v2"

// The whole palette: one accent, and the terminal's own colours, so that it reads on a light and on a dark screen. State is
// always said in words too. NO_COLOR and poorer terminals are served by Bubble Tea's own down-sampling.
var (
	accent = lipgloss.NewStyle().Foreground(lipgloss.Cyan).Bold(true)
	bold   = lipgloss.NewStyle().Bold(true)
	faint  = lipgloss.NewStyle().Faint(true)
	warn   = lipgloss.NewStyle().Foreground(lipgloss.Yellow)
	bad    = lipgloss.NewStyle().Foreground(lipgloss.Red).Bold(true)
	picked = lipgloss.NewStyle().Reverse(true)
)

// Accent marks the one thing to look at.
func Accent(s string) string { return styled(&accent, s) }

// Bold marks a heading.
func Bold(s string) string { return styled(&bold, s) }

// Faint marks what is only context.
func Faint(s string) string { return styled(&faint, s) }

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
