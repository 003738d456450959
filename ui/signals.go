package ui

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/journal"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
	"tapdesk/ui/term"
)

const (
	// ending is how long the event loop may take to end before it is killed.
	ending = time.Second
	// hangUp is how long a terminal that is gone may take to say so by SIGHUP, which is then what ended the program.
	hangUp = 100 * time.Millisecond
)

// signals ends or suspends the program when the system asks for it. Bubble Tea's own handler knows INT and TERM only,
// and would not wipe.
type signals struct {
	program  *tea.Program
	terminal *term.Terminal
	writes   *fx.Writes
	vault    *secret.Vault
	clock    clock.Clock
	journal  *journal.Journal // nil where there is none yet
	came     chan os.Signal
	by       atomic.Pointer[Signaled]
}

func newSignals(p *tea.Program, t *term.Terminal, writes *fx.Writes, o Options) *signals {
	return &signals{
		program: p, terminal: t, writes: writes, vault: o.Vault, clock: o.Clock, journal: o.Journal,
		came: make(chan os.Signal, 8),
	}
}

func (s *signals) watch(ctx context.Context) {
	signal.Ignore(syscall.SIGPIPE) // a terminal that goes away must not take a write with it
	signal.Notify(s.came, caught...)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case sig := <-s.came:
				s.handle(ctx, sig)
			}
		}
	}()
}

// idle waits until no write is under way, and says whether to go on: not when a signal that ends the program comes
// first.
func (s *signals) idle(ctx context.Context) bool {
	idle := make(chan error, 1)
	go func() { idle <- s.writes.Idle(ctx) }()
	for {
		select {
		case err := <-idle:
			return err == nil
		case sig := <-s.came:
			if sig != stopSignal {
				s.handle(ctx, sig)
				return false
			}
		}
	}
}

func (s *signals) stop() { signal.Stop(s.came) }

// ended returns the signal that ended the program, and nil when none did.
func (s *signals) ended() *Signaled { return s.by.Load() }

// handle wipes first: whatever else is slow, the pass is not.
func (s *signals) handle(ctx context.Context, sig os.Signal) {
	s.vault.WipeAll()
	if sig == stopSignal {
		s.suspend(ctx)
		return
	}
	number, _ := sig.(syscall.Signal)
	s.end(ctx, Signaled{Number: int(number), Name: sig.String()})
}

// end ends the program, which may have been told to already.
func (s *signals) end(ctx context.Context, by Signaled) {
	by.Writing = s.writes.InFlight()
	if !s.by.CompareAndSwap(nil, &by) {
		return
	}
	s.terminal.Hasten()
	go s.program.Send(endMsg{gone: by.Gone})
	go func() {
		if s.clock.Sleep(ctx, ending) == nil {
			s.program.Kill()
		}
	}()
}

// lost ends the program because the terminal is gone: nobody sees what it does any more, and nobody can tell it to
// end. Not every way a terminal goes brings a SIGHUP: su -c and setsid give none.
func (s *signals) lost(ctx context.Context) {
	s.vault.WipeAll()
	go func() {
		if s.clock.Sleep(ctx, hangUp) == nil {
			s.end(ctx, Signaled{Gone: true})
		}
	}()
}

// suspendLater is the command behind the key: the terminal is raw, so no signal comes from it.
func (s *signals) suspendLater() tea.Msg {
	s.came <- stopSignal
	return nil
}

// suspend gives the terminal back and stops the process group, as a shell expects. With a write under way it waits: a
// stopped process cannot take the answer.
func (s *signals) suspend(ctx context.Context) {
	s.program.Send(leaveMsg{})
	if !s.idle(ctx) {
		return
	}
	s.vault.WipeAll() // the answer waited for may have brought a pass, and a stopped process shall hold none
	fx.Scrub(ctx, s.clock)
	if s.terminal.Release(s.program.ReleaseTerminal) != nil {
		return
	}
	if s.journal != nil {
		// What was posted is written first: a stopped console must not hold the lock that others wait for.
		_ = s.journal.Retry()
	}
	s.stopGroup(ctx)
	_ = s.terminal.Restore(s.program.RestoreTerminal)
	s.program.Send(tea.ClearScreen())
}
