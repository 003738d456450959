package sandbox

// Names of the policies of Conditional Access that the cast's sign-ins meet.
const (
	policyMFA          = "Multifactor authentication for everybody"
	policyCountries    = "United Kingdom and Ireland only"
	policyDevice       = "Compliant devices for Finance"
	policyRegistration = "Register methods at the office only"
)
