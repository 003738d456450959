package graph

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		value, date string
		want        time.Duration
		told        bool
	}{
		{"", "", 0, false},
		{"2", "", 2 * time.Second, true},
		{"2.128", "", 2128 * time.Millisecond, true},
		{"0", "", 0, true},
		{" 3 ", "", 3 * time.Second, true},
		{"-1", "", 0, false},
		{"NaN", "", 0, false},
		{"1e300", "", 24 * time.Hour, true},
		{"soon", "", 0, false},
		{"Sat, 21 Nov 2026 09:00:10 GMT", "", 10 * time.Second, true},
		{"Sat, 21 Nov 2026 09:00:10 GMT", "Sat, 21 Nov 2026 09:00:08 GMT", 2 * time.Second, true},
		{"Sat, 21 Nov 2026 08:00:00 GMT", "", 0, true},
	}
	for _, tt := range tests {
		h := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
		if got, told := retryAfter(h, now); got != tt.want || told != tt.told {
			t.Errorf("retryAfter(%q, %q) = %v, %v; want %v, %v", tt.value, tt.date, got, told, tt.want, tt.told)
		}
	}
}

func TestChallenge(t *testing.T) {
	const claims = `{"access_token":{"nbf":{"essential":true,"value":"1?>"}}}`
	std := "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxPz4ifX19"
	tests := []struct {
		headers []string
		want    string
	}{
		{nil, ""},
		{[]string{`Bearer realm="", client_id="x"`}, ""},
		{[]string{`Bearer realm="", error="insufficient_claims", claims="` + std + `"`}, claims},
		{[]string{`Bearer realm="",Claims=` + std + `,error="insufficient_claims"`}, claims},
		{[]string{`Bearer xclaims="` + std + `"`}, ""},
		{[]string{`Bearer realm="claims=` + std + `"`}, ""},
		{[]string{`Basic realm="x"`, `Bearer claims="` + strings.TrimRight(std, "=") + `"`}, claims},
		{[]string{`Bearer claims="%%%"`}, ""},
		{[]string{`Bearer claims="aGVsbG8="`}, ""},
		{[]string{`Bearer claims="` + std}, claims},
		{[]string{`Bearer claims=`}, ""},
	}
	for _, tt := range tests {
		if got := challenge(http.Header{"Www-Authenticate": tt.headers}); got != tt.want {
			t.Errorf("challenge(%q) = %q, want %q", tt.headers, got, tt.want)
		}
	}
}

func TestDecodeClaimsTakesEveryBase64(t *testing.T) {
	for _, encoded := range []string{"eyJhIjoiPz8/In0=", "eyJhIjoiPz8/In0", "eyJhIjoiPz8_In0=", "eyJhIjoiPz8_In0"} {
		if got := decodeClaims(encoded); got != `{"a":"???"}` {
			t.Errorf(`decodeClaims(%q): got %q, want "{\"a\":\"???\"}"`, encoded, got)
		}
	}
}

func TestDecodeRefusal(t *testing.T) {
	tests := []struct {
		body string
		want refusalBody
	}{
		{``, refusalBody{}},
		{`<html>`, refusalBody{}},
		{`{"error":"invalid"}`, refusalBody{}},
		{`{"error":{"code":"a","message":"b","innerError":{"date":"2025-02-13T10:17:05","request-id":"c"}}}`,
			refusalBody{"a", "b", "c", true}},
		{`{"error":{"code":"a","message":"b","innererror":{"REQUEST-ID":"c"}}}`, refusalBody{"a", "b", "c", true}},
		{`{"error":{"code":"","message":"","innerError":{"code":"x","innerError":{"message":"deep","request-id":"c"}}}}`,
			refusalBody{"x", "deep", "c", true}},
		{`{"error":{"code":429,"message":null,"innerError":null}}`, refusalBody{is: true}},
		{`{"error":{"code":"a","innerError":"b"}}`, refusalBody{code: "a", is: true}},
		{`{"error":null}`, refusalBody{}},
		{`{"error":{}}`, refusalBody{is: true}},
		{`[{"error":{}}]`, refusalBody{}},
		{`{"error":{"message":"a\u001b[31mb\n\u202ec"}}`, refusalBody{message: "a\ufffd[31mb \ufffdc", is: true}},
	}
	for _, tt := range tests {
		if got := decodeRefusal([]byte(tt.body)); got != tt.want {
			t.Errorf("decodeRefusal(%s) = %+v, want %+v", tt.body, got, tt.want)
		}
	}
}

