package watch

import (
	"strings"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// Sentence says in what state the pass is at now and what that means for the caller, in words to read out. Times are in
// zone. What it says about Graph is as of LookedAt.
func (w Watch) Sentence(now time.Time, zone *time.Location) string {
	p := w.pass
	at := func(t time.Time) string { return pass.Local(t, zone, now) }
	switch w.Stage(now) {
	case Waiting:
		if start, known := p.Start(); known {
			return "Not valid yet: it begins " + at(start) + ". Typed before, it is refused."
		}
		return "Graph says that it is not valid yet, and not when it begins. Typed before, it is refused."
	case Settling:
		return "Wait about a minute before typing it: " + pass.Spreads + "."
	case Ready:
		if told := w.enrolled(""); told != "" {
			return told
		}
		return "It can be typed now. " + w.unseen()
	case SignedIn:
		return w.signedIn(now, at)
	case Closed:
		return w.closed()
	case Refused:
		return "Graph says that the tenant's policy refuses it. It will not sign anybody in."
	case Unclear:
		if p.MethodUsabilityReason == "" {
			return "Graph does not say whether it can be used."
		}
		return "Graph says it is not usable, for a reason this console does not know: " + string(p.MethodUsabilityReason) +
			"."
	case Deleted:
		return "The pass is gone: it signs nobody in any more. " + pass.GoesOn + w.enrolled(" ")
	case Superseded:
		return "Another pass has taken its place: this one signs nobody in any more. " + pass.GoesOn + w.enrolled(" ")
	}
	return w.ended()
}

// unseen says what is known of the use of a pass that was not seen used.
func (w Watch) unseen() string {
	if w.pass.OneTime() || w.useVisible {
		return "No sign-in with it has been seen."
	}
	return "A sign-in with it cannot be seen."
}

func (w Watch) signedIn(now time.Time, at func(time.Time) string) string {
	if len(w.Enrolled()) > 0 {
		return "Signed in." + w.enrolled(" ")
	}
	if !w.pass.OneTime() {
		if end, known := w.pass.End(); known {
			return "Signed in. The pass works until " + at(end) + ": have a method registered by then."
		}
		return "Signed in. Have a method registered before the pass ends; when that is, Graph did not say."
	}
	earliest, latest, _ := w.RegisterBy()
	switch {
	case !now.Before(earliest):
		return "Signed in. The ten minutes to register may be over; they end by " + at(latest) + "."
	case latest.Sub(earliest) < time.Minute:
		return "Signed in. Ten minutes to register a method: finish by " + at(earliest) + "."
	}
	return "Signed in. Ten minutes to register a method: finish by " + at(earliest) + " to be safe, it ends by " +
		at(latest) + "."
}

func (w Watch) closed() string {
	if len(w.Enrolled()) > 0 {
		return "Signed in, and a method was registered." + w.enrolled(" ")
	}
	return "It was used, the ten minutes to register are over, and no new method is listed. To register now " +
		"takes a new pass."
}

// ended is about a pass that has expired. That it was not used is said only as of the last look that could tell.
func (w Watch) ended() string {
	told := "The pass has expired: it signs nobody in any more. " + pass.GoesOn
	switch {
	case len(w.Enrolled()) > 0:
		return told + w.enrolled(" ")
	case w.Used():
		return told + " It was used; no new method is listed."
	case w.pass.OneTime() || w.useVisible:
		return told + " No sign-in with it was seen."
	}
	return told + " A sign-in with it could not be seen."
}

// enrolled names the methods that appeared, after a lead.
func (w Watch) enrolled(lead string) string {
	names := methodNames(w.Enrolled())
	if names == "" {
		return ""
	}
	return lead + "New since the pass: " + names + ". Ask whether they have signed in with the new method."
}

func methodNames(methods []person.Method) string {
	names := make([]string, len(methods))
	for i, m := range methods {
		names[i] = m.Name()
	}
	return strings.Join(names, ", ")
}
