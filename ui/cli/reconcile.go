package cli

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/state/audit"
	"tapdesk/state/config"
	"tapdesk/state/journal"
	"tapdesk/state/text"
)

const aboutReconcile = `Compare Entra's audit log with journals: which passes were issued or deleted,
sessions revoked and methods removed without a line in any journal, and which journal lines have no event in
the log. They are matched by operator, person and time. Sessions that people and services revoke by
themselves, as with a change of a password, are left out.

You are asked to sign in, on standard error. It takes the scope AuditLog.Read.All and one of the roles Reports
Reader, Security Reader, Security Administrator. The log lags by minutes, and is kept for 7 or 30 days: what cannot
be judged for that reason is listed. Journals are taken as they are; 'tapdesk audit verify' checks them.

Exit codes:

    0    each event has its line, and each line its event, as far as can be judged
    1    failed, with the reason on standard error
    2    wrong usage or settings
    3    there are differences`

type reconcileFlags struct {
	sandbox, since, format string
	journals               []string
	settings               settingFlags
}

func (p *program) reconcileCommand() *cobra.Command {
	var flags reconcileFlags
	cmd := &cobra.Command{
		Use:   "reconcile",
		Short: "compare Entra's audit log with journals; signs in",
		Long:  aboutReconcile,
		Example: "  tapdesk audit reconcile --since 7d\n" +
			"  tapdesk audit reconcile --since 24h --journal /var/lib/tapdesk/1000 " +
			"--journal /var/lib/tapdesk/1001 --format json\n" +
			"  tapdesk audit reconcile --sandbox http://127.0.0.1:8080 --since 1h",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := p.newReconcile(&flags, cmd.Flags().Changed)
			if err != nil {
				return err
			}
			return r.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&flags.since, "since", "24h", "how far back: `TIME` as 90m, 24h, 7d, or a date, 2026-12-01 or RFC 3339")
	f.StringArrayVar(&flags.journals, "journal", nil,
		"the `DIR`ectory of a journal, or of those of all operators (default your own); may be repeated")
	f.StringVar(&flags.format, "format", "text", "`FORMAT` of the report: text or json")
	f.StringVar(&flags.sandbox, "sandbox", "", "compare with the sandbox tenant at `URL`")
	_ = cmd.RegisterFlagCompletionFunc("format",
		cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("sandbox", cobra.NoFileCompletions)
	_ = cmd.MarkFlagDirname("journal")
	flags.settings.register(cmd, "tenant_id", "client_id", "cloud", "sign_in.way", "sign_in.redirect_port",
		"sign_in.ssh_host", "api_version")
	f.BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// reconcile is one comparison, after its flags were checked.
type reconcile struct {
	*program
	client   *graph.Client
	session  *auth.Session
	way      config.Way
	since    time.Time
	journals []string
	print    func(*reconcile, comparison) error
}

// newReconcile checks the flags, and that the journals can be read, before anybody must sign in.
func (p *program) newReconcile(flags *reconcileFlags, given func(string) bool) (*reconcile, error) {
	r := &reconcile{program: p, journals: flags.journals, print: printers[flags.format]}
	if r.print == nil {
		return nil, refuse("--format %q: use text or json", flags.format)
	}
	zone, err := p.printingZone("", false)
	if err != nil {
		return nil, err
	}
	if r.since, err = since(flags.since, p.clock.Now(), zone); err != nil {
		return nil, err
	}
	settings, err := r.connect(flags, given)
	if err != nil {
		return nil, err
	}
	if len(r.journals) == 0 {
		r.journals = []string{p.journalDir(settings)}
	}
	return r, r.findJournals()
}

// findJournals replaces each directory of all operators' journals by the journals in it, and makes sure that each can
// be read. It leaves out a journal without records, unless it is the only one of its path.
func (r *reconcile) findJournals() error {
	var found []string
	for _, path := range r.journals {
		before := len(found)
		for _, dir := range journal.Directories(path) {
			records, err := r.readJournal(dir)
			if err != nil {
				return err
			}
			if len(records) > 0 {
				found = append(found, dir)
			}
		}
		if len(found) == before {
			return refuse("there is no journal in %q; name one with --journal", text.Line(path))
		}
	}
	r.journals = found
	return nil
}

// connect creates the session and the client from the settings, which it returns. It connects to nothing.
func (r *reconcile) connect(flags *reconcileFlags, given func(string) bool) (c config.Loaded, err error) {
	sandboxed, root := given("sandbox"), ""
	if sandboxed {
		for _, name := range []string{"tenant-id", "client-id"} {
			if given(name) {
				return c, refuse("--%s goes with a real tenant; the tenant of --sandbox sets its own", name)
			}
		}
		if root, err = graph.LoopbackRoot(flags.sandbox); err != nil {
			return c, refuse("--sandbox: %v", err)
		}
	}
	if sandboxed {
		c, _, err = r.rehearse(flags.settings.given(given), "")
	} else {
		c, err = r.load(flags.settings.given(given))
	}
	if err != nil {
		return c, err
	}
	cloud, err := graph.ParseCloud(c.Cloud)
	if err != nil {
		return c, refuse("--cloud: %v", err)
	}
	if needs := c.Missing(); !sandboxed && len(needs) > 0 {
		return c, refuse("%s is not set: %s; run 'tapdesk init', or use --%s", needs[0].Key, needs[0].What,
			config.FlagName(needs[0].Key))
	}
	r.way = c.SignIn.Way
	if sandboxed && c.Origin("sign_in.way").From == config.FromDefault {
		r.way = config.DeviceCode
	}
	if !sandboxed {
		for _, note := range notes(c) {
			r.say("note: %s", note)
		}
	}
	if r.session, err = auth.New(r.authOptions(c, cloud, root, sandboxed)); err != nil {
		return c, refuse("%v", err)
	}
	r.client, err = graph.New(graph.Config{
		Cloud: cloud, Root: root, Version: c.APIVersion, Tokens: r.session, Clock: r.clock, Agent: agent(),
	})
	return c, err
}

// readJournal returns the records of a journal that may belong to the period, and the journal's first record, which
// shows how far back it goes.
func (r *reconcile) readJournal(dir string) ([]journal.Record, error) {
	first, found, err := journal.First(dir)
	if err != nil {
		return nil, err
	}
	records, err := journal.Read(dir, r.since.Add(-audit.Margin))
	if err == nil && found {
		records = append(records, first)
	}
	return records, err
}

// comparison is a report and what was compared.
type comparison struct {
	audit.Report
	tenantID string
	journals []string
}

// differing is the error of a comparison that found differences: a sentence, printed after the report.
type differing struct{ text string }

func (d differing) Error() string { return d.text }

// run signs in, reads the log, compares, and prints.
func (r *reconcile) run(ctx context.Context) error {
	defer r.session.SignOut()
	who, err := r.signIn(ctx, r.session, r.way)
	if err != nil {
		return err
	}
	o := audit.Options{Since: r.since, TenantID: who.TenantID, GraphRoot: r.client.Root()}
	// Graph's clock decides what is too recent to judge, and if this machine's clock is far off, learning Graph's takes
	// two answers. A refusal is one too.
	_, _ = r.client.OwnRoles(ctx)
	var events []audit.Event
	read := 0
	for page, err := range r.client.AuditSince(ctx, r.since.Add(-audit.Margin)) {
		if err != nil {
			return err
		}
		if read > 0 { // a long log takes minutes at the pace that Graph allows
			r.say("read %d events, back to %s", read+page.Read, stamp(page.Oldest))
		}
		read += page.Read
		events = append(events, page.Events...)
		if o.Oldest.IsZero() || !page.Oldest.IsZero() && page.Oldest.Before(o.Oldest) {
			o.Oldest = page.Oldest
		}
	}
	o.Now = r.client.Now()
	// Read the journals after the log: a line is written before its event, so every event read has its line by now.
	var records []journal.Record
	for _, dir := range r.journals {
		more, err := r.readJournal(dir)
		if err != nil {
			return err
		}
		records = append(records, more...)
	}
	c := comparison{Report: audit.Reconcile(events, records, o), tenantID: who.TenantID, journals: r.journals}
	if err := r.print(r, c); err != nil {
		return err
	}
	if n := c.Differences(); n > 0 {
		return differing{"the journals and Entra's audit log differ: " + plural(n, "difference")}
	}
	return nil
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

var days = regexp.MustCompile(`^([0-9]{1,4})d$`)

// since returns how far back to look: an age such as 24h, or a date, which is in zone.
func since(text string, now time.Time, zone *time.Location) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, text, zone)
	}
	if err != nil {
		var ago time.Duration
		if m := days.FindStringSubmatch(text); m != nil {
			n, _ := strconv.Atoi(m[1]) // four digits at most
			ago, err = time.Duration(n)*24*time.Hour, nil
		} else {
			ago, err = time.ParseDuration(text)
		}
		at = now.Add(-ago)
	}
	if err != nil || !at.Before(now) {
		return time.Time{}, refuse("--since %q: use how far back, such as 90m, 24h or 7d, or a date in the past, such "+
			"as 2026-12-01", text)
	}
	return at.UTC(), nil
}
