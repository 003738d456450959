// Package person is the screen of one person: who they are, how they can sign in, and how their pass stands.
package person

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/audit"
	"tapdesk/state/card"
	"tapdesk/state/desk"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/ticket"
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

// Auditor reads Entra's audit log about a person, no faster than Graph allows; graph.Client does.
type Auditor interface {
	Audit(ctx context.Context, personID text.Key, since time.Time) ([]audit.Event, error)
}

// Cloud says what the operator's cloud offers; graph.Cloud does.
type Cloud interface {
	// HasTAP says whether Temporary Access Passes exist there.
	HasTAP() bool
	// Name is the cloud's, for the sentence that says they do not.
	Name() string
}

// Screen is one person.
type Screen struct {
	env     fx.Env
	opener  Opener
	auditor Auditor
	cloud   Cloud
	desk    desk.Desk

	// known is what the list knew; dossier is all there is, once it has been read.
	known   person.Person
	issue   bool         // the form opens at once
	alike   person.Alike // of nav.Person
	dossier *person.Dossier
	fault   *fault.Fault
	// created is the pass as Graph's 201 gave it. A list that does not have it yet is behind, not right.
	created *pass.Pass
	// createdAt is when created came to be known, by Graph's clock; missing are the lists since that did not have it.
	createdAt time.Time
	missing   pass.Absence
	// unseen is a pass created here whose value was never on the screen.
	unseen text.Key
	// shown is what came of the reveal of the pass created here last.
	shown nav.Shown
	// deleted is the pass as it was before Graph confirmed its end. A list that still has it is behind.
	deleted *pass.Pass
	// unsettled is a write whose outcome was not known when the operator left it. It is looked into further here.
	unsettled *desk.Inquiry

	// refused is Graph's refusal of a deletion: nothing happened.
	refused *fault.Fault

	// past is what is known of earlier passes: from the journal, and from Entra's audit log once it was asked for. unaudited is why that
	// could not be read.
	past      audit.Provenance
	unaudited *fault.Fault
	pace      ticket.Pace // as of when the journal was read last

	judging fx.Judging
	checks  bool // all of them are drawn

	read      fx.Slot[person.Dossier]
	tick      fx.Slot[time.Time]
	again     fx.Slot[time.Time]
	audit     fx.Slot[[]audit.Event]
	older     fx.Slot[recalled]
	inquiring fx.Inquiring
	size      kit.Size
	scroll    int
}

// New returns the screen of somebody found.
func New(env fx.Env, d desk.Desk, opener Opener, auditor Auditor, cloud Cloud, to nav.Person) *Screen {
	s := &Screen{env: env, desk: d, opener: opener, auditor: auditor, cloud: cloud, known: to.Person, issue: to.Issue, alike: to.Alike}
	s.takeTicket(to.Ticket)
	return s
}

// Init reads the dossier, or takes the one read ahead.
func (s *Screen) Init() tea.Cmd {
	begin := tea.Batch(s.open(person.Fresh), s.recall())
	if s.issue && s.issueOff() == "" {
		return tea.Batch(begin, s.env.Push(nav.Issue{Person: s.known}))
	}
	return begin
}

func (s *Screen) open(maxAge time.Duration) tea.Cmd {
	id := s.known.ID
	return s.read.Read(s.env, func(ctx context.Context) (person.Dossier, error) {
		return s.opener.Open(ctx, id, maxAge)
	})
}

// openCreate is a create whose outcome is not known, nil when there is none.
func (s *Screen) openCreate() *desk.Inquiry {
	if s.unsettled == nil || s.unsettled.Delete {
		return nil
	}
	return s.unsettled
}

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if s.unsettled != nil && s.unsettled.Finding() == pass.StillLooking {
		return "What came of the request is not known yet; the next console tells"
	}
	return ""
}

// Title names the screen.
func (s *Screen) Title() string { return "Person" }

