package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/call"
	"tapdesk/state/call/command"
	"tapdesk/state/fault"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/secret"
	"tapdesk/state/situation"
	"tapdesk/state/text"
	"tapdesk/state/verdict"
)

// told takes notices as the site's program would.
type told struct {
	notices []command.Notice
	err     error
}

func (t *told) Notify(n command.Notice, failed func(error)) {
	if t.notices = append(t.notices, n); t.err != nil {
		failed(t.err)
	}
}

func (t *told) Close(context.Context) {}

func notified(program *told) *rig {
	return newRig(func(o *Options) {
		o.Notifier, o.Site = program, verdict.Site{SecurityContact: "Security desk, +44 113 496 0999"}
		o.Blocks, o.Resets = true, true
	})
}

// TestWhatIsNotified: what was done, and what may have been, and nothing that did not happen.
func TestWhatIsNotified(t *testing.T) {
	grounds := call.Case{Ticket: "INC1", Verification: "in-person"}
	method := person.Method{ID: text.NewKey("m1"), Type: "phoneAuthenticationMethod", PhoneNumber: "+44 7700 900100"}
	writes := map[journal.Operation]func(*rig, *Call) error{
		journal.Create: func(r *rig, c *Call) error { _, err := r.Issue(t.Context(), c.Copy(), r.asks(c)); return err },
		journal.Delete: func(r *rig, c *Call) error { _, err := r.Delete(t.Context(), c.Copy(), r.deletes(c)); return err },
		journal.Revoke: func(r *rig, c *Call) error { _, err := r.Revoke(t.Context(), c.Copy()); return err },
		journal.Remove: func(r *rig, c *Call) error {
			_, err := r.Remove(t.Context(), c.Copy(), grounds, method, journal.Series{})
			return err
		},
		journal.Block:   func(r *rig, c *Call) error { _, err := r.Block(t.Context(), c.Copy()); return err },
		journal.Unblock: func(r *rig, c *Call) error { _, err := r.Unblock(t.Context(), c.Copy(), grounds); return err },
		journal.Reset:   func(r *rig, c *Call) error { _, err := r.Reset(t.Context(), c.Copy(), grounds); return err },
	}
	for operation, write := range writes {
		for name, c := range map[string]struct {
			answer error
			want   []string
		}{
			"done":     {nil, []string{"done"}},
			"lost":     {&fault.Fault{Kind: fault.Unknown}, []string{"unknown"}},
			"refused":  {&fault.Fault{Kind: fault.Denied, Status: 403}, nil},
			"not sent": {&fault.Fault{Kind: fault.Offline}, nil},
		} {
			program := new(told)
			r := notified(program)
			r.answer, r.value = c.answer, new(secret.Vault).Keep([]byte("Canary-7Kq2"))
			if err := write(r, r.open()); (err == nil) != (c.answer == nil) {
				t.Fatalf("%s, %s: %v", operation, name, err)
			}
			var got []string
			for _, n := range program.notices {
				line, err := json.Marshal(n)
				if err != nil || strings.Contains(string(line), "Canary") {
					t.Errorf("%s, %s: %v, and it was told %s", operation, name, err, line)
				}
				if got = append(got, n.Result); n.Operation != string(operation) || n.Write != "w1" || n.Person.ID != "ann" ||
					n.Operator.ID != "opal" || n.SecurityContact == "" || !n.When.Equal(r.clock.Now()) {
					t.Errorf("%s, %s: it was told %s", operation, name, line)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: it was told %q, want %q", operation, name, got, c.want)
			}
		}
	}
}

// TestALostAnswerIsNotifiedTwice: first as unknown, and again under the same id once it turns out to be done.
func TestALostAnswerIsNotifiedTwice(t *testing.T) {
	program := new(told)
	r := notified(program)
	c := r.open()
	r.answer = &fault.Fault{Kind: fault.Unknown}
	got, _ := r.Revoke(t.Context(), c.Copy())
	r.valid = r.clock.Now()
	r.Inquire(t.Context(), []Inquiry{*got.Open})
	n := program.notices
	if len(n) != 2 || n[0].Result != "unknown" || n[1].Result != "done" || n[1].Write != n[0].Write ||
		n[1].Operation != "revoke" || n[1].Person.ID != "ann" {
		t.Errorf("it was told %+v, want unknown and then done", n)
	}
}

// TestAnImpostorIsNotified, who is no write.
func TestAnImpostorIsNotified(t *testing.T) {
	program := new(told)
	r := notified(program)
	c := r.open()
	r.Begins(c, situation.LostPhone)
	r.Begins(c, situation.Impostor)
	n := program.notices
	if len(n) != 1 || n[0].Operation != "impostor" || n[0].Person.ID != "ann" || n[0].Result != "done" {
		t.Errorf("it was told %+v, want of the impostor alone", n)
	}
}

// TestANotificationThatFails withholds nothing, is recorded, and is told.
func TestANotificationThatFails(t *testing.T) {
	r := notified(&told{err: errors.New("the site's notification program failed (exit status 1)")})
	c := r.open()
	if _, err := r.Revoke(t.Context(), c.Copy()); err != nil {
		t.Fatal(err)
	}
	failed := r.posted[0]
	if failed.Kind != journal.NotNotified || failed.Write != "w1" || !strings.Contains(failed.Reason, "exit status 1") {
		t.Errorf("the record is %+v, want why nobody was notified", failed)
	}
	if why, err := r.NotNotified(t.Context()); err != nil || why != failed.Reason {
		t.Errorf("got %q, %v, want %q", why, err, failed.Reason)
	}
}

// TestStoredAddresses: all that were read, and which were changed lately, as far as that is known.
func TestStoredAddresses(t *testing.T) {
	r := notified(new(told))
	now := r.clock.Now()
	c := r.open()
	d := *c.Dossier
	d.Person.Mail, d.Person.OtherMails = "ann@sandbox.example", []text.Text{"ann@private.example", "a@private.example"}
	d.Person.MobilePhone, d.Person.BusinessPhones = "+44 7700 900100", []text.Text{"+44 113 496 0001"}
	d.Methods = []person.Method{
		{PhoneNumber: "+44 7700 900199", CreatedDateTime: now.Add(-24 * time.Hour)},
		{EmailAddress: "ann@old.example", CreatedDateTime: now.Add(-400 * 24 * time.Hour)},
		{DisplayName: "Pixel"},
	}
	c.Opened(d)
	drawn := func() (all []string) {
		for _, a := range r.notice(c, journal.Record{}).Addresses {
			all = append(all, a.Kind+" "+a.Address+": "+string(a.Changed))
		}
		return all
	}
	unread := []string{
		"mail ann@sandbox.example: not checked", "otherMails ann@private.example: not checked",
		"otherMails a@private.example: not checked", "mobilePhone +44 7700 900100: not checked",
		"businessPhones +44 113 496 0001: not checked", "phoneMethod +44 7700 900199: yes",
		"emailMethod ann@old.example: not checked",
	}
	if got := drawn(); !slices.Equal(got, unread) {
		t.Errorf("before the audit log was read: got %q, want %q", got, unread)
	}
	edit := func(ago time.Duration, f ...audit.Field) audit.Event {
		return audit.Event{Time: now.Add(-ago), What: audit.Edited, Person: audit.Party{ID: text.NewKey("ann")}, Fields: f}
	}
	c.Audited([]audit.Event{edit(13*24*time.Hour, audit.OtherMails), edit(15*24*time.Hour, audit.Mobile)}, now)
	want := slices.Clone(unread)
	for i, changed := range []string{"no", "yes", "yes", "no", "no"} {
		want[i] = strings.Replace(want[i], "not checked", changed, 1)
	}
	if got := drawn(); !slices.Equal(got, want) {
		t.Errorf("after it was read: got %q, want %q", got, want)
	}
	r.open().Dossier = nil
	if n := r.notice(&Call{Person: someone("ann")}, journal.Record{}); n.Addresses != nil || n.Manager != nil {
		t.Errorf("of somebody who was not read: got %+v", n)
	}
}
