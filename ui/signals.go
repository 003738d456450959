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
	// hangUp is how long to wait for SIGHUP once the terminal is gone. If it comes, it counts as what ended the
	// program.
	hangUp = 100 * time.Millisecond
)

// signals ends or suspends the program when the system asks for it. Bubble Tea's own handler knows only INT and TERM,
// and would not wipe.
type signals struct {
	program  *tea.Program
	terminal *term.Terminal
	writes   *fx.Writes
	vault    *secret.Vault
	clock    clock.Clock
	journal  *journal.Journal // nil if there is none yet
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

// idle waits until no write is in flight and reports whether to go on. It reports false if a signal that ends the
// program comes first.
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

// ended returns the signal that ended the program, or nil.
func (s *signals) ended() *Signaled { return s.by.Load() }

// handle wipes first: however slow everything else is, the pass is gone at once.
func (s *signals) handle(ctx context.Context, sig os.Signal) {
	s.vault.WipeAll()
	if sig == stopSignal {
		s.suspend(ctx)
		return
	}
	number, _ := sig.(syscall.Signal)
	s.end(ctx, Signaled{Number: int(number), Name: sig.String()})
}

// end ends the program, which may already be ending.
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

// lost ends the program because the terminal is gone: nobody sees the program or can end it any more. A terminal that
// goes does not always send SIGHUP: su -c and setsid do not.
func (s *signals) lost(ctx context.Context) {
	s.vault.WipeAll()
	go func() {
		if s.clock.Sleep(ctx, hangUp) == nil {
			s.end(ctx, Signaled{Gone: true})
		}
	}()
}

// suspendLater is the command for the suspend key. The terminal is raw, so the key sends no signal.
func (s *signals) suspendLater() tea.Msg {
	s.came <- stopSignal
	return nil
}

// suspend gives the terminal back and stops the process group, as a shell expects. It waits for a write in flight: a
// stopped process cannot take the answer.
func (s *signals) suspend(ctx context.Context) {
	s.program.Send(leaveMsg{})
	if !s.idle(ctx) {
		return
	}
	s.vault.WipeAll() // the answer may have brought a pass, and a stopped process must not hold one
	fx.Scrub(ctx, s.clock)
	if s.terminal.Release(s.program.ReleaseTerminal) != nil {
		return
	}
	if s.journal != nil {
		// Write pending records first: a stopped console must not hold the lock that others wait for.
		_ = s.journal.Retry()
	}
	s.stopGroup(ctx)
	_ = s.terminal.Restore(s.program.RestoreTerminal)
	s.program.Send(tea.ClearScreen())
}
