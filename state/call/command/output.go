package command

import (
	"bytes"
	"encoding/json"
	"os"
	"time"

	"tapdesk/state/text"
)

// output is what a program prints: lines that say that it waits, as they come, and what follows them. Its methods but
// take may be called on nil, for a program whose output goes nowhere.
type output struct {
	// say takes the text of each line that says that the program waits, safe to draw, and must not block. It is not
	// called any more once the program's end was told.
	say func(string)

	from  *os.File
	size  int
	rest  []byte        // what no line of waiting was
	step  chan struct{} // holds one while a line of waiting has come
	flood chan struct{} // closed by too much
	over  chan struct{} // closed when nothing is read any more
}

// begin reads in a goroutine of its own.
func (o *output) begin() {
	if o == nil {
		return
	}
	o.step, o.flood, o.over = make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(o.over)
		buffer := make([]byte, 4096)
		for {
			n, err := o.from.Read(buffer)
			if o.take(buffer[:n]); o.size > MaxOutput {
				close(o.flood)
				return
			}
			if err != nil {
				return
			}
		}
	}()
}

// take takes a piece of what was printed.
func (o *output) take(piece []byte) {
	o.size += len(piece)
	o.rest = append(o.rest, piece...)
	for {
		o.rest = bytes.TrimLeft(o.rest, " \t\r\n")
		line, rest, whole := bytes.Cut(o.rest, []byte("\n"))
		if !whole {
			return
		}
		said, waits := waiting(line)
		if !waits {
			return
		}
		o.rest = rest
		o.say(said)
		select {
		case o.step <- struct{}{}:
		default:
		}
	}
}

// steps and floods never receive where nothing is read.
func (o *output) steps() <-chan struct{} {
	if o == nil {
		return nil
	}
	return o.step
}

func (o *output) floods() <-chan struct{} {
	if o == nil {
		return nil
	}
	return o.flood
}

// stop ends the reading. A process that escaped its group may hold the pipe open for ever, so its end is not waited
// for.
func (o *output) stop() {
	_ = o.from.SetReadDeadline(time.Unix(1, 0))
	<-o.over
}

// drain takes what a program that has ended left in the pipe, and reports whether it printed too much.
func (o *output) drain() bool {
	if o == nil {
		return false
	}
	o.stop()
	if o.size <= MaxOutput {
		o.take(drain(o.from, MaxOutput+1-o.size))
	}
	return o.size > MaxOutput
}

// close ends the reading for good.
func (o *output) close() {
	switch {
	case o == nil:
		return
	case o.over != nil:
		o.stop()
	}
	_ = o.from.Close()
}

// maxSaid is how many runes of what a program says are shown.
const maxSaid = 300

// shown is what a program says, safe to draw and short enough.
func shown(said string) string {
	line := []rune(text.Line(said))
	if len(line) > maxSaid {
		line = append(line[:maxSaid], '…')
	}
	return string(line)
}

// waiting returns what a line says, and whether it says that the program waits: {"state": "waiting", "say": TEXT}. With
// an answer in it, or a key that could be read in two ways, it does not.
func waiting(line []byte) (said string, waits bool) {
	var wire struct {
		State string          `json:"state"`
		Say   string          `json:"say"`
		Allow json.RawMessage `json:"allow"`
	}
	if json.Unmarshal(line, &wire) != nil || wire.State != stateWaiting || wire.Allow != nil ||
		ambiguous(line, "state", "say", "allow") {
		return "", false
	}
	return shown(wire.Say), true
}

// stateWaiting is the state of a program that has no answer yet.
const stateWaiting = "waiting"
