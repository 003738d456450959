package kit

// Below a question: the key that does it.
const (
	pressTo       = "press "
	formatPressTo = pressTo + "%s to %s"
	otherGoesBack = ", any other key goes back"
	anyGoesBack   = ", any key goes back"
	cannotSend    = "nothing can be sent from here"
	formatBusy    = "%s..."
)

// A write that waits for its answer, and what is known against it beforehand.
const (
	formatSending  = "%s: %d s"
	waitsForAnswer = "One request is on its way and will not be sent a second time. Its answer may take up to 30 seconds."
	labelRefuse    = "Graph may refuse"
	labelNotSent   = "Not sent"
)

// A window with too little room.
const (
	// TooShort says why a question cannot be answered whose lines do not fit.
	TooShort       = "the window is too short to show everything: make it larger"
	formatTooLow   = "%d more lines: the window is too low for them"
	formatBelow    = "%d more lines: ↓"
	formatCouldNot = "could not %s"
)

// Whom it is about, and on what grounds.
const (
	labelFor      = "For"
	labelObjectID = "Object id"
	labelTicket   = "Ticket"
	labelCaller   = "Caller"
	labelNote     = "Note"
)

// Others of the same name.
const (
	labelSameName = "Same name"
	sameName      = "somebody else has it"
	formatSameMay = "somebody else may have it: %s"
	notAllRead    = "not all whom the search finds were read"
	andMore       = "and more"
	formatMoreMay = "and there may be more: %s"
	formatThisIs  = "this is %s"
)

// Another console of the operator's. What it does follows after the comma.
const (
	otherConsole     = "another console of yours"
	formatOtherFrom  = "%s, from %s"
	formatOtherOn    = "%s, on %s"
	formatOtherSince = "%s since %s"
)

// The verdict.
const (
	labelVerdict        = "Verdict"
	labelPrivileged     = "Privileged"
	formatNotFromHere   = "Not from this console: %s"
	apartFromThat       = "apart from that: "
	formatPredicted     = "predicted: %s"
	formatWithUnread    = "%s; not read: %s"
	formatUnreadBefore  = "not read: %s; %s"
	policiesSimulated   = "Conditional Access is not evaluated but by Microsoft's simulation"
	formatPoliciesNeed  = "Conditional Access is not evaluated: Microsoft's simulation needs %s"
	policiesOnDemand    = "Conditional Access is not evaluated: e on the person asks Microsoft's simulation"
	formatInTheLog      = "In the log: %s. %s"
	formatTheSimulation = "Microsoft's simulation: %s"
)

// How a pass stands, and when it ends.
const (
	formatUsable       = "usable, %s left"
	usableEndUnknown   = "usable, end unknown"
	formatNotYet       = "not yet valid, begins in %s"
	notYetStartUnknown = "not yet valid, start unknown"
	formatExpired      = "expired %s ago"
	perhapsUsable      = "perhaps usable (Graph does not say)"
	formatGraphSays    = "%s: Graph says %q"
	endUnknown         = "end unknown"
	noTimes            = ": Graph did not say how long the pass lasts, or from when"
	badTimes           = ": the times that Graph gives cannot be those of a pass"
	formatUntil        = "until %s"
	formatBoth         = "%s (%s)" // an instant in the operator's zone, and in UTC
)

// The window of a new pass, and what it replaces.
const (
	labelFrom        = "From"
	labelUntil       = "Until"
	labelReplaces    = "Replaces"
	labelIssuedBy    = "Issued by"
	formatNow        = "now, %s"
	untilUnknown     = "not known: the tenant's default lifetime could not be read"
	reading          = "reading..."
	notKnown         = "not known"
	formatUnread     = ": %s"
	formatPassUnread = ", the pass could not be read: %s"
	formatAsOf       = " (as of %s)"
	replacesNothing  = "nothing: no pass"
	formatAPass      = "a pass that is %s, %s"
	stopsAtOnce      = "it stops working at once"
	formatCreated    = "created %s, %s"
	formatByJournal  = "%s, as the journal of this machine has it"
	formatByAudit    = "%s, as Entra's audit log has it"
	formatByAuditAt  = "%s from %s, as Entra's audit log has it"
)

// What keeps somebody from using any pass.
const (
	labelAccount    = "Account"
	disabled        = "DISABLED"
	cannotSignIn    = ": cannot sign in, with a pass or without"
	externalGuest   = "external guest"
	guestGetsNoPass = ": Graph refuses a pass here; the person's own organisation can issue one"
)

// Where a pass was used.
const (
	noCountry         = "country not known"
	formatGuess       = "%s (a guess)"
	noSystem          = "system not known"
	formatSaid        = "; the caller said %s"
	formatThenRefused = ", then refused: %s"
)
