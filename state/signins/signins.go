// Package signins says from Entra's sign-in log why somebody cannot get in, and whether a pass would help.
//
// The log is not whole and it lags. Graph's v1.0 shows interactive sign-ins alone, and of federated people only those
// that succeeded; entries come after minutes, and details may come after the entry. So an entry that is missing
// proves nothing, and an answer that would lead to a pass needs evidence, while one that asks the operator to stop
// and think does not. Sources: learn.microsoft.com/graph/api/signin-list,
// learn.microsoft.com/entra/identity/monitoring-health/concept-sign-in-log-activity-details.
//
// It is pure. Strings are safe to draw (state/text); times are UTC.
package signins

import (
	"slices"
	"strings"
	"time"

	"tapdesk/state/text"
)

// The spans of the log that are read: Short at first, Long on demand. Entra keeps 7 days without a licence for more,
// 30 days with one. Source: learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention.
const (
	Short = 24 * time.Hour
	Long  = 7 * 24 * time.Hour
)

// SignIn is one entry of the log, with Graph's names. What Graph left out is empty, zero or nil.
// Source: learn.microsoft.com/graph/api/resources/signin.
type SignIn struct {
	ID                      text.Key  `json:"id"`
	CreatedDateTime         time.Time `json:"createdDateTime"`
	AppDisplayName          text.Text `json:"appDisplayName"`
	ResourceDisplayName     text.Text `json:"resourceDisplayName"`
	ClientAppUsed           text.Text `json:"clientAppUsed"`
	IPAddress               text.Text `json:"ipAddress"`
	Location                Location  `json:"location"`
	DeviceDetail            Device    `json:"deviceDetail"`
	Status                  Status    `json:"status"`
	ConditionalAccessStatus text.Text `json:"conditionalAccessStatus"`
	RiskState               text.Text `json:"riskState"`
	RiskLevelDuringSignIn   text.Text `json:"riskLevelDuringSignIn"`
	// Policies are the Conditional Access policies that were applied, nil where Graph did not list any: it leaves
	// them out, without a word, where the operator's role may not read them.
	Policies []Policy `json:"appliedConditionalAccessPolicies"`
	// Steps are on beta alone; they may come later than the entry.
	Steps []Step `json:"authenticationDetails"`
}

// Location is where Microsoft guesses an address to be. CountryOrRegion is a code of two letters.
type Location struct {
	City            text.Text `json:"city"`
	State           text.Text `json:"state"`
	CountryOrRegion text.Text `json:"countryOrRegion"`
}

// Device is what the browser or the device told of itself. IsCompliant and IsManaged are nil where Graph did not say.
type Device struct {
	OperatingSystem text.Text `json:"operatingSystem"`
	Browser         text.Text `json:"browser"`
	TrustType       text.Text `json:"trustType"`
	IsCompliant     *bool     `json:"isCompliant"`
	IsManaged       *bool     `json:"isManaged"`
}

// Unsaid is the ErrorCode of an entry that has none. It is no success.
const Unsaid = -1

// Status is how a sign-in ended: ErrorCode is 0 for a success, Unsaid, or the number of an AADSTS error.
type Status struct {
	ErrorCode         int       `json:"errorCode"`
	FailureReason     text.Text `json:"failureReason"`
	AdditionalDetails text.Text `json:"additionalDetails"`
}

// Policy is a Conditional Access policy as it was applied to a sign-in: Result is success, failure, notApplied and
// others, and EnforcedGrantControls are what it asked for.
type Policy struct {
	DisplayName           text.Text   `json:"displayName"`
	Result                text.Text   `json:"result"`
	EnforcedGrantControls []text.Text `json:"enforcedGrantControls"`
}

// Step is one step of an authentication. Succeeded is nil where Graph did not say.
type Step struct {
	Time      time.Time `json:"authenticationStepDateTime"`
	Method    text.Text `json:"authenticationMethod"`
	Detail    text.Text `json:"authenticationMethodDetail"`
	Result    text.Text `json:"authenticationStepResultDetail"`
	Succeeded *bool     `json:"succeeded"`
}

// Succeeded reports whether somebody got in.
func (s SignIn) Succeeded() bool { return s.Status.ErrorCode == 0 }

// Interrupted reports whether the entry is a step of an ordinary sign-in that Entra logs as an error of its own.
func (s SignIn) Interrupted() bool { return CodeOf(s.Status).Effect == Interrupt }

// Failed reports whether somebody did not get in, and it is more than an interrupt.
func (s SignIn) Failed() bool { return !s.Succeeded() && !s.Interrupted() }

// Log is what was read of one person's sign-ins.
type Log struct {
	// SignIns are the newest first.
	SignIns []SignIn
	// Since is how far back was asked. Cut says that older ones since then were not read.
	Since time.Time
	Cut   bool
	// ReadAt is when Graph answered, by Graph's clock.
	ReadAt time.Time
}

// Span is how far back was asked, Short or Long.
func (l Log) Span() time.Duration { return l.ReadAt.Sub(l.Since).Round(time.Hour) }

// Newest returns the time of the newest entry, zero where there is none.
func (l Log) Newest() time.Time {
	var newest time.Time
	for _, s := range l.SignIns {
		if s.CreatedDateTime.After(newest) {
			newest = s.CreatedDateTime
		}
	}
	return newest
}

// methodPass is beta's authenticationMethod of a step with a Temporary Access Pass.
const methodPass = "Temporary Access Pass"

// slack is how much earlier than a pass a sign-in with it may seem: the log holds whole seconds, and clocks of
// Microsoft's services differ.
const slack = 2 * time.Second

// WithPass returns the sign-ins at which a pass created at a time, or a later one, was accepted, the newest first. Only
// beta says so, and the step that says it may come later than the entry, so that none proves nothing.
func (l Log) WithPass(created time.Time) (out []SignIn) {
	for _, s := range Sorted(l.SignIns) {
		if !s.CreatedDateTime.Before(created.Add(-slack)) && slices.ContainsFunc(s.Steps, Step.tookPass) {
			out = append(out, s)
		}
	}
	return out
}

// tookPass reports whether a pass was accepted in the step.
func (s Step) tookPass() bool {
	return strings.EqualFold(string(s.Method), methodPass) && s.Succeeded != nil && *s.Succeeded
}

// Sorted returns the entries, the newest first. Graph gives them so by default; nothing rests on it.
func Sorted(all []SignIn) []SignIn {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b SignIn) int { return b.CreatedDateTime.Compare(a.CreatedDateTime) })
	return all
}
