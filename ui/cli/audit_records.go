package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/state/config"
	"tapdesk/state/journal"
	"tapdesk/state/text"
)

// recordFlags select the records to read and the journals to read them from.
type recordFlags struct {
	journal, since           string
	operator, person, ticket string
}

func (f *recordFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	journalFlag(cmd, &f.journal)
	flags.StringVar(&f.since, "since", "", "only records since `TIME`: 90m, 24h, 7d, or a date, 2026-12-01 or RFC 3339")
	flags.StringVar(&f.operator, "operator", "", "only what this operator did: a `NAME` in the UPN, or the object id")
	flags.StringVar(&f.person, "person", "", "only what was done for this person: a `NAME` in the UPN, or the object id")
	flags.StringVar(&f.ticket, "ticket", "", "only what was done for this `TICKET`")
	for _, name := range []string{"since", "operator", "person", "ticket"} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions)
	}
}

func journalFlag(cmd *cobra.Command, value *string) {
	cmd.Flags().StringVar(value, "journal", "",
		"the `PATH` of a journal (default your own): its directory, one file, or a directory with those of all operators")
}

// journalPath returns the path of the journal: the flag's, or else this user's. It needs no settings: if the site's
// file cannot be read or trusted, it does not name another place.
func (p *program) journalPath(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	loaded, err := config.Load(config.Options{Site: p.site, Getenv: p.getenv, System: p.system})
	if err != nil {
		fmt.Fprintf(p.err, "note: the site's file is not counted: %v\n", err)
	}
	dir := p.journalDir(loaded)
	if dir == "" {
		return "", refuse("there is no place for a journal; set HOME or XDG_STATE_HOME to an absolute path, or " +
			"use --journal PATH")
	}
	return dir, nil
}

// read is the content of one journal.
type read struct {
	path    string
	records []journal.Record
}

// records reads the selected records of each journal under the path. A date without a zone is in zone.
func (p *program) records(f recordFlags, zone *time.Location) (path string, journals []read, err error) {
	var from time.Time
	if f.since != "" {
		if from, err = since(f.since, p.clock.Now(), zone); err != nil {
			return "", nil, err
		}
	}
	if path, err = p.journalPath(f.journal); err != nil {
		return "", nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, fmt.Errorf("there is no journal at %s; name one with --journal", text.Line(path))
	}
	for _, dir := range journal.Directories(path) {
		all, err := journal.Read(dir, time.Time{})
		if err != nil {
			return "", nil, err
		}
		if info != nil && !info.IsDir() && len(all) == 0 {
			return "", nil, fmt.Errorf("%s is a file without journal records; name a journal with --journal",
				text.Line(path))
		}
		journals = append(journals, read{dir, f.wanted(all, from)})
	}
	return path, journals, nil
}

// wanted returns the selected records of a journal. The records of a write stay together: one of them must be late
// enough, and one must match the operator, the person and the ticket.
func (f recordFlags) wanted(all []journal.Record, from time.Time) (wanted []journal.Record) {
	late, fits := map[string]bool{}, map[string]bool{} // by write
	for _, r := range all {
		late[r.Write] = late[r.Write] || !r.Time.Before(from)
		fits[r.Write] = fits[r.Write] || f.wants(r)
	}
	for _, r := range all {
		if r.Write != "" && late[r.Write] && fits[r.Write] || r.Write == "" && !r.Time.Before(from) && f.wants(r) {
			wanted = append(wanted, r)
		}
	}
	return wanted
}

// wants reports whether a record matches the selected operator, person and ticket.
func (f recordFlags) wants(r journal.Record) bool {
	return named(f.operator, r.Operator) && named(f.person, r.Person) &&
		(f.ticket == "" || strings.EqualFold(f.ticket, r.Ticket))
}

func named(wanted string, is journal.Party) bool {
	return wanted == "" || strings.EqualFold(wanted, is.ID) ||
		strings.Contains(strings.ToLower(is.UserPrincipalName), strings.ToLower(wanted))
}
