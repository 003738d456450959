package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// exchange is one Graph request: an HTTP request or an item of a $batch.
type exchange struct {
	method  string
	path    []string // decoded segments, without the version
	quoted  []bool   // which of them were in parentheses and quotes
	rawPath string   // as received, for nextLinks; without the version
	query   url.Values
	header  http.Header
	body    []byte
	root    string // scheme, host and version, without a trailing slash
	beta    bool
	item    bool // within a $batch
	caller  *caller
	ids     wire.IDs
	route   route
	fx      *effects
	now     time.Time // on the sandbox's clock, when the request arrived
	items   []Request // of a $batch, for the log
}

// effects are what faults do to the whole HTTP answer, even when they hit an item of a batch. gateway is the status of
// a gateway's answer in place of Graph's, or 0.
type effects struct {
	wire.Effects
	gateway int
	// date is the time in the Date header; zero is the sandbox's clock.
	date time.Time
}

// noContent returns a 204.
func noContent() *wire.Answer { return wire.NewAnswer(http.StatusNoContent, "", nil) }

// directoryObject marks an answer from the directory rather than the authentication-methods service.
func directoryObject(a *wire.Answer) *wire.Answer {
	a.Header.Set("OData-Version", "4.0")
	a.Header.Set("x-ms-resource-unit", "1")
	return a
}

// graphError returns Graph's error object. innerError.date has no zone.
func (x *exchange) graphError(status int, code, message string) *wire.Answer {
	return wire.JSON(status, map[string]any{"error": map[string]any{
		"code": code, "message": message, "innerError": x.innerError(),
	}})
}

func (x *exchange) innerError() map[string]any {
	return map[string]any{
		"date": x.now.Format("2006-01-02T15:04:05"), "request-id": x.ids.Request, "client-request-id": x.ids.Client,
	}
}

// methodsError returns the error object of the authentication-methods service, whose innerError repeats the text.
func (x *exchange) methodsError(status int, code, message string) *wire.Answer {
	inner := x.innerError()
	inner["message"] = message
	object := map[string]any{"code": code, "message": message, "innerError": inner}
	return wire.JSON(status, map[string]any{"error": object})
}

// context returns the @odata.context of an answer.
func (x *exchange) context(of string) string { return x.root + "/$metadata#" + of }

// eventual reports whether the request carries ConsistencyLevel: eventual.
func (x *exchange) eventual() bool {
	return strings.EqualFold(strings.TrimSpace(x.header.Get("ConsistencyLevel")), "eventual")
}

// counted reports whether the request carries $count=true.
func (x *exchange) counted() bool { return strings.EqualFold(x.option("$count"), "true") }

// option returns a query option. Graph accepts options with and without the dollar sign.
func (x *exchange) option(name string) string {
	if v, ok := x.query[name]; ok {
		return v[0]
	}
	return x.query.Get(strings.TrimPrefix(name, "$"))
}

// given reports whether the request has a query option, even an empty one.
func (x *exchange) given(name string) bool {
	return x.query.Has(name) || x.query.Has(strings.TrimPrefix(name, "$"))
}

// nextLink returns the address of the next page: the request's, with a $skiptoken.
func (x *exchange) nextLink(token string) string {
	q := url.Values{}
	for name, values := range x.query {
		q[name] = values
	}
	q.Del("$skip")
	q.Set("$skiptoken", token)
	// Graph does not encode the dollar sign of an option.
	return x.root + x.rawPath + "?" + strings.ReplaceAll(strings.ReplaceAll(q.Encode(), "%24", "$"), "+", "%20")
}

// The refusals that several resources share.

// denied is the authentication-methods service's refusal, the same for scope, role, target and self.
func (x *exchange) denied() *wire.Answer {
	return x.methodsError(http.StatusForbidden, "accessDenied", "Request Authorization failed")
}

// insufficient is the directory's refusal.
func (x *exchange) insufficient() *wire.Answer {
	return x.graphError(http.StatusForbidden, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation.")
}

// noSuchUser is the directory's 404.
func (x *exchange) noSuchUser(key string) *wire.Answer {
	return x.graphError(http.StatusNotFound, "Request_ResourceNotFound", "Resource '"+key+
		"' does not exist or one of its queried reference-property objects are not present.")
}

// noSuchMethodUser is the authentication-methods service's 404 for a person (text invented: no source has it).
func (x *exchange) noSuchMethodUser() *wire.Answer {
	return x.methodsError(http.StatusNotFound, "resourceNotFound", "The user could not be found.")
}

// noSuchMethod is its 404 for an id that is not one of the user's methods (text invented: no source has it).
func (x *exchange) noSuchMethod() *wire.Answer {
	return x.methodsError(http.StatusNotFound, "resourceNotFound", "The authentication method could not be found.")
}

// bad returns a 400 from the OData layer.
func (x *exchange) bad(message string) *wire.Answer {
	return x.graphError(http.StatusBadRequest, "BadRequest", message)
}
