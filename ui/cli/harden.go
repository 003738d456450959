package cli

import (
	"io"
	"log"
	"os"
	"strings"
)

// spies are the variables that make a library of the screen write frames, keys or cells to a file.
var spies = []string{"TEA_TRACE", "TEA_DEBUG", "UV_DEBUG"}

// harden closes the ways in which the process could spill what it holds: the standard logger (net/http and Bubble Tea write to
// it), the variables that turn tracing on, core dumps and other processes of the same user. It returns a note for each part
// that the system refused, which is no reason to stop, and an error where the console must not start at all.
func harden() (notes []string, err error) {
	log.SetOutput(io.Discard)
	for _, name := range spies {
		if err := os.Unsetenv(name); err != nil {
			return nil, refuse("cannot unset %s: %v; start tapdesk without it", name, err)
		}
	}
	// net/http has read the variable before main, and would print the bearer token and the pass with every frame of HTTP/2.
	if strings.Contains(os.Getenv("GODEBUG"), "http2debug") {
		return nil, refuse("GODEBUG contains http2debug, which would print tokens and passes; unset GODEBUG and start again")
	}
	return sealProcess(), nil
}
