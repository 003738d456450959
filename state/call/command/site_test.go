package command

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"
)

// TestProtocolInThePapers: what SITE.md shows of the question and its answers is what is asked and what is understood.
func TestProtocolInThePapers(t *testing.T) {
	text, err := os.ReadFile("../../config/SITE.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```json\n(.*?)^```$").FindAllSubmatch(text, -1)
	if len(blocks) != 5 {
		t.Fatalf("SITE.md has %d blocks of JSON, want a question, two answers, a line of waiting and a notice", len(blocks))
	}
	asked, err := json.Marshal(Request{Person: Party{DisplayName: "Orla"}, Operator: Party{DisplayName: "Opal"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := members(t, blocks[0][1]), members(t, asked); !slices.Equal(got, want) {
		t.Errorf("SITE.md shows the members %q, want %q", got, want)
	}
	for i, allow := range []bool{true, false} {
		if got, err := parse(blocks[i+1][1]); err != nil || got.Allow != allow {
			t.Errorf("the answer %s: got %+v, %v, want allow %v", blocks[i+1][1], got, err, allow)
		}
	}
	if said, waits := waiting(blocks[3][1]); !waits || said == "" {
		t.Errorf("%s: got %q, %v, want that it waits and says why", blocks[3][1], said, waits)
	}
	minutes, start, once := 60, time.Time{}, true
	notice, err := json.Marshal(Notice{
		Write: "w", Person: Party{DisplayName: "Orla"}, Operator: Party{DisplayName: "Opal"}, Method: "m",
		LifetimeInMinutes: &minutes, StartDateTime: &start, IsUsableOnce: &once,
		Addresses: []Address{{}}, Manager: &Party{DisplayName: "Mara", Mail: "mara@sandbox.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := members(t, blocks[4][1]), members(t, notice); !slices.Equal(got, want) {
		t.Errorf("SITE.md shows the members %q of a notice, want %q", got, want)
	}
}

// members returns the names of an object's members, those of its objects too.
func members(t *testing.T, text []byte) (names []string) {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	for name, value := range object {
		names = append(names, name)
		if inner, is := value.(map[string]any); is {
			for of := range maps.Keys(inner) {
				names = append(names, name+"."+of)
			}
		}
	}
	slices.Sort(names)
	return names
}
