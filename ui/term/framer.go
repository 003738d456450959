package term

import (
	"time"
	"unicode/utf8"
)

const (
	// alone is how long an ESC may stand alone before it is the Esc key; longer where the terminal sends that key
	// as CSI 27 u and an ESC by itself can only be the beginning of something.
	alone      = 150 * time.Millisecond
	aloneKitty = time.Second
	// pieces is how long the next piece of a sequence may take: a slow link makes pauses of up to a second.
	pieces = 1200 * time.Millisecond
	// together is within what time a terminal sends ESC and the letter of an Alt key. Nobody types Esc and a letter
	// as fast.
	together = 20 * time.Millisecond
	// longest is how many bytes a control sequence may have. Those of keys have less than twenty.
	longest = 64

	esc = 0x1b
	del = 0x7f
)

// kind is what a Frame holds.
type kind int

const (
	// keys are text, control characters and whole sequences of keys and reports.
	keys kind = iota
	// paste is a text that was pasted.
	paste
	// cut says that what came with a paste is dropped: it was cut by a key, or is too long.
	cut
	// over says that a paste that was cut or had no end is over.
	over
)

// frame is a piece of the terminal's input that is whole.
type frame struct {
	kind  kind
	bytes []byte
}

// state is what the framer is in the middle of.
type state int

const (
	ground  state = iota
	escape        // ESC, and nothing else yet
	maybe         // ESC and what may begin a sequence, or be typed text
	control       // ESC [ and what follows
	console       // ESC [ [ of the Linux console, whose F1 to F5 have one letter more
	mouse         // three bytes of a mouse report in the oldest form
	ignored       // a string of the terminal's (OSC, DCS, APC, PM, SOS), up to its end
	ending        // ESC in such a string
	pasting
)

// framer cuts what a terminal sends into whole frames, however it arrives in pieces. It reads no clock and no
// terminal: the time comes with each call and may not go back. The zero framer is ready; it is not safe for
// concurrent use.
//
// What it promises:
//   - A sequence that is not whole yet (CSI, SS3, a string) is neither text nor Esc, at any pause up to a second.
//   - An ESC alone is Esc after 150 ms; after a second once the terminal has confirmed kitty's keyboard protocol.
//     What follows within a second after that and is the rest of a sequence is dropped.
//   - Replies and reports that the console has no use for are dropped: window sizes, win32 records, mouse, device
//     attributes, strings.
//   - A paste ends by its mark, by 1.5 s of quiet or by an Esc that stands alone. What comes after 64 KiB, or after a
//     key that gets through, is dropped until then.
//   - Ctrl-C, Ctrl-L and Esc get through whatever it is in the middle of, each as often as it is pressed.
type framer struct {
	state state
	held  []byte    // what the sequence or the character has so far
	left  int       // bytes of a mouse report to come
	at    time.Time // of the last byte
	began time.Time // of the ESC
	// orphan says that the ESC was taken for Esc already; escaped is when that last was.
	orphan  bool
	escaped time.Time
	kitty   bool
	paste   pasted
	out     []frame
}

// feed takes what was read at the time now, and returns what is whole.
func (f *framer) feed(b []byte, now time.Time) []frame {
	f.expire(now)
	b = f.takeLate(b, now)
	for _, c := range b {
		f.take(c, now)
	}
	f.at = now
	return f.taken()
}

// tick ends what has waited long enough, and returns what has become whole by that.
func (f *framer) tick(now time.Time) []frame {
	f.expire(now)
	return f.taken()
}

// rest moves what is waited for to the time now: nobody was there to read before.
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
		case ending: // the ESC was no half of an end, so it is Esc
			f.escaped = due
			f.emit(keys, escKey)
		case pasting:
			f.expirePaste(due)
		}
		f.reset()
	}
}

func (f *framer) reset() { f.state, f.held, f.orphan = ground, nil, false }

// emit adds a frame. Each of keys is one character, or one sequence.
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

// again gives up what it is in the middle of and takes the byte for itself.
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

// text takes a byte of a character, and drops what is none.
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

// opensString reports whether c alone, after an ESC, begins a string: PM, APC, or SOS, whose letter may begin a name as
// well and so must come with the ESC at once.
func (f *framer) opensString(c byte, now time.Time) bool {
	return c == '^' || c == '_' || c == 'X' && !f.orphan && now.Sub(f.began) <= together
}

// decide looks whether what follows an ESC begins a sequence.
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

// release takes what was held for typed text: Esc, and what follows it.
func (f *framer) release(now time.Time) {
	rest := f.held[1:]
	if !f.orphan {
		if len(rest) == 1 && f.at.Sub(f.began) <= together { // an Alt key that no screen has
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

// whole takes a control sequence that has come to its end.
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

// ignore takes a byte of a string that nobody wants. The controls that do not belong there end it.
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
