package person

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// Registration is what Entra's registration report has about a person. The report lags. Source:
// learn.microsoft.com/graph/api/resources/userregistrationdetails.
type Registration struct {
	// Methods are those that are registered, by the report's own names, such as mobilePhone.
	Methods []text.Text `json:"methodsRegistered"`
	// Default is what the report calls the default for the second factor, see Method.IsDefault; "none" for none.
	Default text.Text `json:"defaultMfaMethod"`
	// Passwordless reports whether the person can sign in without a password; nil if the report does not say.
	Passwordless *bool `json:"isPasswordlessCapable"`
	// Updated is when the report was updated for the person, ReadAt when Graph answered, both UTC by Graph's clock;
	// zero if it is not known.
	Updated time.Time `json:"lastUpdatedDateTime"`
	ReadAt  time.Time `json:"-"`
}

const (
	hardwareType = "hardwareOathAuthenticationMethod"
	// hardwareName is the report's name for it.
	hardwareName = "hardwareOneTimePasscode"
)

// Hardware reports whether the report has a hardware OATH token that a list of methods lacks: Graph's v1.0 lists none.
// A nil Registration has none.
func (r *Registration) Hardware(listed []Method) bool {
	if r == nil || slices.ContainsFunc(listed, func(m Method) bool { return m.Type == hardwareType }) {
		return false
	}
	return slices.ContainsFunc(r.Methods, func(name text.Text) bool {
		return strings.EqualFold(string(name), hardwareName)
	})
}
