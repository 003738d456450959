package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
	"tapdesk/ui/term"
)

// App is the root model: a stack of screens, the header above it, the keys below it, and everything that goes on
// whichever screen is in front. Only App builds a tea.View.
type App struct {
	env   fx.Env // the root's own
	desk  *desk.Desk
	going []tea.Msg // where the screens ask to go, until the current Update ends

	stack    stack
	keyboard keyboard
	idle     idle
	who      who
	roles    roles
	roleEnd  roleEnd
	records  records
	clock    clockDoubt

	size        kit.Size
	header      header
	footer      footer
	reportFocus bool // ask the terminal to report when it loses the focus

	clipboard fx.Clipboard
	wipe      func()                // wipes every value of a pass
	warm      func(context.Context) // opens the connection to Graph
	drawn     func(context.Context) // waits for the first frame
	suspend   tea.Cmd
}

// newApp returns the root with an empty stack. The context in env ends with the program.
func newApp(env fx.Env, d *desk.Desk) *App {
	a := &App{size: kit.Size{Width: 80, Height: 24}, wipe: func() {}}
	a.warm, a.drawn = func(context.Context) {}, func(context.Context) {}
	env.Navigate = func(msg tea.Msg) { a.going = append(a.going, msg) }
	a.env, a.desk = env, d
	a.stack.env, a.stack.size = a.env, a.bodySize()
	a.idle.lastKey = env.Clock.Now()
	return a
}

// Init opens the first screen and, over it, the sign-in. Nothing waits for the network here, and the network waits for
// the first frame.
func (a *App) Init() tea.Cmd {
	begin := tea.Batch(a.stack.push(nav.Lookup{}), a.stand(a.who.session.Standing()), a.connect, a.records.retry(a.env),
		a.awaitUntold())
	return func() tea.Msg {
		a.drawn(a.env.Context)
		return begin()
	}
}

// connect opens the connection to Graph while the operator types, so that the first search need not.
func (a *App) connect() tea.Msg {
	a.warm(a.env.Context)
	return nil
}

// Update takes a message and then navigates where the screens asked to go, before any other message can intervene.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{a.take(msg)}
	a.footer.add(a.clock.tell(a.env))
	for len(a.going) > 0 {
		next := a.going[0]
		a.going = a.going[1:]
		cmds = append(cmds, a.navigate(next))
	}
	return a, tea.Batch(append(cmds, a.heed(), a.release())...)
}

// take handles what concerns the whole program. It hands an answer to the screen that asked and everything else to the
// screen in front.
func (a *App) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a.resize(kit.Size{Width: msg.Width, Height: msg.Height})
	case tea.ColorProfileMsg:
		kit.Suit(msg.Profile)
		return nil
	case tea.KeyPressMsg:
		return a.press(msg)
	case tea.PasteMsg:
		if !a.pastes() {
			return nil
		}
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore && !msg.Value.IsNotRecognized() && !msg.Value.IsPermanentlyReset() {
			kit.MeasureGraphemes()
		}
		return nil
	case term.PasteCut:
		a.footer.status = pasteTooLong
		return nil
	case term.PasteOver:
		a.footer.status = pasteOver
		return nil
	case tea.BlurMsg: // for whichever screen masks something
		return a.stack.tell(msg)
	case leaveMsg:
		a.leaveAll(nav.Suspended)
		return tea.Batch(tea.ClearScreen, a.clipboard.Clear())
	case endMsg:
		if msg.gone {
			return a.end(nav.Gone)
		}
		return a.end(nav.Signaled)
	case fx.Owned:
		if msg.Owner() == a.env.ID && !a.stack.ended {
			return a.own(msg)
		}
		return a.stack.deliver(msg)
	}
	if a.stack.none() {
		return nil
	}
	return a.stack.front().Update(msg)
}

// pastes reports whether the screen in front takes a paste.
func (a *App) pastes() bool {
	switch {
	case a.keyboard.guard.Pending(), a.footer.question != nil, a.touched():
		return false
	case len(a.stack.screens) > 0 && awaits(a.stack.front()):
		a.footer.status = notPasted
		return false
	}
	return true
}

