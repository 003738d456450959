package sandbox

import (
	"errors"
	"regexp"
	"strings"
	"time"
)

// auditFilter is a $filter on audit events: clauses joined by and.
type auditFilter []auditClause

type auditClause struct{ property, operator, value string }

func (f auditFilter) match(e *auditEvent) bool {
	for _, c := range f {
		if !c.match(e) {
			return false
		}
	}
	return true
}

func (c auditClause) match(e *auditEvent) bool {
	if c.property == "activityDateTime" {
		at, _ := time.Parse(time.RFC3339Nano, c.value)
		switch c.operator {
		case "ge":
			return !e.at.Before(at)
		case "le":
			return !e.at.After(at)
		}
		return e.at.Equal(at)
	}
	value := e.property(c.property)
	if c.operator == "startswith" {
		return len(value) >= len(c.value) && strings.EqualFold(value[:len(c.value)], c.value)
	}
	return strings.EqualFold(value, c.value)
}

func (e *auditEvent) property(name string) string {
	if e.by == nil && strings.HasPrefix(name, "initiatedBy/user/") {
		return ""
	}
	switch name {
	case "activityDisplayName":
		return e.activity
	case "loggedByService":
		return e.service
	case "category":
		return e.category
	case "result":
		return "success"
	case "id":
		return e.id
	case "initiatedBy/user/id":
		return e.by.id
	case "initiatedBy/user/userPrincipalName":
		return e.by.upn
	case "targetResources/id":
		id, _ := e.resource()["id"].(string)
		return id
	}
	return ""
}

// auditProperties are what the sandbox filters by, of those that graph.md section 9 lists; true may use startswith.
var auditProperties = map[string]bool{
	"activityDateTime": false, "activityDisplayName": true, "loggedByService": false, "category": false, "result": false,
	"id": false, "initiatedBy/user/id": false, "initiatedBy/user/userPrincipalName": true, "targetResources/id": false,
}

var (
	auditCompare = regexp.MustCompile(`^([A-Za-z/]+)\s+(eq|ge|le)\s+('(?:[^']|'')*'|[0-9TZ:.+-]+)$`)
	auditStarts  = regexp.MustCompile(`(?i)^startswith\(\s*([A-Za-z/]+)\s*,\s*('(?:[^']|'')*')\s*\)$`)
	auditAny     = regexp.MustCompile(`^targetResources/any\(\s*(\w+)\s*:\s*(\w+)/id\s+eq\s+('(?:[^']|'')*')\s*\)$`)
)

var errAuditFilter = errors.New("invalid filter clause: the sandbox knows eq, ge, le, startswith and targetResources/any(t:t/id eq '...'), joined by and")

// parseAuditFilter reads a $filter on audit events; "" is none.
func parseAuditFilter(text string) (auditFilter, error) {
	var out auditFilter
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	for _, part := range splitAnd(text) {
		c := auditClause{}
		if m := auditCompare.FindStringSubmatch(part); m != nil {
			c = auditClause{property: m[1], operator: m[2], value: literal(m[3])}
		} else if m := auditStarts.FindStringSubmatch(part); m != nil {
			c = auditClause{property: m[1], operator: "startswith", value: literal(m[2])}
		} else if m := auditAny.FindStringSubmatch(part); m != nil && m[1] == m[2] {
			c = auditClause{property: "targetResources/id", operator: "eq", value: literal(m[3])}
		}
		starts, known := auditProperties[c.property]
		_, notTime := time.Parse(time.RFC3339Nano, c.value)
		dated := c.property == "activityDateTime"
		switch {
		case !known, c.operator == "startswith" && !starts, dated && notTime != nil:
			return nil, errAuditFilter
		case (c.operator == "ge" || c.operator == "le") && !dated:
			return nil, errAuditFilter
		}
		out = append(out, c)
	}
	return out, nil
}

// splitAnd cuts a filter at its ands, outside of quotes.
func splitAnd(text string) []string {
	var parts []string
	quoted, start := false, 0
	for i := 0; i < len(text); i++ {
		if text[i] == '\'' {
			quoted = !quoted
		}
		if !quoted && i >= start && strings.HasPrefix(text[i:], " and ") { // the space behind one "and" begins no other
			parts = append(parts, strings.TrimSpace(text[start:i]))
			start = i + len(" and ")
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}

func isLiteral(s string) bool { return len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' }

// literal undoes OData's quotes, where there are some.
func literal(s string) string {
	if !isLiteral(s) {
		return s
	}
	return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
}
