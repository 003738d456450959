package ui

import (
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
	"tapdesk/state/verdict"
)

// refuses fails unless the screen says why this console sends nothing, above everything else that is known.
func (h *harness) refuses(why string) {
	h.t.Helper()
	h.sees("Not from this console: " + why)
	text := strings.Join(strings.Fields(h.screen()), " ")
	own, other := strings.Index(text, "Not from this console: "), strings.Index(text, "no obstacle found")
	if other >= 0 && (other < own || !strings.Contains(text, "apart from that: no obstacle found")) {
		h.t.Errorf("the verdict reads as if nothing were in the way:\n%s", h.screen())
	}
}

// TestTheConsolesOwnRefusals checks that what this console refuses is shown above the verdict, on the person, on the
// form and on the confirmation, and that the last line of each screen says first that issuing is off, also in a small
// window.
func TestTheConsolesOwnRefusals(t *testing.T) {
	denies := func(_ *harness, o *Options) { o.Site = verdict.Site{Deny: []string{"ordinary@sandbox.example"}} }
	h := startWith(t, sandbox.Options{}, denies)
	h.open("ordinary")
	h.refuses("a privileged person: the site protects this person by name")

	looks := func(_ *harness, o *Options) { o.ReadOnly = "read_only is set by the site's file" }
	h = startWith(t, sandbox.Options{}, looks)
	h.resize(60, 20)
	h.sees("ISSUING OFF: read-only")
	h.open("ordinary")
	h.refuses("read-only: read_only is set by the site's file")

	h = start(t, sandbox.Options{})
	h.resize(60, 20)
	h.open("ordinary")
	h.press("i")
	mend := h.breakJournal()
	h.press("enter", "enter", "enter", "y") // the intent finds out
	h.press("esc")
	h.sees("ISSUING OFF: no journal")
	h.refuses("the journal cannot be written: ")
	h.press("i")
	h.sees("the journal cannot be written: ")
	mend()
	h.wait(retryAfter)
	h.misses("ISSUING OFF", "Not from this console")

	h = start(t, sandbox.Options{})
	h.open("ordinary")
	h.press("i", "enter", "enter")
	mend = h.breakJournal()
	if err := h.journal.Retry(); err == nil {
		t.Fatal("the journal can be written")
	}
	h.press("down", "up")
	h.sees("Issue a Temporary Access Pass for")
	h.refuses("the journal cannot be written: ")
	h.press("enter", "enter", "enter")
	h.sees("nothing can be sent from here")
	h.refuses("the journal cannot be written: ")
	mend()

	h = start(t, sandbox.Options{})
	h.open("usable-pass")
	mend = h.breakJournal()
	h.press("d")
	_ = h.journal.Retry()
	h.resize(60, 20)
	h.sees("Delete this Temporary Access Pass?", "nothing can be sent from here", "ISSUING OFF: no journal")
	h.refuses("the journal cannot be written: ")
	mend()
}

// TestThePaceIsARefusal checks that an operator who may issue no more in this hour reads so on the person and on the
// form.
func TestThePaceIsARefusal(t *testing.T) {
	h := startWith(t, sandbox.Options{}, func(_ *harness, o *Options) { o.Desk.PacePerHour = 1 })
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space", "esc", "esc")
	h.press("esc")
	h.sees("Pass usable")
	h.refuses("this desk allows 1 passes per operator and hour")
	h.press("i")
	h.refuses("this desk allows 1 passes per operator and hour")
}
