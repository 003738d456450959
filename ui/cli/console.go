package cli

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/graph/sandbox"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/card"
	"tapdesk/state/config"
	"tapdesk/state/secret"
	"tapdesk/state/trust"
	"tapdesk/ui"
)

// The banners say throughout that no real people are involved.
const (
	demoBanner    = "DEMO: not a real tenant"
	sandboxBanner = "SANDBOX: not a real tenant"
)

// consoleFlags are the flags of the console.
type consoleFlags struct {
	demo          bool
	sandbox, zone string
	site          string // the site's file to try
	open, ticket  string // of 'tapdesk open'
	debugLog      string // the file
	settings      settingFlags
	tenant        tenantFlags
}

func (c *consoleFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&c.demo, "demo", false, "run against a sandbox tenant of this process's own")
	f.StringVar(&c.sandbox, "sandbox", "", "run against the sandbox tenant at `URL` ('tapdesk sandbox' serves one)")
	f.StringVar(&c.site, "site", "", "with --demo and --sandbox: try `FILE` as the site's file")
	f.StringVar(&c.debugLog, "debug-log", "",
		"append to `FILE` which messages and requests there were and how long each took; no key, token or pass is in it")
	zoneFlag(cmd, &c.zone)
	_ = cmd.RegisterFlagCompletionFunc("sandbox", cobra.NoFileCompletions)
	c.settings.register(cmd)
	c.tenant.register(cmd, "with --demo: ", "passkey")
}

// choices is consoleFlags after the check.
type choices struct {
	root   string // of the sandbox to attach to, empty for a demo and for a real tenant
	demo   sandbox.Options
	config config.Loaded
	notes  []string // about the settings
	cloud  graph.Cloud
	zone   operatorZone
}

// real reports whether a real tenant is meant, so that the two files of settings count.
func (c *consoleFlags) real() bool { return !c.demo && c.sandbox == "" }

// check turns the flags into choices. Its errors name the flag and say what to do.
func (c *consoleFlags) check(p *program, given func(flag string) bool) (choices, error) {
	out := choices{}
	var err error
	switch {
	case c.demo && given("sandbox"):
		return out, refuse("--demo and --sandbox exclude each other: --demo brings a tenant of its own, --sandbox uses " +
			"a running one")
	case given("sandbox"):
		if out.root, err = graph.LoopbackRoot(c.sandbox); err != nil {
			return out, refuse("--sandbox: %v", err)
		}
	case c.demo:
		if out.demo, err = c.tenant.options(p.clock); err != nil {
			return out, err
		}
	}
	if c.real() {
		out.config, err = p.load(c.settings.given(given))
		out.notes = notes(out.config)
	} else {
		out.config, out.notes, err = p.rehearse(c.settings.given(given), c.site)
	}
	if err != nil {
		return out, err
	}
	if out.cloud, err = graph.ParseCloud(out.config.Cloud); err != nil {
		return out, refuse("--cloud: %v", err)
	}
	if given("ticket") {
		if c.ticket, err = out.config.Ticket.CheckTicket(c.ticket); err != nil || c.ticket == "" {
			return out, refuse("--ticket: %v", cmp.Or(err, errors.New("it is empty; leave the flag out, or name the ticket")))
		}
	}
	out.zone, err = p.zone(c.zone, given("zone"))
	return out, err
}

