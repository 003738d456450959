//go:build !linux

package config

// foreignNamespace has nothing to say where there are no user namespaces.
func foreignNamespace() string { return "" }
