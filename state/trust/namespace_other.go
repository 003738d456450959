//go:build !linux

package trust

// foreignNamespace has nothing to say where there are no user namespaces.
func foreignNamespace() string { return "" }
