package watch

import (
	"time"

	"tapdesk/state/pass"
)

// Symptom is what the caller sees when the pass does not get them in.
type Symptom int

const (
	// SaysBlocked is "Temporary Access Pass sign in was blocked due to User Credential Policy".
	SaysBlocked Symptom = iota
	// SaysWrong is that the pass is not right.
	SaysWrong
	// AsksPassword is a prompt for a password, or another method, where the pass should be asked for.
	AsksPassword
	// AsksWebSignIn is "Access Pass must be used for Web Sign In" (AADSTS130506), on a Windows device.
	AsksWebSignIn
	// SaysExpired is that the pass has expired.
	SaysExpired
	// CannotRegister is a sign-in that worked, after which the method wanted cannot be registered.
	CannotRegister
)

// Symptoms are all of them, the commonest first.
var Symptoms = [...]Symptom{SaysWrong, SaysBlocked, AsksPassword, AsksWebSignIn, SaysExpired, CannotRegister}

// Words says what the caller sees.
func (s Symptom) Words() string {
	return [...]string{
		SaysBlocked:    "\"blocked due to User Credential Policy\"",
		SaysWrong:      "the pass is wrong",
		AsksPassword:   "it asks for a password, or for something else",
		AsksWebSignIn:  "\"must be used for Web Sign In\" (AADSTS130506)",
		SaysExpired:    "the pass has expired",
		CannotRegister: "signed in, but cannot register",
	}[s]
}

// Remedy is what the operator can do in the console.
type Remedy int

const (
	// NoRemedy leaves it to the caller.
	NoRemedy Remedy = iota
	// IssueAnew is a new pass.
	IssueAnew
	// LookAgain asks Graph.
	LookAgain
)

// young is how old a pass may be for the sign-in page not to have heard of it. Microsoft says "a few minutes" and no
// more.
const young = 6 * time.Minute

// Advice is the likely cause of a symptom, and what to do.
type Advice struct {
	// Cause is the likeliest cause, as of the last look.
	Cause string
	// Steps are what to do, in order.
	Steps []string
	// Remedy is what the console can do about it.
	Remedy Remedy
}

// Advise returns what is likely behind a symptom at now, from how the pass was seen last, and the next step. Causes
// that Graph's own word settles come first. Source of what a pass can be refused for:
// learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass, Limitations and
// Troubleshooting.
func (w Watch) Advise(s Symptom, now time.Time, zone *time.Location) Advice {
	if s == CannotRegister {
		return w.adviseRegistration(now, zone)
	}
	if a, settled := w.adviseStage(now, zone); settled {
		return a
	}
	switch s {
	case SaysBlocked:
		return w.adviseBlocked()
	case SaysWrong:
		return Advice{Cause: "misheard, mistyped, or an earlier pass", Steps: []string{
			"Have the field emptied and the pass typed again: no spaces, capitals and small letters as read out.",
			"Check that the caller typed this account's UPN.",
			"If it was wiped here and the caller is not sure of it, issue a new one, which ends the old one.",
		}, Remedy: IssueAnew}
	case AsksPassword:
		return w.advisePassword(now)
	case AsksWebSignIn:
		return Advice{Cause: "Windows accepts a pass only if web sign-in is switched on for the device; the pass " +
			"itself is good", Steps: []string{
			"Use a browser instead, on this or any other device: the page on the card.",
			"On the Windows sign-in screen choose web sign-in (the globe), if it is there.",
			"A device that is joined already needs another method to unlock: register it in the browser first.",
		}}
	}
	cause := "Graph says that it can be used"
	if end, known := w.pass.End(); known {
		cause = "by Graph's clock it is valid until " + pass.Local(end, zone, now)
	}
	return Advice{Cause: cause + ": an older pass was typed, or a server is behind", Steps: []string{
		"Have them type the pass you read out, not one from before.",
		"Check again; if Graph says expired too, issue a new one.",
	}, Remedy: LookAgain}
}

