package signin

// title names the screen.
const title = "Sign in"

// Why there is a sign-in.
const (
	headLocked   = "Locked"
	headLapsed   = "The sign-in has ended: sign in again to go on"
	headSignIn   = "Sign in"
	formatLocked = "%s unlocks it by signing in; what was open and typed is kept"
	formatLapsed = "%s; what was open and typed is kept"
)

// The choice of a way.
const (
	enterKey     = "Enter"
	enterBrowser = "sign in with the browser of your own machine"
	enterDevice  = "sign in with a device code"
	enterPaste   = "sign in by pasting an address"
)

// A failure, and the wait.
const (
	formatFailed       = "could not %s: %s"
	formatAdmin        = "administrator: %s"
	formatTrouble      = "%s: %s" // what happened, and what to do
	formatAskingAgain  = "asking again, since %s"
	startingSignIn     = "asking the sign-in service..."
	checkingAddress    = "checking the address..."
	timeOver           = "the time is over"
	formatWaitingThere = "waiting for you there, %s left"
	formatWaitingOn    = "waiting on %s, %s left"
	and                = " and "   // between two addresses that are waited on
	signingIn          = "sign in" // after "could not"
)

// A device code.
const (
	openInAnyBrowser = "Open this page in any browser:"
	typeThisCode     = "and type this code:"
	demoDevice       = "In the demo somebody else does that: in a moment, or at once when you press a key."
)

// A browser.
const (
	formatPortTaken = "port %d is taken by another program: if a forwarding of yours leads there, open nothing at it; " +
		"this time it is %d"
	leadsToSignIn       = "It leads to the sign-in page:"
	demoBrowser         = "In the demo Enter does all of this. At work, do this:"
	formatFromElsewhere = "From another machine: type ssh %s and the name of this host there first, and open it there."
	openOnThisMachine   = "Open this in a browser on this machine (c copies it):"
	onYourMachine       = "On your own machine:"
	onYourMachineOrHere = "On your own machine, unless this is it:"
	orInThisSession     = "or in this session, if your ssh has EnableEscapeCommandline:"
	escapeThen          = "Enter ~ C, then"
	hostIsAGuess        = "The host is a guess from SSH_CONNECTION."
	thenOpenThere       = "Then open there (c copies it):"
)

// A pasted address.
const (
	fieldLabel     = "Address"
	fieldHint      = "paste what the browser's address bar says at the end"
	openOnYours    = "Open this in the browser of your own machine (c is text here; mark it):"
	pasteAddress   = "It ends on an address that the browser cannot open. Paste that whole address here:"
	addressCopied  = "the address was sent to the terminal's clipboard; whether it arrived is not known"
	nobodySignedIn = "Nobody is signed in yet: what is typed or pasted now is not kept."
)

// Keys, and why one is off.
const (
	doTakeAddress = "use the address"
	doCopyAddress = "copy the address"
	doCancel      = "cancel"
	doTryAgain    = "try again"
	doGetCode     = "get a code"
	doPasteBack   = "paste-back"
	doByBrowser   = "by browser"
	offPasteBack  = "sign_in.paste_back is off; only the site's file can allow it"
)

// help describes the ways to sign in.
var help = []string{
	"By browser: you open a page in the browser of your own machine, and its answer comes back through SSH. " +
		"Conditional Access treats it as a sign-in from your own machine.",
	"The answer comes to a socket that only you can reach if this host has a directory of yours (XDG_RUNTIME_DIR) and " +
		"sign_in.redirect_port is not set; otherwise to a loopback port. Nobody else can use it: Tapdesk accepts only " +
		"the page's own answer, and gives other callers no information.",
	"By device code: you type a short code on a page, in any browser. Many tenants block it; no port has to be forwarded.",
	"Paste-back: for hosts without port forwarding. The browser ends on an address that it cannot open; you paste that " +
		"address here.",
	"The tokens are only in this program's memory. They are never written to disk.",
}
