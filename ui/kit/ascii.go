package kit

import (
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/x/ansi"
)

// asciiOnly is set if the terminal's encoding is not UTF-8.
var asciiOnly atomic.Bool

// DrawASCII turns drawing in ASCII on or off.
func DrawASCII(only bool) { asciiOnly.Store(only) }

// ASCII reports whether only ASCII is drawn. Figures made of blocks are then impossible.
func ASCII() bool { return asciiOnly.Load() }

// UTF8 reports whether a locale's encoding is UTF-8, by the variables of its environment ("NAME=value") that count for
// it, as POSIX ranks them: LC_ALL, LC_CTYPE, LANG. If none is set, UTF-8 is assumed.
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

// drawn are the characters that Tapdesk draws with, and what stands for each in ASCII: as many cells. It is no
// strings.Replacer, which takes two megabytes for so many characters of several bytes.
var drawn = map[rune]byte{
	'▌': '>', '─': '-', '✓': '+', '✗': 'x', '●': '*', '•': '*', '…': '~', '·': '.', '—': '-', '–': '-', '≠': '!',
	'↑': '^', '↓': 'v', '←': '<', '→': '>', '▀': '^', '\u2018': '\'', '\u2019': '\'',
}

// Encoded returns text as the terminal can show it. If it draws only ASCII, whatever has no counterpart there becomes
// one question mark per cell, so that columns stay aligned.
func Encoded(s string) string {
	if !asciiOnly.Load() {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		like, ok := drawn[r]
		switch {
		case ok:
			b.WriteByte(like)
		case r < 0x80:
			b.WriteRune(r)
		default:
			b.WriteString(strings.Repeat("?", ansi.StringWidthWc(string(r))))
		}
	}
	return b.String()
}
