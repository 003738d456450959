package sandbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/wire"
)

// maxBatch is the maximum number of requests in a $batch.
const maxBatch = 20

// batchItem is one request of a $batch.
type batchItem struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`

	status int // of the answer; 0 until then
}

// batchAnswer is one response of a $batch.
type batchAnswer struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    json.RawMessage   `json:"body,omitempty"`
}

// batch answers POST /$batch. The outer status is 200 regardless of the items', and the items come back in a different
// order: a client that relies on order is wrong with Graph, so it fails here.
func (t *Tenant) batch(x *exchange) *wire.Answer {
	if refused := x.jsonBody(); refused != nil {
		return refused
	}
	var body struct {
		Requests []*batchItem `json:"requests"`
	}
	if err := json.Unmarshal(x.body, &body); err != nil {
		return x.bad("Invalid batch payload format.")
	}
	if refusal := checkBatch(body.Requests); refusal != "" {
		return x.bad(refusal)
	}
	ordered, ok := batchOrder(body.Requests)
	if !ok {
		return x.bad("Invalid batch payload format: dependsOn names an unknown request or closes a circle.")
	}
	logged := make(map[*batchItem]Request, len(ordered))
	var responses []batchAnswer
	for _, item := range ordered {
		y := t.itemExchange(x, item)
		a := t.answerItem(y, item, ordered)
		item.status = a.Status
		path, query, _ := strings.Cut(item.URL, "?")
		logged[item] = Request{Method: item.Method, Path: path, Query: query, Status: a.Status, Bytes: len(a.Body)}
		out := itemAnswer(item.ID, a)
		if t.strikesRaw(y) {
			out.Body = rawMark
		}
		responses = append(responses, out)
	}
	for _, item := range body.Requests {
		x.items = append(x.items, logged[item])
	}
	slices.Reverse(responses)
	whole := wire.JSON(http.StatusOK, map[string]any{"responses": responses})
	whole.Body = bytes.ReplaceAll(whole.Body, rawMark, []byte(wire.HTMLPage))
	return whole
}

// rawMark is replaced with the page of the fault raw-part.
var rawMark = json.RawMessage(`"\u0000raw-part"`)

func (t *Tenant) strikesRaw(y *exchange) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.strike(y, faultRawPart)
}

// checkBatch returns what is wrong with a batch as a whole, or "" (texts from memory).
func checkBatch(items []*batchItem) string {
	if len(items) == 0 {
		return "Invalid batch payload format: at least one request is expected."
	}
	if len(items) > maxBatch {
		return "Number of batch request steps exceeds the maximum value of 20."
	}
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		if item == nil || item.ID == "" || item.Method == "" || item.URL == "" {
			return "Invalid batch payload format: id, method and url are required."
		}
		id := strings.ToLower(item.ID)
		if seen[id] {
			return "Request Id " + item.ID + " has to be unique in a batch."
		}
		seen[id] = true
		item.Method = strings.ToUpper(item.Method)
		if strings.Contains(item.URL, "://") && !strings.Contains(strings.SplitN(item.URL, "://", 2)[0], "?") {
			return "Invalid batch payload format: url must be relative to the version."
		}
		if item.hasBody() && item.header().Get("Content-Type") == "" {
			return "Write requests (excluding DELETE) must contain the Content-Type header declaration."
		}
	}
	return ""
}

func (i *batchItem) hasBody() bool { return len(i.Body) > 0 && string(i.Body) != "null" }

func (i *batchItem) header() http.Header {
	h := http.Header{}
	for name, value := range i.Headers {
		h.Set(name, value)
	}
	return h
}

// batchOrder sorts every request after those it depends on; false if that is impossible.
func batchOrder(items []*batchItem) ([]*batchItem, bool) {
	done := make(map[string]bool, len(items))
	var ordered []*batchItem
	for len(ordered) < len(items) {
		before := len(ordered)
		for _, item := range items {
			if done[strings.ToLower(item.ID)] {
				continue
			}
			if !slices.ContainsFunc(item.DependsOn, func(id string) bool { return !done[strings.ToLower(id)] }) {
				done[strings.ToLower(item.ID)] = true
				ordered = append(ordered, item)
			}
		}
		if len(ordered) == before {
			return nil, false
		}
	}
	return ordered, true
}

// itemExchange returns the exchange of an item. The outer headers do not apply to it: it needs its own
// ConsistencyLevel.
func (t *Tenant) itemExchange(x *exchange, item *batchItem) *exchange {
	y := &exchange{
		method: item.Method, header: item.header(), root: x.root, beta: x.beta, item: true, caller: x.caller, fx: x.fx,
		now: x.now, ids: wire.NewIDs(item.header().Get("client-request-id")),
	}
	if item.hasBody() {
		y.body = item.Body
	}
	return y
}

// answerItem answers one item. ordered are the items answered before it.
func (t *Tenant) answerItem(y *exchange, item *batchItem, ordered []*batchItem) *wire.Answer {
	for _, parent := range ordered {
		depends := slices.ContainsFunc(item.DependsOn, func(id string) bool { return strings.EqualFold(id, parent.ID) })
		if depends && parent.status >= http.StatusBadRequest {
			return y.graphError(http.StatusFailedDependency, "FailedDependency", "The request depends on a request that failed.")
		}
	}
	if err := y.address("/" + strings.TrimPrefix(item.URL, "/")); err != nil {
		return y.bad("The request address is not valid.")
	}
	y.route = match(y)
	if y.route.op == opBatch {
		return y.bad("Batch requests may not be nested.")
	}
	return t.perform(y)
}

// itemAnswer returns an item's answer: JSON as it is, anything else in base64, and no body for a 204.
func itemAnswer(id string, a *wire.Answer) batchAnswer {
	out := batchAnswer{ID: id, Status: a.Status, Headers: map[string]string{"Cache-Control": "no-cache"}}
	for name := range a.Header {
		out.Headers[headerName(name)] = a.Header.Get(name)
	}
	switch {
	case len(a.Body) == 0:
	case a.Header.Get("Content-Type") == "application/json":
		out.Body = bytes.Clone(a.Body)
	default:
		out.Body, _ = json.Marshal(base64.StdEncoding.EncodeToString(a.Body))
	}
	return out
}

// headerName returns a header's name as Graph spells it in items, where that differs from Go.
func headerName(canonical string) string {
	if strings.HasPrefix(canonical, "X-Ms-") {
		return strings.ToLower(canonical)
	}
	if canonical == "Odata-Version" {
		return "OData-Version"
	}
	return canonical
}
