package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/state/clean"
	"tapdesk/state/journal"
)

const aboutVerify = `Check the journal: each line against its own hash and against the line before it, across its files, and the end
against the head beside them. Nobody signs in for it.

Whoever owns the files can rewrite all of them, hashes included. That shows only against a log that they cannot
write: with journal_anchor the hash of each record goes to journald or syslog, and --anchor compares with what it
holds, in any form that has the text of the messages:

    journalctl -t tapdesk -o cat > anchor.log
    grep tapdesk /var/log/auth.log > anchor.log

The last line says whether the journal is sound or where it breaks first.

Exit codes:

    0    sound, as far as it was checked
    1    it could not be read
    2    wrong usage
    3    it breaks`

func (p *program) verifyCommand() *cobra.Command {
	var path, anchor string
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "check that nobody changed the journal; nobody signs in for it",
		Long:    aboutVerify,
		Example: "  tapdesk audit verify\n  journalctl -t tapdesk -o cat | tapdesk audit verify --anchor -",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := p.journalPath(path)
			if err != nil {
				return err
			}
			var log io.Reader
			if cmd.Flags().Changed("anchor") {
				file, err := p.anchorLog(anchor)
				if err != nil {
					return err
				}
				defer file.Close()
				log = file
			}
			report, err := journal.Verify(path, log)
			if err != nil {
				return err
			}
			return p.writeReport(path, report)
		},
	}
	cmd.Flags().SortFlags = false
	journalFlag(cmd, &path)
	cmd.Flags().StringVar(&anchor, "anchor", "", "compare with the log in `FILE`; - for standard input")
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// anchorLog opens what --anchor names.
func (p *program) anchorLog(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.in), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--anchor: %w", err)
	}
	return file, nil
}

// writeReport prints what was found; the verdict comes last.
func (p *program) writeReport(path string, r journal.Report) error {
	w := bufio.NewWriter(p.out)
	fmt.Fprintf(w, "%s: %s in %s", clean.Line(path), plural(r.Records, "record"), plural(r.Files, "file"))
	if r.Records > 0 {
		fmt.Fprintf(w, ", %d to %d, %s to %s, journal %s", r.First, r.Last, r.From.UTC().Format(time.RFC3339), r.To.UTC().Format(time.RFC3339), clean.Line(r.Journal))
	}
	fmt.Fprintln(w)
	if r.Anchored > 0 {
		fmt.Fprintf(w, "%s compared with the anchor's log\n", plural(r.Anchored, "record"))
	}
	for _, note := range r.Notes {
		fmt.Fprintln(w, "note:", note)
	}
	if r.Broken == nil {
		fmt.Fprintln(w, "sound")
		return w.Flush()
	}
	fmt.Fprintf(w, "broken at %s", r.Broken)
	if r.More > 0 {
		fmt.Fprintf(w, "; and at %s after it", plural(r.More, "line"))
	}
	fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		return err
	}
	return differing{"the journal does not stand the check; the last line above says where"}
}
