// Package graph is the thin client of Microsoft Graph: people, their sign-in methods, their Temporary Access Pass and
// the tenant's policy for it, and nothing else. It is the only place that knows Graph's wire. What it returns is made
// of the values of state/..., with every string made safe to draw, and every error is a *fault.Fault.
//
// # Where to read
//
// client.go is what a client is made from. A call goes through send.go (a request, its token, its answer), retry.go (a
// read until it is answered), write.go (a write, once) and budget.go; batch.go puts reads into one request, and list.go
// reads what comes in pages. errors.go and faults.go say what an answer means. Each other file is one resource: at its
// top stand its path, the scopes and roles it takes, and Microsoft's page. A new one is a file with an operation, a
// method on Client that calls do, pageOf, listOf or change, and its type's oddities, if any, as in wire.go.
//
// # Reads and writes
//
// They are told apart by the operation, not by the HTTP verb: creating and deleting a pass are writes, all else is a
// read (a $batch of GETs is a POST and a read).
//
// A read ends when its context does. It is tried again, at most three times more, on 429, 503 and 504 and when the
// connection failed, after what Retry-After says or else after an exponential pause with jitter. A Retry-After beyond
// 30 s is handed to the operator instead (Fault.WaitUntil). A throttled part of a $batch is asked for again on its own.
//
// A dossier waits for nothing but the person. Client.Complete asks again for the rest: for what trouble withheld, and
// once for what Graph refused, since the site's guard is let off by a refusal that was repeated and by nothing else.
//
// A write has 30 s, whatever becomes of its context, and is sent once. The exception is Graph's own 401, which did
// nothing: it is sent again once, with a new token. net/http is kept from sending it again too (see oneShot).
//
// # The request budget
//
// Microsoft counts what an app asks in a tenant: 5 requests in 10 s for sign-in methods, passes, sign-ins and the audit
// log together, and 1 in a second for risk and Conditional Access. What shares such a limit shares one bucket
// (budget.go). What the operator asks for is sent at once; only the logs, asked for on demand, are not asked for beyond
// the limit. Client.Background is the same client for what nobody waits for: its reads leave three of the five free,
// and wait. Graph's 429 is obeyed by all that shares the limit, a whole window long where it names no time: reads wait
// as a retry would, what is asked for once says how long to wait, and a dossier comes without its throttled part. Only
// a write is sent all the same: the operator has confirmed it, and Graph's own 429 to it says that nothing happened.
//
// # Whose answer it is
//
// Graph's answers have a request-id, and its refusals are JSON error objects. Whatever lacks that is the answer of a
// proxy or a gateway on the way (Fault.Gateway), whatever its status: it renews no token, says nothing of rights or of
// what exists, and leaves open whether a write was passed on.
//
// # What the answer to a write means
//
//	201, 204                                done
//	4xx, 429 of Graph's own                 nothing happened: the Fault's kind says why
//	no connection was ever had              nothing was sent: fault.Offline
//	5xx, 408, 425, 499                      fault.Unknown
//	timeout, cut or lost answer             fault.Unknown
//	anything that is not Graph's answer     fault.Unknown
//	201 that could not be read              fault.Unknown with Done: the pass is there, its value is lost
//
// # Tokens
//
// They come from Config.Tokens for each call, and go to the configured host below the configured version alone:
// redirects are not followed, and a nextLink to anywhere else is refused.
package graph
