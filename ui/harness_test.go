package ui

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones wherever they run

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"github.com/google/uuid"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
	"tapdesk/state/journal"
	"tapdesk/state/journal/ram"
	"tapdesk/state/secret"
	"tapdesk/state/session"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
)

func TestMain(m *testing.M) {
	ram.Use()
	os.Exit(m.Run())
}

// began is when every test begins: on a Tuesday morning.
var began = time.Date(2031, time.March, 4, 8, 30, 0, 0, time.UTC)

// harness runs the console without a terminal: the real screens on the real client, over HTTP to the sandbox. Its time
// moves only when the test says so.
type harness struct {
	t      *testing.T
	app    *App
	tenant *sandbox.Tenant
	root   string // where the tenant is
	tokens graph.Tokens
	vault  *secret.Vault
	writes *fx.Writes
	ui     *clock.Manual // the time, and the screens' timers
	net    *hasty        // the same time, as the client and the tenant wait for it

	msgs    chan tea.Msg
	mu      sync.Mutex
	running int
	quit    bool
	cancel  context.CancelFunc
	gate    chan struct{} // while open, the wire answers nothing
	through int           // the number of requests that still pass
	waiting int

	journal *journal.Journal
	records *clock.Manual // the same time, as the journal waits for it
	fast    atomic.Int64  // how far the machine's clock, which the journal has, is ahead of Graph's, in nanoseconds

	requests map[string]string // the method of each request, by its client-request-id

	copied string // last sent to the terminal's clipboard

	watching int           // commands that wait for a change of the session
	parked   chan struct{} // holds one when that has changed
}

// watched counts commands that wait for a change of the session: such a command runs forever, but counts as settled.
type watched struct {
	Session
	h *harness
}

func (w *watched) Next(ctx context.Context, serial int) (session.Standing, error) {
	defer w.h.park()()
	return w.Session.Next(ctx, serial)
}

// park counts a command that waits for the test, until the returned function is called.
func (h *harness) park() (unpark func()) {
	h.watch(1)
	return func() { h.watch(-1) }
}

func (h *harness) watch(more int) {
	h.mu.Lock()
	h.watching += more
	h.mu.Unlock()
	select {
	case h.parked <- struct{}{}:
	default: // one is pending already
	}
}

// signedIn is a session in which somebody is signed in from the start.
type signedIn struct {
	Session
	standing session.Standing
}

// Lock does nothing: there is nothing to drop. Nor does SignOut.
func (s signedIn) Lock()    {}
func (s signedIn) SignOut() {}

func (s signedIn) Standing() session.Standing { return s.standing }

func (s signedIn) Next(ctx context.Context, _ int) (session.Standing, error) {
	<-ctx.Done()
	return session.Standing{}, ctx.Err()
}

