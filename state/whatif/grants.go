package whatif

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/text"
)

// against says what of a policy that applies a pass does not meet: nothing where it meets all, or one of those that do.
func (g *Grants) against(action Action) (Kind, string) {
	if g == nil {
		return Note, ""
	}
	if slices.ContainsFunc(g.BuiltInControls, func(c text.Text) bool { return strings.EqualFold(string(c), "block") }) {
		return Blocks, blocks
	}
	met, missing := g.weigh(action)
	if len(missing) == 0 || met && strings.EqualFold(string(g.Operator), "OR") {
		return Note, ""
	}
	word := and
	if strings.EqualFold(string(g.Operator), "OR") {
		word = or
	}
	return Wants, fmt.Sprintf(formatWants, strings.Join(missing, word))
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
		missing = append(missing, termsOfUse)
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
		return fmt.Sprintf(formatStrengthHidden, quoted(s.DisplayName))
	}
	for _, combination := range s.AllowedCombinations {
		switch strings.ToLower(string(combination)) {
		case "temporaryaccesspassonetime", "temporaryaccesspassmultiuse":
			return ""
		}
	}
	if action == Manage {
		return fmt.Sprintf(formatStrengthLoop, quoted(s.DisplayName))
	}
	return fmt.Sprintf(formatStrength, quoted(s.DisplayName))
}

func quoted(name text.Text) string { return `"` + string(name) + `"` }
