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
	missing: "Graph found no audit log for this tenant",
}

const (
	auditTarget = "/auditLogs/directoryAudits"
	// auditService logs what is done to sign-in methods. The directory logs the same changes again, as updates of the
	// user.
	auditService = "Authentication Methods"
	// auditTop is how many events one request asks for: the most that Graph returns of most resources.
	auditTop = "999"
	// maxPersonPages is how many pages of one person's events are read. All fit on one, but an empty page may come
	// first.
	maxPersonPages = 3
	// maxAuditPages bounds how much of a tenant's log is read: at the pace of a background read this takes about 17
	// minutes.
	maxAuditPages = 200
)

// Audit returns what Entra's audit log says about a person's passes, and about changes to the properties that callers
// are verified by, since a time (any zone; zero for everything), newest first. It sends one request, on demand. The
// person is given by object id. The log lags by minutes and is kept for 7 or 30 days.
//
// Audit never exceeds Graph's limit. When it would, and after a 429, it sends nothing and fails with fault.Throttled;
// Fault.WaitUntil says when to try again. fault.Denied names the scope and the roles. Events read before an error are
// returned with it.
func (c *Client) Audit(ctx context.Context, personID text.Key, since time.Time) ([]audit.Event, error) {
	if err := c.withoutPasses(readAudit); err != nil {
		return nil, err
	}
	if personID.IsZero() {
		return nil, refuse(readAudit, "no person was given")
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
		Hint: "Graph returned too many pages: only some were read",
	}
}

// AuditSince returns the pages of what Entra's audit log says about passes, and a console's other writes, in the whole
// tenant since a time (any zone): what was done to sign-in methods, then what the directory itself logs, both in
// Graph's order. Each page is read when it is wanted. It is a background read, which waits for room within
// Graph's limit. It ends after the last page or the first error. A log of more than 200 pages ends with fault.Refused.
func (c *Client) AuditSince(ctx context.Context, since time.Time) iter.Seq2[audit.Page, error] {
	var named []string
	for _, name := range audit.DirectoryActivities() {
		named = append(named, "activityDisplayName eq '"+name+"'")
	}
	filters := []string{"loggedByService eq '" + auditService + "'", "(" + strings.Join(named, " or ") + ")"}
	return func(yield func(audit.Page, error) bool) {
		if err := c.withoutPasses(readAudit); err != nil {
			yield(audit.Page{}, err)
			return
		}
		for _, filter := range filters {
			if !c.auditPages(ctx, auditSince(since)+filter, yield) {
				return
			}
		}
	}
}

// auditPages yields the pages of one filter, and reports whether there may be more to read.
func (c *Client) auditPages(ctx context.Context, filter string, yield func(audit.Page, error) bool) bool {
	r := get(readAudit, auditPath(filter))
	seen := map[string]bool{}
	for range maxAuditPages {
		page, next, err := c.Background().auditPage(ctx, r)
		if !yield(page, err) || err != nil {
			return false
		}
		if next == "" {
			return true
		}
		if seen[next] {
			yield(audit.Page{}, &fault.Fault{
				Kind: fault.Broken, What: readAudit.what, Status: http.StatusOK, Hint: "Graph keeps sending the same page",
			})
			return false
		}
		seen[next], r.target = true, next
	}
	yield(audit.Page{}, refuse(readAudit, "there are too many events: choose a shorter period"))
	return false
}

// auditSince returns the start of a filter. Filters use only the properties that Microsoft documents for them.
func auditSince(since time.Time) string {
	if since.IsZero() {
		return ""
	}
	return "activityDateTime ge " + since.UTC().Format(time.RFC3339) + " and "
}

func auditPath(filter string) string {
	return auditTarget + "?$top=" + auditTop + "&$filter=" + escapeQuery(filter)
}

// auditPage reads one page and returns the link to the next one.
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