func (h *harness) session(tokens graph.Tokens) Session {
	operator, err := tokens.Operator(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return signedIn{standing: session.Standing{Serial: 1, Phase: session.In, Identity: session.Identity{
		Operator: operator, Scopes: []string{"Policy.Read.ConditionalAccess", "User.Read.All",
			"UserAuthMethod-TAP.ReadWrite.All", "User.RevokeSessions.All",
			"User.EnableDisableAccount.All", "UserAuthMethod-Password.ReadWrite.All",
			"UserAuthMethod-Phone.ReadWrite.All", "UserAuthMethod-MicrosoftAuthApp.ReadWrite.All",
			"UserAuthMethod-Passkey.ReadWrite.All", "UserAuthMethod-WindowsHello.ReadWrite.All",
			"UserAuthMethod-SoftwareOATH.ReadWrite.All", "User.EnableDisableAccount.All"},
		RolesKnown: true, RoleIDs: []string{session.RoleAuthenticationAdministrator},
	}}}
}

// hasty is the clock of the wire: a wait for a retry or a slow answer moves time forward instead of taking it; a
// deadline really waits until it is cancelled.
type hasty struct{ *clock.Manual }

// machine is the clock of the machine, which may be set wrong.
type machine struct {
	*clock.Manual
	ahead *atomic.Int64
}

func (m machine) Now() time.Time { return m.Manual.Now().Add(time.Duration(m.ahead.Load())) }

func (h *hasty) Sleep(ctx context.Context, d time.Duration) error {
	switch {
	case ctx.Err() != nil:
		// The deadline was cancelled before its wait began; on a busy machine the time may have moved on by then.
		return ctx.Err()
	case d >= 20*time.Second:
		return h.Manual.Sleep(ctx, d)
	}
	h.Advance(max(0, d))
	return ctx.Err()
}

func start(t *testing.T, o sandbox.Options) *harness {
	t.Helper()
	return startWith(t, o, func(*harness, *Options) {})
}

// startWith starts a console with other options than usual.
func startWith(t *testing.T, o sandbox.Options, change func(*harness, *Options)) *harness {
	t.Helper()
	h := newHarness(t)
	o.Clock = h.net
	if o.People == 0 {
		o.People = 300
	}
	tenant, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	h.tenant = tenant
	server := httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(server.Close)
	h.root, h.tokens = server.URL, sandbox.Handed{Tenant: tenant}
	h.attach(filepath.Join(t.TempDir(), "state"), server.Client().Transport, change)
	return h
}

// newHarness returns a harness without a tenant and a console.
func newHarness(t *testing.T) *harness {
	kit.Suit(colorprofile.ANSI256) // an earlier test may have run the whole program on a poorer terminal
	h := &harness{t: t, vault: new(secret.Vault), writes: new(fx.Writes), msgs: make(chan tea.Msg, 64),
		requests: map[string]string{}, parked: make(chan struct{}, 1)}
	h.ui = clock.NewManual(began)
	h.net, h.records = &hasty{h.ui.Share()}, h.ui.Share()
	return h
}

// attach starts a console on the tenant, with its journal in the directory.
func (h *harness) attach(dir string, transport http.RoundTripper, change func(*harness, *Options)) {
	t := h.t
	t.Helper()
	client, err := graph.New(graph.Config{
		Root: h.root, Tokens: h.tokens, Transport: transport, Clock: h.net, Vault: h.vault,
		Agent: "tapdesk-test", Jitter: func() float64 { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	h.cancel = cancel
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	h.journal = openJournal(t, machine{h.records, &h.fast}, dir)
	options := Options{
		Client: client, Session: h.session(h.tokens), Journal: h.journal, Vault: h.vault, Clock: h.ui, Zone: zone,
		Banner: "SANDBOX: not a real tenant",
	}
	change(h, &options)
	options.Session = &watched{Session: options.Session, h: h}
	h.app = newConsole(ctx, options, h.writes)
	h.run(h.app.Init())
	h.resize(80, 24)
}

// openJournal opens a real journal, which is closed when the test ends.
func openJournal(t *testing.T, c clock.Clock, dir string) *journal.Journal {
	t.Helper()
	j := journal.Open(journal.Options{Dir: dir, Clock: c, NewID: uuid.NewString, Host: "jump.sandbox.example",
		SSHClient: "203.0.113.7"})
	if err := j.Trouble(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close(context.Background()) })
	return j
}

// breakJournal puts a file in place of the journal's directory, until the returned function is called.
func (h *harness) breakJournal() (mend func()) {
	h.t.Helper()
	dir := h.journal.Dir()
	if err := os.Rename(dir, dir+".away"); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		h.t.Fatal(err)
	}
	return func() {
		h.t.Helper()
		if err := errors.Join(os.Remove(dir), os.Rename(dir+".away", dir)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// run starts a command, as Bubble Tea would.
func (h *harness) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	h.mu.Lock()
	h.running++
	h.mu.Unlock()
	go func() { h.msgs <- cmd() }()
}

// settle takes answers until nothing runs but timers.
func (h *harness) settle() {
	h.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		slept := h.ui.Changed()
		h.mu.Lock()
		done := h.running == h.ui.Sleepers()+h.watching && len(h.msgs) == 0
		h.mu.Unlock()
		if done {
			return
		}
		select {
		case msg := <-h.msgs:
			h.mu.Lock()
			h.running--
			h.mu.Unlock()
			h.take(msg)
		case <-limit.C:
			h.t.Fatalf("did not settle: %d commands run, %d timers wait\n%s", h.running, h.ui.Sleepers(), h.screen())
		case <-slept:
		case <-h.parked:
		}
	}
}

func (h *harness) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			h.run(cmd)
		}
	case tea.QuitMsg:
		h.quit = true
	default:
		if fmt.Sprintf("%T", msg) == "tea.setClipboardMsg" { // Bubble Tea does not export its type
			h.copied = fmt.Sprint(msg)
			return
		}
		// The commands of a sequence run concurrently here.
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() {
				h.run(v.Index(i).Interface().(tea.Cmd))
			}
			return
		}
		_, cmd := h.app.Update(msg)
		h.run(cmd)
	}
}

