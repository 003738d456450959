package sandbox

import (
	"context"
	"net"
	"net/http"

	"tapdesk/graph/sandbox/wire"
)

// Serve serves the tenant on l until ctx ends, then closes l and every connection within a second and returns nil. It
// refuses a listener that other machines can reach: the sandbox has no password.
func Serve(ctx context.Context, l net.Listener, t *Tenant) error {
	return wire.Serve(ctx, l, &http.Server{Handler: t})
}
