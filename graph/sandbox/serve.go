package sandbox

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

// stopTime is how long Serve waits for answers under way when its context ends. It leaves room within a second.
const stopTime = 300 * time.Millisecond

// Serve answers on l until ctx ends, then closes l and every connection within a second and returns nil. It refuses a
// listener that is reached from other machines: the sandbox has no password.
func Serve(ctx context.Context, l net.Listener, t *Tenant) error {
	if !loopbackListener(l) {
		l.Close()
		return fmt.Errorf("sandbox listens on %s: refused, use a loopback address such as 127.0.0.1:0", l.Addr())
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	server := &http.Server{
		Handler: t, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog:    log.New(io.Discard, "", 0), // a log line could quote a request
		BaseContext: func(net.Listener) context.Context { return running },
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
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
