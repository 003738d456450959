package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// press takes a key. First come the keys that work everywhere, then those that are shown as off, then the screen in
// front.
func (a *App) press(msg tea.KeyPressMsg) tea.Cmd {
	if a.stack.none() {
		return nil
	}
	a.footer.status = ""
	screen := a.stack.front()
	if o, ok := screen.(nav.OtherKey); ok && !kit.Press(msg, kit.Esc, kit.BackQ) {
		o.OtherKey()
	}
	switch {
	case a.touched():
		return nil
	case a.foreign(msg, screen) != "":
		a.footer.question = nil
		a.footer.status = fmt.Sprintf(formatForeignKey, a.foreign(msg, screen))
		return nil
	case a.footer.question != nil:
		return a.footer.answer(msg)
	case kit.Press(msg, kit.Quit):
		return a.askQuit()
	case kit.Press(msg, kit.Suspend):
		return a.stop()
	case kit.Press(msg, kit.LockNow):
		return a.redraw()
	case a.keyboard.guard.Pending():
		return a.keyboard.rest(a.env)
	case a.holds(msg):
		return screen.Update(msg)
	case a.wantsHelp(msg, screen):
		return a.help(screen)
	case kit.Press(msg, kit.Log) && a.who.in():
		return a.openLog(screen)
	case kit.Press(msg, kit.Esc), kit.Press(msg, kit.BackQ) && !typing(screen):
		return a.back(screen)
	}
	if cmd, ok := a.sessionKey(msg); ok {
		return cmd
	}
	if cmd, ok := a.impostor(msg, screen); ok {
		return cmd
	}
	if a.keep(msg) {
		return nil
	}
	if off := offReason(msg, screen); off != "" {
		a.footer.status = off
		return nil
	}
	return screen.Update(msg)
}

// impostor leads from any screen of a call to the one that stops a caller who is not the person, and reports whether
// the key was that. What lies in between closes, and wipes.
func (a *App) impostor(msg tea.KeyPressMsg, screen nav.Screen) (tea.Cmd, bool) {
	above, about := a.inCall(screen)
	t, text := screen.(nav.TakesMark)
	switch {
	case !kit.Press(msg, kit.Impostor), about == nil, text && t.TakesMark():
		return nil, false
	case busy(screen):
		a.footer.status = waitForAnswer
		return nil, true
	}
	var cmd tea.Cmd
	if a.stack.find(holdsPass) >= 0 {
		cmd = a.cleared(a.forget())
	}
	a.keyboard.drop()
	a.stack.close(above)
	return tea.Batch(cmd, a.stack.push(nav.Impostor{Call: about})), true
}

// inCall returns the call that a screen is part of, and how many screens are above its person; nil for none.
func (a *App) inCall(screen nav.Screen) (above int, about *desk.Call) {
	if isLog(screen) || isSignIn(screen) || isImpostor(screen) {
		return 0, nil
	}
	if above = a.stack.find(isPerson); above < 0 {
		return 0, nil
	}
	return above, callOf(a.stack.screens[len(a.stack.screens)-1-above].screen)
}

func (a *App) askQuit() tea.Cmd {
	if a.stack.writing() {
		a.footer.status = notDuringWriteEnd
		return nil
	}
	a.footer.question = &question{
		text: fmt.Sprintf(formatAskQuit, a.stack.loss()), again: kit.Quit,
		do: func() tea.Cmd { return a.end(nav.Quit) },
	}
	return nil
}

// stop suspends the program, which wipes first because the caller's shell is on the same terminal.
func (a *App) stop() tea.Cmd {
	if !suspends {
		a.footer.status = cannotSuspend
		return nil
	}
	if a.stack.writing() {
		a.footer.status = notDuringWriteEnd
		return nil
	}
	if lost := a.stack.loss(); lost != "" {
		a.footer.question = &question{
			text: fmt.Sprintf(formatAskSuspend, lost), again: kit.Suspend, do: a.suspendNow,
		}
		return nil
	}
	return a.suspendNow()
}

func (a *App) suspendNow() tea.Cmd {
	a.leaveAll(nav.Suspended)
	return a.cleared(a.suspend)
}

func (a *App) wantsHelp(msg tea.KeyPressMsg, screen nav.Screen) bool {
	return kit.Press(msg, kit.Help) || (kit.Press(msg, kit.HelpMark) && !typing(screen))
}

func (a *App) help(screen nav.Screen) tea.Cmd {
	if _, open := screen.(helping); open {
		return a.back(screen)
	}
	to := nav.Help{Title: screen.Title(), Keys: screen.Keys()}
	listed := slices.ContainsFunc(to.Keys, func(k kit.Key) bool { return k.Binding.Help() == kit.Impostor.Help() })
	if _, about := a.inCall(screen); about != nil && !listed {
		to.Keys = append(to.Keys, kit.Key{Binding: kit.Impostor})
	}
	if e, ok := screen.(nav.Explain); ok {
		to.Text = e.Explain()
	}
	return a.stack.push(to)
}

// openLog opens the log, or closes it if it is in front.
func (a *App) openLog(screen nav.Screen) tea.Cmd {
	switch {
	case isLog(screen):
		return a.back(screen)
	case busy(screen):
		a.footer.status = waitForAnswer
		return nil
	}
	for _, e := range a.stack.screens {
		switch {
		case isLog(e.screen):
			a.footer.status = logOpenBelow
			return nil
		case holdsPass(e.screen): // when its time ends, whatever was opened above it would close, even another pass
			a.footer.status = notOverPass
			return nil
		}
	}
	a.records.notNotified = false
	return a.stack.push(nav.Log{})
}

// helping is the help screen. Pressing the help key there closes it.
type helping interface{ Helping() }

func (a *App) back(screen nav.Screen) tea.Cmd {
	if busy(screen) {
		a.footer.status = waitForAnswer
		return nil
	}
	if b, ok := screen.(nav.Back); ok {
		return b.Back()
	}
	return a.unwind(a.stack.top().id, 1, nav.Result{})
}

// offReason returns why the pressed key does not work now, or "" if it works or is not a command.
func offReason(msg tea.KeyPressMsg, screen nav.Screen) string {
	if typing(screen) {
		return ""
	}
	for _, k := range screen.Keys() {
		if k.Off != "" && kit.Press(msg, k.Binding) {
			return fmt.Sprintf(formatOffStatus, k.Binding.Help().Desc, k.Binding.Help().Key, k.Off)
		}
	}
	return ""
}
