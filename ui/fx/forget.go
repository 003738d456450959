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
	// redrawn is how long the renderer takes at most to draw what it was asked to: it does so 60 times a second, on a
	// busy machine less often.
	redrawn = 250 * time.Millisecond
	// late is after how long what nobody holds is overwritten once more, for a machine so busy that it had not drawn by
	// then.
	late = 3 * time.Second
	// smallest and largest are the sizes of what the runtime allocates from pages that several objects share, and
	// scrubbed how much of each size is overwritten, all in bytes.
	smallest, largest, scrubbed = 8, 32 << 10, 128 << 10
)

// scrubbing is held by the one Scrub that runs: several at once would take several times the memory.
var scrubbing sync.Mutex

// Forget is what follows when something secret has stood on the screen. The renderer keeps the text of a frame until
// each of its cells is drawn anew, so that all are; then Scrub, twice. It is given up when ctx ends.
func Forget(ctx context.Context, c clock.Clock) tea.Cmd {
	return tea.Sequence(tea.ClearScreen, func() tea.Msg {
		Scrub(ctx, c)
		if c.Sleep(ctx, late) == nil {
			Scrub(ctx, c)
		}
		return nil
	})
}

// Scrub waits until the renderer has drawn what it was asked to, and then overwrites what nobody holds any more: it
// collects it, takes its place with new objects of every size, and gives the rest of the memory back. The runtime
// promises nothing of the kind; a test measures what it comes to. It takes a few milliseconds and gives up when ctx
// ends.
func Scrub(ctx context.Context, c clock.Clock) {
	if c.Sleep(ctx, redrawn) != nil {
		return
	}
	scrubbing.Lock()
	defer scrubbing.Unlock()
	debug.FreeOSMemory() // first, so that what is allocated now is not on top of what was garbage
	for size := smallest; size <= largest; size += max(smallest, size/8) {
		var places [][]byte
		for range scrubbed/size + 1 {
			places = append(places, make([]byte, size))
		}
		runtime.KeepAlive(places)
	}
	debug.FreeOSMemory()
}
