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

// Entra's audit log: /auditLogs/directoryAudits. Source: learn.microsoft.com/graph/api/directoryaudit-list.
var readAudit = operation{
	what:   "read Entra's audit log",
	limit:  reports,
	scopes: []string{scopeAudit, "Directory.Read.All"},
	roles:  []string{roleReportsReader, roleSecurityReader, roleSecurityAdmin},
	needs: "it needs the scope " + scopeAudit + " and one of the roles " + roleReportsReader + ", " + roleSecurityReader +
		", " + roleSecurityAdmin,
	missing: "Graph knows no audit log in this tenant",
}

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
		Kind: fault.Broken, What: readAudit.what, Status: http.StatusOK,
		Hint: "Graph gave it in too many pieces: only a part was read",
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
