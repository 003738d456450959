package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/signins"
	"tapdesk/state/text"
)

// The sign-in log: /auditLogs/signIns. Source: learn.microsoft.com/graph/api/signin-list.
var readSignIns = operation{
	what:   "read the sign-in log",
	limit:  reports,
	scopes: []string{scopeAudit},
	roles:  []string{roleReportsReader, roleSecurityReader, roleSecurityOperator, roleSecurityAdmin, roleGlobalReader},
	needs: "Graph does not say which of these is missing: the scope " + scopeAudit + ", a role such as " +
		roleReportsReader + ", or the licence Entra ID P1",
	missing: "Graph found no sign-in log for this tenant",
}

const (
	signInsTarget = "/auditLogs/signIns"
	// signInsTop is how many sign-ins one request asks for. Graph returns 1,000 at most.
	signInsTop = 200
)

// wireSignIn is a signIn, any part of which may be malformed. Source: learn.microsoft.com/graph/api/resources/signin.
type wireSignIn struct {
	signins.SignIn
	CreatedDateTime stamp                   `json:"createdDateTime"`
	Location        loose[signins.Location] `json:"location"`
	DeviceDetail    loose[signins.Device]   `json:"deviceDetail"`
	Status          loose[wireStatus]       `json:"status"`
	Policies        loose[[]signins.Policy] `json:"appliedConditionalAccessPolicies"`
	Steps           loose[[]wireStep]       `json:"authenticationDetails"`
}

// wireStatus is a signInStatus. 0 means success, so a missing code must be distinguished from it.
type wireStatus struct {
	signins.Status
	ErrorCode json.RawMessage `json:"errorCode"`
}

// wireStep is an authenticationDetail.
type wireStep struct {
	signins.Step
	Time stamp `json:"authenticationStepDateTime"`
}

func (w *wireSignIn) signIn() signins.SignIn {
	s := w.SignIn
	s.CreatedDateTime, s.Location, s.DeviceDetail = w.CreatedDateTime.Time, w.Location.is, w.DeviceDetail.is
	s.Status, s.Policies = w.Status.is.status(), w.Policies.is
	if len(s.Policies) == 0 {
		s.Policies = nil
	}
	for _, step := range w.Steps.is {
		step.Step.Time = step.Time.Time
		s.Steps = append(s.Steps, step.Step)
	}
	return s
}

func (w *wireStatus) status() signins.Status {
	s := w.Status
	var code number
	_ = code.UnmarshalJSON(w.ErrorCode) // it never fails
	if s.ErrorCode = code.is; s.ErrorCode == 0 && unquoted(w.ErrorCode) != "0" {
		s.ErrorCode = signins.Unsaid
	}
	return s
}

// SignIns returns a person's sign-ins from Entra's sign-in log for a span before now (signins.Short or signins.Long),
// newest first. It sends one request, on demand, for at most 200 sign-ins. The person is given by object id. v1.0 lists
// only interactive sign-ins; the log lags by minutes.
//
// SignIns never exceeds Graph's limit: it then sends nothing and fails with fault.Throttled, and Fault.WaitUntil says
// when to try again. The hint of a fault.Denied says which of the scope, the role and the licence is probably missing.
// Source: learn.microsoft.com/graph/api/signin-list.
func (c *Client) SignIns(ctx context.Context, personID text.Key, span time.Duration) (signins.Log, error) {
	if err := c.withoutPasses(readSignIns); err != nil {
		return signins.Log{}, err
	}
	if personID.IsZero() {
		return signins.Log{}, refuse(readSignIns, "no person was given")
	}
	since := c.Now().Add(-span).UTC()
	filter := "userId eq '" + strings.ReplaceAll(personID.Wire(), "'",
		"''") + "' and createdDateTime ge " + since.Format(time.RFC3339)
	target := fmt.Sprintf("%s?$top=%d&$orderby=%s&$filter=%s", signInsTarget, signInsTop,
		escapeQuery("createdDateTime desc"), escapeQuery(filter))
	a, err := c.do(ctx, request{op: readSignIns, method: http.MethodGet, target: target, sparing: true})
	if err != nil {
		return signins.Log{}, c.whyDenied(err)
	}
	p, err := pageOf[loose[wireSignIn]](readSignIns, a)
	if err != nil {
		return signins.Log{}, err
	}
	log := signins.Log{Since: since, Cut: p.next != "", ReadAt: c.Now()}
	for _, wire := range p.items {
		log.SignIns = append(log.SignIns, wire.is.signIn())
	}
	log.SignIns = signins.Sorted(log.SignIns)
	return log, nil
}

// whyDenied adds to a 403 which of scope, role and licence is probably missing, according to Graph's code and text, and
// what is not known of the scope in the client's cloud. Sources: issues 4336 and 13632 of
// microsoftgraph/microsoft-graph-docs.
func (c *Client) whyDenied(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Denied {
		return err
	}
	words := strings.ToLower(f.Code + " " + f.Message)
	switch {
	case strings.Contains(words, "premium"):
		f.Hint = "the tenant seems to lack the licence Entra ID P1, without which Graph does not show this"
	case strings.Contains(words, "userrole"), strings.Contains(words, "allowed roles"):
		f.Hint = "your role seems to be missing: you need one of " + strings.Join(f.Roles, ", ")
	case strings.Contains(words, "permission"), strings.Contains(words, strings.ToLower(f.Scopes[0])):
		f.Hint = "the app seems to lack the scope " + f.Scopes[0] + c.cloud.scopeDoubt()
	default:
		f.Hint += c.cloud.scopeDoubt()
	}
	return err
}
