package audit

import (
	"testing"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

func TestIssuer(t *testing.T) {
	at := time.Date(2031, time.March, 4, 9, 0, 0, 0, time.UTC)
	ann := text.NewKey("aaaaaaaa-0000-4000-8000-000000000001")
	p := pass.Pass{ID: text.NewKey("p1"), CreatedDateTime: at}
	record := journal.Record{
		Kind: journal.Outcome, Operation: journal.Create, Result: journal.Done, PassID: "p1",
		Person: journal.Party{ID: ann.Wire()}, Operator: journal.Party{UserPrincipalName: "opal@sandbox.example"},
	}
	event := Event{
		Time: at.Add(time.Second), What: Created, Result: "success", Person: Party{ID: ann},
		Actor: Actor{Party: Party{UserPrincipalName: text.NewKey("otto@sandbox.example")}, IPAddress: "203.0.113.9"},
	}
	deleted := record
	deleted.Operation = journal.Delete
	other := record
	other.PassID = "p2"
	cases := []struct {
		name string
		of   Provenance
		want Issuer
		ok   bool
	}{
		{"nothing known", Provenance{}, Issuer{}, false},
		{
			"the journal",
			Provenance{Records: []journal.Record{record}},
			Issuer{Name: "opal@sandbox.example", Journal: true},
			true,
		},
		{
			"the journal before the log",
			Provenance{Records: []journal.Record{record}, Events: []Event{event}},
			Issuer{Name: "opal@sandbox.example", Journal: true},
			true,
		},
		{
			"the log",
			Provenance{Records: []journal.Record{other}, Events: []Event{event}},
			Issuer{Name: "otto@sandbox.example", From: "203.0.113.9"},
			true,
		},
		{"a deletion issues nothing", Provenance{Records: []journal.Record{deleted}}, Issuer{}, false},
	}
	for _, c := range cases {
		if got, ok := c.of.Issuer(ann, p); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v", c.name, got, ok)
		}
	}
	if about := About(ann); !about(record) || about(journal.Record{Kind: journal.SignIn}) ||
		About(text.Key{})(journal.Record{}) {
		t.Error("About accepts a record about another person")
	}
}
