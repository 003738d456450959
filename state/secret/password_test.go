package secret

import (
	"strings"
	"testing"
)

// TestPassword checks that every password has each kind of character and no other, and that none comes twice.
func TestPassword(t *testing.T) {
	seen, used := map[string]bool{}, map[byte]bool{}
	for range 500 {
		p := Password(16)
		if len(p) != 16 || seen[string(p)] {
			t.Fatalf("got %d characters, seen before %v; want 16 and a new one", len(p), seen[string(p)])
		}
		seen[string(p)] = true
		for _, kind := range []string{capitals, smalls, digits, symbols} {
			if !strings.ContainsAny(string(p), kind) {
				t.Errorf("%q has none of %q", p, kind)
			}
		}
		for _, c := range p {
			used[c] = true
		}
	}
	if len(used) != len(alphabet) || len(alphabet) != 32 {
		t.Errorf("got %d different characters of %d, want 32 of 32", len(used), len(alphabet))
	}
	if p := Password(4); len(p) != 4 {
		t.Errorf("got %d characters, want 4", len(p))
	}
}
