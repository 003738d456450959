package issue

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Deletion asks what a pass is deleted for, methods removed, a sign-in unblocked or a password reset, where the site
// wants that known and the call has not told it yet. It gives way to what it was asked for.
type Deletion struct {
	env  fx.Env
	desk *desk.Desk
	call *desk.Call
	// title and question are the words for it, about says whom it is about, then is where it leads.
	title, question string
	about           func(*desk.Call) call.Subject
	then            func(call.Case) nav.Route
	// checker is the site's own program, nil where it is not asked, and act what it is asked about.
	checker Checker
	act     journal.Operation
	query
	caller  caller
	at      int
	opening fx.Opening
}

// Delete returns the form of a deletion.
func Delete(env fx.Env, d *desk.Desk, log fx.AuditLog, to nav.ConfirmDelete) *Deletion {
	s := newDeletion(env, d, log, to.Call)
	s.title, s.question = titleDelete, deleteWhy
	s.then = func(grounds call.Case) nav.Route {
		to.Question.Grounds = &grounds
		return to
	}
	return s
}

// Remove returns the form of a removal of methods.
func Remove(env fx.Env, d *desk.Desk, log fx.AuditLog, to nav.Methods) *Deletion {
	s := newDeletion(env, d, log, to.Call)
	s.title, s.question = titleRemove, removeWhy
	s.then = func(grounds call.Case) nav.Route { return nav.Methods{Call: to.Call, Grounds: &grounds} }
	return s
}

// Account returns the form of an unblock or a reset. It requires what a new pass requires.
func Account(
	env fx.Env, d *desk.Desk, log fx.AuditLog, checker Checker, to nav.Account,
) *Deletion {
	s := newDeletion(env, d, log, to.Call)
	s.title, s.question = titleUnblock, unblockWhy
	if to.Act == journal.Reset {
		s.title, s.question = titleReset, resetWhy
	}
	s.caller.deletion = to.Act == journal.Reset && d.ResetsFirst(to.Call)
	s.about = d.AccountSubject
	s.checker, s.act = checker, to.Act
	s.then = func(grounds call.Case) nav.Route {
		to.Grounds = &grounds
		return to
	}
	return s
}

func newDeletion(env fx.Env, d *desk.Desk, log fx.AuditLog, about *desk.Call) *Deletion {
	s := &Deletion{
		env: env, desk: d, call: about, caller: newCaller(env, d, log, about, true),
		opening: fx.Opening{Desk: d, Alone: true}, about: d.DeleteSubject, at: noField,
	}
	if fields := s.caller.fields(); len(fields) > 0 {
		s.at = fields[0]
	}
	return s
}

// noField is in front where the site's own program alone is asked.
const noField = -1

// Init reads what the directory has of the person, which was read a moment ago as a rule.
func (s *Deletion) Init() tea.Cmd {
	return tea.Batch(s.opening.Read(s.env, s.call, person.Fresh), s.caller.verify())
}

// Title names the screen.
func (s *Deletion) Title() string { return s.title }

// Typing is always true: letters go into the fields.
func (s *Deletion) Typing() bool { return true }

// TakesMark is true in a note that was begun.
func (s *Deletion) TakesMark() bool { return s.at == note && s.caller.note.Value() != "" }

// Keys lists the keys of the form.
func (s *Deletion) Keys() []kit.Key {
	next := kit.Says(kit.Enter, doNext)
	fields := s.caller.fields()
	if s.last(fields) {
		next = kit.Says(kit.Enter, doConfirm)
	}
	keys := kit.On(next)
	if s.at == way {
		keys = append(keys, kit.On(kit.Choose)...)
	}
	return append(keys, kit.On(kit.Says(kit.Move, doField), kit.Esc)...)
}

// Explain says what the fields take.
func (s *Deletion) Explain() []string { return helpDeletion }

// Update takes keys and answers.
func (s *Deletion) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.caller.typed(s.at, msg)
		return nil
	}
	if s.caller.log.Take(s.env, s.call, msg) {
		return nil
	}
	if a, ok := s.checking.Take(msg); ok {
		return s.answered(a)
	}
	if a, ok := s.hearing.Take(msg); ok {
		return s.heard(s.env, a)
	}
	next, _, _ := s.opening.Take(s.env, s.call, msg)
	return next
}

// Back leaves the form; while the site's own program is asked it gives that up alone.
func (s *Deletion) Back() tea.Cmd {
	if s.checking.Pending() {
		s.checking.Cancel()
		return nil
	}
	return s.env.Pop(nav.Result{})
}

// last reports whether the field in front is the last.
func (s *Deletion) last(fields []int) bool { return len(fields) == 0 || s.at == fields[len(fields)-1] }

func (s *Deletion) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.checking.Pending(): // it was asked about what the fields say
	case kit.Press(msg, kit.Enter):
		return s.enter()
	case kit.Press(msg, kit.Tab, kit.Down):
		s.step(1)
	case kit.Press(msg, kit.ShiftTab, kit.Up):
		s.step(-1)
	case s.at == way:
		s.caller.choose(msg, s.subject())
		return s.caller.verify()
	default:
		s.caller.typed(s.at, msg)
	}
	return nil
}

func (s *Deletion) step(by int) {
	fields := s.caller.fields()
	if len(fields) == 0 {
		return
	}
	s.at = fields[(slices.Index(fields, s.at)+len(fields)+by)%len(fields)]
}

// enter goes to the next field, and from the last to the confirmation; a field that is wrong keeps it.
func (s *Deletion) enter() tea.Cmd {
	fields := s.caller.fields()
	if s.caller.remark(s.at, s.subject()).Wrong {
		s.caller.tried = true
		return nil
	}
	if !s.last(fields) {
		s.step(1)
		return nil
	}
	for _, field := range fields {
		if s.caller.remark(field, s.subject()).Wrong {
			s.at, s.caller.tried = field, true
			return nil
		}
	}
	if off := s.caller.off(); off != "" {
		return s.env.Say(off)
	}
	grounds, _ := s.caller.result(s.subject())
	s.caller.keep()
	if s.checker == nil || grounds.NoCaller() { // containment waits for nobody, and shows no value
		return s.env.Swap(1, s.then(grounds))
	}
	return s.ask(s.env, s.checker, s.caller.request(s.act, grounds))
}

func (s *Deletion) subject() call.Subject {
	subject := s.about(s.call)
	subject.PastAsked = s.caller.log.Pending()
	return subject
}

// Frame draws the fields.
func (s *Deletion) Frame(size kit.Size) kit.Frame {
	var f kit.Frame
	width := min(size.Width, kit.WideFrom)
	f.Add(kit.Bold(s.question), "")
	f.Add(kit.Who(s.call.Person, width)...)
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
	f.Add(s.checkLines(width)...)
	return f
}
