package config

import (
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/ticket"
	"tapdesk/state/verdict"
)

// Cloud is one of Microsoft's clouds, by the name the files use. It fixes both the sign-in's host and Graph's; the two are never
// set apart. Source: learn.microsoft.com/graph/deployments.
type Cloud string

// The clouds. China has no Temporary Access Pass.
const (
	Global   Cloud = "global"
	USGov    Cloud = "usgov"     // US Government L4, GCC High
	USGovDoD Cloud = "usgov-dod" // US Government L5, DoD
	China    Cloud = "china"     // operated by 21Vianet
)

// SignIn is how an operator signs in.
type SignIn string

// The ways to sign in.
const (
	Browser    SignIn = "browser"     // authorization code with PKCE, through a port of the loopback
	DeviceCode SignIn = "device-code" // a code typed into a page, which Conditional Access often blocks
	Ask        SignIn = "ask"         // the operator chooses each time
)

// Config is every setting in force.
type Config struct {
	// TenantID is the tenant's GUID, ClientID that of the app registration, both in lower case; empty when not set, for which
	// there is no default (Loaded.Missing).
	TenantID, ClientID string
	Cloud              Cloud
	SignIn             SignIn
	// RedirectPort is the port of the loopback that a browser sign-in comes back to, and no other: 1024 to 65535, or 0 for a socket or a
	// port of the operator's own.
	RedirectPort int
	// SSHHost is how the operator's ssh names this host, as in the last argument of ssh -L; empty when not set. It holds no
	// character that means something to a shell.
	SSHHost string
	// IdleLock is how long the console stays unlocked without a key: 2 minutes to 12 hours.
	IdleLock time.Duration
	// APIVersion is Graph's: v1.0 or beta.
	APIVersion string
	// ReadOnly is a console that looks and never offers a write. It is true where Loaded.Unsafe is not empty.
	ReadOnly bool
	// RevealSeconds is how long a pass stays in sight without a key, RevealMaxSeconds after how long it is wiped whatever is pressed:
	// 15 to 600 seconds each. The second caps the first.
	RevealSeconds, RevealMaxSeconds int
	// MaskOnBlur masks a pass when the terminal says that it lost the focus.
	MaskOnBlur bool
	// AllowCopy lets a pass in sight be copied to the terminal's clipboard.
	AllowCopy bool
	// SessionRecorded says that sessions on this host are recorded, by the word of whoever looks after it.
	SessionRecorded bool
	// AllowPasteBack offers to paste the address that a browser sign-in ended on, for hosts without port forwarding.
	AllowPasteBack bool
	// UseProxyEnv and UseSSLCertEnv say whether the proxy and the SSL_CERT_* variables count (Loaded.Environment).
	UseProxyEnv, UseSSLCertEnv bool
	// GraphEndpoint and AuthorityEndpoint stand in for the cloud's hosts: scheme, loopback host and port, without a slash at
	// the end; the authority is always https. Both are set or both are empty, so that no token of a real authority goes to
	// the loopback, nor the other way round.
	GraphEndpoint, AuthorityEndpoint string
	// CardTemplate is the absolute path of the site's text for callers; empty for the one built in.
	CardTemplate string
	// Ticket is what must be known before a pass is issued, and VerifyCommand the program that is asked besides, an absolute path;
	// empty for none.
	Ticket        ticket.Rules
	VerifyCommand string
	// Bounds are what the site allows of what the tenant's policy does, PacePerHour how many passes an operator may issue in an
	// hour, 0 for any.
	Bounds      pass.Bounds
	PacePerHour int
	// Guard is what the site states of its tenant for operators who may not read it, and whom it protects. Its Date is that of the
	// site's file.
	Guard verdict.Site
	// JournalAnchor says whether the journal is anchored in the system's log, JournalRetentionDays after how many days its old files
	// are removed, 0 for never. JournalDir is where the site wants the journals of all operators, an absolute path; empty when it does
	// not say.
	JournalAnchor        JournalAnchor
	JournalRetentionDays int
	JournalDir           string
	// Presets are drafts for the situations this desk meets: the site's, then the operator's.
	Presets []Preset
}

// Preset is a draft for a situation a desk knows, besides those of pass.Presets.
type Preset struct {
	// Name is the situation: 1 to 40 characters, safe to draw, no two alike.
	Name string
	// Draft is as typed into the form. It is within the bounds of every tenant; this tenant's policy may still narrow it. Its
	// start is never a date, which would pass.
	Draft pass.Draft
}
