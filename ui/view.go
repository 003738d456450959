package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/session"
	"tapdesk/ui/kit"
)

// chromeHeight is the height of the header, the status line and the footer.
const chromeHeight = 3

// header is the first line: where this is, and who works here.
type header struct{ banner, cloud, roleEnd string }

func (a *App) bodySize() kit.Size {
	return kit.Size{Width: a.size.Width, Height: max(1, a.size.Height-chromeHeight)}
}

// alternates asks the terminal for the key in the same place on an American keyboard, for Ctrl keys on other layouts.
var alternates = tea.KeyboardEnhancements{ReportAlternateKeys: true}

// View draws the screen in front between header and footer. It leaves the window title alone: titles end up in logs.
func (a *App) View() tea.View {
	view := tea.View{AltScreen: true, ReportFocus: a.reportFocus && !a.stack.ended, KeyboardEnhancements: alternates}
	if a.stack.none() {
		return view
	}
	frame := a.frame()
	view.Content = kit.Encoded(strings.Join(frame.Lines, "\n"))
	if c := frame.Cursor; c != nil {
		view.Cursor = tea.NewCursor(c.X, c.Y)
		view.Cursor.Blink = false
	}
	return view
}

// frame draws the whole terminal.
func (a *App) frame() kit.Frame {
	body := a.stack.front().Frame(a.bodySize()).Fit(a.bodySize())
	h := a.header
	h.roleEnd = a.roleEndText()
	out := kit.Frame{Lines: []string{h.line(a.who.identity(), string(a.who.tenant), a.size.Width)}}
	out.Add(body.Lines...)
	out.Add(kit.Rule(a.size.Width), a.lastLine())
	overlay(&out, a.footer.text(a.locksSoon()), a.size.Width)
	if c := body.Cursor; c != nil && a.footer.question == nil {
		out.Cursor = &kit.Point{X: c.X, Y: c.Y + 1}
	}
	return out.Fit(a.size)
}

// locksSoon returns the announcement that the console is about to lock.
func (a *App) locksSoon() string {
	if !a.who.in() {
		return ""
	}
	return a.idle.text(a.env.Clock.Now())
}

// lastLine draws the keys. If issuing is off, or a notification failed, it says so first, and nothing else may take
// that place.
func (a *App) lastLine() string {
	off := a.records.brief(a.desk)
	if off == "" {
		return a.keys(a.size.Width)
	}
	return kit.Bad(off) + "  " + a.keys(a.size.Width-kit.Width(off)-2)
}

// keys returns the line of the keys that are taken now.
func (a *App) keys(width int) string {
	switch {
	case a.footer.question != nil:
		return kit.Cut(kit.Label("y", doYes)+"  "+kit.Faint(otherKeyStays), width)
	case a.keyboard.guard.Pending():
		return kit.Faint(kit.Cut(openedByItself, width))
	}
	return keyLine(a.stack.front(), a.stack.writing(), width)
}

// line draws the header. The banner of a tenant that is not real is cut last, and the end of the operator's role before
// it.
func (h header) line(id session.Identity, tenant string, width int) string {
	left, banner := productName, ""
	if h.banner != "" {
		banner = "  " + h.banner
	}
	if h.roleEnd != "" {
		banner += "  " + h.roleEnd
	}
	room := width - kit.Width(left+banner) - 4
	if room < 8 {
		return kit.Band(left, kit.Cut(banner, width-kit.Width(left)-2), "", width)
	}
	return kit.Band(left, banner, kit.Cut(h.whereAndWho(id, tenant, room), room), width)
}

// whereAndWho says who works where: the operator's UPN first, then as much of the tenant's name, the cloud and the
// operator's name as fits.
func (h header) whereAndWho(id session.Identity, tenant string, room int) string {
	if id.Operator.ID.IsZero() {
		return notSignedIn
	}
	who := id.Operator.UserPrincipalName.String()
	for _, more := range []string{tenant, h.cloud, string(id.Operator.DisplayName)} {
		if more != "" && kit.Width(who)+2+kit.Width(more) <= room {
			who += "  " + more
		}
	}
	return who
}
