// Package signin is the screen on which an operator signs in: at the start, over the screen in front when a sign-in
// lapsed, and to unlock. What was typed there is kept.
package signin

import (
	"cmp"
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/config"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Engine signs in; auth.Session does. Each way returns what the operator must see, and what waits for the end of it.
type Engine interface {
	DeviceCode(ctx context.Context) (session.Code, func(context.Context) error, error)
	Browser(ctx context.Context) (session.Browser, func(context.Context) error, error)
	PasteBack(ctx context.Context) (session.Paste, func(context.Context, string) error, error)
}

// Way is a way to sign in, as the settings name it.
type Way = config.Way

// The ways: those of the settings, and the pasted address.
const (
	Ask     = config.Ask
	Browser = config.Browser
	Device  = config.DeviceCode
	Paste   = Way("paste")
)

// Options is how the operator may sign in here.
type Options struct {
	// First is the way that Enter takes; empty means Ask.
	First Way
	// AtOnce begins First when the screen opens. Otherwise a device code is requested only by a key, because its time
	// starts at once.
	AtOnce bool
	// PasteBack means that the site allows the pasted address.
	PasteBack bool
	// Approve does in the demo what a person would do with a device code or the address of the sign-in page. It is nil
	// elsewhere.
	Approve func(codeOrPage string)
}

// step is the progress of a sign-in.
type step int

const (
	choosing step = iota
	starting
	waiting
	checking // a pasted address is being redeemed
)

// prompt is what one way of signing in shows, and the function that waits for its end.
type prompt struct {
	way     Way
	code    session.Code
	browser session.Browser
	paste   session.Paste
	wait    func(context.Context) error
	finish  func(context.Context, string) error
}

// troubled returns what has gone wrong meanwhile, or nil.
func (p prompt) troubled() *session.Failure {
	for _, trouble := range []func() *session.Failure{p.browser.Trouble, p.code.Trouble} {
		if trouble != nil {
			return trouble()
		}
	}
	return nil
}

// Screen is the sign-in.
type Screen struct {
	env     fx.Env
	engine  Engine
	options Options
	to      nav.SignIn

	step   step
	way    Way
	prompt prompt
	failed *session.Failure
	// trouble is what has gone wrong while the current attempt waits, or nil.
	trouble *session.Failure
	field   kit.Field // the pasted address

	// stop cancels the current attempt, which outlives the call that begins it.
	stop  context.CancelFunc
	begin fx.Slot[prompt]
	end   fx.Slot[struct{}]
	tick  fx.Slot[time.Time]
}

// New returns the sign-in for the reason the route gives.
func New(env fx.Env, engine Engine, options Options, to nav.SignIn) *Screen {
	s := &Screen{env: env, engine: engine, options: options, to: to, way: cmp.Or(options.First, Ask),
		failed: to.Standing.Why}
	s.stop = func() {}
	s.field = kit.NewField(fieldLabel, fieldHint)
	if s.failed != nil && s.failed.Way == session.ByBrowser {
		s.way = Browser
	}
	return s
}

// Init begins at once if that is configured and the program has just started. Later it waits for a key: the operator
// should first read why this screen is here, and a code's time should not run while nobody is looking.
func (s *Screen) Init() tea.Cmd {
	// A session's first standing has the serial 1: after a sign-out nobody is signed in again automatically.
	if s.options.AtOnce && s.to.Standing.Serial <= 1 && s.to.Standing.Phase == session.Out && s.failed == nil &&
		s.way != Ask {
		return s.start(s.way)
	}
	return nil
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Typing reports whether letters are text: they are in the field for a pasted address.
func (s *Screen) Typing() bool { return s.step == waiting && s.prompt.way == Paste }

// UnderWay reports whether a sign-in was begun and has not ended.
func (s *Screen) UnderWay() bool { return s.step != choosing }

// Keys lists the ways that are open, or what can be done while one is under way.
func (s *Screen) Keys() []kit.Key {
	switch {
	case s.step == choosing:
		keys := []kit.Key{{Binding: kit.Says(kit.Enter, s.enterSays())}}
		if s.preferred() != Browser {
			keys = append(keys, kit.Key{Binding: kit.ByBrowser})
		}
		if s.preferred() != Device {
			keys = append(keys, kit.Key{Binding: kit.ByCode})
		}
		paste := kit.Key{Binding: kit.ByPaste}
		if !s.options.PasteBack {
			paste.Off = offPasteBack
		}
		return append(keys, paste)
	case s.step == waiting && s.prompt.way == Paste:
		return kit.On(kit.Says(kit.Enter, doTakeAddress), kit.Says(kit.Esc, doCancel))
	case s.step == waiting:
		return kit.On(kit.Says(kit.CopyUPN, doCopyAddress), kit.Says(kit.Esc, doCancel))
	}
	return kit.On(kit.Says(kit.Esc, doCancel))
}

func (s *Screen) preferred() Way {
	if s.way == Ask {
		return Browser
	}
	return s.way
}

func (s *Screen) enterSays() string {
	switch {
	case s.failed != nil && s.way == s.options.First:
		return doTryAgain
	case s.preferred() == Device:
		return doGetCode
	case s.preferred() == Paste:
		return doPasteBack
	}
	return doByBrowser
}

// Explain describes the ways to sign in.
func (s *Screen) Explain() []string { return help }

// Back cancels the attempt at once. The only ways past this screen are signing in and quitting.
func (s *Screen) Back() tea.Cmd {
	s.stop()
	s.begin.Cancel()
	s.end.Cancel()
	s.tick.Cancel()
	s.step, s.prompt = choosing, prompt{}
	return nil
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		if !s.Typing() {
			return s.notKept()
		}
		s.field.Update(msg)
		return nil
	}
	if a, ok := s.begin.Take(msg); ok {
		return s.begun(a)
	}
	if a, ok := s.end.Take(msg); ok {
		return s.ended(a.Err)
	}
	if _, ok := s.tick.Take(msg); ok && s.step == waiting {
		s.trouble = s.prompt.troubled()
		return s.countdown()
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.step == choosing:
		return s.choose(msg)
	case s.Typing():
		return s.typed(msg)
	case s.step == waiting && s.prompt.way == Device && s.options.Approve != nil:
		s.options.Approve(s.prompt.code.UserCode)
	case s.step == waiting && s.prompt.way == Browser && s.options.Approve != nil && kit.Press(msg, kit.Enter):
		s.options.Approve(s.prompt.browser.URL)
	case s.step == waiting && kit.Press(msg, kit.CopyUPN):
		return tea.Batch(tea.SetClipboard(s.address()),
			s.env.Say(addressCopied))
	case s.options.Approve == nil && (msg.Text != "" || kit.Press(msg, kit.Enter)):
		return s.notKept()
	}
	return nil
}

// notKept says that what is typed now does not reach the screens below.
func (s *Screen) notKept() tea.Cmd {
	return s.env.Say(nobodySignedIn)
}

func (s *Screen) choose(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Enter):
		return s.start(s.preferred())
	case kit.Press(msg, kit.ByBrowser):
		return s.start(Browser)
	case kit.Press(msg, kit.ByCode):
		return s.start(Device)
	case kit.Press(msg, kit.ByPaste) && s.options.PasteBack:
		return s.start(Paste)
	}
	return nil
}

