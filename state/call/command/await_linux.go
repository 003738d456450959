package command

import "golang.org/x/sys/unix"

// awaitEnd waits until a child has ended, and leaves it unreaped: as long as it is, its number is nobody else's, and
// its group can be killed by it.
func (g group) awaitEnd() {
	for {
		err := unix.Waitid(unix.P_PID, int(g), new(unix.Siginfo), unix.WEXITED|unix.WNOWAIT, nil)
		if err != unix.EINTR {
			return
		}
	}
}
