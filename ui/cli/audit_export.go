package cli

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/state/journal"
)

const aboutExport = `Write the records of the journal, oldest first, for other programs; those of several operators,
one operator after the other. No sign-in is needed.

jsonl is the journal's own form, a record on each line, with the hashes that 'tapdesk audit verify' checks. csv has
the same in columns, with times in UTC and every cell in quotes. Text that a spreadsheet would run as a formula, at
the beginning of a cell or after a semicolon, a bar or a tab in it, gets an apostrophe in front.

No record holds a pass or a token.`

// exporters write records in the formats of an export.
var exporters = map[string]func(io.Writer, []journal.Record) error{"jsonl": exportLines, "csv": exportCells}

func (p *program) exportCommand() *cobra.Command {
	var flags recordFlags
	var format string
	cmd := &cobra.Command{
		Use:   "export",
		Short: "write the journal's records as JSON lines or CSV; no sign-in needed",
		Long:  aboutExport,
		Example: "  tapdesk audit export --since 2026-12-01 > december.jsonl\n" +
			"  tapdesk audit export --operator opal --format csv > opal.csv",
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			export := exporters[format]
			if export == nil {
				return refuse("--format %q: use jsonl or csv", format)
			}
			zone, err := p.printingZone("", false)
			if err != nil {
				return err
			}
			_, journals, err := p.records(flags, zone)
			if err != nil {
				return err
			}
			var records []journal.Record
			for _, j := range journals {
				records = append(records, j.records...)
			}
			w := bufio.NewWriter(p.out)
			if err := export(w, records); err != nil {
				return err
			}
			return w.Flush()
		},
	}
	flags.register(cmd)
	cmd.Flags().StringVar(&format, "format", "jsonl", "`FORMAT`: jsonl or csv")
	_ = cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions([]string{"jsonl", "csv"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// exportLines writes each record as it is in the journal.
func exportLines(w io.Writer, records []journal.Record) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, r := range records {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// cells are the columns of a CSV export: a record's members under their names in the journal.
var cells = []struct {
	name string
	of   func(journal.Record) string
}{
	{"n", func(r journal.Record) string { return strconv.FormatUint(r.Serial, 10) }},
	{"time", func(r journal.Record) string { return instant(r.Time) }},
	{"kind", func(r journal.Record) string { return string(r.Kind) }},
	{"write", func(r journal.Record) string { return r.Write }},
	{"operation", func(r journal.Record) string { return string(r.Operation) }},
	{"result", func(r journal.Record) string { return string(r.Result) }},
	{"revealed", func(r journal.Record) string { return yesNo(r.Revealed) }},
	{"reason", func(r journal.Record) string { return r.Reason }},
	{"operator.userPrincipalName", func(r journal.Record) string { return r.Operator.UserPrincipalName }},
	{"operator.id", func(r journal.Record) string { return r.Operator.ID }},
	{"tenantId", func(r journal.Record) string { return r.TenantID }},
	{"cloud", func(r journal.Record) string { return r.Cloud }},
	{"graphRoot", func(r journal.Record) string { return r.GraphRoot }},
	{"person.userPrincipalName", func(r journal.Record) string { return r.Person.UserPrincipalName }},
	{"person.id", func(r journal.Record) string { return r.Person.ID }},
	{"ticket", func(r journal.Record) string { return r.Ticket }},
	{"verification", func(r journal.Record) string { return r.Verification }},
	{"lifetimeInMinutes", func(r journal.Record) string { return wholeNumber(r.LifetimeInMinutes) }},
	{"startDateTime", func(r journal.Record) string { return instant(r.StartDateTime) }},
	{"isUsableOnce", func(r journal.Record) string { return yesNo(r.IsUsableOnce) }},
	{"passId", func(r journal.Record) string { return r.PassID }},
	{"createdDateTime", func(r journal.Record) string { return instant(r.CreatedDateTime) }},
	{"askedDateTime", func(r journal.Record) string { return instant(r.AskedDateTime) }},
	{"replaces", func(r journal.Record) string { return r.Replaces }},
	{"methodId", func(r journal.Record) string { return r.MethodID }},
	{"method", func(r journal.Record) string { return r.Method }},
	{"series", func(r journal.Record) string { return r.Series.String() }},
	{"removedThrough", func(r journal.Record) string {
		return strings.TrimLeft(strconv.FormatUint(r.RemovedThrough, 10), "0")
	}},
	{"client-request-id", func(r journal.Record) string { return r.ClientRequestID }},
	{"request-id", func(r journal.Record) string { return r.RequestID }},
	{"status", func(r journal.Record) string { return strings.TrimLeft(strconv.Itoa(r.Status), "0") }},
	{"host", func(r journal.Record) string { return r.Host }},
	{"sshClient", func(r journal.Record) string { return r.SSHClient }},
	{"session", func(r journal.Record) string { return r.Session }},
	{"journal", func(r journal.Record) string { return r.Journal }},
	{"prev", func(r journal.Record) string { return r.Previous }},
	{"hash", func(r journal.Record) string { return r.Hash }},
}

// exportCells writes the records as in RFC 4180, with a line of names and every cell in quotes.
func exportCells(w io.Writer, records []journal.Record) error {
	line := make([]string, len(cells))
	for i, c := range cells {
		line[i] = c.name
	}
	if err := writeCells(w, line); err != nil {
		return err
	}
	for _, r := range records {
		for i, c := range cells {
			line[i] = harmless(c.of(r))
		}
		if err := writeCells(w, line); err != nil {
			return err
		}
	}
	return nil
}

func writeCells(w io.Writer, line []string) error {
	quoted := make([]string, len(line))
	for i, cell := range line {
		quoted[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	_, err := io.WriteString(w, strings.Join(quoted, ",")+"\n")
	return err
}

// splits are characters that some spreadsheet takes for the end of a cell, even in quotes. Which ones depends on the
// country and on the choices at import.
const splits = ";|\t\r\n"

// harmless keeps a spreadsheet from running a cell, or what it may split off one, as a formula (OWASP, CSV Injection).
func harmless(cell string) string {
	var b strings.Builder
	first := true
	for i, r := range cell {
		if first && runs(cell[i:]) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		first = strings.ContainsRune(splits, r)
	}
	return b.String()
}

// runs reports whether a spreadsheet would run a cell with this text. Some also run cells with full-width signs.
func runs(cell string) bool {
	rest := strings.TrimLeft(cell, " ")
	return rest != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(rest)[0])
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func yesNo(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

func wholeNumber(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
