package issue

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/ticket"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Deletion asks what a pass is deleted for, where the site wants that known and the call has not told it yet. It gives way to the
// confirmation.
type Deletion struct {
	env     fx.Env
	opener  Opener
	to      nav.ConfirmDelete
	caller  caller
	at      int
	dossier *person.Dossier
	unread  *fault.Fault

	read fx.Slot[person.Dossier]
	rest fx.Slot[person.Dossier]
}

// Known returns the route with what the call about the person has told already, and whether the site wants more.
func Known(env fx.Env, to nav.ConfirmDelete) (nav.ConfirmDelete, bool) {
	call := env.Desk.Calls.Of(to.Person.ID.Wire(), env.Now())
	if to.Case == (ticket.Case{}) {
		to.Case = call.Case
	}
	return to, lacks(env, to)
}

// lacks says whether something is missing that the site requires. What the person is, is not asked for: whoever may be, is.
func lacks(env fx.Env, to nav.ConfirmDelete) bool {
	_, required := env.Desk.Rules.Demanded(ticket.Subject{Person: to.Person, MayBePrivileged: true, Basic: true})
	return env.Desk.Rules.Ticket == ticket.Required && to.Case.Ticket == "" || required && to.Case.Verification == ""
}

// Delete returns the form.
func Delete(env fx.Env, opener Opener, to nav.ConfirmDelete) *Deletion {
	s := &Deletion{env: env, opener: opener, to: to, caller: newCaller(env, to.Person.ID.Wire(), true)}
	s.at = s.caller.fields()[0]
	return s
}

// Init reads what the directory has of the person, which was read a moment ago as a rule.
func (s *Deletion) Init() tea.Cmd {
	id := s.to.Person.ID
	return s.read.Read(s.env, func(ctx context.Context) (person.Dossier, error) { return s.opener.Open(ctx, id, person.Fresh) })
}

// Title names the screen.
func (s *Deletion) Title() string { return "Delete the pass" }

// Typing is always true: letters go into the fields.
func (s *Deletion) Typing() bool { return true }

// Keys lists the keys of the form.
func (s *Deletion) Keys() []kit.Key {
	next := kit.Says(kit.Enter, "next field")
	fields := s.caller.fields()
	if s.at == fields[len(fields)-1] {
		next = kit.Says(kit.Enter, "to the confirmation")
	}
	keys := kit.On(next)
	if s.at == way {
		keys = append(keys, kit.On(kit.Choose)...)
	}
	return append(keys, kit.On(kit.Says(kit.Move, "field"), kit.Esc)...)
}

// Explain says what the fields take.
func (s *Deletion) Explain() []string {
	return []string{
		"This desk wants to know what each pass is issued and deleted for, and by whose word. It stands in the journal.",
		"Where nobody is on the phone, as when a pass is deleted because it may be in the wrong hands, choose " + ticket.Nobody.Words() + ".",
	}
}

// Update takes keys and answers.
func (s *Deletion) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.caller.typed(s.at, msg)
		return nil
	}
	if a, ok := s.read.Take(msg); ok {
		s.unread = kit.AsFault(a.Err, "open the person")
		if a.Err == nil {
			s.dossier = &a.Value
		}
		if d := a.Value; d.Again {
			return s.rest.Read(s.env, func(ctx context.Context) (person.Dossier, error) {
				return s.env.Further.Complete(ctx, d)
			})
		}
	}
	if a, ok := s.rest.Take(msg); ok && a.Err == nil {
		s.dossier = &a.Value
	}
	return nil
}

func (s *Deletion) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Enter):
		return s.enter()
	case kit.Press(msg, kit.Tab, kit.Down):
		s.step(1)
	case kit.Press(msg, kit.ShiftTab, kit.Up):
		s.step(-1)
	case s.at == way:
		s.caller.choose(msg, s.subject())
	default:
		s.caller.typed(s.at, msg)
	}
	return nil
}

func (s *Deletion) step(by int) {
	fields := s.caller.fields()
	s.at = fields[(slices.Index(fields, s.at)+len(fields)+by)%len(fields)]
}

// enter goes to the next field, and from the last to the confirmation; a field that is wrong keeps it.
func (s *Deletion) enter() tea.Cmd {
	fields := s.caller.fields()
	if s.caller.remark(s.at, s.subject()).Wrong {
		s.caller.tried = true
		return nil
	}
	if s.at != fields[len(fields)-1] {
		s.step(1)
		return nil
	}
	for _, field := range fields {
		if s.caller.remark(field, s.subject()).Wrong {
			s.at, s.caller.tried = field, true
			return nil
		}
	}
	s.to.Case, _ = s.caller.result(s.subject())
	s.caller.keep()
	return s.env.Swap(1, s.to)
}

// subject is who the pass is for. The blind questions are not asked here: whoever passed them for a new pass has.
func (s *Deletion) subject() ticket.Subject {
	p := s.to.Person
	if s.dossier != nil {
		p = s.dossier.Person
	}
	out := subject(s.env, p, s.dossier, s.unread, s.to.Past, true)
	out.Basic = true
	if out.NoChallenge == "" && len(out.Passed) == 0 {
		out.NoChallenge = "the blind challenge is not passed in this call"
	}
	return out
}

// Frame draws the fields.
func (s *Deletion) Frame(size kit.Size) kit.Frame {
	var f kit.Frame
	width := min(size.Width, kit.WideFrom)
	f.Add(kit.Bold("Delete this Temporary Access Pass: what for?"), "")
	f.Add(kit.Who(s.to.Person, width)...)
	f.Add("")
	indent := strings.Repeat(" ", kit.LabelWidth+4)
	for _, field := range s.caller.fields() {
		line, cursor := s.caller.line(field, width-2, s.subject())
		mark := "  "
		if field == s.at {
			mark = kit.Pointer()
			f.CursorAt(cursor + 2)
		}
		f.Add(mark + line)
		if text := s.caller.recent(field, s.subject()); text != "" {
			for _, part := range kit.Wrap(text, max(10, width-len(indent))) {
				f.Add(indent + kit.Warn(part))
			}
		}
		for i, text := range s.caller.below(field, s.subject()) {
			style := kit.Faint
			if i == 0 && s.caller.remark(field, s.subject()).Wrong && !s.caller.quiet(field) {
				style = kit.Bad
			}
			for _, part := range kit.Wrap(text, max(10, width-len(indent))) {
				f.Add(indent + style(part))
			}
		}
	}
	return f
}
