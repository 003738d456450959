package entra

import "tapdesk/graph/sandbox/wire"

// Internals that the tests check.
var (
	ParseForm       = parseForm
	RedirectAllowed = redirectAllowed
	RefusalCodes    = func() (codes []int) {
		for _, r := range faultRefusals {
			codes = append(codes, r.code)
		}
		return codes
	}()
)

// Bounds.
const (
	MaxForm     = maxForm
	MaxScopes   = maxScopes
	MaxDevices  = maxDevices
	MaxRenewals = maxRenewals
	MaxLog      = maxLog
)

// FreeOps returns the operations that a fault hits when it is not aimed.
func FreeOps(name string) []string { return wire.Texts(traits[name].free) }

// Kept returns how much the token service remembers.
func (a *Authority) Kept() (devices, renewals int) { return a.devices.Len(), a.renewals.Len() }
