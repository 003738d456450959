package watch_test

import (
	"fmt"
	"strings"
	"testing"

	"tapdesk/state/pass"
	"tapdesk/state/signins"
	"tapdesk/state/text"
	"tapdesk/state/watch"
)

// logged is a sign-in so many seconds after the pass was created.
func logged(s float64, code int) signins.SignIn {
	return signins.SignIn{ID: text.NewKey(fmt.Sprint(s)), CreatedDateTime: after(s),
		Status: signins.Status{ErrorCode: code}}
}

// withPass is a sign-in in which a pass was accepted.
func withPass(s float64) signins.SignIn {
	one := logged(s, 0)
	one.Steps = []signins.Step{{Method: "Temporary Access Pass", Succeeded: new(true)}}
	return one
}

// TestLogDue checks that the log is read a few times after a use, until it has the sign-in, and never before one.
func TestLogDue(t *testing.T) {
	never := float64(-1)
	once, many := oneTime(), multiUse()
	used := follow(once, seen(35, once), seen(40, says(once, pass.OneTimeUsed)))
	again := follow(many, seen(50, lastUsed(many, after(40))), seen(500, lastUsed(many, after(490))))
	for _, c := range []struct {
		name       string
		watch      watch.Watch
		log        []signins.SignIn
		asked, now float64
		due        bool
	}{
		{"nothing used", follow(once, seen(35, once)), nil, never, 3000, false},
		{"at once", used, nil, never, 41, false},
		{"after a minute", used, nil, never, 100, true},
		{"just asked", used, nil, 100, 115, false},
		{"two minutes later", used, nil, 100, 220, true},
		{"asked twice", used, nil, 220, 399, false},
		{"six minutes after", used, nil, 220, 400, true},
		{"asked four times", used, nil, 640, 3000, false},
		{"asked by hand meanwhile", used, nil, 130, 150, false},
		{"used long ago", used, nil, never, 3000, true},
		{"the log has it", used, []signins.SignIn{withPass(38)}, 100, 400, false},
		{"the log has it without the step", used, []signins.SignIn{logged(38, 0)}, 100, 400, true},
		{"the log has an earlier pass", used, []signins.SignIn{withPass(-300)}, 100, 400, true},
		{"used again", again, []signins.SignIn{withPass(40)}, 100, 551, true},
		{"used again, and the log has it", again, []signins.SignIn{withPass(490), withPass(40)}, 551, 2000, false},
	} {
		var log *signins.Log
		if c.log != nil {
			log = &signins.Log{SignIns: c.log, ReadAt: after(c.asked)}
		}
		w := c.watch
		if c.asked >= 0 {
			w = w.LogAsked(after(c.asked))
		}
		if got := w.LogDue(log, after(c.now)); got != c.due {
			t.Errorf("%s: due %v, want %v", c.name, got, c.due)
		}
		if c.asked < 0 {
			continue
		}
		byHand := &signins.Log{ReadAt: after(c.asked), SignIns: c.log}
		if got := c.watch.LogDue(byHand, after(c.now)); got != c.due {
			t.Errorf("%s, read by hand: due %v, want %v", c.name, got, c.due)
		}
	}
}

// TestRefusals checks that refused passes count since this one was created, refused registrations for a day, and
// nothing else does.
func TestRefusals(t *testing.T) {
	w := follow(oneTime())
	log := signins.Log{ReadAt: after(600), SignIns: []signins.SignIn{
		logged(500, 130503), logged(480, 130503), logged(470, 50126), logged(460, 0), logged(450, 130504),
		logged(400, 130502), logged(390, 130506), logged(380, 130507), logged(370, 130500), logged(360, 130508),
		logged(-30, 130505), logged(-3600, 53010), logged(-90000, 53010),
	}}
	var got []string
	for _, g := range w.Refusals(log) {
		got = append(got, fmt.Sprintf("%d x%d", g.Code.Number, g.Count))
		if g.Code.Do == "" {
			t.Errorf("%d: it does not say what to do", g.Code.Number)
		}
	}
	want := "130503 x2, 130504 x1, 130502 x1, 130506 x1, 130507 x1, 53010 x1"
	if joined := strings.Join(got, ", "); joined != want {
		t.Errorf("got  %s\nwant %s", joined, want)
	}
	if len(log.SignIns) != 13 || log.SignIns[2].Status.ErrorCode != 50126 {
		t.Error("the log that it was given has changed")
	}
	if now := w.Refusals(signins.Log{ReadAt: after(600)}); now != nil {
		t.Errorf("an empty log: got %v, want nothing", now)
	}
}

// TestUses checks that a sign-in counts from the creation of the pass on, clocks that differ a little included.
func TestUses(t *testing.T) {
	w := follow(oneTime())
	log := signins.Log{SignIns: []signins.SignIn{withPass(-60), withPass(-1), withPass(50), logged(60, 0)}}
	var got []string
	for _, s := range w.Uses(log) {
		got = append(got, s.ID.Wire())
	}
	if want := "50 -1"; strings.Join(got, " ") != want {
		t.Errorf("uses at %v, want %s", got, want)
	}
}
