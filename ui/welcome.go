package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/config"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
)

// Welcome says, on a first run, what is needed before anybody can sign in and how to get it, and offers the demo. It
// reports whether the operator wants the demo. The error is a *Signaled after a signal, and Bubble Tea's own otherwise.
func Welcome(ctx context.Context, needs []config.Need) (demo bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &welcome{needs: needs, size: kit.Size{Width: 80, Height: 24}}
	o := Options{Vault: new(secret.Vault), Clock: clock.System{}}
	program, s, err := onTerminal(ctx, w, o, new(fx.Writes))
	if err != nil {
		return false, err
	}
	defer s.stop()
	_, err = program.Run()
	s.terminal.Close()
	if ended := s.ended(); ended != nil {
		return false, ended
	}
	return w.demo && err == nil, err
}

// welcome is the whole program of a first run: nothing else exists yet.
type welcome struct {
	needs []config.Need
	size  kit.Size
	demo  bool
}

// Init does nothing.
func (w *welcome) Init() tea.Cmd { return nil }

// Update waits for the one decision.
func (w *welcome) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok && size.Width > 0 && size.Height > 0 {
		w.size = kit.Size{Width: size.Width, Height: size.Height}
	}
	_, ended := msg.(endMsg)
	switch {
	case ended:
		return w, tea.Quit
	case kit.Press(msg, kit.Demo):
		w.demo = true
		return w, tea.Quit
	case kit.Press(msg, kit.Esc, kit.BackQ, kit.Quit):
		return w, tea.Quit
	}
	return w, nil
}

// View draws what is needed.
func (w *welcome) View() tea.View {
	width := min(w.size.Width, kit.WideFrom)
	f := kit.Frame{Lines: []string{kit.Accent(productName), ""}}
	f.Add(kit.Wrap(needsToKnow, width)...)
	for _, need := range w.needs {
		f.Add("")
		f.Add(kit.Row(need.Key, need.What, width)...)
		f.Add(kit.Row("", need.How, width)...)
	}
	f.Add("")
	f.Add(kit.Wrap(initAsks, width)...)
	f.Add(kit.Wrap(demoIsFree, width)...)
	fit := f.Fit(kit.Size{Width: w.size.Width, Height: max(1, w.size.Height-1)})
	fit.Add(kit.Faint(kit.Cut(demoOrLeave, w.size.Width)))
	return tea.View{AltScreen: true, KeyboardEnhancements: alternates, Content: strings.Join(fit.Lines, "\n")}
}