func TestStamp(t *testing.T) {
	want := time.Date(2022, 6, 2, 16, 21, 9, 589390300, time.UTC)
	for text, at := range map[string]time.Time{
		`"2022-06-02T16:21:09.5893903Z"`:      want,
		`"2022-06-02T16:21:09.5893903"`:       want,
		`"2022-06-02T18:21:09.5893903+02:00"`: want,

		`null`: {}, `""`: {}, `7`: {}, `"yesterday"`: {}, `{}`: {},
	} {
		s := stamp{time.Now()}
		if err := s.UnmarshalJSON([]byte(text)); err != nil || !s.Equal(at) {
			t.Errorf("%s: %v, %v", text, s, err)
		}
	}
}

// safe fails when text would not be safe to draw.
func safe[S ~string](t *testing.T, texts ...S) {
	t.Helper()
	for _, s := range texts {
		if !text.Safe(string(s)) || !utf8.ValidString(string(s)) {
			t.Errorf("%q is not safe to draw", s)
		}
	}
}

func FuzzDecodeRefusal(f *testing.F) {
	f.Add(`{"error":{"code":"a","message":"b","innerError":{"date":"2025-02-13T10:17:05","request-id":"c"}}}`)
	f.Add(`{"error":{"innererror":{"innererror":{"message":"\u001b"}}}}`)
	f.Add(`<html>`)
	f.Fuzz(func(t *testing.T, body string) {
		got := decodeRefusal([]byte(body))
		safe(t, got.code, got.message, got.requestID)
		fault := newFault(createPass, fault.Invalid, answer{status: 400, body: []byte(body)})
		explain(fault, createPass)
		safe(t, fault.Error(), fault.Hint)
	})
}

// offline returns a client that has nobody to talk to.
func offline(tb testing.TB) *Client {
	c, err := New(Config{Root: "http://127.0.0.1:1", Tokens: nobody{}, Clock: frozen{}})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func FuzzDecodeUser(f *testing.F) {
	f.Add(`{"value":[{"id":"x","displayName":"\u202e","businessPhones":null,"accountEnabled":null,` +
		`"createdDateTime":"x"}]}`)
	f.Add(userPage(2))
	f.Fuzz(func(t *testing.T, body string) {
		page, err := peopleIn(result{answer: answer{status: 200, body: []byte(body)}})
		if err != nil {
			safe(t, err.Error())
			return
		}
		for _, p := range page.People {
			safe(t, p.Name(), p.ID.String())
			safe(t, p.DisplayName, p.Mail, p.JobTitle, p.Department, p.EmployeeID, p.MobilePhone, p.UserType)
			safe(t, p.BusinessPhones...)
		}
		_ = person.Rank(person.Classify("x"), page.People, page.People)
	})
}

func FuzzDecodeMethods(f *testing.F) {
	f.Add(methodList)
	f.Add(`{"value":[{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod",` +
		`"lifetimeInMinutes":9e99}]}`)
	c := offline(f)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(strings.ToLower(body), "nextlink") {
			return // it would be followed
		}
		read, err := c.takeMethodList(t.Context(), answer{status: 200, body: []byte(body)})
		if err != nil {
			safe(t, err.Error())
			return
		}
		for _, m := range read.methods {
			safe(t, m.Name(), m.Detail(), m.ID.String())
			safe(t, m.DeviceTag, m.SMSSignInState)
		}
		if found := read.pass; found != nil {
			safe(t, string(found.MethodUsabilityReason), found.ID.String())
			_ = found.StandingAt(time.Time{})
		}
	})
}