// Keys lists what can be done with this person now.
func (s *Screen) Keys() []kit.Key {
	return []kit.Key{
		{Binding: kit.Issue, Off: s.issueOff(), Short: "issue"},
		{Binding: kit.Delete, Off: s.deleteOff(), Short: "delete"},
		{Binding: kit.Watch, Off: s.watchOff()},
		{Binding: s.checksKey(), Off: s.checksOff(), Short: "checks"},
		{Binding: kit.Audit, Off: s.auditOff(), Short: "audit"},
		{Binding: kit.Note, Off: s.noteOff(), Short: "ticket"},
		{Binding: kit.Again, Off: s.againOff()},
		{Binding: kit.Esc},
		{Binding: kit.Refresh},
		{Binding: kit.CopyUPN},
		{Binding: kit.CopyID},
		{Binding: kit.Says(kit.Move, "scroll")},
		{Binding: kit.Reveal, Off: "the value of a pass is shown once, when it is issued; Graph does not give it again: issue a new one"},
	}
}

// issueOff says why no pass can be issued here. Roles and policy are Graph's to judge; whom the site protects is ours.
func (s *Screen) issueOff() string {
	if off := s.neverIssues(); off != "" {
		return off
	}
	return s.ruledOut()
}

// neverIssues says why nobody issues here, whoever the person is to the site.
func (s *Screen) neverIssues() string {
	if off := s.writesOff(); off != "" {
		return off
	}
	if s.self() {
		return "nobody can issue a pass for themself: ask a colleague"
	}
	return ""
}

// writesOff says why this console writes nothing, whoever it is about.
func (s *Screen) writesOff() string {
	switch {
	case s.env.WritesOff() != "":
		return s.env.WritesOff()
	case !s.cloud.HasTAP():
		return "the " + s.cloud.Name() + " cloud has no Temporary Access Pass"
	}
	return ""
}

func (s *Screen) deleteOff() string {
	off := s.writesOff()
	switch {
	case off != "":
		return off
	case s.self():
		return "nobody can delete their own pass here: ask a colleague, or use " + card.SecurityInfo
	case s.pass() != nil:
		return ""
	case s.dossier == nil && s.fault == nil:
		return "still reading"
	case s.dossier == nil || s.dossier.PassFault != nil:
		return "the pass could not be read"
	}
	return "there is no pass"
}

func (s *Screen) self() bool {
	me, known := s.env.Operator()
	return (known && me.ID == s.known.ID) || (s.dossier != nil && s.dossier.Self)
}

// pass is the one that stands, as far as is known: what Graph lists, unless Graph's own answer to a write is newer.
func (s *Screen) pass() *pass.Pass {
	var listed *pass.Pass
	if s.dossier != nil {
		listed = s.dossier.Pass
	}
	if s.deleted != nil && listed != nil && listed.ID == s.deleted.ID {
		listed = nil
	}
	if s.behind() {
		return s.created
	}
	return listed
}

// person is the best there is to draw.
func (s *Screen) person() person.Person {
	if s.dossier != nil {
		return s.dossier.Person
	}
	return s.known
}

