package ui

import (
	"fmt"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"
)

// debugged is a model whose messages are written to a log, by their types alone: a key or a paste may be part of a
// secret.
type debugged struct {
	tea.Model
	log *slog.Logger
}

// Update takes a message, and logs its type and how long that took.
func (d debugged) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	began := time.Now()
	model, cmd := d.Model.Update(msg)
	d.log.Info("message", "type", fmt.Sprintf("%T", msg), "took", time.Since(began))
	return debugged{model, d.log}, cmd
}

// View draws the model, and logs how long that took.
func (d debugged) View() tea.View {
	began := time.Now()
	view := d.Model.View()
	d.log.Info("drawn", "took", time.Since(began))
	return view
}
