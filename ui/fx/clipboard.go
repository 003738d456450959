package fx

import tea "charm.land/bubbletea/v2"

// Clipboard is the terminal's, as far as a program reaches it: by OSC 52, which the terminal may ignore and never
// answers. It remembers that a secret was sent there, so that whoever ends the showing of it can ask for it to be
// cleared. It is used from Update alone; a nil Clipboard takes nothing.
type Clipboard struct{ sent bool }

// Send hands a secret to the terminal's clipboard. Nobody can know whether it arrives.
func (c *Clipboard) Send(secret string) tea.Cmd {
	if c == nil {
		return nil
	}
	c.sent = true
	return tea.SetClipboard(secret)
}

// Clear asks the terminal to empty its clipboard, where a secret was sent there and nobody has asked since; else it is
// nil.
func (c *Clipboard) Clear() tea.Cmd {
	if c == nil || !c.sent {
		return nil
	}
	c.sent = false
	return tea.SetClipboard("")
}
