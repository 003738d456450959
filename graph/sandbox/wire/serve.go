package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// stopTime is how long Serve waits for answers in progress when its context ends, so that it can return within a
// second.
const stopTime = 300 * time.Millisecond

// Serve runs a server on l until ctx ends, with TLS if it has a certificate. It then closes l and every connection
// within a second and returns nil. It refuses a listener that other machines can reach: the sandbox has no password.
func Serve(ctx context.Context, l net.Listener, server *http.Server) error {
	if !loopbackListener(l) {
		l.Close()
		return fmt.Errorf("sandbox listens on %s: refused, use a loopback address such as 127.0.0.1:0", l.Addr())
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server.ReadHeaderTimeout, server.IdleTimeout, server.MaxHeaderBytes = 10*time.Second, 5*time.Minute, 64<<10
	server.ErrorLog = log.New(io.Discard, "", 0) // a log line could quote a request
	server.BaseContext = func(net.Listener) context.Context { return running }
	done := make(chan error, 1)
	go func() {
		if server.TLSConfig != nil {
			done <- server.ServeTLS(l, "", "")
			return
		}
		done <- server.Serve(l)
	}()
	select {
	case err := <-done:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return fmt.Errorf("sandbox stopped: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if server.Shutdown(grace) != nil {
		stop()
		server.Close()
	}
	<-done
	return nil
}

func loopbackListener(l net.Listener) bool {
	tcp, ok := l.Addr().(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
