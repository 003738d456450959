package confirm

import (
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/ticket"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// refusals are why this console does not send it.
func (s *Screen) refusals() []string {
	i, issues := s.action.(issuing)
	if !issues { // the site's rule is about those who get a pass
		return kit.NonEmpty(s.env.WritesOff(), s.lacks())
	}
	if s.dossier == nil && s.unread == nil {
		return kit.NonEmpty(s.env.WritesOff())
	}
	f := i.facts(s)
	if verdict.Rule(f).Waiting { // so may be what is required for the person
		return s.env.Refusals(f)
	}
	return s.env.Refusals(f, s.lacks())
}

// best is the dossier or, before there is one, the person alone.
func (s *Screen) best() person.Dossier {
	if s.dossier != nil {
		return *s.dossier
	}
	return person.Dossier{Person: s.action.who()}
}

// facts are those of the draft and the person as far as they have been read.
func (i issuing) facts(s *Screen) verdict.Facts {
	f := s.judging.Facts(s.env, s.best())
	f.Draft, f.Reading = &i.to.Draft, f.Reading || s.read.Pending()
	return f
}

func (i issuing) again(s *Screen) bool { return verdict.Rule(i.facts(s)).Again }

// barred says why the site lets no pass be sent for this person, or not yet.
func (i issuing) barred(s *Screen) string {
	f := i.facts(s)
	if s.dossier == nil && s.unread == nil || s.dossier != nil && s.dossier.PassFault != nil && f.Reading {
		return "still reading what it would replace"
	}
	switch r := verdict.Rule(f); {
	case r.Refused:
		return strings.TrimSuffix("refused: "+r.Why+"; "+r.Do, "; ")
	case r.Waiting:
		return r.Why
	}
	return ""
}

// against is what Graph will refuse the pass for, nothing where no check fails.
func (i issuing) against(s *Screen) string {
	if s.dossier == nil {
		return ""
	}
	var all []string
	for _, c := range verdict.Judge(i.facts(s)).Refused() {
		all = append(all, c.Why)
	}
	return strings.Join(all, "; ")
}

// judged draws the verdict on what is about to be sent.
func (i issuing) judged(s *Screen, width int) []string {
	if s.dossier == nil {
		return nil
	}
	f := i.facts(s)
	return append(kit.Ruling(verdict.Rule(f), width), kit.Headline(verdict.Judge(f), s.refusals(), width)...)
}

// subject is who it is for, as far as is known by now.
func (i issuing) subject(s *Screen) ticket.Subject {
	d := s.best()
	return ticket.Subject{Person: d.Person, Basic: s.dossier == nil || d.Basic, MayBePrivileged: verdict.Privileged(i.facts(s)).Answer != verdict.No}
}

// subject leaves it to the form whom it is required for.
func (d deleting) subject(*Screen) ticket.Subject {
	return ticket.Subject{Person: d.to.Person, Basic: true, MayBePrivileged: true}
}

func (deleting) barred(*Screen) string  { return "" }
func (deleting) against(*Screen) string { return "" }
func (deleting) again(*Screen) bool     { return false }

// mustOverride says whether the verdict is against it, and the operator has not gone on against just that.
func (s *Screen) mustOverride() bool {
	against := s.action.against(s)
	return against != "" && against != s.overridden
}

// askKeys are the keys of the question. Against a verdict yes takes a key of its own first.
func (s *Screen) askKeys() []kit.Key {
	keys := s.action.keys()
	if s.mustOverride() {
		keys[0] = kit.Key{Binding: kit.Says(kit.Override, "override the verdict")}
	}
	switch {
	case s.env.WritesOff() != "":
		keys[0].Off = s.env.WritesOff()
	case s.action.barred(s) != "":
		keys[0].Off = s.action.barred(s)
	case s.lacks() != "":
		keys[0].Off = s.lacks()
	case s.low():
		keys[0].Off = "the window is too low to show all that this concerns: make it larger"
	}
	if s.action.again(s) {
		keys = slices.Insert(keys, 1, kit.Key{Binding: kit.Says(kit.Refresh, "read again")})
	}
	return keys
}

// refuse tells of what the site rules out, and keeps a record that it was asked for. No key leads here while the screen knows of it.
func (s *Screen) refuse(why string) *fault.Fault {
	s.env.Journal.Post(s.request().Refusal(why))
	return &fault.Fault{Kind: fault.Refused, What: s.action.verb() + " the pass", Hint: "nothing was sent: " + why}
}
