package ui

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/session"
	"tapdesk/state/text"
	"tapdesk/ui/signin"
)

// puppet is a session that does what the test says.
type puppet struct {
	h       *harness
	mu      sync.Mutex
	now     session.Standing
	changed chan struct{}
	ends    chan error // the result of the sign-in in progress
	refuse  error      // the error with which a sign-in starts
	trouble *session.Failure
	browser func(*session.Browser) // changes what a sign-in by browser shows
	locked  int
	out     int
}

var opal = session.Identity{
	Operator: person.Person{ID: text.NewKey("11111111-0000-4000-8000-000000000001"),
		UserPrincipalName: text.NewKey("opal@sandbox.example"), DisplayName: "Opal Operator"},
	TenantID: "22222222-0000-4000-8000-000000000002", Cloud: "global",
	Scopes: []string{"User.Read.All", "UserAuthMethod-TAP.ReadWrite.All"}, RolesKnown: true,
	RoleIDs: []string{session.RoleAuthenticationAdministrator},
}

func newPuppet(h *harness, phase session.Phase) *puppet {
	p := &puppet{h: h, changed: make(chan struct{}), ends: make(chan error, 1),
		now: session.Standing{Serial: 1, Phase: phase}}
	if phase == session.In {
		p.now.Identity = opal
	}
	return p
}

func (p *puppet) Standing() session.Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *puppet) Next(ctx context.Context, serial int) (session.Standing, error) {
	for {
		p.mu.Lock()
		now, changed := p.now, p.changed
		p.mu.Unlock()
		if now.Serial != serial {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return session.Standing{}, ctx.Err()
		}
	}
}

// become changes the session's state, and waits until the console has seen it.
func (p *puppet) become(next session.Standing) {
	p.h.t.Helper()
	p.set(next)
	serial := p.Standing().Serial
	p.h.takeUntil(func() bool { return p.h.app.who.standing.Serial == serial })
	p.h.settle()
}

func (p *puppet) set(next session.Standing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	next.Serial = p.now.Serial + 1
	p.now = next
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *puppet) Lock() {
	p.mu.Lock()
	p.locked++
	who := p.now.Identity
	p.mu.Unlock()
	p.set(session.Standing{Phase: session.Locked, Identity: who})
}

func (p *puppet) SignOut() {
	p.out++
	p.set(session.Standing{Phase: session.Out})
}

func (p *puppet) RefreshRoles(context.Context) error { return p.refuse }