// own takes the answers that the root itself asked for.
func (a *App) own(msg tea.Msg) tea.Cmd {
	if answer, ok := a.who.watch.Take(msg); ok && answer.Err == nil {
		return a.stand(answer.Value)
	}
	if answer, ok := a.roles.token.Take(msg); ok {
		id := a.who.session.Standing().Identity
		a.footer.status = a.roles.refreshed(answer.Err, id)
		return a.roleEnd.ask(a.env, id)
	}
	if answer, ok := a.roles.own.Take(msg); ok {
		a.learnRoles(answer)
	}
	if answer, ok := a.who.naming.Take(msg); ok {
		a.who.tenant = answer.Value
	}
	if _, ok := a.idle.wait.Take(msg); ok {
		return a.idled()
	}
	if answer, ok := a.records.unfinished.Take(msg); ok {
		return a.tellUnfinished(answer)
	}
	if answer, ok := a.records.untold.Take(msg); ok {
		return a.tellUntold(answer)
	}
	if cmd, ok := a.records.take(a.env, msg); ok {
		return cmd
	}
	a.keyboard.guard.Take(msg)
	return a.takeRoleEnd(msg)
}

// resize takes the new size. Some terminals report 0x0 at first, which means the classic 80x24.
func (a *App) resize(size kit.Size) tea.Cmd {
	if size.Width <= 0 || size.Height <= 0 {
		size = kit.Size{Width: 80, Height: 24}
	}
	a.size = size
	return a.stack.resize(a.bodySize())
}

// navigate does what a screen asks. Only the screen in front may open another. A screen that closes takes along
// anything above it (at most help), because the operator has waited for its result. A screen that is gone is ignored.
// The screens under the sign-in stay there: the end of a pass's time must not open a locked console.
func (a *App) navigate(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case nav.Push:
		if a.stack.inFront(msg.From) {
			return a.announce(a.stack.push(msg.To), msg.Sudden)
		}
	case nav.Pop:
		return a.unwind(msg.From, 1, msg.Result)
	case nav.Unwind:
		return a.unwind(msg.From, msg.Drop, msg.Result)
	case nav.Swap:
		return a.stack.beneath(isSignIn, msg.From, func() tea.Cmd {
			cmd, ok := a.stack.swap(msg.From, msg.Drop, msg.To)
			if !ok {
				return nil
			}
			a.footer.status = ""
			return a.announce(cmd, msg.Sudden)
		})
	case nav.Say:
		if a.stack.inFront(msg.From) {
			a.footer.status = msg.Text
		}
	}
	return nil
}

// unwind closes a screen and n-1 screens below it with a result. The status line shows the result's text whichever
// screen comes next.
func (a *App) unwind(from nav.ID, n int, result nav.Result) tea.Cmd {
	return a.stack.beneath(isSignIn, from, func() tea.Cmd {
		cmd, ok := a.stack.unwind(from, n, result)
		if !ok {
			return nil
		}
		a.footer.status = result.Told
		return cmd
	})
}

// announce blocks keys to a screen that opened by itself until the keyboard has been quiet.
func (a *App) announce(opened tea.Cmd, sudden bool) tea.Cmd {
	if !sudden {
		return opened
	}
	return tea.Batch(opened, a.keyboard.rest(a.env))
}

// leaveAll makes every screen wipe its secrets. The screens stay.
func (a *App) leaveAll(why nav.Reason) {
	a.stack.leave(why)
	a.wipe()
}

// end wipes, closes every screen and quits. View runs once more after that and draws nothing.
func (a *App) end(why nav.Reason) tea.Cmd {
	a.leaveAll(why)
	if a.who.in() {
		a.note(journal.SignOut, string(why))
	}
	a.stack.end()
	return a.cleared(tea.Quit)
}

// forget removes what was on the screen from the renderer and from memory.
func (a *App) forget() tea.Cmd { return fx.Forget(a.env.Context, a.env.Clock) }

// cleared clears any secret from the terminal's clipboard before a command that leaves the terminal.
func (a *App) cleared(then tea.Cmd) tea.Cmd { return tea.Sequence(a.clipboard.Clear(), then) }

// leaveMsg makes every screen wipe its secrets, because the program is about to be suspended.
type leaveMsg struct{}

// endMsg ends the program without asking: a signal came, or the terminal is gone.
type endMsg struct{ gone bool }
