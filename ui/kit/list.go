package kit

import tea "charm.land/bubbletea/v2"

// List keeps a selection among n rows and which of them are in sight. It holds no rows: what it costs does not depend
// on how many there are. The zero List is empty.
type List struct {
	n, at, top, height int
}

// Resize tells the list how many rows there are.
func (l *List) Resize(n int) {
	l.n = n
	l.at = max(0, min(l.at, n-1))
}

// Reset selects the first of n rows.
func (l *List) Reset(n int) { *l = List{n: n, height: l.height} }

// At returns the selected row.
func (l *List) At() int { return l.at }

// Select selects a row.
func (l *List) Select(at int) { l.at = max(0, min(at, l.n-1)) }

// Update moves the selection and reports whether msg was a key of the list.
func (l *List) Update(msg tea.Msg) bool {
	page := max(1, l.height-1)
	switch {
	case Press(msg, Up):
		l.at--
	case Press(msg, Down):
		l.at++
	case Press(msg, PageUp):
		l.at -= page
	case Press(msg, PageDown):
		l.at += page
	default:
		return false
	}
	l.at = max(0, min(l.at, l.n-1))
	return true
}

// View returns the rows in sight when there is room for height of them: from first up to but not including last. It
// scrolls no further than it must, so that a move redraws two marks and not the screen.
func (l *List) View(height int) (first, last int) {
	top := Scroll(l.top, l.at, l.n, height)
	return top, min(l.n, top+height)
}

// Settle remembers the height of the list as drawn, for paging and for scrolling no further than needed.
func (l *List) Settle(height int) {
	l.height = height
	l.top = Scroll(l.top, l.at, l.n, height)
}

// Scroll returns the first row in sight such that row at is in sight too, moved as little as possible from top.
func Scroll(top, at, n, height int) int {
	if height < 1 {
		return at
	}
	top = min(top, max(0, n-height))
	switch {
	case at < top:
		return at
	case at >= top+height:
		return at - height + 1
	}
	return max(0, top)
}