// Update takes keys and answers.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case kit.Size:
		s.size = msg
		return nil
	case nav.Returned:
		return s.returned(msg.Result)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	if a, ok := s.read.Take(msg); ok {
		return s.land(a)
	}
	if d, ok := s.judging.Rest(msg); ok {
		return s.land(fx.Answer[person.Dossier]{Value: d})
	}
	if s.remembered(msg) || s.judging.Take(msg) {
		return nil
	}
	if _, ok := s.tick.Take(msg); ok {
		return s.await()
	}
	if _, ok := s.again.Take(msg); ok {
		return s.reopen()
	}
	return s.looked(msg)
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case kit.Press(msg, kit.Issue):
		s.refused = nil
		return s.env.Push(nav.Issue{Person: s.person(), Created: s.created, Past: s.past, Alike: s.alike, Open: s.openCreate()})
	case kit.Press(msg, kit.Again):
		s.refused = nil
		return s.env.Push(nav.Issue{Person: s.person(), Created: s.created, Past: s.past, Alike: s.alike, Again: true, Open: s.openCreate()})
	case kit.Press(msg, kit.Note):
		return s.writeNote()
	case kit.Press(msg, kit.Delete):
		s.refused = nil
		return s.env.Push(nav.ConfirmDelete{Person: s.person(), Pass: *s.pass(), SeenAt: s.seenAt(), Past: s.past})
	case kit.Press(msg, kit.Watch):
		return s.follow(*s.pass())
	case kit.Press(msg, kit.Refresh):
		s.judging.Again()
		s.refused = nil
		return tea.Batch(s.reopen(), s.look())
	case kit.Press(msg, kit.Audit):
		return s.askAudit()
	case kit.Press(msg, kit.Checks):
		s.checks = !s.checks
		return nil
	case kit.Press(msg, kit.CopyUPN):
		return s.copy("UPN", s.known.UserPrincipalName)
	case kit.Press(msg, kit.CopyID):
		return s.copy("object id", s.known.ID)
	}
	s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size)), s.size.Height)
	return nil
}

// copy hands text to the terminal. Whether it arrives anywhere is not known: tmux and many terminals drop it.
func (s *Screen) copy(what string, key text.Key) tea.Cmd {
	return tea.Batch(tea.SetClipboard(key.Wire()), s.env.Say(what+" sent to the terminal's clipboard; whether it took it cannot be known"))
}

func (s *Screen) seenAt() time.Time {
	if s.dossier == nil || s.behind() {
		return s.created.CreatedDateTime
	}
	return s.dossier.ReadAt
}

func (s *Screen) land(a fx.Answer[person.Dossier]) tea.Cmd {
	s.fault = kit.AsFault(a.Err, "open the person")
	if a.Err == nil {
		s.dossier = &a.Value
		s.catchUp()
	}
	return tea.Batch(s.await(), s.lookAgain(), s.judging.Ask(s.env, s.best()))
}

// returned takes what came of a form, and reads anew: what stands there may have changed.
func (s *Screen) returned(result any) tea.Cmd {
	switch result := result.(type) {
	case nav.Shown:
		s.created, s.deleted, s.unsettled, s.unseen = &result.Pass, nil, nil, text.Key{}
		if !result.Revealed {
			s.unseen = result.Pass.ID
		}
		s.createdAt, s.missing = s.env.Now(), pass.Absence{}
		s.issued(result)
		if result.Delete {
			s.refused = nil
			return tea.Batch(s.env.Push(nav.ConfirmDelete{Person: s.person(), Pass: result.Pass, SeenAt: s.seenAt(), Past: s.past}), s.reopen())
		}
		if result.Revealed { // somebody has it now
			return tea.Batch(s.follow(result.Pass), s.recall())
		}
	case nav.Watched:
		return s.watched(result)
	case nav.Deleted:
		s.deleted, s.created, s.unsettled = &result.Pass, nil, nil
	case nav.Unsettled:
		s.unsettled = &result.Inquiry
		s.forget()
		return tea.Batch(s.reopen(), s.recall(), s.look())
	case nav.Refused:
		s.refused = result.Fault
	default: // of a form that was left; a caller may have been questioned there
		return tea.Batch(s.open(person.Fresh), s.recall())
	}
	return tea.Batch(s.reopen(), s.recall())
}

func (s *Screen) reopen() tea.Cmd {
	s.opener.Forget(s.known.ID)
	return s.open(0)
}

// await ticks while there is a countdown, no more often than it changes.
func (s *Screen) await() tea.Cmd {
	p := s.pass()
	if p == nil {
		s.tick.Cancel()
		return nil
	}
	if d := s.clock().NextTick(*p); d > 0 {
		return fx.After(&s.tick, s.env, d)
	}
	return nil
}

func (s *Screen) clock() kit.Clock { return kit.Clock{Now: s.env.Now(), Zone: s.env.Zone} }
