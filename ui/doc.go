// Package ui is the console: a Bubble Tea program whose root model holds a stack of screens.
//
// The parts:
//
//   - App, the root, is the only one that builds a tea.View. It consists of the parts that work whichever screen is in
//     front, each in its own file: the stack of screens, the keyboard (keys that are held back), the footer (status
//     line and keys), the lock, who is signed in and with which roles, and the watch over the journal. It takes the
//     keys that mean the same everywhere: back, help, quit, suspend, lock.
//   - A screen (package lookup, person, issue, confirm, reveal, watch, log, unfinished, signin, help) is a nav.Screen.
//     It knows neither other screens nor the Graph client: it declares the small interface it needs, and routes.go, the
//     only file that knows all screens, passes the client in.
//   - nav has the routes from screen to screen, fx the effects (reads, writes, waits), kit the widgets that screens
//     share, cli the command line. term sits between the terminal and Bubble Tea, and protects each from the other.
//
// How it moves:
//
//   - Update does no IO. Anything that takes time is a command, started through an fx.Slot: each answer carries the
//     screen that asked and a sequence number. The root drops an answer whose screen is gone, and wipes any secret in
//     it; the screen drops an outdated answer.
//   - Navigation happens before Update returns, so that a screen that has been left never takes a key.
//   - A read ends with its screen. A write does not: it runs to its answer or its deadline, blocks back, quit, suspend
//     and lock meanwhile, and outlives the program's screens when a signal ends them.
//   - A write has two records in the journal (package state/desk). The intent is on the disk before a byte is sent; if
//     it cannot be recorded, nothing is sent. The outcome follows, whatever happens to the screen. If the outcome
//     cannot be recorded, it is kept and written later, and nothing is withheld. The root says on every screen what is
//     wrong with the journal, and checks after each sign-in for writes without an outcome.
//   - A lost answer is a state of its own (desk.Inquiry, fx.Inquiring): the console checks what happened, shows when it
//     checked, and never repeats the request.
//   - The value of a pass goes from the client's answer to the reveal screen and nowhere else; package reveal has the
//     rules.
//   - Time, zone and Graph's clock come in through fx.Env. Countdowns follow Graph's clock, the idle lock the
//     machine's.
//   - The root watches the session (auth.Session). When the session ends, the sign-in opens over the screen in front,
//     which stays as it was. If somebody else signs in, they start with a new search.
package ui

//go:generate go test . -run TestGoldens -update
