// Package person is the screen of one person: who they are, how they can sign in, and the state of their pass.
package person

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/ui/fx"
	"tapdesk/ui/kit"
	"tapdesk/ui/nav"
)

// Auditor reads Entra's audit log and sign-in log about a person, no faster than Graph allows; graph.Client does.
type Auditor interface {
	fx.SignInLog
	fx.AuditLog
}

// Screen is one person.
type Screen struct {
	env    fx.Env
	desk   *desk.Desk
	call   *desk.Call
	issue  bool // the form opens at once
	checks bool // all of them are drawn
	asked  bool // for Entra's audit log, whose events are then drawn

	opening   fx.Opening
	tick      fx.Slot[time.Time]
	again     fx.Slot[time.Time]
	audit     fx.Audit
	older     fx.Slot[desk.Recalled]
	log       fx.SignIns
	report    fx.Registration
	inquiring fx.Inquiring
	size      kit.Size
	scroll    int
}

// New returns the screen of a person found. report is read behind what the operator waits for.
func New(env fx.Env, d *desk.Desk, auditor Auditor, report fx.Registrations, to nav.Person) *Screen {
	return &Screen{
		env: env, desk: d, call: to.Call, issue: to.Issue,
		opening: fx.Opening{Desk: d}, log: fx.SignIns{Log: auditor}, inquiring: fx.Inquiring{Desk: d},
		audit: fx.Audit{Log: auditor, Learned: d.Learned}, report: fx.Registration{Report: report, Learned: d.Learned},
	}
}

// Call returns the call that the screen is about.
func (s *Screen) Call() *desk.Call { return s.call }

// Init reads the dossier, or takes the one read ahead, and continues what the call has left open.
func (s *Screen) Init() tea.Cmd {
	begin := tea.Batch(s.open(person.Fresh), s.recall(), s.check())
	if s.desk.SignInsAtOnce && s.call.SignIns == nil {
		begin = tea.Batch(begin, s.log.Read(s.env, s.call, signins.Short))
	}
	if s.issue && s.issueOff() == "" {
		return tea.Batch(begin, s.toIssue(false))
	}
	return begin
}

func (s *Screen) open(maxAge time.Duration) tea.Cmd { return s.opening.Read(s.env, s.call, maxAge) }

// toIssue opens the form of a new pass; again goes straight to the confirmation of the previous one.
func (s *Screen) toIssue(again bool) tea.Cmd {
	s.call.WasRefused(nil)
	return s.env.Push(nav.Issue{Call: s.call, Again: again})
}

// toDelete asks whether to delete the pass.
func (s *Screen) toDelete() tea.Cmd {
	p := s.call.Pass()
	if p == nil { // it went while another screen was in front
		return nil
	}
	s.call.WasRefused(nil)
	asks := s.call.ToDelete(*p, s.call.SeenAt(), s.env.Now())
	return s.env.Push(nav.ConfirmDelete{Call: s.call, Question: asks})
}

// Loss says what quitting loses.
func (s *Screen) Loss() string {
	if q := s.call.Inquiry; q != nil && q.Finding() == pass.StillLooking {
		return outcomeLater
	}
	return ""
}

// Title names the screen.
func (s *Screen) Title() string { return title }

// Keys lists what can be done with this person now, the most useful first: the last ones are not in sight where there
// is little room.
func (s *Screen) Keys() []kit.Key {
	block := kit.Key{Binding: s.blockKey(), Off: s.desk.JudgeBlock(s.call).Off, Short: s.blockShort()}
	keys := []kit.Key{
		{Binding: kit.Issue, Off: s.issueOff(), Short: doIssue},
		{Binding: kit.Delete, Off: s.deleteOff(), Short: doDelete},
		{Binding: kit.WhyOut, Short: doSignIns},
		{Binding: kit.Impostor},
		{Binding: kit.Checklist, Short: doSteps},
		{Binding: kit.Note, Off: s.noteOff(), Short: doTicket},
		{Binding: kit.Password, Off: s.desk.JudgeReset(s.call).Off, Short: doReset},
		{Binding: kit.EndSessions, Off: s.desk.JudgeRevoke(s.call).Off, Short: doSessions},
		{Binding: kit.Methods, Off: s.methodsOff(), Short: doMethods},
		{Binding: kit.Watch, Off: s.watchOff()},
		{Binding: kit.Again, Off: s.againOff()},
		{Binding: kit.Esc},
		{Binding: s.checksKey(), Off: s.checksOff(), Short: doChecks},
		{Binding: kit.Audit, Off: s.auditOff(), Short: doAudit},
		{Binding: kit.Simulate, Short: doPolicies},
		{Binding: kit.Refresh},
		{Binding: kit.CopyUPN},
		{Binding: kit.CopyID},
		{Binding: kit.Says(kit.Move, doScroll)},
		{Binding: kit.Reveal, Off: offReveal},
	}
	at := 0
	if !s.call.Person.Disabled() { // else nothing but b lets them in
		at = slices.IndexFunc(keys, kit.Key.GoesBack)
	}
	return slices.DeleteFunc(slices.Insert(keys, at, block), s.turnedOff)
}

