package person

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// Fresh is how old a dossier may be when a person or the form of a pass is opened: what a pass would replace must be
// known as of now, and what was read ahead, or on the screen before, need not be read again.
const Fresh = 30 * time.Second

// Dossier is a person as one look found them. A part that could not be read has its fault, and the rest still stands.
type Dossier struct {
	Person Person
	// Self means that this is the operator, whom Graph lets neither issue nor delete a pass for themself.
	Self bool

	// Manager is nil when there is none or it could not be read.
	Manager      *Person
	ManagerFault *fault.Fault

	// Methods are all but the pass, in Graph's order. Absence is no proof: v1.0 leaves hardware tokens out, and
	// certificates and federated methods are never listed.
	Methods      []Method
	MethodsFault *fault.Fault

	// Pass is the one pass a person can have, nil when none is listed or PassFault says why it could not be read.
	Pass      *pass.Pass
	PassFault *fault.Fault

	// Policy is what is known of the tenant's policy, PolicyFault why it could not be read.
	Policy      pass.Policy
	PolicyFault *fault.Fault

	// Access is what was read of roles, groups and risk.
	Access Access

	// Again means that parts which could not be read are worth asking for again: what was throttled or lost, and what
	// was refused once. The dossier is shown meanwhile.
	Again bool

	// Basic means that the operator may read no more of the person than User.ReadBasic.All gives, so that what is empty
	// may only not have been shown.
	Basic bool

	// ReadAt is when Graph answered, by Graph's clock, UTC.
	ReadAt time.Time
}
