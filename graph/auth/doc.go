// Package auth signs the operator in, keeps the sign-in alive, and hands out tokens for Graph. It is the only package
// that may import MSAL.
//
// # Ways to sign in
//
// By browser (authorization code with PKCE, which comes back through SSH to a socket of the operator's or a port of
// this machine), by device code, and by pasting the address the browser ended on, where that is allowed. Whichever it
// was, tokens are in memory alone, and an MSAL client and its memory live no longer than the sign-in they belong to.
//
// # A session's life
//
//	Out     nobody is signed in: Token and Operator block
//	In      tokens are handed out, and renewed ahead of their end; renewals are shared by all who wait
//	Lapsed  the sign-in cannot be renewed: whoever found out has a failure, whoever comes later blocks
//	Locked  the operator has locked the console, or it was idle: the same, without a failure
//
// A renewal that fails ahead of time costs nothing while the token lasts. One that fails for good is told ahead, by
// session.Standing. What was asked for in one operator's name is never done in another's.
//
// # Who else may call
//
// Other people have shells on the machine, and may call wherever the answer of the sign-in page is waited for. State
// keeps their codes out, and PKCE keeps them from using the operator's. What waits takes the page's own form alone: it
// tells others nothing, ends for nobody else, and is not kept busy by them (see waiting). A socket in the operator's
// own directory they cannot even call. The page's address has the state in it, so the short address that leads to it
// cannot be guessed.
//
// # What is told of a failure
//
// MSAL's errors hold whole requests and answers, the tokens in them included, so not one is printed, wrapped or kept.
// What the service said is noted where it passes, in the transport: the OAuth error, Microsoft's codes and the
// correlation id, and no text. causes.toml says what they mean.
//
// # Where tokens go
//
// Requests with a refresh token go to the authority's own hosts over TLS 1.2 or later, and follow no redirect. Which
// Graph may have the access token, see Session.Serves.
package auth
