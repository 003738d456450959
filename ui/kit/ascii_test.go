package kit

import (
	"strings"
	"testing"
)

func TestUTF8ByTheLocale(t *testing.T) {
	for environ, want := range map[string]bool{
		"": true, "LANG=en_GB.UTF-8": true, "LANG=C.utf8": true, "LANG=C": false, "LANG=POSIX": false,
		"LANG=de_DE.ISO-8859-15":      false,
		"LANG=C LC_CTYPE=en_US.UTF-8": true, "LANG=en_US.UTF-8 LC_ALL=C": false, "LC_ALL= LANG=en_US.UTF-8": true,
	} {
		if got := UTF8(strings.Fields(environ)); got != want {
			t.Errorf("UTF8(%q) = %v, want %v", environ, got, want)
		}
	}
}

func TestEncodedKeepsTheColumns(t *testing.T) {
	defer DrawASCII(false)
	const shown = "▌ \x1b[1mOrla 田中\x1b[m  Müller…  ─✓✗!"
	if got := Encoded(shown); got != shown {
		t.Errorf("with UTF-8 Encoded(%q) = %q, want the same", shown, got)
	}
	DrawASCII(true)
	const want = "> \x1b[1mOrla ????\x1b[m  M?ller~  -+x!"
	got := Encoded(shown)
	if got != want {
		t.Errorf("Encoded(%q) = %q, want %q", shown, got, want)
	}
	if Width(got) != Width(shown) {
		t.Errorf("Encoded(%q) takes %d cells, want %d", shown, Width(got), Width(shown))
	}
}
