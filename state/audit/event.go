// Package audit holds what Entra's own audit log says about Temporary Access Passes and the other writes of a console,
// and compares it with a journal: who issued a pass, what was done outside the console, and which lines of a journal
// have no event. It does no IO.
//
// Source of the resource: learn.microsoft.com/graph/api/resources/directoryaudit. Source of the names of its
// activities: learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities and, for those that
// Microsoft does not list, the detection rules published for them.
package audit

import (
	"strings"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/text"
)

// What is what an event is about.
type What int

const (
	// Other events are about nothing that the console does.
	Other What = iota
	// Created is a pass issued by an administrator.
	Created
	// Registered is a pass that the log calls registered by the user. It says the same of passes that an app issued by
	// itself.
	Registered
	// Deleted is a deleted pass.
	Deleted
	// PolicyChanged is a change of the tenant's authentication methods policy, including the one for passes.
	PolicyChanged
	// Touched is an event that names a pass but describes what was done to it in unknown words.
	Touched
	// Mirrored is the directory's own event for a change that the authentication methods service has logged as well.
	Mirrored
	// Edited is a change of something that callers are verified by: Event.Fields.
	Edited
	// Acted is a write that the console does too and that is about no pass: Event.Act.
	Acted
)

// String returns what was done, as "created"; empty for Other, and for Acted, of which Event.Told says more.
func (w What) String() string {
	switch w {
	case Created:
		return "created"
	case Registered:
		return "registered"
	case Deleted:
		return "deleted"
	case PolicyChanged:
		return "policy changed"
	case Touched:
		return "changed"
	case Edited:
		return "directory changed"
	case Mirrored:
		return "user updated"
	}
	return ""
}

// Party is a person as an event names them. Either may be empty.
type Party struct {
	ID                text.Key `json:"id"`
	UserPrincipalName text.Key `json:"userPrincipalName"`
}

// Name returns the userPrincipalName, or the object id, or "somebody unnamed".
func (p Party) Name() string {
	for _, name := range []string{p.UserPrincipalName.String(), p.ID.String()} {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	return "somebody unnamed"
}

// Is reports whether id is the party's object id or userPrincipalName.
func (p Party) Is(id text.Key) bool {
	return !id.IsZero() &&
		(strings.EqualFold(id.Wire(), p.ID.Wire()) || strings.EqualFold(id.Wire(), p.UserPrincipalName.Wire()))
}

// Actor is who did something: a person, or an app on its own.
type Actor struct {
	Party
	// IPAddress is where the request came from, empty when the log does not say.
	IPAddress text.Text `json:"ipAddress"`
	// App is the display name, or failing that an id, of the app that acted; empty when a person did. AppID is the app's
	// id, empty when the log does not have it.
	App   text.Text `json:"-"`
	AppID text.Text `json:"-"`
}

// Name returns who acted: a person as Party.Name does, or "the app NAME".
func (a Actor) Name() string {
	if a.App != "" && a.ID.IsZero() && a.UserPrincipalName.IsZero() {
		return "the app " + string(a.App)
	}
	return a.Party.Name()
}

// Event is a directoryAudit about passes, or about another write that a console does. It never holds the value of a
// pass.
type Event struct {
	// ID is the event's own id.
	ID text.Key `json:"id"`
	// Time is in UTC, by Graph's clock.
	Time time.Time `json:"activityDateTime"`
	What What      `json:"-"`
	// Activity is what was done, in the log's words.
	Activity text.Text `json:"activityDisplayName"`
	Result   text.Text `json:"result"`
	// ResultReason is also set on success.
	ResultReason text.Text `json:"resultReason"`
	Actor        Actor     `json:"-"`
	// Person is the one it was done to; empty for a change of the policy.
	Person Party `json:"-"`
	// Fields are what an Edited event changed.
	Fields []Field `json:"-"`
	// Act is what an Acted event is.
	Act journal.Operation `json:"-"`
}

// Page is a part of the log.
type Page struct {
	// Events are the events on it about passes and a console's other writes, in Graph's order.
	Events []Event
	// Read is how many events there were in all, and Oldest the time of the oldest one, UTC; zero when there were none.
	Read   int
	Oldest time.Time
}

// Happened reports whether the event was carried out. An unknown result counts as carried out: showing one pass too
// many is better than one too few.
func (e Event) Happened() bool {
	return !strings.EqualFold(strings.TrimSpace(string(e.Result)), "failure")
}

// recovery is what Microsoft calls its own way back into an account, which ends with a Temporary Access Pass. Source:
// learn.microsoft.com/entra/identity/authentication/concept-account-recovery-overview. How the log has such a pass is
// not documented, so only its own words count.
const recovery = "account recovery"

// Recovers reports whether the log names account recovery, and no person, as what did it. The name of an app proves
// nothing: whoever registers one chooses it.
func (e Event) Recovers() bool {
	if !e.Actor.ID.IsZero() || !e.Actor.UserPrincipalName.IsZero() {
		return false
	}
	for _, words := range []text.Text{e.Actor.App, e.Activity, e.ResultReason} {
		if strings.Contains(plain(string(words)), recovery) {
			return true
		}
	}
	return false
}

// By returns who did it, as Actor.Name does, and adds that the log names account recovery where it does.
func (e Event) By() string {
	if e.Recovers() {
		return e.Actor.Name() + " (the log names " + recovery + ")"
	}
	return e.Actor.Name()
}

// Issues reports whether the event issued a pass.
func (e Event) Issues() bool { return (e.What == Created || e.What == Registered) && e.Happened() }

// Classify returns what an event is about, from its activityDisplayName, its resultReason and the displayNames of the
// properties it modified. It ignores case and white space.
func Classify(activity, reason string, properties []string) What {
	activity, reason = plain(activity), plain(reason)
	if strings.HasPrefix(activity, "authentication methods policy") {
		return PolicyChanged
	}
	touched := plain(strings.Join(properties, " "))
	const name = "temporary access pass"
	switch {
	case strings.Contains(touched, "securedaccesspassdata"), strings.Contains(touched, "temporaryaccesspass"),
		strings.Contains(touched, "accesspassusage"):
		if activity == "update user" {
			return Mirrored
		}
	case !strings.Contains(reason, name) && !strings.Contains(activity, name):
		return Other
	}
	// The reason names the pass; the activity may name security info in general.
	for _, text := range []string{reason, activity} {
		switch words := strings.Fields(text); {
		case len(words) == 0:
		case hasWord(words, "deleted", "delete", "removed", "remove"):
			return Deleted
		case hasWord(words, "registered", "register", "created", "create", "added", "add"):
			if words[0] == "user" {
				return Registered
			}
			return Created
		}
	}
	return Touched
}

// plain returns s in lower case with single spaces.
func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func hasWord(words []string, any ...string) bool {
	for _, w := range words {
		for _, a := range any {
			if strings.Trim(w, ".,:;'\"") == a {
				return true
			}
		}
	}
	return false
}
