package kit

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// scheme is what a terminal makes of the 16 colours, and the backgrounds it draws them on.
type scheme struct {
	name        string
	backgrounds []uint32
	colours     [16]uint32
}

// The schemes in use: xterm's own, that of VGA and the Linux console, and Solarized
// (https://ethanschoonover.com/solarized/).
var schemes = []scheme{
	{"xterm", []uint32{0x000000, 0xffffff}, [16]uint32{
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	}},
	{"VGA", []uint32{0x000000, 0xffffff}, [16]uint32{
		0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
	}},
	{"Solarized", []uint32{0x002b36, 0xfdf6e3}, [16]uint32{
		0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5,
		0x002b36, 0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
	}},
}

// TestThePaletteReadsOnBlackAndWhite: each colour has a contrast of 3 to 1 at least, which WCAG 2 asks of bold text and
// of signs, with black, white and both backgrounds of Solarized. On a terminal of 16 colours it becomes one of them:
// Solarized has no blue there for a light background, and gives 2.9.
func TestThePaletteReadsOnBlackAndWhite(t *testing.T) {
	for name, style := range map[string]lipgloss.Style{"accent": accent, "faint": faint, "warn": warn, "bad": bad,
		"good": good} {
		if !style.GetBold() && name != "faint" {
			t.Errorf("%s is not bold, and nothing without colour", name)
		}
		for _, s := range schemes {
			for _, background := range s.backgrounds {
				if got := contrast(style.GetForeground(), rgb(background)); got < 3 {
					t.Errorf("%s on #%06x has a contrast of %.2f, want 3 at least", name, background, got)
				}
				if name == "faint" || name == "good" { // they have no colour there
					continue
				}
				basic, ok := colorprofile.ANSI.Convert(style.GetForeground()).(ansi.BasicColor)
				if !ok {
					t.Fatalf("%s becomes %T in 16 colours", name, colorprofile.ANSI.Convert(style.GetForeground()))
				}
				if got := contrast(rgb(s.colours[basic]), rgb(background)); got < 2.9 {
					t.Errorf("%s becomes colour %d of 16: on #%06x of %s a contrast of %.2f, want 2.9 at least",
						name, basic, background, s.name, got)
				}
			}
		}
	}
}

// TestTheBandReads: the header has its own background, so that the terminal's does not matter.
func TestTheBandReads(t *testing.T) {
	for name, style := range map[string]lipgloss.Style{"band": band, "notice": notice} {
		if got := contrast(style.GetForeground(), style.GetBackground()); got < 4.5 {
			t.Errorf("%s has a contrast of %.2f, want 4.5 at least", name, got)
		}
	}
}

// TestContextIsPlainIn16Colours, and grey in more.
func TestContextIsPlainIn16Colours(t *testing.T) {
	defer Suit(colorprofile.ANSI256)
	for profile, want := range map[colorprofile.Profile]bool{
		colorprofile.ASCII: true, colorprofile.ANSI: true, colorprofile.ANSI256: false, colorprofile.TrueColor: false,
	} {
		Suit(profile)
		if got := Faint("x") == "x"; got != want {
			t.Errorf("%v: plain is %v, want %v", profile, got, want)
		}
		field := NewField("Start", "now")
		line, _ := field.Draw(0, 20)
		if got := strings.HasSuffix(line, "(now)"); got != want {
			t.Errorf("%v: an empty field is %q, its hint in brackets: %v, want %v", profile, line, got, want)
		}
	}
}

func rgb(v uint32) color.Color { return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff} }

// contrast is that of WCAG 2: from 1, the same, to 21, black on white.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		f := float64(v>>8) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// FuzzWrapKeepsStyles: whatever is wrapped, at whatever width, each character keeps the style it had, and none goes on
// at the end of a line.
func FuzzWrapKeepsStyles(f *testing.F) {
	f.Add("a privileged person: they hold the role Global Administrator", "; only operators whom the site names", 20)
	f.Add("empty: the policy's default", " (as of 09:30:00)", 11)
	f.Add(strings.Repeat("x", 50), "-a-b 田中", 10)
	f.Fuzz(func(t *testing.T, styled, plain string, width int) {
		width = 1 + (width%80+80)%80
		for _, s := range []string{styled, plain} {
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > 0x7e && r < 0x3000 || r > 0x9fff }) {
				t.Skip("clean text of plain width")
			}
		}
		text := "plain " + Bad(styled) + plain + " " + Warn(plain) + Faint(styled)
		lines := Wrap(text, width)
		if got, want := pens(t, lines...), pens(t, text); got != want {
			t.Errorf("%q wrapped to %d is %q, with the styles\n%s, want\n%s", text, width, lines, got, want)
		}
	})
}

// pens are the characters of lines but the spaces, each with its style. No line may leave one to the next.
func pens(t *testing.T, lines ...string) string {
	t.Helper()
	var out strings.Builder
	for _, line := range lines {
		buffer := uv.NewScreenBuffer(Width(line)+1, 1)
		uv.NewStyledString(line+"¶").Draw(buffer, buffer.Bounds())
		for x := range Width(line) {
			if cell := buffer.CellAt(x, 0); cell != nil && strings.TrimSpace(cell.Content) != "" {
				fmt.Fprintf(&out, "%s%q ", cell.Content, cell.Style.String())
			}
		}
		if end := buffer.CellAt(Width(line), 0); end == nil || !end.Style.IsZero() {
			t.Errorf("%q ends in a style", line)
		}
	}
	return out.String()
}
