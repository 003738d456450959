package reveal

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"tapdesk/ui/kit"
	"tapdesk/ui/kit/glyph"
)

// classes are what passes may be made of: what Graph uses, and whatever else is printable.
var classes = []string{
	"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#$%&*+-@",
	"0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz",
	"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "0Oo1lI|5S8B2Z`'", everything,
}

const everything = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// passes is how many passes the test tries: the same number of every length and class, so that each character of a
// class comes up many times.
const passes = 20_000 / race

// saidBy maps what is said to the character that it means.
var saidBy = func() map[string]byte {
	by := make(map[string]byte)
	for _, c := range []byte(everything) {
		by[aloud(c)] = c
	}
	return by
}()

// TestWhatIsShownSpeltAndSteppedIsThePass compares the screen's own frames with the pass, character by character: the
// line, the list, each step, and the read-back.
func TestWhatIsShownSpeltAndSteppedIsThePass(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(800))
	var workers sync.WaitGroup
	n := max(1, runtime.GOMAXPROCS(0))
	for worker := range n {
		workers.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(worker)))
			for i := worker; i < passes && !t.Failed(); i += n {
				length, class := 8+i%41, classes[i/41%len(classes)]
				value := make([]byte, length)
				for at := range value {
					value[at] = class[random.IntN(len(class))]
				}
				check(t, string(value), i%20 == 0, i%1000 == 0)
			}
		})
	}
	workers.Wait()
}

// check compares the frames of one pass with it. It reaches them by keys, or sets the state directly, which is quicker.
// If thoroughly is set, it also uses sizes where the figures fit.
func check(t *testing.T, value string, byKeys, thoroughly bool) {
	d := reveal(value, Options{})
	// Room for a list of one column, and none for one of figures; for the line alone; for a step in few words.
	list := kit.Size{Width: 37, Height: len(value) + len(value)/4 + 9}
	line, small := kit.Size{Width: 120, Height: 2}, kit.Size{Width: 24, Height: 1}
	seen := func() string { return strings.Join(d.Frame(line).Lines, "\n") }
	if byKeys && strings.Contains(seen(), spaced(value, 120, beforeFirst)[0]) {
		t.Errorf("%q shows before it was opened", value)
	}
	d.press("space")
	if got := lined(d.Frame(line), len(value)); got != value {
		t.Errorf("the line shows %q for %q", got, value)
	}
	var stepped strings.Builder
	for at := range len(value) {
		if d.at++; byKeys {
			d.at--
			d.press("space")
		}
		first, _, _ := strings.Cut(d.Frame(small).Lines[0], "\x1b")
		c, said := first[:1], first[2:]
		if saidBy[said] != c[0] {
			t.Errorf("%q is said %q", c, said)
		}
		stepped.WriteString(c)
		if thoroughly {
			figured(t, d, value, at)
		}
	}
	if stepped.String() != value {
		t.Errorf("stepping through %q gives %q", value, stepped.String())
	}
	d.at = len(value)
	if f := d.Frame(list); listed(f) != value || lined(f, len(value)) != value {
		t.Errorf("the read-back of %q spells %q", value, listed(d.Frame(list)))
	}
	d.press("backspace")
	if got := d.Frame(small).Lines[0][:1]; got != value[len(value)-1:] {
		t.Errorf("one back from the end of %q is %q", value, got)
	}
}

// lined returns the pass from the line that shows it, whose characters are one space or three apart.
func lined(f kit.Frame, length int) string {
	for i := range f.Lines {
		var value strings.Builder
		for _, line := range f.Lines[i:] {
			line = ansi.Strip(line)
			if strings.Trim(line, " ▀") == "" && value.Len() > 0 { // the mark under the character that is read out
				continue
			}
			if !strings.HasPrefix(line, " ") && groups.MatchString(line) {
				value.WriteString(strings.ReplaceAll(line, " ", ""))
			} else {
				break
			}
		}
		if value.Len() == length {
			return value.String()
		}
	}
	return ""
}

var groups = regexp.MustCompile(`^[!-~](?: [!-~]){0,3}(?:   [!-~](?: [!-~]){0,3})*$`)

// listed puts together what a list of one column spells; number, character and what is said must agree.
func listed(f kit.Frame) string {
	value := make([]byte, 0, 48)
	for _, line := range f.Lines {
		n := strconv.Itoa(len(value) + 1)
		if len(n) == 1 {
			n = " " + n
		}
		if len(line) < 8 || line[:2] != n || line[2:4] != "  " || line[5:7] != "  " {
			continue
		}
		said, _, _ := strings.Cut(line[7:], ", not ")
		if saidBy[said] != line[4] {
			return fmt.Sprintf("%q is said %q", line[4], said)
		}
		value = append(value, line[4])
	}
	return string(value)
}

// figured holds the large step against the character: figure, words, place and the cursor.
func figured(t *testing.T, d *stage, value string, at int) {
	for _, size := range sizes[:3] {
		f := d.Frame(size)
		text := plain(f.Fit(size), size)
		var drawn []string
		for _, line := range glyph.Full(value[at]) {
			drawn = append(drawn, strings.TrimRight(line, " "))
		}
		lines := strings.Split(text, "\n")
		found := false
		for y := range lines[:len(lines)-len(drawn)] {
			match := true
			for i, line := range drawn {
				got := []rune(lines[y+i])
				got = got[:min(len(got), glyph.FullWidth)]
				match = match && strings.TrimRight(string(got), " ") == line
			}
			found = found || match
		}
		place := fmt.Sprintf("%d of %d", at+1, len(value))
		if !found || !strings.Contains(text, place) || !strings.Contains(text, aloud(value[at])) {
			t.Errorf("character %d of %q is not drawn at %v:\n%s", at+1, value, size, text)
		}
		if f.Cursor == nil || []rune(lines[f.Cursor.Y])[f.Cursor.X] != rune(value[at]) {
			t.Errorf("the cursor does not stand on character %d of %q at %v:\n%s", at+1, value, size, text)
		}
		if lined(f, len(value)) != value {
			t.Errorf("the line shows %q for %q", lined(f, len(value)), value)
		}
	}
}

// TestListsReadFromLeftToRight, in the groups of four, at every width: the numbers stand in their order, each beside
// its character, and no row holds two groups. Where not all have room, scrolling shows the rest.
func TestListsReadFromLeftToRight(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	for length := 8; length <= 48; length++ {
		value := make([]byte, length)
		for at := range value {
			value[at] = everything[random.IntN(len(everything))]
		}
		for _, size := range append(sizes[:4:4], kit.Size{Width: 200, Height: 57}, kit.Size{Width: 27, Height: 17}) {
			for _, keys := range []string{"s", strings.TrimSpace(strings.Repeat("space ", length+1))} {
				d := reveal(string(value), Options{})
				d.press("space")
				d.press(strings.Fields(keys)...)
				inOrder(t, d, value, size)
			}
		}
	}
}

// inOrder reads a list, scrolling as far as it must.
func inOrder(t *testing.T, d *stage, value []byte, size kit.Size) {
	t.Helper()
	next := 0
	for pages := 0; next < len(value) && pages < len(value); pages++ {
		text := d.text(size)
		for line := range strings.SplitSeq(text, "\n") {
			if groups.MatchString(strings.TrimSpace(line)) { // the pass itself
				continue
			}
			row := numbered.FindAllStringSubmatch(unlike.ReplaceAllString(line, ""), -1)
			for i, entry := range row {
				n, _ := strconv.Atoi(entry[1])
				switch {
				case n-1 > next, entry[2] != string(value[n-1]), i > 0 && (n-1)%groupOf == 0:
					t.Fatalf("%d characters at %v: %q is number %d of %q, in a row with %q, want number %d\n%s",
						len(value), size, entry[2], n, value, row, next+1, text)
				case n-1 == next:
					next++
				}
			}
		}
		d.press("down")
	}
	if next < len(value) {
		t.Fatalf("%d characters at %v: %d are listed, however far it is scrolled, want all\n%s",
			len(value), size, next, d.text(size))
	}
}

var (
	numbered = regexp.MustCompile(`(?:^|  ) ?(\d{1,2}) {1,2}([!-~])(?: |$)`)
	unlike   = regexp.MustCompile(`,? not(?: [!-~])+`)
)
