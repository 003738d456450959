package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/google/uuid"

	"tapdesk/graph"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/card"
	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/secret"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/term"
)

// lastAnswer is how long the program stays, without a screen, for the answer to a write: the write's own deadline and a
// little more.
const lastAnswer = 35 * time.Second

// lastRecord is how long the journal may take to write pending records. It is short, because the terminal shows nothing
// meanwhile.
const lastRecord = 5 * time.Second

// lastNotice is how long the site's program may take for the notices that are left: as long as for one.
const lastNotice = command.Limit

// Options is what a console needs.
type Options struct {
	Client *graph.Client
	// Session is the sign-in, whose tokens the client uses; SignIn is how the operator may sign in.
	Session Session
	SignIn  SignIn
	// IdleLock is how long without a key until the console locks: at least 2 minutes, or 0 for never.
	IdleLock time.Duration
	// ReadOnly is why nothing may be written, naming where that is set. If it is empty, passes can be issued.
	ReadOnly string
	// Journal records what is done here.
	Journal *journal.Journal
	// Vault is the one the client puts values into. It is wiped at the end, whatever ends the program.
	Vault *secret.Vault
	Clock clock.Clock
	// Zone is the operator's time zone. Form.ZoneDoubt says why it may be wrong, also at the start.
	Zone *time.Location
	// Banner is always shown in the header, for example to say that this is not a real tenant.
	Banner string
	Cloud  graph.Cloud
	Reveal Reveal
	// Desk has the site's rules for those who issue passes, and Form what the site adds to the form of a pass. Without
	// Form.Shuffle the order of the security questions is random.
	Desk call.Desk
	Form Form
	// Wanted is the person to find and open once the operator is signed in, or zero.
	Wanted Wanted
	// Site is what the site's file states about the tenant and whom it protects.
	Site verdict.Site
	// Card is the site's text for callers; zero means the built-in one.
	Card card.Template
	// Notes are shown in the status line at the start, until the first key.
	Notes []string
	// Terminal replaces the process's own, for tests.
	Terminal Terminal
	// instead replaces parts of the journal in a test.
	instead func(*journals)
}

// Terminal is what a console draws on, and the environment that says what it can do. The zero value is the process's
// own. Both files must be terminals.
type Terminal struct {
	Input, Output *os.File
	Environ       []string
	// Debug gets a line for each message: its type, and how long Update and the drawing after it took. The line does
	// not contain what was typed or drawn. If it is nil, nothing is logged.
	Debug *slog.Logger
}

// Signaled is the error of a Run that ended because of a signal or because its terminal was gone.
type Signaled struct {
	// Number is the signal's number: the exit code is 128 plus Number.
	Number int
	// Name is the signal's name.
	Name string
	// Gone means that there was no signal: the terminal is gone.
	Gone bool
	// Writing means that a create or a delete was in flight when the signal came, Answered that Graph has answered it
	// since.
	Writing, Answered bool
	// Unrecorded is why the journal is missing records, or nil.
	Unrecorded error
}

// Error returns which signal it was, and what the operator must check.
func (s *Signaled) Error() string {
	text := fmt.Sprintf(formatSignal, s.Name)
	if s.Gone {
		text = terminalGone
	}
	if s.Unrecorded != nil {
		text += "; " + unrecorded(s.Unrecorded).Error()
	}
	switch {
	case s.Answered:
		return fmt.Sprintf(formatAnswered, text)
	case s.Writing:
		return fmt.Sprintf(formatUnanswered, text)
	default:
		return text
	}
}

// Run runs the console until the operator quits, a signal ends it or the terminal is gone. It handles HUP, TERM, INT,
// QUIT and TSTP itself: each wipes at once. A signal that ends the program, or the end of the terminal, first waits
// without a screen for the answer to a write in flight, up to its deadline. The error is nil after quitting, a
// *Signaled after a signal or when the terminal is gone, and Bubble Tea's own otherwise.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer o.Vault.WipeAll()
	writes := new(fx.Writes)
	app := newConsole(ctx, o, writes)
	program, s, err := onTerminal(ctx, app, o, writes)
	if err != nil {
		return err
	}
	defer s.stop()
	app.suspend, app.drawn = s.suspendLater, s.terminal.Drawn

	_, err = program.Run()
	o.Vault.WipeAll()
	s.terminal.Close()
	waiting, done := clock.WithTimeout(context.WithoutCancel(ctx), o.Clock, lastAnswer)
	defer done()
	drained := writes.Drain(waiting)
	lastTold(ctx, o)
	unwritten := app.closeJournal(ctx, s.ended() != nil)
	if ended := s.ended(); ended != nil {
		ended.Answered = ended.Writing && drained == nil
		ended.Unrecorded = unwritten
		return ended
	}
	switch {
	case drained != nil:
		err = errors.New(outcomeUnknown)
	case errors.Is(err, tea.ErrProgramPanic):
		err = fmt.Errorf(formatFailed, err)
	}
	if unwritten != nil {
		return errors.Join(err, unrecorded(unwritten))
	}
	return err
}

