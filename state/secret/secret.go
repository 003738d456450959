// Package secret holds the one thing Tapdesk must not leak: the value of a Temporary Access Pass. A Text prints as
// "[redacted]" in every format, can be opened once for one window of time, and is wiped when that window ends.
//
// Wiping does not reach strings made while the value was drawn, the buffers of the transport or the terminal's own
// memory: see .github/SECURITY.md.
package secret

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
)

// Redacted is what a Text looks like in every format.
const Redacted = "[redacted]"

var (
	// ErrOpened is returned by Open when the window was opened before.
	ErrOpened = errors.New("the pass has already been shown, and is shown only once; issue a new one")
	// ErrWiped is returned by Open when the value has been wiped.
	ErrWiped = errors.New("the pass has been wiped; issue a new one")
)

// Text is a secret string. Copies share one value, so wiping one wipes all. It is safe for concurrent use: a signal
// handler may wipe it while a screen draws. The zero Text is empty and wiped.
type Text struct {
	// held has room for one box; a caller that takes it out has the value to itself. It is a channel because fmt may
	// not call the methods of a Text in an unexported field: it prints a channel's address for every verb, but would
	// print what a pointer points at when the verb does not fit, as with %s.
	held chan *box
}

type box struct {
	value  []byte
	length int
	opened bool
	until  time.Time // the value is shown before this
	end    time.Time // the limit of until
}

// newText moves value into a Text: the bytes are copied and the caller's slice is cleared.
func newText(value []byte) Text {
	kept := make([]byte, len(value))
	copy(kept, value)
	clear(value)
	t := Text{held: make(chan *box, 1)}
	t.held <- &box{value: kept, length: len(kept)}
	return t
}

// with calls f with the box, or with an empty one for the zero Text.
func (t Text) with(f func(*box)) {
	if t.held == nil {
		f(&box{})
		return
	}
	b := <-t.held
	defer func() { t.held <- b }()
	f(b)
}

// Len returns the length in bytes, which is also its length in characters since a pass is printable ASCII. It works
// after wiping too.
func (t Text) Len() (length int) {
	t.with(func(b *box) { length = b.length })
	return length
}

// Open opens the one window: the value is shown until now plus window, longer if renewed, but never beyond now plus
// longest. It fails with ErrOpened the second time and with ErrWiped when the value has been wiped.
func (t Text) Open(now time.Time, window, longest time.Duration) (err error) {
	t.with(func(b *box) {
		switch {
		case b.opened:
			err = ErrOpened
		case b.value == nil:
			err = ErrWiped
		default:
			b.opened, b.end = true, now.Add(longest)
			b.until = earlier(now.Add(window), b.end)
		}
	})
	return err
}

// Renew shows the value until now plus window, even if its time was over, but never beyond the longest set by Open and
// never shortening the window. It returns false when the value cannot be shown again: never opened, wiped, or past its
// end.
func (t Text) Renew(now time.Time, window time.Duration) (renewed bool) {
	t.with(func(b *box) {
		if renewed = b.value != nil && b.opened && now.Before(b.end); !renewed {
			return
		}
		if until := earlier(now.Add(window), b.end); until.After(b.until) {
			b.until = until
		}
	})
	return renewed
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Until returns until when the value is shown, or the zero time if the window was never opened.
func (t Text) Until() (until time.Time) {
	t.with(func(b *box) { until = b.until })
	return until
}

// End returns the time after which the value is never shown, or the zero time if the window was never opened.
func (t Text) End() (end time.Time) {
	t.with(func(b *box) { end = b.end })
	return end
}

// Opened reports whether the window was ever opened.
func (t Text) Opened() (opened bool) {
	t.with(func(b *box) { opened = b.opened })
	return opened
}

// Wiped reports whether the value has been wiped.
func (t Text) Wiped() (wiped bool) {
	t.with(func(b *box) { wiped = b.value == nil })
	return wiped
}

// Expose returns the value if it may be shown at now, and false otherwise. The string it returns cannot be wiped: only
// the reveal screen may call it, in one place, and a test counts the callers.
func (t Text) Expose(now time.Time) (value string, open bool) {
	t.with(func(b *box) {
		if open = b.value != nil && b.opened && now.Before(b.until); open {
			value = alone(b.value)
		}
	})
	return value, open
}

// alone makes a string that shares no memory with anything else. The runtime packs strings shorter than 16 bytes into
// one block, and the whole block lives as long as any of them.
func alone(value []byte) string {
	var b strings.Builder
	b.Grow(max(len(value), 16))
	b.Write(value)
	return b.String()
}

// Wipe overwrites the value. It may be called any number of times.
func (t Text) Wipe() {
	t.with(func(b *box) {
		clear(b.value)
		b.value = nil
	})
}

// String returns Redacted.
func (t Text) String() string { return Redacted }

// GoString returns Redacted.
func (t Text) GoString() string { return Redacted }

// Format writes Redacted for every verb and flag.
func (t Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// MarshalText returns Redacted; JSON, TOML and similar encoders use it.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue returns Redacted.
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
