// Package sandbox is a Microsoft Graph tenant in memory behind an http.Handler: the people of sandbox.example, their
// sign-in methods and their Temporary Access Passes, with Graph's rules, errors and traps. Tests, training and demos run on
// it over real HTTP, and any Graph client can talk to it, Microsoft's own SDKs among them.
//
// # People
//
// A tenant holds a cast and generated people (2,000 unless told otherwise, at most 100,000). One seed always gives the
// same people, of many scripts. The cast is the same whatever the seed: NAME@sandbox.example, with fixed object ids,
// one account for one situation. GET /sandbox/cast lists it.
//
//	ordinary          password, Authenticator and phone, no pass
//	usable-pass       a multi-use pass, valid now
//	future-pass       a pass that begins a day after the start
//	expired-pass      a pass that has ended
//	used-pass         a one-time pass that was used
//	cjk-name          a name of wide characters
//	rtl-name          a name written from right to left
//	hostile-name      escape sequences and invisible characters in every string but id and UPN; its own manager
//	apostrophe        O'Dowd
//	disabled          the account is disabled
//	partner_other.example#EXT#   an external guest, who cannot have a pass
//	internal-guest    a guest who can
//	global-admin, helpdesk-admin, role-group-owner   out of an Authentication Administrator's reach
//	out-of-scope      excluded by the policy, through the group "TAP excluded"
//	twin-one, twin-two   one display name
//	operator          you: Authentication Administrator and Global Reader
//	reader            Global Reader only
//	$dollar           a UPN that begins with a dollar sign: /users('$dollar@sandbox.example')
//	just-created      found and readable; POST answers 404 for the first 20 s
//	bare              every optional property null, no method
//
// # What Graph answers here
//
// Under /v1.0 and /beta: /users (search, filter, select, top, count, orderby, paging) and /users/$count; /users/{id} and /me
// with manager, memberOf, transitiveMemberOf and ownedObjects (whole, or cast to directoryRole or group),
// checkMemberGroups, and authentication with methods, temporaryAccessPassMethods and the other collections of methods;
// /policies/authenticationMethodsPolicy and its configurations; /auditLogs/directoryAudits;
// /roleManagement/directory/roleAssignments and roleEligibilityScheduleInstances; /identityProtection/riskyUsers/{id};
// /groups/{id}; /$batch. A token's scopes and its owner's roles decide what
// it may do. A $search under /v1.0 is decoded twice, as Graph does, unless the request has "Prefer: legacySearch=false". Letters with and
// without diacritics are different to a query, unless Options.Accents says otherwise: which of them Graph does is not known. The
// sandbox's clock is its Clock plus what was added to it; it drives the Date header too.
//
// # The token service
//
// An Authority is the tenant's token service, a second handler, by TLS at loopback with a certificate made at its start.
// MSAL runs against it unchanged: authority https://127.0.0.1:PORT/TENANT-ID, instance discovery off, an http.Client that
// trusts CAPEM, and the scope https://graph.microsoft.com/.default. One application is registered, and GET /sandbox tells
// its id. It answers, under /{tenant}: v2.0/.well-known/openid-configuration; oauth2/v2.0/devicecode; oauth2/v2.0/token with
// device_code, authorization_code and refresh_token; oauth2/v2.0/authorize with PKCE (S256) and response_mode form_post or
// query, sent back to http://localhost:PORT. The browser of authorize is signed in at once: as login_hint, or as the
// tenant's As account (PickAccount changes that; Browse and Visit are a browser in process). A device code waits for
// a person: Approve, Decline, AutoApprove, POST /sandbox/approve, or the page /devicelogin.
//
// Its tokens carry the scopes and roles that the account had when they were issued, and end by the sandbox's clock after
// an hour (SetLifetime). The sandbox's Graph checks all of that. After a claims challenge it refuses the person's tokens until
// one was got with the claims of the challenge, or by a new sign-in; after Revoke, until a new sign-in. It challenges
// clients with CP1 only. The token of the JSON line is for clients without a sign-in of their own: it does not
// expire, and a challenge does not outlast the request.
//
// # Faults
//
// A fault is armed as NAME[@OP][:N|:always], once unless said otherwise. OP is search (GET /users), batch (a whole
// $batch), list (GET temporaryAccessPassMethods or authentication/methods), create, delete, policy, audit or roles (a
// person's roles and groups, checkMemberGroups among them). Without OP the next Graph request of any kind is hit.
// Requests within a $batch are met by every OP but batch. Those of the token service have a list of their own, below.
//
//	expired-token         401; the token presented stays expired, unless :always
//	claims-challenge      401 with claims in WWW-Authenticate; a token of the JSON line stays valid
//	denied                403
//	not-replicated        404, as for just created people; the next request that is about one person
//	throttle-whole        429 with Retry-After: 2
//	throttle-fraction     429 with Retry-After: 2.128
//	throttle-bare         429 without Retry-After
//	throttle-long         429 with Retry-After: 25
//	server-500            500, nothing done
//	unavailable-503       503 with Retry-After, nothing done
//	timeout-504           504 after everything was done
//	lost-answer           done, then the connection dies (create, if no OP)
//	cut-answer            done, then half of the body
//	slow-answer           done at once, answered after 10 s (create, if no OP)
//	list-lag              begins with the next create or delete: lists show the state before it for 20 s
//	list-misses           after any DELETE: a list lacks the pass that is there; with server-500@delete, a deletion
//	                      that only seems to have worked
//	created-but-disabled  201 with DisabledByPolicy (create)
//	refuse-existing       400 while a usable pass exists; used up when it refuses (create)
//	unknown-method        a method of an unknown type in authentication/methods
//	empty-page            an empty value with a nextLink
//	short-page            one person on a page, the rest behind a nextLink (search)
//	page-loop             a nextLink that leads back to the first page (search)
//	page-expired          400 to a request for a further page: its link has expired (search)
//	unsupported-filter    400 to a search whose $filter names employeeId, half of one in a $batch (search)
//	null-lifetime         a pass whose lifetimeInMinutes is null (list, create)
//	null-times            a pass whose createdDateTime and startDateTime are null (list, create)
//	null-use              a pass whose isUsable and isUsableOnce are null (list, create)
//	odd-numbers           numbers in quotes: a pass's lifetime, the policy's lifetimes (list, create, policy)
//	raw-part              an answer in a $batch is a page of HTML as it is, so that the whole is no JSON; waits for a $batch
//	date                  a Date header of the year that follows the name, as in date-9999, or that is so far off, as in
//	                      date+7m and date-2h
//	html-body             502 with an HTML page, nothing done
//	gateway               a proxy's page without any of Graph's marks, nothing done
//	gateway-done          done, then such a page in place of the answer (create, if no OP)
//
// The last two answer 502, or the status that follows the name, from 200 to 599: gateway-done-408. They answer the whole of a $batch.
//
// Of those that answer in the tenant's place the one armed first hits, and the next waits for the next request; the
// others all hit the same request. A special fault (not-replicated, list-lag, list-misses, created-but-disabled,
// refuse-existing, unknown-method, empty-page, null-lifetime, null-times, null-use, odd-numbers, raw-part) aimed at
// batch hits within one. Faults that can never meet their OP are refused.
//
// # Faults of the token service
//
// Here OP is discovery, devicecode, authorize, token (POST token with a device code or an authorization code) or refresh
// (with a refresh token). Without OP the first request is hit that the list names. A fault with a number is that refusal of
// Entra's (AADSTS53003 and so on), as JSON, or from authorize as error and error_description at the redirect address. It
// waits until the sign-in would have succeeded: while a device code is not approved it does not strike. It uses the
// code up, and the refresh token too where it says "for good".
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
//
// # Callers
//
// A caller signs in with a pass and registers a method, at fixed times after the pass began to be valid, so that a watch has
// something to see. A script is a name, or steps with their times, each signin, wrong (types something else) or a method to
// register as POST /sandbox/register takes it: signin@40s,fido2@65s. Nothing runs by itself: what was due is done, with the time
// at which it was due, before the next request is answered. A caller is refused what Entra refuses: a sign-in with a pass that is not
// usable, a registration more than ten minutes after the sign-in with a one-time pass; and a registration after the
// pass is over, which is invented. The names:
//
//	passkey        signs in after 40 s, registers a passkey after 65 s
//	authenticator  signs in after 40 s, registers Microsoft Authenticator after 100 s
//	mistypes       types it wrong twice, signs in after 70 s, registers a passkey after 100 s
//	stops          signs in after 40 s, registers nothing
//	late           signs in after 40 s, tries to register a passkey after 11 minutes
//	never          does not come
//
// # Control
//
//	GET  /sandbox           what a console needs to attach: graph, token, operator; ?as=NAME for another cast account. Where
//	                        there is a token service also authority, client_id and ca_pem (tenant_id is always there)
//	GET  /sandbox/cast
//	POST /sandbox/signin    {"user","pass"}: 200, or 401 with a reason: Expired, NotYetValid, OneTimeUsed, DisabledByPolicy,
//	                        WrongPass, AccountDisabled. Uses a one-time pass up
//	POST /sandbox/register  {"user","type"}: a method is registered
//	POST /sandbox/caller    {"script":SCRIPT}: what callers do with the passes created from now on; with "user", what that person does
//	                        from now on with the pass they have; without "script" nothing changes. Answers what callers have done
//	POST /sandbox/issue     {"user"}: somebody else's client issues a pass; with "as", that person, with "app", an app of that name
//	POST /sandbox/clock     {"advance":"10m"}
//	POST /sandbox/faults    {"fault":SPEC}
//	POST /sandbox/approve   {"user_code"}: a person enters a device code; with "as", that person; with "decline":true, refusing
//	POST /sandbox/revoke    {"user"}: every sign-in of theirs ends
//	POST /sandbox/roles     {"user","roles":[NAME]}: the roles that are active from the next token on; with "eligible":true,
//	                        those that may be activated
//
// There is no password on these, so the sandbox listens on loopback only, refuses every Host that is not loopback, and every
// request that a web page could send; the token service does the same, but for the form of its own page.
//
// # Invented
//
// Where Microsoft documents nothing, a choice was made. No client may rely on these; each is marked in the code.
//
//   - isUsableOnce left out while the policy is false gives a multi-use pass.
//   - A multi-use pass under a one-time policy, and a start more than five minutes in the past, are 400 badRequest with texts
//     of our own. There is no latest start.
//   - A disabled account can be issued a pass; it cannot sign in.
//   - 404 under authentication is resourceNotFound with texts of our own. The Converged and guest refusals are 400 badRequest.
//   - The code is of letters, digits and + # $ % & * ? !, of the policy's length.
//   - An Authentication Administrator without another role reads the methods only of those they may manage. Nobody reads
//     their own pass under /users/{id}; under /me it is readable.
//   - Phone numbers of methods are masked (all but the country code and the last two digits) for all but Privileged
//     Authentication Administrators and Global Administrators.
//   - With User.ReadBasic.All alone, selecting another property is 403, and filters see it as null.
//   - The groups of a person can be filtered by isAssignableToRole alone, with a scope that reads groups. checkMemberGroups
//     leaves out what is no group. riskyUsers knows the disabled account alone, and answers 404 for everybody else.
//   - Tokens are opaque; those of the JSON line never expire by the clock. The Global Administrator's may also change the policy.
//   - A refresh token is good once (Entra's stay good for a while), and a plain refresh never meets a claims challenge.
//   - authorize asks for PKCE by S256. id tokens are not signed, and come without wids where there is no role.
//   - Of errors and suberrors of the token service some are a recollection; its texts are ours.
//   - Explicit scopes give a token with these alone, where Entra's has all that were consented to.
//   - GET of one pass never lags behind; the audit log is there at once and holds successes only.
//   - The items of a $batch are answered in reverse order.
//   - Unknown addresses are 404 BadRequest, unknown versions 400. Pages hold 100 people by default.
//   - The policy refuses to be changed outside the documented ranges, with texts of our own; only the pass's
//     configuration can be changed.
//   - Answers are not compressed.
//   - What is registered too late is refused, by no text of Entra's: callers have no page. So is what is registered
//     after the end of the pass, though the sign-in itself goes on; whether Entra takes it is not known.
package sandbox
