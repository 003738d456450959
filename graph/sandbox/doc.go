// Package sandbox is a Microsoft Graph tenant in memory behind an http.Handler: the people of sandbox.example, their
// sign-in methods and their Temporary Access Passes, with Graph's rules, errors and traps. Tests, training and demos
// run on it over real HTTP, and any Graph client can use it, including Microsoft's SDKs.
//
// # People
//
// A tenant has a cast and generated people (2,000 by default, at most 100,000). A seed always gives the same people,
// with names in many scripts. The cast is the same for every seed: NAME@sandbox.example, with fixed object ids, one
// account for each situation. GET /sandbox/cast lists it.
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
// and those with a story in the sign-in log, with its code in brackets:
//
//	mistyper              the wrong password (50126)
//	smart-locked          locked out by smart lockout (50053)
//	risky-address         blocked because of the address (50053; only failureReason differs)
//	ca-blocked            blocked by Conditional Access (53003)
//	unmanaged-device      a device that is not compliant (53000)
//	expired-password      an expired password (50055)
//	declined-mfa          declined the prompts (500121)
//	registration-blocked  cannot register methods from where they are (53010)
//	attacked              failures from a country they never signed in from (50126)
//	sms-only              text messages are the only second factor
//	restricted-unit       isManagementRestricted: out of everyone's reach
//
// # What Graph answers here
//
// Under /v1.0 and /beta: /users (search, filter, select, top, count, orderby, paging) and /users/$count; /users/{id}
// and /me with manager, memberOf, transitiveMemberOf and ownedObjects (whole, or cast to directoryRole or group),
// checkMemberGroups, and authentication with methods, temporaryAccessPassMethods and the other collections of methods;
// /policies/authenticationMethodsPolicy and its configurations; /auditLogs/directoryAudits and signIns;
// /reports/authenticationMethods/userRegistrationDetails; /identity/conditionalAccess/evaluate;
// /roleManagement/directory/roleAssignments, roleEligibilityScheduleInstances and
// roleAssignmentScheduleInstances/filterByCurrentUser; /identityProtection/riskyUsers/{id}; /groups/{id}; /$batch. A
// token's scopes and its owner's roles decide what it may do. A $search under /v1.0 is decoded twice, as Graph does,
// unless the request has "Prefer: legacySearch=false". To a query, letters with and without diacritics are different by
// default; Options.Accents changes that, since Graph's way is not known. The sandbox's clock is its Clock plus what was
// added to it, and sets the Date header too.
//
// The sign-in log has the cast's histories, and the sign-ins of POST /sandbox/signin and of callers. An entry appears
// two minutes after the sign-in and stays for 30 days. Reading it needs a P1 licence, the scope and a role. More than
// five reads of the logs in ten seconds get 429. Settings change all of this.
//
// To contain people and remove their methods there are POST /users/{id}/revokeSignInSessions, PATCH /users/{id} with
// accountEnabled, DELETE of a method at its type's address, beta's authentication/signInPreferences, and resetPassword
// with its operation, which takes ten seconds. A session of the cast ends five minutes after it is revoked or its
// account disabled; anyone who knows the password can begin another until it is reset.
//
// evaluate computes its answers from its inputs and the twelve policies of access.go, each for one thing that a console
// may get wrong: a missing input, a report-only policy, a control that was added later, a strength that a pass does not
// meet, a reason that hides another.
//
// # The token service
//
// NewAuthority returns the tenant's token service, see package entra. Its tokens have the scopes and roles that the
// account had when they were issued, and expire after an hour on the sandbox's clock. The sandbox's Graph checks all of
// that. After a claims challenge it refuses the person's tokens until one is requested with the challenge's claims, or
// comes from a new sign-in; after Revoke, until a new sign-in. It challenges only clients with CP1. The token of the
// JSON line is for clients without a sign-in of their own: it does not expire, and a challenge applies only to one
// request.
//
// # Faults
//
// A fault is armed as NAME[@OP][:N|:always], by default once. OP is search (GET /users), batch (a whole $batch), list
// (GET temporaryAccessPassMethods or authentication/methods), create, delete, policy, audit, signins, details
// (userRegistrationDetails), evaluate, revoke (revokeSignInSessions), enable (PATCH of accountEnabled), remove (DELETE
// of a method other than the pass), reset (resetPassword), operation (how far one got) or roles (a person's roles and
// groups, checkMemberGroups among them). Without OP a fault hits the next Graph request of any kind. Every OP except
// batch also hits requests within a $batch. The token service's faults have a list of their own, below.
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
//	list-misses           after any DELETE: a list lacks the pass that is there; with server-500@delete, a deletion that
//	                      only seems to have worked
//	created-but-disabled  201 with DisabledByPolicy (create)
//	refuse-existing       400 while a usable pass exists; used up when it refuses (create)
//	unknown-method        a method of an unknown type in authentication/methods
//	empty-page            an empty value with a nextLink (search, list, audit, signins, details)
//	short-page            one person on a page, the rest behind a nextLink (search)
//	page-loop             a nextLink that leads back to the first page (search)
//	page-expired          400 to a request for a further page: its link has expired (search)
//	unsupported-filter    400 to a search whose $filter names employeeId, half of one in a $batch (search)
//	null-lifetime         a pass whose lifetimeInMinutes is null (list, create)
//	null-times            a pass whose createdDateTime and startDateTime are null (list, create)
//	null-use              a pass whose isUsable and isUsableOnce are null (list, create)
//	odd-numbers           numbers in quotes: a pass's lifetime, the policy's lifetimes (list, create, policy)
//	raw-part              an item's answer is a raw HTML page, so that the $batch is not JSON; waits for a $batch
//	date                  a Date header of the year that follows the name, as in date-9999, or that is so far off, as in
//	                      date+7m and date-2h
//	html-body             502 with an HTML page, nothing done
//	gateway               a proxy's page without any of Graph's marks, nothing done
//	gateway-done          done, then such a page in place of the answer (create, if no OP)
//
// The last two answer 502, or the status that follows the name, from 200 to 599: gateway-done-408. They answer the
// whole of a $batch.
//
// Of the faults that answer in the tenant's place, the one armed first hits and the others wait for later requests;
// other faults all hit the same request. A special fault (not-replicated, list-lag, list-misses, created-but-disabled,
// refuse-existing, unknown-method, empty-page, null-lifetime, null-times, null-use, odd-numbers, raw-part) aimed at
// batch hits within one. A fault that cannot hit its OP is refused.
//
// # Callers
//
// A caller signs in with a pass and registers a method, at fixed times after the pass becomes valid, so that a watch
// has something to see. A script is a name, or steps with their times, each signin, wrong (types something else) or a
// method to register as in POST /sandbox/register: signin@40s,fido2@65s. Nothing runs in the background: before a
// request is answered, the steps that were due are performed with the times at which they were due. A caller is refused
// what Entra refuses: a sign-in with a pass that is not usable, a registration more than ten minutes after the sign-in
// with a one-time pass; and a registration after the pass has ended, which is invented. The names:
//
//	passkey        signs in after 40 s, registers a passkey after 65 s
//	authenticator  signs in after 40 s, registers Microsoft Authenticator after 100 s
//	mistypes       types it wrong twice, signs in after 70 s, registers a passkey after 100 s
//	stops          signs in after 40 s, registers nothing
//	late           signs in after 40 s, tries to register a passkey after 11 minutes
//	never          does not come
//	thief          knows the password and holds the phone; some seconds after each step that contains the person, signs
//	               in again and registers a passkey
//
// # Control
//
//	GET  /sandbox           what a console needs to attach: graph, token, operator; ?as=NAME for another cast account. If
//	                        there is a token service also authority, client_id and ca_pem (tenant_id is always there)
//	GET  /sandbox/cast
//	POST /sandbox/signin    {"user","pass"}: 200, or 401 with a reason: Expired, NotYetValid, OneTimeUsed,
//	                        DisabledByPolicy, WrongPass, AccountDisabled. Uses up a one-time pass and is logged as a
//	                        sign-in; "country" and "system" say from where, such as IE and "Android 16"
//	POST /sandbox/register  {"user","type"}: registers a method
//	POST /sandbox/caller    {"script":SCRIPT}: what callers do with passes created from now on; with "user", what that
//	                        person does from now on with their pass; without "script" nothing changes. Answers what
//	                        callers have done
//	POST /sandbox/issue     {"user"}: another client issues a pass; with "as", as that person, with "app", as an app of
//	                        that name
//	POST /sandbox/clock     {"advance":"10m"}
//	POST /sandbox/faults    {"fault":SPEC}
//	POST /sandbox/approve   {"user_code"}: a person enters a device code; with "as", that person; with "decline":true,
//	                        declines it
//	POST /sandbox/revoke    {"user"}: ends all their sign-ins
//	POST /sandbox/roles     {"user","roles":[NAME]}: the roles active from the next token on; with "eligible":true, those
//	                        they can activate; with "until":"1h" they end then, as an activation does
//	POST /sandbox/session   {"user"}: whether their session works, and until when; with "sign_in":true somebody first
//	                        signs in with the password from before the start, or gets 401 if it was changed
//	POST /sandbox/settings  {"premium","writeback","sign_in_lag","retention","session_end","throttles"}: changes those
//	                        named, answers with all; throttles are none, reports (the logs) or all (methods, risk,
//	                        Conditional Access and signInActivity too)
//
// These need no password, so the sandbox listens on loopback only and refuses every Host that is not loopback and every
// request that a web page could send. So does the token service, except for the form of its own page.
//
// # Invented
//
// Where Microsoft documents nothing, a choice was made. Clients must not rely on these; each is marked in the code.
//
//   - isUsableOnce left out while the policy is false gives a multi-use pass.
//   - A multi-use pass under a one-time policy, and a start more than five minutes in the past, are 400 badRequest with
//     our own texts. There is no latest start.
//   - A disabled account can be issued a pass; it cannot sign in.
//   - 404 under authentication is resourceNotFound with our own texts. The Converged and guest refusals are 400
//     badRequest.
//   - The code consists of letters, digits and + # $ % & * ? !, and has the policy's length.
//   - An Authentication Administrator without another role can read only the methods of people they can manage. Nobody
//     can read their own pass under /users/{id}; under /me it is readable.
//   - Phone numbers of methods are masked, except the country code and the last two digits, for everyone except
//     Privileged Authentication Administrators and Global Administrators.
//   - With only User.ReadBasic.All, selecting another property is 403, and filters see it as null.
//   - The groups of a person can be filtered only by isAssignableToRole, with a scope that reads groups.
//     checkMemberGroups omits ids that are not groups. riskyUsers knows only the disabled account, and answers 404 for
//     everyone else.
//   - Tokens are opaque; those of the JSON line never expire.
//   - A refresh token is valid once (Entra's stay valid for a while), and a plain refresh never meets a claims
//     challenge.
//   - authorize requires PKCE with S256. id tokens are not signed, and have no wids if there is no role.
//   - Some errors and suberrors of the token service are from memory; its texts are ours.
//   - Explicit scopes give a token with only these, where Entra's has all that were consented to.
//   - GET of one pass is always up to date; audit log entries appear at once, and only for successes.
//   - evaluate checks users, target, platform, place, client and risk, in this order, and names the first that is not
//     met. Policies on applications do not apply to a user action.
//   - A revocation ends the token service's sign-ins at once. Sessions with other apps continue for five minutes.
//   - PATCH accepts only accountEnabled, also for synchronised people.
//   - Passwords of fewer than 8 letters are refused; of fewer than 14, the operation of a synchronised person fails.
//   - A thief can register a passkey after a sign-in of their own that was not revoked since, unless the account is
//     blocked.
//   - Until one is chosen, the default is the first of Authenticator, software OATH and phones.
//   - The registration report is up to date. It lists only the cast.
//   - Only the cast has entries in the sign-in log. Its texts for the 1305xx codes are ours.
//   - The items of a $batch are answered in reverse order.
//   - Unknown addresses are 404 BadRequest, unknown versions 400. Pages hold 100 people by default.
//   - Answers are not compressed.
//   - A registration that is too late is refused without a text of Entra's: callers have no page. So is one after the
//     end of the pass, although the sign-in itself continues; whether Entra accepts it is not known.
package sandbox

//go:generate go test . -run TestReadme -update
