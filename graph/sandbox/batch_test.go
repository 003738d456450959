package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// item is an answer within a batch.
type item struct {
	status int
	header map[string]string
	raw    string
	text   string // of a body that is a JSON string
}

// batch sends a batch that must answer 200.
func (r *rig) batch(body string) map[string]item {
	r.t.Helper()
	g := r.want(r.call("POST", "/$batch", body), http.StatusOK, "")
	var in struct {
		Responses []struct {
			ID      string
			Status  int
			Headers map[string]string
			Body    json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(g.raw), &in); err != nil {
		r.t.Fatal(err)
	}
	out := map[string]item{}
	for _, a := range in.Responses {
		i := item{status: a.Status, header: a.Headers, raw: string(a.Body)}
		json.Unmarshal(a.Body, &i.text)
		out[a.ID] = i
	}
	return out
}

// What Graph does with the parts of a batch.
func TestBatch(t *testing.T) {
	r := newRig(t, Options{})
	used := r.get(passes("used-pass")).value()[0]["id"].(string)
	items := r.batch(`{"requests":[
		{"id":"search","method":"get","url":"/users?$search=\"displayName:orla\"&$select=id",
			"headers":{"consistencylevel":"eventual"}},
		{"id":"bare","method":"GET","url":"/users?$search=\"displayName:orla\""},
		{"id":"noslash","method":"GET","url":"users/` + castID("ordinary") + `?$select=id"},
		{"id":"count","method":"GET","url":"/users/$count","headers":{"ConsistencyLevel":"eventual"}},
		{"id":"make","method":"POST","url":"` + passes("ordinary") + `",
			"headers":{"Content-Type":"application/json"},"body":{"lifetimeInMinutes":90}},
		{"id":"gone","method":"DELETE","url":"` + passes("used-pass") + `/` + used + `"},
		{"id":"nest","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{}},
		{"id":"404","method":"GET","url":"/users/nobody"},
		{"id":"after","method":"GET","url":"/me","dependsOn":["404"]},
		{"id":"then","method":"GET","url":"/me","dependsOn":["MAKE"]}]}`)
	for id, want := range map[string]int{
		"search": 200, "bare": 400, "noslash": 200, "count": 200, "make": 201, "gone": 204, "nest": 400, "404": 404,
		"after": 424, "then": 200,
	} {
		if items[id].status != want {
			t.Errorf("%s: %d %s, want %d", id, items[id].status, items[id].raw, want)
		}
	}
	if !strings.Contains(items["search"].raw, castID("ordinary")) {
		t.Errorf("search: got %s, want ordinary among the people", items["search"].raw)
	}
	if items["gone"].raw != "" {
		t.Errorf("204: got the body %s, want none", items["gone"].raw)
	}
	if items["count"].text != "ODQ=" { // 84 in base64
		t.Errorf("count: got %s, want 84 in base64", items["count"].raw)
	}
	// nextLinks and contexts in a batch are absolute and of the outer host.
	g := r.batch(`{"requests":[{"id":"1","method":"GET","url":"/users?$top=1"}]}`)
	if !strings.Contains(g["1"].raw, `"@odata.nextLink":"`+r.url+`/v1.0/users?`) {
		t.Errorf("page in a batch: got %s, want a whole link to the next", g["1"].raw)
	}
}

// The answers do not come in the order of the requests.
func TestBatchOrder(t *testing.T) {
	r := newRig(t, Options{})
	g := r.call("POST", "/$batch",
		`{"requests":[{"id":"a","method":"GET","url":"/me"},{"id":"b","method":"GET","url":"/me"}]}`)
	first := g.body["responses"].([]any)[0].(map[string]any)
	if first["id"] != "b" {
		t.Errorf("first answer: got that of %v, want that of b", first["id"])
	}
}

func TestBatchRefusals(t *testing.T) {
	r := newRig(t, Options{})
	many := func(n int) string {
		var items []string
		for i := range n {
			items = append(items, fmt.Sprintf(`{"id":"%d","method":"GET","url":"/me"}`, i))
		}
		return `{"requests":[` + strings.Join(items, ",") + `]}`
	}
	if items := r.batch(many(20)); len(items) != 20 {
		t.Errorf("got %d answers, want 20", len(items))
	}
	for _, body := range []string{
		many(21), many(0), `{}`, `[]`, `{`, `{"requests":[null]}`,
		`{"requests":[{"id":"1","method":"GET"}]}`,
		`{"requests":[{"id":"a","method":"GET","url":"/me"},{"id":"A","method":"GET","url":"/me"}]}`,
		`{"requests":[{"id":"1","method":"POST","url":"/me","body":{}}]}`,
		`{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["2"]}]}`,
		`{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["1"]}]}`,
		`{"requests":[{"id":"1","method":"GET","url":"https://graph.microsoft.com/v1.0/me"}]}`,
	} {
		r.want(r.call("POST", "/$batch", body), http.StatusBadRequest, "BadRequest")
	}
	r.want(r.call("POST", "/$batch", many(1), "Authorization", ""), http.StatusUnauthorized, "")
}

// The log shows requests and items, and never a token or a code.
func TestRequestLog(t *testing.T) {
	r := newRig(t, Options{})
	g := r.issue("ordinary", "{}")
	r.call("POST", "/$batch",
		`{"requests":[{"id":"2","method":"GET","url":"/me?$select=id","dependsOn":["1"]},`+
			`{"id":"1","method":"GET","url":"/users/x"}]}`)
	r.get("/sandbox")
	log := r.Requests()
	if len(log) != 2 {
		t.Fatalf("got log %+v, want 2 requests", log)
	}
	if p := log[0]; p.Method != "POST" || p.Path != "/v1.0"+passes("ordinary") || p.Status != 201 ||
		p.Bytes != len(g.raw) || p.Items != nil {
		t.Errorf("got %+v, want the POST with 201, its size and no items", p)
	}
	items := log[1].Items
	if len(items) != 2 || items[0].Path != "/me" || items[0].Query != "$select=id" || items[0].Status != 424 ||
		items[1].Status != 404 {
		t.Errorf("got items %+v, want /me with 424 and another with 404", items)
	}
	if s := fmt.Sprintf("%+v", log); strings.Contains(s, r.Token()) || strings.Contains(s, g.text("temporaryAccessPass")) {
		t.Error("log: got the token or the pass in it, want neither")
	}
}

func TestLogIsBounded(t *testing.T) {
	r := newRig(t, Options{})
	for range maxLog + 10 {
		r.record(Request{})
	}
	if n := len(r.Requests()); n > maxLog {
		t.Errorf("got %d requests in the log, want %d at most", n, maxLog)
	}
	for range maxTokens + 10 {
		r.as("reader")
	}
	if n := r.tokens.known.Len(); n > maxTokens {
		t.Errorf("got %d tokens, want %d at most", n, maxTokens)
	}
	r.want(r.get("/me"), http.StatusOK, "")
}