// runConsole runs the screens until the operator quits.
func (p *program) runConsole(cmd *cobra.Command, flags *consoleFlags) error {
	given := cmd.Flags().Changed
	for _, name := range tenantFlagNames {
		if given(name) && !flags.demo {
			return refuse("--%s goes with --demo; a sandbox that runs by itself takes it as 'tapdesk sandbox --%s'", name, name)
		}
	}
	for _, name := range []string{"tenant-id", "client-id"} {
		if given(name) && !flags.real() {
			return refuse("--%s goes with a real tenant; the tenant of --demo and --sandbox sets its own", name)
		}
	}
	if given("site") && flags.real() {
		return refuse("--site goes with --demo and --sandbox; a real tenant takes the site's file at %s", p.site)
	}
	chosen, err := flags.check(p, given)
	if err != nil {
		return err
	}
	if err := p.screenable(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	if needs := chosen.config.Missing(); flags.real() && len(needs) > 0 {
		if _, err := config.OperatorPath(p.getenv); err != nil {
			return refuse("%v", err)
		}
		wanted, err := p.welcome(ctx, needs)
		if err != nil || !wanted {
			return err
		}
		flags.demo = true // without the operator's settings, which are for a real tenant
		if chosen, err = flags.check(p, given); err != nil {
			return err
		}
	}
	debug, closeLog, err := openDebugLog(flags.debugLog)
	if err != nil {
		return err
	}
	defer closeLog()
	options, err := p.options(ctx, flags, chosen, debug)
	if err != nil {
		return err
	}
	j, remove, err := p.openJournal(chosen.config, flags.demo)
	if err != nil {
		return err
	}
	defer remove()
	options.Journal = j
	return p.console(ctx, options)
}

// screenable returns why the console cannot run here, or nil.
func (p *program) screenable() error {
	if !p.terminal() {
		return refuse("the console needs a terminal on standard input and output; run tapdesk from one, through SSH " +
			"with 'ssh -t'")
	}
	if strings.EqualFold(p.getenv("TERM"), "dumb") {
		return refuse("the console cannot draw on a terminal of type dumb; set TERM to what the terminal is, such as " +
			"xterm-256color")
	}
	return nil
}

// options creates the sign-in and the client, and collects what the screens need. It connects to nothing but the demo.
func (p *program) options(
	ctx context.Context, flags *consoleFlags, chosen choices, debug *slog.Logger,
) (ui.Options, error) {
	c, o := chosen.config, p.chosenOptions(flags, chosen)
	o.Terminal.Debug = debug
	root, sandboxed := chosen.root, !flags.real()
	if sandboxed {
		o.Banner, o.SignIn.AtOnce = sandboxBanner, true
		if c.Origin("sign_in.way").From == config.FromDefault {
			o.SignIn.First = ui.ByCode
		}
	}
	if flags.demo {
		demo, err := startDemo(ctx, chosen.demo)
		if err != nil {
			return o, err
		}
		o.Banner, root = demoBanner, demo.root
		o.SignIn.Approve = demo.approve
	}
	how := p.authOptions(c, chosen.cloud, root, sandboxed)
	if flags.demo {
		how.RuntimeDir = "" // in the demo the operator has a browser on this machine, and no ssh to a socket
	}
	session, err := auth.New(how)
	if err != nil {
		return o, err
	}
	o.Session = session
	o.Client, err = graph.New(graph.Config{
		Cloud: chosen.cloud, Root: root, Version: c.APIVersion, Tokens: session, Clock: p.clock, Vault: o.Vault,
		Agent: agent(), Debug: debug,
	})
	return o, err
}

// chosenOptions returns those options that follow from the flags and the settings alone.
func (p *program) chosenOptions(flags *consoleFlags, chosen choices) ui.Options {
	c := chosen.config
	o := ui.Options{
		Vault: new(secret.Vault), Clock: p.clock, Zone: chosen.zone.Location, Cloud: chosen.cloud,
		Reveal: ui.Reveal{
			Seconds: c.Reveal.Seconds, MaskOnBlur: c.Reveal.MaskOnBlur, Copy: c.Reveal.Copy,
			Recorders: p.recorders(c.Reveal.Recorded),
		},
		IdleLock: c.IdleLock, Site: c.Guard, Notes: slices.Concat(p.notes, chosen.notes),
		Form:   ui.Form{Presets: c.Presets, NoBuiltIns: !c.BuiltInPresets, ZoneDoubt: chosen.zone.doubt},
		SignIn: ui.SignIn{First: c.SignIn.Way, AtOnce: c.SignIn.Way == config.Browser, PasteBack: c.SignIn.PasteBack},
	}
	o.Desk = call.Desk{
		Rules: c.Ticket, Bounds: c.Bounds, PacePerHour: c.PacePerHour, SignInsAtOnce: c.SignIns == config.WithPerson,
		NoRevoke: !c.Actions.Revoke, NoRemoval: !c.Actions.RemoveMethods,
		Blocks: c.Actions.BlockSignIn, Resets: c.Actions.ResetPassword, PasswordLength: c.Actions.PasswordLength,
	}
	o.Wanted = ui.Wanted{Query: flags.open, Ticket: flags.ticket}
	if c.VerifyCommand != "" {
		o.Form.Checker = p.siteProgram(c.VerifyCommand)
	}
	if c.NotifyCommand != "" {
		o.Desk.Notifier = command.NewNotifier(p.siteProgram(c.NotifyCommand))
	}
	if c.ReadOnly {
		o.ReadOnly = lookingOnly(c)
	}
	if c.Reveal.Card != "" {
		var err error
		if o.Card, err = card.Load(c.Reveal.Card); err != nil {
			o.Notes = append(o.Notes, err.Error()+", so callers are told the built-in text")
		}
	}
	return o
}

// siteProgram returns a program of the site's, which is run as long as only root could have written it.
func (p *program) siteProgram(path string) command.Command {
	return command.Command{
		Path: path, Clock: p.clock, Distrust: func(path string) string { return trust.Program(path, p.system) },
	}
}

// authOptions returns how to sign in. A sandbox names its own tenant.
func (p *program) authOptions(c config.Loaded, cloud graph.Cloud, root string, sandboxed bool) auth.Options {
	o := auth.Options{
		Clock: p.clock, Cloud: cloud, RedirectPort: c.SignIn.RedirectPort, UID: userNumber(), SSHHost: c.SignIn.SSHHost,
		SSHConnection: p.getenv("SSH_CONNECTION"), RuntimeDir: p.getenv("XDG_RUNTIME_DIR"), PasteBack: c.SignIn.PasteBack,
		IgnoreProxy: !c.TrustEnvironment,
	}
	if sandboxed {
		o.Sandbox = root
		return o
	}
	o.TenantID, o.ClientID = c.TenantID, c.ClientID
	return o
}

// lookingOnly returns why nothing is written, or "".
func lookingOnly(c config.Loaded) string {
	switch origin := c.Origin("read_only"); origin.From {
	case config.FromSafety:
		return "the site's file cannot be relied upon"
	case config.FromFlag:
		return "--read-only was given"
	default:
		return "read_only is set by " + origin.String()
	}
}

// notes returns what the operator must know at the start: about the files, and about variables that affect the network.
func notes(c config.Loaded) []string {
	out := c.Notes()
	for _, v := range c.Environment {
		says := " is set and used: " + v.Value
		if !v.Counts {
			says = " is set and ignored: " + v.Because.String()
		}
		out = append(out, v.Name+says)
	}
	return out
}
