package ui

import (
	"fmt"
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

// keyboard holds back keys. A screen that opened by itself takes no key until the keyboard has been quiet. Keys typed
// ahead of an answer (to a search that Enter waits for, or to the demo's sign-in) go in order to the screen that the
// answer opens. If it opens none, they are dropped, and the status line says so.
type keyboard struct {
	guard fx.Slot[time.Time] // pending until the keyboard has been quiet
	ahead []tea.KeyPressMsg
	by    nav.ID // the screen that waits for the answer
	// approves means that the demo approves the sign-in by itself.
	approves bool
}

// rest blocks keys to the screen in front until the keyboard has been quiet.
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
	a.footer.status = fmt.Sprintf(formatKeptAhead, typed(a.keyboard.ahead))
	return true
}

// holds keeps what is typed for the search field below while the demo signs in by itself. The sign-in gets it too.
func (a *App) holds(msg tea.KeyPressMsg) bool {
	enter := kit.Press(msg, kit.Enter) && len(a.keyboard.ahead) > 0
	if !a.keyboard.approves || !signsIn(a.stack.front()) || msg.Text == "" && !enter {
		return false
	}
	a.keyboard.hold(msg, a.stack.top().id)
	return true
}

// release sends what was typed ahead to the screen that the answer has opened. A screen that asks for a yes gets
// nothing: nobody has read its question yet.
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
			a.footer.add(fmt.Sprintf(formatDroppedAhead, typed(keys[i:])))
			break
		}
		_, cmd := a.Update(key)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// stillAwaited reports whether the waiting screen is still there and still waiting.
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

// typed names keys in the order in which they were typed.
func typed(keys []tea.KeyPressMsg) string {
	var out strings.Builder
	for _, k := range keys {
		if kit.Press(k, kit.Enter) {
			out.WriteString(enterTyped)
			continue
		}
		out.WriteString(k.Text)
	}
	return strings.TrimSpace(out.String())
}

// foreign names a key that another keyboard layout produced and that can mean nothing here, or returns "": a non-Latin
// letter where letters are commands, all of which are ASCII, or Ctrl with such a letter, if the terminal does not
// report which key it is on an American keyboard.
func (a *App) foreign(msg tea.KeyPressMsg, screen nav.Screen) string {
	r, _ := utf8.DecodeRuneInString(msg.Text)
	switch {
	case msg.Mod == tea.ModCtrl && msg.Code >= utf8.RuneSelf && unicode.IsLetter(msg.Code):
		return fmt.Sprintf(formatForeignCtrl, msg.Code)
	case r >= utf8.RuneSelf && unicode.IsLetter(r) && (a.footer.question != nil || !typing(screen)):
		return msg.Text
	}
	return ""
}
