package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"tapdesk/state/text"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// maxStatus is how many lines a sentence in the status line may take; it covers the lines above.
const maxStatus = 4

// footer is the text of the lowest lines: a status, shown until the next key, or a question; and the keys that work.
type footer struct {
	status   string
	question *question
}

// question is shown in the status line. y answers yes; any other key answers no.
type question struct {
	text  string
	again key.Binding // also answers yes: the key that asked, pressed twice
	do    func() tea.Cmd
}

// add adds to the status.
func (f *footer) add(text string) {
	if text != "" {
		f.status = strings.TrimSpace(f.status + " " + text)
	}
}

// answer takes the key that answers the question.
func (f *footer) answer(msg tea.KeyPressMsg) tea.Cmd {
	q := f.question
	f.question = nil
	if kit.Press(msg, kit.Yes, q.again) {
		return q.do()
	}
	return nil
}

// text returns the status line. With a question it includes later news, such as that an answer was dropped. An urgent
// text replaces a status.
func (f *footer) text(urgent string) string {
	switch {
	case f.question != nil && f.status != "":
		return strings.TrimSuffix(strings.TrimSpace(f.question.text), ".") + ". " + text.Line(f.status)
	case f.question != nil:
		return f.question.text
	case urgent != "":
		return urgent
	}
	return text.Line(f.status)
}

// overlay writes a text over the lowest lines of the body, so that nothing else moves. The last line belongs to the
// keys.
func overlay(out *kit.Frame, text string, width int) {
	if text == "" {
		return
	}
	lines := kit.Wrap(text, max(10, width))
	if len(lines) > maxStatus {
		lines = lines[:maxStatus]
	}
	at := len(out.Lines) - 1 - len(lines)
	for i, line := range lines {
		if at+i > 0 {
			out.Lines[at+i] = kit.Warn(line)
		}
	}
}

// keyLine shows the keys that work now. If there is no room for all, it shortens them, leaves out how to quit, and says
// that help has more. If there is room, it also shows the keys that do not work.
func keyLine(screen nav.Screen, writing bool, width int) string {
	help := kit.Help
	if !typing(screen) {
		help = kit.HelpMark
	}
	quit, unanswered := "  "+kit.Label(kit.Quit.Help().Key, doQuit), ""
	if writing {
		unanswered = "  " + kit.Faint(notYetAnswered)
		quit = unanswered
	}
	on, off := split(screen.Keys())
	tail := kit.Label(help.Help().Key, doHelp) + quit
	parts, left := fitting(on, width-kit.Width(tail)-2, kit.Key.Label)
	if len(parts) < len(on) {
		tail = kit.Label(help.Help().Key, doMore) + unanswered
		parts, left = fitting(on, width-kit.Width(tail)-2, kit.Key.Brief)
	}
	more, _ := fitting(off, left, func(k kit.Key) string {
		return kit.Faint(fmt.Sprintf(formatOff, k.Binding.Help().Key, k.Binding.Help().Desc, k.Off))
	})
	parts = append(parts, more...)
	return strings.Join(append(parts, tail), "  ")
}

// split separates the keys that work from those that do not.
func split(keys []kit.Key) (on, off []kit.Key) {
	for _, k := range keys {
		if k.Off == "" {
			on = append(on, k)
		} else {
			off = append(off, k)
		}
	}
	return on, off
}

// fitting returns as many labels as fit into room, in order, and the room that is left. The way back is always there:
// what is listed before it does not take its room.
func fitting(keys []kit.Key, room int, label func(kit.Key) string) (parts []string, left int) {
	back := slices.IndexFunc(keys, kit.Key.GoesBack)
	kept := 0
	if back >= 0 {
		kept = kit.Width(label(keys[back])) + 2
	}
	for n, k := range keys {
		if n == back {
			kept = 0
		}
		if part := label(k); kit.Width(part) <= room-kept {
			room -= kit.Width(part) + 2
			parts = append(parts, part)
		}
	}
	return parts, room
}
