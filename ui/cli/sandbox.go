package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
)

const aboutSandbox = `Serve a tenant in memory that answers as Microsoft Graph does, v1.0 and beta, on this machine
alone. Any Graph client can talk to it, and 'tapdesk --sandbox URL' is the console for it.

One line of JSON on standard output says where it listens (graph: the root URL with /v1.0), with
which bearer token (token) and for whom (operator); and for clients that sign in by themselves, where
(authority), as what (client_id) and which certificate to trust (ca_pem). SIGINT or SIGTERM ends it,
with exit code 0.

In addition to Graph it has:

    GET  /sandbox           what the console needs to attach
    GET  /sandbox/cast      the accounts made for one situation each, such as ordinary@sandbox.example
    POST /sandbox/signin    {"user":..., "pass":...}: sign in with a pass, as the person would
    POST /sandbox/register  {"user":..., "type":...}: register a method
    POST /sandbox/caller    {"script":SCRIPT}: let callers use the passes created from now on, as --caller;
                            with "user":NAME that person the pass they have; tells what callers did
    POST /sandbox/issue     {"user":...}: another client issues a pass; with "as":NAME as that one, with
                            "app":NAME as an app
    POST /sandbox/clock     {"advance":"10m"}: move the tenant's clock on
    POST /sandbox/faults    {"fault":SPEC}: make Graph or the sign-in fail
    POST /sandbox/approve   {"user_code":...}: enter the code of a device code sign-in, as its person would;
                            with "as":NAME as that one, with "decline":true to refuse
    POST /sandbox/revoke    {"user":...}: every sign-in of theirs ends
    POST /sandbox/roles     {"user":..., "roles":[NAME]}: the roles that are active from the next token on;
                            with "until":"1h" they end then, as an activation does
    POST /sandbox/session   {"user":...}: does their session still work; with "sign_in":true somebody who
                            knows the password signs in again
    POST /sandbox/settings  {"sign_in_lag":"2m", "retention":"720h", "premium":true, "throttles":"all"}:
                            the sign-in log, its licence, and which of Graph's limits are enforced

A fault is NAME[@OPERATION][:N|:always], and happens once unless it says more often. Graph's operations
are search, batch, list, create, delete, policy, audit, signins, details, evaluate, revoke, enable,
remove, reset, operation and roles; without one it is the next request, or create where the fault makes
sense for nothing else. gateway and gateway-done take a status, as in gateway-done-408; date takes a
year or how far the Date header is off, as in date-9999 and date+7m. The names:

%s

The sign-in's operations are discovery, devicecode, authorize, token and refresh; without one it is the
next request that the fault makes sense for. aadsts-NUMBER is that refusal of Microsoft's. The names:

%s

Graph's faults of the network and of a server in trouble hit the sign-in where they are aimed at it, as
in throttle-whole@token.

list-lag lets the lists after a create or delete show the state before it, for 20 s. list-misses lets a
list lack the pass that is there, from the next deletion on: server-500@delete with list-misses:4 is a
deletion that failed and looks as if it had worked.

Anyone who can reach the port can read the token; it opens nothing but this sandbox.`

func (p *program) sandboxCommand() *cobra.Command {
	var tenant tenantFlags
	var listen string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "serve a sandbox tenant to any Graph client",
		Long:  fmt.Sprintf(aboutSandbox, faultList(sandbox.FaultNames()), faultList(entra.FaultNames())),
		Example: "  tapdesk sandbox --listen 127.0.0.1:8080 --as reader --fault throttle-whole:3\n" +
			"  tapdesk sandbox --fault aadsts-53003@token",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			return p.serveSandbox(ctx, listen, &tenant)
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0",
		"`ADDRESS` and port to listen on, loopback only; port 0 takes a free one")
	tenant.register(cmd, "", "never")
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// serveSandbox serves a tenant until ctx ends, which is not an error.
func (p *program) serveSandbox(ctx context.Context, address string, flags *tenantFlags) error {
	addr, err := netip.ParseAddrPort(address)
	if err != nil || !addr.Addr().Unmap().IsLoopback() {
		return refuse("--listen %q: use a loopback address with a port, such as 127.0.0.1:8080", address)
	}
	options, err := flags.options(p.clock)
	if err != nil {
		return err
	}
	graph, authority, err := listen(address)
	if err != nil {
		return fmt.Errorf("could not listen: %w; use --listen with another port, or port 0 for a free one", err)
	}
	defer graph.Close()
	defer authority.Close()
	return serveTenant(ctx, options, graph, authority, func(tenant *sandbox.Tenant, _ *entra.Authority) error {
		if err := json.NewEncoder(p.out).Encode(tenant.Attach("http://" + graph.Addr().String())); err != nil {
			return fmt.Errorf("could not say where the sandbox listens: %w", err)
		}
		return nil
	})
}
