package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"tapdesk/graph/auth"
	"tapdesk/state/config"
	"tapdesk/state/session"
)

// signIn signs in without screens: it prints what the operator must know on standard error, line by line. It ends with
// ctx.
func (p *program) signIn(ctx context.Context, s *auth.Session, way config.Way) (session.Identity, error) {
	if way == config.Ask {
		var err error
		if way, err = p.askWay(); err != nil {
			return session.Identity{}, err
		}
	}
	begin := p.byBrowser
	if way == config.DeviceCode {
		begin = p.byCode
	}
	if err := begin(ctx, s); err != nil {
		return session.Identity{}, err
	}
	who, _ := s.Identity()
	p.say("signed in as %s", who.Operator.UserPrincipalName)
	return who, nil
}

// say prints a line on standard error.
func (p *program) say(format string, args ...any) { fmt.Fprintf(p.err, format+"\n", args...) }

// askWay asks how to sign in.
func (p *program) askWay() (config.Way, error) {
	in := bufio.NewReader(io.LimitReader(p.in, maxAnswers))
	for {
		fmt.Fprint(p.err, "Sign in by browser or by device code? [b/d] ")
		line, err := in.ReadString('\n')
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "b", "browser":
			return config.Browser, nil
		case "d", "device-code":
			return config.DeviceCode, nil
		}
		if err != nil {
			fmt.Fprintln(p.err)
			return "", refuse("there was no answer; choose with --sign-in instead")
		}
	}
}

func (p *program) byCode(ctx context.Context, s *auth.Session) error {
	code, wait, err := s.DeviceCode(ctx)
	if err != nil {
		return err
	}
	p.say("To sign in, open %s in any browser and type the code %s (good until %s UTC)",
		code.VerificationURL, code.UserCode, code.ExpiresOn.Format("15:04"))
	return p.await(ctx, code.Trouble, wait)
}

func (p *program) byBrowser(ctx context.Context, s *auth.Session) error {
	b, wait, err := s.Browser(ctx)
	if err != nil {
		return err
	}
	if b.Wanted != b.Port {
		p.say("port %d is taken by another program: if a forwarding of yours leads there, open nothing at it; this "+
			"time it is %d", b.Wanted, b.Port)
	}
	until := b.Until.Format("15:04")
	switch {
	case b.SSH != "":
		p.say("To sign in, run on your own machine, unless this is it:\n%s\nand open there, until %s UTC:\n%s",
			b.SSH, until, b.Address)
	default:
		p.say("To sign in, open in a browser on this machine, until %s UTC:\n%s", until, b.Address)
	}
	return p.await(ctx, b.Trouble, wait)
}

// await waits for the end of a sign-in, and prints each trouble on the way once.
func (p *program) await(ctx context.Context, trouble func() *session.Failure, wait func(context.Context) error) error {
	watched, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for said := ""; p.clock.Sleep(watched, time.Second) == nil; {
			if f := trouble(); f != nil && f.Happened != said {
				said = f.Happened
				p.say("still waiting: %s; %s", f.Happened, f.Operator)
			}
		}
	}()
	err := wait(ctx)
	stop()
	<-done
	return err
}
