package text

// Key is an identifier from the directory: an object id, a userPrincipalName, the id of a method. Requests need it as the
// wire gave it, screens need it made safe; a Key keeps both apart so that neither can be taken for the other.
type Key struct{ wire string }

// NewKey wraps an identifier as it came over the wire.
func NewKey(wire string) Key { return Key{wire: wire} }

// Wire returns the identifier exactly as the directory gave it, for requests and comparisons only.
func (k Key) Wire() string { return k.wire }

// String returns the identifier made safe by Line, for the screen.
func (k Key) String() string { return Line(k.wire) }

// IsZero says whether there is no identifier.
func (k Key) IsZero() bool { return k.wire == "" }
