//go:build !linux

package trust

// foreignNamespace returns "": there are no user namespaces.
func foreignNamespace() string { return "" }
