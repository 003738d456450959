// Package lookup is home: the field where the operator types who is on the phone, and the people found.
package lookup

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

const (
	// settle is how long the keyboard must rest before a query is sent: one request for a name, not one for each
	// letter.
	settle = 150 * time.Millisecond
	// ahead is how many rows before the end of the list the next page is asked for.
	ahead = 10
	// mostRecent is how many of the people opened last are shown while nothing is typed.
	mostRecent = 5
)

// People finds people; graph.Client does.
type People interface {
	// Search calls waits with the time until which Graph has asked it to wait, by the machine's clock, and with the zero
	// time once that is over.
	Search(ctx context.Context, q person.Query, waits func(until time.Time)) (person.Page, error)
	More(ctx context.Context, next string) (person.Page, error)
}

// Screen is the lookup.
type Screen struct {
	env    fx.Env
	desk   *desk.Desk
	people People

	field kit.Field
	list  kit.List
	// replace means that the next printable key begins a new query: the operator comes back from a person.
	replace bool
	// ticket is the ticket for the first person opened, or empty.
	ticket string
	// recent are the people last opened from here, the latest first: name, UPN and object id. They are dropped with the
	// screen at the end of the operator's session.
	recent []person.Person
	// moved means that the operator moved the selection among the recent people. Enter opens none of them otherwise.
	moved bool
	// enter means that the operator pressed Enter before the answer to the query had arrived.
	enter bool
	size  kit.Size

	pause    fx.Slot[time.Time]
	search   fx.Slot[person.Page]
	slow     lateness // of the search
	more     fx.Slot[person.Page]
	prefetch fx.Slot[person.Dossier]

	// found is what hits and fault answer.
	found string
	hits  person.Found
	fault *fault.Fault
	// natural are the natural widths of the columns of hits.
	natural columns
}

// New returns the lookup with the route's query in the field.
func New(env fx.Env, d *desk.Desk, people People, to nav.Lookup) *Screen {
	s := &Screen{
		env: env, desk: d, people: people, ticket: to.Ticket,
		field: kit.NewField(fieldLabel, fieldHint),
	}
	s.field.Set(to.Query)
	return s
}

// Init waits for the operator, unless the route has a query. Then it searches, and opens the person if there is only
// one, or one with exactly that userPrincipalName.
func (s *Screen) Init() tea.Cmd {
	if person.Classify(s.field.Value()).Empty() {
		return nil
	}
	s.enter = true
	return s.begin()
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Typing is always true: letters go into the field.
func (s *Screen) Typing() bool { return true }

// Keys lists the keys of the lookup.
func (s *Screen) Keys() []kit.Key {
	keys := append(kit.On(kit.Enter), kit.Key{Binding: kit.FindWhy, Off: s.whyOff(), Short: doWhyShort})
	keys = append(keys, kit.On(kit.Move, kit.Says(kit.Esc, doClear))...)
	if s.lacking() && len(s.hits.People) > 0 {
		keys = append(keys, kit.On(kit.SearchAgain)...)
	}
	return keys
}

// Explain says what can be searched for.
func (s *Screen) Explain() []string { return help }

// Back clears the field, and does nothing more when it is empty.
func (s *Screen) Back() tea.Cmd {
	s.field.Set("")
	return s.changed()
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
		return s.typed(msg)
	}
	return s.answer(msg)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	if kit.Press(msg, kit.Enter) {
		return s.open()
	}
	if kit.Press(msg, kit.FindWhy) {
		return s.toSignIns()
	}
	if kit.Press(msg, kit.SearchAgain) && s.lacking() && !s.pause.Pending() && !s.search.Pending() {
		return s.begin()
	}
	if kit.Press(msg, kit.Down) && len(s.hits.People) > 0 && !s.selects() {
		s.moved = true // to the first row
		return nil
	}
	if s.list.Update(msg) {
		s.list.Settle(s.listHeight(s.size))
		s.replace, s.enter, s.moved = false, false, true
		return s.wantMore()
	}
	return s.typed(msg)
}

// typed puts a key or a paste into the field. Moving the cursor keeps the query; the first letter after coming back
// does not.
func (s *Screen) typed(msg tea.Msg) tea.Cmd {
	if s.replace && prints(msg) {
		s.field.Set("")
	}
	s.replace = false
	if !s.field.Update(msg) {
		return nil
	}
	return s.changed()
}

func prints(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return msg.Content != ""
	case tea.KeyPressMsg:
		return msg.Text != ""
	}
	return false
}

// changed cancels whatever was asked for the previous text, and asks again once the keyboard rests.
func (s *Screen) changed() tea.Cmd {
	s.pause.Cancel()
	s.search.Cancel()
	s.slow.end()
	s.more.Cancel()
	s.prefetch.Cancel()
	s.enter, s.moved = false, false
	if query := person.Classify(s.field.Value()); query.Empty() {
		s.found, s.fault = "", nil
		s.show(person.Page{People: s.recent})
		return nil
	}
	return fx.After(&s.pause, s.env, settle)
}

// open opens the selected person. Before the answer to the query arrives, nobody is selected: the search then begins at
// once, and Enter takes effect if a single person is found.
func (s *Screen) open() tea.Cmd {
	switch {
	case s.pause.Pending():
		s.pause.Cancel()
		s.enter = true
		return s.begin()
	case s.search.Pending():
		s.enter = true
	case s.lacking() && len(s.hits.People) == 0 && s.field.Value() != "":
		return s.begin()
	case s.selects():
		return s.env.Push(nav.Person{Call: s.callOf()})
	case s.found != "" && len(s.hits.People) > 0:
		return s.several()
	}
	return nil
}

