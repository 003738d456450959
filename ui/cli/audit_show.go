package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"tapdesk/state/journal"
	"tapdesk/state/situation"
	"tapdesk/state/text"
)

const aboutShow = `Print the journal, oldest first: a line with its result for each pass that was issued or deleted,
each revocation of sessions and each removal of a method, and one for each sign-in, sign-out, lock, refusal, override
and step of a situation. Times are in your zone: that of --zone, of TZ, or the machine's. No sign-in is needed.
With --journal and the directory that the site names for the journals of all operators, the column UID says whose line
it is.

Results:

    shown           its value was on the screen, and the operator closed it
    in sight, not closed
                    its value was on the screen until a lock, the time limit, a signal or a crash took it
                    away: whether it was read out is not known
    closed unseen   the operator closed it without looking
    never revealed  it was created, and the journal proves that nobody saw its value
    maybe seen      it was created, and the journal has no record of a reveal: that proves nothing, because
                    a record may be lost when the disk is full
    deleted, removed
                    the pass, or the method, is gone: Graph confirmed it
    accepted        Graph accepted the revocation; when sessions end is not known
    unknown         it may have happened: the answer was lost, or the console ended before it or before it
                    could record it
    refused, not sent
                    nothing happened
    running         a running console is still working on it`

func (p *program) showCommand() *cobra.Command {
	var flags recordFlags
	var zone string
	cmd := &cobra.Command{
		Use:   "show",
		Short: "print the journal as a table; no sign-in needed",
		Long:  aboutShow,
		Example: "  tapdesk audit show --since 7d\n" +
			"  tapdesk audit show --person ordinary@sandbox.example\n" +
			"  tapdesk audit show --ticket INC0012345 --zone UTC",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := p.printingZone(zone, cmd.Flags().Changed("zone"))
			if err != nil {
				return err
			}
			path, journals, err := p.records(flags, at)
			if err != nil {
				return err
			}
			var table []tableRow
			titles := columns
			for _, j := range journals {
				of := rows(j.records, journal.Alive(directory(j.path)), at)
				if j.path != path {
					titles = append([]string{"UID"}, columns...)
					for i := range of {
						of[i].cells = append([]string{filepath.Base(j.path)}, of[i].cells...)
					}
				}
				table = append(table, of...)
			}
			sort.SliceStable(table, func(i, j int) bool { return table[i].at.Before(table[j].at) })
			return writeTable(p.out, path, titles, table)
		},
	}
	flags.register(cmd)
	zoneFlag(cmd, &zone)
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// directory returns the directory of a journal that is named by it or by one of its files.
func directory(path string) string {
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return filepath.Dir(path)
	}
	return path
}

// columns are the titles of the table. The last column has no limit on its width.
var columns = []string{"WHEN", "OPERATOR", "WHAT", "PERSON", "RESULT", "TICKET", "MORE"}

// tableRow is a row of the table, cell by cell.
type tableRow struct {
	at    time.Time
	cells []string
}

// rows returns a row for each write, and for each record that belongs to no write.
func rows(records []journal.Record, alive func(string) bool, zone *time.Location) []tableRow {
	var out []tableRow
	of := map[string]bool{}
	for _, w := range journal.Writes(records) {
		of[w.ID] = true
		r := w.About()
		out = append(out, tableRow{r.Time, []string{
			when(r.Time, zone), who(r.Operator), string(r.Operation), who(r.Person), string(w.State(alive)),
			r.Ticket, more(w, zone),
		}})
	}
	for _, r := range records {
		if of[r.Write] {
			continue
		}
		why := r.Reason
		if r.Kind == journal.Situation {
			why = situation.Told(r)
		}
		out = append(out, tableRow{r.Time,
			[]string{when(r.Time, zone), who(r.Operator), string(r.Kind), who(r.Person), "", r.Ticket, why}})
	}
	return out
}

// more returns the rest of what is known about a write.
func more(w journal.Write, zone *time.Location) string {
	r := w.About()
	var parts []string
	if r.Operation == journal.Create && w.Outcome != nil && w.Outcome.LifetimeInMinutes != nil {
		parts = append(parts, fmt.Sprintf("%d min", *w.Outcome.LifetimeInMinutes))
	}
	if r.Method != "" {
		parts = append(parts, r.Method)
	}
	if place := w.Place(); place != "" {
		parts = append(parts, place)
	}
	if w.Outcome != nil && w.Outcome.Result != journal.Done && w.Outcome.Reason != "" {
		parts = append(parts, w.Outcome.Reason)
	}
	if w.End != nil && w.End.Reason != "" {
		parts = append(parts, "ended: "+w.End.Reason)
	}
	if r.Verification != "" {
		parts = append(parts, "verified: "+r.Verification)
	}
	if w.Settled != nil {
		parts = append(parts, strings.TrimSuffix("settled "+when(w.Settled.Time, zone)+": "+w.Settled.Reason, ": "))
	}
	if w.NotNotified != nil {
		parts = append(parts, "not notified: "+w.NotNotified.Reason)
	}
	if w.Outcome != nil && w.Outcome.RequestID != "" && w.Outcome.Result != journal.Done {
		parts = append(parts, "request-id "+w.Outcome.RequestID)
	}
	return strings.Join(parts, ", ")
}

func when(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05 MST")
}

func who(p journal.Party) string { return cmp.Or(p.UserPrincipalName, p.ID) }

// writeTable writes the rows, below their titles, in columns as wide as their widest cell.
func writeTable(out io.Writer, path string, titles []string, rows []tableRow) error {
	w := bufio.NewWriter(out)
	if len(rows) == 0 {
		fmt.Fprintf(w, "%s has no matching record\n", text.Line(path))
		return w.Flush()
	}
	lines := [][]string{titles}
	for _, r := range rows {
		lines = append(lines, text.Lines(r.cells))
	}
	widths := make([]int, len(titles))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			text.WriteString(cell)
			text.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(cell)+2))
		}
		fmt.Fprintln(w, strings.TrimRight(text.String(), " "))
	}
	return w.Flush()
}
