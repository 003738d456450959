package odata

import (
	"errors"
	"testing"
)

// An audit log event as encoded in JSON.
var event = Object{
	"id": "e1", "activityDateTime": "2026-11-21T14:00:00.0000000Z", "activityDisplayName": "Admin deleted security info",
	"loggedByService": "Authentication Methods", "result": "success",
	"initiatedBy": map[string]any{"app": nil,
		"user": map[string]any{"id": "u1", "userPrincipalName": "opal@sandbox.example"}},
	"targetResources": []any{map[string]any{"id": "t1"}, map[string]any{"id": "t2"}},
}

func TestFilterOfObjects(t *testing.T) {
	group := Object{"isAssignableToRole": true, "displayName": "Tier 1"}
	role := Object{"principalId": "p1"}
	for _, tt := range []struct {
		schema *Schema
		of     Object
		filter string
		want   bool
	}{
		{Audits, event, "activityDateTime ge 2026-11-21T14:00:00Z and loggedByService eq 'Authentication Methods'", true},
		{Audits, event, "activityDateTime lt 2026-11-21T14:00:00Z", false},
		{Audits, event, "startswith(activityDisplayName,'admin')", true},
		{Audits, event, "startswith(initiatedBy/user/userPrincipalName,'OPAL@')", true},
		{Audits, event, "initiatedBy/user/id eq 'u2'", false},
		{Audits, event, "targetResources/any(t: t/id eq 'T2')", true},
		{Audits, event, "targetResources/any(t:t/id eq 't3' or t/id eq 't1') and result eq 'success'", true},
		{Audits, Object{"initiatedBy": map[string]any{"user": nil}}, "initiatedBy/user/id eq 'u1'", false},
		{Groups, group, "isAssignableToRole eq true", true},
		{Groups, group, "isAssignableToRole eq false", false},
		{Roles, role, "principalId eq 'P1'", true},
		{Roles, role, "principalId eq 'p2'", false},
	} {
		f, err := tt.schema.ParseFilter(tt.filter)
		if err != nil {
			t.Errorf("%s: got error %v, want none", tt.filter, err)
			continue
		}
		if got := f.Match(tt.of); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.filter, got, tt.want)
		}
	}
	for _, tt := range []struct {
		schema       *Schema
		filter, code string
	}{
		{Audits, "shoe eq '1'", CodeBadRequest},
		{Audits, "targetResources eq 't1'", CodeUnsupportedQuery},
		{Audits, "targetResources/id eq 't1'", CodeUnsupportedQuery},
		{Audits, "targetResources/any(t:t eq 't1')", CodeUnsupportedQuery},
		{Audits, "targetResources/any(t:t/displayName eq 't1')", CodeUnsupportedQuery},
		{Audits, "initiatedBy/any(t:t/id eq 't1')", CodeUnsupportedQuery},
		{Audits, "startswith(category,'User')", CodeUnsupportedQuery},
		{Audits, "activityDateTime eq 'now'", CodeBadRequest},
		{Groups, "displayName eq 'x'", CodeUnsupportedQuery},
		{Roles, "startsWith(principalId,'p')", CodeUnsupportedQuery},
	} {
		_, err := tt.schema.ParseFilter(tt.filter)
		var e *Error
		if !errors.As(err, &e) || e.Code != tt.code {
			t.Errorf("%s: got %v, want %s", tt.filter, err, tt.code)
		}
	}
}
