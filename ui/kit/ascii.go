package kit

import (
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/x/ansi"
)

// asciiOnly is set where the terminal's encoding is not UTF-8.
var asciiOnly atomic.Bool

// DrawASCII draws in ASCII from now on, or not.
func DrawASCII(only bool) { asciiOnly.Store(only) }

// ASCII reports whether ASCII alone is drawn, where no figure can be made of blocks.
func ASCII() bool { return asciiOnly.Load() }

// UTF8 reports whether a locale's encoding is UTF-8, by the variables of its environment ("NAME=value") that count for
// it, as POSIX ranks them: LC_ALL, LC_CTYPE, LANG. Where none of them is set nothing speaks against it.
func UTF8(environ []string) bool {
	for _, name := range []string{"LC_ALL=", "LC_CTYPE=", "LANG="} {
		for _, variable := range environ {
			if value, ok := strings.CutPrefix(variable, name); ok && value != "" {
				value = strings.ReplaceAll(strings.ToLower(value), "-", "")
				return strings.Contains(value, "utf8")
			}
		}
	}
	return true
}

// drawn are the characters that Tapdesk draws with, and what stands for each in ASCII: as many cells.
var drawn = strings.NewReplacer(
	"▌", ">", "─", "-", "✓", "+", "✗", "x", "●", "*", "•", "*", "…", "~", "·", ".", "—", "-", "–", "-", "≠", "!",
	"↑", "^", "↓", "v", "←", "<", "→", ">", "▀", "\"", "▄", "_", "█", "#", "\u2018", "'", "\u2019", "'",
)

// Encoded returns text as the terminal can show it. Where it draws ASCII alone, what has no likeness there becomes a
// question mark for each cell, so that columns hold.
func Encoded(s string) string {
	if !asciiOnly.Load() {
		return s
	}
	var b strings.Builder
	for _, r := range drawn.Replace(s) {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Repeat("?", ansi.StringWidthWc(string(r))))
	}
	return b.String()
}
