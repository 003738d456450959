package term

import (
	"time"
	"unicode/utf8"
)

const (
	// alone is when a lone ESC becomes the Esc key. It is longer if the terminal sends that key as CSI 27 u: then an
	// ESC by itself can only begin a sequence.
	alone      = 150 * time.Millisecond
	aloneKitty = time.Second
	// pieces is how long the next piece of a sequence may take: a slow link pauses for up to a second.
	pieces = 1200 * time.Millisecond
	// together is within what time a terminal sends ESC and the letter of an Alt key. Nobody types Esc and a letter
	// that fast.
	together = 20 * time.Millisecond
	// longest is how many bytes a control sequence may have. Those of keys have fewer than twenty.
	longest = 64

	esc = 0x1b
	del = 0x7f
)

// kind is the kind of content in a frame.
type kind int

const (
	// keys is text, control characters and whole sequences of keys and reports.
	keys kind = iota
	// paste is pasted text.
	paste
	// cut means that the rest of a paste is dropped: a key cut it, or it is too long.
	cut
	// over means that a paste that was cut or had no end is over.
	over
)

// frame is one complete piece of the terminal's input.
type frame struct {
	kind  kind
	bytes []byte
}

// state is what the framer is in the middle of.
type state int

const (
	ground  state = iota
	escape        // ESC so far
	maybe         // ESC and what may begin a sequence or be typed text
	control       // ESC [ and what follows
	console       // ESC [ [ of the Linux console, whose F1 to F5 have one letter more
	mouse         // three bytes of a mouse report in the oldest form
	ignored       // a string of the terminal's (OSC, DCS, APC, PM, SOS), up to its end
	ending        // ESC in such a string
	pasting
)

// framer cuts a terminal's input into complete frames, in whatever pieces it arrives. It reads neither a clock nor a
// terminal: each call passes the time, which may not go back. The zero framer is ready; it is not safe for concurrent
// use.
//
// What it promises:
//   - An incomplete sequence (CSI, SS3, a string) is neither text nor Esc, at any pause up to a second.
//   - A lone ESC is Esc after 150 ms, or after a second once the terminal has confirmed kitty's keyboard protocol.
//     If the rest of a sequence follows within a second after that, it is dropped.
//   - Replies and reports that the console does not use are dropped: window sizes, win32 records, mouse, device
//     attributes, strings.
//   - A paste ends by its mark, by 1.5 s of quiet or by a lone Esc. What comes after 64 KiB, or after a key that
//     interrupts it, is dropped until then.
//   - Ctrl-C, Ctrl-L and Esc get through at any point, each as often as it is pressed.
type framer struct {
	state state
	held  []byte    // the bytes of the sequence or character so far
	left  int       // bytes of a mouse report to come
	at    time.Time // of the last byte
	began time.Time // of the ESC
	// orphan means that the ESC was already taken for Esc; escaped is when that last happened.
	orphan  bool
	escaped time.Time
	kitty   bool
	paste   pasted
	out     []frame
}

// feed takes bytes read at the time now and returns the complete frames.
func (f *framer) feed(b []byte, now time.Time) []frame {
	f.expire(now)
	b = f.takeLate(b, now)
	for _, c := range b {
		f.take(c, now)
	}
	f.at = now
	return f.taken()
}

// tick ends whatever has waited long enough and returns the frames that this completes.
func (f *framer) tick(now time.Time) []frame {
	f.expire(now)
	return f.taken()
}

// rest restarts the pending waits at now: nobody was there to read before.
func (f *framer) rest(now time.Time) {
	if _, waits := f.due(); waits {
		f.at = now
	}
}

func (f *framer) taken() []frame {
	out := f.out
	f.out = nil
	return out
}

// due returns when tick must be called next, and whether it must be.
func (f *framer) due() (time.Time, bool) {
	switch f.state {
	case ground:
		return f.at.Add(pieces), len(f.held) > 0
	case escape:
		return f.at.Add(f.patience()), true
	case pasting:
		if f.loneInPaste() {
			return f.at.Add(f.patience()), true
		}
		return f.at.Add(quiet), true
	}
	return f.at.Add(pieces), true
}

func (f *framer) patience() time.Duration {
	if f.kitty {
		return aloneKitty
	}
	return alone
}

func (f *framer) expire(now time.Time) {
	for {
		due, waits := f.due()
		if !waits || now.Before(due) {
			return
		}
		switch f.state {
		case escape:
			f.escaped = due
			f.emit(keys, escKey)
		case maybe:
			f.release(due)
		case ending: // the ESC was not half of an end, so it is Esc
			f.escaped = due
			f.emit(keys, escKey)
		case pasting:
			f.expirePaste(due)
		}
		f.reset()
	}
}

func (f *framer) reset() { f.state, f.held, f.orphan = ground, nil, false }

// emit adds a frame. A frame of keys is one character or one sequence.
func (f *framer) emit(k kind, b []byte) {
	f.out = append(f.out, frame{kind: k, bytes: b})
}

