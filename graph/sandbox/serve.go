package sandbox

import (
	"context"
	"net"
	"net/http"

	"tapdesk/graph/sandbox/wire"
)

// Serve answers on l until ctx ends, then closes l and every connection within a second and returns nil. It refuses a
// listener that is reached from other machines: the sandbox has no password.
func Serve(ctx context.Context, l net.Listener, t *Tenant) error {
	return wire.Serve(ctx, l, &http.Server{Handler: t})
}
