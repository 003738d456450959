package log

// The title, and the field.
const (
	title      = "Log"
	fieldLabel = "Filter"
	fieldHint  = "person, ticket or operator"
)

// How much there is, and what could not be read.
const (
	formatUnread    = "the journal could not be read: %s"
	readingJournal  = "reading the journal..."
	nothingYet      = "nothing has been done from here in this tenant"
	formatCount     = "%d in the journal"
	formatCountOf   = "%d of %d in the journal"
	formatAttend    = "%d to attend to, %s"
	formatNotListed = "%s; the current state of the passes could not be read: %s"
	listThePasses   = "list the passes" // after "could not"
)

// What was done, what came back, and what is known of the pass now.
const (
	kindIssue         = "issue"
	kindReset         = "reset"
	kindNote          = "note" // of a checklist or an impostor
	formatSettled     = "%s, settled"
	formatNotNotified = "%s, not notified"
	passReplaced      = "replaced"
	passDeleted       = "deleted"
	passExpired       = "expired"
	checking          = "checking..."
	notAsked          = "not asked"
	notReadable       = "not readable"
	formatMissing     = "not listed %s" // at a time
	formatDetail      = "%s, %s"
	formatReason      = "%s: %s"
	formatHowItEnded  = "%s (%s)"
)

// The details of a row.
const (
	labelFor       = "For"
	labelAsked     = "Asked"
	formatAskedBy  = "%s, by %s"
	labelMethod    = "Method"
	labelResult    = "Result"
	labelNow       = "Now"
	labelTicket    = "Ticket"
	labelVerified  = "Verified"
	labelRequestID = "Request-id"
	labelPassID    = "Pass id"
	labelObjectID  = "Object id"
	labelFrom      = "From"
)

// Keys.
const (
	doPerson    = "the person"
	doAttention = "what needs attention"
)

// help explains what the log shows.
var help = []string{
	"Every pass requested or deleted from here, in this tenant, by any console of your user on this machine: newest " +
		"first, with those that need attention on top. 'tapdesk audit show' has the rest of the journal: sign-ins, locks, " +
		"and when a pass was on the screen.",
	"To show what a pass is now, the log asks Graph about the people with the newest passes that may still be usable, " +
		"twenty at most.",
	"Type to see only some: a person's UPN or object id, a ticket, an operator.",
}
