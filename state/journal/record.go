package journal

import (
	"fmt"
	"time"
)

// Kind is the kind of event that a record describes.
type Kind string

// The kinds of records.
const (
	// Intent says that a write is about to be sent to Graph. It is on the disk before the first byte of the request
	// leaves.
	Intent Kind = "intent"
	// Outcome says how a write ended.
	Outcome Kind = "outcome"
	// RevealBegin says that the value of a pass, or a new password, is about to be shown. RevealEnd says that it was
	// wiped, or closed without having been shown: Revealed says which, Reason why.
	RevealBegin Kind = "reveal-begin"
	RevealEnd   Kind = "reveal-end"
	// Override says that the operator continued despite a warning. Refusal says that the console itself refused, and
	// that nothing was sent.
	Override Kind = "override"
	Refusal  Kind = "refusal"
	// Challenge is an attempt at asking the caller a security question, never with the answer.
	Challenge Kind = "challenge"
	// Unverified says that the caller was not verified: the site's own check refused them, or the operator gave up
	// half-way. Reason says which.
	Unverified Kind = "unverified"
	// Situation says what has happened to the person, that a step of its checklist is done or skipped, that it is over,
	// or that the caller is an impostor. Reason says which; see package situation.
	Situation Kind = "situation"
	// SignIn, SignOut and Lock are about the operator's session.
	SignIn  Kind = "sign-in"
	SignOut Kind = "sign-out"
	Lock    Kind = "lock"
	// Settled says that the operator dealt with a write that had no end.
	Settled Kind = "settled"
	// NotNotified says that the site's notification program was not run for what was done, or failed: Reason says why.
	NotNotified Kind = "not-notified"
	// Rotated is the first record of a file that continues an older one.
	Rotated Kind = "rotated"
	// Expired says that old files were removed under the site's retention: RemovedThrough says up to which record.
	Expired Kind = "expired"
	// Damaged says that the journal is not what this console or the head last recorded: lines are missing, added or
	// changed. Serials continue after the highest known one, so that the gap stays visible. Reason says what was found.
	Damaged Kind = "damaged"
)

// ReasonClosed is the Reason of a RevealEnd, with Revealed false, when the operator knowingly closed a pass without
// looking at it. With any other reason the pass counts as never revealed and needs attention.
const ReasonClosed = "closed"

// ReasonQuit is the Reason of a RevealEnd when the operator quit the console, which asks before it discards a pass.
const ReasonQuit = "quit"

// revealed reports whether a RevealEnd says that the value was on the screen; chosen reports whether the operator chose
// to end it.
func (r Record) revealed() bool { return r.Revealed != nil && *r.Revealed }
func (r Record) chosen() bool   { return r.Reason == ReasonClosed || r.Reason == ReasonQuit }

// Operation is what a write does.
type Operation string

// The writes.
const (
	Create Operation = "create"
	Delete Operation = "delete"
	// Revoke revokes somebody's sign-in sessions, and Remove removes one of their sign-in methods.
	Revoke Operation = "revoke"
	Remove Operation = "remove"
	// Block and Unblock block somebody's sign-in and allow it again, and Reset resets their password.
	Block   Operation = "block"
	Unblock Operation = "unblock"
	Reset   Operation = "reset-password"
)

// OfPass reports whether the operation is about a pass.
func (o Operation) OfPass() bool { return o == Create || o == Delete }

// Result is how a write ended.
type Result string

// The outcomes of a write.
const (
	// Done is a 2xx of Graph's own.
	Done Result = "done"
	// Refused is Graph's refusal: nothing happened.
	Refused Result = "refused"
	// Unknown is a lost, late or broken answer: it may have happened.
	Unknown Result = "unknown"
	// NotSent is a write that never left this console.
	NotSent Result = "not-sent"
)

// Party is a person as the directory names them.
type Party struct {
	UserPrincipalName string `json:"userPrincipalName,omitempty"`
	ID                string `json:"id,omitempty"`
}

