package fx

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/clock"
)

const (
	// redrawn is the longest the renderer needs to draw a pending frame. It draws 60 times a second, less often on a
	// busy machine.
	redrawn = 250 * time.Millisecond
	// late is when free memory is overwritten a second time, for a machine so busy that it had not drawn by the first.
	late = 3 * time.Second
	// smallest and largest bound the sizes of objects that share pages; scrubbed is how much of each size is
	// overwritten. All are in bytes.
	smallest, largest, scrubbed = 8, 32 << 10, 128 << 10
)

// scrubbing makes sure that only one Scrub runs: several at once would take several times the memory.
var scrubbing sync.Mutex

// Forget removes a secret that was on the screen from memory. The renderer keeps the text of a frame until each of its
// cells is drawn again, so Forget redraws all of them and runs Scrub, twice. It stops when ctx ends.
func Forget(ctx context.Context, c clock.Clock) tea.Cmd {
	return tea.Sequence(tea.ClearScreen, func() tea.Msg {
		Scrub(ctx, c)
		if c.Sleep(ctx, late) == nil {
			Scrub(ctx, c)
		}
		return nil
	})
}

// Scrub waits until the renderer has drawn what is pending, and then overwrites garbage: it collects it, fills its
// place with new objects of every size, and returns the rest of the memory to the system. The runtime does not promise
// that this overwrites everything; a test measures how well it works. It takes a few milliseconds and stops when ctx
// ends.
func Scrub(ctx context.Context, c clock.Clock) {
	if c.Sleep(ctx, redrawn) != nil {
		return
	}
	scrubbing.Lock()
	defer scrubbing.Unlock()
	debug.FreeOSMemory() // first, so that new objects are not put on top of garbage
	for size := smallest; size <= largest; size += max(smallest, size/8) {
		var places [][]byte
		for range scrubbed/size + 1 {
			places = append(places, make([]byte, size))
		}
		runtime.KeepAlive(places)
	}
	debug.FreeOSMemory()
}
