package term

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"
)

// escKey is the Esc key in the kitty protocol, which cannot be mistaken for anything else.
var escKey = []byte("\x1b[27u")

// linuxKeys are the usual sequences of F1 to F5, for which the Linux console has its own.
var linuxKeys = [][]byte{
	[]byte("\x1b[11~"), []byte("\x1b[12~"), []byte("\x1b[13~"), []byte("\x1b[14~"), []byte("\x1b[15~"),
}

// verdict is what follows an ESC.
type verdict int

const (
	undecided verdict = iota
	text              // typed text
	sequence          // a whole sequence of a key (SS3)
	list              // the beginning of a string: OSC, DCS
)

// mayBegin reports whether a sequence may begin with ESC and c: CSI, SS3, OSC, DCS, APC or PM.
func mayBegin(c byte) bool { return bytes.IndexByte([]byte("[O]P_^"), c) >= 0 }

// judge tells a sequence from text typed right after Esc, by the bytes after the ESC; atOnce means that all came in one
// burst. It knows the SS3 keys and the replies that exist, because a name or an employee id may begin with O or P.
func judge(b []byte, atOnce bool) verdict {
	if len(b) < 2 {
		return undecided
	}
	last := b[len(b)-1]
	switch {
	case b[0] == 'O' && last >= '1' && last <= '9' && len(b) < 4:
		return undecided
	case b[0] == 'O' && bytes.IndexByte([]byte("ABCDEFHMPQRS"), last) >= 0:
		return sequence
	case b[0] == 'O' && atOnce && bytes.IndexByte([]byte("Xabcdjklmnopqrstuvwxy"), last) >= 0:
		return sequence
	case b[0] == ']' && (last >= '0' && last <= '9' || last == 'l' || last == 'L'):
		return list
	case b[0] == 'P' && bytes.IndexByte([]byte("<=>?!$+"), last) >= 0:
		return list
	case b[0] == 'P' && (last >= '0' && last <= '9' || last == ';') && len(b) < 8:
		return undecided
	}
	return text
}

// use is what a control sequence is used for.
type use int

const (
	nothing use = iota
	key
	report // of the focus, a mode or the keyboard's protocol
	oldMouse
	pasteBegin
)

// meaning sorts a complete control sequence. Unknown ones have no use: window sizes, win32 records, device attributes,
// mouse reports, the end mark of a paste that is already over.
func meaning(seq []byte) use {
	body, final := seq[2:len(seq)-1], seq[len(seq)-1]
	if len(seq) > longest {
		return nothing
	}
	switch {
	case len(body) > 0 && body[0] == '?':
		if final == 'u' || final == 'y' && bytes.HasSuffix(body, []byte("$")) {
			return report
		}
		return nothing
	case bytes.IndexFunc(body, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' }) >= 0:
		return nothing
	case len(body) == 0 && (final == 'I' || final == 'O'):
		return report
	case len(body) == 0 && final == 'M':
		return oldMouse
	case final == '~' && string(body) == "200":
		return pasteBegin
	case final == '~' && string(body) == "201":
		return nothing
	case bytes.IndexByte([]byte("~^@u"), final) >= 0 && len(body) > 0:
		return key
	case bytes.IndexByte([]byte("ABCDEFHPQRSZabcd"), final) >= 0:
		return key
	}
	return nothing
}

// isKitty reports whether a report confirms the kitty keyboard protocol, and so that Esc is CSI 27 u: CSI ? flags u
// with the first bit set.
func isKitty(seq []byte) bool {
	flags, err := strconv.Atoi(string(bytes.TrimSuffix(bytes.TrimPrefix(seq, []byte("\x1b[?")), []byte("u"))))
	return err == nil && flags&1 != 0
}

// plain removes the alternates from a key of the kitty protocol, CSI code:shifted:base ; mods u. The base is the key in
// that place on an American keyboard. It is used only if the layout has no Latin letters, so that Ctrl-C stays the same
// key; on a German keyboard it would turn Ctrl-Y into Ctrl-Z.
func plain(seq []byte) []byte {
	if seq[len(seq)-1] != 'u' {
		return seq
	}
	codes, mods, modified := bytes.Cut(seq[2:len(seq)-1], []byte(";"))
	parts := bytes.Split(codes, []byte(":"))
	if len(parts) < 3 {
		return seq
	}
	chosen := bytes.Join(parts[:2], []byte(":"))
	code, _ := strconv.Atoi(string(parts[0]))
	base, err := strconv.Atoi(string(parts[2]))
	if code >= utf8.RuneSelf && code < functional && err == nil && base > ' ' && base < utf8.RuneSelf {
		chosen = parts[2]
	}
	if modified {
		chosen = slices.Concat(chosen, []byte(";"), mods)
	}
	return slices.Concat(seq[:2], chosen, []byte("u"))
}

// functional is the first of the code points, in a private use area, by which the kitty protocol names keys without a
// character.
const functional = 0xe000
