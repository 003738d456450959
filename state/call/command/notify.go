package command

import (
	"context"
	"errors"
	"sync"
	"time"
)

// notification is what sentences call the program that is told what was done.
const notification = "the site's notification program"

// Notice is what the program is told of what was done, or may have been. Property names are Graph's where Graph has
// them. No field can hold the value of a pass, a password or a token.
type Notice struct {
	// Version is that of this form, 1.
	Version int `json:"version"`
	// Operation is that of the journal, or impostor. Result is done, or unknown where the answer was lost; it may become
	// known later, with another notice that has the same Write.
	Operation string `json:"operation"`
	Result    string `json:"result"`
	// When is by Graph's clock, UTC. Write is the client-request-id of the request, empty where there was none.
	When  time.Time `json:"when"`
	Write string    `json:"write,omitempty"`

	Person       Party  `json:"person"`
	Operator     Party  `json:"operator"`
	Ticket       string `json:"ticket"`
	Verification string `json:"verification"`
	// LifetimeInMinutes, StartDateTime (UTC) and IsUsableOnce are of a new pass, Method says in words which sign-in method
	// was removed.
	LifetimeInMinutes *int       `json:"lifetimeInMinutes,omitempty"`
	StartDateTime     *time.Time `json:"startDateTime,omitempty"`
	IsUsableOnce      *bool      `json:"isUsableOnce,omitempty"`
	Method            string     `json:"method,omitempty"`

	// Addresses are those of the person, nil where they were not read. Manager is nil where there is none or it was not
	// read.
	Addresses []Address `json:"addresses"`
	Manager   *Party    `json:"manager"`
	// SecurityContact is the site's, empty where it names none.
	SecurityContact string `json:"securityContact"`
}

// Address is one that is stored of a person.
type Address struct {
	// Kind is mail, otherMails, mobilePhone or businessPhones, as Graph names the property, or phoneMethod or emailMethod
	// for what is registered to sign in with.
	Kind string `json:"kind"`
	// Address is a mail address or a phone number, safe to draw.
	Address string `json:"address"`
	// Changed reports whether it was changed in the last 14 days, as far as is known.
	Changed Changed `json:"changedIn14Days"`
}

// Changed is whether an address was changed lately.
type Changed string

// The answers.
const (
	Yes        Changed = "yes"
	No         Changed = "no" // no change in what was read of Entra's audit log
	NotChecked Changed = "not checked"
)

// Tell runs the program with a notice. An error is a sentence that says why it was not delivered, as far as is known.
func (c Command) Tell(ctx context.Context, n Notice) error {
	if ctx.Err() != nil {
		return errors.New(notification + " was not run: the console ended first")
	}
	err := c.run(ctx, notification, n, Limit, nil)
	if err != nil && ctx.Err() != nil {
		return errors.New(notification + " was ended with the console, before it was done")
	}
	return err
}

// Notifier runs the program for one notice after another, in their order. It is safe for concurrent use.
type Notifier struct {
	command Command
	ctx     context.Context // ends with the console
	end     context.CancelFunc

	mu    sync.Mutex
	queue []notice
	idle  chan struct{} // closed once the queue is empty; nil while it is
}

// notice is one in the queue.
type notice struct {
	Notice
	failed func(error)
}

// NewNotifier returns a Notifier that runs a program.
func NewNotifier(c Command) *Notifier {
	n := &Notifier{command: c}
	n.ctx, n.end = context.WithCancel(context.Background())
	return n
}

// Notify takes a notice, and waits for nothing. failed gets why it was not delivered, from another goroutine.
func (n *Notifier) Notify(what Notice, failed func(error)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.queue = append(n.queue, notice{what, failed})
	if n.idle == nil {
		n.idle = make(chan struct{})
		go n.deliver()
	}
}

// deliver runs the program until the queue is empty.
func (n *Notifier) deliver() {
	for {
		n.mu.Lock()
		if len(n.queue) == 0 {
			close(n.idle)
			n.idle = nil
			n.mu.Unlock()
			return
		}
		next := n.queue[0]
		n.queue = n.queue[1:]
		n.mu.Unlock()
		if err := n.command.Tell(n.ctx, next.Notice); err != nil {
			next.failed(err)
		}
	}
}

// Close waits until every notice was delivered or failed. When ctx ends first, the program is ended, and those that are
// left fail at once.
func (n *Notifier) Close(ctx context.Context) {
	n.mu.Lock()
	idle := n.idle
	n.mu.Unlock()
	if idle == nil {
		return
	}
	select {
	case <-idle:
	case <-ctx.Done():
		n.end()
		<-idle
	}
}
