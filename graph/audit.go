package graph

import (
	"context"
	"iter"
	"net/http"
	"sort"
	"strings"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/fault"
	"tapdesk/state/text"
)

const (
	auditTarget = "/auditLogs/directoryAudits"
	// auditService logs what is done to sign-in methods. The directory logs the same changes again, as updates of the
	// user.
	auditService = "Authentication Methods"
	// auditTop is how many events are asked for at a time: the most that Graph gives of most things.
	auditTop = "999"
	// maxPersonPages is how many pages of one person's events are read: all fit on one, and an empty one may stand
	// before it.
	maxPersonPages = 3
	// maxAuditPages bounds how much of a tenant's log is read: at the pace of a background read it takes some 17
	// minutes.
	maxAuditPages = 200
)

// wireAudit is a directoryAudit, as much of it as concerns passes: an event, who did it to whom, and its words, which
// are compared before they are cleaned. Source: learn.microsoft.com/graph/api/resources/directoryaudit.
type wireAudit struct {
	audit.Event
	ActivityDateTime    stamp              `json:"activityDateTime"`
	ActivityDisplayName raw                `json:"activityDisplayName"`
	ResultReason        raw                `json:"resultReason"`
	InitiatedBy         loose[wireActor]   `json:"initiatedBy"`
	TargetResources     loose[[]wireAimed] `json:"targetResources"`
}

// wireActor is an auditActivityInitiator: the one or the other is null.
type wireActor struct {
	User loose[audit.Actor] `json:"user"`
	App  loose[struct {
		DisplayName        raw `json:"displayName"`
		AppID              raw `json:"appId"`
		ServicePrincipalID raw `json:"servicePrincipalId"`
	}] `json:"app"`
}

// wireAimed is a targetResource.
type wireAimed struct {
	audit.Party
	Type               raw `json:"type"`
	ModifiedProperties loose[[]struct {
		DisplayName raw `json:"displayName"`
		NewValue    raw `json:"newValue"`
	}] `json:"modifiedProperties"`
}

func (w *wireAudit) event() audit.Event {
	e, app := w.Event, w.InitiatedBy.is.App.is
	e.Time = w.ActivityDateTime.Time
	e.Activity, e.ResultReason = text.New(string(w.ActivityDisplayName)), text.New(string(w.ResultReason))
	e.Actor = w.InitiatedBy.is.User.is
	e.Actor.App = text.New(firstOf(string(app.DisplayName), string(app.AppID), string(app.ServicePrincipalID)))
	var properties, included []string
	for _, aimed := range w.TargetResources.is {
		isUser := strings.EqualFold(string(aimed.Type), "User") || !aimed.UserPrincipalName.IsZero()
		if isUser && e.Person == (audit.Party{}) {
			e.Person = aimed.Party
		}
		for _, p := range aimed.ModifiedProperties.is {
			properties = append(properties, string(p.DisplayName))
			if strings.EqualFold(string(p.DisplayName), "Included Updated Properties") {
				included = append(included, string(p.NewValue))
			}
		}
	}
	e.What = audit.Classify(string(w.ActivityDisplayName), string(w.ResultReason), properties)
	if e.Fields = audit.Changes(string(w.ActivityDisplayName), append(properties, included...)); e.What == audit.Other && len(e.Fields) > 0 {
		e.What = audit.Edited
	}
	return e
}

// Audit reads what Entra's audit log has of a person's passes, and of changes to what a caller is verified by, since a
// time (any zone; zero for all that is kept), newest first: one request, on demand. The person is named by object id.
// The log lags by minutes, and is kept for 7 or 30 days.
//
// It is never asked for faster than Graph allows: fault.Throttled then says without a request, as it does after Graph's
// own 429, when it may be asked for again (Fault.WaitUntil). fault.Denied names the scope and the roles. Beside an
// error there may be events: those read before it.
func (c *Client) Audit(ctx context.Context, personID text.Key, since time.Time) ([]audit.Event, error) {
	if err := c.withoutPasses(readAudit); err != nil {
		return nil, err
	}
	if personID.IsZero() {
		return nil, refuse(readAudit, "nobody was named")
	}
	filter := auditSince(since) + "targetResources/any(t:t/id eq '" + strings.ReplaceAll(personID.Wire(), "'", "''") + "')"
	r := request{op: readAudit, method: http.MethodGet, target: auditPath(filter), sparing: true}
	var events []audit.Event
	for range maxPersonPages {
		page, next, err := c.auditPage(ctx, r)
		if err != nil {
			return newestFirst(events), err
		}
		events = append(events, page.Events...)
		if next == "" {
			return newestFirst(events), nil
		}
		r.target = next
	}
	return newestFirst(events), &fault.Fault{
		Kind: fault.Broken, What: readAudit.what, Status: http.StatusOK, Hint: "Graph gave it in too many pieces: only a part was read",
	}
}

// AuditSince reads what Entra's audit log has of passes in the whole tenant since a time (any zone), page after page in
// Graph's order, each when it is wanted. It is a background read: it waits for room within Graph's throttle. It ends
// after the last page or after the first error. A log of more than 200 pages ends with fault.Refused.
func (c *Client) AuditSince(ctx context.Context, since time.Time) iter.Seq2[audit.Page, error] {
	return func(yield func(audit.Page, error) bool) {
		if err := c.withoutPasses(readAudit); err != nil {
			yield(audit.Page{}, err)
			return
		}
		r := get(readAudit, auditPath(auditSince(since)+"loggedByService eq '"+auditService+"'"))
		seen := map[string]bool{}
		for range maxAuditPages {
			page, next, err := c.Background().auditPage(ctx, r)
			if !yield(page, err) || err != nil || next == "" {
				return
			}
			if seen[next] {
				yield(audit.Page{}, &fault.Fault{
					Kind: fault.Broken, What: readAudit.what, Status: http.StatusOK, Hint: "Graph sends the same page over and over",
				})
				return
			}
			seen[next], r.target = true, next
		}
		yield(audit.Page{}, refuse(readAudit, "there is too much of it: ask for a shorter time"))
	}
}

// auditSince begins a filter, which is made of the properties that Microsoft documents for it alone.
func auditSince(since time.Time) string {
	if since.IsZero() {
		return ""
	}
	return "activityDateTime ge " + since.UTC().Format(time.RFC3339) + " and "
}

func auditPath(filter string) string {
	return auditTarget + "?$top=" + auditTop + "&$filter=" + escapeQuery(filter)
}

// auditPage reads one page, and returns where the next one is.
func (c *Client) auditPage(ctx context.Context, r request) (page audit.Page, next string, err error) {
	a, err := c.do(ctx, r)
	if err != nil {
		return page, "", err
	}
	p, err := pageOf[loose[wireAudit]](readAudit, a)
	if err == nil && p.next != "" {
		err = c.allow(readAudit, p.next)
	}
	if err != nil {
		return page, "", err
	}
	page.Read = len(p.items)
	for _, wire := range p.items {
		e := wire.is.event()
		if !e.Time.IsZero() && (page.Oldest.IsZero() || e.Time.Before(page.Oldest)) {
			page.Oldest = e.Time
		}
		if e.What != audit.Other && e.What != audit.Mirrored {
			page.Events = append(page.Events, e)
		}
	}
	return page, p.next, nil
}

func newestFirst(events []audit.Event) []audit.Event {
	sort.SliceStable(events, func(i, j int) bool { return events[i].Time.After(events[j].Time) })
	return events
}
