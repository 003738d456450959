package audit

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// Field is a fact of the directory by which callers are verified.
type Field string

// The fields.
const (
	Mobile   Field = "mobile"
	Business Field = "business"
	Manager  Field = "manager"
)

// fields are the properties of the directory's log, in lower case. Microsoft lists the activities, not the names of
// properties; these are Graph's and those of the directory below it, and one that is named otherwise is missed.
var fields = map[Field][]string{
	Mobile:   {"mobile", "mobilephone"},
	Business: {"telephonenumber", "businessphones"},
	Manager:  {"manager"},
}

// Changes returns what an event of the directory's own changed of what callers are verified by, from its
// activityDisplayName and the names of the modified properties; a list of names counts as those in it. Source of the
// activities: learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities.
func Changes(activity string, properties []string) (changed []Field) {
	words := strings.FieldsFunc(strings.ToLower(strings.Join(properties, " ")), func(r rune) bool {
		return !(r >= 'a' && r <= 'z')
	})
	switch plain(activity) {
	case "set user manager", "remove user manager":
		words = append(words, "manager")
	case "update user":
	default:
		return nil
	}
	for _, field := range []Field{Mobile, Business, Manager} {
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(fields[field], w) }) {
			changed = append(changed, field)
		}
	}
	return changed
}

// Changed returns the last event that changed a field of a person; false where there is none.
func (p Provenance) Changed(personID text.Key, field Field) (Event, bool) {
	var last Event
	for _, e := range p.Events {
		if e.Happened() && e.Person.Is(personID) && slices.Contains(e.Fields, field) && e.Time.After(last.Time) {
			last = e
		}
	}
	return last, !last.Time.Equal(time.Time{})
}
