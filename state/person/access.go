package person

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// Reading is a list that a look may have asked for. The zero Reading was not asked for: nothing is known.
type Reading[T any] struct {
	// All is what was read, also where it is not the whole.
	All []T
	// Whole says that All is all there is.
	Whole bool
	// Fault says why it is not, nil where nobody asked.
	Fault *fault.Fault
}

// Role is a directory role that somebody holds or may activate.
type Role struct {
	// TemplateID is that of a built-in role, the definition's id of a custom one, and empty where Graph showed only
	// that there is a role.
	TemplateID text.Text `json:"roleTemplateId"`
	// DisplayName is the role's, empty where the list does not tell.
	DisplayName text.Text `json:"displayName"`
	// Scope is the directoryScopeId: "/" or empty for the whole tenant, else an administrative unit or one object.
	Scope text.Text `json:"directoryScopeId"`
}

// Wide reports whether the role holds for the whole tenant.
func (r Role) Wide() bool { return r.Scope == "" || r.Scope == "/" }

// Group is a group that somebody is in or owns.
type Group struct {
	ID          text.Text `json:"id"`
	DisplayName text.Text `json:"displayName"`
	// Assignable reports whether roles may be assigned to it; nil where Graph did not show it.
	Assignable *bool `json:"isAssignableToRole"`
}

// Risk is what Identity Protection holds of somebody.
type Risk struct {
	Level text.Text `json:"riskLevel"`
	State text.Text `json:"riskState"`
	// Changed is in UTC.
	Changed time.Time `json:"riskLastUpdatedDateTime"`
}

// Access is what was read of what makes a person privileged.
type Access struct {
	// Roles are active for the whole tenant, through groups too. Custom roles and those of administrative units are not
	// among them.
	Roles Reading[Role]
	// Assigned are those assigned to the person themself, custom ones and those of administrative units included.
	Assigned Reading[Role]
	// Eligible are those the person themself may activate.
	Eligible Reading[Role]
	// Groups are the role-assignable groups the person is in, through others too. Owned are all groups they own.
	Groups, Owned Reading[Group]
	// Risk has at most one.
	Risk Reading[Risk]
}

// MostGroups is how many groups one request asks about. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
const MostGroups = 20

// Memberships is an answer to which of some groups hold a person, through others too.
type Memberships struct {
	// Asked are the object ids of the groups asked about, In those that hold the person.
	Asked []string
	In    []text.Text
	// ReadAt is when Graph answered, by Graph's clock, UTC.
	ReadAt time.Time
}

// Holds reports whether a group holds the person, and whether that is known.
func (m Memberships) Holds(group string) (in, known bool) {
	in = slices.ContainsFunc(m.In, func(id text.Text) bool { return strings.EqualFold(string(id), group) })
	known = slices.ContainsFunc(m.Asked, func(id string) bool { return strings.EqualFold(id, group) })
	return in, known
}
