package ui

import (
	"cmp"
	"fmt"
	"html"
	"image/color"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"

	"tapdesk/ui/kit"
)

// The size of a cell in a picture, in pixels, and where the baseline of its letter is.
const (
	cellWidth, cellHeight = 8.4, 17.0
	baseline, margin      = 12.5, 12.0
)

// The colours of a terminal with a dark background; pictureStyle turns them round where the reader's page is light.
const (
	darkPaper, darkInk   = "#10141a", "#d6dce3"
	lightPaper, lightInk = "#ffffff", "#1b2128"
)

const pictureStyle = `<style>
text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
text { font-size: 14px; white-space: pre }
@media (prefers-color-scheme: light) {
  .paper { fill: ` + lightPaper + ` } .ink { fill: ` + lightInk + ` } .edge { stroke: #c8ced6 }
}
</style>
`

// frame is a terminal at one moment of a walk, and how long a reader needs for it.
type frame struct {
	content string
	stay    time.Duration
}

// picture draws a terminal as SVG. Several frames follow each other for ever.
func picture(title string, size kit.Size, frames ...frame) string {
	var b strings.Builder
	width, height := float64(size.Width)*cellWidth+2*margin, float64(size.Height)*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" `, width, height)
	fmt.Fprintf(&b, `viewBox="0 0 %.0f %.0f" role="img">`+"\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n%s", html.EscapeString(title), pictureStyle)
	fmt.Fprintf(&b, `<rect class="paper edge" x="0.5" y="0.5" width="%.0f" height="%.0f" rx="8" `, width-1, height-1)
	fmt.Fprintf(&b, `fill="%s" stroke="#39424e"/>`+"\n", darkPaper)
	b.WriteString(timing(frames))
	for i, f := range frames {
		fmt.Fprintf(&b, `<g id="f%d">`+"\n", i)
		drawCells(&b, size, f.content)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// timing is the style that shows one frame after the other; nothing for a single one.
func timing(frames []frame) string {
	if len(frames) < 2 {
		return ""
	}
	var all, past time.Duration
	for _, f := range frames {
		all += f.stay
	}
	var b strings.Builder
	b.WriteString("<style>\n")
	for i, f := range frames {
		from, to := 100*past.Seconds()/all.Seconds(), 100*(past+f.stay).Seconds()/all.Seconds()
		past += f.stay
		fmt.Fprintf(&b, "#f%d { visibility: hidden; animation: k%d %.1fs step-end infinite }\n", i, i, all.Seconds())
		fmt.Fprintf(&b, "@keyframes k%d { 0%% { visibility: hidden } ", i)
		fmt.Fprintf(&b, "%.3f%% { visibility: visible } %.3f%% { visibility: hidden } }\n", from, to)
	}
	b.WriteString("</style>\n")
	return b.String()
}

// drawCells draws what a terminal of that size shows: the cells of one style and line together.
func drawCells(b *strings.Builder, size kit.Size, content string) {
	buffer := uv.NewScreenBuffer(size.Width, size.Height)
	uv.NewStyledString(content).Draw(buffer, buffer.Bounds())
	for y := range size.Height {
		for x := 0; x < size.Width; {
			cell := buffer.CellAt(x, y)
			text, end := "", x
			for end < size.Width {
				next := buffer.CellAt(end, y)
				if next == nil || !next.Style.Equal(&cell.Style) || end > x && (next.Width > 1 || cell.Width > 1) {
					break // a wide character stands alone, since not every font makes it two cells wide
				}
				text += cmp.Or(next.Content, " ")
				end += max(1, next.Width)
			}
			drawRun(b, x, y, end-x, text, cell.Style)
			x = end
		}
	}
}

// drawRun draws cells of one style.
func drawRun(b *strings.Builder, x, y, width int, text string, style uv.Style) {
	ink, paper := paint(style.Fg), paint(style.Bg)
	left, top := margin+float64(x)*cellWidth, margin+float64(y)*cellHeight
	inkClass, paperClass := "ink", "paper"
	if style.Attrs&uv.AttrReverse != 0 {
		ink, paper = cmp.Or(paper, darkPaper), cmp.Or(ink, darkInk)
		inkClass, paperClass = paperClass, inkClass
	}
	if paper != "" {
		class := ""
		if paper == darkInk {
			class = `class="` + paperClass + `" `
		}
		fmt.Fprintf(b, `<rect %sx="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n",
			class, left, top, float64(width)*cellWidth, cellHeight, paper)
	}
	trimmed := strings.TrimRight(text, " ")
	if trimmed == "" {
		if style.Underline != uv.UnderlineNone {
			fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="1" fill="%s"/>`+"\n",
				left, top+baseline+2, float64(width)*cellWidth, cmp.Or(ink, darkInk))
		}
		return
	}
	class := ""
	if ink == "" || ink == darkPaper {
		class = `class="` + inkClass + `" `
	}
	weight := ""
	if style.Attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	cells := width - (len(text) - len(trimmed))
	fmt.Fprintf(b, `<text %sx="%.1f" y="%.1f" textLength="%.1f" xml:space="preserve" fill="%s"%s>%s</text>`+"\n",
		class, left, top+baseline, float64(cells)*cellWidth, cmp.Or(ink, darkInk), weight, html.EscapeString(trimmed))
}

// paint is a colour as SVG writes it; nothing for the terminal's own.
func paint(c color.Color) string {
	if c == nil {
		return ""
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
