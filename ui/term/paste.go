package term

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

const (
	// quiet ends a paste whose mark does not come.
	quiet = 1500 * time.Millisecond
	// most is how many bytes a paste may have. No field takes as much.
	most = 64 << 10
	// suspected is how long after a paste that quiet has ended more of it may still come.
	suspected = 10 * time.Second
)

var pasteEnd = []byte("\x1b[201~")

// pasted is a paste under way.
type pasted struct {
	text     []byte
	held     []byte    // what may be the mark or a key that gets through
	dropping bool      // it was cut, and what follows is dropped up to its mark or to quiet
	cutAt    time.Time // when quiet last ended one
}

func (f *framer) beginPaste(dropping bool) {
	f.state, f.held, f.orphan = pasting, nil, false
	f.paste = pasted{dropping: dropping}
}

// loneInPaste reports whether an ESC stands alone in a paste. It is the beginning of the mark more often than the
// Esc key, so it waits longer.
func (f *framer) loneInPaste() bool { return len(f.paste.held) == 1 }

// remainder reports whether b is more of a paste that quiet had ended, as after a link that stalls: it has the mark.
func (f *framer) remainder(b []byte, now time.Time) bool {
	if f.state == pasting || now.Sub(f.paste.cutAt) > suspected {
		return false
	}
	return bytes.Contains(b, pasteEnd)
}

// takePasted takes a byte of a paste.
func (f *framer) takePasted(c byte, now time.Time) {
	p := &f.paste
	const ctrlC, ctrlL = 0x03, 0x0c
	if len(p.held) == 0 {
		switch c {
		case esc:
			p.held = []byte{esc}
		case ctrlC, ctrlL:
			f.interrupt([]byte{c})
		default:
			f.addPasted(c)
		}
		return
	}
	p.held = append(p.held, c)
	switch {
	case bytes.Equal(p.held, pasteEnd):
		f.endPaste()
	case len(p.held) == 2 && c == '[', len(p.held) > 2 && len(p.held) < longest && c >= '0' && c <= ';':
	default:
		held := p.held
		p.held = nil
		if getsThrough(held) {
			f.interrupt(plain(held))
			return
		}
		f.addPasted(held[:len(held)-1]...)
		f.takePasted(c, now)
	}
}

// getsThrough reports whether a sequence is a key of the kitty protocol that no paste holds up: Ctrl-C, Ctrl-L or
// Esc.
func getsThrough(seq []byte) bool {
	if len(seq) < 4 || seq[1] != '[' || seq[len(seq)-1] != 'u' {
		return false
	}
	const ctrl, locks = 4, 64 | 128
	code, mods, _ := strings.Cut(string(plain(seq)[2:]), ";")
	code, _, _ = strings.Cut(strings.TrimSuffix(code, "u"), ":")
	mods, _, _ = strings.Cut(strings.TrimSuffix(mods, "u"), ":")
	held := 0
	if n, err := strconv.Atoi(mods); err == nil && n > 0 {
		held = (n - 1) &^ locks
	}
	return held == 0 && code == "27" || held == ctrl && (code == "99" || code == "108")
}

func (f *framer) addPasted(b ...byte) {
	p := &f.paste
	if p.dropping {
		return
	}
	if len(p.text)+len(b) > most {
		f.cutPaste()
		return
	}
	p.text = append(p.text, b...)
}

// interrupt lets a key through, which cuts the paste.
func (f *framer) interrupt(key []byte) {
	if !f.paste.dropping {
		f.cutPaste()
	}
	f.emit(keys, key)
}

// cutPaste hands over what there is of a paste, says so, and drops the rest.
func (f *framer) cutPaste() {
	p := &f.paste
	f.emit(paste, p.text)
	f.emit(cut, nil)
	p.text, p.dropping = nil, true
}

// endPaste takes the mark.
func (f *framer) endPaste() {
	if !f.paste.dropping {
		f.emit(paste, f.paste.text)
	}
	f.paste = pasted{}
	f.reset()
}

// expirePaste takes a lone ESC in a paste for Esc, and ends a paste after quiet.
func (f *framer) expirePaste(due time.Time) {
	if f.loneInPaste() {
		f.paste.held = nil
		f.interrupt(escKey)
		return
	}
	if !f.paste.dropping {
		f.cutPaste()
	}
	f.paste = pasted{cutAt: due}
	f.reset()
}
