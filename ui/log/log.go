// Package log is the screen of the journal: what was done from here, in this session and before, and the state of
// the passes now.
package log

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// most is how many people's passes are checked: as many as fit into one $batch. The latest ones are those that somebody
// asks about.
const most = 20

// Journal is what the log reads of the journal; journal.Journal does.
type Journal interface {
	// Records reads what was recorded since a time, in order; the zero time means all of it. Keep selects records.
	Records(since time.Time, keep ...func(journal.Record) bool) ([]journal.Record, error)
	// Alive reports whether the console of a session still runs.
	Alive(session string) bool
}

// Graph lists the passes of several people at once; graph.Client does.
type Graph interface {
	PassesOf(ctx context.Context, ids []text.Key) ([]pass.Listed, error)
}

// Screen is the log.
type Screen struct {
	env     fx.Env
	desk    *desk.Desk
	journal Journal
	graph   Graph

	field  kit.Field
	list   kit.List
	all    []row // newest first, after those without an end
	rows   []row // those of them that match the filter
	listed map[string]pass.Listed
	asked  int // how many people's passes were asked for
	fault  *fault.Fault
	unread error
	size   kit.Size

	read fx.Slot[[]row]
	look fx.Slot[[]pass.Listed]
	tick fx.Slot[time.Time]
}

// New returns the log, empty until the journal has been read.
func New(env fx.Env, d *desk.Desk, j Journal, graph Graph) *Screen {
	return &Screen{env: env, desk: d, journal: j, graph: graph,
		field: kit.NewField(fieldLabel, fieldHint)}
}

// Init reads the journal.
func (s *Screen) Init() tea.Cmd {
	tenant := s.desk.Stamp(journal.Record{}).TenantID
	return s.read.Read(s.env, func(context.Context) ([]row, error) {
		records, err := s.journal.Records(time.Time{}, func(r journal.Record) bool { return r.TenantID == tenant })
		return rows(records, tenant, s.journal.Alive), err
	})
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Typing is always true: letters go into the filter.
func (s *Screen) Typing() bool { return true }

// Keys lists the keys of the log.
func (s *Screen) Keys() []kit.Key {
	keys := kit.On(kit.Says(kit.Enter, doPerson), kit.Move)
	if n := s.unfinished(); n > 0 {
		keys = append(keys, kit.Key{Binding: kit.Says(kit.Tab, doAttention)})
	}
	return append(keys, kit.Key{Binding: kit.Esc})
}

// Explain says what the log shows.
func (s *Screen) Explain() []string { return help }

func (s *Screen) unfinished() int {
	n := 0
	for _, r := range s.all {
		if r.unfinished {
			n++
		}
	}
	return n
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		s.list.Settle(s.listHeight(msg))
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.typed(msg)
		return nil
	case nav.Returned:
		return s.Init()
	}
	if a, ok := s.read.Take(msg); ok {
		return s.land(a)
	}
	if a, ok := s.look.Take(msg); ok {
		return s.looked(a)
	}
	if _, ok := s.tick.Take(msg); ok {
		return fx.NextMinute(&s.tick, s.env)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Enter):
		if len(s.rows) == 0 {
			return nil
		}
		return s.env.Push(nav.Person{Call: s.desk.Call(s.rows[s.list.At()].person())})
	case kit.Press(msg, kit.Tab) && s.unfinished() > 0:
		var writes []journal.Write
		for _, r := range s.all {
			if r.unfinished {
				writes = append(writes, r.write)
			}
		}
		return s.env.Push(nav.Unfinished{Writes: writes})
	case s.list.Update(msg):
		s.list.Settle(s.listHeight(s.size))
		return nil
	}
	s.typed(msg)
	return nil
}

func (s *Screen) typed(msg tea.Msg) {
	if s.field.Update(msg) {
		s.list.Reset(0)
		s.filter()
	}
}

// filter keeps the rows that contain every word typed.
func (s *Screen) filter() {
	words := strings.Fields(strings.ToLower(s.field.Value()))
	s.rows = nil
	for _, r := range s.all {
		if r.matches(words) {
			s.rows = append(s.rows, r)
		}
	}
	s.list.Resize(len(s.rows))
	s.list.Settle(s.listHeight(s.size))
}

// land takes what the journal holds, and asks Graph about the passes that may still be valid.
func (s *Screen) land(a fx.Answer[[]row]) tea.Cmd {
	s.unread, s.all = a.Err, a.Value
	s.filter()
	ids := s.alive()
	s.asked = len(ids)
	if len(ids) == 0 {
		return fx.NextMinute(&s.tick, s.env)
	}
	return tea.Batch(fx.NextMinute(&s.tick, s.env), s.look.Read(s.env, func(ctx context.Context) ([]pass.Listed, error) {
		return s.graph.PassesOf(ctx, ids)
	}))
}

// alive returns the people whose passes are worth asking about.
func (s *Screen) alive() []text.Key {
	var ids []text.Key
	seen := map[string]bool{}
	for _, r := range s.all {
		id := r.person().ID
		if r.gone == "" && r.ends().After(s.env.Now()) && !seen[id.Wire()] && len(ids) < most {
			seen[id.Wire()] = true
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *Screen) looked(a fx.Answer[[]pass.Listed]) tea.Cmd {
	s.fault = kit.AsFault(a.Err, listThePasses)
	s.listed = map[string]pass.Listed{}
	for _, l := range a.Value {
		s.listed[l.PersonID.Wire()] = l
	}
	return nil
}

// person returns whom a row is about, as far as the journal knows.
func (r row) person() person.Person {
	return person.Person{ID: text.NewKey(r.record.Person.ID),
		UserPrincipalName: text.NewKey(r.record.Person.UserPrincipalName)}
}
