package pass

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// Listed is what Graph listed of one person's passes in a request about many people.
type Listed struct {
	// PersonID is the identifier used in the request: an object id or a userPrincipalName.
	PersonID text.Key
	// Passes are the person's: none or one. They mean nothing if there is a Fault.
	Passes []Pass
	// Fault is why they could not be read, nil if they were.
	Fault *fault.Fault
	// ReadAt is when they were read, by Graph's clock, UTC; zero if there is a Fault.
	ReadAt time.Time
}
