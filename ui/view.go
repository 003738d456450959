package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/text"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// chrome is what stands around every screen.
type chrome struct{ banner, cloud string }

// chromeHeight is the header, the status line and the footer.
const chromeHeight = 3

// maxStatus is how many lines a sentence in the status line may take; it covers the lines above.
const maxStatus = 4

func (a *App) bodySize() kit.Size {
	return kit.Size{Width: a.size.Width, Height: max(1, a.size.Height-chromeHeight)}
}

// alternates asks the terminal for the key of the same place on an American keyboard, for Ctrl keys under another.
var alternates = tea.KeyboardEnhancements{ReportAlternateKeys: true}

// View draws the screen in front between header and footer. The window title stays as it is: it ends in logs.
func (a *App) View() tea.View {
	view := tea.View{AltScreen: true, ReportFocus: a.reportFocus && !a.ended, KeyboardEnhancements: alternates}
	if a.ended || len(a.stack) == 0 {
		return view
	}
	frame := a.frame()
	view.Content = strings.Join(frame.Lines, "\n")
	if c := frame.Cursor; c != nil {
		view.Cursor = tea.NewCursor(c.X, c.Y)
		view.Cursor.Blink = false
	}
	return view
}

// frame is the whole terminal.
func (a *App) frame() kit.Frame {
	screen := a.top().screen
	body := screen.Frame(a.bodySize()).Fit(a.bodySize())
	out := kit.Frame{Lines: []string{a.header()}}
	out.Add(body.Lines...)
	out.Add("", a.footer(screen))
	a.overlay(&out)
	if c := body.Cursor; c != nil && a.question == nil {
		out.Cursor = &kit.Point{X: c.X, Y: c.Y + 1}
	}
	return out.Fit(a.size)
}

// overlay writes the status line over the lowest lines of the body, so that nothing else moves.
func (a *App) overlay(out *kit.Frame) {
	text := a.statusText()
	if text == "" {
		return
	}
	lines := kit.Wrap(text, max(10, a.size.Width))
	if len(lines) > maxStatus {
		lines = lines[:maxStatus]
	}
	at := len(out.Lines) - 1 - len(lines)
	for i, line := range lines {
		if at+i > 0 {
			out.Lines[at+i] = kit.Warn(line)
		}
	}
}

// statusText is what the status line says. Beside a question it has what came after that, such as that an answer was
// dropped.
func (a *App) statusText() string {
	switch {
	case a.question != nil && a.status != "":
		return strings.TrimSuffix(strings.TrimSpace(a.question.text), ".") + ". " + text.Line(a.status)
	case a.question != nil:
		return a.question.text
	case a.idleText() != "":
		return a.idleText()
	}
	return text.Line(a.status)
}

// header says where this is and who works here. The banner of a tenant that is not real is never cut before the rest.
func (a *App) header() string {
	left := "Tapdesk"
	if a.chrome.banner != "" {
		left += "  " + a.chrome.banner
	}
	room := a.size.Width - kit.Width(left) - 2
	if room < 8 {
		return kit.Accent(kit.Cut(left, a.size.Width))
	}
	right := kit.Cut(a.whereAndWho(room), room)
	gap := strings.Repeat(" ", a.size.Width-kit.Width(left)-kit.Width(right))
	return kit.Accent(left) + gap + kit.Faint(right)
}

// whereAndWho is who works where: the operator's UPN first, and as much of cloud, name and tenant as there is room for.
func (a *App) whereAndWho(room int) string {
	id := a.standing.Identity
	if id.Operator.ID.IsZero() {
		return "not signed in"
	}
	who := id.Operator.UserPrincipalName.String()
	for _, more := range []string{a.chrome.cloud, id.Operator.DisplayName, id.TenantID} {
		if more != "" && kit.Width(who)+2+kit.Width(more) <= room {
			who += "  " + more
		}
	}
	return who
}

// footer says first that nothing is issued, where that is so: nothing else in it may take its place.
func (a *App) footer(screen nav.Screen) string {
	off := a.issuingOff()
	if off == "" {
		return a.keyLine(screen, a.size.Width)
	}
	return kit.Bad(off) + "  " + a.keyLine(screen, a.size.Width-kit.Width(off)-2)
}

// keyLine shows the keys that work now, in short where there is no room for all of them, and then that help has more; and those that do
// not work, where there is room.
func (a *App) keyLine(screen nav.Screen, width int) string {
	if a.question != nil {
		return kit.Faint(kit.Cut("y yes  any other key stays", width))
	}
	if a.guard.Pending() {
		return kit.Faint(kit.Cut("this screen opened by itself: keys are taken after half a second without one", width))
	}
	help := kit.Help
	if !typing(screen) {
		help = kit.HelpMark
	}
	quit := "  " + kit.Quit.Help().Key + " quit"
	if a.writing() {
		quit = "  (Esc, ^C: not until the answer is there)"
	}
	on, off := split(screen.Keys())
	tail := help.Help().Key + " help" + quit
	room := width - kit.Width(tail) - 2
	parts, left := fitting(on, room, kit.Key.Label)
	if len(parts) < len(on) {
		tail = help.Help().Key + " more" + quit
		parts, left = fitting(on, room, kit.Key.Brief)
	}
	more, _ := fitting(off, left, func(k kit.Key) string { return "(" + k.Label() + ": " + k.Off + ")" })
	parts = append(parts, more...)
	return kit.Faint(strings.Join(append(parts, tail), "  "))
}

// split parts the keys that work from those that do not.
func split(keys []kit.Key) (on, off []kit.Key) {
	for _, k := range keys {
		if k.Off == "" {
			on = append(on, k)
		} else {
			off = append(off, k)
		}
	}
	return on, off
}

// fitting returns the labels of keys for which there is room, in their order, and the room that is left.
func fitting(keys []kit.Key, room int, label func(kit.Key) string) (parts []string, left int) {
	for _, k := range keys {
		if part := label(k); kit.Width(part) <= room {
			room -= kit.Width(part) + 2
			parts = append(parts, part)
		}
	}
	return parts, room
}