// turnedOff reports whether a key is not there, since the site has turned off what it does.
func (s *Screen) turnedOff(k kit.Key) bool {
	switch k.Binding.Help().Key {
	case kit.EndSessions.Help().Key:
		return s.desk.NoRevoke
	case kit.Methods.Help().Key:
		return s.desk.NoRemoval
	case kit.Block.Help().Key:
		return !s.desk.Blocks
	case kit.Password.Help().Key:
		return !s.desk.Resets
	}
	return false
}

// issueOff says why no pass can be issued here. Graph judges roles and policy; this console judges whom the site
// protects.
func (s *Screen) issueOff() string {
	if off := s.neverIssues(); off != "" {
		return off
	}
	return s.ruledOut()
}

// neverIssues says why no pass can be issued here, regardless of whom the site protects.
func (s *Screen) neverIssues() string {
	if off := s.writesOff(); off != "" {
		return off
	}
	if s.self() {
		return offSelf
	}
	return ""
}

// writesOff says why this console writes nothing, no matter for whom.
func (s *Screen) writesOff() string {
	switch {
	case s.desk.Off() != "":
		return s.desk.Off()
	case !s.desk.HasTAP:
		return fmt.Sprintf(offCloud, s.desk.Cloud)
	}
	return ""
}

func (s *Screen) deleteOff() string {
	off := s.writesOff()
	switch {
	case off != "":
		return off
	case s.self():
		return offSelfDelete
	case s.call.Pass() != nil:
		return ""
	case s.call.Dossier == nil && s.call.Unread == nil:
		return offReading
	case s.call.Dossier == nil || s.call.Dossier.PassFault != nil:
		return offPassUnread
	}
	return offNoPass
}

func (s *Screen) self() bool { return s.desk.Self(s.call) }

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
	if next, opened, ok := s.opening.Take(s.env, s.call, msg); ok {
		if opened {
			return tea.Batch(next, s.await(), s.readAgain())
		}
		return next
	}
	if s.remembered(msg) || s.log.Take(s.call, msg) || s.report.Take(s.call, msg) {
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
		return s.toIssue(false)
	case kit.Press(msg, kit.Again):
		return s.toIssue(true)
	case kit.Press(msg, kit.Note):
		return s.writeNote()
	case kit.Press(msg, kit.Delete):
		return s.toDelete()
	case kit.Press(msg, kit.Watch):
		return s.follow()
	case kit.Press(msg, kit.Refresh):
		s.call.WasRefused(nil)
		return tea.Batch(s.opening.Again(s.env, s.call), s.check())
	case kit.Press(msg, kit.WhyOut):
		return s.env.Push(nav.SignIns{Call: s.call})
	case kit.Press(msg, kit.Simulate):
		return s.env.Push(nav.WhatIf{Call: s.call})
	case !s.desk.NoRemoval && kit.Press(msg, kit.Methods):
		return s.env.Push(nav.Methods{Call: s.call})
	case !s.desk.NoRevoke && kit.Press(msg, kit.EndSessions):
		return s.env.Push(nav.Sessions{Call: s.call})
	case s.desk.Blocks && kit.Press(msg, kit.Block):
		return s.env.Push(nav.Account{Call: s.call, Act: s.blockOrUnblock()})
	case s.desk.Resets && kit.Press(msg, kit.Password):
		return s.env.Push(nav.Account{Call: s.call, Act: journal.Reset})
	case kit.Press(msg, kit.Checklist):
		return s.env.Push(nav.Situation{Call: s.call})
	case kit.Press(msg, kit.Audit):
		return s.askAudit()
	case kit.Press(msg, kit.Checks):
		if s.checks = !s.checks; s.checks {
			return s.report.Need(s.env, s.call)
		}
		return nil
	case kit.Press(msg, kit.CopyUPN):
		return s.copy(theUPN, s.call.Person.UserPrincipalName)
	case kit.Press(msg, kit.CopyID):
		return s.copy(theID, s.call.Person.ID)
	}
	s.scroll = kit.ScrollBy(msg, s.scroll, len(s.lines(s.size)), s.size.Height)
	return nil
}

// copy sends text to the terminal's clipboard. Whether it arrives is not known: tmux and many terminals drop it.
func (s *Screen) copy(what string, key text.Key) tea.Cmd {
	return tea.Batch(tea.SetClipboard(key.Wire()),
		s.env.Say(fmt.Sprintf(formatCopied, what)))
}

// returned reads the person again after a form, since what is listed may have changed. Then it goes where the operator
// wants.
func (s *Screen) returned(result nav.Result) tea.Cmd {
	maxAge := person.Fresh // of a form that was left; what was written here is not in it
	if result.Next != nav.Nothing {
		maxAge = 0
	}
	read := tea.Batch(s.open(maxAge), s.recall(), s.check())
	if result.Press != nil {
		return tea.Batch(read, s.pressed(*result.Press))
	}
	switch result.Next {
	case nav.ToWatch: // somebody has the pass now; the watch reads it
		return tea.Batch(s.follow(), s.recall())
	case nav.ToDelete:
		return tea.Batch(s.toDelete(), read)
	case nav.ToIssue:
		if off := s.issueOff(); off != "" {
			return tea.Batch(read, s.env.Say(off))
		}
		return tea.Batch(read, s.toIssue(false))
	}
	return read
}

func (s *Screen) reopen() tea.Cmd { return s.open(0) }

// await ticks while there is a countdown, only as often as it changes.
func (s *Screen) await() tea.Cmd {
	p := s.call.Pass()
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
