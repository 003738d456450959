package help

// The texts around the keys and the explanation of a screen.
const (
	title        = "Help"
	formatHelpOf = "Help: %s"
	formatNotNow = "%s (not now: %s)" // what a key does, and why it is off
	everywhere   = "Everywhere"
	doScroll     = "scroll"
)

// Everywhere are the keys that mean the same on every screen, and what each does.
var Everywhere = [][2]string{
	{"Esc, q", "back (q where letters are commands); never quits"},
	{"F1, ?", "this help (? where letters are commands)"},
	{"F2", "the log: what was done from here, and the state of those passes now"},
	{"^C", "quit, after a question; a second ^C quits at once; never while a request that changes something is under way"},
	{"^L", "redraw; pressed twice, lock: the screen is covered and the token dropped; signing in brings back what was " +
		"open"},
	{"^R", "refresh my roles: a new token, after you have activated a role"},
	{"^O", "sign out"},
	{"^Z", "suspend; a pass on the screen is wiped first"},
}
