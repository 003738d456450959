package person

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
)

// Fresh is how old a dossier may be when a person or the pass form is opened. What a pass would replace must be
// current, but what was just read ahead or shown need not be read again.
const Fresh = 30 * time.Second

// Dossier is a person at one reading. A part that could not be read has its fault; the rest is still valid.
type Dossier struct {
	Person Person
	// Self means that this is the operator: Graph lets nobody issue or delete a pass for themselves.
	Self bool

	// Manager is nil if there is none or it could not be read.
	Manager      *Person
	ManagerFault *fault.Fault

	// Methods are all sign-in methods except the pass, in Graph's order. A missing one proves nothing: v1.0 leaves out
	// hardware tokens, and certificates and federated methods are never listed.
	Methods      []Method
	MethodsFault *fault.Fault

	// Pass is the one pass that a person can have; nil if none is listed or PassFault says why it could not be read.
	Pass      *pass.Pass
	PassFault *fault.Fault

	// Policy is what is known of the tenant's policy; PolicyFault is why it could not be read.
	Policy      pass.Policy
	PolicyFault *fault.Fault

	// Access is what was read about roles, groups and risk.
	Access Access

	// Again means that parts which could not be read are worth another try: those that were throttled or lost, and
	// those that were refused once. The dossier is shown meanwhile.
	Again bool

	// Basic means that the operator may read only what User.ReadBasic.All allows, so that an empty property may just be
	// hidden.
	Basic bool

	// ReadAt is when Graph answered, by Graph's clock, UTC.
	ReadAt time.Time
}
