package reveal

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/recorder"
	"tapdesk/state/secret"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// began is when every test begins.
var began = time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)

// stage is a reveal with nothing around it: what it asks of the root is kept for the test.
type stage struct {
	*Screen
	clock *clock.Manual
	vault secret.Vault
	went  []tea.Msg
}

// unread is a journal that nobody reads: it keeps nothing.
type unread struct{}

func (unread) Keep(journal.Record) error { return nil }
func (unread) Post(journal.Record)       {}

// reveal returns the screen of a pass of the test's own making.
func reveal(value string, wants Options) *stage {
	d := &stage{clock: clock.NewManual(began)}
	env := fxtest.Env(d.clock, &d.went)
	has := Means{
		Journal: unread{}, Clipboard: new(fx.Clipboard),
		WritesOff: func() string { return "" }, Forget: func() tea.Cmd { return nil },
	}
	to := nav.Reveal{
		Call: &desk.Call{Person: person.Person{
			ID: text.NewKey("00000000-0000-4000-8000-000000000001"), DisplayName: "Olive Ordinary",
			UserPrincipalName: text.NewKey("ordinary@sandbox.example"),
		}},
		Issued: pass.Issued{
			Pass: pass.Pass{
				ID: text.NewKey("00000000-0000-4000-8000-000000000002"), CreatedDateTime: began, StartDateTime: began,
				LifetimeInMinutes: 60,
				IsUsableOnce:      new(true), IsUsable: true,
			},
			Value: d.vault.Keep([]byte(value)),
		},
	}
	d.Screen = New(env, has, wants, to)
	return d
}

var keys = map[string]tea.KeyPressMsg{
	"space": {Code: tea.KeySpace, Text: " "}, "backspace": {Code: tea.KeyBackspace}, "down": {Code: tea.KeyDown},
}

// press presses keys, by name or as they are, and lets the commands be: their timers are the test's own to move.
func (d *stage) press(names ...string) (cmd tea.Cmd) {
	for _, name := range names {
		msg, ok := keys[name]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(name[0]), Text: name}
		}
		cmd = d.Update(msg)
		if d.begun.Pending() { // the journal has the record
			cmd = d.show()
		}
	}
	return cmd
}

func (d *stage) text(size kit.Size) string { return plain(d.Frame(size).Fit(size), size) }

// found puts into place what was found to record the session.
func (d *stage) found(r recorder.Report) { d.recorded = r }
