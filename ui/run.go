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

// lastAnswer is how long the program stays, headless, for the answer to a write: the write's own deadline and a little.
const lastAnswer = 35 * time.Second

// lastRecord is how long the journal may take over what is left to be written. Nothing is on the terminal meanwhile, so
// it is short.
const lastRecord = 5 * time.Second

// Options is what a console needs.
type Options struct {
	Client *graph.Client
	// Session is the sign-in, whose tokens the client uses; SignIn is how the operator may sign in.
	Session Session
	SignIn  SignIn
	// IdleLock is how long nobody may press a key until the console locks; 0 means that it never does. At least 2
	// minutes.
	IdleLock time.Duration
	// ReadOnly says that nothing is written, and why: where that is set. Empty means that passes can be issued.
	ReadOnly string
	// Journal takes the records of what is done here.
	Journal *journal.Journal
	// Vault is the one the client puts values into; it is wiped at the end, however the end comes.
	Vault *secret.Vault
	Clock clock.Clock
	// Zone is the operator's time zone; Form.ZoneDoubt says at the start too why it may not be.
	Zone *time.Location
	// Banner stands in the header, always: that this is not a real tenant, for one.
	Banner string
	Cloud  graph.Cloud
	Reveal Reveal
	// Desk is what the site wants of those who issue here, and Form what it adds to the form of a pass. Without
	// Form.Shuffle chance orders the security questions.
	Desk call.Desk
	Form Form
	// Wanted is whom to find and open once somebody is signed in; zero for nobody.
	Wanted Wanted
	// Site is what the site's file states of the tenant, and whom it protects.
	Site verdict.Site
	// Card is the site's text for callers; zero means the one built in.
	Card card.Template
	// Notes are shown in the status line at the start, until the first key.
	Notes []string
	// Terminal replaces the process's own, for tests.
	Terminal Terminal
	// instead puts journals of a test's in the place of Journal.
	instead func(*journals)
}

// Terminal is what a console draws on, and the environment that says what it can do; the zero value is the process's
// own. Both files must be a terminal's.
type Terminal struct {
	Input, Output *os.File
	Environ       []string
	// Debug gets a line for each message: its type, and how long Update and the drawing after it took. What was typed
	// or drawn is not among it. Nil writes nothing.
	Debug *slog.Logger
}

// Signaled is the error of a Run that a signal has ended, or the end of its terminal.
type Signaled struct {
	// Number is the signal's, so that the exit code is 128 and it.
	Number int
	// Name is the signal's in words.
	Name string
	// Gone says that there was no signal: the terminal is gone.
	Gone bool
	// Writing says that a create or a delete was under way when the signal came, and Answered that Graph answered it
	// since.
	Writing, Answered bool
	// Unrecorded is why the journal does not hold all of it, nil when it does.
	Unrecorded error
}

// Error says which signal it was.
func (s *Signaled) Error() string {
	text := "ended by signal: " + s.Name
	if s.Gone {
		text = "ended: the terminal is gone"
	}
	if s.Unrecorded != nil {
		text += "; " + unrecorded(s.Unrecorded).Error()
	}
	switch {
	case s.Answered:
		return text + "; a request to create or delete a pass was under way and has been answered: " +
			"look at the person again, a pass may stand there whose value nobody saw"
	case s.Writing:
		return text + "; a request to create or delete a pass was under way and was not answered in time, " +
			"so its outcome is unknown: look at the person again"
	default:
		return text
	}
}

// Run runs the console until the operator quits, a signal ends it or the terminal is gone. It handles the signals HUP,
// TERM, INT, QUIT and TSTP itself: each wipes at once, and one that ends the program waits for the answer to a write
// under way, without a screen, up to its deadline. So does the end of the terminal. The error is nil after quitting, a
// *Signaled after a signal and without a terminal, and Bubble Tea's own otherwise.
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
	unwritten := app.closeJournal(ctx, s.ended() != nil)
	if ended := s.ended(); ended != nil {
		ended.Answered = ended.Writing && drained == nil
		ended.Unrecorded = unwritten
		return ended
	}
	switch {
	case drained != nil:
		err = errors.New("a request to Graph was not answered in time: " +
			"its outcome is unknown: look at the person again")
	case errors.Is(err, tea.ErrProgramPanic):
		err = fmt.Errorf("the console failed and was closed; a pass in sight was wiped: %w", err)
	}
	if unwritten != nil {
		return errors.Join(err, unrecorded(unwritten))
	}
	return err
}

func unrecorded(err error) error {
	return fmt.Errorf("the journal does not hold all that was done here: %w", err)
}

// journals is the journal, as the parts of the console use it.
type journals struct {
	root    rootJournal
	screens screenJournal
	desk    desk.Journal
}

// newConsole builds the root model on the client.
func newConsole(ctx context.Context, o Options, writes *fx.Writes) *App {
	used := journals{root: o.Journal, screens: o.Journal, desk: o.Journal}
	if o.instead != nil {
		o.instead(&used)
	}
	owner := desk.New(desk.Options{
		Graph: o.Client, Background: o.Client.Background(), Learned: o.Client.Learned(),
		Journal: used.desk, NewID: uuid.NewString,
		Now: o.Client.Now, Clock: o.Clock, Zone: o.Zone,
		Desk: o.Desk, Site: o.Site, Cloud: o.Cloud.Name(), HasTAP: o.Cloud.HasTAP(), GraphRoot: o.Client.Root(),
		ReadOnly: o.ReadOnly,
	})
	app := newApp(fx.Env{Context: ctx, Clock: o.Clock, Now: o.Client.Now, Zone: o.Zone, Writes: writes}, owner)
	app.stack.build = app.routes(o, used.screens)
	app.records.journal = used.root
	app.who.session, app.who.wanted, app.who.forget = o.Session, o.Wanted, owner.Clear
	app.roles.read, app.roles.askAgain = o.Client.OwnRoles, owner.AskAgain
	app.who.readTenant = o.Client.TenantName
	app.idle.limit, app.reportFocus = o.IdleLock, o.Reveal.MaskOnBlur
	app.keyboard.approves = o.SignIn.Approve != nil && o.SignIn.First == ByCode
	app.header = header{banner: o.Banner, cloud: o.Cloud.Name()}
	app.wipe = o.Vault.WipeAll
	app.warm = func(ctx context.Context) { _ = o.Client.Warm(ctx) } // a failure is met, and told, by the first search
	notes := o.Notes
	if o.Form.ZoneDoubt != "" {
		notes = append(slices.Clone(notes), o.Form.ZoneDoubt)
	}
	for _, note := range notes {
		app.footer.add(note + ".")
	}
	return app
}

// onTerminal makes the program of a model on the terminal, and watches for signals. The options need a vault and a
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
