package signins

import (
	"fmt"
	"slices"
	"time"

	"tapdesk/state/text"
)

// Group is one or more sign-ins that ended alike, came from the same place and went to the same app, with no other
// end between them.
type Group struct {
	// Newest is the last of them, Count how many there are, First when the first was.
	Newest SignIn
	Count  int
	First  time.Time
	Code   Code
}

// alike is what the sign-ins of a group have in common.
type alike struct {
	code     Code
	place    Place
	app, res text.Text
}

// Groups folds the log, the newest first: what ended alike becomes one line, and the interrupts are counted and left
// out. A success ends the groups of failures before it.
func (l Log) Groups() (groups []Group, interrupts int) {
	at := map[alike]int{}
	var before *SignIn
	for _, s := range Sorted(l.SignIns) {
		if s.Interrupted() {
			interrupts++
			continue
		}
		if before != nil && before.Succeeded() != s.Succeeded() {
			clear(at)
		}
		before = &s
		key := alike{CodeOf(s.Status), s.Place(), s.AppDisplayName, s.ResourceDisplayName}
		i, open := at[key]
		if !open {
			i = len(groups)
			at[key] = i
			groups = append(groups, Group{Newest: s, Code: key.code})
		}
		groups[i].Count++
		groups[i].First = s.CreatedDateTime
	}
	return groups, interrupts
}

// Times says how often and since when: "6 times since 09:12", or nothing for one.
func (g Group) Times(clock func(time.Time) string) string {
	if g.Count < 2 {
		return ""
	}
	return fmt.Sprintf(formatTimes, g.Count, clock(g.First))
}

// current are the failures that a call would be about, newest first: those after the last success, of the last day.
func (l Log) current() []SignIn {
	var failed []SignIn
	for _, s := range Sorted(l.SignIns) {
		switch {
		case s.Succeeded(), l.ReadAt.Sub(s.CreatedDateTime) > Short:
			return failed
		case s.Failed():
			failed = append(failed, s)
		}
	}
	return failed
}

// strange returns the newest entry that was no success and came from a country and system where nothing succeeded in
// what was read, nil where there is none. Where the country or the system of a failure is not known, nothing speaks
// for it. A success that Entra holds to be risky speaks for no place.
func (l Log) strange() *SignIn {
	var seen []Place
	for _, s := range l.SignIns {
		if s.Succeeded() && !s.risky() {
			seen = append(seen, s.Place())
		}
	}
	for _, s := range Sorted(l.SignIns) {
		switch {
		case s.Succeeded(), s.Place().Known() && slices.Contains(seen, s.Place()):
		case s.Place().Known(), s.Failed():
			return &s
		}
	}
	return nil
}

// risky reports whether Entra holds the sign-in to be risky.
func (s SignIn) risky() bool {
	return atRisk(s.RiskState) || elevated(s.RiskLevelDuringSignIn) && !settled(s.RiskState)
}

// atRisk reports whether a riskState is one that nobody has settled. Source:
// learn.microsoft.com/graph/api/resources/riskyuser.
func atRisk(state text.Text) bool { return state == "atRisk" || state == "confirmedCompromised" }

// elevated reports whether a risk level is one to stop at. "hidden" is not known: the tenant lacks the licence to see
// it.
func elevated(level text.Text) bool { return level == "medium" || level == "high" }

// settled reports whether somebody or something has settled a risk.
func settled(state text.Text) bool {
	return state == "remediated" || state == "dismissed" || state == "confirmedSafe"
}

// Places returns the newest sign-in of each address whose country is known, the newest first, at most five.
func (l Log) Places() (newest []SignIn) {
	for _, s := range Sorted(l.SignIns) {
		same := func(o SignIn) bool { return o.IPAddress == s.IPAddress }
		if s.Place().Country != "" && s.IPAddress != "" && len(newest) < 5 && !slices.ContainsFunc(newest, same) {
			newest = append(newest, s)
		}
	}
	return newest
}
