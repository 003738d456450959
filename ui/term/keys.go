package term

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// PasteCut is the message that the rest of a paste is dropped: it is longer than 64 KiB, or Ctrl-C, Ctrl-L or Esc cut
// it. The paste up to there was sent before. Bytes are dropped up to the paste's mark or until nothing has come for 1.5
// s.
type PasteCut struct{}

// PasteOver is the message that keys are taken again: a paste is over that was cut, or whose mark has not come for 1.5
// s.
type PasteOver struct{}

// messages returns the messages for a frame. Unknown ones are dropped.
func messages(f frame) []tea.Msg {
	switch f.kind {
	case paste:
		return []tea.Msg{tea.PasteMsg{Content: strings.ToValidUTF8(string(f.bytes), "")}}
	case cut:
		return []tea.Msg{PasteCut{}}
	case over:
		return []tea.Msg{PasteOver{}}
	}
	_, event := new(uv.EventDecoder).Decode(f.bytes)
	if several, ok := event.(uv.MultiEvent); ok { // F3 may also be a cursor report, which nobody asks for
		event = several[0]
	}
	switch event.(type) {
	case uv.KeyPressEvent, uv.KeyReleaseEvent, uv.FocusEvent, uv.BlurEvent,
		uv.ModeReportEvent, uv.KeyboardEnhancementsEvent:
		return []tea.Msg{event}
	}
	return nil
}
