package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tapdesk/state/clock"
	"tapdesk/state/journal"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// archive is a program with a journal that one console wrote.
type archive struct {
	*program
	t         *testing.T
	dir       string
	out, errs *bytes.Buffer
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	opal, minutes, yes := journal.Party{UserPrincipalName: "opal@sandbox.example", ID: "op-1"}, 60, true
	of := func(r journal.Record, write, person, ticket string) journal.Record {
		r.Write, r.Operator, r.Ticket, r.Operation = write, opal, ticket, journal.Create
		r.Person = journal.Party{UserPrincipalName: person + "@sandbox.example", ID: "id-" + person}
		return r
	}
	return archiveOf(t, clock.NewManual(noon), []journal.Record{
		{Kind: journal.SignIn, Operator: opal},
		of(journal.Record{Kind: journal.Intent}, "w1", "ordinary", "INC1"),
		of(journal.Record{Kind: journal.Outcome, Result: journal.Done, LifetimeInMinutes: &minutes}, "w1", "ordinary",
			"INC1"),
		{Kind: journal.RevealBegin, Write: "w1"},
		{Kind: journal.RevealEnd, Write: "w1", Revealed: &yes, Reason: "window"},
		of(journal.Record{Kind: journal.Intent}, "w2", "twin-one", "=HYPERLINK(1)"),
		of(journal.Record{Kind: journal.Outcome, Result: journal.Refused, Reason: "no role, \"really\""}, "w2", "twin-one",
			"=HYPERLINK(1)"),
		of(journal.Record{Kind: journal.Intent}, "w3", "日本", "INC3"),
	})
}

