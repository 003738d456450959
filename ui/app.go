package ui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
	"tapdesk/ui/term"
)

// quiet is how long the keyboard must rest before a screen that opened by itself takes keys.
const quiet = 500 * time.Millisecond

// App is the root model: a stack of screens, the header above and the keys below. It is the only one that builds a tea.View.
type App struct {
	world  fx.World
	build  func(nav.Route, fx.Env) nav.Screen
	chrome chrome
	wipe   func()
	// readOnly says where it is set that nothing is written; graphRoot is the Graph the client talks to.
	readOnly, graphRoot string
	warm                func(context.Context)
	// readRoles asks Graph which roles are active for the operator.
	readRoles func(context.Context) ([]string, error)
	forget    func()                // drops what was read and learnt with another operator's rights
	askAgain  func()                // lets what was refused be asked for again, with other roles
	drawn     func(context.Context) // waits for the first frame
	suspend   tea.Cmd
	wanted    nav.Lookup // whom the command line asked for, until somebody is signed in

	stack  []entry
	lastID nav.ID
	going  []tea.Msg // where the screens ask to go, until the Update in which they do ends
	size   kit.Size

	env   fx.Env
	guard fx.Slot[time.Time]

	judged   judged
	log      records
	session  Session
	watch    fx.Slot[session.Standing]
	roles    fx.Slot[struct{}]
	ownRoles fx.Slot[[]string]
	standing session.Standing
	shown    session.Phase // what the sign-in in front was opened for
	approves bool          // the demo signs in by itself
	ahead    ahead

	idle     fx.Slot[time.Time]
	idleLock time.Duration // 0 means never
	lastKey  time.Time     // by the machine's clock

	reportFocus bool // ask the terminal to tell when it loses the focus

	status    string
	clockTold time.Duration // how far the machine's clock is ahead of Graph's, as last told; 0 when they agree
	question  *question
	ended     bool
}

// question is asked in the status line. y does it, any other key does not.
type question struct {
	text  string
	again key.Binding // does it too: the key that asked, pressed twice
	do    func() tea.Cmd
}

// entry is one screen of the stack.
type entry struct {
	id     nav.ID
	screen nav.Screen
	cancel context.CancelFunc
}

// newApp returns the root with an empty stack. The context ends with the program.
func newApp(ctx context.Context, world fx.World, s Session) *App {
	a := &App{world: world, session: s, size: kit.Size{Width: 80, Height: 24}, wipe: func() {}, warm: func(context.Context) {}, forget: func() {}, askAgain: func() {}, drawn: func(context.Context) {}}
	a.world.Operator = func() (person.Person, bool) {
		return a.standing.Identity.Operator, !a.standing.Identity.Operator.ID.IsZero()
	}
	a.world.Clipboard = new(fx.Clipboard)
	a.world.Forget = func() tea.Cmd { return fx.Forget(ctx, world.Clock) }
	a.world.Navigate = func(msg tea.Msg) { a.going = append(a.going, msg) }
	a.world.WritesOff, a.world.Stamp, a.world.Facts = a.writesOff, a.stamp, a.facts
	a.world.InFront = a.inFront
	a.env = fx.Env{World: a.world, Context: ctx}
	a.lastKey = world.Clock.Now()
	return a
}

// Init opens the first screen and, over it, the sign-in. Nothing waits for the network here, and the network waits for the first
// frame.
func (a *App) Init() tea.Cmd {
	begin := tea.Batch(a.push(nav.Lookup{}), a.stand(a.session.Standing()), a.connect, a.tryJournal())
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

// Update takes a message, and then goes where the screens ask to, before any other message can come between.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{a.take(msg)}
	a.tellClock()
	for len(a.going) > 0 {
		next := a.going[0]
		a.going = a.going[1:]
		cmds = append(cmds, a.navigate(next))
	}
	return a, tea.Batch(append(cmds, a.heed(), a.release())...)
}

