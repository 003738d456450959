package audit

import (
	"slices"

	"tapdesk/state/journal"
)

// act is a write of the console about no pass, as the log has it.
type act struct {
	operation journal.Operation
	// activity is the log's activityDisplayName, and done says the same in the console's words.
	activity, done string
	// directory means that the directory logs it. Else it is the service that logs what is done to sign-in methods.
	directory bool
}

// acts are these writes. Source of the activities:
// learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities. That revokeSignInSessions is logged
// as an update of that timestamp is inferred from its name.
var acts = []act{
	{journal.Remove, "Admin deleted security info", "method removed", false},
	{journal.Revoke, "Update StsRefreshTokenValidFrom Timestamp", "sessions revoked", true},
	{journal.Block, "Disable account", "sign-in blocked", true},
	{journal.Unblock, "Enable account", "sign-in unblocked", true},
	{journal.Reset, "Reset user password", "password reset", true},
}

// DirectoryActivities returns the activityDisplayNames of the writes that the directory logs, and that have to be asked
// for by name.
func DirectoryActivities() (names []string) {
	for _, a := range acts {
		if a.directory {
			names = append(names, a.activity)
		}
	}
	return names
}

// ActOf returns the write that an activity is, empty for one that is none. It ignores case and white space. A removed
// pass is classified before: its activity is that of every method.
func ActOf(activity string) journal.Operation {
	if a, known := actOf(func(a act) bool { return plain(a.activity) == plain(activity) }); known {
		return a.operation
	}
	return ""
}

func actOf(is func(act) bool) (act, bool) {
	if at := slices.IndexFunc(acts, is); at >= 0 {
		return acts[at], true
	}
	return act{}, false
}

// act returns what an Acted event is.
func (e Event) act() act {
	a, _ := actOf(func(a act) bool { return a.operation == e.Act })
	return a
}

// Told says what was done, as "created" or "sessions revoked"; empty for Other.
func (e Event) Told() string {
	if e.What == Acted {
		return e.act().done
	}
	return e.What.String()
}

// operation is what the journal calls it.
func (e Event) operation() journal.Operation {
	switch e.What {
	case Acted:
		return e.Act
	case Deleted:
		return journal.Delete
	}
	return journal.Create
}

// ofItself reports whether the directory did it to itself, as far as can be told: a person who changes a password
// revokes their own sessions, and so do services that act on nobody's behalf.
func (e Event) ofItself() bool {
	by := e.Actor.Party
	return e.What == Acted && e.act().directory &&
		(by == Party{} || e.Person.Is(by.ID) || by.ID.IsZero() && e.Person.Is(by.UserPrincipalName))
}

// lined reports whether a line of a journal about the operation can have an event.
func lined(operation journal.Operation) bool {
	_, is := actOf(func(a act) bool { return a.operation == operation })
	return is || operation.OfPass()
}
