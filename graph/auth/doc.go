// Package auth signs the operator in, keeps the sign-in alive, and hands out tokens for Graph. It is the only package
// that may import MSAL.
//
// # Ways to sign in
//
// By browser (authorization code with PKCE, which comes back through SSH to the operator's socket or a port of this
// machine), by device code, and, where the options allow it, by pasting the address that the browser ended on. In each
// case tokens are only in memory, and an MSAL client and its cache live no longer than their sign-in.
//
// # A session's life
//
//	Out     nobody is signed in: Token and Operator block
//	In      tokens are handed out, and renewed before they expire; all callers share a renewal
//	Lapsed  the sign-in cannot be renewed: calls under way fail, later calls block
//	Locked  the operator has locked the console, or it was idle: calls block
//
// A renewal that fails early does no harm while the token lasts. If it fails for good, session.Standing says so before
// the token expires. A request made as one operator is never carried out as another.
//
// # Who else may connect
//
// Other people have shells on the machine, and can connect to the port that waits for the sign-in page's answer. State
// keeps their codes out, and PKCE keeps them from using the operator's code. The port accepts only the page's own form.
// It tells others nothing, does not stop for them, and cannot be kept busy by them (see waiting). They cannot connect
// to a socket in the operator's own directory at all. The page's address contains the state, so the short address that
// leads to it cannot be guessed.
//
// # What is kept of a failure
//
// MSAL's errors contain whole requests and answers, including tokens, so none is printed, wrapped or kept. The
// transport notes what the service said: the OAuth error, Microsoft's codes and the correlation id, but no text.
// causes.toml says what they mean.
//
// # Where tokens go
//
// Requests with a refresh token go to the authority's own hosts over TLS 1.2 or later, and follow no redirect.
// Session.Serves decides which Graph may get the access token.
package auth