// callOf returns the call of the selected person.
func (s *Screen) callOf() *desk.Call {
	s.replace = true
	found := s.hits.People[s.list.At()]
	call := s.desk.Call(found)
	call.HasTicket(s.ticket, s.env.Now())
	s.ticket = ""
	if s.found != "" { // among the recent nobody looked for namesakes
		call.FoundBeside(person.LookAlikes(found, &s.hits))
	}
	s.remember(found)
	return call
}

// toSignIns shows why the selected person cannot get in.
func (s *Screen) toSignIns() tea.Cmd {
	if off := s.whyOff(); off != "" {
		return s.env.Say(off)
	}
	return s.env.Push(nav.SignIns{Call: s.callOf(), Found: true})
}

// whyOff says why no sign-ins can be shown.
func (s *Screen) whyOff() string {
	if s.pause.Pending() || s.search.Pending() || !s.selects() {
		return selectFirst
	}
	return ""
}

// several says why Enter does not open anybody.
func (s *Screen) several() tea.Cmd {
	if s.selects() {
		return s.env.Say(severalSelected)
	}
	return s.env.Say(severalTyped)
}

// selects reports whether a row is selected: among recent people, and among those found for one or two letters, only a
// row that the operator moved to, so that one Enter too many opens nobody.
func (s *Screen) selects() bool {
	_, alone := s.hits.Alone()
	return len(s.hits.People) > 0 && (s.moved || s.found != "" && (alone || s.named() >= 0 || !s.few()))
}

// few reports whether too little is typed to mean the first person found.
func (s *Screen) few() bool { return utf8.RuneCountInString(strings.TrimSpace(s.found)) < 3 }

// Waits reports whether Enter was pressed before the answer to the query had arrived.
func (s *Screen) Waits() bool { return s.enter }

// remember puts a person first among the recent people.
func (s *Screen) remember(p person.Person) {
	recent := []person.Person{{ID: p.ID, UserPrincipalName: p.UserPrincipalName, DisplayName: p.DisplayName}}
	for _, r := range s.recent {
		if r.ID != p.ID && len(recent) < mostRecent {
			recent = append(recent, r)
		}
	}
	s.recent = recent
}

// show puts the first page of people into the list.
func (s *Screen) show(page person.Page) {
	s.hits, s.natural = person.NewFound(page), columns{}
	s.measure(page.People)
	s.list.Reset(len(s.hits.People))
}

// begin sends the query.
func (s *Screen) begin() tea.Cmd {
	query := person.Classify(s.field.Value())
	if query.Empty() {
		return nil
	}
	late, waits := s.slow.begin(s.env)
	search := s.search.Read(s.env, func(ctx context.Context) (person.Page, error) {
		return s.people.Search(ctx, query, waits)
	})
	return tea.Batch(search, late)
}

func (s *Screen) answer(msg tea.Msg) tea.Cmd {
	if _, ok := s.pause.Take(msg); ok {
		return s.begin()
	}
	if next, ok := s.slow.take(s.env, msg, s.search.Pending()); ok {
		return next
	}
	if a, ok := s.search.Take(msg); ok {
		return s.land(a)
	}
	if a, ok := s.more.Take(msg); ok {
		return s.extend(a)
	}
	s.prefetch.Take(msg)
	return nil
}

// land shows the answer to the query.
func (s *Screen) land(a fx.Answer[person.Page]) tea.Cmd {
	s.slow.end()
	s.found = s.field.Value()
	s.fault = kit.AsFault(a.Err, searchPeople)
	s.moved = false
	s.show(a.Value)
	return s.settled()
}

// lacking reports whether something kept the search from finding everybody, so that it is worth asking for again.
func (s *Screen) lacking() bool { return s.fault != nil || s.hits.Gap != nil || s.hits.Cutoff() }

// settled does what an Enter typed ahead asked for, once it is clear whom it means. If only one person is found, it
// reads them ahead.
func (s *Screen) settled() tea.Cmd {
	alone, is := s.hits.Alone()
	at := s.named()
	switch {
	case s.enter && (is || at >= 0):
		s.list.Select(max(at, 0))
		s.enter = false
		return s.open()
	case is:
		return s.prefetch.Read(s.env, func(ctx context.Context) (person.Dossier, error) {
			return s.desk.Open(ctx, alone.ID, person.Fresh)
		})
	case s.enter && len(s.hits.People) > 1:
		s.enter = false
		return tea.Batch(s.several(), s.wantMore())
	case s.hits.Next() == "":
		s.enter = false
	}
	return s.wantMore()
}

// named returns the index of the person whose userPrincipalName is exactly what was typed, or -1.
func (s *Screen) named() int {
	typed := person.Classify(s.field.Value()).Text
	return slices.IndexFunc(s.hits.People, func(p person.Person) bool {
		return strings.EqualFold(p.UserPrincipalName.Wire(), typed)
	})
}

// wantMore asks for the next page when the selection comes near the end, or when a page was empty but not the last.
func (s *Screen) wantMore() tea.Cmd {
	rows, next := len(s.hits.People), s.hits.Next()
	near := s.list.At() >= rows-ahead || rows < s.listHeight(s.size)
	if next == "" || s.more.Pending() || s.search.Pending() || s.pause.Pending() || !near {
		return nil
	}
	return s.more.Read(s.env, func(ctx context.Context) (person.Page, error) { return s.people.More(ctx, next) })
}

// extend adds a page. A page that cannot be read ends the list: its link would be refused at every key.
func (s *Screen) extend(a fx.Answer[person.Page]) tea.Cmd {
	if a.Err != nil {
		s.fault, s.enter = kit.AsFault(a.Err, readMoreOfTheList), false
		s.hits.Cut()
		return nil
	}
	s.hits.Add(a.Value)
	s.measure(a.Value.People)
	s.list.Resize(len(s.hits.People))
	return s.settled()
}
