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
// /roleManagement/directory/roleAssignments; /groups/{id}; /$batch. A token's scopes and its owner's roles decide what
// it may do. The sandbox's clock is its Clock plus what was added to it; it drives the Date header too.
//
// # Faults
//
// A fault is armed as NAME[@OP][:N|:always], once unless said otherwise. OP is search (GET /users), batch (a whole
// $batch), list (GET temporaryAccessPassMethods or authentication/methods), create, delete or policy. Without OP the next
// Graph request of any kind is hit. Requests within a $batch are met by every OP but batch.
//
//	expired-token         401; the token presented stays expired, unless :always
//	claims-challenge      401 with claims in WWW-Authenticate; the token stays valid
//	denied                403
//	not-replicated        404, as for just created people; the next request that is about one person
//	throttle-whole        429 with Retry-After: 2
//	throttle-fraction     429 with Retry-After: 2.128
//	throttle-bare         429 without Retry-After
//	server-500            500, nothing done
//	unavailable-503       503 with Retry-After, nothing done
//	timeout-504           504 after everything was done
//	lost-answer           done, then the connection dies (create, if no OP)
//	cut-answer            done, then half of the body
//	slow-answer           done at once, answered after 10 s (create, if no OP)
//	list-lag              begins with the next create or delete: lists show the state before it for 20 s
//	created-but-disabled  201 with DisabledByPolicy (create)
//	refuse-existing       400 while a usable pass exists; used up when it refuses (create)
//	unknown-method        a method of an unknown type in authentication/methods
//	empty-page            an empty value with a nextLink
//	html-body             502 with an HTML page, nothing done
//
// Of those that answer in the tenant's place the one armed first hits, and the next waits for the next request; the
// others all hit the same request. A special fault (not-replicated, list-lag, created-but-disabled, refuse-existing,
// unknown-method, empty-page) aimed at batch hits within one. Faults that can never meet their OP are refused.
//
// # Control
//
//	GET  /sandbox           what a console needs to attach: graph, token, operator; ?as=NAME for another cast account
//	GET  /sandbox/cast
//	POST /sandbox/signin    {"user","pass"}: 200, or 401 with a reason: Expired, NotYetValid, OneTimeUsed, DisabledByPolicy,
//	                        WrongPass, AccountDisabled. Uses a one-time pass up
//	POST /sandbox/register  {"user","type"}: a method is registered
//	POST /sandbox/clock     {"advance":"10m"}
//	POST /sandbox/faults    {"fault":SPEC}
//
// There is no password on these, so the sandbox listens on loopback only, refuses every Host that is not loopback, and every
// request that a web page could send.
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
//   - Tokens are opaque and never expire by the clock. The Global Administrator's may also change the policy.
//   - GET of one pass never lags behind; the audit log is there at once and holds successes only.
//   - The items of a $batch are answered in reverse order.
//   - Unknown addresses are 404 BadRequest, unknown versions 400. Pages hold 100 people by default.
//   - The policy refuses to be changed outside the documented ranges, with texts of our own; only the pass's
//     configuration can be changed.
//   - Answers are not compressed.
package sandbox
