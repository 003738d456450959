package pass

// What follows is what Microsoft says of a pass and of what was signed in with it, in one place, since it has changed
// before. Source: learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass as of
// March 2026, Expiration and Limitations.
const (
	// GoesOn says what the end of a pass leaves. Tokens are cut to the end of the pass only as they are issued, and
	// "TAP expiration doesn't retroactively invalidate sessions that are already established". Of a deletion the page
	// promises nothing.
	GoesOn = "What was signed in with it may go on until its tokens run out: only revoking the sessions ends it."
	// Spreads says why a new pass may not work yet: the page says of changes that they can take a few minutes to
	// replicate.
	Spreads = "a new pass can take a few minutes to reach all of Microsoft's servers"
)
