// Package entra is the token service of the sandbox tenant: OpenID configuration, device code, authorize and token,
// as MSAL and Microsoft's SDKs use them. What it needs of the tenant is in the interface Tenant.
//
// # Faults
//
// The tenant arms them, as NAME[@OP][:N|:always]. Here OP is discovery, devicecode, authorize, token (POST token with
// a device code or an authorization code) or refresh (with a refresh token). Without OP the first request is hit that
// the list names. A fault with a number is that refusal of Entra's (AADSTS53003 and so on), as JSON, or from
// authorize as error and error_description at the redirect address. It waits until the sign-in would have succeeded:
// while a device code is not approved it does not strike. It uses the code up, and the refresh token too where it
// says "for good".
//
//	aadsts-53003    authorize token refresh   blocked by Conditional Access
//	aadsts-530036   refresh                   the authentication flow is no longer allowed; for good
//	aadsts-50199    authorize token           the person must confirm
//	aadsts-530035   authorize token refresh   blocked by security defaults
//	aadsts-50194    all but discovery         not a multi-tenant application
//	aadsts-50196    token refresh             request loop
//	aadsts-50097    authorize token refresh   the device must authenticate
//	aadsts-53000    authorize token refresh   the device is not compliant
//	aadsts-53001    authorize token refresh   the device is not joined
//	aadsts-530003   authorize token refresh   the device must be managed
//	aadsts-50076    authorize token refresh   multi-factor authentication is needed
//	aadsts-50079    authorize token refresh   ... and must be set up first
//	aadsts-50158    authorize token refresh   an external challenge
//	aadsts-50105    authorize token refresh   not assigned to the application
//	aadsts-50057    authorize token refresh   the account is disabled
//	aadsts-65001    authorize token refresh   no consent
//	aadsts-65002    authorize token refresh   a first-party application that was not preauthorised
//	aadsts-65004    authorize token           consent declined
//	aadsts-700016   all but discovery         no such application in the tenant
//	aadsts-90002    all but discovery         no such tenant
//	aadsts-7000218  token refresh             public client flows are off (401 invalid_client)
//	aadsts-70043    refresh                   sign-in frequency; for good
//	aadsts-700082   refresh                   idle for 90 days; for good
//	aadsts-50173    refresh                   revoked, or the password was changed; for good
//	aadsts-90033    all but discovery         503, passes by itself; a code stays good
//	aadsts-9002327  token                     the redirect address is registered as a single-page application's
//	aadsts-16000    authorize token           the account is of another tenant
//	aadsts-50053    authorize token refresh   locked, or a bad address
//	aadsts-50055    authorize token refresh   the password has expired
//	aadsts-50056    authorize token           no password is stored
//	aadsts-500571   authorize token refresh   the guest account is disabled
//	aadsts-50058    authorize token           nobody is signed in at the page
//	aadsts-50072    authorize token refresh   a second factor must be registered
//	aadsts-50074    authorize token refresh   multi-factor authentication was not passed
//	aadsts-50078    authorize token refresh   multi-factor authentication has expired
//	aadsts-50088    authorize token refresh   too many calls and texts
//	aadsts-500121   authorize token refresh   the second factor was declined or not answered
//	aadsts-50125    authorize token           registration for the password reset
//	aadsts-50126    authorize token           user name or password
//	aadsts-50129    authorize token refresh   the device is not registered
//	aadsts-50131    authorize token refresh   Conditional Access, of several kinds
//	aadsts-50132    authorize token refresh   the session ended with the password
//	aadsts-50133    authorize token refresh   the session ended with the password
//	aadsts-50135    authorize token refresh   the password must be changed: risk
//	aadsts-50137    authorize token refresh   the password must be changed: policy
//	aadsts-50140    authorize token           stay signed in?
//	aadsts-50142    authorize token refresh   the password must be changed: Conditional Access
//	aadsts-50144    authorize token refresh   the password has expired on premises
//	aadsts-53002    authorize token refresh   no approved app
//	aadsts-53004    authorize token refresh   registration is blocked: risk
//	aadsts-53010    authorize token refresh   registration is blocked: place or device
//	aadsts-53011    authorize token refresh   risk in the home tenant
//	aadsts-530031   authorize token refresh   an access policy
//	aadsts-530032   authorize token refresh   a security policy
//	aadsts-530033   authorize token refresh   a policy
//	aadsts-530034   authorize token refresh   a partner's administrator at risk
//	aadsts-54009    authorize token refresh   registration is blocked
//	aadsts-70044    refresh                   sign-in frequency; for good
//	aadsts-90072    authorize token refresh   an external account that was never added
//	aadsts-90099    authorize token refresh   not authorised for partners
//	aadsts-130500   authorize token           sign-in by phone is blocked
//	aadsts-130502   authorize token           a pass: blocked by policy
//	aadsts-130503   authorize token           a pass: wrong
//	aadsts-130504   authorize token           a pass: expired
//	aadsts-130505   authorize token           a pass: used before
//	aadsts-130506   authorize token           a pass: must be used in web sign-in
//	aadsts-130507   authorize token           a pass: not found
//	aadsts-135011   authorize token refresh   the device is disabled
//	aadsts-135016   authorize token           the method is blocked by policy
//	aadsts-900000   authorize token refresh   a number nobody knows, with markup and escape sequences in its text
//	aadsts-70016    token                     a poll: authorization_pending, though it was approved
//	aadsts-70020    token                     a poll: expired_token
//	slow-down       token                     a poll: slow_down
//	declined        token                     a poll: authorization_declined
//	access-denied   token                     a poll: access_denied
//	bad-code        token                     a poll: bad_verification_code
//	network-drop    any                       nothing is done, the connection dies; at token in the middle of polling too
//	wrong-tid       token refresh             the tokens are of another tenant
//	declined-scope  token refresh             the scope asked for is not among those granted
//	no-wids         token refresh             the id token tells no roles
//	no-refresh-token  token refresh           none in the answer
//	malformed-answer  token refresh           200 with broken JSON, tokens and all; aimed, at anything but authorize
//	wrong-state     authorize                 another state comes back
//	redirect-get    authorize                 answers by query where form_post was asked for
//	no-redirect     authorize                 the browser stays on a page
//	given-up        authorize                 access_denied with error_subcode=cancel, and no number
//	codes-as-text   token refresh             error_codes of the next refusal are strings
//	codes-left-out  token refresh             the next refusal has its number in the text alone
//	proxy-407       token refresh             a proxy's page that asks for a password
//
// Aimed at one of these OPs, the following faults of Graph's hit the token service: throttle-whole, throttle-fraction,
// throttle-bare, server-500, unavailable-503, timeout-504, lost-answer, cut-answer, slow-answer, html-body. Lost,
// cut and late answers are those to something that was done: the code, or the refresh token, is used up.
package entra
