package pass

import "tapdesk/state/secret"

// Issued is the answer to a create: the pass and its value, which Graph returns only this once.
type Issued struct {
	Pass  Pass
	Value secret.Text
	// RequestID is Graph's; ClientRequestID was sent with the request.
	RequestID, ClientRequestID string
}

// Wipe wipes the value.
func (i Issued) Wipe() { i.Value.Wipe() }
