// Package ui is the console: a Bubble Tea program whose root model holds a stack of screens.
//
// The parts:
//
//   - App, the root, is the only one that builds a tea.View. It is put together of what goes on whatever screen is in
//     front, each in a file of its own: the stack of screens, the keyboard (what was typed before a screen may have
//     it), the footer (status line and keys), the lock, who is signed in and with which roles, and the watch over the
//     journal. It takes the keys that mean the same everywhere: back, help, quit, suspend, lock.
//   - A screen (package lookup, person, issue, confirm, reveal, watch, log, unfinished, signin, help) is a nav.Screen.
//     It knows no other screen and not the Graph client: it declares the small interface it needs, and routes.go, the
//     one file that knows all screens, hands the client in.
//   - nav holds the routes from screen to screen, fx the effects (reads, writes, waits), kit what screens draw and read
//     alike, cli the command line. term stands between the terminal and Bubble Tea, and guards against either.
//
// How it moves:
//
//   - Update does no IO. What takes time is a command, started through an fx.Slot: each answer carries the screen that
//     asked and a sequence. The root drops what has no owner any more, and wipes the secret it may carry; the screen
//     drops what is not its latest.
//   - Going somewhere happens before Update returns, so that no key is ever taken by a screen that has been left.
//   - A read ends with its screen. A write never does: it runs to its answer or its deadline, holds back, quit, suspend
//     and lock meanwhile, and outlives the program's screens when a signal ends them.
//   - A write stands between two records of the journal (package state/desk): the intent is on the disk before a byte
//     leaves, or none does; the outcome follows, whatever becomes of the screen. What cannot be recorded after the fact
//     is kept and written later, and withholds nothing. The root says on every screen what is wrong with the journal,
//     and looks after each sign-in for writes without an end.
//   - An answer lost on the way is a state of its own (desk.Inquiry, fx.Inquiring): looked into, told with the time,
//     never sent again.
//   - The value of a pass goes from the client's answer to the reveal screen and nowhere else; package reveal has the
//     rules.
//   - Time, zone and Graph's clock come in through fx.Env. Countdowns follow Graph's clock, the idle lock the
//     machine's.
//   - The session (auth.Session) is watched from the root: when it does not stand any more the sign-in comes over the
//     screen in front, which stays as it was; somebody else signing in begins anew.
package ui

//go:generate go test . -run TestGoldens -update