func (p *puppet) wait(ctx context.Context) error {
	defer p.h.park()()
	select {
	case err := <-p.ends:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *puppet) DeviceCode(context.Context) (session.Code, func(context.Context) error, error) {
	return session.Code{
		UserCode: "FSWRLTMTC", VerificationURL: "https://login.sandbox.example/device",
		ExpiresOn: began.Add(15 * time.Minute),
		Trouble:   func() *session.Failure { return p.trouble },
	}, p.wait, p.refuse
}

func (p *puppet) Browser(context.Context) (session.Browser, func(context.Context) error, error) {
	browser := session.Browser{
		Address: "http://localhost:20001/k3m9x7pq2z",
		URL:     "https://login.sandbox.example/authorize?client_id=" + strings.Repeat("0123456789", 60),
		Port:    20001, Wanted: 20001, Bound: []string{"127.0.0.1:20001", "[::1]:20001"},
		SSH: "ssh -L 127.0.0.1:20001:127.0.0.1:20001 jump.sandbox.example", Forward: "-L 127.0.0.1:20001:127.0.0.1:20001",
		HostGuessed: true, Until: began.Add(5 * time.Minute), Trouble: func() *session.Failure { return p.trouble },
	}
	if p.browser != nil {
		p.browser(&browser)
	}
	return browser, p.wait, p.refuse
}

func (p *puppet) PasteBack(context.Context) (session.Paste, func(context.Context, string) error, error) {
	finish := func(ctx context.Context, pasted string) error {
		if pasted != "http://localhost:20000/?code=x" {
			return errors.New("no")
		}
		p.set(session.Standing{Phase: session.In, Identity: opal})
		return nil
	}
	return session.Paste{URL: "https://login.sandbox.example/authorize?x=1", Until: began.Add(5 * time.Minute)}, finish,
		p.refuse
}

// startPuppet starts the console on a session in this phase.
func startPuppet(t *testing.T, phase session.Phase, ways signin.Options, change func(*Options)) (*harness, *puppet) {
	t.Helper()
	var p *puppet
	h := startWith(t, sandbox.Options{}, func(h *harness, o *Options) {
		p = newPuppet(h, phase)
		o.Session, o.SignIn = p, ways
		if change != nil {
			change(o)
		}
	})
	return h, p
}

var atOnce = signin.Options{First: signin.Device, AtOnce: true}

func TestSignInStandsInFrontUntilItIsDone(t *testing.T) {
	h, p := startPuppet(t, session.Out, atOnce, nil)
	h.sees("Sign in", "F S W R L T M T C", "FSWRLTMTC", "https://login.sandbox.example/device", "15 min left",
		"not signed in")
	h.press("x", "1")
	h.sees("FSWRLTMTC")
	h.wait(time.Minute)
	h.sees("14 min left")
	p.become(session.Standing{Phase: session.In, Identity: opal})
	h.sees("Search  name", "opal@sandbox.example")
	h.misses("FSWRLTMTC")
}

func TestEscGivesASignInUpAtOnce(t *testing.T) {
	h, _ := startPuppet(t, session.Out, atOnce, nil)
	h.press("esc")
	h.sees("Enter  sign in with a device code", "by browser")
	h.misses("FSWRLTMTC")
	h.press("esc", "esc")
	h.sees("Sign in")
	h.press("b")
	h.sees("ssh -L 127.0.0.1:20001:127.0.0.1:20001", "Then open there (c copies it): http://localhost:20001/k3m9x7pq2z",
		"Enter ~ C",
		"a guess from SSH_CONNECTION", "waiting on 127.0.0.1:20001 and [::1]:20001, 5 min left")
	h.press("c")
	if h.copied != "http://localhost:20001/k3m9x7pq2z" {
		t.Errorf("c copied %q, want the short address", h.copied)
	}
	h.press("esc", "p")
	h.sees("sign_in.paste_back is off")
}

// TestBrowserSaysHowToGetThere checks that each way to the port is described correctly, with the line for ssh if there
// is one.
func TestBrowserSaysHowToGetThere(t *testing.T) {
	looks := map[string]struct {
		change func(*session.Browser)
		sees   []string
		misses string
	}{
		"socket": {func(b *session.Browser) {
			b.Socket, b.Bound = true, []string{"/run/user/1000/tapdesk.sock"}
			b.Forward = "-L 127.0.0.1:20001:/run/user/1000/tapdesk.sock"
			b.SSH = "ssh " + b.Forward + " jump.sandbox.example"
		}, []string{"On your own machine:", "ssh -L 127.0.0.1:20001:/run/user/1000/tapdesk.sock jump",
			"waiting on /run/user/1000/tapdesk.sock"}, "unless this is it"},
		"here": {func(b *session.Browser) { b.SSH, b.HostGuessed = "", false }, []string{
			"Open this in a browser on this machine",
			"From another machine: type ssh -L 127.0.0.1:20001:127.0.0.1:20001 and the name of this host",
		}, "Then open there"},
		"moved": {func(b *session.Browser) { b.Wanted = 20000 }, []string{
			"port 20000 is taken by another program: if a forwarding of yours leads there, open nothing at it; this " +
				"time it is 20001",
		}, "From another machine"},
	}
	for name, look := range looks {
		for _, size := range sizes {
			t.Run(name+" "+sizeName(size), func(t *testing.T) {
				h, p := startPuppet(t, session.Out, atOnce, nil)
				h.resize(size.Width, size.Height)
				p.browser = look.change
				h.press("esc", "b")
				h.sees(append(look.sees, "http://localhost:20001/k3m9x7pq2z")...)
				h.misses(look.misses)
				requireGolden(t, h, name)
			})
		}
	}
}

// TestTroubleWhileWaiting checks that trouble is shown and the waiting goes on.
func TestTroubleWhileWaiting(t *testing.T) {
	h, p := startPuppet(t, session.Out, atOnce, nil)
	h.press("esc", "b")
	p.trouble = &session.Failure{Happened: "an answer came that belongs to another sign-in",
		Operator: "open the address that is shown here"}
	h.wait(2 * time.Second)
	h.sees("an answer came that belongs to another sign-in: open the address that is shown here", "4 min 58 s left",
		"http://localhost:20001/k3m9x7pq2z")
	p.trouble = nil
	h.wait(2 * time.Second)
	h.misses("an answer came")
	h.press("esc", "d")
	p.trouble = &session.Failure{Happened: "the proxy proxy.sandbox.example:3128 asks for a user name and a " +
		"password (407)", Operator: "ask the people who run the proxy"}
	h.wait(2 * time.Second)
	h.sees("asking again, since the proxy proxy.sandbox.example:3128 asks for a user name and a password (407)",
		"FSWRLTMTC")
}

// TestFailureIsASentenceAndTheProgramGoesOn checks that, and that a failure that only the browser solves leads there.
func TestFailureIsASentenceAndTheProgramGoesOn(t *testing.T) {
	h, p := startPuppet(t, session.Out, atOnce, nil)
	p.ends <- &session.Failure{
		Happened: "Conditional Access blocked it", Operator: "sign in by browser", Admin: "allow device code for this group",
		Way:  session.ByBrowser,
		Code: "AADSTS53003", CorrelationID: "33333333-0000-4000-8000-000000000003",
	}
	h.takeUntil(func() bool { return strings.Contains(h.screen(), "AADSTS53003") })
	h.settle()
	h.sees("Conditional Access blocked it", "sign in by browser", "administrator: allow device code", "AADSTS53003",
		"33333333-")
	h.press("enter")
	h.sees("ssh -L")
}

func TestPasteBackWhereTheSiteAllowsIt(t *testing.T) {
	h, p := startPuppet(t, session.Out, signin.Options{First: signin.Browser, PasteBack: true}, nil)
	h.press("p")
	h.sees("Paste that whole address here", "x=1")
	h.send(tea.PasteMsg{Content: "http://localhost:20000/?code=x"})
	h.sees("http://localhost:20000/?code=x")
	h.take(tea.KeyPressMsg{Code: tea.KeyEnter})
	h.takeUntil(func() bool { return h.app.who.standing.Phase == session.In })
	h.settle()
	h.sees("Search", "opal@sandbox.example")
	_ = p
}

// TestTypedAheadIsNotLost checks that text typed while the demo signs in by itself goes to the search.
func TestTypedAheadIsNotLost(t *testing.T) {
	approved := 0
	h, p := startPuppet(t, session.Out, signin.Options{
		First: signin.Device, AtOnce: true, Approve: func(string) { approved++ },
	}, nil)
	h.typed("ordinary")
	if approved == 0 {
		t.Error("a key did not approve")
	}
	p.become(session.Standing{Phase: session.In, Identity: opal})
	h.sees("Search  ordinary")
	h.wait(settleTime)
	h.sees("ordinary@sandbox.example")
}

// TestALapseKeepsEverythingTyped checks that the sign-in opens over the form, and the form stays as it was.
func TestALapseKeepsEverythingTyped(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.open("ordinary")
	h.press("i")
	h.typed("75")
	why := &session.Failure{Happened: "the sign-in was revoked", Operator: "sign in again",
		Fault: &fault.Fault{Kind: fault.SignIn, What: "renew the sign-in"}}
	p.become(session.Standing{Phase: session.Lapsed, Identity: opal, Why: why})
	h.sees("The sign-in has ended", "the sign-in was revoked", "what was open and typed is kept")
	h.misses("Lifetime")
	p.become(session.Standing{Phase: session.In, Identity: opal})
	h.sees("Lifetime     75")
}

func TestSomebodyElseBeginsAnew(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.open("ordinary")
	p.become(session.Standing{Phase: session.Locked, Identity: opal})
	other := opal
	other.Operator.ID = text.NewKey("44444444-0000-4000-8000-000000000004")
	p.become(session.Standing{Phase: session.In, Identity: other})
	h.sees("Search  name")
	h.misses("Orla")
}

func TestIdleLock(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, func(o *Options) { o.IdleLock = 30 * time.Minute })
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	h.press("m")
	h.wait(29*time.Minute + 30*time.Second) // the window has long ended by then
	h.sees("Locking in 30 s. Press any key to stay signed in.")
	h.press("d")
	h.misses("Locking in", "press y to delete")
	h.wait(29*time.Minute + 59*time.Second)
	h.sees("Locking in 1 s")
	h.wait(2 * time.Second)
	h.sees("Locked", "opal@sandbox.example unlocks it")
	h.misses("Orla", "UPN")
	if p.locked != 1 || h.vault.Held() != 0 {
		t.Errorf("locked %d times, %d values held", p.locked, h.vault.Held())
	}
	h.press("ctrl+l", "ctrl+l", "i", "d")
	h.sees("Locked")
	p.become(session.Standing{Phase: session.In, Identity: opal})
	h.sees("Orla Ordinary", "Checked")
}

