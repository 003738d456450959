package signin

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/session"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/nav"
)

// rig is a sign-in whose engine begins every way at once and ends none of them.
type rig struct {
	*Screen
	began  []string
	pasted string
	went   []tea.Msg
	failed error // what beginning fails with
}

func (r *rig) DeviceCode(context.Context) (session.Code, func(context.Context) error, error) {
	r.began = append(r.began, "code")
	code := session.Code{UserCode: "ABCD1234", VerificationURL: "https://login.sandbox.example/device"}
	return code, func(context.Context) error { return nil }, r.failed
}

func (r *rig) Browser(context.Context) (session.Browser, func(context.Context) error, error) {
	r.began = append(r.began, "browser")
	page := session.Browser{Address: "http://localhost:8400/owl", URL: "https://login.sandbox.example/authorize"}
	return page, func(context.Context) error { return nil }, r.failed
}

func (r *rig) PasteBack(context.Context) (session.Paste, func(context.Context, string) error, error) {
	r.began = append(r.began, "paste")
	finish := func(_ context.Context, address string) error {
		r.pasted = address
		return nil
	}
	return session.Paste{URL: "https://login.sandbox.example/authorize"}, finish, r.failed
}

func newRig(options Options) *rig {
	r := new(rig)
	now := fxtest.Clock()
	env := fxtest.Env(now, &r.went)
	r.Screen = New(env, r, options, nav.SignIn{})
	return r
}

// press presses keys by name, or types what is no name, and lets the engine begin what a key asked for. It returns the
// last command.
func (r *rig) press(names ...string) (cmd tea.Cmd) {
	for _, name := range names {
		switch name {
		case "enter":
			cmd = r.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		case "esc":
			cmd = r.Back()
		default:
			for _, letter := range name {
				cmd = r.Update(tea.KeyPressMsg{Code: letter, Text: string(letter)})
			}
		}
		if r.step == starting {
			cmd = r.Update(cmd())
		}
	}
	return cmd
}

// state says where the sign-in is.
func (r *rig) state() string {
	name := map[step]string{choosing: "choosing", starting: "starting", waiting: "waiting", checking: "checking"}[r.step]
	if r.step == waiting {
		name += " for the " + string(r.prompt.way)
	}
	return name
}

// TestKeys holds what the keys begin, cancel and say, on the way that is under way.
func TestKeys(t *testing.T) {
	paste, device := Options{PasteBack: true}, Options{First: Device}
	for name, c := range map[string]struct {
		options Options
		keys    []string
		began   string
		state   string
		typing  bool
		says    string // part of it
	}{
		"Enter": {keys: []string{"enter"}, began: "browser", state: "waiting for the browser"},
		"Enter, a code first": {options: device, keys: []string{"enter"}, began: "code",
			state: "waiting for the device-code"},
		"b": {options: device, keys: []string{"b"}, began: "browser", state: "waiting for the browser"},
		"d": {keys: []string{"d"}, began: "code", state: "waiting for the device-code"},
		"p": {
			options: paste, keys: []string{"p"}, began: "paste", state: "waiting for the paste", typing: true,
		},
		"p, not allowed":        {keys: []string{"p"}, state: "choosing"},
		"x":                     {keys: []string{"x"}, state: "choosing"},
		"Esc gives it up":       {keys: []string{"d", "esc"}, began: "code", state: "choosing"},
		"Esc, then another way": {keys: []string{"d", "esc", "b"}, began: "code browser", state: "waiting for the browser"},
		"a copy of the address": {
			keys: []string{"b", "c"}, began: "browser", state: "waiting for the browser", says: "clipboard",
		},
		"a letter while it waits": {
			keys: []string{"b", "a"}, began: "browser", state: "waiting for the browser", says: "not kept",
		},
		"Enter without an address": {
			options: paste, keys: []string{"p", "enter"}, began: "paste", state: "waiting for the paste", typing: true,
		},
		"an address, and Enter": {
			options: paste, keys: []string{"p", "http://c", "enter"}, began: "paste", state: "checking",
		},
		"Esc while it is redeemed": {
			options: paste, keys: []string{"p", "http://c", "enter", "esc"}, began: "paste", state: "choosing",
		},
		"a letter while it is sent": {
			options: paste, keys: []string{"p", "http://c", "enter", "a"}, began: "paste", state: "checking",
			says: "not kept",
		},
	} {
		r := newRig(c.options)
		r.press(c.keys...)
		said := ""
		if len(r.went) > 0 {
			said = r.went[0].(nav.Say).Text
		}
		if got := strings.Join(r.began, " "); got != c.began {
			t.Errorf("%s: began %q, want %q", name, got, c.began)
		}
		if r.state() != c.state || r.Typing() != c.typing {
			t.Errorf("%s: %s, typing %v; want %s, typing %v", name, r.state(), r.Typing(), c.state, c.typing)
		}
		if (said == "") != (c.says == "") || !strings.Contains(said, c.says) {
			t.Errorf("%s: said %q, want %q in it", name, said, c.says)
		}
	}
}

// TestAPastedAddressIsRedeemed whole, typed or pasted.
func TestAPastedAddressIsRedeemed(t *testing.T) {
	const address = "http://localhost/?code=owl"
	r := newRig(Options{PasteBack: true})
	r.press("p")
	r.Update(tea.PasteMsg{Content: address})
	r.press("enter")()
	if r.pasted != address {
		t.Errorf("the engine got %q, want %q", r.pasted, address)
	}
}

// TestAFailureOffersTheWayAgain: Enter tries the way that failed.
func TestAFailureOffersTheWayAgain(t *testing.T) {
	r := newRig(Options{})
	r.failed = fmt.Errorf("no listener")
	r.press("d")
	if r.state() != "choosing" || r.Screen.failed == nil {
		t.Fatalf("%s with the failure %v, want choosing and a failure", r.state(), r.Screen.failed)
	}
	r.failed = nil
	r.press("enter")
	if got := strings.Join(r.began, " "); got != "code code" || r.Screen.failed != nil {
		t.Errorf("began %q with the failure %v, want the code twice and no failure", got, r.Screen.failed)
	}
}

// TestItBeginsAtOnce only where that is set, at the program's start, and not with a code that nobody asked for.
func TestItBeginsAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		options Options
		out     session.Standing
		begins  bool
	}{
		"not set":         {options: Options{First: Browser}},
		"set":             {options: Options{First: Browser, AtOnce: true}, begins: true},
		"no way is set":   {options: Options{AtOnce: true}},
		"after a lapse":   {options: Options{First: Browser, AtOnce: true}, out: session.Standing{Phase: session.Lapsed}},
		"after sign-out":  {options: Options{First: Browser, AtOnce: true}, out: session.Standing{Serial: 2}},
		"after a failure": {options: Options{First: Browser, AtOnce: true}, out: session.Standing{Why: new(session.Failure)}},
	} {
		r := newRig(c.options)
		r.Screen = New(r.env, r, c.options, nav.SignIn{Standing: c.out})
		if got := r.Init() != nil; got != c.begins || r.UnderWay() != c.begins {
			t.Errorf("%s: begins %v, under way %v; want %v", name, got, r.UnderWay(), c.begins)
		}
	}
}
