package secret

import (
	"bytes"
	"testing"
)

// TestWipeOverwrites: wiping overwrites the bytes instead of just dropping them.
func TestWipeOverwrites(t *testing.T) {
	text := newText([]byte("+drkzqAD"))
	var kept []byte
	text.with(func(b *box) { kept = b.value })
	text.Wipe()
	if !bytes.Equal(kept, make([]byte, len(kept))) {
		t.Errorf("left in memory: %q", kept)
	}
}
