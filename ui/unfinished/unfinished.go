// Package unfinished is the first screen after a sign-in when the journal holds writes without an end: of a console
// that was killed, of a connection that broke, of an answer that was lost. It says what is known, and stays until each
// has been dealt with or put off.
package unfinished

import (
	"cmp"
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Journal is where the writes without an end are, and what settles them; journal.Journal does.
type Journal interface {
	// Keep returns once the record is on the disk. On an error it is kept in memory, and written before any later one.
	Keep(journal.Record) error
	// Unfinished reads the writes in a tenant that nobody has dealt with yet.
	Unfinished(tenantID string) ([]journal.Write, error)
}

// Screen lists what needs attention.
type Screen struct {
	env     fx.Env
	desk    *desk.Desk
	journal Journal

	items   []item
	list    kit.List
	fault   *fault.Fault // why Graph could not be asked at all
	refused *fault.Fault // Graph's refusal of a deletion: nothing happened
	call    *desk.Call   // of the one dealt with last, nil before that
	size    kit.Size
	scroll  int // of the one item there is; of several, the selected is kept in sight

	// ending is the session of the other console for which e was pressed once; ended is the one that was told to end, at
	// endedAt.
	ending, ended string
	endedAt       time.Time

	read fx.Slot[[]journal.Write]
	gone fx.Slot[time.Time]

	inquiring fx.Inquiring
}

// New returns the screen of what the journal holds without an end.
func New(env fx.Env, d *desk.Desk, j Journal, to nav.Unfinished) *Screen {
	s := &Screen{env: env, desk: d, journal: j, inquiring: fx.Inquiring{Desk: d}}
	s.take(to.Writes)
	return s
}

// take puts the writes into the list and keeps what is known of them.
func (s *Screen) take(writes []journal.Write) {
	s.items = nil
	for _, w := range writes {
		s.items = append(s.items, newItem(w))
	}
	s.list.Resize(len(s.items))
}

// Init asks Graph.
func (s *Screen) Init() tea.Cmd { return s.lookAll() }

// lookAll asks Graph about everybody in the list with one request.
func (s *Screen) lookAll() tea.Cmd { return s.inquiring.Check(s.env, s.open()) }

// open returns the inquiries into all writes, in their order.
func (s *Screen) open() []desk.Inquiry {
	open := make([]desk.Inquiry, len(s.items))
	for n, i := range s.items {
		open[n] = i.inquiry
	}
	return open
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Keys lists what can be done about the one selected.
func (s *Screen) Keys() []kit.Key {
	leave := kit.Key{Binding: kit.Says(kit.Esc, doLater)}
	if len(s.items) == 0 {
		return []kit.Key{{Binding: kit.Esc}}
	}
	look := kit.Key{Binding: kit.Look}
	if s.inquiring.Pending() {
		look.Off = offChecking
	}
	if other := s.selected().write.Elsewhere; other != nil {
		end := kit.Key{Binding: kit.EndOther}
		if other.Session == s.ended {
			end.Off = offTold
		}
		keys := []kit.Key{end, look, leave, {Binding: kit.Says(kit.Enter, doPerson)}}
		if len(s.items) > 1 {
			keys = append(keys, kit.Key{Binding: kit.Move})
		}
		return keys
	}
	open, settle := kit.Key{Binding: kit.Says(kit.Enter, doPerson)}, kit.Key{Binding: kit.Settle}
	remove := kit.Key{Binding: kit.Says(kit.Delete, doDelete), Off: s.deleteOff()}
	issue := kit.Key{Binding: kit.Says(kit.Issue, doIssue), Off: s.desk.Off()}
	keys := []kit.Key{look, remove, issue, settle, leave, open}
	if s.selected().inquiry.IsAct() { // it is repeated on the person
		keys = []kit.Key{look, open, settle, leave, issue, remove}
	}
	if len(s.items) > 1 {
		keys = append(keys, kit.Key{Binding: kit.Move})
	}
	return keys
}

func (s *Screen) deleteOff() string {
	switch off := s.desk.Off(); {
	case off != "":
		return off
	case s.selected().inquiry.IsAct():
		return offNoPass
	case !s.selected().inquiry.Checked():
		return offStill
	case s.selected().inquiry.Pass() == nil:
		return offUnknown
	}
	return ""
}

func (s *Screen) selected() item { return s.items[s.list.At()] }

// Explain says what is shown here and how it ends.
func (s *Screen) Explain() []string { return help }

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		s.list.Settle(msg.Height)
		return nil
	case tea.KeyPressMsg:
		return s.press(msg)
	case nav.Returned:
		return s.returned()
	}
	if a, ok := s.read.Take(msg); ok {
		return s.reread(a)
	}
	if _, ok := s.gone.Take(msg); ok {
		return s.again()
	}
	checked, next, ok := s.inquiring.Take(s.env, s.open(), msg)
	for n := range checked {
		s.items[n].inquiry = checked[n]
	}
	if ok {
		s.fault = whole(checked)
	}
	return next
}

