package person

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// Reading is a list that may have been read. The zero Reading was not asked for: nothing is known.
type Reading[T any] struct {
	// All is what was read, even if it is incomplete.
	All []T
	// Whole means that All is complete.
	Whole bool
	// Fault is why it is not; nil if nobody asked.
	Fault *fault.Fault
}

// Role is a directory role that a person holds or may activate.
type Role struct {
	// TemplateID is the template id of a built-in role, the definition id of a custom one, and empty if Graph showed
	// only that there is a role.
	TemplateID text.Text `json:"roleTemplateId"`
	// DisplayName is the role's name, empty if the list does not have it.
	DisplayName text.Text `json:"displayName"`
	// Scope is the directoryScopeId: "/" or empty for the whole tenant, otherwise an administrative unit or an object.
	Scope text.Text `json:"directoryScopeId"`
}

// Wide reports whether the role covers the whole tenant.
func (r Role) Wide() bool { return r.Scope == "" || r.Scope == "/" }

// Group is a group that a person is in or owns.
type Group struct {
	ID          text.Text `json:"id"`
	DisplayName text.Text `json:"displayName"`
	// Assignable reports whether roles may be assigned to it; nil if Graph did not show it.
	Assignable *bool `json:"isAssignableToRole"`
}

// Risk is what Identity Protection says about a person.
type Risk struct {
	Level text.Text `json:"riskLevel"`
	State text.Text `json:"riskState"`
	// Changed is UTC.
	Changed time.Time `json:"riskLastUpdatedDateTime"`
}

// Access is what was read about what makes a person privileged.
type Access struct {
	// Roles are active in the whole tenant, including through groups. They leave out custom roles and those of
	// administrative units.
	Roles Reading[Role]
	// Assigned are assigned to the person directly, including custom roles and those of administrative units.
	Assigned Reading[Role]
	// Eligible are the roles that the person may activate.
	Eligible Reading[Role]
	// Groups are the role-assignable groups the person is in, including through others. Owned are all groups they own.
	Groups, Owned Reading[Group]
	// Risk has at most one entry.
	Risk Reading[Risk]
}

// MostGroups is the limit of groups in one request. Source:
// learn.microsoft.com/graph/api/directoryobject-checkmembergroups.
const MostGroups = 20

// Memberships says which of some groups a person is in, including through others.
type Memberships struct {
	// Asked are the object ids of the groups asked about; In are those that the person is in.
	Asked []string
	In    []text.Text
	// ReadAt is when Graph answered, by Graph's clock, UTC.
	ReadAt time.Time
}

// Holds reports whether the person is in a group, and whether that is known.
func (m Memberships) Holds(group string) (in, known bool) {
	in = slices.ContainsFunc(m.In, func(id text.Text) bool { return strings.EqualFold(string(id), group) })
	known = slices.ContainsFunc(m.Asked, func(id string) bool { return strings.EqualFold(id, group) })
	return in, known
}
