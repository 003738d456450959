package kit

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestFieldDrawsNothingHidden: a terminal without bracketed paste sends what is pasted as keys. The text stays as
// typed, since a search may want it; what is drawn is safe.
func TestFieldDrawsNothingHidden(t *testing.T) {
	f := NewField("Search", "")
	for _, r := range "a\u202eb\u200bc" {
		f.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	line, cursor := f.Draw(0, 80)
	if strings.ContainsAny(line, "\u202e\u200b") || !strings.Contains(line, "a\ufffdb\ufffdc") ||
		cursor != len("Search  ")+5 {
		t.Errorf("%+q, cursor %d", line, cursor)
	}
}
