package whatif

// The actions.
const (
	openSignIns = "open My Sign-ins"
	registerOne = "register security information"
)

// What was not given, and what a policy depends on for that.
const (
	givenPlatform   = "platform"
	givenCountry    = "country"
	givenAddress    = "address"
	givenDevice     = "device"
	givenRisk       = "the person's risk"
	givenSignInRisk = "the risk of the sign-in"

	onNotGiven = "what was not given"
	onPlatform = "the platform"
	onPlace    = "the place"
	onDevice   = "the device"
	onRisk     = "risk"
)

// What a policy wants that a pass does not meet, by Graph's names of the controls in lower case.
var wants = map[string]string{
	"compliantdevice": "a compliant device", "domainjoineddevice": "a device joined to the domain",
	"approvedapplication":  "an approved app",
	"compliantapplication": "an app with a protection policy", "passwordchange": "a change of the password",
	"riskremediation": "the risk to be settled first",
}

const (
	termsOfUse           = "terms of use to be accepted"
	unknown              = "something this console does not know" // of a control or a reason without words here
	formatStrength       = "the strength %s, which a pass does not meet"
	formatStrengthLoop   = "the strength %s, which a pass does not meet: who has no such method cannot register one there"
	formatStrengthHidden = "the strength %s, whose methods were not shown"
	and                  = " and "
	or                   = " or "
)

// What a policy does, after its name.
const (
	blocks          = "blocks it"
	formatWants     = "wants %s"
	formatFrequency = "wants a new sign-in every %s"
	formatDependsOn = "depends on %s"
	unknownState    = "is in a state that this console does not know"
	unknownEffect   = "Graph did not say whether it applies"
)

// What all simulations come to.
const (
	notAsked       = "the simulation has not been asked"
	noneAgainst    = "no policy found against it in what was given"
	notAllRead     = "; not all policies were read"
	formatNotGiven = "; not given: %s"
)
