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
	Browser    Way = "browser"     // authorization code with PKCE, through a port of the loopback
	DeviceCode Way = "device-code" // a code typed into a page, which Conditional Access often blocks
	Ask        Way = "ask"         // the operator chooses each time
)

// Config is every setting in force.
type Config struct {
	// TenantID is the tenant's GUID, ClientID that of the app registration, both in lower case; empty when not set, for
	// which there is no default (Loaded.Missing).
	TenantID, ClientID string
	// Cloud is one of Microsoft's clouds, by the name that graph.ParseCloud takes. It fixes both the sign-in's host and
	// Graph's. APIVersion is Graph's: v1.0 or beta.
	Cloud, APIVersion string
	// ReadOnly is a console that looks and never offers a write. It is true where Loaded.Unsafe is not empty.
	ReadOnly bool
	// IdleLock is how long the console stays unlocked without a key: 2 minutes to 12 hours.
	IdleLock time.Duration
	// TrustEnvironment reports whether the proxy and the SSL_CERT_* variables count (Loaded.Environment).
	TrustEnvironment bool
	SignIn           SignIn
	Reveal           Reveal
	// Ticket is what must be known before a pass is issued, and VerifyCommand the program that is asked besides, an
	// absolute path; empty for none.
	Ticket        call.Rules
	VerifyCommand string
	// Bounds are what the site allows of what the tenant's policy does, PacePerHour how many passes an operator may
	// issue in an hour, 0 for any.
	Bounds      pass.Bounds
	PacePerHour int
	// Actions are what can be done besides issuing and deleting passes, where scopes and roles allow it.
	Actions Actions
	// SignIns is when the sign-in log is read about a person.
	SignIns SignIns
	// Guard is what the site states of its tenant for operators who may not read it, and whom it protects. Its Date is
	// that of the site's file.
	Guard   verdict.Site
	Journal Journal
	// Presets are drafts for the situations this desk meets: the site's, then the operator's, without notes.
	// BuiltInPresets reports whether those of pass.Presets are offered too.
	Presets        []pass.Preset
	BuiltInPresets bool
}

// Actions are what a desk offers besides passes. Each is on unless the site turns it off.
type Actions struct {
	// Revoke is that somebody's sign-in sessions are revoked, RemoveMethods that their sign-in methods are removed.
	Revoke, RemoveMethods bool
}

// SignIns is when Entra's sign-in log is read about a person. All consoles of a tenant share Graph's limit for it: 5
// requests in 10 s.
type SignIns string

// The times to read it.
const (
	OnDemand   SignIns = "demand" // by a key
	WithPerson SignIns = "open"   // with each person, for one request more
)

// SignIn is how operators sign in.
type SignIn struct {
	Way Way
	// RedirectPort is the port of the loopback that a browser sign-in comes back to, and no other: 1024 to 65535, or 0
	// for a socket or a port of the operator's own.
	RedirectPort int
	// SSHHost is how the operator's ssh names this host, as in the last argument of ssh -L; empty when not set. It
	// holds no character that means something to a shell.
	SSHHost string
	// PasteBack offers to paste the address that a browser sign-in ended on, for hosts without port forwarding.
	PasteBack bool
}

// Reveal is how a pass is shown and handed over.
type Reveal struct {
	// Seconds is how long a pass stays in sight without a key, 15 to 600.
	Seconds int
	// MaskOnBlur masks a pass when the terminal says that it lost the focus. Copy lets one in sight be copied to the
	// terminal's clipboard. Recorded states that sessions on this host are recorded.
	MaskOnBlur, Copy, Recorded bool
	// Card is the absolute path of the site's text for callers; empty for the one built in.
	Card string
}

// Journal is where records go and how long they stay.
type Journal struct {
	// Anchor reports whether each record's hash goes to the log of the system.
	Anchor Anchor
	// RetentionDays is after how many days old files are removed, 0 for never.
	RetentionDays int
	// Dir is where the site wants the journals of all operators, an absolute path; empty when it does not say.
	Dir string
}

// Anchor is whether the hash of each record of the journal goes to the log of the system.
type Anchor string

// The ways of anchoring, from the loosest to the tightest.
const (
	AnchorOff      Anchor = "off"
	AnchorAuto     Anchor = "auto"     // where there is a log
	AnchorRequired Anchor = "required" // and no write without
)
