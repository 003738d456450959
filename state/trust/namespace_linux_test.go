package trust

import (
	"strings"
	"testing"
)

func TestMapped(t *testing.T) {
	for text, initial := range map[string]bool{
		"         0          0 4294967295\n":                          true,
		"         0       1000          1\n":                          false, // unshare -r
		"         0       1000          1\n         1 100000 65536\n": false, // rootless containers
		"         0          0       1000\n":                          false,
		"         0     100000 4294867295\n":                          false,
		"":                                                            false,
		"0 0 4294967295\n0 0 4294967295\n":                            false,
		strings.Repeat("1000 1000 1\n", 340):                          false,
	} {
		if why := mapped(text); (why == "") != initial {
			t.Errorf("%.40q: %q", text, why)
		}
	}
}
