//go:build !race

// One goroutine reads 10,000 lines dozens of times, which the race detector would only slow down.

package journal

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// TestTenThousandLines changes bytes of a long journal in several places, and cuts, swaps and doubles its lines.
func TestTenThousandLines(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	const n = 10_000
	dir := newDir(t)
	lines := forged(t, dir, n)
	path := filepath.Join(dir, currentName)
	if report := sound(t, dir); report.Records != n || report.Last != n || report.Files != 1 {
		t.Errorf("%+v", report)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		i := r.IntN(n)
		changed := make([][]byte, n)
		copy(changed, lines)
		changed[i] = bytes.Clone(lines[i])
		changed[i][r.IntN(len(changed[i]))] ^= byte(1 + r.IntN(255))
		write(t, path, bytes.Join(changed, nil))
		breaksAt(t, dir, i+1, fmt.Sprintf("a byte in line %d", i+1))
	}
	for range 2 {
		i := r.IntN(n - 2)
		write(t, path, bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil))
		breaksAt(t, dir, i+1, fmt.Sprintf("line %d cut", i+1))
		swapped := append([][]byte{}, lines...)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		write(t, path, bytes.Join(swapped, nil))
		breaksAt(t, dir, i+1, fmt.Sprintf("line %d swapped", i+1))
		write(t, path, bytes.Join(append(append(append([][]byte{}, lines[:i+1]...), lines[i]), lines[i+1:]...), nil))
		breaksAt(t, dir, i+2, fmt.Sprintf("line %d doubled", i+1))
		write(t, path, bytes.Join(lines[:i+1], nil))
		breaksAt(t, dir, i+1, fmt.Sprintf("cut after line %d", i+1))
	}
}
