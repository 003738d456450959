package config

import (
	"errors"
	"fmt"
	"strings"

	"tapdesk/state/clean"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/verdict"
)

// The bounds of the settings that have some.
const (
	maxStated = person.MostGroups // groups, on each list
	maxNamed  = 200               // people
	maxUPN    = 113               // bytes: learn.microsoft.com/graph/api/resources/user, userPrincipalName
)

// The words of roles_unreadable.
const (
	unreadableRefuse = "refuse"
	unreadableEntra  = "entra"
)

// judging are the settings of what a site states of its tenant for operators who may not read it, and of whom it protects. They are
// the site's alone.
var judging = []setting{
	{
		name: "policy_minimum_lifetime", siteOnly: true, values: "10m to 30d", about: "the policy's minimum, for operators who may not read it",
		parse: parseLength(pass.MinimumLifetimeInMinutes, pass.MaximumLifetimeInMinutes),
		put:   func(c *Config, v string) { c.Guard.MinimumLifetimeInMinutes = minutes(v) },
	}, {
		name: "policy_maximum_lifetime", siteOnly: true, values: "10m to 30d", about: "the policy's maximum, the same way",
		parse: parseLength(pass.MinimumLifetimeInMinutes, pass.MaximumLifetimeInMinutes),
		put:   func(c *Config, v string) { c.Guard.MaximumLifetimeInMinutes = minutes(v) },
	}, {
		name: "policy_default_lifetime", siteOnly: true, values: "10m to 30d", about: "the policy's default, the same way",
		parse: parseLength(pass.MinimumLifetimeInMinutes, pass.MaximumLifetimeInMinutes),
		put:   func(c *Config, v string) { c.Guard.DefaultLifetimeInMinutes = minutes(v) },
	}, {
		name: "policy_one_time", kind: boolean, siteOnly: true, values: "true or false", about: "whether the policy makes every pass one-time, the same way",
		parse: parseBool, put: func(c *Config, v string) { c.Guard.UsableOnce = stated(v) },
	}, {
		name: "policy_include_groups", kind: list, siteOnly: true, values: "object ids of groups, or all_users", about: "whom the policy includes, the same way",
		parse: parseList(maxStated, parseIncluded), put: func(c *Config, v string) { c.Guard.IncludeGroups = items(v) },
	}, {
		name: "policy_exclude_groups", kind: list, siteOnly: true, values: "object ids of groups", about: "whom the policy excludes, the same way",
		parse: parseList(maxStated, parseGUID), put: func(c *Config, v string) { c.Guard.ExcludeGroups = items(v) },
	}, {
		name: "protected_group", siteOnly: true, values: "a group's object id", about: "people in it are privileged; takes the permission GroupMember.Read.All",
		parse: parseGUID, put: func(c *Config, v string) { c.Guard.ProtectedGroup = v },
	}, {
		name: "deny", kind: list, siteOnly: true, values: "user principal names, object ids of people, or group:OBJECT-ID",
		about: "people who are privileged, and groups as protected_group",
		parse: parseList(maxNamed, parseDenied), put: func(c *Config, v string) { c.Guard.Deny = items(v) },
	}, {
		name: "allow_privileged_for", kind: list, siteOnly: true, values: "user principal names or object ids of operators",
		about: "who may issue for privileged people; nobody else may",
		parse: parseList(maxNamed, parseNamed), put: func(c *Config, v string) { c.Guard.AllowPrivilegedFor = items(v) },
	}, {
		name: "roles_unreadable", siteOnly: true, values: "refuse or entra",
		about:    "where Graph refuses to show roles: refuse to issue, or let Entra judge",
		fallback: unreadableEntra, parse: oneOf(unreadableRefuse, unreadableEntra),
		put: func(c *Config, v string) { c.Guard.RefuseUnreadable = v == unreadableRefuse },
	},
}

// stated reads a canonical boolean that may not be set.
func stated(canonical string) *bool {
	if canonical == "" {
		return nil
	}
	is := canonical == "true"
	return &is
}

func parseIncluded(s string) (string, error) {
	if strings.EqualFold(s, verdict.AllUsers) {
		return verdict.AllUsers, nil
	}
	return parseGUID(s)
}

// parseNamed takes a person by userPrincipalName or object id, and returns it in lower case.
func parseNamed(s string) (string, error) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return parseGUID(s)
	}
	if at == 0 || at == len(s)-1 || len(s) > maxUPN || strings.ContainsAny(s, " ,;") || !clean.Safe(s) {
		return "", errors.New("names somebody in no known way; use a user principal name or an object id")
	}
	return strings.ToLower(s), nil
}

func parseDenied(s string) (string, error) {
	id, group := strings.CutPrefix(s, verdict.GroupMark)
	if !group {
		return parseNamed(s)
	}
	id, err := parseGUID(id)
	return verdict.GroupMark + id, err
}

// judgingTogether checks what only several of these settings together can have wrong.
func (l *Loaded) judgingTogether() (problems Problems) {
	g := l.Guard
	least, most := g.MinimumLifetimeInMinutes, g.MaximumLifetimeInMinutes
	if least > 0 && most > 0 && least > most {
		problems = append(problems, l.problem("policy_minimum_lifetime", "is longer than policy_maximum_lifetime", "state both as the policy has them"))
	}
	if d := g.DefaultLifetimeInMinutes; d > 0 && (d < least || most > 0 && d > most) {
		problems = append(problems, l.problem("policy_default_lifetime", "is not within the minimum and the maximum", "state it as the policy has it"))
	}
	// Where not all groups fit into one request, some would never be known, and everybody refused for it.
	if n := len(g.Protected()); n > person.MostGroups {
		problems = append(problems, l.problem("deny", fmt.Sprintf("and protected_group name %d groups", n), fmt.Sprintf("keep it to %d in all: nest them in one", person.MostGroups)))
	}
	return problems
}
