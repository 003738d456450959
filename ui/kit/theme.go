package kit

import (
	"strings"
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
	good   = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(28)).Bold(true)
	ruled  = lipgloss.NewStyle().Foreground(lipgloss.ANSIColor(243)).Underline(true)
	picked = lipgloss.NewStyle().Reverse(true)
	shown  = lipgloss.NewStyle().Reverse(true).Bold(true)
	band   = lipgloss.NewStyle().Background(lipgloss.ANSIColor(236)).Foreground(lipgloss.ANSIColor(252))
	notice = lipgloss.NewStyle().Background(lipgloss.ANSIColor(236)).Foreground(lipgloss.ANSIColor(214)).Bold(true)
)

// The signs that say without colour what the three colours say.
const (
	signGood, signCaution, signDanger = "✓ ", "! ", "✗ "
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

// Good marks what is in order. It says that something was checked, never that it is safe to go on.
func Good(s string) string {
	if noGrey.Load() { // the green of 16 colours cannot be read on white
		return styled(&bold, s)
	}
	return styled(&good, s)
}

// OK returns a text with the sign of what is in order before it, in its colour.
func OK(s string) string { return Good(signGood + s) }

// Caution returns a text with the sign of what needs a second look before it, in its colour.
func Caution(s string) string { return Warn(signCaution + s) }

// Danger returns a text with the sign of what must not go on before it, in its colour.
func Danger(s string) string { return Bad(signDanger + s) }

// Pointer marks the selected row of a list and the field being typed into.
func Pointer() string { return Accent("▌") + " " }

// Shown returns what begins and ends the style of a secret in sight, the most conspicuous thing there is. The secret
// itself is not handed over, so that no copy of it is made for its looks.
func Shown() (begin, end string) {
	begin, end, _ = strings.Cut(shown.Render("x"), "x")
	return begin, end
}

// Band draws a line across the whole width with one text at each end; the notice follows the left one and stands out.
func Band(left, noticed, right string, width int) string {
	plain, loud := band, notice
	if noGrey.Load() {
		plain, loud = picked, shown
	}
	gap := max(0, width-Width(left)-Width(noticed)-Width(right)-2)
	line := plain.Render(" " + left)
	if noticed != "" {
		line += loud.Render(noticed)
	}
	return line + plain.Render(strings.Repeat(" ", gap)+right+" ")
}

// Rule is a line that separates what is above from what is below: spaces underlined, which take a third of the bytes of
// a line of box-drawing characters. Those would also be the first characters on the screen that are not ASCII, and the
// table of such characters' widths takes two megabytes.
func Rule(width int) string {
	style := ruled
	if noGrey.Load() {
		style = style.UnsetForeground()
	}
	begin, end, _ := strings.Cut(style.Render("x"), "x") // Render would style each space by itself
	return begin + strings.Repeat(" ", max(0, width)) + end
}

// Picked marks the one of several that is meant now.
func Picked(s string) string { return styled(&picked, s) }

func styled(style *lipgloss.Style, s string) string {
	if s == "" {
		return ""
	}
	return style.Render(s)
}
