package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/clock"
	"tapdesk/state/journal"
)

// office is a sandbox served over HTTP, and a journal.
type office struct {
	t        *testing.T
	demo     demo
	journal  *journal.Journal
	dir      string
	ids      map[string]string // of the cast, by name
	tenantID string
	writes   int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: filepath.Join(resolved(t, t.TempDir()), "journal")}
	var err error
	if o.demo, err = startDemo(t.Context(),
		sandbox.Options{People: 10, Seed: 1, As: defaultAccount, Clock: clock.System{}}); err != nil {
		t.Fatal(err)
	}
	var cast []struct{ Name, ID string }
	o.get("/sandbox/cast", &cast)
	var attach struct {
		TenantID string `json:"tenant_id"`
	}
	o.get("/sandbox", &attach)
	o.ids, o.tenantID = map[string]string{}, attach.TenantID
	for _, member := range cast {
		o.ids[member.Name] = member.ID
	}
	o.journal = journal.Open(journal.Options{Dir: o.dir, Clock: clock.System{}, Host: "jump.sandbox.example",
		NewID: func() string {
			o.writes++
			return fmt.Sprintf("00000000-0000-4000-8000-%012d", o.writes)
		}})
	t.Cleanup(func() { _ = o.journal.Close(context.Background()) })
	return o
}

func resolved(t *testing.T, dir string) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func (o *office) get(path string, into any) {
	o.t.Helper()
	resp, err := http.Get(o.demo.root + path)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil || resp.StatusCode != http.StatusOK {
		o.t.Fatalf("%s: %d, %v", path, resp.StatusCode, err)
	}
}

func (o *office) post(path, token, body string, into any) {
	o.t.Helper()
	req, err := http.NewRequestWithContext(o.t.Context(), http.MethodPost, o.demo.root+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		o.t.Fatalf("POST %s: status %d, want 2xx", path, resp.StatusCode)
	}
	if into != nil {
		if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
			o.t.Fatal(err)
		}
	}
}

// issue creates a pass with some other client, and returns when.
func (o *office) issue(as, person string) time.Time {
	o.t.Helper()
	var attach struct{ Token string }
	o.get("/sandbox?as="+as, &attach)
	var created struct{ CreatedDateTime time.Time }
	o.post("/v1.0/users/"+o.ids[person]+"/authentication/temporaryAccessPassMethods", attach.Token, "{}", &created)
	return created.CreatedDateTime
}

// records writes the two records of a pass issued by the operator.
func (o *office) records(person string, created time.Time) {
	o.t.Helper()
	o.write(journal.Record{Operation: journal.Create}, person, created)
}

// write writes the two records of a write of the operator's.
func (o *office) write(intent journal.Record, person string, created time.Time) {
	o.t.Helper()
	party := func(name string) journal.Party {
		return journal.Party{ID: o.ids[name], UserPrincipalName: name + "@" + sandbox.Domain}
	}
	o.writes++
	intent.Kind, intent.Write = journal.Intent, fmt.Sprintf("00000000-0000-4000-9000-%012d", o.writes)
	intent.Operator, intent.Person, intent.Ticket = party("operator"), party(person), "INC-4711"
	intent.TenantID, intent.Cloud, intent.GraphRoot = o.tenantID, "global", o.demo.root
	outcome := intent
	outcome.Kind, outcome.Result, outcome.CreatedDateTime = journal.Outcome, cmp.Or(intent.Result, journal.Done), created
	intent.Result = ""
	for _, r := range []journal.Record{intent, outcome} {
		if err := o.journal.Append(r); err != nil {
			o.t.Fatal(err)
		}
	}
}

var codeToType = regexp.MustCompile(`type the code ([A-Z0-9]{9}) `)

// typist is a standard error whose reader types the code of a device code sign-in on its page.
type typist struct {
	said    bytes.Buffer
	approve func(string)
}

func (w *typist) Write(b []byte) (int, error) {
	if m := codeToType.FindSubmatch(b); m != nil {
		w.approve(string(m[1]))
	}
	return w.said.Write(b)
}

