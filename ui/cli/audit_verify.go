package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/state/journal"
	"tapdesk/state/text"
)

const aboutVerify = `Check the journal: each line against its own hash and against the line before it, across its files,
and the end against the head file next to them. No sign-in is needed.

The owner of the files can rewrite all of them, hashes included. Only a log that they cannot write to shows that:
with journal_anchor the hash of each record goes to journald or syslog, and --anchor compares the journal with that
log, in any form that has the text of the messages:

    journalctl -t tapdesk -o cat > anchor.log
    grep tapdesk /var/log/auth.log > anchor.log

The last line says whether the journal is sound or where it breaks first. With --journal and the directory that the
site names for the journals of all operators, each is checked; a directory without a journal counts as one that
could not be read.

Exit codes:

    0    sound, as far as it was checked
    1    it could not be read
    2    wrong usage
    3    it breaks`

func (p *program) verifyCommand() *cobra.Command {
	var path, anchor string
	cmd := &cobra.Command{
		Use:     "verify",
		Short:   "check that nobody changed the journal; no sign-in needed",
		Long:    aboutVerify,
		Example: "  tapdesk audit verify\n  journalctl -t tapdesk -o cat | tapdesk audit verify --anchor -",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := p.journalPath(path)
			if err != nil {
				return err
			}
			var log journal.AnchorLog
			if cmd.Flags().Changed("anchor") {
				if log, err = p.anchorLog(anchor); err != nil {
					return err
				}
			}
			if of := journal.Directories(path); len(of) > 1 || of[0] != path {
				return p.verifyAll(of, log)
			}
			report, err := log.Verify(path)
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

// anchorLog reads the log that --anchor names.
func (p *program) anchorLog(name string) (journal.AnchorLog, error) {
	if name == "-" {
		return journal.ReadAnchor(p.in)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--anchor: %w", err)
	}
	defer file.Close()
	return journal.ReadAnchor(file)
}

// verifyAll checks each operator's journal. If one cannot be read, it still checks the others.
func (p *program) verifyAll(dirs []string, log journal.AnchorLog) error {
	var known []string
	var unread error
	broken := 0
	for _, dir := range dirs {
		report, err := log.Verify(dir)
		if err != nil {
			fmt.Fprintf(p.out, "%s: not checked: %v\n", text.Line(dir), err)
			unread = err
			continue
		}
		known = append(known, report.Journal)
		if err := p.writeReport(dir, report); errors.As(err, new(differing)) {
			broken++
		} else if err != nil {
			return err
		}
	}
	for _, id := range log.Unknown(known...) {
		fmt.Fprintf(p.out, "note: the anchor's log knows a journal that is in none of these directories: %s\n", text.Line(id))
	}
	fmt.Fprintf(p.out, "%d of %s sound\n", len(known)-broken, plural(len(dirs), "journal"))
	switch {
	case broken > 0:
		return differing{plural(broken, "journal") + " of " + strconv.Itoa(len(dirs)) +
			" did not pass the check; the lines above say where"}
	case unread != nil:
		return fmt.Errorf("not every journal could be checked: %w", unread)
	}
	return nil
}

// writeReport prints the findings, with the verdict last.
func (p *program) writeReport(path string, r journal.Report) error {
	w := bufio.NewWriter(p.out)
	fmt.Fprintf(w, "%s: %s in %s", text.Line(path), plural(r.Records, "record"), plural(r.Files, "file"))
	if r.Records > 0 {
		fmt.Fprintf(w, ", %d to %d, %s to %s, journal %s", r.First, r.Last, r.From.UTC().Format(time.RFC3339),
			r.To.UTC().Format(time.RFC3339), text.Line(r.Journal))
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
	return differing{"the journal did not pass the check; the last line above says where"}
}
