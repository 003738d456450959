//go:build unix && !linux

package command

import (
	"golang.org/x/sys/unix"
)

// awaitEnd waits until a child has ended, and leaves it unreaped: as long as it is, its number is nobody else's, and
// its group can be killed by it.
func (g group) awaitEnd() {
	queue, err := unix.Kqueue()
	if err != nil {
		return
	}
	defer unix.Close(queue)
	watch := []unix.Kevent_t{{Ident: uint64(g), Filter: unix.EVFILT_PROC, Flags: unix.EV_ADD | unix.EV_ONESHOT,
		Fflags: unix.NOTE_EXIT}}
	for {
		_, err := unix.Kevent(queue, watch, make([]unix.Kevent_t, 1), nil)
		if err != unix.EINTR {
			return
		}
	}
}
