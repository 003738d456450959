package whatif

// title names the screen.
const title = "Conditional Access"

// What the caller is asked, and the options that are shown. The platforms are Graph's own names.
const (
	askCaller       = `Ask the caller, choose what they say, and press Enter. What stays "not known" is left out.`
	labelPlatform   = "Platform"
	labelDevice     = "Device"
	labelPlace      = "Place"
	notKnown        = "not known"
	compliant       = "compliant"
	notCompliant    = "not compliant"
	askingMicrosoft = "asking Microsoft's simulation..."
)

// What the simulation says.
const (
	formatTo      = "To %s"
	formatPolicy  = `"%s" %s`
	noPolicyFound = "no policy against it was found, given these answers"
	notAllRead    = "not all policies were read"
	formatReadAt  = "Microsoft's simulation, %s; it is not the sign-in."
	askSimulation = "ask Microsoft's simulation" // after "could not"
)

// Keys, and why one is off.
const (
	doAsk      = "ask the simulation"
	doAskShort = "ask"
	doChoose   = "choose"
	doField    = "field"
	doMore     = "more"
	offAsking  = "Microsoft's simulation is being asked"
)

// help explains what the simulation is, and what it is not.
var help = []string{
	"This is Microsoft's simulation of Conditional Access, for the two things that a caller with a pass does: register " +
		"security information, and open My Sign-ins. It is advice: it never stops a pass.",
	"Ask the caller what device they are on and where they are. What you do not know is left out, and a policy that " +
		"did not apply because of that is shown as one that the sign-in depends on. The places come from the sign-in " +
		"log, once you have read it (s on the person).",
	"Report-only policies do not count. A pass satisfies multifactor authentication, but no authentication strength " +
		"that requires a passwordless or a phishing-resistant method.",
	"Microsoft allows one such request a second for the whole tenant, so it is sent only when you ask.",
}