// TestLockWipesAnOpenReveal checks that it does, and that the screen stays open.
func TestLockWipesAnOpenReveal(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.press("ctrl+l", "ctrl+l")
	h.sees("Locked")
	h.misses(value)
	if h.vault.Held() != 0 {
		t.Error("the value is held behind the lock")
	}
	p.become(session.Standing{Phase: session.In, Identity: opal})
	h.sees("The pass has been wiped")
}

// TestNoLockDuringAWrite checks that the console does not lock during a write: the operator must see the answer.
func TestNoLockDuringAWrite(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter")
	release := h.hold()
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.take(tea.KeyPressMsg{Code: 'l', Mod: tea.ModCtrl})
	h.take(tea.KeyPressMsg{Code: 'o', Mod: tea.ModCtrl})
	h.sees("Issuing the pass")
	release()
	h.settle()
	h.sees("The pass was created")
	if p.locked+p.out != 0 {
		t.Error("locked or signed out during a write")
	}
}

func TestSignOutAsksAndForgets(t *testing.T) {
	h, p := startPuppet(t, session.In, atOnce, nil)
	h.open("ordinary")
	h.press("ctrl+o")
	h.sees("Sign out?", "press y to sign out")
	h.press("n")
	h.sees("Orla Ordinary")
	h.press("ctrl+o")
	h.take(tea.KeyPressMsg{Code: 'y', Text: "y"})
	h.takeUntil(func() bool { return h.app.who.standing.Phase == session.Out })
	h.settle()
	h.sees("Sign in", "not signed in")
	if p.out != 1 || len(h.app.stack.screens) != 2 {
		t.Errorf("signed out %d times, %d screens", p.out, len(h.app.stack.screens))
	}
}

