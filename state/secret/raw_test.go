package secret

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRaw(t *testing.T) {
	tests := []struct {
		body, want string
		fine       bool
	}{
		{`{"v":"+drkzqAD"}`, "+drkzqAD", true},
		{`{"v":"a\"b\\c\/d"}`, `a"b\c/d`, true},
		{`{"v":"\u002b\u0026\u003C"}`, "+&<", true},
		{`{"v":null}`, "", true},
		{`{}`, "", true},
		{`{"v":""}`, "", true},
		{`{"v":"a b"}`, "", false},
		{`{"v":"a\nb"}`, "", false},
		{`{"v":"é"}`, "", false},
		{`{"v":"\ud83d\ude00"}`, "", false},
		{`{"v":"\u202e"}`, "", false},
		{`{"v":12}`, "", false},
		{`{"v":["a"]}`, "", false},
		{`{"v":"a","v":"b"}`, "b", true},
	}
	for _, tt := range tests {
		var got struct {
			V Raw `json:"v"`
		}
		err := json.Unmarshal([]byte(tt.body), &got)
		if (err == nil) != tt.fine || string(got.V.bytes) != tt.want {
			t.Errorf("%s: %q, %v", tt.body, got.V.bytes, err)
		}
	}
}

func FuzzRaw(f *testing.F) {
	for _, s := range []string{`"abc"`, `"\u0041"`, `"\\"`, `null`, `"\ud800"`, `"é"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		if !json.Valid([]byte(data)) {
			return
		}
		var mine Raw
		err := json.Unmarshal([]byte(data), &mine)
		var theirs *string
		if json.Unmarshal([]byte(data), &theirs) != nil {
			if err == nil {
				t.Errorf("%s: got no error", data)
			}
			return
		}
		shown := theirs == nil || strings.IndexFunc(*theirs, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
		if (err == nil) != shown {
			t.Errorf("%s: %v", data, err)
		}
		if err == nil && theirs != nil && string(mine.bytes) != *theirs {
			t.Errorf("%s: got %q, want %q", data, mine.bytes, *theirs)
		}
	})
}
