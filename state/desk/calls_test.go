package desk

import (
	"fmt"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/clock"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// phone is a desk without Graph and journal.
func phone() (*Desk, *clock.Manual) {
	c := clock.NewManual(time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC))
	return New(Options{Now: c.Now, Clock: c}), c
}

func someone(id string) person.Person {
	return person.Person{ID: text.NewKey(id), DisplayName: text.Text(id)}
}

// TestACallGoesOn when the line drops: what was said stays for half an hour, for the same person and operator alone.
func TestACallGoesOn(t *testing.T) {
	d, c := phone()
	d.Call(someone("ann")).HasTicket("INC1", c.Now())
	c.Advance(Kept - 1)
	if got := d.Call(someone("ANN")).Said(c.Now()).Ticket; got != "INC1" {
		t.Errorf("the ticket of a call that goes on is %q, want INC1", got)
	}
	if got := d.Call(someone("bob")).Said(c.Now()).Ticket; got != "" {
		t.Errorf("the ticket of another person is %q, want none", got)
	}
	open := d.Call(someone("ann"))
	c.Advance(1)
	if got := open.Said(c.Now()).Ticket; got != "" {
		t.Errorf("the ticket of a call that is over is %q, want none, also on a screen that is still open", got)
	}
	if got := d.Call(someone("ann")); got == open {
		t.Error("got the call that is over, want a new one")
	}
	d.Call(someone("ann")).HasTicket("INC2", c.Now())
	d.Clear()
	if got := d.Call(someone("ann")).Said(c.Now()).Ticket; got != "" {
		t.Errorf("the ticket after another operator signed in is %q, want none", got)
	}
}

// TestACallKeepsWhatWasDone when the person is left and opened again, and drops what was read: that may have changed.
func TestACallKeepsWhatWasDone(t *testing.T) {
	d, c := phone()
	open := d.Call(someone("ann"))
	open.Opened(person.Dossier{Person: someone("ann"), ReadAt: c.Now()})
	p := pass.Pass{ID: text.NewKey("p1"), CreatedDateTime: c.Now()}
	asked := open.ToIssue(pass.Draft{Lifetime: "60"}, pass.Checked{}, call.Case{}, c.Now())
	open.Issued(asked, Outcome{Issued: pass.Issued{Pass: p}}, c.Now())
	open.Unsettled(Inquiry{Inquiry: pass.NewDeleteInquiry(c.Now(), c.Now(), p.ID, false)}, c.Now())
	c.Advance(time.Minute)
	again := d.Call(someone("ann"))
	if again.Dossier != nil {
		t.Error("got the dossier of before, want it to be read again")
	}
	if got := again.Pass(); got == nil || got.ID != p.ID {
		t.Errorf("the pass is %+v, want the one that was created", got)
	}
	if again.Inquiry == nil || !again.Said(c.Now()).Issued {
		t.Errorf("inquiry %v, said %+v; want both kept", again.Inquiry, again.Said(c.Now()))
	}
}

// TestACopyIsACommandsOwn: what Update does to the call afterwards is not in it.
func TestACopyIsACommandsOwn(t *testing.T) {
	d, c := phone()
	call := d.Call(someone("ann"))
	call.Opened(person.Dossier{Person: someone("ann"), Pass: &pass.Pass{ID: text.NewKey("p1")}})
	call.HasTicket("INC1", c.Now())
	copied := call.Copy()
	call.Opened(person.Dossier{Person: someone("ann")})
	call.HasTicket("INC2", c.Now())
	call.Removed(pass.Pass{ID: text.NewKey("p1")}, c.Now())
	if p := copied.Pass(); p == nil || p.ID != text.NewKey("p1") {
		t.Errorf("the copy's pass is %+v, want p1", p)
	}
	if got := copied.Said(c.Now()).Ticket; got != "INC1" {
		t.Errorf("the copy's ticket is %q, want INC1", got)
	}
}

// TestCallsAreBounded: those in which nothing was said go, the oldest first.
func TestCallsAreBounded(t *testing.T) {
	d, c := phone()
	said := d.Call(someone("said"))
	said.HasTicket("INC1", c.Now())
	for n := range 2 * mostCalls {
		c.Advance(time.Second)
		d.Call(someone(fmt.Sprint(n)))
	}
	if n := len(d.calls); n > mostCalls+1 {
		t.Errorf("%d calls are kept, want at most %d", n, mostCalls+1)
	}
	if d.Call(someone("said")) != said {
		t.Error("the call in which something was said is gone")
	}
}
