package person

import (
	"strings"

	"tapdesk/state/fault"
)

// Page is one page of search results.
type Page struct {
	People []Person
	// Total is how many were found in all; -1 if Graph did not say.
	Total int
	// Next is Graph's @odata.nextLink, empty on the last page. It is sent back unchanged and never drawn.
	Next string
	// Gap is the part of the query that was not searched; nil if all of it was.
	Gap *Gap
	// Reach is how far the search departed from what was typed, even if it found nobody.
	Reach Reach
}

// Gap is a part of a search that Graph did not do.
type Gap struct {
	// What says where the text was not looked for, in the words of Query.Searched.
	What string
	// Fault is why.
	Fault *fault.Fault
}

// Found is the search results so far: each person once, in the order of the pages. The zero Found is empty.
type Found struct {
	// People are those read so far.
	People []Person
	// Gap is the part of the query that was not searched; nil if all of it was.
	Gap *Gap
	// Reach is how far the search departed from what was typed, even if it found nobody.
	Reach Reach

	total int
	next  string
	// known has the ids of People and followed the links already read; nil until there is a second page.
	known, followed map[string]bool
	// stale counts the most recent pages in a row with people but nobody new.
	stale int
	// cut means that pages exist, or may exist, that will not be read.
	cut bool
}

// maxStale is how many pages in a row may have nobody new before the links count as a loop. One may: the directory
// changes while it is read.
const maxStale = 2

// NewFound returns the results of a search's first page.
func NewFound(p Page) Found {
	return Found{People: p.People, Gap: p.Gap, Reach: p.Reach, total: p.Total, next: p.Next}
}

// Add adds the page that Next named. Links that repeat, and pages with nobody new, end the list.
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

// Cut gives up the pages not yet read.
func (f *Found) Cut() { f.next, f.cut = "", true }

// Next returns the link to the next page, empty if no page would add anybody.
func (f *Found) Next() string { return f.next }

// Total returns how many were found in all, and false while that is unknown.
func (f *Found) Total() (int, bool) {
	if f.total >= len(f.People) {
		return f.total, true
	}
	return len(f.People), f.next == "" && !f.cut
}

// Whole reports whether People are all the results: every part of the query was searched and every page read. Results
// of guesses are never whole.
func (f *Found) Whole() bool {
	return f.Reach == AsTyped && f.next == "" && f.Gap == nil && !f.Cutoff() && len(f.People) >= f.total
}

// Cutoff reports whether pages with new people may have been given up.
func (f *Found) Cutoff() bool { return f.cut && (f.total <= 0 || len(f.People) < f.total) }

// Alone returns the only person the query finds, and false if there are, or may be, more.
func (f *Found) Alone() (Person, bool) {
	if len(f.People) != 1 || !f.Whole() {
		return Person{}, false
	}
	return f.People[0], true
}

// key identifies a person: Graph ignores case in object ids.
func (p Person) key() string { return strings.ToLower(p.ID.Wire()) }
