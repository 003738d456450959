package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
	"tapdesk/state/secret"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// sheet is a screen that records what it is told.
type sheet struct {
	name string
	env  fx.Env
	told []string
	busy bool
	loss string
}

func (c *sheet) Init() tea.Cmd            { return nil }
func (c *sheet) Frame(kit.Size) kit.Frame { return kit.Frame{} }
func (c *sheet) Title() string            { return c.name }
func (c *sheet) Keys() []kit.Key          { return nil }
func (c *sheet) Busy() bool               { return c.busy }
func (c *sheet) Loss() string             { return c.loss }
func (c *sheet) Leave(why nav.Reason)     { c.told = append(c.told, "leave: "+string(why)) }
func (c *sheet) Update(msg tea.Msg) tea.Cmd {
	c.told = append(c.told, fmt.Sprintf("%T", msg))
	return nil
}

// deck is a stack of sheets, each named by the title of its route.
type deck struct {
	stack
	t *testing.T
}

func newDeck(t *testing.T, names ...string) *deck {
	d := &deck{t: t}
	d.env = fx.Env{Clock: clock.NewManual(began), Writes: new(fx.Writes), Context: t.Context()}
	d.build = func(to nav.Route, env fx.Env) nav.Screen { return &sheet{name: to.(nav.Help).Title, env: env} }
	for _, name := range names {
		d.push(nav.Help{Title: name})
	}
	return d
}

// id returns the id of a sheet, or 0 if it is gone.
func (d *deck) id(name string) nav.ID {
	for _, e := range d.screens {
		if e.screen.Title() == name {
			return e.id
		}
	}
	return 0
}

func (d *deck) sheet(name string) *sheet { return d.byID(d.id(name)).(*sheet) }

func (d *deck) wants(names ...string) {
	d.t.Helper()
	var got []string
	for _, e := range d.screens {
		got = append(got, e.screen.Title())
	}
	if !slices.Equal(got, names) {
		d.t.Errorf("got the screens %q, want %q", got, names)
	}
}

func TestUnwind(t *testing.T) {
	for name, c := range map[string]struct {
		from string
		n    int
		left []string
		ok   bool
	}{
		"the one in front":            {"c", 1, []string{"a", "b"}, true},
		"two":                         {"c", 2, []string{"a"}, true},
		"never the lowest":            {"c", 9, []string{"a"}, true},
		"with what is above it":       {"b", 1, []string{"a"}, true},
		"not the lowest by itself":    {"a", 1, []string{"a"}, true},
		"one that is gone has no say": {"z", 1, []string{"a", "b", "c"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeck(t, "a", "b", "c")
			if _, ok := d.unwind(d.id(c.from), c.n, nav.Result{}); ok != c.ok {
				t.Errorf("got %v, want %v", ok, c.ok)
			}
			d.wants(c.left...)
			if told := strings.Join(d.front().(*sheet).told, " "); c.ok && !strings.HasSuffix(told, "nav.Returned") {
				t.Errorf("the screen in front was told %q, want nav.Returned at the end", told)
			}
		})
	}
	alone := newDeck(t, "a")
	if _, ok := alone.unwind(alone.id("a"), 1, nav.Result{}); ok {
		t.Error("the only screen was closed")
	}
}

func TestSwap(t *testing.T) {
	d := newDeck(t, "a", "b", "c")
	if _, ok := d.swap(d.id("b"), 1, nav.Help{Title: "d"}); !ok {
		t.Error("got false, want true")
	}
	d.wants("a", "d")
	var vault secret.Vault
	to := nav.Reveal{}
	to.Issued.Value = vault.Keep([]byte("a value nobody will show"))
	if _, ok := d.swap(99, 1, to); ok || !to.Issued.Value.Wiped() {
		t.Errorf("from a screen that is gone: got %v, wiped %v; want false and wiped", ok, to.Issued.Value.Wiped())
	}
	d.wants("a", "d")
}

// TestIDsAreNotGivenOutTwice checks that ids are not reused, so that an answer cannot reach the screen that took the
// place of the one that asked.
func TestIDsAreNotGivenOutTwice(t *testing.T) {
	d := newDeck(t, "a", "b")
	before := d.id("b")
	d.close(1)
	d.push(nav.Help{Title: "b"})
	if got := d.id("b"); got == before {
		t.Errorf("got the id %d twice", got)
	}
}

// TestAClosedScreenWipesAndGivesUp checks that closing a screen wipes it and cancels its effects.
func TestAClosedScreenWipesAndGivesUp(t *testing.T) {
	d := newDeck(t, "a", "b")
	b := d.sheet("b")
	d.close(1)
	if err := b.env.Context.Err(); err != context.Canceled {
		t.Errorf("its context: got %v, want %v", err, context.Canceled)
	}
	if want := "leave: " + string(nav.Closed); b.told[len(b.told)-1] != want {
		t.Errorf("got %q, want %q at the end", b.told, want)
	}
	if err := d.sheet("a").env.Context.Err(); err != nil {
		t.Errorf("the one below: got %v, want none", err)
	}
}

// parcel is an answer that records whether it was dropped.
type parcel struct {
	to      nav.ID
	dropped *bool
}

func (p parcel) Owner() nav.ID { return p.to }
func (p parcel) Drop()         { *p.dropped = true }

func TestDeliver(t *testing.T) {
	for name, c := range map[string]struct {
		to    string
		ended bool
		drops bool
	}{
		"in front":        {"c", false, false},
		"covered":         {"a", false, false},
		"gone":            {"z", false, true},
		"program at end ": {"c", true, true},
	} {
		d, dropped := newDeck(t, "a", "b", "c"), false
		if c.ended {
			d.end()
		}
		d.deliver(parcel{d.id(c.to), &dropped})
		if dropped != c.drops {
			t.Errorf("%s: dropped %v, want %v", name, dropped, c.drops)
		}
	}
}

// TestBeneathACover checks that what a covered screen asks for happens under the cover, which stays in front with what
// is on it.
func TestBeneathACover(t *testing.T) {
	cover := func(s nav.Screen) bool { return s.Title() == "cover" }
	d := newDeck(t, "a", "b", "cover", "help")
	d.beneath(cover, d.id("b"), func() tea.Cmd { cmd, _ := d.unwind(d.id("b"), 1, nav.Result{}); return cmd })
	d.wants("a", "cover", "help")
	d.beneath(cover, d.id("help"), func() tea.Cmd { cmd, _ := d.unwind(d.id("help"), 1, nav.Result{}); return cmd })
	d.wants("a", "cover")
}

func TestWritingAndLoss(t *testing.T) {
	d := newDeck(t, "a", "b")
	if d.writing() || d.loss() != "" {
		t.Errorf("got %v and %q, want neither", d.writing(), d.loss())
	}
	d.sheet("a").busy, d.sheet("a").loss = true, "The pass is wiped"
	if !d.writing() || d.loss() != "The pass is wiped. " {
		t.Errorf("under another screen: got %v and %q, want both", d.writing(), d.loss())
	}
}
