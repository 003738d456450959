package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"tapdesk/graph/sandbox"
)

const aboutSandbox = `Serve a tenant in memory that answers as Microsoft Graph does, v1.0 and beta, on this machine alone.
Any Graph client can talk to it, and 'tapdesk --sandbox URL' is the console for it.

One line of JSON on standard output says where it listens (graph: the root URL with /v1.0), with
which bearer token (token) and for whom (operator). SIGINT or SIGTERM ends it, with exit code 0.

Beside Graph it has:

    GET  /sandbox           what the console needs to attach
    GET  /sandbox/cast      the accounts made for one situation each, such as ordinary@sandbox.example
    POST /sandbox/signin    {"user":..., "pass":...}: sign in with a pass, as the person would
    POST /sandbox/register  {"user":..., "type":...}: register a method
    POST /sandbox/clock     {"advance":"10m"}: move the tenant's clock on
    POST /sandbox/faults    {"fault":SPEC}: let Graph misbehave

A fault is NAME[@OPERATION][:N|:always], and happens once unless it says more often. The operations
are search, batch, list, create, delete and policy; without one it is the next request, or create
where the fault makes sense for nothing else. The names:

%s

Whoever can reach the port can read the token: it opens nothing but this sandbox.`

func (p *program) sandboxCommand() *cobra.Command {
	var tenant tenantFlags
	var listen string
	cmd := &cobra.Command{
		Use:     "sandbox",
		Short:   "serve a sandbox tenant to any Graph client",
		Long:    fmt.Sprintf(aboutSandbox, faultList()),
		Example: "  tapdesk sandbox --listen 127.0.0.1:8080 --as reader --fault throttle-whole:3",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return p.serveSandbox(ctx, listen, &tenant)
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "`ADDRESS` and port to listen on, loopback only; port 0 takes a free one")
	tenant.register(cmd, "")
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// serveSandbox serves a tenant until ctx ends, which is no error.
func (p *program) serveSandbox(ctx context.Context, listen string, flags *tenantFlags) error {
	addr, err := netip.ParseAddrPort(listen)
	if err != nil || !addr.Addr().Unmap().IsLoopback() {
		return refuse("--listen %q: use a loopback address with a port, such as 127.0.0.1:8080", listen)
	}
	options, err := flags.options(p.clock)
	if err != nil {
		return err
	}
	tenant, err := sandbox.New(options)
	if err != nil {
		return refuse("%v", err)
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("could not listen: %w; use --listen with another port, or port 0 for a free one", err)
	}
	defer listener.Close()
	if err := json.NewEncoder(p.out).Encode(tenant.Attach("http://" + listener.Addr().String())); err != nil {
		return fmt.Errorf("could not say where the sandbox listens: %w", err)
	}
	return sandbox.Serve(ctx, listener, tenant)
}
