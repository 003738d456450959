package term

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// quiet ends a paste whose mark does not come.
	quiet = 1500 * time.Millisecond
	// most is how many bytes a paste may have. No field takes as much.
	most = 64 << 10
	// suspected is how long after a paste without a mark more of it may still come. Meanwhile up to few characters that
	// come at once without an ESC are taken for keys.
	suspected = 5 * time.Second
	few       = 16
)

var pasteMark, pasteEnd = []byte("\x1b[200~"), []byte("\x1b[201~")

// pasted is a paste in progress.
type pasted struct {
	text     []byte
	held     []byte    // what may be the mark or a key that gets through
	dropping bool      // it was cut; the rest is dropped up to its mark or to quiet
	said     bool      // PasteCut was sent since the last key
	endedAt  time.Time // when the last one ended without its mark
}

func (f *framer) beginPaste() {
	f.reset()
	f.state, f.paste = pasting, pasted{}
}

// loneInPaste reports whether there is a lone ESC in a paste: the Esc key or the beginning of the mark.
func (f *framer) loneInPaste() bool { return len(f.paste.held) == 1 }

// takeLate takes bytes that come soon after a paste that ended without its mark and can only be more of it, as on a
// link that stalls: they have the mark, or are more than anybody types at once. They are a paste of their own, so that
// they may become text but confirm nothing. takeLate returns the rest.
func (f *framer) takeLate(b []byte, now time.Time) []byte {
	if f.state != ground || now.Sub(f.paste.endedAt) > suspected {
		return b
	}
	end, another := bytes.Index(b, pasteEnd), bytes.Index(b, pasteMark)
	if end > 0 && (another < 0 || another > end) {
		f.beginPaste()
		return b
	}
	n := bytes.IndexByte(b, esc)
	if n < 0 {
		n = len(b)
	}
	if utf8.RuneCount(b[:n]) <= few {
		return b
	}
	endedAt := f.paste.endedAt
	f.beginPaste()
	for _, c := range b[:n] {
		f.takePasted(c, now)
	}
	f.endPaste()
	f.paste.endedAt = endedAt
	return b[n:]
}

// takePasted takes a byte of a paste.
func (f *framer) takePasted(c byte, now time.Time) {
	p := &f.paste
	const ctrlC, ctrlL = 0x03, 0x0c
	if len(p.held) == 0 {
		switch c {
		case esc:
			p.held, f.began = []byte{esc}, now
		case ctrlC, ctrlL:
			f.interrupt([]byte{c})
		default:
			f.addPasted(c)
		}
		return
	}
	if f.loneInPaste() && (c == esc || c == ctrlC || c == ctrlL || c != '[' && now.Sub(f.began) > together) {
		p.held = nil
		f.interrupt(escKey)
		f.takePasted(c, now)
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

// getsThrough reports whether a sequence is a key of the kitty protocol that interrupts a paste: Ctrl-C, Ctrl-L or Esc.
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

// addPasted adds to the text, or drops what must not be added and sends PasteCut.
func (f *framer) addPasted(b ...byte) {
	p := &f.paste
	if len(p.text)+len(b) > most {
		f.cutPaste()
	}
	switch {
	case !p.dropping:
		p.text = append(p.text, b...)
	case !p.said:
		p.said = true
		f.emit(cut, nil)
	}
}

// interrupt passes on a key that cuts the paste.
func (f *framer) interrupt(key []byte) {
	f.cutPaste()
	f.paste.said = false // the key clears the notice
	f.emit(keys, key)
}

// cutPaste passes on the paste so far and drops the rest.
func (f *framer) cutPaste() {
	p := &f.paste
	if !p.dropping {
		f.emit(paste, p.text)
	}
	p.text, p.dropping = nil, true
}

// endPaste takes the mark.
func (f *framer) endPaste() {
	p := f.paste
	f.cutPaste()
	if p.said {
		f.emit(over, nil)
	}
	f.paste = pasted{}
	f.reset()
}

// expirePaste ends a paste without its mark: at a lone ESC, which is Esc, or after quiet. It is over for good.
func (f *framer) expirePaste(due time.Time) {
	p := f.paste
	f.cutPaste()
	switch {
	case f.loneInPaste():
		f.escaped = due
		f.emit(keys, escKey)
	case p.said || !p.dropping:
		f.emit(over, nil)
	}
	f.paste = pasted{endedAt: due}
}
