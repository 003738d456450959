package cli

import (
	"io"
	"log"
	"os"
	"strings"
)

// spies are the variables that make a screen library write frames, keys or cells to a file.
var spies = []string{"TEA_TRACE", "TEA_DEBUG", "UV_DEBUG"}

// harden closes the ways in which the process could leak its memory: the standard logger (used by net/http and Bubble
// Tea), the variables that turn on tracing, core dumps, and other processes of the same user. It returns a note for
// each measure that the system refused, which is no reason to stop, and an error if the console must not start at all.
func harden() (notes []string, err error) {
	log.SetOutput(io.Discard)
	for _, name := range spies {
		if err := os.Unsetenv(name); err != nil {
			return nil, refuse("cannot unset %s: %v; start tapdesk without it", name, err)
		}
	}
	// net/http read the variable before main, and would print the bearer token and the pass with every HTTP/2 frame.
	if strings.Contains(os.Getenv("GODEBUG"), "http2debug") {
		return nil, refuse("GODEBUG contains http2debug, which would print tokens and passes; unset GODEBUG and start again")
	}
	return sealProcess(), nil
}
