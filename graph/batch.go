package graph

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// maxParts is how many requests a $batch takes. Source: learn.microsoft.com/graph/json-batching.
const maxParts = 20

// result is the outcome of a part: an answer of status 2xx, or a *fault.Fault.
type result struct {
	answer answer
	err    error
}

type wirePart struct {
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"`
}

type wireResult struct {
	ID      raw                   `json:"id"`
	Status  loose[int]            `json:"status"`
	Headers loose[map[string]raw] `json:"headers"`
	Body    json.RawMessage       `json:"body"`
}

// batch sends the parts in one request and returns their results in the same order. It fails, for the operation as a
// whole, only if the request fails. An optional part is not sent while a 429 holds back its limit. A part that was
// throttled, whose token was refused, that is missing or is not JSON is requested again on its own; so are all parts if
// the whole answer is not JSON.
func (c *Client) batch(ctx context.Context, op operation, all []request) ([]result, error) {
	results := make([]result, len(all))
	var parts []request
	var places []int // the parts' indexes in all
	for i, p := range all {
		if until := c.budget.held(p.op.limit); p.once && until.After(c.clock.Now()) {
			results[i].err = c.withheld(p.op, until)
			continue
		}
		parts, places = append(parts, p), append(places, i)
	}
	if len(parts) == 0 {
		return results, nil
	}
	whole := request{op: op, method: http.MethodPost, target: "/$batch", body: encodeBatch(parts), parts: parts}
	a, err := c.do(ctx, whole)
	if err != nil {
		return nil, err
	}
	answers, broken := decodeBatch(op, a, len(parts))
	c.renewFor(ctx, answers)
	for i, p := range parts {
		r := &results[places[i]]
		r.answer, r.err = c.settle(ctx, p, answers[i])
		if broken != nil && r.err == nil && !isObject(r.answer.body) {
			return nil, broken // something between here and Graph answers every request itself
		}
	}
	return results, nil
}

// renewFor replaces the token if a part of a batch was refused because of it.
func (c *Client) renewFor(ctx context.Context, answers []answer) {
	for _, a := range answers {
		if a.status != http.StatusUnauthorized || !a.graphs() {
			continue
		}
		if token, err := c.tokens.Token(ctx); err == nil {
			_, _ = c.tokens.Renew(ctx, token, challenge(a.header)) // the next request reports a failure
		}
		return
	}
}

// settle returns the part's answer. It requests the part again if that may help: if it was missing, and, unless the
// part is optional, if its token was refused or it was dropped with a throttled neighbour.
func (c *Client) settle(ctx context.Context, p request, a answer) (answer, error) {
	if a.status == 0 || !p.once && (a.status == http.StatusUnauthorized || a.status == http.StatusFailedDependency) {
		return c.read(ctx, p, nil)
	}
	return c.read(ctx, p, &a)
}

func encodeBatch(parts []request) []byte {
	var wire struct {
		Requests []wirePart `json:"requests"`
	}
	for i, p := range parts {
		w := wirePart{ID: strconv.Itoa(i + 1), Method: http.MethodGet, URL: p.target}
		if p.eventual {
			w.Headers = advancedHeaders
		}
		wire.Requests = append(wire.Requests, w)
	}
	body, err := json.Marshal(wire)
	if err != nil {
		panic("graph: a batch of strings cannot fail to encode: " + err.Error())
	}
	return body
}

// decodeBatch returns the answers to n parts in the order of the parts. The status of a missing or invalid part is 0.
// If the whole answer is invalid all parts are missing, and the error is a fault of kind Broken.
func decodeBatch(op operation, outer answer, n int) ([]answer, error) {
	answers := make([]answer, n)
	for i := range answers {
		answers[i] = answer{sentID: outer.sentID, began: outer.began, ended: outer.ended}
	}
	var wire struct {
		Responses []wireResult `json:"responses"`
	}
	if err := decode(op, outer, &wire); err != nil {
		return answers, err
	}
	for _, w := range wire.Responses {
		at, err := strconv.Atoi(string(w.ID))
		body, sense := partBody(w.Body, w.Status.is)
		if err != nil || at < 1 || at > n || answers[at-1].status != 0 {
			continue
		}
		if w.Status.is < 100 || w.Status.is > 999 || !sense {
			continue
		}
		answers[at-1].status = w.Status.is
		answers[at-1].header = partHeader(w.Headers.is, outer.header)
		answers[at-1].body = body
	}
	return answers, nil
}

// partBody returns the body of a part and reports whether Graph could have sent it: an object, possibly in base64, or
// nothing if the status is not 2xx. Source of the base64: learn.microsoft.com/graph/json-batching.
func partBody(raw json.RawMessage, status int) (json.RawMessage, bool) {
	var encoded string
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil, status/100 != 2
	case raw[0] == '"' && json.Unmarshal(raw, &encoded) == nil:
		raw, _ = base64.StdEncoding.DecodeString(encoded)
	}
	return raw, isObject(raw)
}

// isObject reports whether a body is a JSON object.
func isObject(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && json.Valid(body)
}

// partHeader returns the headers of a part, with the request-id and date of the whole answer if it has none.
func partHeader(own map[string]raw, outer http.Header) http.Header {
	h := make(http.Header, len(own)+2)
	for name, value := range own {
		h.Set(name, strings.TrimSpace(string(value)))
	}
	for _, name := range []string{"request-id", "Date"} {
		if h.Get(name) == "" && outer.Get(name) != "" {
			h.Set(name, outer.Get(name))
		}
	}
	return h
}
