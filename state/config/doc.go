// Package config loads what a site and an operator have set: two TOML files and the flags, merged and checked, each
// value with its origin.
//
// # Files
//
// The site's file, SitePath, belongs to the host's administrators; the operator cannot loosen what it sets. The
// operator's file, OperatorPath, is their own. Flags override the operator's file, never the site's. If the operator's
// file asks for more than the site's allows it is overruled, and Loaded.Notes says so. A flag that does so is an error,
// because the operator has just asked for it.
//
// The site's file is binding only if nobody but root can replace it. So the file and every directory above it must be
// owned by root, not writable by group or others, and not a symbolic link. This process must also be in the initial
// user namespace: in another one anyone can be root and mount anything over the file. Otherwise nothing is taken from
// the site's file, Loaded.Unsafe says why, and the console is read-only. The file is read through the same descriptors
// that were checked, one for each directory on the way, so nothing can be replaced in between.
//
// A file given for a rehearsal (Options.Rehearsal) is accepted no matter who can write it: no real tenant is involved.
//
// # Keys
//
// Unknown keys, wrong types and impossible values are errors with file, line and key (Problems). A setting is never a
// secret. The keys, their ranges and their defaults are in table.go, which WriteReference prints and SETTINGS.md is
// made from. A new setting is an entry in that table and a field of Config.
package config

//go:generate go test . -run TestSettingsDocument -update
