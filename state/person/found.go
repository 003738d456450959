package person

import (
	"strings"

	"tapdesk/state/fault"
)

// Page is one page of people found.
type Page struct {
	People []Person
	// Total is how many were found in all, -1 when Graph did not say.
	Total int
	// Next is Graph's @odata.nextLink, empty on the last page. It goes back to the client as it is and is never drawn.
	Next string
	// Gap is the part of the query that was not searched, nil when all of it was.
	Gap *Gap
	// Reach is how far the search went from what was typed, also where it found nobody.
	Reach Reach
}

// Gap is a part of a search that Graph did not do.
type Gap struct {
	// What names where the text was not looked for, in the words of Query.Searched.
	What string
	// Fault is why.
	Fault *fault.Fault
}

// Found is what a search has brought so far: everybody once, in the order of the pages. The zero Found has nobody.
type Found struct {
	// People are those read so far.
	People []Person
	// Gap is the part of the query that was not searched, nil when all of it was.
	Gap *Gap
	// Reach is how far the search went from what was typed, also where it found nobody.
	Reach Reach

	total int
	next  string
	// known holds the ids of People, and followed the links that were read; nil before there is a second page.
	known, followed map[string]bool
	// stale counts the last pages in a row that brought people, and nobody new.
	stale int
	// cut means that pages exist, or may exist, that will not be read.
	cut bool
}

// maxStale is how many pages in a row may bring nobody new before the links count as going round. One may: the
// directory moves while it is read.
const maxStale = 2

// NewFound returns what the first page of a search brought.
func NewFound(p Page) Found {
	return Found{People: p.People, Gap: p.Gap, Reach: p.Reach, total: p.Total, next: p.Next}
}

// Add takes the page that Next named. Links that come round, and pages that bring nobody new, end the list.
func (f *Found) Add(p Page) {
	if f.known == nil {
		f.known, f.followed = make(map[string]bool, 2*len(f.People)), map[string]bool{}
		for _, have := range f.People {
			f.known[have.key()] = true
		}
	}
	f.followed[f.next] = true
	before := len(f.People)
	for _, more := range p.People {
		if !f.known[more.key()] {
			f.known[more.key()] = true
			f.People = append(f.People, more)
		}
	}
	f.stale++
	if len(f.People) > before || len(p.People) == 0 {
		f.stale = 0
	}
	f.next = p.Next
	if f.next != "" && (f.followed[f.next] || f.stale >= maxStale) {
		f.Cut()
	}
}

// Cut gives up the pages that were not read yet.
func (f *Found) Cut() { f.next, f.cut = "", true }

// Next returns the link to the next page, empty when there is none that would bring anybody.
func (f *Found) Next() string { return f.next }

// Total returns how many were found in all, and false while that is not known.
func (f *Found) Total() (int, bool) {
	if f.total >= len(f.People) {
		return f.total, true
	}
	return len(f.People), f.next == "" && !f.cut
}

// Whole reports whether People are all whom the query finds: every part of it was searched, and every page read. Those
// found by guesses at what was meant never are.
func (f *Found) Whole() bool {
	return f.Reach == AsTyped && f.next == "" && f.Gap == nil && !f.Cutoff() && len(f.People) >= f.total
}

// Cutoff reports whether pages were given up that may hold somebody new.
func (f *Found) Cutoff() bool { return f.cut && (f.total <= 0 || len(f.People) < f.total) }

// Alone returns the only person whom the query finds, and false where there are more, or may be.
func (f *Found) Alone() (Person, bool) {
	if len(f.People) != 1 || !f.Whole() {
		return Person{}, false
	}
	return f.People[0], true
}

// key is what tells people apart: Graph knows no upper and lower case in object ids.
func (p Person) key() string { return strings.ToLower(p.ID.Wire()) }
