package kit

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/text"
)

// fieldLimit is how many characters a field accepts: more than any name, UPN or time has, and few enough for one line.
const fieldLimit = 256

// Field is a labelled line of text. It wraps bubbles' textinput for two reasons: textinput counts its cursor in
// characters, which is wrong after wide ones, and it does not limit what a paste may contain.
type Field struct {
	Label string
	// Hint is shown while the field is empty.
	Hint  string
	input textinput.Model
}

// NewField returns an empty field.
func NewField(label, hint string) Field {
	input := textinput.New()
	input.Prompt = ""
	input.CharLimit = fieldLimit
	input.SetVirtualCursor(false)
	input.KeyMap.Paste.SetEnabled(false) // it would run xclip or xsel on the jump host; the terminal pastes by itself
	input.Focus()
	return Field{Label: label, Hint: hint, input: input}
}

// Update types msg into the field and reports whether the text changed.
func (f *Field) Update(msg tea.Msg) bool {
	before := f.input.Value()
	if paste, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: text.Line(strings.Join(strings.Fields(paste.Content), " "))}
	}
	f.input, _ = f.input.Update(msg)
	return f.input.Value() != before
}

// Value returns the text.
func (f *Field) Value() string { return f.input.Value() }

// Set replaces the text and puts the cursor behind it.
func (f *Field) Set(text string) {
	f.input.SetValue(text)
	f.input.CursorEnd()
}

// Draw returns the field in width cells, label first, and the column of the cursor. If the text is too long, the part
// before the cursor stays visible.
func (f *Field) Draw(labelWidth, width int) (line string, cursor int) {
	label := Pad(f.Label, labelWidth) + "  "
	room := max(1, width-Width(label)-1)
	// Line replaces characters and removes none, and the field is shorter than Line's limit.
	value := []rune(text.Line(f.input.Value()))
	if len(value) == 0 {
		return label + placeholder(f.Hint, room), Width(label)
	}
	at := min(f.input.Position(), len(value))
	start := 0
	for start < at && Width(string(value[start:at])) > room {
		start++
	}
	return label + Cut(string(value[start:]), room), Width(label) + Width(string(value[start:at]))
}
