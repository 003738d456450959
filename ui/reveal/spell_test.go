package reveal

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// heard is what a listener makes of what is said: every character by its name.
func heard(t *testing.T) map[string]byte {
	t.Helper()
	all := make(map[string]byte)
	for c := 0; c < 256; c++ {
		said := aloud(byte(c))
		if other, taken := all[said]; taken {
			t.Errorf("%q and %q are both said %q", other, byte(c), said)
		}
		all[said] = byte(c)
	}
	return all
}

func TestWhatIsSaid(t *testing.T) {
	for c, want := range map[byte]string{
		'D': "capital DELTA", 'd': "small delta", '0': "digit ZERO", '9': "digit NINE", '+': "plus sign",
		'A': "capital ALFA", 'z': "small zulu",
		'X': "capital X-RAY", 'j': "small juliett", ' ': "space", 0: "character number 0, which is not printable",
		127: "character number 127, which is not printable",
		255: "character number 255, which is not printable",
	} {
		if got := aloud(c); got != want {
			t.Errorf("%q is said %q, want %q", c, got, want)
		}
	}
}

// TestEveryCharacterHasAName: of a kind a person can say, and short enough for a column.
func TestEveryCharacterHasAName(t *testing.T) {
	for c := firstPrintable; c <= lastPrintable; c++ {
		said := aloud(byte(c))
		if strings.Contains(said, "character") || len(said) < 5 || len(said) > 21 {
			t.Errorf("%q is said %q", c, said)
		}
		for _, r := range said {
			if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ", r) {
				t.Errorf("%q is said %q, which holds a sign to be read out itself", c, said)
			}
		}
	}
}

// TestCaseAndKindAreSaid: no letter without its case, no digit without the word, and the case is seen as well.
func TestCaseAndKindAreSaid(t *testing.T) {
	for c := firstPrintable; c <= lastPrintable; c++ {
		said := aloud(byte(c))
		kind, word, _ := strings.Cut(said, " ")
		want := ""
		switch {
		case 'A' <= c && c <= 'Z':
			want = "capital"
		case 'a' <= c && c <= 'z':
			want = "small"
		case '0' <= c && c <= '9':
			want = "digit"
		}
		switch {
		case want == "" && (kind == "capital" || kind == "small" || kind == "digit"), want != "" && kind != want:
			t.Errorf("%q is said %q", c, said)
		case (want == "capital" || want == "small") && word[0] != byte(c):
			t.Errorf("%q is said %q: the word begins with another letter", c, said)
		case want == "digit" && word != strings.ToUpper(word):
			t.Errorf("%q is said %q", c, said)
		}
	}
}

// TestRoundTrip: a person who hears all that is said has the pass, whatever it is made of and however long it is.
func TestRoundTrip(t *testing.T) {
	by := heard(t)
	random := rand.New(rand.NewPCG(1, 2))
	for length := 8; length <= 48; length++ {
		for range 200 {
			pass := make([]byte, length)
			for i := range pass {
				pass[i] = byte(firstPrintable + random.IntN(lastPrintable-firstPrintable+1))
			}
			var said []string
			for _, c := range pass {
				said = append(said, aloud(c))
			}
			var back []byte
			for _, word := range strings.Split(strings.Join(said, "; "), "; ") {
				c, ok := by[word]
				if !ok {
					t.Fatalf("nobody knows %q", word)
				}
				back = append(back, c)
			}
			if string(back) != string(pass) {
				t.Fatalf("%q was heard as %q", pass, back)
			}
		}
	}
}

// TestTwins: look-alikes are marked on both sides, and each has words of its own.
func TestTwins(t *testing.T) {
	for _, set := range []string{"0Oo", "1lI|", "5S", "8B", "2Z", "`'"} {
		for _, a := range []byte(set) {
			twin, ok := twins[a]
			for _, b := range []byte(set) {
				if a != b && (!ok || strings.IndexByte(twin.looks, b) < 0) {
					t.Errorf("%q is not marked as looking like %q: %+v", a, b, twin)
				}
			}
		}
	}
	instead := make(map[string]byte)
	for c := 0; c < 256; c++ {
		twin, ok := twins[byte(c)]
		if !ok {
			continue
		}
		printable := c >= firstPrintable && c <= lastPrintable
		itself := strings.IndexByte(twin.looks, byte(c)) >= 0
		if !printable || itself || twin.looks == "" || len(twin.looks) > 3 {
			t.Errorf("%q: %+v", byte(c), twin)
		}
		if other, taken := instead[twin.instead]; taken || len(twin.instead) > 64 {
			t.Errorf("%q says %q, %d characters, as does %q", byte(c), twin.instead, len(twin.instead), other)
		}
		instead[twin.instead] = byte(c)
	}
	if _, marked := twins['4']; marked {
		t.Error("4 looks like nothing else")
	}
}

func FuzzSay(f *testing.F) {
	f.Add("+drkzqAD")
	f.Add(" \x00\xff")
	f.Fuzz(func(t *testing.T, pass string) {
		for _, c := range []byte(pass) {
			if aloud(c) == "" {
				t.Errorf("nothing is said for %q", c)
			}
		}
	})
}
