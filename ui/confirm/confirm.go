// Package confirm asks before a pass is created or deleted, does it, and stays until it is known what happened, or known that
// it cannot be known.
package confirm

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/ticket"
	"tapdesk/state/verdict"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Opener reads a dossier, or joins a reading under way; desk.Dossiers does.
type Opener interface {
	Open(ctx context.Context, id text.Key, maxAge time.Duration) (person.Dossier, error)
	// Forget makes the next Open read anew.
	Forget(id text.Key)
}

// question is what stays as it is while the question stands: the words for it, whom it concerns and on what grounds.
type question struct {
	title string
	// verb is what y does, in the words of a fault; yes is that of the key, doing says that it is being done.
	verb, yes, doing string
	// issues says that it is about a new pass, so that Entra's view of it counts.
	issues bool
	// depth is how many screens, this one included, stand above the person.
	depth int
	who   person.Person
	cause ticket.Case
}

// action is what the answer does: creating or deleting. It is fixed when the screen opens.
type action interface {
	// ask draws the question, without the line that says which key means yes.
	ask(s *Screen, c kit.Clock, width int) []string
	// judge is all there is to say of it beforehand, of a deletion no more than this console's own refusals.
	judge(s *Screen) verdict.Verdict
	// subject is for whom it is done, as far as is known by now.
	subject(s *Screen) ticket.Subject
	// late says why it cannot be done any more as it was asked for; nil when it can.
	late(s *Screen) *fault.Fault
	// write is what is asked of Graph, and run asks it.
	write(s *Screen) desk.Write
	run(ctx context.Context, d desk.Desk, w desk.Write) (desk.Outcome, error)
	// succeed goes where success leads.
	succeed(s *Screen, done desk.Outcome) tea.Cmd
}

// phase is how far the screen has come.
type phase int

const (
	asking  phase = iota
	writing       // the one request is under way
	looking       // its outcome is unknown, and is looked into
)

// Screen is a confirmation and what comes of it.
type Screen struct {
	env    fx.Env
	desk   desk.Desk
	opener Opener
	question
	action action
	phase  phase

	dossier *person.Dossier
	unread  *fault.Fault
	created *pass.Pass // of nav.ConfirmIssue
	size    kit.Size
	asked   time.Time // when the request was sent, by Graph's clock
	lost    *fault.Fault
	open    *desk.Inquiry // once the answer was lost

	judging    fx.Judging
	overridden string // what the operator goes on against

	read  fx.Slot[person.Dossier]
	write fx.Slot[desk.Outcome]
	tick  fx.Slot[time.Time]

	inquiring fx.Inquiring
}

// Issue returns the confirmation of a new pass. It stands on the form.
func Issue(env fx.Env, d desk.Desk, opener Opener, to nav.ConfirmIssue) *Screen {
	q := question{
		title: "Confirm the pass", verb: "create", yes: "issue", doing: "Issuing the pass", issues: true, depth: 2,
		who: to.Person, cause: to.Case,
	}
	return &Screen{env: env, desk: d, opener: opener, question: q, action: issuing{to}, created: to.Created, dossier: to.Dossier}
}

// Delete returns the confirmation of a deletion. It stands on the person.
func Delete(env fx.Env, d desk.Desk, opener Opener, to nav.ConfirmDelete) *Screen {
	q := question{
		title: "Confirm the deletion", verb: "delete", yes: "delete", doing: "Deleting the pass", depth: 1,
		who: to.Person, cause: to.Case,
	}
	return &Screen{env: env, desk: d, opener: opener, question: q, action: deleting{to}}
}

// Init reads what stands there, or takes what the form has just read, and lets the times move with the clock.
func (s *Screen) Init() tea.Cmd {
	if s.dossier != nil && s.env.Now().Sub(s.dossier.ReadAt) <= fresh {
		return tea.Batch(fx.NextMinute(&s.tick, s.env), s.ask())
	}
	s.dossier = nil
	return tea.Batch(fx.NextMinute(&s.tick, s.env), s.readAt(fresh))
}

// readAt reads the person, no older than maxAge.
func (s *Screen) readAt(maxAge time.Duration) tea.Cmd {
	id := s.question.who.ID
	return s.read.Read(s.env, func(ctx context.Context) (person.Dossier, error) {
		return s.opener.Open(ctx, id, maxAge)
	})
}

// learn takes what was read of the person.
func (s *Screen) learn(d person.Dossier) tea.Cmd {
	known := d.Knowing(s.created)
	s.dossier = &known
	return s.ask()
}

// ask asks about the person's groups, where what is about to be sent is judged.
func (s *Screen) ask() tea.Cmd {
	if !s.issues {
		return nil
	}
	return s.judging.Ask(s.env, s.best())
}

const (
	// fresh is how old a dossier may be: a little older than the form takes, so that the one it has just read will do.
	fresh = time.Minute
	// stale is how old it may be when the answer is yes: a question may stand for hours, and be locked away meanwhile.
	stale = 5 * time.Minute
)

// Title names the screen.
func (s *Screen) Title() string { return s.question.title }

// Busy holds everything while the write is under way.
func (s *Screen) Busy() bool { return s.phase == writing }

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.phase == looking {
		return "what came of the request is not known yet"
	}
	return ""
}

