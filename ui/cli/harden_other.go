//go:build !linux && !windows

package cli

// sealProcess does nothing: what Linux calls "dumpable" has no counterpart that Tapdesk uses here.
func sealProcess() (notes []string) { return nil }