// take takes one byte.
func (f *framer) take(c byte, now time.Time) {
	switch f.state {
	case ground:
		f.ground(c, now)
	case escape:
		f.afterEscape(c, now)
	case maybe:
		f.held = append(f.held, c)
		f.decide(now)
	case control:
		f.control(c, now)
	case console:
		if c >= 'A' && c <= 'E' && !f.orphan {
			f.emit(keys, linuxKeys[c-'A'])
		}
		f.reset()
	case mouse:
		if f.left--; c < ' ' {
			f.again(c, now)
		} else if f.left == 0 {
			f.reset()
		}
	case ignored:
		f.ignore(c, now)
	case ending:
		if c == '\\' {
			f.reset()
			return
		}
		f.state = escape
		f.take(c, now)
	case pasting:
		f.takePasted(c, now)
	}
}

// again abandons the current sequence and takes the byte by itself.
func (f *framer) again(c byte, now time.Time) {
	f.reset()
	f.ground(c, now)
}

func (f *framer) ground(c byte, now time.Time) {
	switch {
	case c == esc:
		f.reset()
		f.state, f.held, f.began = escape, []byte{esc}, now
	case c < ' ' || c == del:
		f.reset()
		f.escaped = time.Time{}
		f.emit(keys, []byte{c})
	case mayBegin(c) && now.Sub(f.escaped) < pieces:
		f.state, f.held, f.began, f.orphan = escape, []byte{esc}, f.escaped, true
		f.escaped = time.Time{}
		f.afterEscape(c, now)
	default:
		f.escaped = time.Time{}
		f.text(c)
	}
}

// text takes a byte of a character and drops invalid ones.
func (f *framer) text(c byte) {
	if c < utf8.RuneSelf {
		f.held = nil
		f.emit(keys, []byte{c})
		return
	}
	if utf8.RuneStart(c) {
		f.held = nil
	}
	f.held = append(f.held, c)
	if !utf8.FullRune(f.held) {
		return
	}
	if r, n := utf8.DecodeRune(f.held); r != utf8.RuneError && n == len(f.held) {
		f.emit(keys, f.held)
	}
	f.held = nil
}

// afterEscape takes the byte after an ESC.
func (f *framer) afterEscape(c byte, now time.Time) {
	switch {
	case c == '[':
		f.state, f.held = control, append(f.held, c)
	case f.opensString(c, now):
		f.state, f.held = ignored, nil
	case mayBegin(c):
		f.state, f.held = maybe, append(f.held, c)
	case c >= ' ' && c < utf8.RuneSelf && now.Sub(f.began) <= together: // an Alt key
		f.emit(keys, []byte{esc, c})
		f.reset()
	default:
		f.emit(keys, escKey)
		f.again(c, now)
	}
}

// opensString reports whether c alone, after an ESC, begins a string: PM, APC, or SOS. The letter of SOS may also begin
// a name, so it must come together with the ESC.
func (f *framer) opensString(c byte, now time.Time) bool {
	return c == '^' || c == '_' || c == 'X' && !f.orphan && now.Sub(f.began) <= together
}

// decide checks whether the bytes after an ESC begin a sequence.
func (f *framer) decide(now time.Time) {
	switch judge(f.held[1:], now.Sub(f.began) <= together) {
	case sequence:
		if !f.orphan {
			f.emit(keys, f.held)
		}
		f.reset()
	case text:
		f.release(now)
	case list:
		f.state, f.held = ignored, nil
	}
}

// release takes held bytes as typed: Esc and the text after it.
func (f *framer) release(now time.Time) {
	rest := f.held[1:]
	if !f.orphan {
		if len(rest) == 1 && f.at.Sub(f.began) <= together { // an Alt key that no screen uses
			f.reset()
			return
		}
		f.emit(keys, escKey)
	}
	f.reset()
	for _, c := range rest {
		f.take(c, now)
	}
}

// control takes a byte of a control sequence.
func (f *framer) control(c byte, now time.Time) {
	switch {
	case c == '[' && len(f.held) == 2:
		f.state = console
	case c >= '@' && c < del:
		f.whole(append(f.held, c))
	case c >= ' ' && c < del:
		if len(f.held) < longest {
			f.held = append(f.held, c)
		}
	default:
		f.again(c, now)
	}
}

// whole takes a complete control sequence.
func (f *framer) whole(seq []byte) {
	orphan := f.orphan
	f.reset()
	switch meaning(seq) {
	case key:
		if !orphan {
			f.emit(keys, plain(seq))
		}
	case report:
		f.kitty = f.kitty || isKitty(seq)
		f.emit(keys, seq)
	case oldMouse:
		f.state, f.left = mouse, 3
	case pasteBegin:
		f.beginPaste()
	}
}

// ignore takes a byte of a string that nobody wants. A control character that does not belong there ends it.
func (f *framer) ignore(c byte, now time.Time) {
	const bel, can, sub = 0x07, 0x18, 0x1a
	switch {
	case c == esc:
		f.state, f.held, f.began = ending, []byte{esc}, now
	case c == bel || c == can || c == sub:
		f.reset()
	case c < ' ':
		f.again(c, now)
	}
}