// take handles what concerns the whole program and hands on the rest: an answer to the screen that asked, all else to the
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
		if a.guard.Pending() || a.question != nil || a.touched() {
			return nil
		}
		if len(a.stack) > 0 && awaits(a.top().screen) {
			a.status = "Not pasted: the answer to what is typed is not there yet."
			return nil
		}
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore && !msg.Value.IsNotRecognized() && !msg.Value.IsPermanentlyReset() {
			kit.MeasureGraphemes()
		}
		return nil
	case term.PasteCut:
		a.status = "A paste is longer than 64 KiB, or a key cut it: what follows is dropped " +
			"until nothing has come for 1.5 s. Esc, ^C and ^L are taken at any time."
		return nil
	case term.PasteOver:
		a.status = "A paste without an end, or too long, is over: keys are taken again. What was typed during it was not."
		return nil
	case tea.BlurMsg: // whatever stands in front of the screen that masks something
		var cmds []tea.Cmd
		for _, e := range a.stack {
			cmds = append(cmds, e.screen.Update(msg))
		}
		return tea.Batch(cmds...)
	case leaveMsg:
		a.leaveAll(nav.Suspended)
		return tea.Batch(tea.ClearScreen, a.world.Clipboard.Clear())
	case endMsg:
		if msg.gone {
			return a.end(nav.Gone)
		}
		return a.end(nav.Signaled)
	case fx.Owned:
		return a.deliver(msg)
	}
	if a.ended || len(a.stack) == 0 {
		return nil
	}
	return a.top().screen.Update(msg)
}

// deliver hands an answer to its owner, in front or not, and drops it when the owner is gone. At the end all are: a timer that was
// called off would be set anew, over and over.
func (a *App) deliver(msg fx.Owned) tea.Cmd {
	if a.ended {
		msg.Drop()
		return nil
	}
	if msg.Owner() == a.env.ID {
		return a.own(msg)
	}
	for _, e := range a.stack {
		if e.id == msg.Owner() {
			return e.screen.Update(msg)
		}
	}
	msg.Drop()
	return nil
}

// own takes the answers the root itself asked for.
func (a *App) own(msg tea.Msg) tea.Cmd {
	if answer, ok := a.watch.Take(msg); ok && answer.Err == nil {
		return a.stand(answer.Value)
	}
	if answer, ok := a.roles.Take(msg); ok {
		a.refreshed(answer)
	}
	if answer, ok := a.ownRoles.Take(msg); ok {
		a.learnRoles(answer)
	}
	if _, ok := a.idle.Take(msg); ok {
		return a.idled()
	}
	if cmd, ok := a.logged(msg); ok {
		return cmd
	}
	a.guard.Take(msg)
	return nil
}

// resize takes the new size. Some terminals report 0x0 at first, which stands for the classic 80x24.
func (a *App) resize(size kit.Size) tea.Cmd {
	if size.Width <= 0 || size.Height <= 0 {
		size = kit.Size{Width: 80, Height: 24}
	}
	a.size = size
	var cmds []tea.Cmd
	for _, e := range a.stack {
		cmds = append(cmds, e.screen.Update(a.bodySize()))
	}
	return tea.Batch(cmds...)
}

func (a *App) top() entry { return a.stack[len(a.stack)-1] }

// leaveAll lets every screen wipe what it holds, and stays.
func (a *App) leaveAll(why nav.Reason) {
	for _, e := range a.stack {
		if l, ok := e.screen.(nav.Leave); ok {
			l.Leave(why)
		}
	}
	a.wipe()
}

// end wipes, closes every screen and quits. View runs once more after that, and draws nothing.
func (a *App) end(why nav.Reason) tea.Cmd {
	a.leaveAll(why)
	if a.standing.Phase == session.In {
		a.note(journal.SignOut, string(why))
	}
	a.ended = true
	for _, e := range a.stack {
		e.cancel()
	}
	return a.cleared(tea.Quit)
}

// cleared clears a secret from the terminal's clipboard, where one was sent there, before a command that leaves the terminal.
func (a *App) cleared(then tea.Cmd) tea.Cmd { return tea.Sequence(a.world.Clipboard.Clear(), then) }

// leaveMsg asks every screen to wipe what it holds, because the program is about to be suspended.
type leaveMsg struct{}

// endMsg ends the program without a question: a signal came, or the terminal is gone.
type endMsg struct{ gone bool }
