package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// exchange is one Graph request: a whole HTTP request, or an item of a $batch.
type exchange struct {
	method  string
	path    []string // decoded segments after the version
	quoted  []bool   // which of them stood in parentheses and quotes
	rawPath string   // as it came, for nextLinks; without the version
	query   url.Values
	header  http.Header
	body    []byte
	root    string // scheme, host and version, without a slash at the end
	beta    bool
	item    bool // within a $batch
	caller  *caller
	ids     wire.IDs
	route   route
	fx      *effects
	now     time.Time // on the sandbox's clock, when the request was taken up
	items   []Request // of a $batch, for the log
}

// effects are what faults do to the HTTP answer as a whole, also when they hit an item of a batch. gateway is the
// status with which something in between answers in Graph's place, 0 for nothing.
type effects struct {
	wire.Effects
	gateway int
	// date is what the Date header says, zero for the sandbox's clock.
	date time.Time
}

// noContent is a 204.
func noContent() *wire.Answer { return wire.NewAnswer(http.StatusNoContent, "", nil) }

// directoryObject marks an answer of the directory, as opposed to the authentication-methods service.
func directoryObject(a *wire.Answer) *wire.Answer {
	a.Header.Set("OData-Version", "4.0")
	a.Header.Set("x-ms-resource-unit", "1")
	return a
}

// graphError is the error object of graph.md 3.1. innerError.date has no zone.
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

// methodsError is the error object of the authentication-methods service, whose innerError repeats the text.
func (x *exchange) methodsError(status int, code, message string) *wire.Answer {
	inner := x.innerError()
	inner["message"] = message
	object := map[string]any{"code": code, "message": message, "innerError": inner}
	return wire.JSON(status, map[string]any{"error": object})
}

// context is the @odata.context of an answer.
func (x *exchange) context(of string) string { return x.root + "/$metadata#" + of }

// eventual reports whether the request carries ConsistencyLevel: eventual.
func (x *exchange) eventual() bool {
	return strings.EqualFold(strings.TrimSpace(x.header.Get("ConsistencyLevel")), "eventual")
}

// counted reports whether the request carries $count=true.
func (x *exchange) counted() bool { return strings.EqualFold(x.option("$count"), "true") }

// option is a query option. Graph takes the options with and without the dollar sign.
func (x *exchange) option(name string) string {
	if v, ok := x.query[name]; ok {
		return v[0]
	}
	return x.query.Get(strings.TrimPrefix(name, "$"))
}

// given reports whether the request carries a query option, be it empty.
func (x *exchange) given(name string) bool {
	return x.query.Has(name) || x.query.Has(strings.TrimPrefix(name, "$"))
}

// nextLink is the address of the next page: the request's own, with a $skiptoken.
func (x *exchange) nextLink(token string) string {
	q := url.Values{}
	for name, values := range x.query {
		q[name] = values
	}
	q.Del("$skip")
	q.Set("$skiptoken", token)
	// Graph writes the dollar sign of an option as it is.
	return x.root + x.rawPath + "?" + strings.ReplaceAll(strings.ReplaceAll(q.Encode(), "%24", "$"), "+", "%20")
}

// The refusals of graph.md 3.2 that more than one resource answers.

// denied is the refusal of the authentication-methods service: scope, role, target and self all read the same.
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

// noSuchMethodUser is the 404 of the authentication-methods service (text invented: no source has it).
func (x *exchange) noSuchMethodUser() *wire.Answer {
	return x.methodsError(http.StatusNotFound, "resourceNotFound", "The user could not be found.")
}

// noSuchMethod is the 404 for an id that is not one of the user's methods (text invented: no source has it).
func (x *exchange) noSuchMethod() *wire.Answer {
	return x.methodsError(http.StatusNotFound, "resourceNotFound", "The authentication method could not be found.")
}

// bad is a 400 of the OData layer.
func (x *exchange) bad(message string) *wire.Answer {
	return x.graphError(http.StatusBadRequest, "BadRequest", message)
}
