//go:build !race

// The race detector has memory of its own, which keeps much of what was ever read.

package ui

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
	"tapdesk/state/secret"
)

// These variables turn a test process into the console that reads its own memory.
const (
	memoryURL = "TAPDESK_TEST_MEMORY_URL" // the tenant, which also says what to look for
	memoryOut = "TAPDESK_TEST_MEMORY_OUT" // the file for what was found
)

// copies is how often a pass is in a process: in objects that are still held, by the runtime's own account of its heap
// and data; and in all readable memory, which includes freed memory until the runtime reuses it. It also includes
// stacks: the runtime stores the processor's registers there when it interrupts a goroutine, with 16 bytes in one of
// them that anybody copied last.
type copies struct{ Held, Left int }

// findings are the copies at each stage.
type findings struct {
	InSight, Closed, Collected, Released, Quit copies
}

// TestMemoryAfterAReveal runs a console in a process of its own, which issues a pass, shows it, reads it out, closes,
// and looks for the pass in all of its own memory. By then no object of ours holds it.
func TestMemoryAfterAReveal(t *testing.T) {
	tenant, err := sandbox.New(sandbox.Options{People: 50})
	if err != nil {
		t.Fatal(err)
	}
	var issued atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/needle" { // veiled, so that asking for it leaves no copy
			value, _ := issued.Load().(string)
			_, _ = io.WriteString(w, hex.EncodeToString(veil([]byte(value))))
			return
		}
		if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/temporaryAccessPassMethods") {
			tenant.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		tenant.ServeHTTP(answer, r)
		var pass struct {
			Value string `json:"temporaryAccessPass"`
		}
		_ = json.Unmarshal(answer.Body.Bytes(), &pass)
		issued.Store(pass.Value)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	defer server.Close()
	out := filepath.Join(t.TempDir(), "found")
	cmd := exec.Command(os.Args[0], "-test.run", "^TestConsoleThatReadsItsMemory$", "-test.timeout", "120s")
	cmd.Env = append(os.Environ(), memoryURL+"="+server.URL, memoryOut+"="+out)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the console ended with %v, want nil\n%s", err, said)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var found findings
	if err := json.Unmarshal(text, &found); err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", found)
	if found.InSight.Held == 0 || found.InSight.Left < found.InSight.Held {
		t.Errorf("while the pass is shown it is found %+v times, want more: the test finds nothing", found.InSight)
	}
	for stage, c := range map[string]copies{"closing": found.Collected, "giving memory back": found.Released,
		"quitting": found.Quit} {
		if c.Held != 0 {
			t.Errorf("after %s something holds the pass, %d times, want none", stage, c.Held)
		}
		if stage != "closing" && c.Left > found.InSight.Left/3 {
			t.Errorf("after %s %d copies are left of %d", stage, c.Left, found.InSight.Left)
		}
	}
}

// veil turns a text into its disguise, and back.
func veil(text []byte) []byte {
	out := make([]byte, len(text))
	for i, c := range text {
		out[i] = c ^ 0xa5
	}
	return out
}

