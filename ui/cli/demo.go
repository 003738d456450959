package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
)

// approveAfter is how long the person in the demo takes to type the code, unless a key hurries them.
const approveAfter = 1500 * time.Millisecond

// demo is a sandbox tenant in this process.
type demo struct {
	root    string
	approve func(codeOrPage string)
}

// startDemo serves a tenant and its token service on free loopback ports until ctx ends, and returns at once. The
// people are generated while the first frame is drawn; a request that comes too early waits in the listener's queue.
func startDemo(ctx context.Context, options sandbox.Options) (demo, error) {
	graph, authority, err := listen("127.0.0.1:0")
	if err != nil {
		return demo{}, fmt.Errorf("could not listen on the loopback for the demo: %w", err)
	}
	approvals := make(chan string, 1)
	go func() {
		defer graph.Close()
		defer authority.Close()
		// If it ends before ctx, the console reports "no answer", which is true.
		_ = serveTenant(ctx, options, graph, authority, func(_ *sandbox.Tenant, a *entra.Authority) error {
			a.AutoApprove(approveAfter)
			go func() {
				for {
					select {
					case <-ctx.Done():
						return
					case what := <-approvals: // an error means that it is approved already, or too old
						if landing, err := a.Browse(what); err == nil {
							_ = landing.Visit(ctx, nil)
							continue
						}
						_ = a.Approve(what, "")
					}
				}
			}()
			return nil
		})
	}()
	return demo{root: "http://" + graph.Addr().String(), approve: func(what string) {
		select {
		case approvals <- what:
		default:
		}
	}}, nil
}

// listen opens a port for Graph at the address, and a free port for the token service.
func listen(address string) (graph, authority net.Listener, err error) {
	if graph, err = net.Listen("tcp", address); err != nil {
		return nil, nil, err
	}
	host, _, _ := net.SplitHostPort(graph.Addr().String())
	if authority, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
		return nil, nil, errors.Join(err, graph.Close())
	}
	return graph, authority, nil
}

// serveTenant creates a tenant with its token service and serves both until ctx ends. It calls ready when both are
// there.
func serveTenant(ctx context.Context, options sandbox.Options, graph, authority net.Listener,
	ready func(*sandbox.Tenant, *entra.Authority) error) error {
	tenant, err := sandbox.New(options)
	if err != nil {
		return refuse("%v", err)
	}
	a, err := sandbox.NewAuthority(tenant)
	if err != nil {
		return fmt.Errorf("could not make the token service: %w", err)
	}
	tenant.SetAuthority("https://"+authority.Addr().String(), a.CAPEM())
	if err := ready(tenant, a); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		defer stop()
		ended <- entra.Serve(ctx, authority, a)
	}()
	err = sandbox.Serve(ctx, graph, tenant)
	stop()
	return errors.Join(err, <-ended)
}