// send gives the program a message and waits until it has settled.
func (h *harness) send(msg tea.Msg) {
	h.t.Helper()
	h.take(msg)
	h.settle()
}

func (h *harness) resize(width, height int) {
	h.t.Helper()
	h.send(tea.WindowSizeMsg{Width: width, Height: height})
}

// named maps the names that the tests use to keys.
var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "up": {Code: tea.KeyUp},
	"down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "f1": {Code: tea.KeyF1},
	"f2": {Code: tea.KeyF2}, "f3": {Code: tea.KeyF3}, "f5": {Code: tea.KeyF5},
	"backspace": {Code: tea.KeyBackspace}, "space": {Code: tea.KeySpace, Text: " "}, "pgdown": {Code: tea.KeyPgDown},
	"end": {Code: tea.KeyEnd}, "home": {Code: tea.KeyHome},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
}

// press presses keys one after another: a name of named, or a single letter.
func (h *harness) press(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		msg, ok := named[k]
		if letter, ctrl := strings.CutPrefix(k, "ctrl+"); ctrl && !ok {
			msg, ok = tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}, true
		}
		if !ok {
			r := []rune(k)
			if len(r) != 1 {
				h.t.Fatalf("no key %q", k)
			}
			msg = tea.KeyPressMsg{Code: r[0], Text: k}
		}
		h.send(msg)
	}
}

// typed types a text.
func (h *harness) typed(text string) {
	h.t.Helper()
	for _, r := range text {
		h.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// wait lets time pass, timer by timer.
func (h *harness) wait(d time.Duration) {
	h.t.Helper()
	for d > 0 {
		step := d
		if next, ok := h.ui.Next(); ok && next < step {
			step = max(next, 0)
		}
		h.ui.Advance(step)
		d -= step
		h.settle()
	}
}

// find types a name into an empty field and waits for the people found.
func (h *harness) find(name string) {
	h.t.Helper()
	h.typed(name)
	h.wait(settleTime)
}

const settleTime = 150 * time.Millisecond

// open finds a person of the cast and opens them.
func (h *harness) open(name string) {
	h.t.Helper()
	h.find(name)
	h.press("enter")
}

// screen returns the terminal as plain text, a line each, without the spaces at the end.
func (h *harness) screen() string {
	h.t.Helper()
	view := h.app.View()
	buffer := uv.NewScreenBuffer(h.app.size.Width, h.app.size.Height)
	uv.NewStyledString(view.Content).Draw(buffer, buffer.Bounds())
	var lines []string
	for y := range h.app.size.Height {
		var line strings.Builder
		for x := 0; x < h.app.size.Width; x++ {
			cell := buffer.CellAt(x, y)
			if cell == nil || cell.Width == 0 {
				continue
			}
			line.WriteString(cell.Content)
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// sees fails unless every text is on the screen.
func (h *harness) sees(texts ...string) {
	h.t.Helper()
	screen := h.screen()
	flat := strings.Join(strings.Fields(screen), " ")
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			h.t.Fatalf("the screen does not say %q:\n%s", text, screen)
		}
	}
}

// misses fails if a text is on the screen.
func (h *harness) misses(texts ...string) {
	h.t.Helper()
	screen := h.screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			h.t.Fatalf("the screen says %q:\n%s", text, screen)
		}
	}
}

// sizes are the three sizes at which every screen is checked.
var sizes = []kit.Size{{Width: 60, Height: 20}, classic, {Width: 120, Height: 40}}

// classic is the size of most terminals.
var classic = kit.Size{Width: 80, Height: 24}

// serve is the wire, which may be told to hold answers.
func (h *harness) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	gate := h.gate
	if gate != nil && h.through > 0 {
		gate = nil
		h.through--
	}
	if gate != nil {
		h.waiting++
	}
	if !strings.HasSuffix(r.URL.Path, "/organization") { // every sign-in asks for the tenant's name
		h.requests[r.Header.Get("client-request-id")] = r.Method
	}
	h.mu.Unlock()
	if gate != nil {
		<-gate
		h.mu.Lock()
		h.waiting--
		h.mu.Unlock()
	}
	h.tenant.ServeHTTP(w, r)
}

