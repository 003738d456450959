// Package entra is the token service of the sandbox tenant, as MSAL and Microsoft's SDKs use it: an http.Handler,
// served with TLS on loopback with a certificate made at startup. What it needs from the tenant is the interface
// Tenant.
//
// MSAL runs against it unchanged: authority https://127.0.0.1:PORT/TENANT-ID, instance discovery off, an http.Client
// that trusts CAPEM, and the scope https://graph.microsoft.com/.default. One application is registered: ClientID. It
// answers, under /{tenant}: v2.0/.well-known/openid-configuration; oauth2/v2.0/devicecode; oauth2/v2.0/token with
// device_code, authorization_code and refresh_token; oauth2/v2.0/authorize with PKCE (S256) and response_mode form_post
// or query, sent back to http://localhost:PORT. Authorize signs the browser in at once: as login_hint, or as the
// tenant's operator (PickAccount changes that; Browse and Visit act as a browser in process). A device code waits for a
// person: Approve, Decline, AutoApprove, or the page /devicelogin.
//
// # Faults
//
// The tenant arms them, as NAME[@OP][:N|:always]. Here OP is discovery, devicecode, authorize, token (POST token with a
// device code or an authorization code) or refresh (with a refresh token). Without OP a fault hits the first request of
// those listed.
//
// aadsts-NUMBER is Entra's refusal with that number, such as aadsts-53003 for Conditional Access: as JSON, or from
// authorize as error and error_description at the redirect address. The table in refusals.go has the numbers, their
// texts and the requests that each hits when it is not aimed. A refusal waits until the sign-in would have succeeded:
// it does not hit before a device code is approved. It uses up the code, and a refresh token if the sign-in has ended
// for good.
//
//	slow-down       token                     a poll: slow_down
//	declined        token                     a poll: authorization_declined
//	access-denied   token                     a poll: access_denied
//	bad-code        token                     a poll: bad_verification_code
//	network-drop    any                       nothing is done, the connection drops; at token during polling too
//	wrong-tid       token refresh             the tokens are from another tenant
//	declined-scope  token refresh             the scope requested is not granted
//	no-wids         token refresh             the id token has no roles
//	no-refresh-token  token refresh           none in the answer
//	malformed-answer  token refresh           200 with broken JSON that holds the tokens; aimed, not at authorize
//	wrong-state     authorize                 a different state comes back
//	redirect-get    authorize                 answers by query where form_post was asked for
//	no-redirect     authorize                 the browser stays on a page
//	given-up        authorize                 access_denied with error_subcode=cancel, and no number
//	codes-as-text   token refresh             error_codes of the next refusal are strings
//	codes-left-out  token refresh             the next refusal has its number only in the text
//	proxy-407       token refresh             a proxy's page asking for a password
//
// Aimed at one of these OPs, these faults of Graph's hit the token service: throttle-whole, throttle-fraction,
// throttle-bare, server-500, unavailable-503, timeout-504, lost-answer, cut-answer, slow-answer, html-body. When an
// answer is lost, cut or late, the request was carried out: the code or refresh token is used up.
package entra
