// Package secret holds the one thing Tapdesk must not spill: the value of a Temporary Access Pass. A Text prints as
// "[redacted]" in every format, can be opened once for one window of time, and is wiped when that window ends.
//
// What wiping cannot reach is said in the README: strings made while the value was drawn, the buffers of the transport and
// the terminal's own memory.
package secret

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Redacted is what a Text looks like in every format.
const Redacted = "[redacted]"

var (
	// ErrOpened is returned by Open when the one window has been opened before.
	ErrOpened = errors.New("the pass was shown before, and is shown only once: issue a new one")
	// ErrWiped is returned by Open and Extend when the value is gone.
	ErrWiped = errors.New("the pass has been wiped: issue a new one")
)

// Text is a secret string. Copies share one value, so wiping one wipes all. It is safe for concurrent use: a signal
// handler may wipe it while a screen draws. The zero Text is empty and wiped.
type Text struct{ box *box }

// box stands behind a pointer so that fmt, meeting a Text in an unexported field (where it may not call methods), prints an
// address and not the bytes.
type box struct {
	mu     sync.Mutex
	value  []byte
	length int
	opened bool
	until  time.Time
}

// newText takes value over: the bytes are copied and the caller's slice is cleared.
func newText(value []byte) Text {
	kept := make([]byte, len(value))
	copy(kept, value)
	clear(value)
	return Text{box: &box{value: kept, length: len(kept)}}
}

// Len returns the length in bytes (a pass is printable ASCII, so in characters), also after wiping.
func (t Text) Len() int {
	if t.box == nil {
		return 0
	}
	return t.box.length
}

// Open begins the one window, which ends at now plus window. It fails with ErrOpened the second time and with ErrWiped when
// the value is gone.
func (t Text) Open(now time.Time, window time.Duration) error {
	if t.box == nil {
		return ErrWiped
	}
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	switch {
	case t.box.opened:
		return ErrOpened
	case t.box.value == nil:
		return ErrWiped
	}
	t.box.opened = true
	t.box.until = now.Add(window)
	return nil
}

// Until returns the end of the window, or the zero time when it was never opened.
func (t Text) Until() time.Time {
	if t.box == nil {
		return time.Time{}
	}
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	return t.box.until
}

// Opened says whether the window was ever opened.
func (t Text) Opened() bool {
	return !t.Until().IsZero()
}

// Wiped says whether the value is gone.
func (t Text) Wiped() bool {
	if t.box == nil {
		return true
	}
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	return t.box.value == nil
}

// Expose returns the value while the window is open at now, and false at any other time. The string it returns cannot be
// wiped: only the reveal screen's view may call it, and a test counts the callers.
func (t Text) Expose(now time.Time) (string, bool) {
	if t.box == nil {
		return "", false
	}
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	if t.box.value == nil || !t.box.opened || !now.Before(t.box.until) {
		return "", false
	}
	return string(t.box.value), true
}

// Wipe overwrites the value. It may be called any number of times.
func (t Text) Wipe() {
	if t.box == nil {
		return
	}
	t.box.mu.Lock()
	defer t.box.mu.Unlock()
	clear(t.box.value)
	t.box.value = nil
}

// String returns Redacted.
func (t Text) String() string { return Redacted }

// GoString returns Redacted.
func (t Text) GoString() string { return Redacted }

// Format writes Redacted for every verb and flag.
func (t Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// MarshalText returns Redacted; it serves JSON, TOML and every other encoder of the kind.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue returns Redacted.
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