// named returns the method of the request that was sent under a client-request-id.
func (h *harness) named(id string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.requests[id]
}

// hold makes the wire answer nothing until the returned function is called.
func (h *harness) hold() (release func()) {
	gate := make(chan struct{})
	h.mu.Lock()
	h.gate = gate
	h.mu.Unlock()
	release = sync.OnceFunc(func() { close(gate) })
	h.t.Cleanup(release) // before the server closes, which waits for its requests
	return release
}

// holdBehind is hold after so many more requests have been answered.
func (h *harness) holdBehind(through int) (release func()) {
	release = h.hold()
	h.mu.Lock()
	h.through = through
	h.mu.Unlock()
	return release
}

// held returns how many requests the wire holds.
func (h *harness) held() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.waiting
}

// takeUntil takes answers until the condition holds.
func (h *harness) takeUntil(done func() bool) {
	h.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	poll := time.NewTicker(200 * time.Microsecond)
	defer poll.Stop()
	for !done() {
		select {
		case msg := <-h.msgs:
			h.mu.Lock()
			h.running--
			h.mu.Unlock()
			h.take(msg)
		case <-limit.C:
			h.t.Fatalf("the condition was never met\n%s", h.screen())
		case <-poll.C:
		}
	}
}

// drain takes answers until the wire holds a request and nothing else has come for a while.
func (h *harness) drain() {
	h.t.Helper()
	still := time.Now()
	h.takeUntil(func() bool {
		if len(h.msgs) > 0 || h.held() == 0 {
			still = time.Now()
		}
		return time.Since(still) > 30*time.Millisecond
	})
}

// titled reports whether the screen in front has the title.
func (h *harness) titled(title string) bool { return h.app.stack.front().Title() == title }

// token returns a token for a person of the cast.
func (h *harness) token(as string) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.tenant.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/sandbox?as="+as, nil))
	var attach sandbox.Attach
	if err := json.Unmarshal(w.Body.Bytes(), &attach); err != nil {
		h.t.Fatal(err, w.Body)
	}
	return attach.Token
}

// sent returns the requests that reached the tenant, except for the tenant's name, which each sign-in asks for.
func (h *harness) sent() []sandbox.Request {
	return slices.DeleteFunc(h.tenant.Requests(), func(r sandbox.Request) bool {
		return strings.HasSuffix(r.Path, "/organization")
	})
}

// control posts to one of the sandbox's own addresses.
func (h *harness) control(path, body string) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/sandbox/"+path, strings.NewReader(body))
	w := httptest.NewRecorder()
	if h.tenant.ServeHTTP(w, r); w.Code/100 != 2 {
		h.t.Fatal(w.Code, w.Body)
	}
}
