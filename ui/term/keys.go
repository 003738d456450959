package term

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// PasteCut is the message that a paste had no end, or was too long: what there was of it went before, and what
// follows is dropped up to its mark or until nothing has come for 1.5 s.
type PasteCut struct{}

// messages turns a frame into what the program is sent. What it does not know is dropped.
func messages(f frame) []tea.Msg {
	switch f.kind {
	case paste:
		return []tea.Msg{tea.PasteMsg{Content: strings.ToValidUTF8(string(f.bytes), "")}}
	case cut:
		return []tea.Msg{PasteCut{}}
	}
	_, event := new(uv.EventDecoder).Decode(f.bytes)
	if several, ok := event.(uv.MultiEvent); ok { // F3 may be a report of the cursor as well, which nobody asks for
		event = several[0]
	}
	switch event.(type) {
	case uv.KeyPressEvent, uv.KeyReleaseEvent, uv.FocusEvent, uv.BlurEvent,
		uv.ModeReportEvent, uv.KeyboardEnhancementsEvent:
		return []tea.Msg{event}
	}
	return nil
}
