package call_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/situation"
)

// TestDoubts: who was not verified, for a day; answers close to each other are one caller's, and nobody else's count.
func TestDoubts(t *testing.T) {
	now := time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)
	at := func(before time.Duration, r journal.Record) journal.Record {
		r.Time, r.Person.ID, r.Operator.UserPrincipalName = now.Add(-before), "a", "opal"
		return r
	}
	answer := func(before time.Duration, number int, match bool) journal.Record {
		a := call.Answer{Question: call.AskOffice, Match: match, Number: number}
		return at(before, journal.Record{Kind: journal.Challenge, Reason: a.Reason()})
	}
	stopped := func(before time.Duration) journal.Record {
		v := call.Verification{Way: call.CallBack, Detail: "mobile"}
		return at(before, journal.Record{Kind: journal.Unverified, Reason: call.Abandoned(v)})
	}
	refused := at(time.Hour, journal.Record{Kind: journal.Refusal, Verification: "video",
		Reason: "the site's check refuses it: not on shift; nothing was sent"})
	impostor := at(time.Hour, journal.Record{Kind: journal.Situation, Reason: situation.Began(situation.Impostor)})
	intent := func(before time.Duration, by, way string) journal.Record {
		r := at(before, journal.Record{Kind: journal.Intent, Verification: way})
		r.Operator.UserPrincipalName = by
		return r
	}
	const minute = time.Minute
	others := answer(minute, 1, false)
	others.Person.ID = "b"
	for _, tt := range []struct {
		name    string
		records []journal.Record
		want    string // failed ones have an exclamation mark
	}{
		{"nothing", nil, ""},
		{"somebody else's", []journal.Record{others}, ""},
		{"too long ago", []journal.Record{answer(25*time.Hour, 1, false)}, ""},
		{"one wrong, then hung up", []journal.Record{answer(minute, 1, false)},
			"security questions not finished: 0 of 1 answers matched"},
		{"two wrong", []journal.Record{answer(2*minute, 1, false), answer(minute, 2, false)},
			"!security questions failed: 0 of 2 answers matched"},
		{"one of three", []journal.Record{answer(3*minute, 1, false), answer(2*minute, 2, true), answer(minute, 3, false)},
			"!security questions failed: 1 of 3 answers matched"},
		{"two of three", []journal.Record{answer(3*minute, 1, true), answer(2*minute, 2, false), answer(minute, 3, true)},
			""},
		{"failed, and passed in a later call", []journal.Record{answer(time.Hour, 1, false), answer(59*minute, 2, false),
			answer(2*minute, 1, true), answer(minute, 2, true)}, "!security questions failed: 0 of 2 answers matched"},
		{"not finished", []journal.Record{stopped(minute)}, "not finished: called back (mobile)"},
		{"finished after all", []journal.Record{stopped(minute), intent(0, "opal", "manager: boss")}, ""},
		{"finished by another", []journal.Record{stopped(minute), intent(0, "olga", "manager: boss")},
			"not finished: called back (mobile)"},
		{"deleted as a precaution", []journal.Record{stopped(minute), intent(0, "opal", "no-caller")},
			"not finished: called back (mobile)"},
		{"finished hours later", []journal.Record{stopped(3 * time.Hour), intent(0, "opal", "manager: boss")},
			"not finished: called back (mobile)"},
		{"refused, and an impostor, the last first", []journal.Record{stopped(2 * time.Hour), refused, impostor},
			"!the site's check refuses it: not on shift; nothing was sent, " +
				"!an operator took the caller for an impostor, not finished: called back (mobile)"},
	} {
		var got []string
		for _, d := range call.Doubts(tt.records, "a", now) {
			if d.By != "opal" || d.At.IsZero() {
				t.Errorf("%s: got %+v, want by whom and when", tt.name, d)
			}
			sign := ""
			if d.Failed {
				sign = "!"
			}
			got = append(got, sign+d.What)
		}
		if all := strings.Join(got, ", "); all != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, all, tt.want)
		}
	}
}
