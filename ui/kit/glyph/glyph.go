// Package glyph draws characters large, out of cells: each printable character of ASCII as a figure of 5 by 8 dots, in
// plain text without colour. The characters that print alike in many fonts are drawn so that nobody takes one for
// another.
package glyph

import "strings"

// What a character takes, in cells.
const (
	// Width is that of Half, where a cell is two dots, one above the other.
	Width = 5
	// Height is that of Half.
	Height = 4
	// FullWidth is that of Full, where a dot is two cells, side by side.
	FullWidth = 10
	// FullHeight is that of Full.
	FullHeight = 8
)

// Half draws a character in half blocks: Height lines of Width cells. What is not printable ASCII, and the space, are
// drawn as nothing.
func Half(c byte) []string {
	lines := make([]string, Height)
	for y := range lines {
		var line strings.Builder
		for x := range Width {
			line.WriteString(halves[dot(c, x, 2*y)][dot(c, x, 2*y+1)])
		}
		lines[y] = line.String()
	}
	return lines
}

// Full draws a character in whole blocks: FullHeight lines of FullWidth cells, for one drawn alone.
func Full(c byte) []string {
	lines := make([]string, FullHeight)
	for y := range lines {
		var line strings.Builder
		for x := range Width {
			line.WriteString(blocks[dot(c, x, y)])
		}
		lines[y] = line.String()
	}
	return lines
}

// halves are a cell by whether its upper and its lower dot are set.
var halves = [2][2]string{{" ", "▄"}, {"▀", "█"}}

// blocks are two cells by whether their dot is set.
var blocks = [2]string{"  ", "██"}

// dot reports whether a dot of a character is set: 1, else 0.
func dot(c byte, x, y int) int {
	if c < first || c > last || dots[c-first][y*(Width+1)+x] != '#' {
		return 0
	}
	return 1
}
