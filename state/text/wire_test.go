package text_test

import (
	"encoding/json"
	"testing"

	"tapdesk/state/text"
)

func TestDecoding(t *testing.T) {
	for _, tt := range []struct {
		json string
		raw  string
		text text.Text
	}{
		{`"Ann Li"`, "Ann Li", "Ann Li"},
		{`"Zoë"`, "Zoë", "Zoë"},
		{`"a\u001b[31m\u202eb"`, "a\x1b[31m\u202eb", "a\ufffd[31m\ufffdb"},
		{"\"a\u200bb\"", "a\u200bb", "a\ufffdb"},
		{`"a\nb\"c"`, "a\nb\"c", "a\ufffdb\"c"},
		{"\"a\xffb\"", "a\ufffdb", "a\ufffdb"},
		{`null`, "", ""}, {`7`, "", ""}, {`true`, "", ""}, {`["a"]`, "", ""}, {`{"a":"b"}`, "", ""}, {`""`, "", ""},
	} {
		got := struct {
			Text text.Text
			Raw  text.Raw
			Key  text.Key
		}{"before", "before", text.NewKey("before")}
		err := json.Unmarshal([]byte(`{"Text":`+tt.json+`,"Raw":`+tt.json+`,"Key":`+tt.json+`}`), &got)
		if err != nil || got.Text != tt.text || string(got.Raw) != tt.raw || got.Key.Wire() != tt.raw {
			t.Errorf("%s: got the text %q, raw %q, the key %q, %v; want %q and %q",
				tt.json, got.Text, got.Raw, got.Key.Wire(), err, tt.text, tt.raw)
		}
	}
	if got := text.New("a\x1b"); got != "a\ufffd" {
		t.Errorf("New: got %q", got)
	}
}
