package call_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones wherever they run

	"github.com/charmbracelet/x/exp/golden"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/situation"
	"tapdesk/state/text"
	"tapdesk/state/watch"
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
		AsOf: at.Add(2 * time.Hour), Use: &watch.Event{At: at.Add(70 * time.Minute)}, RequestID: "r1", ClientRequestID: "c1",
		Registered: []person.Method{{Type: "fido2AuthenticationMethod", CreatedDateTime: at.Add(75 * time.Minute)}},
	}
	bare := call.Facts{
		OperatorUPN: "operator@sandbox.example", Person: person.Person{UserPrincipalName: text.NewKey("bo@sandbox.example")},
		Pass: pass.Pass{CreatedDateTime: at, StartDateTime: at, LifetimeInMinutes: 60, IsUsableOnce: new(false)}, AsOf: at,
		MethodsUnread: true,
	}
	gone := full
	gone.Gone, gone.Revealed, gone.Use = true, &no, &watch.Event{}
	gone.Registered, gone.Verification = nil, "video"
	contained := call.Facts{
		OperatorUPN: "operator@sandbox.example", Person: full.Person, Reaches: []string{"Tokens stop.", "Others do not."},
		Deeds: []call.Deed{{At: at, What: "Stolen phone"}, {At: at.Add(time.Minute), What: "pass deleted"}},
	}
	watched := gone
	watched.Impostor, watched.Use = true, &watch.Event{SeenAt: at.Add(80 * time.Minute), After: at.Add(75 * time.Minute)}
	for name, f := range map[string]call.Facts{"full": full, "bare": bare, "gone": gone, "contained": contained,
		"watched": watched} {
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

// TestDeeds: what was done for somebody, and how it ended; but for one write.
func TestDeeds(t *testing.T) {
	at := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	var records []journal.Record
	add := func(r journal.Record) {
		r.Person.ID, r.Time = "a", at.Add(time.Duration(len(records))*time.Minute)
		records = append(records, r)
	}
	write := func(id string, o journal.Operation, result journal.Result, more ...journal.Record) {
		add(journal.Record{Kind: journal.Intent, Write: id, Operation: o, Method: "Phone",
			Ticket: "INC" + id, Verification: string(call.InPerson)})
		for _, r := range append([]journal.Record{{Kind: journal.Outcome, Result: result, Reason: "why"}}, more...) {
			r.Write, r.Operation = id, o
			add(r)
		}
	}
	add(journal.Record{Kind: journal.Intent, Write: "0", Operation: journal.Delete}) // too long ago
	since := at.Add(time.Minute)
	add(journal.Record{Kind: journal.Situation, Reason: situation.Began(situation.LostPhone)})
	write("1", journal.Create, journal.Done)
	write("2", journal.Remove, journal.Done)
	write("3", journal.Remove, journal.Refused)
	write("4", journal.Remove, journal.NotSent)
	write("5", journal.Revoke, journal.Unknown)
	write("6", journal.Remove, journal.Unknown, journal.Record{Kind: journal.Settled, Result: journal.Done})
	add(journal.Record{Kind: journal.Intent, Write: "7", Operation: journal.Delete})
	add(journal.Record{Kind: journal.Unverified, Reason: "not finished: on video"})
	add(journal.Record{Kind: journal.Situation, Reason: situation.Began(situation.Impostor)})
	records = append(records, journal.Record{Kind: journal.Situation, Time: at.Add(time.Hour)}) // another's
	want := []string{"Lost phone", "sign-in method removed: Phone", "to remove a sign-in method: Phone: refused, why",
		"to remove a sign-in method: Phone: never sent",
		"to revoke the sign-in sessions: Phone: whether it was carried out is not known", "sign-in method removed: Phone",
		"to delete the pass: whether it was carried out is not known", "caller not verified: not finished: on video",
		"Impostor"}
	deeds, revoked := call.Deeds(records, "a", since, "1")
	var got []string
	for _, d := range deeds {
		got = append(got, d.What)
	}
	if !slices.Equal(got, want) || !revoked {
		t.Errorf("got %q, revoked %v; want %q, true", got, revoked, want)
	}
	if d := deeds[1]; d.Ticket != "INC2" || d.Verification != string(call.InPerson) {
		t.Errorf("got ticket %q, verification %q; want those of the write's record", d.Ticket, d.Verification)
	}
}