// archiveOf returns a program whose journal has the records, one a second.
func archiveOf(t *testing.T, now *clock.Manual, records []journal.Record) *archive {
	t.Helper()
	a := &archive{t: t}
	a.program, a.out, a.errs = testProgram()
	state := resolved(t, t.TempDir())
	a.dir = filepath.Join(state, "tapdesk")
	a.getenv = func(name string) string { return map[string]string{"XDG_STATE_HOME": state}[name] }
	a.clock = now
	n := 0
	j := journal.Open(journal.Options{Dir: a.dir, Clock: now, Host: "jump.sandbox.example", NewID: func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}})
	for _, r := range records {
		now.Advance(time.Second)
		if err := j.Append(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a
}

// ran runs a command and returns what it printed.
func (a *archive) ran(want int, args ...string) string {
	a.t.Helper()
	a.out.Reset()
	a.errs.Reset()
	if code := a.run(a.t.Context(), append([]string{"audit"}, args...)); code != want {
		a.t.Errorf("%q: exit code %d, not %d: %s", args, code, want, a.errs)
	}
	if want == exitOK && a.errs.Len() > 0 {
		a.t.Errorf("%q says %q", args, a.errs)
	}
	return a.out.String()
}

func TestAuditShow(t *testing.T) {
	a := newArchive(t)
	want := `
WHEN                     OPERATOR              WHAT     PERSON                    RESULT                TICKET         MORE
2026-11-23 13:00:01 CET  opal@sandbox.example  sign-in
2026-11-23 13:00:02 CET  opal@sandbox.example  create   ordinary@sandbox.example  in sight, not closed  INC1           60 min, ended: window
2026-11-23 13:00:06 CET  opal@sandbox.example  create   twin-one@sandbox.example  refused               =HYPERLINK(1)  no role, "really"
2026-11-23 13:00:08 CET  opal@sandbox.example  create   日本@sandbox.example      unknown               INC3
`
	if got := a.ran(exitOK, "show", "--zone", "Europe/Berlin"); got != want[1:] {
		t.Errorf("got\n%s\nwant%s", got, want)
	}
	for _, c := range []struct {
		args  []string
		lines int
	}{
		{[]string{"--person", "twin"}, 2}, {[]string{"--person", "ID-ORDINARY"}, 2}, {[]string{"--operator", "OPAL"}, 5},
		{[]string{"--operator", "op-1", "--ticket", "inc3"}, 2}, {[]string{"--since", "2026-11-23T12:00:06Z"}, 3},
		{[]string{"--since", "3s"}, 4},
		{[]string{"--ticket", "INC"}, 1}, {[]string{"--journal", filepath.Join(a.dir, "journal.jsonl")}, 5},
	} {
		if got := a.ran(exitOK, append([]string{"show"}, c.args...)...); strings.Count(got, "\n") != c.lines {
			t.Errorf("%q prints the wrong records\n%s", c.args, got)
		}
	}
}

func TestAuditExport(t *testing.T) {
	a := newArchive(t)
	file, err := os.ReadFile(filepath.Join(a.dir, "journal.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitOK, "export"); got != string(file) {
		t.Errorf("the export of everything is not the same as the journal:\n%s", got)
	}
	if got := a.ran(exitOK, "export", "--ticket", "INC1"); strings.Count(got, "\n") != 4 {
		t.Errorf("the export lacks records of the write with the ticket:\n%s", got)
	}
	export := a.ran(exitOK, "export", "--format", "csv")
	for line := range strings.Lines(export) {
		if n := strings.Count(line, `","`) + 1; n != len(cells) || line[0] != '"' || line[len(line)-2] != '"' {
			t.Errorf("not every cell is in quotes: %s", line)
		}
	}
	lines, err := csv.NewReader(strings.NewReader(export)).ReadAll()
	if err != nil || len(lines) != 9 {
		t.Fatalf("read %d lines of the export, %v; want one for each record and the names", len(lines), err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	if l := lines[6]; l[column["ticket"]] != "'=HYPERLINK(1)" || l[column["n"]] != "6" || l[column["kind"]] != "intent" ||
		l[column["time"]] != "2026-11-23T12:00:06Z" {
		t.Errorf("the cells are %q, want those of the record", l)
	}
	if l := lines[3]; l[column["lifetimeInMinutes"]] != "60" || l[column["removedThrough"]] != "" ||
		l[column["operator.userPrincipalName"]] != "opal@sandbox.example" {
		t.Errorf("the cells are %q, want those of the record", l)
	}
	for _, cell := range []string{"=1", "+1", "-1", "@x", "  =1", "＝1"} {
		if got := harmless(cell); got != "'"+cell {
			t.Errorf("harmless(%q) = %q, want an apostrophe in front", cell, got)
		}
	}
	for cell, want := range map[string]string{
		"INC1;=1": "INC1;'=1", "INC1\t+1": "INC1\t'+1", "INC1| @x": "INC1|' @x", "a\n-1": "a\n'-1", ";=1;=2": ";'=1;'=2",
		"\t=1": "'\t'=1",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
	for _, cell := range []string{"", " ", "INC-1", "a=b", "a;b", "a,-1", "2026-11-23T12:00:06Z", ";", "a;"} {
		if got := harmless(cell); got != cell {
			t.Errorf("harmless(%q) = %q, want it unchanged", cell, got)
		}
	}
}

// TestExportHasEveryMember checks that the columns include every member of a record.
func TestExportHasEveryMember(t *testing.T) {
	var want []string
	for field := range reflect.TypeFor[journal.Record]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type == reflect.TypeFor[journal.Party]() {
			want = append(want, name+".userPrincipalName", name+".id")
			continue
		}
		want = append(want, name)
	}
	a := newArchive(t)
	if head, _, _ := strings.Cut(a.ran(exitOK, "export", "--format", "csv"), "\n"); head != `"`+strings.Join(want, `","`)+
		`"` {
		t.Errorf("the columns are %s, want %q", head, want)
	}
}

func TestAuditVerify(t *testing.T) {
	a := newArchive(t)
	path := filepath.Join(a.dir, "journal.jsonl")
	got := a.ran(exitOK, "verify")
	if !strings.HasPrefix(got,
		a.dir+": 8 records in 1 file, 1 to 8, 2026-11-23T12:00:01Z to 2026-11-23T12:00:08Z, journal 0000") ||
		!strings.Contains(got, "\nnote: no anchor log was given, so") || !strings.HasSuffix(got, "\nsound\n") {
		t.Errorf("the report is not the one wanted:\n%s", got)
	}
	var log strings.Builder
	records, err := journal.Read(a.dir, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		fmt.Fprintf(&log, "Nov 23 12:00:00 jump tapdesk: journal=%s n=%d hash=%s kind=%s operator=\n", r.Journal, r.Serial,
			r.Hash, r.Kind)
	}
	a.in = strings.NewReader(log.String())
	if got := a.ran(exitOK, "verify", "--anchor", "-"); !strings.Contains(got, "8 records compared") ||
		strings.Contains(got, "note:") {
		t.Errorf("the report is not the one wanted:\n%s", got)
	}
	anchor := filepath.Join(t.TempDir(), "anchor.log")
	if err := os.WriteFile(anchor, []byte(strings.Replace(log.String(), records[4].Hash, records[5].Hash, 1)),
		0o600); err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitDiffer, "verify", "--anchor", anchor); !strings.HasSuffix(got,
		"\nbroken at "+path+":5: the anchor's log holds another hash for record 5\n") {
		t.Errorf("the report is not the one wanted:\n%s", got)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(text, []byte("twin-one"), []byte("twin-two"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitDiffer, "verify"); !strings.HasSuffix(got,
		"\nbroken at "+path+":6: its bytes do not match its own hash; and at 1 line after it\n") {
		t.Errorf("the report is not the one wanted:\n%s", got)
	}
	if a.errs.String() != "tapdesk: the journal did not pass the check; the last line above says where\n" {
		t.Errorf("standard error is %q, want the reason and what to do", a.errs)
	}
}

// TestAuditNeedsNothing checks that the commands need no sign-in, no terminal and no settings, and that a site's file
// that cannot be trusted does not name another place.
func TestAuditNeedsNothing(t *testing.T) {
	a := newArchive(t)
	a.terminal = func() bool { return false }
	a.site = filepath.Join(t.TempDir(), "site.toml")
	for site, says := range map[string]string{"": "", "colour = 1\n": "the site's file is not counted"} {
		if err := os.WriteFile(a.site, []byte(site), 0o600); err != nil {
			t.Fatal(err)
		}
		a.out.Reset()
		a.errs.Reset()
		if code := a.run(t.Context(), []string{"audit", "show"}); code != exitOK ||
			!strings.Contains(a.out.String(), "ordinary@") || !strings.Contains(a.errs.String(), says) {
			t.Errorf("%q: exit code %d, %s", site, code, a.errs)
		}
	}
	shared := t.TempDir()
	own := filepath.Join(shared, fmt.Sprint(os.Getuid()))
	if err := os.Rename(a.dir, own); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.site, []byte("journal.dir = \""+shared+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitOK, "verify"); !strings.HasPrefix(got, own+": 8 records") {
		t.Errorf("the report is not the one wanted:\n%s", got)
	}
}

func TestAuditRefusals(t *testing.T) {
	a := newArchive(t)
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitFailed, "there is no journal at", []string{"show", "--journal", nowhere}},
		{exitFailed, "there is no journal at", []string{"verify", "--journal", nowhere}},
		{exitFailed, "there is no journal in", []string{"verify", "--journal", t.TempDir()}},
		{exitFailed, "--anchor: ", []string{"verify", "--anchor", nowhere}},
		{exitUsage, "--format", []string{"export", "--format", "xml"}},
		{exitUsage, "--since", []string{"export", "--since", "soon"}},
		{exitUsage, "--zone", []string{"show", "--zone", ""}},
		{exitUsage, "takes no argument", []string{"verify", "x"}},
	} {
		if a.ran(c.code, c.args...); !strings.Contains(a.errs.String(), c.says) || strings.Count(a.errs.String(), "\n") != 1 {
			t.Errorf("%q says %q", c.args, a.errs)
		}
	}
	a.getenv = func(string) string { return "" }
	if a.ran(exitUsage, "show"); !strings.Contains(a.errs.String(), "XDG_STATE_HOME") {
		t.Errorf("standard error is %q, want the reason and what to do", a.errs)
	}
}

// TestAuditOfAllOperators reads the directory that a site names for all journals, with one journal for each operator.
func TestAuditOfAllOperators(t *testing.T) {
	a := newArchive(t)
	all := t.TempDir()
	first, second := filepath.Join(all, "998"), filepath.Join(all, "1001")
	if err := os.Rename(a.dir, first); err != nil {
		t.Fatal(err)
	}
	now := clock.NewManual(noon.Add(4500 * time.Millisecond))
	j := journal.Open(journal.Options{Dir: second, Clock: now, NewID: uuid.NewString})
	ruby := journal.Party{UserPrincipalName: "ruby@sandbox.example", ID: "op-2"}
	err := errors.Join(j.Append(journal.Record{Kind: journal.SignIn, Operator: ruby}), j.Close(t.Context()),
		os.WriteFile(filepath.Join(all, "README"), nil, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	want := `
UID   WHEN                     OPERATOR              WHAT     PERSON                    RESULT                TICKET         MORE
998   2026-11-23 13:00:01 CET  opal@sandbox.example  sign-in
998   2026-11-23 13:00:02 CET  opal@sandbox.example  create   ordinary@sandbox.example  in sight, not closed  INC1           60 min, ended: window
1001  2026-11-23 13:00:04 CET  ruby@sandbox.example  sign-in
998   2026-11-23 13:00:06 CET  opal@sandbox.example  create   twin-one@sandbox.example  refused               =HYPERLINK(1)  no role, "really"
998   2026-11-23 13:00:08 CET  opal@sandbox.example  create   日本@sandbox.example      unknown               INC3
`
	if got := a.ran(exitOK, "show", "--journal", all, "--zone", "Europe/Berlin"); got != want[1:] {
		t.Errorf("got\n%s\nwant%s", got, want)
	}
	if got := a.ran(exitOK, "export", "--journal", all); strings.Count(got, "\n") != 9 || !strings.Contains(got, "ruby@") {
		t.Errorf("got\n%s\nwant 9 records", got)
	}
	got := a.ran(exitOK, "verify", "--journal", all)
	if !strings.HasPrefix(got, first+": 8 records in 1 file") ||
		!strings.Contains(got, "\n"+second+": 1 record in 1 file") || !strings.HasSuffix(got, "\n2 of 2 journals sound\n") {
		t.Errorf("got\n%s\nwant both sound", got)
	}
	a.in = strings.NewReader("journal=a n=1 hash=" + strings.Repeat("0", 64))
	if got := a.ran(exitDiffer, "verify", "--journal", all, "--anchor", "-"); strings.Count(got,
		"no record of this journal") != 2 || !strings.Contains(got, "in none of these directories: a\n") {
		t.Errorf("got\n%s\nwant the anchor's log told apart from both", got)
	}
	if err := os.Mkdir(filepath.Join(all, "1002"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitFailed, "verify", "--journal", all); !strings.Contains(got,
		"there is no journal in "+filepath.Join(all, "1002")) || !strings.HasSuffix(got, "\n2 of 3 journals sound\n") {
		t.Errorf("got\n%s\nwant the third not checked", got)
	}
	if err := os.WriteFile(filepath.Join(second, "journal.jsonl"), []byte("waste\nwaste\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := a.ran(exitDiffer, "verify", "--journal", all); !strings.Contains(got,
		"broken at "+second+"/journal.jsonl:1: ") || !strings.HasSuffix(got, "\n1 of 3 journals sound\n") {
		t.Errorf("got\n%s\nwant the second broken", got)
	}
}
