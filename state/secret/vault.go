package secret

import "sync"

// Vault knows every Text that is still alive, so that a signal, a panic or the end of the program can wipe what no
// screen will wipe any more. It is safe for concurrent use; the zero Vault is ready to use.
type Vault struct {
	mu   sync.Mutex
	held []Text
}

// Keep moves value into a new Text: the bytes are copied and the caller's slice is cleared.
func (v *Vault) Keep(value []byte) Text {
	text := newText(value)
	v.mu.Lock()
	defer v.mu.Unlock()
	alive := v.held[:0]
	for _, t := range v.held {
		if !t.Wiped() {
			alive = append(alive, t)
		}
	}
	v.held = append(alive, text)
	return text
}

// WipeAll wipes every Text of the vault.
func (v *Vault) WipeAll() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, t := range v.held {
		t.Wipe()
	}
	v.held = nil
}

// Held returns how many values are alive.
func (v *Vault) Held() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	alive := 0
	for _, t := range v.held {
		if !t.Wiped() {
			alive++
		}
	}
	return alive
}
