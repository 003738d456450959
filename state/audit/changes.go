package audit

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// Field is a property of the directory that callers are verified by, or that says where a person is reached.
type Field string

// The fields.
const (
	Mobile     Field = "mobile"
	Business   Field = "business"
	Manager    Field = "manager"
	Mail       Field = "mail"
	OtherMails Field = "other mail"
)

// fields maps the properties of the directory's log, in lower case, to fields. Microsoft lists the activities but not
// the names of properties. These are Graph's names and those of the underlying directory; a property with another name
// is missed.
var fields = map[Field][]string{
	Mobile:     {"mobile", "mobilephone"},
	Business:   {"telephonenumber", "businessphones"},
	Manager:    {"manager"},
	Mail:       {"mail"},
	OtherMails: {"othermail", "othermails"},
}

// Changes returns the fields that an event of the directory's own changed, from its activityDisplayName and the names
// of the modified properties; a list of names counts as each name in it. Source of the activities:
// learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities.
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
	for _, field := range []Field{Mobile, Business, Manager, Mail, OtherMails} {
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(fields[field], w) }) {
			changed = append(changed, field)
		}
	}
	return changed
}

// Changed returns the last event that changed a field of a person; false if there is none.
func (p Provenance) Changed(personID text.Key, field Field) (Event, bool) {
	var last Event
	for _, e := range p.Events {
		if e.Happened() && e.Person.Is(personID) && slices.Contains(e.Fields, field) && e.Time.After(last.Time) {
			last = e
		}
	}
	return last, !last.Time.Equal(time.Time{})
}
