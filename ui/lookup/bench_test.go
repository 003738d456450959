package lookup

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/fx/fxtest"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// crowd finds as many people as it holds, on one page.
type crowd []person.Person

func (c crowd) Search(context.Context, person.Query, func(time.Time)) (person.Page, error) {
	return person.Page{People: c, Total: len(c)}, nil
}

func (c crowd) More(context.Context, string) (person.Page, error) { return person.Page{}, nil }

func found(n int) *Screen {
	people := make(crowd, n)
	for i := range people {
		people[i] = person.Person{
			ID:                text.NewKey(fmt.Sprintf("00000000-0000-4000-8000-%012d", i)),
			DisplayName:       text.New(fmt.Sprintf("Person Number %06d", i)),
			UserPrincipalName: text.NewKey(fmt.Sprintf("person%06d@sandbox.example", i)), JobTitle: "Engineer",
			Department: "Facilities",
		}
	}
	c := fxtest.Clock()
	s := New(fx.Env{Clock: c, Now: c.Now, Writes: new(fx.Writes), Context: context.Background()}, new(desk.Desk), people,
		nav.Lookup{})
	s.Update(size)
	s.field.Set("person")
	page, err := people.Search(context.Background(), person.Query{}, nil)
	cmd := s.search.Read(s.env, func(context.Context) (person.Page, error) { return page, err })
	s.Update(cmd())
	return s
}

var size = kit.Size{Width: 120, Height: 37}

// scroll is one key down and the frame it needs, as the operator feels it.
func scroll(b *testing.B, n int) {
	s := found(n)
	down, home := tea.KeyPressMsg{Code: tea.KeyDown}, 0
	b.ReportAllocs()
	for b.Loop() {
		s.Update(down)
		s.Frame(size)
		if home++; home == n-1 {
			s.list.Reset(n)
			home = 0
		}
	}
}

// BenchmarkScroll is to cost the same for ten and for a hundred thousand people.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{10, 1000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { scroll(b, n) })
	}
}

// BenchmarkKeystroke is one letter typed into the field and the frame it needs, with a full list below.
func BenchmarkKeystroke(b *testing.B) {
	s := found(1000)
	letter, back := tea.KeyPressMsg{Code: 'x', Text: "x"}, tea.KeyPressMsg{Code: tea.KeyBackspace}
	b.ReportAllocs()
	for b.Loop() {
		s.Update(letter)
		s.Frame(size)
		s.Update(back)
		s.Frame(size)
	}
}

// TestScrollCostsWhatIsOnTheScreen holds what the benchmark shows: a frame of 100,000 people allocates as one of a
// screenful.
func TestScrollCostsWhatIsOnTheScreen(t *testing.T) {
	few, many := found(100), found(100000)
	down := tea.KeyPressMsg{Code: tea.KeyDown}
	cost := func(s *Screen) float64 {
		return testing.AllocsPerRun(50, func() { s.Update(down); s.Frame(size) })
	}
	if a, b := cost(few), cost(many); b > a*1.2+5 {
		t.Errorf("%v allocations for 100 people, %v for 100,000", a, b)
	}
}
