package secret

import (
	"bytes"
	"crypto/rand"
)

// The characters of a generated password: 32, so that each is five random bits. None looks like another, or is taken
// for another when it is read aloud.
const (
	capitals = "ADEFHJLMNQRTY"
	smalls   = "adefhmnrty"
	digits   = "347"
	symbols  = "#%&+=?"
	alphabet = capitals + smalls + digits + symbols
)

// Password returns a new random password of a length in characters, at least 4, for the caller to keep and to wipe. It
// has a capital, a small letter, a digit and a symbol.
func Password(length int) []byte {
	password := make([]byte, length)
	for {
		_, _ = rand.Read(password) // never fails; see crypto/rand
		for i, b := range password {
			password[i] = alphabet[b%byte(len(alphabet))]
		}
		if mixed(password) {
			return password
		}
	}
}

func mixed(password []byte) bool {
	for _, kind := range []string{capitals, smalls, digits, symbols} {
		if !bytes.ContainsAny(password, kind) {
			return false
		}
	}
	return true
}
