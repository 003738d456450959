package cli

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/graph/sandbox"
	"tapdesk/state/secret"
	"tapdesk/ui"
)

// The banners say, as long as the console runs, that nobody real is concerned.
const (
	demoBanner    = "DEMO: not a real tenant"
	sandboxBanner = "SANDBOX: not a real tenant"
)

// consoleFlags are the flags of the console.
type consoleFlags struct {
	demo                          bool
	sandbox, version, zone, cloud string
	tenant                        tenantFlags
}

func (c *consoleFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&c.demo, "demo", false, "run against a sandbox tenant of this process's own")
	f.StringVar(&c.sandbox, "sandbox", "", "run against the sandbox tenant at `URL` ('tapdesk sandbox' serves one)")
	f.StringVar(&c.version, "api-version", "v1.0", "Graph's `VERSION`: v1.0, or beta, which knows when a method was last used")
	f.StringVar(&c.cloud, "cloud", "global", "`CLOUD`: global, usgov (GCC High), usgov-dod or china, which has no Temporary Access Pass")
	f.StringVar(&c.zone, "zone", "", "your time `ZONE`, such as Europe/Berlin (default the machine's)")
	c.tenant.register(cmd, "with --demo: ")
	for name, values := range map[string][]string{"api-version": {"v1.0", "beta"}, "cloud": {"global", "usgov", "usgov-dod", "china"}} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
}

// choices are consoleFlags after the check.
type choices struct {
	root    string // of the sandbox to attach to, empty for a demo
	demo    sandbox.Options
	version string
	cloud   graph.Cloud
	zone    *time.Location
}

// check turns the flags into choices. Its errors name the flag and the way out.
func (c *consoleFlags) check(p *program, given func(flag string) bool) (choices, error) {
	out := choices{version: c.version, zone: time.Local}
	var err error
	switch {
	case c.demo && given("sandbox"):
		return out, refuse("--demo and --sandbox exclude each other: --demo brings a tenant of its own, --sandbox uses a running one")
	case given("sandbox"):
		if out.root, err = graph.LoopbackRoot(c.sandbox); err != nil {
			return out, refuse("--sandbox: %v", err)
		}
	case c.demo:
		if out.demo, err = c.tenant.options(p.clock); err != nil {
			return out, err
		}
	default:
		return out, refuse("signing in to a real tenant is not part of this version; 'tapdesk --demo' shows the console with invented people, and 'tapdesk --help' what else there is")
	}
	if c.version != "v1.0" && c.version != "beta" {
		return out, refuse("--api-version %q: use v1.0 or beta", c.version)
	}
	if out.cloud, err = graph.ParseCloud(c.cloud); err != nil {
		return out, refuse("--cloud %q: use global, usgov, usgov-dod or china", c.cloud)
	}
	if given("zone") {
		// LoadLocation takes an empty name for UTC, which is not what an unset variable in a script means.
		if out.zone, err = time.LoadLocation(c.zone); err != nil || c.zone == "" {
			return out, refuse("--zone %q: use an IANA name such as Europe/Berlin or UTC", c.zone)
		}
	}
	return out, nil
}

// runConsole runs the screens until the operator quits.
func (p *program) runConsole(cmd *cobra.Command, flags *consoleFlags) error {
	given := cmd.Flags().Changed
	for _, name := range tenantFlagNames {
		if given(name) && !flags.demo {
			return refuse("--%s goes with --demo; a sandbox that runs by itself takes it as 'tapdesk sandbox --%s'", name, name)
		}
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
	banner := sandboxBanner
	if flags.demo {
		banner = demoBanner
		if chosen.root, err = startDemo(ctx, chosen.demo); err != nil {
			return err
		}
	}
	options, err := p.options(chosen, banner)
	if err != nil {
		return err
	}
	return p.console(ctx, options)
}

// screenable says what is missing for a console, if anything is.
func (p *program) screenable() error {
	if !p.terminal() {
		return refuse("the console needs a terminal on standard input and output; run tapdesk from one, through SSH with 'ssh -t'")
	}
	if strings.EqualFold(p.getenv("TERM"), "dumb") {
		return refuse("the console cannot draw on a terminal of type dumb; set TERM to what the terminal is, such as xterm-256color")
	}
	return nil
}

// options makes the client and puts together what the screens need. It makes no connection.
func (p *program) options(chosen choices, banner string) (ui.Options, error) {
	tokens, err := auth.NewSandbox(chosen.root, nil)
	if err != nil {
		return ui.Options{}, err
	}
	vault := new(secret.Vault)
	client, err := graph.New(graph.Config{
		Cloud: chosen.cloud, Root: chosen.root, Version: chosen.version,
		Tokens: tokens, Clock: p.clock, Vault: vault, Agent: agent(),
	})
	if err != nil {
		return ui.Options{}, err
	}
	return ui.Options{
		Client: client, Tokens: tokens, Vault: vault, Clock: p.clock, Zone: chosen.zone, Cloud: chosen.cloud,
		Banner: banner, Notes: p.notes,
	}, nil
}

// startDemo serves a tenant on a free port of the loopback until ctx ends, and returns its root URL at once. The people are
// made up while the first frame is drawn; a request that comes too early waits in the listener's queue.
func startDemo(ctx context.Context, options sandbox.Options) (root string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("could not listen on the loopback for the demo: %w", err)
	}
	go func() {
		defer listener.Close()
		if tenant, err := sandbox.New(options); err == nil {
			// An end before ctx's shows in the console as "no answer", which is what it is.
			_ = sandbox.Serve(ctx, listener, tenant)
		}
	}()
	return "http://" + listener.Addr().String(), nil
}