func TestReadOnlyOffersNoWrite(t *testing.T) {
	h, _ := startPuppet(t, session.In, atOnce, func(o *Options) { o.ReadOnly = "read_only is set by the site's file" })
	h.open("usable-pass")
	h.press("i")
	h.sees("read-only: read_only is set by the site's file")
	h.press("d")
	h.sees("read-only: read_only")
	if h.creates() != 0 {
		t.Error("a create was sent in read-only mode, want none")
	}
}

// TestShortcomingsWarnAndNeverLock checks that the screen says what was not granted, and that Graph decides.
func TestShortcomingsWarnAndNeverLock(t *testing.T) {
	h, p := startPuppet(t, session.Out, atOnce, nil)
	lacking := opal
	lacking.Scopes = []string{"User.ReadBasic.All"}
	lacking.RolesKnown, lacking.RoleIDs = true, []string{session.RoleGlobalReader}
	p.become(session.Standing{Phase: session.In, Identity: lacking})
	h.sees("UserAuthMethod-TAP.ReadWrite.All was not granted", "Authentication Administrator", "^R")
	h.open("ordinary")
	h.press("i", "enter", "enter", "enter", "o")
	h.sees("press y to issue against the verdict")
	h.press("ctrl+r")
	h.sees("your active roles")
}

