package log

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"tapdesk/state/desk"
	"tapdesk/state/journal"
	"tapdesk/state/situation"
	"tapdesk/state/text"
)

// row is a write, or something that was refused, overridden or asked on the way to one.
type row struct {
	record     journal.Record // the intent of a write
	write      journal.Write
	state      journal.State
	unfinished bool
	// gone says what a later write did to the pass, empty when none did.
	gone string
}

// rows returns the journal of a tenant in the order of the screen.
func rows(records []journal.Record, tenant string, alive func(string) bool) []row {
	open := map[string]bool{}
	for _, w := range journal.Unfinished(records, tenant, alive) {
		open[w.ID] = true
	}
	var out []row
	for _, w := range journal.Writes(records) {
		if about := w.About(); about.TenantID == tenant {
			out = append(out, row{record: about, write: w, state: w.State(alive), unfinished: open[w.ID]})
		}
	}
	for _, r := range records {
		if r.TenantID == tenant && slices.Contains(alone, r.Kind) && (r.Kind != journal.NotNotified || r.Write == "") {
			out = append(out, row{record: r})
		}
	}
	follow(out)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.unfinished != b.unfinished:
			return a.unfinished
		case !a.record.Time.Equal(b.record.Time):
			return a.record.Time.After(b.record.Time)
		}
		return a.record.Serial > b.record.Serial
	})
	return out
}

// alone are the kinds of records that have a row of their own.
var alone = []journal.Kind{
	journal.Override, journal.Refusal, journal.Challenge, journal.Unverified, journal.Situation, journal.NotNotified,
}

// matches reports whether each word occurs in the person, the ticket or the operator.
func (r row) matches(words []string) bool {
	text := strings.ToLower(strings.Join([]string{
		r.record.Person.UserPrincipalName, r.record.Person.ID, r.record.Ticket, r.record.Operator.UserPrincipalName,
		r.record.Operator.ID,
	}, "\n"))
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// ends returns when the pass that the row created ends, or zero if no created pass is known.
func (r row) ends() time.Time {
	o := r.write.Outcome
	if o == nil || o.Operation != journal.Create || o.Result != journal.Done {
		return time.Time{}
	}
	end, _ := desk.PassOf(*o).End()
	return end
}

// kind returns what was done, in one word.
func (r row) kind() string {
	switch {
	case r.record.Kind == journal.Situation:
		return kindNote
	case r.write.ID == "":
		return string(r.record.Kind)
	case r.record.Operation == journal.Create, r.record.Operation == "":
		return kindIssue
	case r.record.Operation == journal.Reset:
		return kindReset
	}
	return text.Line(string(r.record.Operation))
}

// came returns the result in a word or two.
func (r row) came() string {
	switch {
	case r.record.Kind == journal.Situation:
		return text.Line(situation.Told(r.record))
	case r.write.ID == "":
		return text.Line(r.record.Reason)
	}
	came := string(r.state)
	if r.write.Settled != nil {
		came = fmt.Sprintf(formatSettled, came)
	}
	if r.write.NotNotified != nil {
		came = fmt.Sprintf(formatNotNotified, came)
	}
	return came
}

// short is the result where there is no room for the state now as well, which matters more unless the row needs
// attention.
func (r row) short(now string) string {
	if now != "" && !r.unfinished {
		return now
	}
	return r.came()
}

// follow marks passes that a later write deleted or replaced. The rows are in the order of the journal.
func follow(rows []row) {
	standing := map[string]int{} // the row whose pass still exists, by person
	for i, r := range rows {
		o := r.write.Outcome
		if o == nil || o.Result != journal.Done || !o.Operation.OfPass() {
			continue
		}
		if before, ok := standing[o.Person.ID]; ok {
			rows[before].gone = passReplaced
			if o.Operation == journal.Delete {
				rows[before].gone = passDeleted
			}
		}
		delete(standing, o.Person.ID)
		if o.Operation == journal.Create {
			standing[o.Person.ID] = i
		}
	}
}