// Keys lists what can be answered now.
func (s *Screen) Keys() []kit.Key {
	switch s.phase {
	case writing:
		return nil
	case looking:
		return s.lostKeys()
	}
	return s.askKeys()
}

// lacks says what the site requires and nobody has said. The forms see to it; this is for whatever leads here past them, and for what was
// read of the person since.
func (s *Screen) lacks() string {
	ways, required := s.env.Desk.Rules.Demanded(s.action.subject(s))
	c := s.question.cause
	way, _, _ := strings.Cut(c.Verification, ":")
	switch {
	case s.env.Desk.Rules.Ticket == ticket.Required && c.Ticket == "":
		return "a ticket is required: go back to the form"
	case required && (way == "" || s.issues && !slices.Contains(ways, ticket.Way(way))):
		return "it is required to say how the caller was verified: go back to the form"
	}
	return ""
}

// low says whether the question does not fit: nobody may say yes to what they cannot see.
func (s *Screen) low() bool {
	if s.size.Height == 0 {
		return false
	}
	needed := 1
	for _, line := range s.action.ask(s, kit.Clock{Now: s.env.Now(), Zone: s.env.Zone}, min(s.size.Width, kit.WideFrom)) {
		if line != "" {
			needed++
		}
	}
	return needed > s.size.Height
}

// Explain says what a confirmation is.
func (s *Screen) Explain() []string {
	return []string{
		"y does it, once; any other key goes back and nothing has happened.",
		"If the answer gets lost on the way, the request is not sent again. The screen checks what " +
			"Graph lists, for two minutes, and says what it found and when. A pass that is found was " +
			"created after your request; that it is yours cannot be known. A pass that is not listed may " +
			"exist all the same, because lists lag: only checks apart in time, two minutes after the " +
			"request, count.",
	}
}

// Back leaves: from the question to the screen it was asked on, from an unknown outcome to the person.
func (s *Screen) Back() tea.Cmd {
	if s.lost != nil { // also when it was about to be tried again
		return s.env.Unwind(s.question.depth, nav.Unsettled{Inquiry: *s.open})
	}
	return s.env.Pop(nil)
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case kit.Size:
		s.size = msg
		return nil
	}
	if a, ok := s.write.Take(msg); ok {
		return s.answered(a)
	}
	if a, ok := s.read.Take(msg); ok {
		if s.unread = kit.AsFault(a.Err, "open the person"); a.Err == nil {
			return s.learn(a.Value)
		}
		return s.ask()
	}
	if d, ok := s.judging.Rest(msg); ok {
		return s.learn(d)
	}
	if s.judging.Take(msg) {
		return nil
	}
	if _, ok := s.tick.Take(msg); ok {
		return s.ticked()
	}
	return s.looked(msg)
}

// ticked lets the seconds of a write be counted, and the times of a question move on.
func (s *Screen) ticked() tea.Cmd {
	switch s.phase {
	case writing:
		return fx.After(&s.tick, s.env, time.Second)
	case asking:
		return fx.NextMinute(&s.tick, s.env)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch s.phase {
	case writing:
		return nil
	case looking:
		return s.pressLost(msg)
	}
	if s.mustOverride() && kit.Press(msg, kit.Override) {
		s.overridden = s.against()
		return nil
	}
	if s.again() && kit.Press(msg, kit.Refresh) {
		s.judging.Again()
		return s.readAt(0)
	}
	if s.mustOverride() || !kit.Press(msg, kit.Yes) {
		return s.Back()
	}
	if why := s.barred(); why != "" {
		return s.env.Pop(nav.Refused{Fault: s.refuse(why)})
	}
	if f := s.action.late(s); f != nil {
		return s.env.Pop(nav.Refused{Fault: f})
	}
	return s.send()
}

// send does it. There is one place that writes, and it leaves the phase in which it could be asked to again.
func (s *Screen) send() tea.Cmd {
	s.phase = writing
	s.asked = s.env.Now()
	s.read.Cancel()
	w := s.request()
	return tea.Batch(
		s.write.Write(s.env, func(ctx context.Context) (desk.Outcome, error) { return s.action.run(ctx, s.desk, w) }),
		fx.After(&s.tick, s.env, time.Second),
	)
}

// request is what the operator said yes to.
func (s *Screen) request() desk.Write {
	w := s.action.write(s)
	w.By = s.env.Stamp(journal.Record{})
	w.Person, w.Case, w.Against = s.question.who, s.question.cause, s.against()
	return w
}

// answered takes Graph's answer to the write.
func (s *Screen) answered(a fx.Answer[desk.Outcome]) tea.Cmd {
	s.tick.Cancel()
	s.opener.Forget(s.question.who.ID)
	if a.Err == nil {
		return s.action.succeed(s, a.Value)
	}
	if errors.Is(a.Err, fx.ErrEnding) {
		return nil
	}
	f := kit.AsFault(a.Err, s.question.verb+" the pass")
	if f.Kind != fault.Unknown {
		return s.env.Pop(nav.Refused{Fault: f})
	}
	s.phase = looking
	s.lost, s.open = f, a.Value.Open
	return s.look()
}