func (s *Screen) typed(msg tea.KeyPressMsg) tea.Cmd {
	if !kit.Press(msg, kit.Enter) {
		s.field.Update(msg)
		return nil
	}
	address, finish := s.field.Value(), s.prompt.finish
	if address == "" {
		return nil
	}
	s.step = checking
	return s.end.Read(s.env, func(ctx context.Context) (struct{}, error) { return struct{}{}, finish(ctx, address) })
}

// start requests what the operator must see.
func (s *Screen) start(way Way) tea.Cmd {
	s.way, s.step, s.failed, s.trouble = way, starting, nil, nil
	s.field.Set("")
	s.stop()
	ctx, stop := context.WithCancel(s.env.Context)
	s.stop = stop
	return s.begin.Read(s.env, func(context.Context) (p prompt, err error) {
		p.way = way
		switch way {
		case Device:
			p.code, p.wait, err = s.engine.DeviceCode(ctx)
		case Paste:
			p.paste, p.finish, err = s.engine.PasteBack(ctx)
		default:
			p.browser, p.wait, err = s.engine.Browser(ctx)
		}
		return p, err
	})
}

// begun shows what to do, and waits for the end of it.
func (s *Screen) begun(a fx.Answer[prompt]) tea.Cmd {
	if a.Err != nil {
		return s.ended(a.Err)
	}
	s.step, s.prompt = waiting, a.Value
	if a.Value.wait == nil {
		return s.countdown()
	}
	return tea.Batch(s.countdown(), s.end.Read(s.env, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, a.Value.wait(ctx)
	}))
}

// ended takes a failure. Success is handled by the root, which sees the new session and closes this screen.
func (s *Screen) ended(err error) tea.Cmd {
	s.tick.Cancel()
	s.step, s.prompt = choosing, prompt{}
	if err == nil {
		return nil
	}
	s.failed = session.FailureOf(err)
	if s.failed == nil {
		f := kit.AsFault(err, signingIn)
		s.failed = &session.Failure{Happened: f.Reason(), Operator: f.Hint, Fault: f}
	}
	if s.failed.Way == session.ByBrowser {
		s.way = Browser
	}
	return nil
}

func (s *Screen) countdown() tea.Cmd { return fx.After(&s.tick, s.env, time.Second) }

// until is when what is shown ends.
func (s *Screen) until() time.Time {
	switch s.prompt.way {
	case Device:
		return s.prompt.code.ExpiresOn
	case Paste:
		return s.prompt.paste.Until
	}
	return s.prompt.browser.Until
}

// address is what to open in a browser.
func (s *Screen) address() string {
	switch s.prompt.way {
	case Device:
		return s.prompt.code.VerificationURL
	case Paste:
		return s.prompt.paste.URL
	}
	return s.prompt.browser.Address
}
