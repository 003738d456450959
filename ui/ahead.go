package ui

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// maxAhead is how many keys are kept for the answer they were typed ahead of.
const maxAhead = 64

// ahead are keys typed ahead of an answer: of a search that Enter waits for, or of the sign-in of the demo. They go to
// the screen that the answer brings, in their order. Where it brings none they are dropped, and that is said.
type ahead struct {
	keys []tea.KeyPressMsg
	by   nav.ID // the screen that waits
}

// keep keeps a key for the answer that the screen in front waits for, and reports whether it did.
func (a *App) keep(msg tea.KeyPressMsg) bool {
	if !awaits(a.top().screen) || msg.Text == "" && !kit.Press(msg, kit.Enter) {
		return false
	}
	a.hold(msg)
	a.status = "Kept until the answer is there: " + typed(a.ahead.keys)
	return true
}

// holds keeps what is typed while the demo signs in by itself, for the search field below. The sign-in gets it too.
func (a *App) holds(msg tea.KeyPressMsg) bool {
	enter := kit.Press(msg, kit.Enter) && len(a.ahead.keys) > 0
	if !a.approves || !signsIn(a.top().screen) || msg.Text == "" && !enter {
		return false
	}
	a.hold(msg)
	return true
}

func (a *App) hold(msg tea.KeyPressMsg) {
	if len(a.ahead.keys) < maxAhead {
		a.ahead.keys, a.ahead.by = append(a.ahead.keys, msg), a.top().id
	}
}

// release gives what was typed ahead to the screen that the answer has brought. A screen that asks for a yes gets
// nothing: nobody has read yet what it asks.
func (a *App) release() tea.Cmd {
	if len(a.ahead.keys) == 0 || a.ended || a.question != nil || a.stillAwaited() {
		return nil
	}
	keys, by := a.ahead.keys, a.ahead.by
	a.ahead = ahead{}
	var cmds []tea.Cmd
	for i, key := range keys {
		front := a.top()
		if _, help := front.screen.(helping); help || front.id == by || isLog(front.screen) || asks(front.screen) {
			a.warnOf("Not done, since it was typed before this was there: " + typed(keys[i:]) + ".")
			break
		}
		_, cmd := a.Update(key)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// stillAwaited reports whether the screen that waits is there and waits still.
func (a *App) stillAwaited() bool {
	for _, e := range a.stack {
		if e.id == a.ahead.by {
			return awaits(e.screen) || isSignIn(e.screen)
		}
	}
	return false
}

func awaits(screen nav.Screen) bool {
	w, ok := screen.(nav.Waits)
	return ok && w.Waits()
}

// asks reports whether y means something on the screen, now or soon.
func asks(screen nav.Screen) bool {
	return !typing(screen) && slices.ContainsFunc(screen.Keys(), func(k kit.Key) bool {
		return slices.Contains(k.Binding.Keys(), kit.Yes.Keys()[0])
	})
}

// typed names keys in the order they were typed in.
func typed(keys []tea.KeyPressMsg) string {
	var out strings.Builder
	for _, k := range keys {
		if kit.Press(k, kit.Enter) {
			out.WriteString(" Enter ")
			continue
		}
		out.WriteString(k.Text)
	}
	return strings.TrimSpace(out.String())
}

// foreign names a key of another keyboard where it can be no key here, and is empty for any other: a letter where
// letters are commands, all of which are ASCII, and Ctrl with one, where the terminal does not say which key it is here.
func (a *App) foreign(msg tea.KeyPressMsg, screen nav.Screen) string {
	r, _ := utf8.DecodeRuneInString(msg.Text)
	switch {
	case msg.Mod == tea.ModCtrl && msg.Code >= utf8.RuneSelf && unicode.IsLetter(msg.Code):
		return "Ctrl-" + string(msg.Code)
	case r >= utf8.RuneSelf && unicode.IsLetter(r) && (a.question != nil || !typing(screen)):
		return msg.Text
	}
	return ""
}