// Series is the place of a write, from 1, among those that the operator confirmed together.
type Series struct {
	At int `json:"at"`
	Of int `json:"of"`
}

// String returns it as "2 of 4"; empty where the write was alone.
func (s Series) String() string {
	if s.Of < 2 {
		return ""
	}
	return fmt.Sprintf("%d of %d", s.At, s.Of)
}

// Record is one line of the journal. Where a property is Graph's, its JSON name is Graph's. No field can hold the value
// of a pass, a password or a token.
type Record struct {
	// Serial numbers the records of a journal from 1, across its files.
	Serial uint64 `json:"n"`
	// Time is when the record was made, UTC, by this machine's clock.
	Time time.Time `json:"time"`
	Kind Kind      `json:"kind"`
	// Write ties the records of one write together: it is the client-request-id of the intent, a GUID.
	Write     string    `json:"write,omitempty"`
	Operation Operation `json:"operation,omitempty"`
	Result    Result    `json:"result,omitempty"`
	// Revealed says, in a RevealEnd, whether the value was ever on the screen.
	Revealed *bool `json:"revealed,omitempty"`
	// Reason is a short word or sentence: why a reveal ended, why Graph refused, what was overridden.
	Reason string `json:"reason,omitempty"`

	// Operator is the signed-in operator; TenantID, Cloud and GraphRoot say where.
	Operator  Party  `json:"operator,omitzero"`
	TenantID  string `json:"tenantId,omitempty"`
	Cloud     string `json:"cloud,omitempty"`
	GraphRoot string `json:"graphRoot,omitempty"`

	// Person is the person concerned; Ticket says why, and Verification how the caller was verified.
	Person       Party  `json:"person,omitzero"`
	Ticket       string `json:"ticket,omitempty"`
	Verification string `json:"verification,omitempty"`

	// LifetimeInMinutes, StartDateTime (UTC) and IsUsableOnce are what an Intent asked for, where absent leaves it to
	// the tenant's policy, and what Graph created in an Outcome.
	LifetimeInMinutes *int      `json:"lifetimeInMinutes,omitempty"`
	StartDateTime     time.Time `json:"startDateTime,omitzero"`
	IsUsableOnce      *bool     `json:"isUsableOnce,omitempty"`
	// PassID is the method id of the pass. CreatedDateTime is Graph's, UTC. Replaces is the id of the previous pass.
	PassID          string    `json:"passId,omitempty"`
	CreatedDateTime time.Time `json:"createdDateTime,omitzero"`
	// AskedDateTime is the time of an Intent or a Situation by Graph's clock, UTC, as far as it is known: this machine's
	// clock may be wrong or be set.
	AskedDateTime time.Time `json:"askedDateTime,omitzero"`
	Replaces      string    `json:"replaces,omitempty"`

	// MethodID is the sign-in method that a Remove removes, and Method says in words which it is; a phone number is
	// masked.
	MethodID string `json:"methodId,omitempty"`
	Method   string `json:"method,omitempty"`
	// Series is the place of a Remove among those that were confirmed together; zero where it was alone.
	Series Series `json:"series,omitzero"`

	// RemovedThrough is, in an Expired record, the serial of the last record that was removed.
	RemovedThrough uint64 `json:"removedThrough,omitempty"`

	ClientRequestID string `json:"client-request-id,omitempty"`
	RequestID       string `json:"request-id,omitempty"`
	// Status is the HTTP status of Graph's answer, 0 if there was none.
	Status int `json:"status,omitempty"`

	// Host is this machine, SSHClient the address the operator came from, Session this run of the console.
	Host      string `json:"host,omitempty"`
	SSHClient string `json:"sshClient,omitempty"`
	Session   string `json:"session,omitempty"`

	// Journal is the journal's own id, a GUID that all its files share. Previous is the SHA-256, in hexadecimal, of the
	// previous line's bytes without its line feed; 64 zeros in the first record. Hash is that of this line's bytes up
	// to the comma before the member "hash", which is the last.
	Journal  string `json:"journal"`
	Previous string `json:"prev"`
	Hash     string `json:"hash"`
}
