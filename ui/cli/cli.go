// Package cli is the command line: it hardens the process, reads the flags and starts the console, or a sandbox tenant.
//
// It follows these rules of the terminal:
//   - Standard output carries only what was asked for, because it is often a pipe.
//   - Standard error carries one sentence: what is wrong, and what to do. No usage text follows that would hide it.
//   - The console needs a terminal on standard input and output, and says so instead of guessing.
//   - Nothing is asked of the terminal or of the network before the first frame.
//   - No argument and no variable carries a secret, and none is printed.
package cli

//go:generate go test . -run "TestManPages|TestTranscripts" -update

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/x/term"

	"tapdesk/state/clock"
	"tapdesk/state/config"
	"tapdesk/state/trust"
	"tapdesk/ui"
)

// The exit codes.
const (
	exitOK     = 0   // ended as asked
	exitFailed = 1   // what was asked for failed
	exitUsage  = 2   // wrong usage, or an unsuitable environment
	exitDiffer = 3   // a check found differences
	exitGone   = 4   // the console's terminal was gone, and no signal reported it
	exitSignal = 128 // plus the number of the signal that ended the console, as in a shell
)

// unheard is how long the last words on standard error may take.
const unheard = 500 * time.Millisecond

// program has what the commands work with: the process's own streams and environment, or a test's.
type program struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	unsetenv func(string) error
	environ  func() []string
	// askTmux asks the tmux of this session about the pane, using the program at path.
	askTmux func(ctx context.Context, path, pane string) string
	// site is the path of the site's file; system is what the trust in it is based on.
	site   string
	system trust.System
	// localtime is the path of the file with the machine's time zone.
	localtime string
	// terminal reports whether standard input and output are both terminals.
	terminal func() bool
	clock    clock.Clock
	// console runs the screens until they end.
	console func(context.Context, ui.Options) error
	// welcome shows what is missing on a first run, and reports whether the operator wants the demo instead.
	welcome func(context.Context, []config.Need) (demo bool, err error)
	// began means that the arguments were understood and a command is running: an error before that is a usage error.
	began bool
	// notes are sentences to show the operator at the start.
	notes []string
}

// Main hardens the process, runs what args (without the program's name) ask for, and returns the exit code.
func Main(args []string) int {
	p := &program{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		getenv: os.Getenv, unsetenv: os.Unsetenv, environ: os.Environ,
		askTmux: askTmux, site: config.SitePath, localtime: machineTime,
		terminal: onTerminal, clock: clock.System{}, console: ui.Run, welcome: ui.Welcome,
	}
	notes, err := harden()
	if err != nil {
		return p.end(err)
	}
	p.notes = notes
	return p.run(context.Background(), args)
}

// run runs what args ask for and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !p.began && !errors.As(err, new(refusal)) { // cobra's own words
		err = refuse("%v; 'tapdesk --help' lists the commands", err)
	}
	return p.end(err)
}

// end prints what went wrong, if anything, and returns the exit code.
func (p *program) end(err error) int {
	if err == nil {
		return exitOK
	}
	p.lastWords(err)
	var signaled *ui.Signaled
	switch {
	case errors.As(err, new(refusal)):
		return exitUsage
	case errors.As(err, new(differing)):
		return exitDiffer
	case errors.As(err, &signaled) && signaled.Gone:
		return exitGone
	case errors.As(err, &signaled):
		return exitSignal + signaled.Number
	}
	return exitFailed
}

// lastWords prints what went wrong. It does not wait for a terminal that does not read.
func (p *program) lastWords(err error) {
	said := make(chan struct{})
	go func() {
		defer close(said)
		fmt.Fprintln(p.err, "tapdesk:", err)
	}()
	ctx, done := clock.WithTimeout(context.Background(), p.clock, unheard)
	defer done()
	select {
	case <-said:
	case <-ctx.Done():
	}
}

// refusal is wrong usage or an unsuitable environment: a sentence that says what to do.
type refusal struct{ text string }

func (r refusal) Error() string { return r.text }

func refuse(format string, args ...any) error { return refusal{fmt.Sprintf(format, args...)} }

func onTerminal() bool { return term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd()) }