// TestSignInGolden draws the sign-in at three sizes.
func TestSignInGolden(t *testing.T) {
	looks := map[string]func(*harness, *puppet){
		"code":    func(*harness, *puppet) {},
		"browser": func(h *harness, _ *puppet) { h.press("esc", "b") },
		"choose":  func(h *harness, _ *puppet) { h.press("esc") },
		"failed": func(h *harness, p *puppet) {
			h.press("esc")
			p.refuse = &session.Failure{Happened: "the app is not known in this tenant",
				Operator: "check client_id and tenant_id", Admin: "register the app", Code: "AADSTS700016",
				CorrelationID: "33333333-0000-4000-8000-000000000003"}
			h.press("enter")
		},
		"locked": func(h *harness, p *puppet) {
			p.become(session.Standing{Phase: session.In, Identity: opal})
			h.press("ctrl+l", "ctrl+l")
		},
	}
	for name, look := range looks {
		for _, size := range sizes {
			t.Run(name+" "+sizeName(size), func(t *testing.T) {
				h, p := startPuppet(t, session.Out, atOnce, nil)
				h.resize(size.Width, size.Height)
				look(h, p)
				requireGolden(t, h, name)
			})
		}
	}
}

// TestRolesComeFromGraphWhereTheTokenHasNone checks that they do, without holding anything up.
func TestRolesComeFromGraphWhereTheTokenHasNone(t *testing.T) {
	for as, warns := range map[string]bool{"operator": false, "reader": true} {
		h := startWith(t, sandbox.Options{As: as}, func(h *harness, o *Options) {
			silent := o.Session.(signedIn)
			silent.standing.Identity.RolesKnown, silent.standing.Identity.RoleIDs = false, nil
			o.Session = silent
		})
		if h.count("GET", "/me/transitiveMemberOf/microsoft.graph.directoryRole") != 1 {
			t.Errorf("%s: roles were not asked for", as)
		}
		if got := strings.Contains(h.screen(), "No role that issues passes"); got != warns {
			t.Errorf("%s: warned %v\n%s", as, got, h.screen())
		}
	}
}

// TestOlderScopesWorkThroughout checks a tenant that knows only the scopes of the older documentation.
func TestOlderScopesWorkThroughout(t *testing.T) {
	scopes := []string{"User.Read.All", "UserAuthenticationMethod.ReadWrite.All", "Policy.Read.All"}
	h := startWith(t, sandbox.Options{Scopes: scopes}, func(h *harness, o *Options) {
		older := o.Session.(signedIn)
		older.standing.Identity.Scopes = scopes
		o.Session = older
	})
	h.misses("was not granted")
	h.open("usable-pass")
	h.sees("Pass usable", "Microsoft Authenticator")
	h.press("i", "enter", "enter", "enter", "y")
	h.wait(quiet)
	h.press("space")
	h.revealed()
	h.press("esc", "esc", "d", "y")
	h.sees("deleted here, Graph confirmed it")
}
