package config

import (
	"time"

	"tapdesk/state/call"
	"tapdesk/state/pass"
	"tapdesk/state/verdict"
)

// Way is how an operator signs in.
type Way string

// The ways to sign in.
const (
	Browser    Way = "browser"     // authorization code with PKCE, through a loopback port
	DeviceCode Way = "device-code" // a code typed into a page, which Conditional Access often blocks
	Ask        Way = "ask"         // the operator chooses each time
)

// Config holds every setting in force.
type Config struct {
	// TenantID and ClientID are the GUIDs of the tenant and of the app registration, in lower case. They are empty if
	// not set; there is no default (Loaded.Missing).
	TenantID, ClientID string
	// Cloud is one of Microsoft's clouds, by a name that graph.ParseCloud accepts. It determines the sign-in service
	// and Graph. APIVersion is Graph's: v1.0 or beta.
	Cloud, APIVersion string
	// ReadOnly means that the console never offers a write. It is true if Loaded.Unsafe is not empty.
	ReadOnly bool
	// IdleLock is how long the console stays unlocked without a key press: 2 minutes to 12 hours.
	IdleLock time.Duration
	// TrustEnvironment reports whether the proxy and the SSL_CERT_* variables count (Loaded.Environment).
	TrustEnvironment bool
	SignIn           SignIn
	Reveal           Reveal
	// Ticket is what must be known before a pass is issued. VerifyCommand is the absolute path of a program that must
	// also agree; empty for none.
	Ticket        call.Rules
	VerifyCommand string
	// NotifyCommand is the absolute path of a program that is told what was done; empty for none.
	NotifyCommand string
	// Bounds are the site's limits within the tenant's policy. PacePerHour is how many passes an operator may issue in
	// an hour; 0 for no limit.
	Bounds      pass.Bounds
	PacePerHour int
	// Actions are what can be done besides issuing and deleting passes, where scopes and roles allow it.
	Actions Actions
	// SignIns is when a person's sign-in log is read.
	SignIns SignIns
	// Guard is what the site states about its tenant for operators who may not read it, and whom the site protects. Its
	// Date is the date of the site's file.
	Guard   verdict.Site
	Journal Journal
	// Presets are drafts for this desk's situations: the site's, then the operator's, without notes. BuiltInPresets
	// reports whether those of pass.Presets are offered too.
	Presets        []pass.Preset
	BuiltInPresets bool
}

// Actions are what a desk offers besides passes.
type Actions struct {
	// Revoke is that somebody's sign-in sessions are revoked, RemoveMethods that their sign-in methods are removed. Both
	// are on unless the site turns them off.
	Revoke, RemoveMethods bool
	// BlockSignIn is that somebody's sign-in is blocked and unblocked, ResetPassword that their password is reset. Both
	// are off unless the site turns them on. PasswordLength is how many characters a password has that the console makes
	// for somebody from Active Directory, 12 to 64.
	BlockSignIn, ResetPassword bool
	PasswordLength             int
}

// SignIns is when a person's entries in Entra's sign-in log are read. All consoles of a tenant share Graph's limit: 5
// requests in 10 s.
type SignIns string

// The times to read it.
const (
	OnDemand   SignIns = "demand" // on a key press
	WithPerson SignIns = "open"   // with each person, which costs one more request
)

// SignIn is how operators sign in.
type SignIn struct {
	Way Way
	// RedirectPort is the only loopback port that a browser sign-in may come back to: 1024 to 65535, or 0 for a socket
	// or port of the operator's own.
	RedirectPort int
	// SSHHost is how the operator's ssh names this host, as in the last argument of ssh -L; empty when not set. It
	// contains no character that is special to a shell.
	SSHHost string
	// PasteBack offers sign-in by pasting the address that the browser ended on, for hosts without port forwarding.
	PasteBack bool
}

// Reveal is how a pass is shown and read out.
type Reveal struct {
	// Seconds is how long a pass stays visible without a key press, 15 to 600.
	Seconds int
	// MaskOnBlur masks a pass when the terminal reports that it lost focus. Copy allows a visible pass to be copied to
	// the terminal's clipboard. Recorded says that sessions on this host are recorded.
	MaskOnBlur, Copy, Recorded bool
	// Card is the absolute path of the site's text for callers; empty for the built-in text.
	Card string
}

// Journal is where records go and how long they stay.
type Journal struct {
	// Anchor is whether each record's hash goes to the system's log.
	Anchor Anchor
	// RetentionDays is after how many days old files are removed; 0 for never.
	RetentionDays int
	// Dir is the absolute path of the directory for all operators' journals; empty if the site does not set it.
	Dir string
}

// Anchor is whether the hash of each journal record goes to the system's log.
type Anchor string

// The ways of anchoring, from the loosest to the tightest.
const (
	AnchorOff      Anchor = "off"
	AnchorAuto     Anchor = "auto"     // if there is a log
	AnchorRequired Anchor = "required" // and no write without one
)
