package sandbox

import (
	"net/http"
	"slices"
	"time"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// auditEvent is one entry in the directory audit log. It never contains a code.
type auditEvent struct {
	id, activity, category, service, operation, reason string
	at                                                 time.Time
	by, target                                         *user
	app                                                string // that acted on its own, instead of by
	changed                                            []map[string]any
}

// maxAudits bounds the log; when it is full, the oldest half is dropped.
const maxAudits = 4096

// audit appends events. They appear at once (Graph's take minutes). It needs t.mu, except in New.
func (t *Tenant) audit(events ...auditEvent) {
	if len(t.logs.audits)+len(events) > maxAudits {
		t.logs.audits = append(t.logs.audits[:0], t.logs.audits[maxAudits/2:]...)
	}
	for _, e := range events {
		e.id = "Sandbox_" + wire.RandomGUID()
		t.logs.audits = append(t.logs.audits, e)
	}
}

// auditCreated logs an administrator's issuing: an entry of the authentication-methods service and one of the
// directory.
func auditCreated(by, target *user, p *pass, at time.Time) (auditEvent, auditEvent) {
	usage := "Multiple"
	if p.once {
		usage = "One"
	}
	return auditEvent{
			activity: "Admin registered security info", reason: "Admin registered temporary access pass method for user",
			category: "UserManagement", service: "Authentication Methods", operation: "Add", at: at, by: by, target: target,
			changed: []map[string]any{{
				"displayName": "TemporaryAccessPass.AccessPassUsage", "oldValue": nil, "newValue": `"` + usage + `"`,
			}},
		}, auditEvent{
			activity: "Update user", category: "UserManagement", service: "Core Directory", operation: "Update", at: at, by: by,
			target: target, changed: []map[string]any{
				{"displayName": "SecuredAccessPassData", "oldValue": "[]", "newValue": `[{"PassId":"` + p.id + `"}]`},
			},
		}
}

// auditDeleted logs an administrator's deletion.
func auditDeleted(by, target *user, p *pass, at time.Time) (auditEvent, auditEvent) {
	return auditEvent{
			activity: "Admin deleted security info", reason: "Admin deleted temporary access pass method for user",
			category: "UserManagement", service: "Authentication Methods", operation: "Delete", at: at, by: by, target: target,
		}, auditEvent{
			activity: "Update user", category: "UserManagement", service: "Core Directory", operation: "Update", at: at, by: by,
			target: target, changed: []map[string]any{
				{"displayName": "SecuredAccessPassData", "oldValue": `[{"PassId":"` + p.id + `"}]`, "newValue": "[]"},
			},
		}
}

// resource returns what the event happened to.
func (e *auditEvent) resource() map[string]any {
	changed := []any{}
	for _, c := range e.changed {
		changed = append(changed, c)
	}
	return map[string]any{
		"id": e.target.id, "displayName": nil, "type": "User", "userPrincipalName": e.target.upn, "groupType": nil,
		"modifiedProperties": changed,
	}
}

// object returns the event as JSON.
func (e *auditEvent) object() map[string]any {
	return map[string]any{
		"id": e.id, "category": e.category, "correlationId": wire.GUID("correlation/" + e.id), "result": "success",
		"resultReason": e.reason, "activityDisplayName": e.activity, "activityDateTime": e.at.Format(sevenDigits),
		"loggedByService": e.service, "operationType": e.operation,
		"initiatedBy":       e.initiator(),
		"targetResources":   []any{e.resource()},
		"additionalDetails": []any{},
	}
}

// initiator returns who did it: a person or an app.
func (e *auditEvent) initiator() map[string]any {
	if e.by == nil {
		return map[string]any{"user": nil, "app": map[string]any{
			"appId": wire.GUID("app id/" + e.app), "displayName": e.app,
			"servicePrincipalId": wire.GUID("app/" + e.app), "servicePrincipalName": nil,
		}}
	}
	return map[string]any{"app": nil, "user": map[string]any{
		"id": e.by.id, "displayName": nil, "userPrincipalName": e.by.upn, "ipAddress": "127.0.0.1", "userType": nil,
		"homeTenantId": nil, "homeTenantName": nil,
	}}
}

// rolesAudit can read the audit log. That a Global Reader can is not documented.
var rolesAudit = []string{
	session.RoleReportsReader, session.RoleSecurityReader, session.RoleSecurityAdministrator, session.RoleGlobalReader,
	session.RoleGlobalAdministrator,
}

// auditReader checks scope and roles.
func (t *Tenant) auditReader(x *exchange) *wire.Answer {
	if !x.caller.has("AuditLog.Read.All", "Directory.Read.All") {
		return x.insufficient()
	}
	if !x.caller.holds(rolesAudit...) {
		return x.wrongRole()
	}
	return nil
}

// listAudits answers GET /auditLogs/directoryAudits, newest first.
func (t *Tenant) listAudits(x *exchange) *wire.Answer {
	if refused := t.auditReader(x); refused != nil {
		return refused
	}
	return t.answerReport(x, odata.Audits, "auditLogs/directoryAudits", func() []any {
		var out []any
		for _, e := range slices.Backward(t.logs.audits) {
			out = append(out, e.object())
		}
		return out
	})
}

// getAudit answers one event.
func (t *Tenant) getAudit(x *exchange) *wire.Answer {
	if refused := t.auditReader(x); refused != nil {
		return refused
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.logs.audits {
		if t.logs.audits[i].id == x.route.last {
			out := t.logs.audits[i].object()
			out["@odata.context"] = x.context("auditLogs/directoryAudits/$entity")
			return wire.JSON(http.StatusOK, out)
		}
	}
	return x.noSuchUser(x.route.last)
}
