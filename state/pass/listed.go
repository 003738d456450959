package pass

import (
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/text"
)

// Listed is what Graph listed of one person's passes, when many people were asked after at once.
type Listed struct {
	// PersonID is the identifier the person was asked for by: an object id or a userPrincipalName.
	PersonID text.Key
	// Passes are the person's: none or one. They say nothing where there is a Fault.
	Passes []Pass
	// Fault is why they could not be read, nil when they were.
	Fault *fault.Fault
	// ReadAt is when they were read, by Graph's clock, UTC; zero where there is a Fault.
	ReadAt time.Time
}