// adviseStage answers if the state of the pass is known and nobody can sign in with it: whatever the caller sees
// follows from that.
func (w Watch) adviseStage(now time.Time, zone *time.Location) (Advice, bool) {
	switch w.Stage(now) {
	case Waiting:
		cause, again := "Graph says that it is not valid yet", "Try again later."
		if start, known := w.pass.Start(); known {
			cause, again = "it begins only "+pass.Local(start, zone, now), "Try again in "+pass.Span(start.Sub(now))+"."
		}
		return Advice{Cause: cause, Steps: []string{
			again,
			"If it cannot wait, issue one that begins now.",
		}, Remedy: IssueAnew}, true
	case Settling:
		return Advice{Cause: "it is less than a minute old; " + pass.Spreads, Steps: []string{
			"Wait " + pass.Span(w.settled().Sub(now)) + ", then try again in a new private window.",
		}}, true
	case SignedIn, Closed:
		if w.pass.OneTime() {
			return w.adviseUsed(), true
		}
	case Refused:
		return policyAdvice("Graph says DisabledByPolicy"), true
	case Ended:
		cause := "Graph says that it has expired"
		if end, known := w.pass.End(); known {
			cause = "it expired " + pass.Local(end, zone, now)
		}
		return Advice{Cause: cause, Steps: []string{
			"Issue a new one. The page may ask for the old one for some minutes more.",
		}, Remedy: IssueAnew}, true
	case Deleted:
		return Advice{Cause: "the pass is gone: it was deleted", Steps: []string{"Find out by whom, then issue a new one."},
			Remedy: IssueAnew}, true
	case Superseded:
		return Advice{Cause: "another pass took its place: only the later one signs in", Steps: []string{
			"Ask your colleagues who is helping this person.", "Issue a new one if nobody is.",
		}, Remedy: IssueAnew}, true
	}
	return Advice{}, false
}

// adviseUsed is about a one-time pass that was used. If it was not the caller, that is an incident.
func (w Watch) adviseUsed() Advice {
	return Advice{Cause: "it is a one-time pass, and somebody has signed in with it: it does not work a second time",
		Steps: []string{
			"Ask whether the caller is signed in already, perhaps in another window.",
			"If they are, go on there: register a method at the page on the card.",
			"If they are sure it was not them, somebody else has the pass: report it as an incident, revoke the person's " +
				"sessions (u in the watch; the end of the pass does not end them), and do not issue another before that is " +
				"settled.",
		}}
}

func policyAdvice(cause string) Advice {
	return Advice{Cause: cause + ": the person is outside the policy, or it allows one-time passes only", Steps: []string{
		"If this pass is multi-use, issue a one-time pass: the policy may allow no other.",
		"Otherwise an Authentication Policy Administrator must put the person into the Temporary Access Pass policy.",
	}, Remedy: IssueAnew}
}

// adviseBlocked: the text the caller sees has three causes, and Graph was asked about two of them.
func (w Watch) adviseBlocked() Advice {
	a := policyAdvice("Graph says the pass is usable, so the policy or the pass has changed since, or a server is behind")
	if w.pass.OneTime() {
		a = Advice{Cause: "perhaps a one-time pass used already, which Graph has not shown yet; or the person fell out " +
			"of the policy", Steps: []string{
			"Ask whether the caller is signed in already, perhaps in another window.",
			"Check again: Graph then says OneTimeUsed or DisabledByPolicy.",
		}}
	}
	a.Remedy = LookAgain
	return a
}

func (w Watch) advisePassword(now time.Time) Advice {
	a := Advice{Cause: "the page does not offer the pass by itself", Steps: []string{
		"Look for a link that offers the Temporary Access Pass, or other ways to sign in.",
		"Close every browser window, open a private one, and begin at the page on the card with the UPN.",
		"Check that the caller typed this account's UPN, and not a private address.",
	}}
	if now.Sub(w.since()) < young {
		a.Cause = "the sign-in page may not know the pass yet: that can take a few minutes; " +
			"or it does not offer it by itself"
	}
	return a
}

// adviseRegistration: the pass did its work, and what comes after does not.
func (w Watch) adviseRegistration(now time.Time, zone *time.Location) Advice {
	const interrupted = "If the page insists on a phone or an app and offers no passkey, finish that first, then add " +
		"the passkey at the page on the card: a forced registration offers none."
	earliest, latest, runs := w.RegisterBy()
	switch {
	case runs && !now.Before(latest):
		return Advice{Cause: "the ten minutes after the sign-in with a one-time pass are over", Steps: []string{
			"Issue a new pass; a multi-use pass has no such limit.", interrupted,
		}, Remedy: IssueAnew}
	case runs:
		return Advice{Cause: "either the page forces other methods first, or the ten minutes are running out: they end " +
			pass.Local(earliest, zone, now), Steps: []string{
			interrupted, "If the time runs out, issue a multi-use pass, which has no such limit.",
		}, Remedy: IssueAnew}
	case w.Stage(now).live():
		return Advice{Cause: "the page forces other methods first, or asks for a fresh sign-in", Steps: []string{
			interrupted, "With a multi-use pass: sign in with it again, then add the method.",
		}}
	}
	return Advice{Cause: "the pass is over: it signs nobody in any more", Steps: []string{
		"Issue a new one, then register at once.",
	}, Remedy: IssueAnew}
}
