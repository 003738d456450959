// Package command asks a site's own program whether a pass may be issued: whether the ticket exists, for one.
//
// The program is believed as root is, since root put it there (trust.Program); but it may hang, flood, crash or leave
// processes behind, and none of that may hurt the console. So it runs without a shell and without arguments, in / and
// in a session of its own (it has no terminal to write to), with an empty environment and no descriptor of the
// console's; one JSON object goes to its standard input, one is taken from its standard output, up to 64 KiB, and
// standard error goes nowhere. After its end, or 10 seconds, everything left of its process group is killed. Only
// {"allow": true} with exit code 0 allows anything.
package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/text"
)

const (
	// Limit is how long the program may take.
	Limit = 10 * time.Second
	// MaxOutput is how many bytes it may print.
	MaxOutput = 64 << 10
	// maxMessage is how many runes of its message are shown.
	maxMessage = 300
)

// Party is a person as the directory names them, as it came over the wire.
type Party struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName,omitempty"`
}

// Request is what is sent to the program. Property names are Graph's where Graph has them; what is left to the tenant's
// policy is null.
type Request struct {
	// Version is that of this form, 1.
	Version int `json:"version"`
	// Operation is create.
	Operation         string     `json:"operation"`
	Ticket            string     `json:"ticket"`
	Verification      string     `json:"verification"`
	Person            Party      `json:"person"`
	Operator          Party      `json:"operator"`
	LifetimeInMinutes *int       `json:"lifetimeInMinutes"`
	StartDateTime     *time.Time `json:"startDateTime"`
	IsUsableOnce      *bool      `json:"isUsableOnce"`
}

// Answer is what the program said. Message is safe to draw, and may be empty.
type Answer struct {
	Allow   bool
	Message string
}

// Command is the program. It is safe for concurrent use.
type Command struct {
	// Path is absolute.
	Path  string
	Clock clock.Clock
	// Distrust says why the program at Path is not run, empty when it may be.
	Distrust func(path string) string
}

// Ask runs the program. An error is a sentence that says why there is no answer; nothing is allowed then.
func (c Command) Ask(ctx context.Context, r Request) (Answer, error) {
	if why := c.Distrust(c.Path); why != "" {
		return Answer{}, fmt.Errorf("the site's check was not run: %s", text.Line(why))
	}
	question, err := json.Marshal(r)
	if err != nil {
		return Answer{}, fmt.Errorf("the site's check could not be asked: %w", err)
	}
	limited, done := clock.WithTimeout(ctx, c.Clock, Limit)
	defer done()
	out, err := c.run(limited, append(question, '\n'))
	switch {
	case err != nil && ctx.Err() == nil && limited.Err() != nil:
		return Answer{}, fmt.Errorf("the site's check gave no answer in %d s; ask the person who maintains it",
			int(Limit/time.Second))
	case err != nil:
		return Answer{}, err
	}
	return parse(out)
}

// errFlood is the end of a program that prints too much.
var errFlood = fmt.Errorf("the site's check printed more than %d KiB; ask the person who maintains it", MaxOutput>>10)

// run returns what the program printed.
func (c Command) run(ctx context.Context, question []byte) ([]byte, error) {
	failed := func(what string, err error) error {
		return fmt.Errorf("the site's check could not be %s: %s", what, reason(err))
	}
	inR, inW, err := os.Pipe()
	if err != nil {
		return nil, failed("run", err)
	}
	defer inW.Close()
	outR, outW, err := os.Pipe()
	if err != nil {
		_ = inR.Close()
		return nil, failed("run", err)
	}
	defer outR.Close()
	cmd := &exec.Cmd{Path: c.Path, Args: []string{c.Path}, Dir: "/", Env: []string{}, Stdin: inR, Stdout: outW}
	all, err := start(cmd)
	_, _ = inR.Close(), outW.Close()
	if err != nil {
		return nil, failed("run", err)
	}
	return c.attend(ctx, cmd, all, question, inW, outR)
}

// attend feeds the program, reads what it prints, and outlives it.
func (c Command) attend(
	ctx context.Context, cmd *exec.Cmd, all group, question []byte, in, out *os.File,
) ([]byte, error) {
	go func() { // ends when the program reads it all, or when in is closed
		_, _ = in.Write(question)
		_ = in.Close()
	}()
	var read []byte
	flood, readEnd := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(readEnd)
		if read = readUpTo(out, MaxOutput+1); len(read) > MaxOutput {
			close(flood)
		}
	}()
	ended := make(chan struct{})
	go func() {
		all.awaitEnd()
		close(ended)
	}()
	reap := func() error {
		<-ended
		return cmd.Wait()
	}
	select {
	case <-ended:
		all.kill()
	case <-flood:
		all.kill()
		go func() { _ = reap() }() // a process that hangs in the kernel is not waited for
		return nil, errFlood
	case <-ctx.Done():
		all.kill()
		go func() { _ = reap() }()
		return nil, ctx.Err()
	}
	err := reap()
	// What the program wrote is in the pipe by now. A process that escaped its group may hold the pipe open for ever, so
	// its end is not waited for.
	_ = out.SetReadDeadline(time.Unix(1, 0))
	<-readEnd
	read = append(read, drain(out, MaxOutput+1-len(read))...)
	switch {
	case len(read) > MaxOutput:
		return nil, errFlood
	case err != nil:
		return nil, fmt.Errorf("the site's check failed (%s); ask the person who maintains it", reason(err))
	}
	return read, nil
}

// readUpTo reads until the end, until it has most bytes, or until the deadline is set.
func readUpTo(r io.Reader, most int) []byte {
	read, _ := io.ReadAll(io.LimitReader(r, int64(most)))
	return read
}

// reason is an error without the path of the program.
func reason(err error) string {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return text.Line(err.Error())
}

// parse takes one JSON object and nothing else. A key that could be read in two ways refuses: encoding/json would take
// "Allow" for "allow", and the last of two.
func parse(out []byte) (Answer, error) {
	var wire struct {
		Allow   *bool  `json:"allow"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(out, &wire); err != nil || wire.Allow == nil || ambiguous(out) {
		return Answer{}, errors.New(`the site's check did not answer {"allow": true or false, "message": TEXT}; ` +
			"ask the person who maintains it")
	}
	message := []rune(text.Line(wire.Message))
	if len(message) > maxMessage {
		message = append(message[:maxMessage], '…')
	}
	return Answer{Allow: *wire.Allow, Message: string(message)}, nil
}

// ambiguous reports whether a JSON object has a key twice, or one that differs from a known key by its case alone.
func ambiguous(object []byte) bool {
	keys := json.NewDecoder(bytes.NewReader(object))
	_, _ = keys.Token() // the opening brace
	seen := map[string]bool{}
	for keys.More() {
		token, err := keys.Token()
		key, isKey := token.(string)
		if err != nil || !isKey || seen[key] {
			return true
		}
		seen[key] = true
		for _, known := range []string{"allow", "message"} {
			if key != known && strings.EqualFold(key, known) {
				return true
			}
		}
		var value json.RawMessage
		if keys.Decode(&value) != nil {
			return true
		}
	}
	return false
}
