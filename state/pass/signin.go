package pass

// These sentences are what Microsoft says about a pass and about sign-ins with it, kept in one place since it has
// changed before. Source: learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass
// as of March 2026, Expiration and Limitations.
const (
	// GoesOn says what remains after a pass ends. Tokens are limited to the end of the pass only when they are issued,
	// and "TAP expiration doesn't retroactively invalidate sessions that are already established". The page promises
	// nothing about a deletion.
	GoesOn = "What was signed in with it may go on until its tokens run out: only revoking the sessions ends it."
	// Spreads says why a new pass may not work yet: according to the page, changes can take a few minutes to replicate.
	Spreads = "a new pass can take a few minutes to reach all of Microsoft's servers"
)
