package journal

import (
	"context"
	"errors"
	"time"

	"tapdesk/state/clock"
)

// Entry is what an Anchor gets of a record.
type Entry struct {
	// Journal is the journal's id, Serial and Hash are the record's.
	Journal string
	Serial  uint64
	Hash    string
	Kind    Kind
	// Operator is the userPrincipalName of who is signed in; empty when nobody is.
	Operator string
}

// Anchor is a log that the journal's owner cannot write at will. Its methods may hang: the journal gives up on them.
type Anchor interface {
	// Send hands an entry over. An error says that the log has not got it.
	Send(Entry) error
	// Check says whether an entry could be sent.
	Check() error
	// Name says which log it is, in words.
	Name() string
}

// anchorPatience is how long the anchor may take for one entry.
const anchorPatience = 2 * time.Second

var errAnchorHangs = errors.New("no answer")

// fix hands an entry to the anchor. Where the site does not want an anchor, its silence is no error: each hash covers all that came
// before, so that the next one that arrives makes up for it.
func (j *Journal) fix(e Entry) (fate, error) {
	if j.o.Anchor == nil && !j.o.AnchorRequired {
		return present, nil
	}
	err := j.anchored(func() error { return j.o.Anchor.Send(e) })
	switch {
	case err == nil || !j.o.AnchorRequired:
		return present, nil
	case errors.Is(err, errAnchorHangs): // it may yet take it, and a line that it knows must stay
		return present, err
	}
	return absent, err
}

// anchored calls the anchor, but does not wait for ever, and not again while an earlier call has not come back.
func (j *Journal) anchored(call func() error) error {
	if j.o.Anchor == nil {
		return wrong(nil, "the site wants each record anchored in the system's log, and there is no log on this machine")
	}
	hangs := wrong(errAnchorHangs, "%s, in which the site wants each record anchored, does not answer", j.o.Anchor.Name())
	if j.anchoring != nil {
		select {
		case <-j.anchoring:
		default:
			return hangs
		}
	}
	ctx, cancel := clock.WithTimeout(context.Background(), j.o.Clock, anchorPatience)
	defer cancel()
	j.anchoring = make(chan error, 1)
	go func(result chan<- error) { result <- call() }(j.anchoring)
	select {
	case err := <-j.anchoring:
		j.anchoring = nil
		if err != nil {
			return wrong(err, "%s, in which the site wants each record anchored, does not take them: %v", j.o.Anchor.Name(), err)
		}
		return nil
	case <-ctx.Done():
		return hangs
	}
}
