package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/journal"
)

// transcript is a command's output in a document: its name, and the block after it.
var transcript = regexp.MustCompile("(?m)^<!-- run: (\\S+) -->\n```([a-z]+)\n((?s:.*?))^```$")

// TestTranscripts checks that the commands print what the documents say.
func TestTranscripts(t *testing.T) {
	texts := map[string]string{"reconcile": reconcileTranscript(t)}
	texts["show"], texts["verify"], texts["record"] = journalTranscripts(t)
	found := 0
	inOrder(papers(t), func(paper, text string) {
		want := transcript.ReplaceAllStringFunc(text, func(block string) string {
			found++
			part := transcript.FindStringSubmatch(block)
			if texts[part[1]] == "" {
				t.Errorf("%s: there is no transcript %q", paper, part[1])
				return block
			}
			return fmt.Sprintf("<!-- run: %s -->\n```%s\n%s```", part[1], part[2], texts[part[1]])
		})
		switch {
		case want == text:
		case *update:
			if err := os.WriteFile(filepath.Join(top, filepath.FromSlash(paper)), []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s has other transcripts than the program: run go generate ./ui/cli\ngot\n%s\nwant\n%s", paper, text, want)
		}
	})
	if found != len(texts) {
		t.Errorf("found %d transcripts, want %d", found, len(texts))
	}
}

// journalTranscripts returns what the commands print about the journal of a morning, and one of its records.
func journalTranscripts(t *testing.T) (show, verify, record string) {
	t.Helper()
	const home = "~/.local/state/tapdesk"
	now := clock.NewManual(noon)
	a := archiveOf(t, now, morning())
	show = "$ tapdesk audit show --zone Europe/Berlin\n" + a.ran(exitOK, "show", "--zone", "Europe/Berlin")
	verify = "$ tapdesk audit verify\n" + strings.ReplaceAll(a.ran(exitOK, "verify"), a.dir, home)
	line := strings.Split(a.ran(exitOK, "export", "--ticket", "INC0012345"), "\n")[1]
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(line), "", "  "); err != nil {
		t.Fatal(err)
	}
	return show, verify, indented.String() + "\n"
}

// morning is an operator's work: a pass that was handed over and deleted, and one that Graph refused.
func morning() []journal.Record {
	operator := journal.Party{UserPrincipalName: "opal@sandbox.example", ID: "0f0e3c1a-51a7-4c4e-9b7b-0a6f3f6a1c11"}
	minutes, yes, once := 60, true, true
	of := func(kind journal.Kind, operation journal.Operation, write, person, ticket string) journal.Record {
		return journal.Record{
			Kind: kind, Operation: operation, Write: write, ClientRequestID: write, Operator: operator, Ticket: ticket,
			Verification: "call-back: mobile",
			Person: journal.Party{
				UserPrincipalName: person + "@sandbox.example", ID: "ec2216cd-3f5b-4480-994a-e533c014b3fe",
			},
			TenantID: someTenant, Cloud: "global", GraphRoot: "https://graph.microsoft.com", SSHClient: "203.0.113.7",
			Session: "3f0c2a52-8f0e-4a0b-b3a4-6a1f4d3e2c10",
		}
	}
	const (
		first  = "8d1f7a10-0c58-4f0e-8a52-5f2f0a9b6d01"
		second = "8d1f7a10-0c58-4f0e-8a52-5f2f0a9b6d02"
		third  = "8d1f7a10-0c58-4f0e-8a52-5f2f0a9b6d03"
	)
	done := of(journal.Outcome, journal.Create, first, "ordinary", "INC0012345")
	done.Result, done.Status, done.LifetimeInMinutes, done.IsUsableOnce = journal.Done, 201, &minutes, &once
	done.PassID, done.RequestID = "5e3fb9fe-e0e2-4d13-b3c9-d9229e780661", "1bfd98d6-ed51-4b57-b525-9ad1243826cc"
	done.CreatedDateTime, done.StartDateTime = noon.Add(3*time.Second), noon.Add(3*time.Second)
	refused := of(journal.Outcome, journal.Create, third, "out-of-scope", "INC0012346")
	refused.Result, refused.Status, refused.Reason = journal.Refused, 400, "the tenant's policy does not allow it "+
		"for this person"
	deleted := of(journal.Outcome, journal.Delete, second, "ordinary", "INC0012345")
	deleted.Result, deleted.Status = journal.Done, 204
	return []journal.Record{
		{Kind: journal.SignIn, Operator: operator},
		of(journal.Intent, journal.Create, first, "ordinary", "INC0012345"), done,
		{Kind: journal.RevealBegin, Write: first},
		{Kind: journal.RevealEnd, Write: first, Revealed: &yes, Reason: journal.ReasonClosed},
		of(journal.Intent, journal.Delete, second, "ordinary", "INC0012345"), deleted,
		of(journal.Intent, journal.Create, third, "out-of-scope", "INC0012346"), refused,
		{Kind: journal.SignOut, Operator: operator},
	}
}

// varying is what differs from run to run, and its replacement in the documents.
var varying = []struct {
	what *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`), "2026-11-22 03:51:28"},
	{regexp.MustCompile(`2026-11-22 03:51:28 to`), "2026-11-21 03:51:28 to"},
	{regexp.MustCompile(`https://127\.0\.0\.1:\d+`), "https://127.0.0.1:35593"},
	{regexp.MustCompile(`code [A-Z0-9]{9} `), "code BVZDHDJBL "},
	{regexp.MustCompile(`until \d\d:\d\d UTC`), "until 04:06 UTC"},
}

// reconcileTranscript is what 'audit reconcile' prints after a pass that was issued with the console and one with
// another client.
func reconcileTranscript(t *testing.T) string {
	t.Helper()
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	o.issue("global-admin", "twin-one")
	o.later("20m")
	code, out, errs := o.run()
	if code != exitDiffer {
		t.Fatalf("exit code %d, want %d\n%s%s", code, exitDiffer, errs, out)
	}
	greeting, last, _ := strings.Cut(errs, "tapdesk: ")
	text := "$ tapdesk audit reconcile --since 24h\n" + greeting + out + "tapdesk: " + last
	for _, v := range varying {
		text = v.what.ReplaceAllString(text, v.as)
	}
	return text
}
