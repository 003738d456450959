package graph

import (
	"encoding/json"
	"testing"
)

// TestLooseValues: a value written another way is read, and one that is no such value is unknown. Neither makes the
// rest unreadable.
func TestLooseValues(t *testing.T) {
	for _, tt := range []struct {
		raw  string
		want int
	}{
		{"60", 60}, {"60.0", 60}, {`"480"`, 480}, {`"60.0"`, 60}, {" 6e1 ", 60}, {"-5", -5}, {"0", 0},
		{"null", 0}, {"60.5", 0}, {"9e99", 0}, {`"soon"`, 0}, {"true", 0}, {"{}", 0}, {"[60]", 0}, {`""`, 0}, {`"NaN"`, 0},
		{`"Inf"`, 0},
	} {
		w := struct {
			N number
			S raw
		}{N: number{is: 7}}
		if err := json.Unmarshal([]byte(`{"N":`+tt.raw+`,"S":"rest"}`), &w); err != nil || w.N.is != tt.want ||
			w.S != "rest" {
			t.Errorf("number %s: got %d, rest %q, %v; want %d", tt.raw, w.N.is, w.S, err, tt.want)
		}
	}
	for raw, want := range map[string]*bool{
		"true": new(true), `"True"`: new(true), "false": new(false), `"false"`: new(false), "null": nil, "1": nil, `""`: nil,
		"{}": nil,
	} {
		w := struct{ T truth }{T: truth{is: new(true)}}
		err := json.Unmarshal([]byte(`{"T":`+raw+`}`), &w)
		if err != nil || (w.T.is == nil) != (want == nil) || want != nil && *w.T.is != *want {
			t.Errorf("truth %s: got %v, %v; want %v", raw, w.T.is, err, want)
		}
	}
}

// TestOneOddItem withholds no other, in each list.
func TestOneOddItem(t *testing.T) {
	c := offline(t)
	const person, odd = `{"id":"x","displayName":"Ann"}`, `{"value":["odd",null,7,`
	page, err := peopleIn(result{answer: answer{status: 200, body: []byte(odd + person + `]}`)}})
	if err != nil || len(page.People) != 1 || page.Total != 4 {
		t.Errorf("people: %+v, %v; want Ann, of 4", page, err)
	}
	read, err := c.takeMethodList(t.Context(), answer{status: 200, body: []byte(odd +
		`{"@odata.type":"#microsoft.graph.phoneAuthenticationMethod","id":"p","phoneNumber":5},` +
		`{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","lifetimeInMinutes":"480"}]}`)})
	if err != nil || len(read.methods) != 4 || read.pass != nil || read.passFault == nil {
		t.Errorf("methods: %+v, %v; want four, and a pass without an id unreadable", read, err)
	}
	var policy wirePolicy
	if err := decode(readPolicy, answer{status: 200, body: []byte(`{"state":"enabled","minimumLifetimeInMinutes":null,` +
		`"maximumLifetimeInMinutes":"480","isUsableOnce":null,"includeTargets":[7]}`)}, &policy); err != nil {
		t.Fatal(err)
	}
	if p := policy.policy(); !p.Unread.Range || !p.Unread.Use || !p.Unread.Scope || !p.Enabled {
		t.Errorf("policy: %+v; want enabled, and range, use and scope unread", p)
	}
}
