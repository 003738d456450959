package fx

import tea "charm.land/bubbletea/v2"

// Clipboard is the terminal's clipboard, reached by OSC 52, which the terminal may ignore and never answers. It
// remembers that a secret was sent, so that the clipboard can be cleared later. Use it from Update only; a nil
// Clipboard sends nothing.
type Clipboard struct{ sent bool }

// Send sends a secret to the terminal's clipboard. There is no way to know whether it arrives.
func (c *Clipboard) Send(secret string) tea.Cmd {
	if c == nil {
		return nil
	}
	c.sent = true
	return tea.SetClipboard(secret)
}

// Clear asks the terminal to empty its clipboard if a secret was sent and not cleared yet; otherwise it returns nil.
func (c *Clipboard) Clear() tea.Cmd {
	if c == nil || !c.sent {
		return nil
	}
	c.sent = false
	return tea.SetClipboard("")
}
