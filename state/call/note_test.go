package call_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones wherever they run

	"github.com/charmbracelet/x/exp/golden"

	"tapdesk/state/call"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

func TestNote(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	yes, no := true, false
	full := call.Facts{
		Operator: person.Person{ID: text.NewKey("6c1b1b5a-0000-4000-8000-000000000001"), DisplayName: "Olga Operator",
			UserPrincipalName: text.NewKey("operator@sandbox.example")},
		Person: person.Person{ID: text.NewKey("6c1b1b5a-0000-4000-8000-000000000002"), DisplayName: "Ann Li",
			UserPrincipalName: text.NewKey("ann@sandbox.example")},
		Ticket: "INC0012345", Verification: "call-back: mobile", Revealed: &yes,
		Pass: pass.Pass{ID: text.NewKey("p1"), CreatedDateTime: at, StartDateTime: at.Add(time.Hour), LifetimeInMinutes: 90,
			IsUsableOnce: new(true)},
		AsOf: at.Add(2 * time.Hour), UsedAt: at.Add(70 * time.Minute), RequestID: "r1", ClientRequestID: "c1",
		Registered: []person.Method{{Type: "fido2AuthenticationMethod", CreatedDateTime: at.Add(75 * time.Minute)}},
	}
	bare := call.Facts{
		OperatorUPN: "operator@sandbox.example", Person: person.Person{UserPrincipalName: text.NewKey("bo@sandbox.example")},
		Pass: pass.Pass{CreatedDateTime: at, StartDateTime: at, LifetimeInMinutes: 60, IsUsableOnce: new(false)}, AsOf: at,
		MethodsUnread: true,
	}
	gone := full
	gone.Gone, gone.Revealed, gone.UsedAt, gone.Used = true, &no, time.Time{}, true
	gone.Registered, gone.Verification = nil, "video"
	for name, f := range map[string]call.Facts{"full": full, "bare": bare, "gone": gone} {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, []byte(call.Note(f, zone))) })
	}
	t.Run("utc", func(t *testing.T) { golden.RequireEqual(t, []byte(call.Note(bare, time.UTC))) })
}

func TestSince(t *testing.T) {
	at := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	methods := []person.Method{{Type: "a", CreatedDateTime: at.Add(-1)}, {Type: "b", CreatedDateTime: at}, {Type: "c"},
		{Type: "d", CreatedDateTime: at.Add(1)}}
	added := call.Since(methods, at)
	if len(added) != 2 || added[0].Type != "b" || added[1].Type != "d" {
		t.Errorf("%+v", added)
	}
}
