//go:build unix

package cli

import "os"

const (
	// machineTime is where Unix keeps the machine's time zone.
	machineTime = "/etc/localtime"
	// terminalPath is the terminal of this session, whatever standard input is.
	terminalPath = "/dev/tty"
)

// userNumber returns the user's number.
func userNumber() int { return os.Getuid() }
