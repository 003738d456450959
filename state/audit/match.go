package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/text"
)

// Match is a line of a journal with the event for the same write.
type Match struct {
	Event Event
	Line  Line
}

// names gives each person one name, whether known by object id, userPrincipalName or both.
type names map[string]map[string]bool // object ids by userPrincipalName

func fold(s string) string { return strings.ToLower(text.Line(s)) }

func (n names) learn(id, upn string) {
	if id = fold(id); id == "" || upn == "" {
		return
	}
	if n[fold(upn)] == nil {
		n[fold(upn)] = map[string]bool{}
	}
	n[fold(upn)][id] = true
}

// of returns the name. Without an id it is the one that the userPrincipalName is known to belong to.
func (n names) of(id, upn string) string {
	switch ids := n[fold(upn)]; {
	case id != "":
		return "id " + fold(id)
	case upn == "":
		return ""
	case len(ids) == 1:
		for only := range ids {
			return "id " + only
		}
	}
	return "upn " + fold(upn)
}

func (n names) party(p Party) string { return n.of(p.ID.Wire(), p.UserPrincipalName.Wire()) }

// pairing is what events and lines of the same write must have in common.
type pairing struct {
	actor, person string
	operation     journal.Operation
}

// pairs are the events and lines of one pairing, each ordered by time.
type pairs struct {
	events []Event
	lines  []Line
}

// sortOut groups events and lines by pairing. Those that name nobody are returned separately in alone.
func sortOut(events []Event, lines []Line) (alike map[pairing]*pairs, alone pairs) {
	known := names{}
	for _, e := range events {
		known.learn(e.Actor.ID.Wire(), e.Actor.UserPrincipalName.Wire())
		known.learn(e.Person.ID.Wire(), e.Person.UserPrincipalName.Wire())
	}
	for _, l := range lines {
		known.learn(l.Record.Operator.ID, l.Record.Operator.UserPrincipalName)
		known.learn(l.Record.Person.ID, l.Record.Person.UserPrincipalName)
	}
	alike = map[pairing]*pairs{}
	group := func(p pairing) *pairs {
		if p.actor == "" || p.person == "" {
			return &alone
		}
		if alike[p] == nil {
			alike[p] = &pairs{}
		}
		return alike[p]
	}
	for _, e := range events {
		g := group(pairing{known.party(e.Actor.Party), known.party(e.Person), e.operation()})
		g.events = append(g.events, e)
	}
	for _, l := range lines {
		o, who := l.Record.Operator, l.Record.Person
		g := group(pairing{known.of(o.ID, o.UserPrincipalName), known.of(who.ID, who.UserPrincipalName), l.Record.Operation})
		g.lines = append(g.lines, l)
	}
	return alike, alone
}

// match matches the events and lines of one pairing one to one: as many as possible, and among those the nearest. Lines
// with Graph's own creation time go first, since their event is known best.
func match(p pairs) (matched []Match, rest pairs) {
	var exact, loose []Line
	for _, l := range p.lines {
		if _, _, tolerance := l.span(); tolerance == Nearby {
			exact = append(exact, l)
		} else {
			loose = append(loose, l)
		}
	}
	rest.events = slices.Clone(p.events)
	arrange(rest.events, compareEvents)
	for _, lines := range [][]Line{exact, loose} {
		arrange(lines, compareSpans)
		found, left := nearest(lines, rest.events)
		matched = append(matched, found...)
		rest.lines, rest.events = append(rest.lines, left.lines...), left.events
	}
	return matched, rest
}

func compareSpans(a, b Line) int {
	from, to, _ := a.span()
	otherFrom, otherTo, _ := b.span()
	return cmp.Or(from.Compare(otherFrom), to.Compare(otherTo), cmp.Compare(a.key(), b.key()))
}

func compareEvents(a, b Event) int {
	return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.ID.Wire(), b.ID.Wire()), cmp.Compare(a.What, b.What),
		cmp.Compare(a.Person.Name(), b.Person.Name()), cmp.Compare(a.Actor.Name(), b.Actor.Name()))
}

// nearest matches lines and events, both ordered by time, one run after another of those so close together that they
// may belong to each other.
func nearest(lines []Line, events []Event) (matched []Match, rest pairs) {
	for len(lines) > 0 || len(events) > 0 {
		l, e := run(lines, events)
		found, left := align(lines[:l], events[:e])
		matched = append(matched, found...)
		rest.lines, rest.events = append(rest.lines, left.lines...), append(rest.events, left.events...)
		lines, events = lines[l:], events[e:]
	}
	return matched, rest
}

// run returns how many lines and events come before the first gap that no match can span.
func run(lines []Line, events []Event) (l, e int) {
	var reach time.Time
	for l < len(lines) || e < len(events) {
		var from, to time.Time
		isLine := l < len(lines)
		if isLine {
			from, to, _ = lines[l].span()
		}
		if e < len(events) && (!isLine || events[e].Time.Before(from)) {
			from, to, isLine = events[e].Time, events[e].Time, false
		}
		if l+e > 0 && from.Sub(reach) > Skew {
			return l, e
		}
		if l+e == 0 || to.After(reach) {
			reach = to
		}
		if isLine {
			l++
		} else {
			e++
		}
	}
	return l, e
}

// score is how good a matching is: more matches are better, then nearer ones.
type score struct {
	matches int
	away    time.Duration
}

func (s score) better(than score) bool {
	return s.matches > than.matches || s.matches == than.matches && s.away < than.away
}

// align finds the best matching in which no two matches cross, by dynamic programming: uncrossing two matches never
// makes them worse.
func align(lines []Line, events []Event) (matched []Match, rest pairs) {
	best := make([][]score, len(lines)+1)
	best[0] = make([]score, len(events)+1)
	both := func(i, j int) (score, bool) {
		away, near := lines[i-1].away(events[j-1].Time)
		before := best[i-1][j-1]
		return score{before.matches + 1, before.away + away}, near
	}
	for i := 1; i <= len(lines); i++ {
		best[i] = make([]score, len(events)+1)
		for j := 1; j <= len(events); j++ {
			best[i][j] = best[i-1][j]
			if best[i][j-1].better(best[i][j]) {
				best[i][j] = best[i][j-1]
			}
			if s, near := both(i, j); near && s.better(best[i][j]) {
				best[i][j] = s
			}
		}
	}
	i, j := len(lines), len(events)
	for i > 0 || j > 0 {
		switch {
		case i > 0 && best[i][j] == best[i-1][j]:
			i--
			rest.lines = append(rest.lines, lines[i])
		case j > 0 && best[i][j] == best[i][j-1]:
			j--
			rest.events = append(rest.events, events[j])
		default:
			i, j = i-1, j-1
			matched = append(matched, Match{Event: events[j], Line: lines[i]})
		}
	}
	slices.Reverse(rest.events)
	slices.Reverse(rest.lines)
	return matched, rest
}
