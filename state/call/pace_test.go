package call_test

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/journal"
)

func TestPace(t *testing.T) {
	now := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	intent := func(write, operator string, ago time.Duration) journal.Record {
		return journal.Record{Kind: journal.Intent, Operation: journal.Create, Write: write,
			Operator: journal.Party{ID: operator}, Time: now.Add(-ago)}
	}
	outcome := func(write string, r journal.Result) journal.Record {
		return journal.Record{Kind: journal.Outcome, Operation: journal.Create, Write: write, Result: r, Time: now}
	}
	records := []journal.Record{
		intent("old", "me", time.Hour), outcome("old", journal.Done),
		intent("a", "me", 59*time.Minute), outcome("a", journal.Done),
		intent("b", "me", 40*time.Minute), outcome("b", journal.Refused),
		intent("c", "me", 30*time.Minute), outcome("c", journal.Unknown),
		intent("d", "me", 20*time.Minute),
		intent("e", "me", 10*time.Minute), outcome("e", journal.NotSent),
		intent("f", "you", 10*time.Minute), outcome("f", journal.Done),
		{Kind: journal.Intent, Operation: journal.Delete, Write: "g", Operator: journal.Party{ID: "me"}, Time: now},
	}
	for _, c := range []struct {
		limit        int
		off, warning string
	}{
		{0, "", ""},
		{1, "you have issued 3: the next can be issued at 09:40:00", ""}, // when the last of the three is an hour old
		{2, "you have issued 3: the next can be issued at 09:30:00", ""},
		{3, "you have issued 3: the next can be issued at 09:01:00", ""},
		{4, "", "3 of 4 passes of this hour are issued"},
		{6, "", "3 of 6 passes"},
		{7, "", ""},
	} {
		p := call.PaceOf(records, "me", c.limit, now)
		if p.Used != 3 || !strings.Contains(p.Off(time.UTC), c.off) || (p.Off(time.UTC) == "") != (c.off == "") ||
			!strings.Contains(p.Warning(), c.warning) || (p.Warning() == "") != (c.warning == "") {
			t.Errorf("limit %d: %d used, %q, %q", c.limit, p.Used, p.Off(time.UTC), p.Warning())
		}
	}
	if p := call.PaceOf(nil, "me", 1, now); p.Off(time.UTC) != "" || p.Warning() != "" {
		t.Errorf("nothing issued, and yet %+v", p)
	}
}
