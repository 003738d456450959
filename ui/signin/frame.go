package signin

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/pass"
	"tapdesk/state/session"
	"tapdesk/ui/kit"
)

// Frame draws why there is a sign-in, and what to do for it.
func (s *Screen) Frame(size kit.Size) kit.Frame {
	width := min(size.Width, kit.WideFrom)
	var f kit.Frame
	f.Add(kit.Bold(s.headline()))
	if who := s.who(); who != "" {
		f.Add(faint(kit.Wrap(who, width))...)
	}
	f.Add("")
	switch s.step {
	case starting:
		f.Add(startingSignIn)
	case checking:
		f.Add(checkingAddress)
	case waiting:
		s.waitingFrame(&f, size)
	default:
		s.choosingFrame(&f, width)
	}
	return f
}

func (s *Screen) headline() string {
	switch s.to.Standing.Phase {
	case session.Locked:
		return headLocked
	case session.Lapsed:
		return headLapsed
	}
	return headSignIn
}

// who says who must sign in again, and that nothing is lost.
func (s *Screen) who() string {
	id := s.to.Standing.Identity
	switch s.to.Standing.Phase {
	case session.Locked:
		return fmt.Sprintf(formatLocked, id.Operator.UserPrincipalName)
	case session.Lapsed:
		return fmt.Sprintf(formatLapsed, id.Operator.UserPrincipalName)
	}
	return ""
}

func (s *Screen) choosingFrame(f *kit.Frame, width int) {
	if s.failed != nil {
		f.Add(failure(s.failed, width)...)
		f.Add("")
	}
	f.CursorAt(0)
	f.Add(kit.Accent(enterKey) + "  " + map[Way]string{
		Browser: enterBrowser, Device: enterDevice, Paste: enterPaste,
	}[s.preferred()])
	for _, k := range s.Keys()[1:] {
		if k.Off == "" {
			f.Add(kit.Pad(k.Binding.Help().Key, 5) + "  " + k.Binding.Help().Desc)
		}
	}
}

// failure draws what happened, what to do, who else must do something, and what to quote.
func failure(f *session.Failure, width int) []string {
	var out []string
	out = append(out, kit.Styled(kit.Bad, fmt.Sprintf(formatFailed, f.What(), f.Happened), width)...)
	if f.Operator != "" {
		out = append(out, kit.Wrap(f.Operator, width)...)
	}
	if f.Admin != "" {
		out = append(out, kit.Wrap(fmt.Sprintf(formatAdmin, f.Admin), width)...)
	}
	if quote := f.Quote(); quote != "" {
		out = append(out, kit.Faint(kit.Cut(quote, width)))
	}
	return out
}

func (s *Screen) waitingFrame(f *kit.Frame, size kit.Size) {
	switch s.prompt.way {
	case Device:
		s.codeFrame(f, size.Width)
		f.Add("")
	case Paste:
		s.pasteFrame(f, size.Width)
		f.Add("")
	default:
		s.browserFrame(f, size)
	}
	if s.trouble != nil {
		f.Add(s.troubleLines(size.Width)...)
	}
	f.Add(faint(kit.Wrap(s.left(), size.Width))...)
}

// troubleLines draws what has gone wrong meanwhile. The waiting continues.
func (s *Screen) troubleLines(width int) (lines []string) {
	text := fmt.Sprintf(formatTrouble, s.trouble.Happened, s.trouble.Operator)
	if s.prompt.way == Device {
		text = fmt.Sprintf(formatAskingAgain, text)
	}
	lines = append(lines, kit.Styled(kit.Warn, text, width)...)
	return lines
}

// codeFrame shows the page and the code, the code once spaced for the eye and once plain, to be marked and copied.
func (s *Screen) codeFrame(f *kit.Frame, width int) {
	f.Add(openInAnyBrowser, "")
	f.Add("   " + link(s.prompt.code.VerificationURL, kit.Accent(kit.Cut(s.prompt.code.VerificationURL, width-3))))
	f.Add("", typeThisCode, "")
	f.CursorAt(3)
	f.Add("   " + kit.Accent(strings.Join(strings.Split(s.prompt.code.UserCode, ""), " ")))
	f.Add("   " + s.prompt.code.UserCode)
	if s.options.Approve != nil {
		f.Add("")
		f.Add(faint(kit.Wrap(demoDevice, width))...)
	}
}

