package ui

import (
	"fmt"
	"log/slog"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
)

// debugged is a model whose messages are logged by type only: a key or a paste may be part of a secret.
type debugged struct {
	tea.Model
	log   *slog.Logger
	clock clock.Clock
}

// Update takes a message, and logs its type and how long it took.
func (d debugged) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	began := d.clock.Now()
	model, cmd := d.Model.Update(msg)
	d.log.Info("message", "type", fmt.Sprintf("%T", msg), "took", d.clock.Now().Sub(began))
	return debugged{model, d.log, d.clock}, cmd
}

// View draws the model, and logs how long that took.
func (d debugged) View() tea.View {
	began := d.clock.Now()
	view := d.Model.View()
	d.log.Info("drawn", "took", d.clock.Now().Sub(began))
	return view
}
