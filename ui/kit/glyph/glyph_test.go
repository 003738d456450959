package glyph_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tapdesk/ui/kit/glyph"
)

const first, last = '!', '~'

// apart counts the cells of two drawings that differ.
func apart(a, b []string) (n int) {
	for y := range a {
		left, right := []rune(a[y]), []rune(b[y])
		for x := range left {
			if left[x] != right[x] {
				n++
			}
		}
	}
	return n
}

// TestEveryCharacterIsDrawn, in as many cells as is said, of nothing but blocks and spaces.
func TestEveryCharacterIsDrawn(t *testing.T) {
	for c := 0; c < 256; c++ {
		for _, d := range []struct {
			lines         []string
			width, height int
		}{{glyph.Half(byte(c)), glyph.Width, glyph.Height}, {glyph.Full(byte(c)), glyph.FullWidth, glyph.FullHeight}} {
			if len(d.lines) != d.height {
				t.Fatalf("%q has %d lines", byte(c), len(d.lines))
			}
			all := strings.Join(d.lines, "")
			for _, line := range d.lines {
				if utf8.RuneCountInString(line) != d.width {
					t.Errorf("%q: a line of %d cells", byte(c), utf8.RuneCountInString(line))
				}
			}
			if left := strings.Trim(all, " ▀▄█"); left != "" {
				t.Errorf("%q is drawn with %q", byte(c), left)
			}
			if printable := c >= first && c <= last; printable == (strings.TrimSpace(all) == "") {
				t.Errorf("%q: printable %v, drawn %q", byte(c), printable, all)
			}
		}
	}
}

// TestNoTwoAlike: each figure differs from every other in more than a speck, and those that are mistaken for one
// another in more.
func TestNoTwoAlike(t *testing.T) {
	near := func(a, b byte) bool {
		for _, set := range []string{"0Oo", "1lI|!i", "5Ss", "8B", "2Zz", "`'\"", "6bG", "9gq", "-_~", ".,:;", "({[<",
			")}]>", "uvUV", "cC", "/\\|"} {
			if strings.IndexByte(set, a) >= 0 && strings.IndexByte(set, b) >= 0 {
				return true
			}
		}
		return false
	}
	for a := byte(first); a <= last; a++ {
		for b := a + 1; b <= last; b++ {
			// A dot of Full is two cells.
			n, least := apart(glyph.Full(a), glyph.Full(b))/2, 3
			if near(a, b) {
				least = 4
			}
			if n < least {
				t.Errorf("%q and %q differ in %d dots, want %d", a, b, n, least)
			}
			if n := apart(glyph.Half(a), glyph.Half(b)); n < 2 {
				t.Errorf("%q and %q differ in %d half cells", a, b, n)
			}
		}
	}
}

// TestHalfAndFullAreOneFigure: the small figure is the large one, two dots to a cell.
func TestHalfAndFullAreOneFigure(t *testing.T) {
	for c := byte(first); c <= last; c++ {
		half, full := glyph.Half(c), glyph.Full(c)
		for y := range full {
			for x := range glyph.Width {
				set := []rune(full[y])[2*x] == '█'
				cell := []rune(half[y/2])[x]
				if drawn := cell == '█' || cell == map[bool]rune{true: '▀', false: '▄'}[y%2 == 0]; drawn != set {
					t.Fatalf("%q differs at %d, %d", c, x, y)
				}
			}
		}
	}
}