// browserFrame shows the forwarding first: without it neither the short address nor the page's answer reaches this
// host. What must be copied is always whole. If there is no room, the address that the short one leads to is left out
// first, then the explanations.
func (s *Screen) browserFrame(f *kit.Frame, size kit.Size) {
	b, width := s.prompt.browser, size.Width
	way, hints, open := forwarding(b, width)
	if b.Wanted != b.Port && b.Wanted != 0 {
		taken := fmt.Sprintf(formatPortTaken, b.Wanted, b.Port)
		way = append(way, kit.Styled(kit.Warn, taken, width)...)
	}
	long := append(faint(kit.Wrap(leadsToSignIn, width)), s.addressLines(b.URL, width)...)
	if s.options.Approve != nil {
		f.Add(kit.Wrap(demoBrowser, width)...)
	}
	room := size.Height - len(f.Lines) - len(way) - 2 - len(kit.Wrap(s.left(), width))
	if s.trouble != nil {
		room -= len(s.troubleLines(width))
	}
	if room < len(hints) {
		hints = nil
	}
	if room-len(hints) < len(long) {
		long = nil
	}
	f.Add(way...)
	if b.SSH != "" {
		f.Add(hints...)
	}
	f.Add(open, link(b.Address, kit.Accent(b.Address)))
	if b.SSH == "" {
		f.Add(hints...)
	}
	f.Add(long...)
}

// forwarding returns how a browser elsewhere reaches this host, hints about that, and the words before the address to
// open.
func forwarding(b session.Browser, width int) (way, hints []string, open string) {
	if b.SSH == "" {
		hint := fmt.Sprintf(formatFromElsewhere, b.Forward)
		return nil, faint(kit.Wrap(hint, width)), openOnThisMachine
	}
	first := onYourMachineOrHere
	if b.Socket {
		first = onYourMachine
	}
	hint := orInThisSession
	keys := []string{escapeThen + " " + b.Forward} // a command is not broken where it fits into a line
	if kit.Width(keys[0]) > width {
		keys = append([]string{escapeThen}, kit.Wrap(b.Forward, width)...)
	}
	if b.HostGuessed {
		keys = append(keys, hostIsAGuess)
	}
	hints = faint(append(kit.Wrap(hint, width), keys...))
	return append([]string{first}, accent(kit.Wrap(b.SSH, width))...), hints, thenOpenThere
}

func (s *Screen) pasteFrame(f *kit.Frame, width int) {
	f.Add(openOnYours)
	f.Add(s.addressLines(s.prompt.paste.URL, width)...)
	f.Add(kit.Wrap(pasteAddress, width)...)
	line, cursor := s.field.Draw(0, width)
	f.CursorAt(cursor)
	f.Add(line)
}

// addressLines draws a long address over the full width and without indentation, so that what is marked is the address
// and nothing else; each line links to the whole address, where the terminal follows links.
func (s *Screen) addressLines(address string, width int) (lines []string) {
	for rest := address; rest != ""; {
		n := min(len(rest), width)
		lines = append(lines, link(address, rest[:n]))
		rest = rest[n:]
	}
	return lines
}

// link makes text a link to an address. Both are clean: the sign-in engine ensures that.
func link(address, text string) string {
	return ansi.SetHyperlink(address) + text + ansi.ResetHyperlink()
}

// left says how much time is left, and where the program is waiting.
func (s *Screen) left() string {
	left := s.until().Sub(s.env.Now()).Truncate(time.Second)
	if left <= 0 {
		return timeOver
	}
	if bound := s.prompt.browser.Bound; len(bound) > 0 {
		return fmt.Sprintf(formatWaitingOn, strings.Join(bound, and), pass.Span(left))
	}
	return fmt.Sprintf(formatWaitingThere, pass.Span(left))
}

func accent(lines []string) []string {
	for i := range lines {
		lines[i] = kit.Accent(lines[i])
	}
	return lines
}

func faint(lines []string) []string {
	for i := range lines {
		lines[i] = kit.Faint(lines[i])
	}
	return lines
}
