// Package config is what a site and an operator have set: two TOML files and the flags, merged, checked, and each value
// with where it comes from.
//
// # Files
//
// The site's file, SitePath, belongs to whoever looks after the host; what it sets, the operator cannot loosen. The
// operator's file, OperatorPath, is their own. Flags beat the operator's file, never the site's. What the operator's
// file asks for beyond the site's is overruled and said to be so (Loaded.Notes); the same as a flag is an error, since
// it was asked for just now.
//
// The site's file binds only as far as nobody but root can replace it. So it, and every directory above it, must be
// owned by root, not writable by group or others and not a symbolic link, and this process must be in the initial user
// namespace, since in another one anybody may be root and may mount what they like over the file. Where that does not
// hold, nothing is taken from the site's file and Loaded.Unsafe says why; the console then looks and never writes. The
// file is read through the very descriptors that were checked, one for each directory on the way, so nothing can be put
// in between.
//
// A file that was given for a rehearsal (Options.Rehearsal) is taken whoever could write it: no real tenant is meant
// then.
//
// # Keys
//
// Unknown keys, wrong types and impossible values are errors with file, line and key (Problems). No secret is ever a
// setting. The keys, their ranges and their defaults are those of the table in table.go, which WriteReference
// prints and SETTINGS.md is made from. Later settings go there: a line in the table and a field of Config.
package config

//go:generate go test . -run TestSettingsDocument -update
