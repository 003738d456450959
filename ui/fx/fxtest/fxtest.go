// Package fxtest has what the tests of the screens begin with.
package fxtest

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
)

// Clock returns a clock that shows 09:00 UTC on 4 March 2031 until it is moved.
func Clock() *clock.Manual { return clock.NewManual(time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)) }

// Env returns the environment of a screen with that clock, in UTC. Where the screen asks to go is appended to went.
func Env(c *clock.Manual, went *[]tea.Msg) fx.Env {
	return fx.Env{
		ID: 1, Context: context.Background(), Clock: c, Now: c.Now, Zone: time.UTC, Writes: new(fx.Writes),
		Navigate: func(msg tea.Msg) { *went = append(*went, msg) },
	}
}

// Read returns the dossier of a person of whom everything that shows their privileges was read at that time, and none
// was found.
func Read(p person.Person, at time.Time) person.Dossier {
	read := person.Dossier{Person: p, ReadAt: at}
	read.Access.Roles.Whole, read.Access.Assigned.Whole, read.Access.Eligible.Whole = true, true, true
	read.Access.Groups.Whole, read.Access.Owned.Whole = true, true
	return read
}
