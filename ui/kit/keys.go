package kit

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/situation"
)

// Key is a binding as the footer and the help show it. Off says why it does not work now; empty means it does.
type Key struct {
	Binding key.Binding
	Off     string
	// Short is what the footer says it does where there is no room for more; empty means the same as always.
	Short string
}

// Label is the key as the footer shows it.
func (k Key) Label() string { return Label(k.Binding.Help().Key, k.Binding.Help().Desc) }

// GoesBack reports whether the key is the one that goes one level back.
func (k Key) GoesBack() bool { return slices.Equal(k.Binding.Keys(), Esc.Keys()) }

// Brief is Label where there is little room.
func (k Key) Brief() string {
	if k.Short == "" {
		return k.Label()
	}
	return Label(k.Binding.Help().Key, k.Short)
}

// Label draws a key and what it does. The key stands out from the words.
func Label(key, does string) string { return Bold(key) + " " + Faint(does) }

// On returns keys that work now.
func On(bindings ...key.Binding) []Key {
	out := make([]Key, len(bindings))
	for i, b := range bindings {
		out[i] = Key{Binding: b}
	}
	return out
}

// Press reports whether msg is the press of one of the bindings' keys.
func Press(msg tea.Msg, bindings ...key.Binding) bool {
	press, ok := msg.(tea.KeyPressMsg)
	return ok && key.Matches(press, bindings...)
}

// bind names a binding: what the footer calls the key, what it does, and the keys themselves.
func bind(label, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, does))
}

// The keys, the same on every screen. A key that means something means it everywhere.
var (
	Quit      = bind("^C", "quit", "ctrl+c")
	Help      = bind("F1", "help", "f1")
	HelpMark  = bind("?", "help", "?")
	LockNow   = bind("^L", "lock", "ctrl+l")
	SignOut   = bind("^O", "sign out", "ctrl+o")
	Roles     = bind("^R", "refresh my roles", "ctrl+r")
	Suspend   = bind("^Z", "suspend", "ctrl+z")
	Esc       = bind("Esc", "back", "esc")
	BackQ     = bind("q", "back", "q")
	Enter     = bind("Enter", "open", "enter")
	Up        = bind("↑", "up", "up", "ctrl+p")
	Down      = bind("↓", "down", "down", "ctrl+n")
	Move      = bind("↑↓", "move", "up", "down", "ctrl+p", "ctrl+n")
	PageUp    = bind("PgUp", "page up", "pgup")
	PageDown  = bind("PgDn", "page down", "pgdown")
	Home      = bind("Home", "first", "home")
	End       = bind("End", "last", "end")
	Tab       = bind("Tab", "next field", "tab")
	ShiftTab  = bind("S-Tab", "field before", "shift+tab")
	Left      = bind("←", "choice before", "left")
	Choose    = bind("←→", "choose", "left", "right", "space")
	Issue     = bind("i", "issue a pass", "i")
	Delete    = bind("d", "delete the pass", "d")
	Refresh   = bind("r", "refresh", "r")
	CopyUPN   = bind("c", "copy UPN", "c")
	CopyID    = bind("C", "copy object id", "C")
	Yes       = bind("y", "yes", "y")
	Reveal    = bind("Space", "reveal", "space")
	Mask      = bind("m", "mask", "m")
	StepBack  = bind("Bksp", "back", "backspace")
	Spell     = bind("s", "list", "s")
	CopyPass  = bind("c", "copy the pass", "c")
	ByBrowser = bind("b", "by browser", "b")
	ByCode    = bind("d", "by device code", "d")
	ByPaste   = bind("p", "by pasted address", "p")
	Demo      = bind("d", "demo", "d")
	Look      = bind("l", "check again", "l")
	Watch     = bind("w", "watch", "w")
	Trouble   = bind("n", "not working", "n")
	Card      = bind("k", "card", "k")
	NextZone  = bind("z", "next time zone", "z")
	Settle    = bind("x", "leave it", "x")
	EndOther  = bind("e", "end that console", "e")
	Checks    = bind("v", "all checks", "v")
	Override  = bind("o", "override", "o")
	Audit     = bind("a", "Entra's audit log", "a")
	Again     = bind("g", "issue again", "g")
	Note      = bind("t", "text for the ticket", "t")
	CopyNote  = bind("c", "copy the text", "c")
	Log       = bind("F2", "log", "f2")
	WhyOut    = bind("s", "why locked out", "s")
	FindWhy   = bind("F3", "why locked out", "f3")
	Simulate  = bind("e", "Conditional Access", "e")
	// EndSessions opens the question whether to revoke somebody's sign-in sessions. It promises no end of any.
	EndSessions = bind("u", "end sessions", "u")
	Methods     = bind("m", "remove methods", "m")
	Verify      = bind("v", "verify the caller", "v")
	Block       = bind("b", "block sign-in", "b")
	Password    = bind("p", "reset the password", "p")
	// Impostor works on every screen of a call.
	Impostor = bind("!", "impostor", "!")
	// Checklist opens what to do in a situation, EndChecklist ends it. Situations are the keys of situation.Kinds.
	Checklist    = bind("f", "checklist", "f")
	EndChecklist = bind("0", "end the checklist", "0")
	// Tick marks a method to be removed; Phone, Laptop and Everything mark those that go with something.
	Tick       = bind("Space", "mark", "space")
	Phone      = bind("1", "lost or stolen phone", "1")
	Laptop     = bind("2", "stolen laptop", "2")
	Everything = bind("3", "everything", "3")
	GoOn       = bind("g", "go on", "g")
	Week       = bind("7", "read 7 days", "7")

	SearchAgain = bind("F5", "search again", "f5")
)

// Situations are the keys of situation.Kinds, in their order.
var Situations = []key.Binding{
	bind("1", "lost phone", "1"), bind("2", "stolen phone", "2"), bind("3", "taken over", "3"),
}

// Steps are the keys of the steps of a checklist on the person. A step without one is done elsewhere.
var Steps = map[situation.Step]key.Binding{
	situation.Verify: Verify, situation.VerifyInPerson: Verify,
	situation.Block: Block, situation.BlockOrReset: Block, situation.Unblock: Block, situation.Reset: Password,
	situation.EndSessions: EndSessions, situation.EndAgain: EndSessions,
	situation.RemovePhone: Methods, situation.RemoveOld: Methods, situation.Remove: Methods,
	situation.Issue: Issue, situation.IssueShortest: Issue,
	situation.NewMethod: Watch, situation.Watch: Watch, situation.Review: Audit,
}

// IsStep reports whether msg is the key of a step, of whatever checklist.
func IsStep(msg tea.Msg) bool {
	for _, binding := range Steps {
		if Press(msg, binding) {
			return true
		}
	}
	return false
}

// Says returns the binding with other words for what it does here.
func Says(b key.Binding, does string) key.Binding {
	b.SetHelp(b.Help().Key, does)
	return b
}
