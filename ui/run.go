package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph"
	"tapdesk/state/clock"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
)

// lastAnswer is how long the program stays, headless, for the answer to a write: the write's own deadline and a little.
const lastAnswer = 35 * time.Second

// Options is what a console needs.
type Options struct {
	Client *graph.Client
	Tokens graph.Tokens
	// Vault is the one the client puts values into; it is wiped at the end, however the end comes.
	Vault *secret.Vault
	Clock clock.Clock
	// Zone is the operator's time zone.
	Zone *time.Location
	// Banner stands in the header, always: that this is not a real tenant, for one.
	Banner string
	Cloud  graph.Cloud
	// RevealSeconds is how long a pass may be shown; 0 means 180. A pass gets at least 8 seconds per character.
	RevealSeconds int
	// Notes are shown in the status line at the start, until the first key.
	Notes []string
	// Input, Output and Environ replace the process's own, for tests.
	Input   io.Reader
	Output  io.Writer
	Environ []string
}

// Signaled is the error of a Run that a signal has ended.
type Signaled struct {
	// Number is the signal's, so that the exit code is 128 and it.
	Number int
	// Name is the signal's in words.
	Name string
}

// Error says which signal it was.
func (s *Signaled) Error() string { return "ended by signal: " + s.Name }

// Run runs the console until the operator quits or a signal ends it. It handles the signals HUP, TERM, INT, QUIT and TSTP itself: each wipes at
// once, and one that ends the program waits for the answer to a write under way, without a screen, up to its deadline. The
// error is nil after quitting, a *Signaled after a signal, and Bubble Tea's own otherwise.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer o.Vault.WipeAll()
	writes := new(fx.Writes)
	app := newConsole(ctx, o, writes)
	program := tea.NewProgram(app, o.program()...)
	s := newSignals(program, writes, o.Vault, o.Clock)
	app.suspend = s.suspendLater
	s.watch(ctx)
	defer s.stop()

	_, err := program.Run()
	o.Vault.WipeAll()
	waiting, done := clock.WithTimeout(context.WithoutCancel(ctx), o.Clock, lastAnswer)
	defer done()
	drained := writes.Drain(waiting)
	if ended := s.ended(); ended != nil {
		return ended
	}
	if drained != nil {
		return fmt.Errorf("a request to Graph was not answered in time: its outcome is unknown: look at the person again")
	}
	if errors.Is(err, tea.ErrProgramPanic) {
		return fmt.Errorf("the console failed and was closed; a pass in sight was wiped: %w", err)
	}
	return err
}

// newConsole builds the root model on the client.
func newConsole(ctx context.Context, o Options, writes *fx.Writes) *App {
	world := fx.World{Clock: o.Clock, Now: o.Client.Now, Zone: o.Zone, Writes: writes, RevealSeconds: o.RevealSeconds}
	app := newApp(ctx, world, func(ctx context.Context) (person.Person, error) { return o.Tokens.Operator(ctx) })
	app.build = routes(o.Client, graph.NewDossiers(o.Client), o.Cloud)
	app.chrome.banner, app.chrome.cloud = o.Banner, o.Cloud.Name()
	app.wipe = o.Vault.WipeAll
	app.warm = func(ctx context.Context) { _ = o.Client.Warm(ctx) } // a failure is met, and told, by the first search
	for _, note := range o.Notes {
		app.status += note + ". "
	}
	return app
}

// program returns Bubble Tea's options: our own signal handler, and the process's terminal unless a test says otherwise.
func (o Options) program() []tea.ProgramOption {
	options := []tea.ProgramOption{tea.WithoutSignalHandler()}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	environ := o.Environ
	if environ == nil {
		environ = os.Environ()
	}
	return append(options, tea.WithEnvironment(environ))
}
