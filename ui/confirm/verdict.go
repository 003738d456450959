package confirm

import (
	"cmp"
	"slices"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/ticket"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// best is the dossier or, before there is one, the person alone.
func (s *Screen) best() person.Dossier {
	if s.dossier != nil {
		return *s.dossier
	}
	return person.Dossier{Person: s.question.who}
}

// facts are those of the person as far as they have been read.
func (s *Screen) facts() verdict.Facts {
	f := s.judging.Facts(s.env, s.best())
	f.Reading = f.Reading || s.read.Pending()
	return f
}

func (i issuing) facts(s *Screen) verdict.Facts {
	f := s.facts()
	f.Draft = &i.to.Draft
	return f
}

func (i issuing) judge(s *Screen) verdict.Verdict {
	if s.dossier == nil && s.unread == nil {
		return verdict.Verdict{Own: kit.NonEmpty(s.env.WritesOff())}
	}
	f := i.facts(s)
	if !verdict.Rule(f).Waiting { // else it is not known either what is required for the person
		f.Own = append(f.Own, kit.NonEmpty(s.lacks())...)
	}
	return verdict.Judge(f)
}

func (d deleting) judge(s *Screen) verdict.Verdict {
	return verdict.Verdict{Own: kit.NonEmpty(s.env.WritesOff(), s.lacks())}
}

func (i issuing) subject(s *Screen) ticket.Subject {
	d := s.best()
	return ticket.Subject{Person: d.Person, Basic: s.dossier == nil || d.Basic, MayBePrivileged: verdict.Privileged(i.facts(s)).Answer != verdict.No}
}

// subject leaves it to the form whom it is required for.
func (d deleting) subject(*Screen) ticket.Subject {
	return ticket.Subject{Person: d.to.Person, Basic: true, MayBePrivileged: true}
}

// barred says why it is not sent: not from this console, or not yet. It is empty where y sends it.
func (s *Screen) barred() string {
	v := s.action.judge(s)
	unread := s.dossier == nil && s.unread == nil || s.dossier != nil && s.dossier.PassFault != nil && s.facts().Reading
	switch {
	case len(v.Own) > 0:
		return v.Own[0]
	case s.issues && unread:
		return "still reading what it would replace"
	}
	return v.Waiting()
}

// against is what Graph will refuse it for, which takes an override; empty where no check fails.
func (s *Screen) against() string {
	if s.dossier == nil {
		return ""
	}
	return s.action.judge(s).Against()
}

// again reports whether it is barred for trouble that passes: reading the person again may bring what is missing.
func (s *Screen) again() bool { return s.action.judge(s).Ruling.Again }

// mustOverride says whether the verdict is against it, and the operator has not gone on against just that.
func (s *Screen) mustOverride() bool {
	against := s.against()
	return against != "" && against != s.overridden
}

// askKeys are the keys of the question. Against a verdict yes takes a key of its own first.
func (s *Screen) askKeys() []kit.Key {
	keys := kit.On(kit.Says(kit.Yes, s.yes), kit.Esc)
	if s.mustOverride() {
		keys[0] = kit.Key{Binding: kit.Says(kit.Override, "override the verdict")}
	}
	low := ""
	if s.low() {
		low = "the window is too low to show all that this concerns: make it larger"
	}
	keys[0].Off = cmp.Or(s.barred(), low)
	if s.again() {
		keys = slices.Insert(keys, 1, kit.Key{Binding: kit.Says(kit.Refresh, "read again")})
	}
	return keys
}

// refuse tells of what the site rules out, and keeps a record that it was asked for. No key leads here while the screen knows of it.
func (s *Screen) refuse(why string) *fault.Fault {
	s.env.Journal.Post(s.request().Refusal(why))
	return &fault.Fault{Kind: fault.Refused, What: s.verb + " the pass", Hint: "nothing was sent: " + why}
}
