// Package verdict says in advance what would prevent a pass: facts in, named checks out, each pass, warn, fail or
// unknown. It says too whether somebody is privileged, so that the site's rule about them holds, and what about a
// request is suspicious. It is pure.
//
// Graph is the judge: a verdict is what is known beforehand, and no gate. A check never says pass, and never fail, on a
// fact that was not read. The rules come from
// learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass and
// learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions.
package verdict

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the result of a check.
type Kind int

const (
	// Unknown could not be read.
	Unknown Kind = iota
	// OK is no obstacle.
	OK
	// Warn does not stop the pass from being created.
	Warn
	// Fail is what Graph will refuse.
	Fail
	// Note is no check: a limit that will bite.
	Note
)

// String returns the kind in a word.
func (k Kind) String() string {
	switch k {
	case OK:
		return "ok"
	case Warn:
		return "warn"
	case Fail:
		return "fail"
	case Note:
		return "note"
	}
	return "unknown"
}

// Name is what a check is about, in a word or two for the operator.
type Name string

// Check is one question and its answer. Its strings are lower case, without a full stop, and safe to draw.
type Check struct {
	Name Name
	Kind Kind
	// Why is one sentence, Do one on what to do, which is empty where there is nothing.
	Why, Do string
	// Source says where the facts come from: "Graph, 14:03 CET", "the site's file, 2 Nov 2026", "your sign-in"; empty
	// where none were read.
	Source string
	// Stated means that the source is the site's file.
	Stated bool
	// Doubtful marks an Unknown of which what could be read speaks against the pass, and a Warn by which the caller may
	// be somebody else.
	Doubtful bool
	// Trouble says of an Unknown in a word or two why it could not be read: "denied", "throttled"; empty where nothing
	// went wrong.
	Trouble string
}

// Verdict is all there is to say beforehand of a pass for one person, and of one draft where there is one.
type Verdict struct {
	// Simulated means that Microsoft's simulation of Conditional Access was asked, and Needs is which permission is
	// missing to ask it; empty where none is known to be.
	Simulated bool
	Needs     string
	// Checks are about what Graph will do.
	Checks []Check
	// Ruling is what the site's rule about privileged people says.
	Ruling Ruling
	// Own is why this console sends nothing, whatever Graph would do; see Facts.Own. The ruling is among it where it
	// refuses.
	Own []string
	// Before is what else has yet to be read before anything is sent, empty where nothing has.
	Before string
}

// Waiting returns what has yet to be read before anything is sent; empty where nothing has.
func (v Verdict) Waiting() string {
	if v.Before != "" || !v.Ruling.Waiting {
		return v.Before
	}
	return v.Ruling.Why
}

// Against is what Graph will refuse the pass for, in one sentence; empty where no check fails.
func (v Verdict) Against() string {
	var all []string
	for _, c := range v.Refused() {
		all = append(all, c.Why)
	}
	return strings.Join(all, "; ")
}

// Of returns the checks of a kind, in their order.
func (v Verdict) Of(kind Kind) (found []Check) {
	for _, c := range v.Checks {
		if c.Kind == kind {
			found = append(found, c)
		}
	}
	return found
}

// Refused returns what Graph will refuse the pass for; nothing where no check fails.
func (v Verdict) Refused() []Check { return v.Of(Fail) }

// Headline says it all in one sentence, in words that can be kept.
func (v Verdict) Headline() string {
	says, kind := v.says()
	if kind != Fail {
		says += v.counted(len(v.Of(Unknown)))
	}
	return says
}

// Named is the headline with what could not be read counted and named: "no obstacle found; 2 not read: policy, risk
// (denied)".
func (v Verdict) Named() string {
	names := v.Unread()
	if names == "" {
		return v.Headline()
	}
	says, _ := v.says()
	return fmt.Sprintf(formatNotRead, says, len(v.Of(Unknown)), names)
}

// Kind is the verdict's own: Fail where Graph will refuse the pass, Warn where the headline warns, OK where nothing at
// all was found against it and everything was read, else Note.
func (v Verdict) Kind() Kind {
	switch _, kind := v.says(); {
	case kind != OK:
		return kind
	case len(v.Of(Warn)) > 0 || v.Unread() != "":
		return Note
	}
	return OK
}

// says is the headline without its counts, which belong to it unless it is a Fail, and whether it refuses, warns or has
// nothing against the pass.
func (v Verdict) says() (text string, kind Kind) {
	if fails := v.Of(Fail); len(fails) > 0 {
		return fmt.Sprintf(formatWillRefuse, fails[0].Why) + more(len(fails)-1), Fail
	}
	for _, c := range v.Of(Warn) {
		if c.Name == Account {
			return fmt.Sprintf(formatNotUsable, c.Why), Fail
		}
	}
	for _, c := range v.Of(Unknown) {
		if c.Doubtful {
			return fmt.Sprintf(formatMayRefuse, c.Why), Warn
		}
	}
	for _, c := range v.Of(Warn) {
		switch {
		case c.Name == SignIns && c.Doubtful:
			return notTheCaller, Warn
		case c.Name == SignIns, c.Name == Policies:
			return mayNotHelp, Warn
		}
	}
	return noObstacle, OK
}

// Unread names the checks that could not be made, those together that have the same trouble: "roles, risk (denied);
// policy". It is empty where all were.
func (v Verdict) Unread() string {
	var troubles []string
	names := map[string][]string{}
	for _, c := range v.Of(Unknown) {
		if names[c.Trouble] == nil {
			troubles = append(troubles, c.Trouble)
		}
		names[c.Trouble] = append(names[c.Trouble], string(c.Name))
	}
	for i, trouble := range troubles {
		troubles[i] = strings.Join(names[trouble], ", ")
		if trouble != "" {
			troubles[i] += " (" + trouble + ")"
		}
	}
	return strings.Join(troubles, "; ")
}

// counted says how many checks were made, how many of them warn, and how many could not be.
func (v Verdict) counted(unread int) string {
	warns := len(v.Of(Warn))
	text := fmt.Sprintf(formatChecked, len(v.Of(OK))+warns)
	if warns > 0 {
		text += warnings(warns)
	}
	if unread > 0 {
		text += fmt.Sprintf(formatUnread, unread)
	}
	return text + ")"
}

// Judge makes the verdict. The checks of a draft are made only where there is one.
func Judge(f Facts) Verdict {
	v := Verdict{Simulated: f.Simulated != nil, Needs: f.needsPolicies(), Checks: f.checks(), Ruling: Rule(f), Own: f.Own}
	if v.Ruling.Refused {
		v.Own = append(slices.Clip(f.Own), strings.TrimSuffix(v.Ruling.Why+"; "+v.Ruling.Do, "; "))
	}
	return v
}

func (f Facts) checks() []Check {
	if !f.HasTAP {
		return []Check{{
			Name: Cloud, Kind: Fail, Why: fmt.Sprintf(formatNoTAP, f.Cloud),
			Do: anotherWay,
		}}
	}
	f = f.settled()
	checks := []Check{{Name: Cloud, Kind: OK, Why: hasTAP}, f.self(), f.permission()}
	if !f.isSelf() {
		checks = append(checks, f.role()...)
	}
	checks = append(checks, f.roleEnd()...)
	checks = append(checks, f.policyOn(), f.scope(), f.guest(), f.account(), f.newness(), f.existing())
	if f.Draft != nil {
		checks = append(checks, f.draft()...)
	}
	checks = append(append(append(append(checks, f.signIns()...), f.simulated()...), f.unread()...), f.limits()...)
	for i := range checks {
		checks[i].Stated = checks[i].Source == f.Site.source()
	}
	return checks
}
