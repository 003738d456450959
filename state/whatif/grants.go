package whatif

import (
	"slices"
	"strings"

	"tapdesk/state/text"
)

// unknown is what is said of a control that this console has no words for.
const unknown = "something this console does not know"

// wants are the words for what a pass does not meet.
var wants = map[string]string{
	"compliantdevice": "a compliant device", "domainjoineddevice": "a device joined to the domain",
	"approvedapplication":  "an approved app",
	"compliantapplication": "an app with a protection policy", "passwordchange": "a change of the password",
	"riskremediation": "the risk to be settled first",
}

// against says what of a policy that applies a pass does not meet: nothing where it meets all, or one of those that do.
func (g *Grants) against(action Action) (Kind, string) {
	if g == nil {
		return Note, ""
	}
	if slices.ContainsFunc(g.BuiltInControls, func(c text.Text) bool { return strings.EqualFold(string(c), "block") }) {
		return Blocks, "blocks it"
	}
	met, missing := g.weigh(action)
	if len(missing) == 0 || met && strings.EqualFold(string(g.Operator), "OR") {
		return Note, ""
	}
	word := " and "
	if strings.EqualFold(string(g.Operator), "OR") {
		word = " or "
	}
	return Wants, "wants " + strings.Join(missing, word)
}

// weigh reports whether a pass meets one of the controls, and says which it does not meet. A pass meets multifactor
// authentication. Source: learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths.
func (g *Grants) weigh(action Action) (met bool, missing []string) {
	for _, control := range g.BuiltInControls {
		name := strings.ToLower(string(control))
		switch words, known := wants[name]; {
		case name == "mfa":
			met = true
		case known:
			missing = append(missing, words)
		default:
			missing = append(missing, unknown)
		}
	}
	if len(g.CustomFactors) > 0 {
		missing = append(missing, unknown)
	}
	if len(g.TermsOfUse) > 0 {
		missing = append(missing, "terms of use to be accepted")
	}
	if g.Strength != nil {
		if words := g.Strength.against(action); words != "" {
			missing = append(missing, words)
		} else {
			met = true
		}
	}
	if len(g.BuiltInControls)+len(g.CustomFactors)+len(g.TermsOfUse) == 0 && g.Strength == nil {
		missing = append(missing, unknown)
	}
	return met, missing
}

// against says how a strength is not met by a pass. Where My Sign-ins wants one that a pass does not meet, a caller
// who is to register the first such method goes round in a loop: issue 125 of MicrosoftDocs/entra-docs.
func (s *Strength) against(action Action) string {
	if len(s.AllowedCombinations) == 0 {
		return "the strength " + quoted(s.DisplayName) + ", whose methods were not shown"
	}
	for _, combination := range s.AllowedCombinations {
		switch strings.ToLower(string(combination)) {
		case "temporaryaccesspassonetime", "temporaryaccesspassmultiuse":
			return ""
		}
	}
	text := "the strength " + quoted(s.DisplayName) + ", which a pass does not meet"
	if action == Manage {
		text += ": who has no such method cannot register one there"
	}
	return text
}

func quoted(name text.Text) string { return `"` + string(name) + `"` }