// whole returns why nobody's passes could be listed, or nil if somebody's could.
func whole(checked []desk.Inquiry) *fault.Fault {
	var first *fault.Fault
	for _, q := range checked {
		if q.Listed.Fault == nil {
			return nil
		}
		first = cmp.Or(first, q.Listed.Fault)
	}
	return first
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	asked := s.ending
	s.refused, s.ending = nil, ""
	switch {
	case len(s.items) == 0:
		return nil
	case len(s.items) > 1 && s.list.Update(msg):
		return nil
	}
	i := s.selected()
	switch {
	case i.write.Elsewhere != nil && kit.Press(msg, kit.EndOther):
		return s.end(*i.write.Elsewhere, asked)
	case kit.Press(msg, kit.Look):
		return s.again()
	case i.write.Elsewhere != nil && kit.Press(msg, kit.Delete, kit.Issue, kit.Settle): // the other console has it
		return nil
	case kit.Press(msg, kit.Delete):
		s.call = s.desk.Call(i.person())
		s.call.HasPast(i.records())
		return s.env.Push(nav.ConfirmDelete{Call: s.call,
			Question: s.call.ToDelete(*i.inquiry.Pass(), i.inquiry.Listed.ReadAt, s.env.Now())})
	case kit.Press(msg, kit.Issue):
		return s.env.Push(nav.Person{Call: s.desk.Call(i.person()), Issue: true})
	case kit.Press(msg, kit.Enter):
		return s.env.Push(nav.Person{Call: s.desk.Call(i.person())})
	case kit.Press(msg, kit.Settle):
		return s.settle(i, leftAsItIs)
	}
	lines, _, _ := s.lines(s.size)
	s.scroll = kit.ScrollBy(msg, s.scroll, len(lines), s.size.Height)
	return nil
}

// again reads the journal and asks Graph: another console may have gone on, or ended.
func (s *Screen) again() tea.Cmd {
	return s.read.Read(s.env, func(context.Context) ([]journal.Write, error) { return s.unfinished() })
}

// end tells another console to end, at the second press.
func (s *Screen) end(other journal.Console, asked string) tea.Cmd {
	if asked != other.Session {
		s.ending = other.Session
		return nil
	}
	if err := other.End(); err != nil {
		return s.env.Say(err.Error())
	}
	s.ended, s.endedAt = other.Session, s.env.Now()
	return fx.After(&s.gone, s.env, endCheck)
}

const (
	// endCheck is how long to wait before checking whether a console that was told to end has ended.
	endCheck = 500 * time.Millisecond
	// endPatience is how long to keep checking: the other console first waits for a write in flight.
	endPatience = 40 * time.Second
)

// settle records that the operator dealt with a write, and reads the journal again.
func (s *Screen) settle(i item, how string) tea.Cmd {
	record := i.write.About().Follow(journal.Settled)
	record.Reason = how
	record = s.desk.Stamp(record)
	return s.read.Read(s.env, func(context.Context) ([]journal.Write, error) {
		_ = s.journal.Keep(record) // the root reports its trouble
		return s.unfinished()
	})
}

// unfinished reads the journal again: what has been dealt with meanwhile, here or in another console, is no longer in
// the result.
func (s *Screen) unfinished() ([]journal.Write, error) {
	return s.journal.Unfinished(s.items[0].write.About().TenantID)
}

// returned reads the journal again after what was done on the screen above.
func (s *Screen) returned() tea.Cmd {
	if s.call != nil {
		s.refused, s.call = s.call.Refused, nil
	}
	if len(s.items) == 0 {
		return nil
	}
	return s.again()
}

func (s *Screen) reread(a fx.Answer[[]journal.Write]) tea.Cmd {
	if a.Err != nil {
		return s.env.Say(fmt.Sprintf(formatJournalDown, a.Err))
	}
	s.take(a.Value)
	if len(s.items) == 0 && s.refused == nil {
		return s.env.Pop(nav.Result{Told: nothingAnyMore})
	}
	return tea.Batch(s.lookAll(), s.awaitEnd())
}

// awaitEnd keeps waiting for a console that was told to end while it is still running.
func (s *Screen) awaitEnd() tea.Cmd {
	for _, i := range s.items {
		other := i.write.Elsewhere
		if other == nil || other.Session != s.ended {
			continue
		}
		if s.env.Now().Sub(s.endedAt) > endPatience {
			s.ended = ""
			return s.env.Say(notEnded)
		}
		return fx.After(&s.gone, s.env, endCheck)
	}
	s.ended = ""
	return nil
}
