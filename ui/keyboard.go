package ui

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

const (
	// quiet is how long the keyboard must rest before a screen that opened by itself takes keys.
	quiet = 500 * time.Millisecond
	// maxAhead is how many keys are kept for the answer they were typed ahead of.
	maxAhead = 64
)

// keyboard is what was typed before a screen may have it: a screen that opened by itself takes no key until the
// keyboard has been quiet, and keys typed ahead of an answer (of a search that Enter waits for, or of the sign-in of
// the demo) go to the screen that it brings, in their order. Where it brings none they are dropped, and that is said.
type keyboard struct {
	guard fx.Slot[time.Time] // pending until the keyboard has been quiet
	ahead []tea.KeyPressMsg
	by    nav.ID // the screen that waits for the answer
	// approves means that the demo signs in by itself.
	approves bool
}

// rest keeps keys from the screen in front until the keyboard has been quiet.
func (k *keyboard) rest(env fx.Env) tea.Cmd { return fx.After(&k.guard, env, quiet) }

// hold keeps a key for the answer that a screen waits for.
func (k *keyboard) hold(msg tea.KeyPressMsg, by nav.ID) {
	if len(k.ahead) < maxAhead {
		k.ahead, k.by = append(k.ahead, msg), by
	}
}

// drop forgets what was typed ahead.
func (k *keyboard) drop() { k.ahead, k.by = nil, 0 }

// keep keeps a key for the answer that the screen in front waits for, and reports whether it did.
func (a *App) keep(msg tea.KeyPressMsg) bool {
	if !awaits(a.stack.front()) || msg.Text == "" && !kit.Press(msg, kit.Enter) {
		return false
	}
	a.keyboard.hold(msg, a.stack.top().id)
	a.footer.status = "Kept until the answer is there: " + typed(a.keyboard.ahead)
	return true
}

// holds keeps what is typed while the demo signs in by itself, for the search field below. The sign-in gets it too.
func (a *App) holds(msg tea.KeyPressMsg) bool {
	enter := kit.Press(msg, kit.Enter) && len(a.keyboard.ahead) > 0
	if !a.keyboard.approves || !signsIn(a.stack.front()) || msg.Text == "" && !enter {
		return false
	}
	a.keyboard.hold(msg, a.stack.top().id)
	return true
}

// release gives what was typed ahead to the screen that the answer has brought. A screen that asks for a yes gets
// nothing: nobody has read yet what it asks.
func (a *App) release() tea.Cmd {
	if len(a.keyboard.ahead) == 0 || a.stack.ended || a.footer.question != nil || a.stillAwaited() {
		return nil
	}
	keys, by := a.keyboard.ahead, a.keyboard.by
	a.keyboard.drop()
	var cmds []tea.Cmd
	for i, key := range keys {
		front := a.stack.front()
		if _, help := front.(helping); help || a.stack.inFront(by) || isLog(front) || asks(front) {
			a.footer.add("Not done, since it was typed before this was there: " + typed(keys[i:]) + ".")
			break
		}
		_, cmd := a.Update(key)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// stillAwaited reports whether the screen that waits is there and waits still.
func (a *App) stillAwaited() bool {
	screen := a.stack.byID(a.keyboard.by)
	return screen != nil && (awaits(screen) || isSignIn(screen))
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
// letters are commands, all of which are ASCII, and Ctrl with one, where the terminal does not say which key it is
// here.
func (a *App) foreign(msg tea.KeyPressMsg, screen nav.Screen) string {
	r, _ := utf8.DecodeRuneInString(msg.Text)
	switch {
	case msg.Mod == tea.ModCtrl && msg.Code >= utf8.RuneSelf && unicode.IsLetter(msg.Code):
		return "Ctrl-" + string(msg.Code)
	case r >= utf8.RuneSelf && unicode.IsLetter(r) && (a.footer.question != nil || !typing(screen)):
		return msg.Text
	}
	return ""
}