// TestConsoleThatReadsItsMemory is the console that TestMemoryAfterAReveal runs. On its own it does nothing.
func TestConsoleThatReadsItsMemory(t *testing.T) {
	root := os.Getenv(memoryURL)
	if root == "" {
		t.Skip("it is run by TestMemoryAfterAReveal")
	}
	s := newScan(t)
	terminal, ended := s.console(root)
	terminal.types("Search", "ordinary")
	terminal.types("ordinary@", "\r")
	terminal.types("Object", "i")
	terminal.types("Lifetime", "\r")
	for range 4 {
		if terminal.within("press", time.Second) {
			break
		}
		terminal.write("\r")
	}
	terminal.write("y")
	terminal.await("created")
	for !terminal.within("left,", 900*time.Millisecond) {
		terminal.write(" ")
	}
	terminal.write(" ")
	terminal.await("1 of")
	for range 10 {
		terminal.write(" ")
		time.Sleep(30 * time.Millisecond)
	}
	terminal.write("s")
	time.Sleep(1500 * time.Millisecond) // ticks of the countdown, each with a frame
	s.needle = s.ask(root + "/needle")
	if len(s.needle) < 8 {
		t.Fatalf("the pass has %d characters", len(s.needle))
	}
	var found findings
	found.InSight = s.look()
	for n := 0; n < 30 && !terminal.within("Checked", time.Second); n++ { // to the pass, the question, the end
		terminal.write("\x1b")
	}
	time.Sleep(time.Second) // what is left is overwritten a little later, on a busy machine later than that
	terminal.forget()
	found.Closed = copies{Left: s.memory()}
	found.Collected = s.look()
	for n := 0; n < 40 && (found.Collected.Held > 0 || found.Collected.Left > found.InSight.Left/3); n++ {
		time.Sleep(250 * time.Millisecond)
		found.Collected = s.look()
	}
	debug.FreeOSMemory()
	found.Released = s.look()
	terminal.write("\x03\x03")
	if err := <-ended; err != nil {
		t.Error(err)
	}
	terminal.forget()
	found.Quit = s.look()
	text, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv(memoryOut), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// scan looks for a text that it does not hold itself. It reads into memory of its own, which it does not search.
type scan struct {
	t      *testing.T
	needle []byte // veiled
	buffer []byte
	seen   []byte // what the program wrote to the terminal
}

func newScan(t *testing.T) *scan {
	t.Helper()
	s := &scan{t: t}
	for _, room := range []*[]byte{&s.buffer, &s.seen} {
		var err error
		if *room, err = unix.Mmap(-1, 0, 1<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// ask reads a veiled text.
func (s *scan) ask(url string) []byte {
	s.t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	veiled, err := hex.DecodeString(string(text))
	if err != nil {
		s.t.Fatal(err)
	}
	return veiled
}

// look collects garbage, and counts the copies that are held and those that are left.
func (s *scan) look() copies {
	s.t.Helper()
	runtime.GC()
	runtime.GC() // the second finishes the sweep of the first
	fd, err := unix.MemfdCreate("heap", 0)
	if err != nil {
		s.t.Fatal(err)
	}
	defer unix.Close(fd)
	debug.WriteHeapDump(uintptr(fd))
	size, err := unix.Seek(fd, 0, io.SeekEnd)
	if err != nil {
		s.t.Fatal(err)
	}
	dump, err := unix.Mmap(fd, 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(dump) }()
	return copies{Held: s.held(dump), Left: s.memory()}
}

// dumped are the formats of the records in a heap dump, by tag: u is a number, s are bytes, f says where the pointers
// are. The last ones are followed by statistics. Source: runtime/heapdump.go.
var dumped = map[uint64]string{
	1: "usf", 2: "su", 3: "uusu", 4: "uuuuuuuusuuuu", 5: "uuusuuusf", 6: "uuuussu", 7: "uuuuu", 8: "uu", 9: "uuu",
	11: "uuuuu", 12: "usf", 13: "usf",
	14: "uuuuuuu", 15: "uuuuuu",
}

// held counts the copies in the objects (tag 1) and the data (12 and 13) of a heap dump.
func (s *scan) held(dump []byte) (n int) {
	s.t.Helper()
	const header = "go1.7 heap dump\n"
	if !bytes.HasPrefix(dump, []byte(header)) {
		s.t.Fatalf("the heap dump begins with %q, want %q", dump[:len(header)], header)
	}
	rest := dump[len(header):]
	number := func() uint64 {
		v, size := binary.Uvarint(rest)
		if size <= 0 {
			s.t.Fatal("the heap dump ends within a number")
		}
		rest = rest[size:]
		return v
	}
	for tag := number(); dumped[tag] != ""; tag = number() {
		for _, part := range dumped[tag] {
			switch part {
			case 'u':
				number()
			case 's':
				size := number()
				if tag == 1 || tag >= 12 {
					n += occurrences(rest[:size], s.needle, 0, true)
				}
				rest = rest[size:]
			case 'f':
				for number() != 0 {
					number()
				}
			}
		}
	}
	return n
}

// memory counts the copies in all writable memory of this process, except the test's own.
func (s *scan) memory() (n int) {
	s.t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		s.t.Fatal(err)
	}
	memory, err := os.Open("/proc/self/mem")
	if err != nil {
		s.t.Fatal(err)
	}
	defer memory.Close()
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); err != nil || !strings.HasPrefix(mode, "rw") ||
			strings.Contains(line, "memfd:") {
			continue
		}
		n += s.count(memory, from, to)
	}
	return n
}

// count counts the needle between two offsets of a file, as it is and with spaces between its characters. If the file
// is this process's memory, it leaves out the test's own buffers.
func (s *scan) count(f *os.File, from, to int64) (n int) {
	const overlap = 256
	for at := from; at < to; {
		if end := s.own(uintptr(at)); end != 0 && f.Name() == "/proc/self/mem" {
			at = int64(end)
			continue
		}
		want := min(int64(len(s.buffer)), to-at)
		if f.Name() == "/proc/self/mem" {
			want = min(want, s.before(at)-at)
		}
		got, _ := f.ReadAt(s.buffer[:want], at)
		if got <= 0 {
			break
		}
		n += occurrences(s.buffer[:got], s.needle, overlap, at+int64(got) >= to)
		if at+int64(got) >= to || got <= overlap {
			at += int64(got)
			continue
		}
		at += int64(got - overlap)
	}
	clear(s.buffer)
	return n
}

func addressOf(b []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(b))) }

