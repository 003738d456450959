package verdict

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

func issuedAt(ago time.Duration, id string) journal.Record {
	return journal.Record{Kind: journal.Outcome, Operation: journal.Create, Result: journal.Done, Time: now.Add(-ago),
		Person: journal.Party{ID: id}}
}

func TestSuspicions(t *testing.T) {
	day := 24 * time.Hour
	event := func(ago time.Duration) audit.Event {
		return audit.Event{Time: now.Add(-ago), What: audit.Created, Result: "success",
			Person: audit.Party{ID: text.NewKey(strings.ToUpper(annID))}}
	}
	deleted, failed := event(day), event(2*day)
	deleted.What, failed.Result = audit.Deleted, "failure"
	refused := issuedAt(day, annID)
	refused.Result = journal.Refused
	tests := []struct {
		name    string
		change  func(*Facts)
		records []journal.Record
		events  []audit.Event
		want    []string
	}{
		{"nothing", func(*Facts) {}, nil, nil, nil},
		{"one pass", func(*Facts) {}, []journal.Record{issuedAt(day, annID)}, nil, nil},
		{"two passes", func(*Facts) {}, []journal.Record{issuedAt(day, annID), issuedAt(3*day, annID)}, nil,
			[]string{"2 passes for this person in the last 7 days, the last on 23 Nov 2026"}},
		{"one is too old", func(*Facts) {}, []journal.Record{issuedAt(day, annID), issuedAt(8*day, annID)}, nil, nil},
		{"somebody else's", func(*Facts) {}, []journal.Record{issuedAt(day, annID), issuedAt(2*day, meID)}, nil, nil},
		{"refused and deleted", func(*Facts) {}, []journal.Record{issuedAt(3*day, annID), refused},
			[]audit.Event{deleted, failed}, nil},
		{"in journal and audit log alike", func(*Facts) {}, []journal.Record{issuedAt(day, annID)},
			[]audit.Event{event(day + time.Minute)}, nil},
		{"one in each", func(*Facts) {}, []journal.Record{issuedAt(day, annID)}, []audit.Event{event(2 * day)},
			[]string{"2 passes"}},
		{"audit log and directory", func(f *Facts) {
			f.Dossier.Pass = &pass.Pass{CreatedDateTime: now.Add(-time.Hour)}
		}, nil, []audit.Event{event(2 * day)}, []string{"2 passes"}},
		{"a method", func(f *Facts) {
			f.Dossier.Methods = []person.Method{{Type: "fido2AuthenticationMethod", Model: "Key 5",
				CreatedDateTime: now.Add(-day)}, {Type: "passwordAuthenticationMethod"}}
		}, nil, nil, []string{"Passkey (FIDO2) (Key 5) registered on 23 Nov 2026",
			"still registered on 24 Nov 2026: Passkey (FIDO2)"}},
		{"a password", func(f *Facts) {
			f.Dossier.Person.LastPasswordChangeDateTime = now.Add(-6 * day)
		}, nil, nil, []string{"password changed on 18 Nov 2026"}},
		{"an old password", func(f *Facts) {
			f.Dossier.Person.LastPasswordChangeDateTime = now.Add(-8 * day)
		}, nil, nil, nil},
		{"an account", func(f *Facts) {
			f.Dossier.Person.CreatedDateTime = now.Add(-13 * day)
		}, nil, nil, []string{"account created on 11 Nov 2026"}},
		{"risk", func(f *Facts) {
			f.Dossier.Access.Risk = whole(person.Risk{State: "confirmedCompromised", Level: "high", Changed: now.Add(-day)})
		}, nil, nil, []string{"Identity Protection: confirmed compromised, risk high, since 23 Nov 2026"}},
		{"no risk any more", func(f *Facts) {
			f.Dossier.Access.Risk = whole(person.Risk{State: "remediated"})
		}, nil, nil, nil},
		{"the latest first", func(f *Facts) {
			f.Dossier.Person.CreatedDateTime, f.Dossier.Person.LastPasswordChangeDateTime = now.Add(-3*day), now.Add(-day)
		}, nil, nil, []string{"password", "account"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := facts()
			tt.change(&f)
			got := Suspicions(f, tt.records, tt.events)
			if len(got) != len(tt.want) {
				t.Fatalf("%+v, want %q", got, tt.want)
			}
			for i, s := range got {
				if !strings.Contains(s.Text, tt.want[i]) || s.At.IsZero() || !text.Safe(s.Text) {
					t.Errorf("%+v, want %q", s, tt.want[i])
				}
			}
			if !slices.IsSortedFunc(got[:max(0, len(got)-1)], func(a, b Suspicion) int { return b.At.Compare(a.At) }) {
				t.Errorf("out of order: %+v", got)
			}
		})
	}
}
