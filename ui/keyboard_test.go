package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestWhatIsTypedAhead(t *testing.T) {
	var k keyboard
	for i := range maxAhead + 10 {
		k.hold(tea.KeyPressMsg{Code: 'a', Text: string(rune('a' + i%26))}, 7)
	}
	if len(k.ahead) != maxAhead || k.ahead[0].Text != "a" || k.by != 7 {
		t.Errorf("got %d keys from %q for screen %d, want the first %d for screen 7",
			len(k.ahead), k.ahead[0].Text, k.by, maxAhead)
	}
	k.drop()
	if len(k.ahead) != 0 || k.by != 0 {
		t.Errorf("dropped: got %d keys for screen %d, want none", len(k.ahead), k.by)
	}
}

func TestTyped(t *testing.T) {
	keys := []tea.KeyPressMsg{{Code: 'i', Text: "i"}, named["enter"], {Code: '6', Text: "6"}, {Code: '0', Text: "0"},
		named["enter"]}
	if got := typed(keys); got != "i Enter 60 Enter" {
		t.Errorf("got %q, want %q", got, "i Enter 60 Enter")
	}
}