// own returns the end of the test's buffer that holds an address, or 0.
func (s *scan) own(at uintptr) uintptr {
	for _, b := range [][]byte{s.buffer, s.seen} {
		if begin := addressOf(b); at >= begin && at < begin+uintptr(len(b)) {
			return begin + uintptr(len(b))
		}
	}
	return 0
}

// before returns the first address from at on that belongs to one of the test's own buffers.
func (s *scan) before(at int64) int64 {
	next := int64(1) << 62
	for _, b := range [][]byte{s.buffer, s.seen} {
		if begin := int64(addressOf(b)); begin >= at {
			next = min(next, begin)
		}
	}
	return next
}

// occurrences counts the veiled needle in a text: as it is, and with spaces between its characters. Matches that begin
// in the last bytes are left to the next part, unless there is none.
func occurrences(text, needle []byte, overlap int, last bool) (n int) {
	end := len(text)
	if !last && end > overlap {
		end -= overlap
	}
	first := needle[0] ^ 0xa5
	for at := 0; at < end; at++ {
		skip := bytes.IndexByte(text[at:end], first)
		if skip < 0 {
			break
		}
		at += skip
		if matches(text[at:], needle, 1) || matches(text[at:], needle[:4], 2) {
			n++
		}
	}
	return n
}

func matches(text, needle []byte, step int) bool {
	if len(text) < (len(needle)-1)*step+1 {
		return false
	}
	for i, c := range needle {
		if text[i*step] != c^0xa5 || step == 2 && i > 0 && text[2*i-1] != ' ' {
			return false
		}
	}
	return true
}

// window is the operator's side of the terminal.
type window struct {
	t    *testing.T
	tty  *os.File
	mu   sync.Mutex
	seen []byte
	n    int // bytes in seen
	at   int // the end of the last text waited for
}

// console runs the real console, on the client's own transport, on a terminal of 80x24.
func (s *scan) console(root string) (*window, <-chan error) {
	t := s.t
	t.Helper()
	resp, err := http.Get(root + "/sandbox?as=operator")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var tokens byHTTP
	if err := json.NewDecoder(resp.Body).Decode(&tokens.attach); err != nil {
		t.Fatal(err)
	}
	vault := new(secret.Vault)
	client, err := graph.New(graph.Config{Root: root, Tokens: tokens, Clock: clock.System{}, Vault: vault})
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs, err := pty.Open()
	if err == nil {
		err = pty.Setsize(ours, &pty.Winsize{Cols: 80, Rows: 24})
	}
	if err != nil {
		t.Fatal(err)
	}
	h := newHarness(t)
	ended := make(chan error, 1)
	go func() {
		ended <- Run(context.Background(), Options{
			Client: client, Session: h.session(tokens),
			Journal: openJournal(t, clock.System{}, filepath.Join(t.TempDir(), "state")), Vault: vault,
			Clock: clock.System{}, Zone: time.UTC,
			Terminal: Terminal{Input: theirs, Output: theirs, Environ: []string{"TERM=xterm-256color"}},
		})
	}()
	w := &window{t: t, tty: ours, seen: s.seen}
	go func() {
		for {
			w.mu.Lock()
			free := w.seen[w.n:]
			w.mu.Unlock()
			n, err := ours.Read(free[:min(len(free), 1<<16)])
			if err != nil {
				return
			}
			w.mu.Lock()
			w.n += n
			w.mu.Unlock()
		}
	}()
	return w, ended
}

func (w *window) write(keys string) {
	w.t.Helper()
	if _, err := io.WriteString(w.tty, keys); err != nil {
		w.t.Fatal(err)
	}
}

// types waits for a text, then types keys.
func (w *window) types(text, keys string) {
	w.t.Helper()
	w.await(text)
	w.write(keys)
}

func (w *window) await(text string) {
	w.t.Helper()
	if !w.within(text, 30*time.Second) {
		w.t.Fatalf("waited for %q", text)
	}
}

// within waits for a text to be written after the last one waited for.
func (w *window) within(text string, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		w.mu.Lock()
		found := bytes.Index(w.seen[w.at:w.n], []byte(text))
		if found >= 0 {
			w.at += found
		}
		w.mu.Unlock()
		if found >= 0 {
			return true
		}
	}
	return false
}

// forget clears what the terminal has seen.
func (w *window) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.seen[:w.n])
}
