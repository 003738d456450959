package term

import (
	"errors"
	"os"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	xwindows "github.com/charmbracelet/x/windows"
	"golang.org/x/sys/windows"
)

// This file was compiled and never run.

// source is a console's input, and an event to end a wait for it. The console sends records of keys and sizes; in its
// "virtual terminal" mode the keys are the bytes that a terminal sends.
type source struct {
	console, woken windows.Handle
	resized        func()
	half           rune   // the first half of a character that needs two
	rest           []byte // read, but did not fit yet
}

func newSource(fd uintptr, resized func()) (*source, error) {
	woken, err := windows.CreateEvent(nil, 0, 0, nil) // reset by the wait that it ends
	return &source{console: windows.Handle(fd), woken: woken, resized: resized}, err
}

// sizeSignals returns none: the size comes with the keys.
func sizeSignals() (changed <-chan os.Signal, stop func()) { return nil, func() {} }

// begin asks for a terminal's bytes and for sizes. Bubble Tea, which calls Read, has already made the console raw and
// later restores the mode it had before.
func (s *source) begin() {
	var mode uint32
	if windows.GetConsoleMode(s.console, &mode) == nil {
		mode |= windows.ENABLE_VIRTUAL_TERMINAL_INPUT | windows.ENABLE_WINDOW_INPUT
		_ = windows.SetConsoleMode(s.console, mode) // without this mode there is no terminal, and read reports it
	}
}

// wait waits until there is something to read, it is woken, or limit has passed. A negative limit means no limit.
func (s *source) wait(limit time.Duration) (ready bool, err error) {
	left := uint32(windows.INFINITE)
	switch {
	case len(s.rest) > 0:
		return true, nil
	case limit >= 0:
		left = uint32(min(limit.Milliseconds(), windows.INFINITE-1))
	}
	event, err := windows.WaitForMultipleObjects([]windows.Handle{s.woken, s.console}, false, left)
	switch event {
	case windows.WAIT_OBJECT_0, uint32(windows.WAIT_TIMEOUT):
		return false, nil
	case windows.WAIT_OBJECT_0 + 1:
		return true, nil
	}
	return false, errors.Join(errors.New("the console cannot be waited for"), err)
}

// read reads what there is: nothing for the end of a key press, the mouse or a size.
func (s *source) read(b []byte) (int, error) {
	if len(s.rest) == 0 {
		records := make([]xwindows.InputRecord, 128)
		var n uint32
		if err := xwindows.ReadConsoleInput(s.console, &records[0], uint32(len(records)), &n); err != nil {
			return 0, err
		}
		for _, record := range records[:n] {
			s.take(record)
		}
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// take adds the bytes of a record to rest.
func (s *source) take(record xwindows.InputRecord) {
	switch record.EventType {
	case xwindows.WINDOW_BUFFER_SIZE_EVENT:
		s.resized()
	case xwindows.KEY_EVENT:
		key := record.KeyEvent()
		composed := !key.KeyDown && key.VirtualKeyCode == windows.VK_MENU // Alt released after the digits of a character
		if key.Char == 0 || !key.KeyDown && !composed {
			return
		}
		for range max(1, key.RepeatCount) {
			s.char(key.Char)
		}
	}
}

// char adds a character, or joins the two halves of one.
func (s *source) char(r rune) {
	half := s.half
	s.half = 0
	switch {
	case half != 0:
		r = utf16.DecodeRune(half, r)
	case utf16.IsSurrogate(r):
		s.half = r
		return
	}
	s.rest = utf8.AppendRune(s.rest, r)
}

// wake ends a wait, this one or the next.
func (s *source) wake() { _ = windows.SetEvent(s.woken) }
