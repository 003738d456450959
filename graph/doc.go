// Package graph is the thin client of Microsoft Graph: people, their sign-in methods, their Temporary Access Pass and
// the tenant's policy for it, and nothing else. It is the only place that knows Graph's wire. What it returns is made
// of the values of state/..., with every string made safe to draw, and every error is a *fault.Fault.
//
// # Where to read
//
// Start with client.go. A call goes through send.go (a request, its token, its answer), retry.go (a read, until it is
// answered), write.go (a write, once) and budget.go. batch.go combines reads into one request, and list.go reads pages.
// errors.go and faults.go say what an answer means. Every other file is one resource: it begins with its path, the
// scopes and roles it needs, and Microsoft's page. A new resource is a file with an operation, a method on Client that
// calls do, pageOf, listOf or change, and, if the type needs them, decoders as in wire.go.
//
// # Reads and writes
//
// The operation decides which a call is, not the HTTP verb: a $batch of GETs is a POST and a read. Operations marked
// write are writes, everything else is a read.
//
// A read ends when its context does. It is retried up to three times on 429, 503 and 504 and if the connection fails,
// after the time in Retry-After or an exponential pause with jitter. A Retry-After beyond 30 s is left to the operator
// (Fault.WaitUntil). A throttled part of a $batch is requested again on its own.
//
// A dossier waits only for the person. Client.Complete requests the rest again: what a passing failure withheld, and,
// once, what Graph refused, because only a repeated refusal lets the site's guard pass.
//
// A write has 30 s, even if its context ends, and is sent once. The exception is Graph's own 401, which did nothing:
// the write is sent once more, with a new token. net/http is kept from resending it too (see oneShot).
//
// # The request budget
//
// Microsoft limits an app's requests in a tenant: 5 in 10 s for sign-in methods, passes, sign-ins and the audit log
// together, and 1 per second for risk and Conditional Access. Requests under one limit share one bucket (budget.go).
// The operator's requests are sent at once; only the logs, which are read on demand, stay within the limit.
// Client.Background is the same client for reads that nobody waits for: they leave three of the five free, and wait.
// After a 429, everything under the limit waits, for a whole window if the 429 names no time: reads wait as a retry
// would, requests that are sent once say how long to wait, and a dossier comes without its throttled part. Only a write
// is sent anyway: the operator has confirmed it, and a 429 from Graph says that nothing happened.
//
// # Whose answer it is
//
// Graph's answers have a request-id, and its refusals are JSON error objects. Any other answer, whatever its status,
// comes from a proxy or a gateway on the way (Fault.Gateway): it renews no token, says nothing about rights or about
// what exists, and leaves open whether a write was passed on.
//
// # What the answer to a write means
//
//	201, 204                                done
//	4xx, 429 from Graph                     nothing happened: the Fault's kind says why
//	there was never a connection            nothing was sent: fault.Offline
//	5xx, 408, 425, 499                      fault.Unknown
//	timeout, cut or lost answer             fault.Unknown
//	anything that is not Graph's answer     fault.Unknown
//	201 that could not be read              fault.Unknown with Done: the pass exists, its value is lost
//
// # Tokens
//
// They come from Config.Tokens for each call, and go only to the configured host and version: redirects are not
// followed, and a nextLink to anywhere else is refused.
package graph
