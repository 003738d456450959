// Package command runs the programs of a site's own: one that is asked whether a pass may be issued, and one that is
// told what was done.
//
// A program is believed as root is, since root put it there (trust.Program); but it may hang, flood, crash or leave
// processes behind, and none of that may hurt the console. So it runs without a shell and without arguments, in / and
// in a session of its own (it has no terminal to write to), with an empty environment and no descriptor of the
// console's. One line of JSON goes to its standard input, at most 64 KiB are taken from its standard output, and
// standard error goes nowhere. After its end, or when its time is over, everything left of its process group is killed.
package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/text"
)

const (
	// Limit is how long a program may take, and how long one that says that it waits may be silent.
	Limit = 10 * time.Second
	// MaxOutput is how many bytes it may print.
	MaxOutput = 64 << 10
)

// Party is a person as the directory names them, as it came over the wire.
type Party struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName,omitempty"`
	Mail              string `json:"mail,omitempty"`
}

// Command is a program. It is safe for concurrent use.
type Command struct {
	// Path is absolute.
	Path  string
	Clock clock.Clock
	// Distrust says why the program at Path is not run, empty when it may be.
	Distrust func(path string) string
}

// The ends of a program that is killed. What a sentence calls the program stands before them.
var (
	errSilent = fmt.Errorf("gave no answer in %d s", int(Limit/time.Second))
	errSlow   = fmt.Errorf("did not end in %d s", int(Limit/time.Second))
	errFlood  = fmt.Errorf("printed more than %d KiB", MaxOutput>>10)
)

// run gives a program one line of JSON and waits for its end, for at most as long as limit. What it prints is taken by
// out, or goes nowhere where out is nil. An error is a sentence that begins with name, and context.Canceled where ctx
// ended.
func (c Command) run(ctx context.Context, name string, input any, limit time.Duration, out *output) error {
	const ask = "; ask the person who maintains it"
	if why := c.Distrust(c.Path); why != "" {
		return fmt.Errorf("%s was not run: %s", name, text.Line(why))
	}
	line, err := json.Marshal(input)
	if err != nil {
		return fmt.Errorf("%s could not be asked: %w", name, err)
	}
	child, err := c.begin(out)
	if err != nil {
		return fmt.Errorf("%s could not be run: %s", name, reason(err))
	}
	defer child.in.Close()
	err = c.attend(ctx, child, append(line, '\n'), limit, out)
	var ended *exec.ExitError
	switch {
	case err == nil, ctx.Err() != nil:
		return err
	case errors.As(err, &ended):
		return fmt.Errorf("%s failed (%s)%s", name, reason(err), ask)
	}
	return fmt.Errorf("%s %s%s", name, reason(err), ask)
}

// child is a running program, with the end of its standard input that is written to.
type child struct {
	*exec.Cmd
	all group
	in  *os.File
}

// begin starts the program.
func (c Command) begin(out *output) (child, error) {
	inR, inW, err := os.Pipe()
	if err != nil {
		return child{}, err
	}
	defer inR.Close()
	cmd := &exec.Cmd{Path: c.Path, Args: []string{c.Path}, Dir: "/", Env: []string{}, Stdin: inR}
	if out != nil {
		var outW *os.File
		if out.from, outW, err = os.Pipe(); err != nil {
			_ = inW.Close()
			return child{}, err
		}
		defer outW.Close()
		cmd.Stdout = outW
	}
	all, err := start(cmd)
	if err != nil {
		_ = inW.Close()
		out.close()
		return child{}, err
	}
	return child{cmd, all, inW}, nil
}

// attend feeds the program, lets out read what it prints, and outlives it.
func (c Command) attend(ctx context.Context, p child, input []byte, limit time.Duration, out *output) error {
	go func() { // ends when the program reads it all, or when in is closed
		_, _ = p.in.Write(input)
		_ = p.in.Close()
	}()
	out.begin()
	defer out.close()
	ended := make(chan struct{})
	go func() {
		p.all.awaitEnd()
		close(ended)
	}()
	reap := func() error {
		<-ended
		return p.Wait()
	}
	err := c.await(ctx, ended, limit, out)
	p.all.kill()
	if err != nil {
		go func() { _ = reap() }() // a process that hangs in the kernel is not waited for
		return err
	}
	err = reap()
	if out.drain() {
		return errFlood
	}
	return err
}

// await waits for the end of a program, as long as it may take and be silent.
func (c Command) await(ctx context.Context, ended <-chan struct{}, limit time.Duration, out *output) error {
	whole, done := clock.WithTimeout(ctx, c.Clock, limit)
	defer done()
	for {
		silent, heard := clock.WithTimeout(whole, c.Clock, Limit)
		select {
		case <-ended:
			heard()
			return nil
		case <-out.floods():
			heard()
			return errFlood
		case <-out.steps():
			heard()
			continue
		case <-silent.Done():
			heard()
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case limit > Limit && whole.Err() != nil:
			return fmt.Errorf("was still waiting after %d min", int(limit/time.Minute))
		case out == nil:
			return errSlow
		}
		return errSilent
	}
}

// reason is an error without the path of the program.
func reason(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return text.Line(err.Error())
}