// run runs the command against the sandbox.
func (o *office) run(args ...string) (code int, out, errs string) {
	o.t.Helper()
	p, stdout, _ := testProgram()
	stderr := &typist{approve: o.demo.approve}
	p.err = stderr
	args = append([]string{"audit", "reconcile", "--sandbox", o.demo.root, "--journal", o.dir, "--since", "3m"}, args...)
	code = p.run(o.t.Context(), args)
	return code, stdout.String(), stderr.said.String()
}

func (o *office) later(d string) { o.post("/sandbox/clock", "", fmt.Sprintf(`{"advance":%q}`, d), nil) }

// TestReconcileWithAllOperators reads each journal in the directory that --journal names, and skips those without
// records.
func TestReconcileWithAllOperators(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	all := t.TempDir()
	if err := errors.Join(os.Symlink(o.dir, filepath.Join(all, "link")),
		os.Mkdir(filepath.Join(all, "1001"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := o.run("--journal", all); code != exitUsage || !strings.Contains(errs, "there is no journal in") {
		t.Errorf("of nobody's: exit code %d, %q", code, errs)
	}
	if err := os.CopyFS(filepath.Join(all, "1000"), os.DirFS(o.dir)); err != nil {
		t.Fatal(err)
	}
	o.dir = all
	if code, out, errs := o.run(); code != exitOK || !strings.Contains(out, "against 1 journal,") ||
		!strings.Contains(out, "1 matched, 0 differences") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
}

// TestReconcileFindsBothKindsOfDifferences issues one pass with another client and writes one line without a pass,
// among others that have both.
func TestReconcileFindsBothKindsOfDifferences(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	if code, out, errs := o.run(); code != exitOK || !strings.Contains(out, "1 matched, 0 differences") {
		t.Fatalf("exit code %d\n%s\n%s", code, out, errs)
	}
	o.issue("global-admin", "twin-one")
	o.records("apostrophe", time.Now())
	code, out, errs := o.run()
	if code != exitDiffer || strings.Count(out, "the log lags") != 1 ||
		!strings.Contains(out, "1 matched, 1 difference, 1 not to be judged") {
		t.Errorf("before the log can have it: exit code %d\n%s\n%s", code, out, errs)
	}
	o.later("20m")
	code, out, errs = o.run()
	if code != exitDiffer || !strings.HasSuffix(errs,
		"tapdesk: the journals and Entra's audit log differ: 2 differences\n") {
		t.Errorf("exit code %d, %q", code, errs)
	}
	for _, want := range []string{
		"Entra's audit log against 1 journal, ", "\nDone, and in no journal: 1\n",
		"  created  twin-one@sandbox.example  by global-admin@sandbox.example from 127.0.0.1\n",
		"\nIn a journal, and not in the log: 1\n",
		"  create  apostrophe@sandbox.example  by operator@sandbox.example, on jump.sandbox.example, ticket INC-4711\n",
		"\n1 matched, 2 differences\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(errs, "Bearer") || !strings.Contains(errs, "signed in as operator@sandbox.example\n") {
		t.Errorf("standard error: %s", errs)
	}
}

// TestReconcileOfSessionsAndMethods compares a revocation and a removal that the journal has, two that it has not, and
// a revocation of which it does not know the outcome.
func TestReconcileOfSessionsAndMethods(t *testing.T) {
	o := newOffice(t)
	do := func(as, method, path string) {
		t.Helper()
		var attach struct{ Token string }
		o.get("/sandbox?as="+as, &attach)
		req, err := http.NewRequestWithContext(t.Context(), method, o.demo.root+"/v1.0/users/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+attach.Token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode/100 != 2 {
			t.Fatalf("%s %s: status %d, want 2xx", method, path, resp.StatusCode)
		}
	}
	const phone = "/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7"
	for as, person := range map[string]string{"operator": "ordinary", "global-admin": "twin-one"} {
		do(as, http.MethodPost, o.ids[person]+"/revokeSignInSessions")
		do(as, http.MethodDelete, o.ids[person]+phone)
	}
	do("operator", http.MethodPost, o.ids["apostrophe"]+"/revokeSignInSessions")
	o.write(journal.Record{Operation: journal.Revoke}, "ordinary", time.Time{})
	o.write(journal.Record{Operation: journal.Remove, MethodID: "m1", Method: "Phone"}, "ordinary", time.Time{})
	o.write(journal.Record{Operation: journal.Revoke, Result: journal.Unknown}, "apostrophe", time.Time{})
	o.write(journal.Record{Operation: journal.Remove, MethodID: "m1", Method: "Phone"}, "disabled", time.Time{})
	o.later("20m")
	code, out, errs := o.run()
	for _, want := range []string{
		"\nDone, and in no journal: 2\n",
		"  sessions revoked  twin-one@sandbox.example  by global-admin@sandbox.example from 127.0.0.1\n",
		"  method removed  twin-one@sandbox.example  by global-admin@sandbox.example from 127.0.0.1\n",
		"\nIn a journal, and not in the log: 1\n",
		"  remove  disabled@sandbox.example  by operator@sandbox.example, on jump.sandbox.example, ticket INC-4711, Phone\n",
		"\nOf unknown outcome in a journal: the log shows that it happened: 1\n",
		"\n3 matched, 3 differences\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("exit code %d, the report lacks %q:\n%s\n%s", code, want, out, errs)
		}
	}
}

func TestReconcileNamesAnApp(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	o.post("/sandbox/issue", "", `{"user":"twin-two","app":"On\u202eboarding"}`, nil)
	code, out, errs := o.run()
	if code != exitDiffer || !strings.Contains(out,
		"  registered  twin-two@sandbox.example  by the app On\ufffdboarding, app id ") {
		t.Errorf("exit code %d\n%s\n%s", code, out, errs)
	}
}

// TestReconcileNamesAccountRecovery: what Entra issued itself is no difference, but is listed with the app's id, since
// any app can have that name.
func TestReconcileNamesAccountRecovery(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	o.post("/sandbox/issue", "", `{"user":"twin-two","app":"Microsoft account recovery"}`, nil)
	code, out, errs := o.run()
	for _, want := range []string{
		"Not to be judged: 1\n",
		"by the app Microsoft account recovery (the log names account recovery), app id ", "any app can have that name",
		"1 matched, 0 differences, 1 not to be judged",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit code %d, want 0 and %q\n%s\n%s", code, want, out, errs)
		}
	}
}

func TestReconcileInJSON(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	o.issue("global-admin", "twin-one")
	o.records("apostrophe", time.Now())
	o.later("20m")
	code, out, errs := o.run("--format", "json", "--journal", o.dir) // a journal named twice counts once
	var report struct {
		TenantID    string
		Journals    []string
		Differences int
		Outside     []struct {
			What   string
			Actor  struct{ UserPrincipalName, IPAddress string }
			Person struct{ UserPrincipalName string }
		}
		Missing []struct {
			Operation, Ticket string
			Person            struct{ ID string }
		}
		Matched []struct {
			Event struct{ ActivityDisplayName string }
			Line  struct{ Result string }
		}
		Doubts, PolicyChanges []any
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitDiffer {
		t.Fatalf("exit code %d, %v\n%s\n%s", code, err, out, errs)
	}
	if report.TenantID != o.tenantID || report.Differences != 2 || len(report.Outside) != 1 || len(report.Missing) != 1 ||
		len(report.Matched) != 1 ||
		report.Doubts == nil || report.PolicyChanges == nil {
		t.Fatalf("report = %s", out)
	}
	if e := report.Outside[0]; e.What != "created" || e.Actor.UserPrincipalName != "global-admin@sandbox.example" ||
		e.Actor.IPAddress == "" || e.Person.UserPrincipalName != "twin-one@sandbox.example" {
		t.Errorf("outside = %+v", e)
	}
	if l := report.Missing[0]; l.Operation != "create" || l.Ticket != "INC-4711" || l.Person.ID != o.ids["apostrophe"] {
		t.Errorf("missing = %+v", l)
	}
	if m := report.Matched[0]; m.Event.ActivityDisplayName != "Admin registered security info" || m.Line.Result != "done" {
		t.Errorf("matched = %+v", m)
	}
}

func TestReconcileFailures(t *testing.T) {
	o := newOffice(t)
	o.records("ordinary", o.issue("operator", "ordinary"))
	for _, c := range []struct {
		name, path, body string
		says             []string
	}{
		{"sign-in refused", "/sandbox/faults", `{"fault":"aadsts-53003@token"}`,
			[]string{"could not sign in", "AADSTS53003"}},
		{"a log that fails half way", "/sandbox/faults", `{"fault":"html-body@audit"}`,
			[]string{"could not read Entra's audit log"}},
		{"no role", "/sandbox/roles", `{"user":"operator","roles":["Authentication Administrator"]}`,
			[]string{"could not read Entra's audit log", "AuditLog.Read.All",
				"Reports Reader, Security Reader, Security Administrator"}},
	} {
		o.post(c.path, "", c.body, nil)
		code, out, errs := o.run()
		if code != exitFailed || out != "" {
			t.Errorf("%s: exit code %d, %q", c.name, code, out)
		}
		for _, want := range c.says {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: %q does not say %q", c.name, errs, want)
			}
		}
	}
}

func TestReconcileUsage(t *testing.T) {
	dir := resolved(t, t.TempDir())
	for _, c := range []struct {
		name string
		args []string
		says string
	}{
		{"format", []string{"--format", "csv"}, "text or json"},
		{"since nothing", []string{"--since", ""}, "24h"},
		{"since ahead", []string{"--since", "-1h"}, "7d"},
		{"since a word", []string{"--since", "yesterday"}, "2026-12-01"},
		{"no journal", []string{"--sandbox", "http://127.0.0.1:1", "--journal", dir}, "there is no journal"},
		{"no journal of one's own", []string{"--sandbox", "http://127.0.0.1:1"}, "--journal"},
		{"sandbox elsewhere", []string{"--sandbox", "http://192.0.2.1"}, "this machine"},
		{"tenant of a sandbox", []string{"--sandbox", "http://127.0.0.1:1", "--tenant-id", someTenant}, "--tenant-id"},
		{"no tenant", nil, "tapdesk init"},
		{"no client", []string{"--tenant-id", someTenant}, "--client-id"},
		{"argument", []string{"now"}, "tapdesk audit reconcile --help"},
	} {
		p, out, errs := testProgram()
		if code := p.run(t.Context(), append([]string{"audit", "reconcile"}, c.args...)); code != exitUsage ||
			out.Len() > 0 || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: exit code %d, %q, %q lacks %q", c.name, code, out, errs, c.says)
		}
	}
}

func TestSince(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	zone := time.FixedZone("", 5*3600+45*60)
	for text, want := range map[string]time.Time{
		"90m":                       now.Add(-90 * time.Minute),
		"24h":                       now.Add(-24 * time.Hour),
		"7d":                        now.Add(-7 * 24 * time.Hour),
		"2026-11-30T12:00:00+01:00": time.Date(2026, 11, 30, 11, 0, 0, 0, time.UTC),
		"2026-11-30":                time.Date(2026, 11, 29, 18, 15, 0, 0, time.UTC),
	} {
		if got, err := since(text, now, zone); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "0h", "-1h", "d", "99999d", "1w", "2026-13-01", "2026-12-02", "now"} {
		if got, err := since(text, now, zone); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestAskedHowToSignIn(t *testing.T) {
	for answers, want := range map[string]string{"x\nB\n": "browser", "d": "device-code", "": ""} {
		p, _, _ := testProgram()
		p.in = strings.NewReader(answers)
		if way, err := p.askWay(); string(way) != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", answers, way, err)
		}
	}
}
