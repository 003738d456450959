package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/sandbox"
	"tapdesk/state/audit"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// logged is an event of the audit log as Graph writes it.
func logged(id, activity, reason, at string) map[string]any {
	return map[string]any{
		"id": id, "category": "UserManagement", "result": "success", "resultReason": reason, "activityDisplayName": activity,
		"activityDateTime": at, "loggedByService": "Authentication Methods",
		"initiatedBy": map[string]any{"app": nil, "user": map[string]any{
			"id": meID, "displayName": nil, "userPrincipalName": "me@sandbox.example", "ipAddress": "192.0.2.7",
		}},
		"targetResources": []any{map[string]any{
			"id": annID, "type": "User", "userPrincipalName": "ann@sandbox.example", "modifiedProperties": []any{},
		}},
	}
}

func createdAt(id, at string) map[string]any {
	return logged(id, "Admin registered security info", "Admin registered temporary access pass method for user", at)
}

func logPage(next string, events ...any) string {
	page := map[string]any{"value": append([]any{}, events...)}
	if next != "" {
		page["@odata.nextLink"] = next
	}
	return asJSON(page)
}

func TestAuditAsksOnceAndPicks(t *testing.T) {
	app := logged("3", "User registered security info", "User registered temporary access pass method",
		"2026-11-21T08:30:00Z")
	app["initiatedBy"] = map[string]any{"user": nil,
		"app": map[string]any{"appId": "app-1", "displayName": "On\u202eboarding"}}
	odd := logged("4", "Create Temporary Access Pass method for user", "", "2026-11-21T07:00:00.1234567Z")
	odd["initiatedBy"], odd["targetResources"], odd["result"] = 7, "x", nil
	edited := logged("6", "Update user", "", "2026-11-21T07:30:00Z")
	edited["loggedByService"] = "Core Directory"
	edited["targetResources"].([]any)[0].(map[string]any)["modifiedProperties"] = []any{
		map[string]any{"displayName": "Department", "newValue": "[]"},
		map[string]any{"displayName": "Included Updated Properties", "newValue": `"Department, Mobile"`},
	}
	dull := logged("7", "Update user", "", "2026-11-21T07:40:00Z")
	dull["targetResources"].([]any)[0].(map[string]any)["modifiedProperties"] =
		[]any{map[string]any{"displayName": "Department", "newValue": `"Mobile"`}}
	f := newFake(t, says(200, logPage("",
		createdAt("1", "2026-11-21T08:00:00Z"), app, edited, dull,
		logged("2", "Admin registered security info", "Admin registered phone method for user", "2026-11-21T08:10:00Z"),
		logged("5", "Admin deleted security info", "admin DELETED temporary access pass method for user",
			"2026-11-21T08:20:00Z"), odd,
	)))
	events, err := f.Audit(t.Context(), key(annID), start.Add(-24*time.Hour).In(time.FixedZone("", 3600)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprintf("%s %s %s by %s from %q", e.Time.Format("15:04:05"), e.What, e.Person.Name(),
			e.Actor.Name(), e.Actor.IPAddress))
	}
	want := []string{
		`08:30:00 registered ann@sandbox.example by the app On` + "\ufffd" + `boarding from ""`,
		`08:20:00 deleted ann@sandbox.example by me@sandbox.example from "192.0.2.7"`,
		`08:00:00 created ann@sandbox.example by me@sandbox.example from "192.0.2.7"`,
		`07:30:00 directory changed ann@sandbox.example by me@sandbox.example from "192.0.2.7"`,
		`07:00:00 created somebody unnamed by somebody unnamed from ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("events:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	requests := f.requests()
	if len(requests) != 1 || requests[0].method != http.MethodGet {
		t.Fatalf("got %d requests, want one GET", len(requests))
	}
	const filter = "activityDateTime ge 2026-11-20T09:00:00Z and " +
		"targetResources/any(t:t/id eq '" + annID + "')"
	if got := param(t, requests[0].uri, "$filter"); got != filter {
		t.Errorf("$filter: got %s, want %s", got, filter)
	}
}

func TestAuditOfAHostileID(t *testing.T) {
	f := newFake(t, says(200, logPage("")))
	if _, err := f.Audit(t.Context(), key("x') or (1 eq 1&$top=1"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	uri := f.requests()[0].uri
	if got := param(t, uri, "$filter"); got != "targetResources/any(t:t/id eq 'x'') or (1 eq 1&$top=1')" {
		t.Errorf("$filter: got %s, want %s", got, "targetResources/any(t:t/id eq 'x'') or (1 eq 1&$top=1')")
	}
	if got := param(t, uri, "$top"); got != "999" {
		t.Errorf("$top: got %s, want 999", got)
	}
}

func TestAuditRefusals(t *testing.T) {
	f := newFake(t, says(403,
		errorBody("Authentication_RequestFromUnsupportedUserRole", "User is not in the allowed roles")))
	_, err := f.Audit(t.Context(), key(annID), start)
	if denied := wantFault(t, err, fault.Denied); denied.Hint !=
		"it needs the scope AuditLog.Read.All and one of the roles Reports Reader, Security Reader, Security Administrator" ||
		len(denied.Roles) != 3 || denied.Scopes[0] != "AuditLog.Read.All" {
		t.Errorf("got fault %+v, want it to name AuditLog.Read.All and 3 roles", denied)
	}
	_, err = f.Audit(t.Context(), key(""), start)
	wantFault(t, err, fault.Refused)
	china := newFakeWith(t, says(200, "{}"), graph.Config{Cloud: graph.China})
	_, err = china.Audit(t.Context(), key(annID), start)
	wantFault(t, err, fault.Refused)
	for _, err := range china.AuditSince(t.Context(), start) {
		wantFault(t, err, fault.Refused)
	}
	if len(china.requests()) != 0 {
		t.Error("got a request, want none")
	}
	f = newFake(t, says(200, `{"value":[{"id":{}},`))
	_, err = f.Audit(t.Context(), key(annID), start)
	wantFault(t, err, fault.Broken)
	f = newFake(t, says(200, logPage("https://192.0.2.1/v1.0/auditLogs/directoryAudits",
		createdAt("1", "2026-11-21T08:00:00Z"))))
	_, err = f.Audit(t.Context(), key(annID), start)
	wantFault(t, err, fault.Refused)
}

func TestAuditKeepsTheThrottle(t *testing.T) {
	f := newFake(t, says(200, logPage("")))
	for n := range 5 {
		if _, err := f.Audit(t.Context(), key(annID), start); err != nil {
			t.Fatalf("number %d: %v", n, err)
		}
	}
	_, err := f.Audit(t.Context(), key(annID), start)
	tooSoon := wantFault(t, err, fault.Throttled)
	if want := start.Add(10 * time.Second); !tooSoon.WaitUntil.Equal(want) || len(f.requests()) != 5 {
		t.Errorf("wait until %v after %d requests, want %v after 5", tooSoon.WaitUntil, len(f.requests()), want)
	}
	if said := tooSoon.Error(); strings.Contains(said, "429") {
		t.Errorf("%q, though nothing was asked", said)
	}
	_ = f.clock.Sleep(t.Context(), 10*time.Second)
	if _, err := f.Audit(t.Context(), key(annID), start); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestAuditKeepsToGraphsWait(t *testing.T) {
	for _, c := range []struct {
		name, retryAfter string
		wait             time.Duration
	}{{"told", "7.5", 7500 * time.Millisecond}, {"bare", "", 10 * time.Second}, {"long", "300", 5 * time.Minute}} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, sequence(says(429, errorBody("TooManyRequests", "x"), "Retry-After", c.retryAfter),
				says(200, logPage(""))))
			_, err := f.Audit(t.Context(), key(annID), start)
			for range 3 { // not asked again before it may be
				if throttled := wantFault(t, err, fault.Throttled); !throttled.WaitUntil.Equal(start.Add(c.wait)) {
					t.Fatalf("wait until %v, want %v", throttled.WaitUntil, start.Add(c.wait))
				}
				_, err = f.Audit(t.Context(), key(annID), start)
			}
			if n := len(f.requests()); n != 1 {
				t.Fatalf("got %d requests, want 1", n)
			}
			_ = f.clock.Sleep(t.Context(), c.wait)
			if _, err := f.Audit(t.Context(), key(annID), start); err != nil {
				t.Errorf("after the wait: %v", err)
			}
		})
	}
}

// chain answers with pages of one event each, n in all, and with none of the directory's own.
func chain(f **fake, n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Query().Get("$filter"), "activityDisplayName") {
			says(200, logPage(""))(w, r)
			return
		}
		at := 0
		_, _ = fmt.Sscan(r.URL.Query().Get("$skiptoken"), &at)
		next := ""
		if at+1 < n {
			next = fmt.Sprintf("%s/v1.0/auditLogs/directoryAudits?$skiptoken=%d", (*f).server.URL, at+1)
		}
		created := start.Add(-time.Duration(at) * time.Minute).Format(time.RFC3339)
		says(200, logPage(next, createdAt(fmt.Sprint(at), created)))(w, r)
	}
}

func TestAuditInPieces(t *testing.T) {
	var f *fake
	for _, c := range []struct{ pages, want int }{{1, 1}, {3, 3}, {9, 3}} {
		f = newFake(t, chain(&f, c.pages))
		events, err := f.Audit(t.Context(), key(annID), start)
		if len(events) != c.want || (err != nil) != (c.pages > 3) {
			t.Errorf("%d pages: got %d events, error %v, want %d, an error beyond 3",
				c.pages, len(events), err, c.want)
		}
		if len(f.requests()) != c.want {
			t.Errorf("%d pages: got %d requests, want %d", c.pages, len(f.requests()), c.want)
		}
	}
}

// TestAuditSinceLeavesRoom: a report over the whole tenant leaves three of five requests in 10 s to those who wait for
// an answer.
func TestAuditSinceLeavesRoom(t *testing.T) {
	var f *fake
	f = newFake(t, chain(&f, 13))
	var times []time.Time
	f.server.Config.Handler = noting(f, &times)
	read, oldest := 0, start
	for page, err := range f.AuditSince(t.Context(), start.Add(-time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		read += len(page.Events)
		if page.Read == 0 { // of the directory's own
			continue
		}
		if page.Read != 1 || !page.Oldest.Equal(page.Events[0].Time) {
			t.Errorf("got page %+v, want one event read, and its time as the oldest", page)
		}
		oldest = page.Oldest
	}
	if read != 13 || !oldest.Equal(start.Add(-12*time.Minute)) {
		t.Errorf("got %d events, the oldest of %v, want 13, of 12 minutes before %v", read, oldest, start)
	}
	for i := 2; i < len(times); i++ {
		if gap := times[i].Sub(times[i-2]); gap < 10*time.Second {
			t.Errorf("requests %d to %d within %v, want at least 10 s", i-2, i, gap)
		}
	}
	if last := times[len(times)-1].Sub(times[0]); len(times) != 14 || last != time.Minute {
		t.Errorf("%d requests in %v, want 14 in 1m", len(times), last)
	}
}

// noting notes by the fake's clock when each request comes.
func noting(f *fake, times *[]time.Time) http.Handler {
	next := f.server.Config.Handler
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*times = append(*times, f.clock.Now())
		next.ServeHTTP(w, r)
	})
}

func TestAuditSinceEnds(t *testing.T) {
	var f *fake
	f = newFake(t, chain(&f, 1000))
	pages, last := 0, error(nil)
	for _, err := range f.AuditSince(t.Context(), start) {
		pages, last = pages+1, err
	}
	if wantFault(t, last, fault.Refused); pages != 201 || len(f.requests()) != 200 {
		t.Errorf("got %d pages in %d requests, want 201 with the refusal, in 200", pages, len(f.requests()))
	}

	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		says(200, logPage(f.server.URL+"/v1.0/auditLogs/directoryAudits?$skiptoken=1"))(w, r)
	})
	for _, err := range f.AuditSince(t.Context(), start) {
		last = err
	}
	if wantFault(t, last, fault.Broken); len(f.requests()) != 2 {
		t.Errorf("got %d requests, want 2", len(f.requests()))
	}

	f = newFake(t, chain(&f, 5))
	for range f.AuditSince(t.Context(), start) {
		break
	}
	if len(f.requests()) != 1 {
		t.Errorf("%d requests though only one page was wanted", len(f.requests()))
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, err := range f.AuditSince(ctx, start) {
		cancel()
		last = err
	}
	wantFault(t, last, fault.Canceled)
}

func TestAuditSinceWaitsAfterA429(t *testing.T) {
	f := newFake(t, sequence(says(429, "", "Retry-After", "2.128"), says(429, ""), says(200, logPage(""))))
	for _, err := range f.AuditSince(t.Context(), start) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if waited := f.clock.Now().Sub(start); len(f.requests()) != 4 || waited != 12128*time.Millisecond {
		t.Errorf("got %d requests after a wait of %v, want 4 after 12.128 s", len(f.requests()), waited)
	}
}

func TestAuditAtTheSandbox(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	issued, err := d.CreatePass(t.Context(), "", d.id("ordinary"), pass.Order{})
	if err != nil {
		t.Fatal(err)
	}
	issued.Wipe()
	if err := remove(t, d, d.id("ordinary"), issued.Pass.ID); err != nil {
		t.Fatal(err)
	}
	since := d.clock.Now().Add(-time.Hour)
	events, err := d.Audit(t.Context(), d.id("ordinary"), since)
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 2 || events[0].What == events[1].What {
		t.Fatalf("got events %+v, want two, of different kinds", events)
	}
	for _, e := range events {
		if !e.Person.Is(d.id("ordinary")) || e.Actor.Name() != "operator@sandbox.example" || e.Actor.IPAddress == "" ||
			!e.Happened() {
			t.Errorf("got event %+v, want one of ordinary that happened, by the operator, with an address", e)
		}
	}
	if e, ok := audit.IssuedBy(events, d.id("ordinary"), issued.Pass); !ok || e.What != audit.Created {
		t.Errorf("issued by: got %+v, found %t, want the event that created the pass", e, ok)
	}
	usable, err := d.Passes(t.Context(), d.id("usable-pass"))
	if err != nil || len(usable) != 1 {
		t.Fatalf("Passes: got %+v, error %v, want one", usable, err)
	}
	events, err = d.Audit(t.Context(), d.id("usable-pass"), time.Time{})
	if e, ok := audit.IssuedBy(events, d.id("usable-pass"), usable[0]); err != nil || !ok ||
		e.Actor.Name() != "global-admin@sandbox.example" {
		t.Errorf("issued by: got %+v, found %t, error %v, want global-admin", e, ok, err)
	}
	total := 0
	for page, err := range d.AuditSince(t.Context(), since) {
		if err != nil {
			t.Fatal(err)
		}
		total += len(page.Events)
	}
	if total < 2 {
		t.Errorf("got %d events in the tenant, want 2 at least", total)
	}
}

// TestActsAtTheSandbox checks that the log's events of a revocation and a removal are read, for one person and for the
// tenant.
func TestActsAtTheSandbox(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	id, since := d.id("ordinary"), d.clock.Now().Add(-time.Hour)
	if _, err := d.RevokeSessions(t.Context(), "", id); err != nil {
		t.Fatal(err)
	}
	methods, err := d.MethodsOf(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(methods, func(m person.Method) bool { return m.PhoneType == "mobile" })
	if _, err := d.RemoveMethod(t.Context(), "", id, methods[at]); err != nil {
		t.Fatal(err)
	}
	want := []string{"method removed", "sessions revoked"}
	told := func(events []audit.Event) (all []string) {
		for _, e := range events {
			if e.What == audit.Acted && e.Person.Is(id) && e.Actor.Name() == "operator@sandbox.example" {
				all = append(all, e.Told())
			}
		}
		slices.Sort(all)
		return all
	}
	events, err := d.Audit(t.Context(), id, since)
	if got := told(events); err != nil || !slices.Equal(got, want) {
		t.Errorf("of the person: got %q, %v, want %q", got, err, want)
	}
	events = nil
	for page, err := range d.AuditSince(t.Context(), since) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, page.Events...)
	}
	if got := told(events); !slices.Equal(got, want) {
		t.Errorf("of the tenant: got %q, want %q", got, want)
	}
}