func FuzzTakeIssued(f *testing.F) {
	f.Add(`{"id":"x","temporaryAccessPass":"+drkzqAD","startDateTime":"2022-06-05T00:00:00Z"}`)
	f.Add(`{"temporaryAccessPass":null}`)
	c := offline(f)
	f.Fuzz(func(t *testing.T, body string) {
		issued, err := c.takeIssued(answer{status: 201, header: http.Header{"Request-Id": {"r"}}, body: []byte(body)}, nil)
		if err != nil {
			if got := fault.Of(err); got == nil || got.Kind != fault.Unknown || !got.Done {
				t.Errorf("fault = %+v", err)
			}
			return
		}
		if issued.Value.Len() == 0 {
			t.Errorf("%s: an empty value was taken", body)
		}
		issued.Value.Wipe()
	})
}

func FuzzDecodeBatch(f *testing.F) {
	f.Add(`{"responses":[{"id":"1","status":200,"headers":{"a":"b"},"body":{}},{"id":"2","status":204}]}`)
	f.Add(`{"responses":[{"id":1,"status":200,"body":"aGVsbG8="},{"id":"9","status":-1}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		answers, err := decodeBatch(openPerson, answer{status: 200, body: []byte(body)}, 3)
		if err != nil {
			safe(t, err.Error())
			return
		}
		if len(answers) != 3 {
			t.Errorf("got %d answers, want 3", len(answers))
		}
		for _, a := range answers {
			if a.status/100 != 2 {
				safe(t, newFault(openPerson, fault.Broken, a).Error())
			}
		}
	})
}

const methodList = `{"value":[
 {"@odata.type":"#microsoft.graph.passwordAuthenticationMethod","id":"28c10230-6103-485e-b985-444c60001490",
  "password":null,"createdDateTime":null},
 {"@odata.type":"#microsoft.graph.phoneAuthenticationMethod","id":"3179e48a-750b-4051-897c-87b9720928f7",
  "phoneNumber":"+1 XXXXXXXX34","phoneType":"mobile","smsSignInState":"ready"},
 {"@odata.type":"#microsoft.graph.microsoftAuthenticatorAuthenticationMethod","id":"a","displayName":"Phone",
  "deviceTag":"SoftwareTokenActivated","phoneAppVersion":"6.1"},
 {"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","id":"b","temporaryAccessPass":null,
  "createdDateTime":"2026-11-21T09:00:00.5893903Z","startDateTime":"2026-11-21T09:00:00.5893903Z",
  "lifetimeInMinutes":60,"isUsableOnce":true,"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"}]}`

// userPage returns a page of n people as a search answers it.
func userPage(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012[1]d",`+
			`"userPrincipalName":"person%[1]d@sandbox.example","displayName":"Person Número %[1]d",`+
			`"mail":"person%[1]d@sandbox.example","jobTitle":"Clerk","department":"Accounts",`+
			`"accountEnabled":true,"userType":"Member"}`, i))
	}
	return `{"@odata.context":"x","@odata.count":` + fmt.Sprint(n) + `,"value":[` + strings.Join(all, ",") + `]}`
}

func BenchmarkSearchDecode(b *testing.B) {
	body, q := []byte(userPage(50)), person.Classify("person7")
	b.ReportAllocs()
	for b.Loop() {
		page, err := peopleIn(result{answer: answer{status: 200, body: body}})
		if err != nil {
			b.Fatal(err)
		}
		if len(person.Rank(q, nil, page.People)) != 50 {
			b.Fatal("people are missing")
		}
	}
}

func BenchmarkDossierDecode(b *testing.B) {
	c := offline(b)
	body := []byte(`{"responses":[{"id":"3","status":200,"body":` + methodList + `},` +
		`{"id":"1","status":200,"body":{"id":"x","displayName":"Ann","userPrincipalName":"ann@sandbox.example",` +
		`"businessPhones":["+1 555 0100"],"identities":[{"signInType":"userPrincipalName"}]}},` +
		`{"id":"2","status":404,"body":{"error":{"code":"Request_ResourceNotFound","message":"no"}}}]}`)
	b.ReportAllocs()
	for b.Loop() {
		answers, err := decodeBatch(openPerson, answer{status: 200, body: body}, 3)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := decodePerson(openPerson, answers[0]); err != nil {
			b.Fatal(err)
		}
		if read, err := c.takeMethodList(b.Context(), answers[2]); err != nil || len(read.methods) != 3 || read.pass == nil {
			b.Fatal(err)
		}
	}
}