// lastTold lets the site's program be told of what was done last. What it is not told goes into the journal.
func lastTold(ctx context.Context, o Options) {
	if o.Desk.Notifier == nil {
		return
	}
	waiting, done := clock.WithTimeout(context.WithoutCancel(ctx), o.Clock, lastNotice)
	defer done()
	o.Desk.Notifier.Close(waiting)
}

func unrecorded(err error) error {
	return fmt.Errorf(formatUnrecorded, err)
}

// journals is the journal as the parts of the console use it.
type journals struct {
	root    rootJournal
	screens screenJournal
	desk    desk.Journal
}

// newConsole builds the root model.
func newConsole(ctx context.Context, o Options, writes *fx.Writes) *App {
	used := journals{root: o.Journal, screens: o.Journal, desk: o.Journal}
	if o.instead != nil {
		o.instead(&used)
	}
	owner := desk.New(desk.Options{
		Graph: o.Client, Containment: o.Client, Background: o.Client.Background(), Learned: o.Client.Learned(),
		Journal: used.desk, NewID: uuid.NewString,
		Now: o.Client.Now, Clock: o.Clock, Zone: o.Zone, HandOver: o.Reveal.Window(),
		Desk: o.Desk, Site: o.Site, Cloud: o.Cloud.Name(), HasTAP: o.Cloud.HasTAP(), GraphRoot: o.Client.Root(),
		Beta:     o.Client.Beta(),
		ReadOnly: o.ReadOnly,
	})
	app := newApp(fx.Env{Context: ctx, Clock: o.Clock, Now: o.Client.Now, Zone: o.Zone, Writes: writes}, owner)
	app.stack.build = app.routes(o, used.screens)
	app.records.journal = used.root
	app.who.session, app.who.wanted, app.who.forget = o.Session, o.Wanted, owner.Clear
	app.roles.read, app.roles.askAgain = o.Client.OwnRoles, owner.AskAgain
	app.roleEnd.read = o.Client.ActiveRoles
	app.who.readTenant = o.Client.TenantName
	app.idle.limit, app.reportFocus = o.IdleLock, o.Reveal.MaskOnBlur
	app.keyboard.approves = o.SignIn.Approve != nil && o.SignIn.First == ByCode
	app.header = header{banner: o.Banner, cloud: o.Cloud.Name()}
	app.wipe = o.Vault.WipeAll
	app.warm = func(ctx context.Context) { _ = o.Client.Warm(ctx) } // the first search meets a failure and reports it
	notes := o.Notes
	if o.Form.ZoneDoubt != "" {
		notes = append(slices.Clone(notes), o.Form.ZoneDoubt)
	}
	for _, note := range notes {
		app.footer.add(note + ".")
	}
	return app
}

// onTerminal returns the program that runs m on the terminal, and handles signals. The options need a vault and a
// clock.
func onTerminal(ctx context.Context, m tea.Model, o Options, writes *fx.Writes) (*tea.Program, *signals, error) {
	in, out, environ := cmp.Or(o.Terminal.Input, os.Stdin), cmp.Or(o.Terminal.Output, os.Stdout), o.Terminal.Environ
	if environ == nil {
		environ = os.Environ()
	}
	kit.DrawASCII(!kit.UTF8(environ))
	var s *signals
	terminal, err := term.Open(in, out, o.Clock, func(error) { s.lost(ctx) })
	if err != nil {
		return nil, nil, err
	}
	if o.Terminal.Debug != nil {
		m = debugged{m, o.Terminal.Debug, o.Clock}
	}
	program := tea.NewProgram(m, append(terminal.Options(environ), tea.WithoutSignalHandler())...)
	s = newSignals(program, terminal, writes, o)
	terminal.Serve(ctx, program)
	s.watch(ctx)
	return program, s, nil
}
