package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"tapdesk/state/challenge"
	"tapdesk/state/clean"
	"tapdesk/state/pass"
	"tapdesk/state/ticket"
)

// The bounds of the settings that have some.
const (
	maxWays       = 6
	maxDemands    = 20
	maxPace       = 1000          // passes
	maxStartAhead = 366 * 24 * 60 // minutes
	maxPath       = 1024          // bytes
)

// issuing are the settings of what must be known and held to before a pass is issued. They are the site's alone.
var issuing = []setting{
	{
		name: "ticket", siteOnly: true, values: "off, optional or required", about: "the ticket that a pass is issued for",
		fallback: string(ticket.Off), parse: oneOf(string(ticket.Off), string(ticket.Optional), string(ticket.Required)),
		put: func(c *Config, v string) { c.Ticket.Ticket = ticket.Wish(v) },
	}, {
		name: "ticket_pattern", siteOnly: true, values: "a regular expression (RE2) for the whole ticket, such as INC[0-9]{7}",
		about: "the form of a ticket, with ticket_example", parse: ticket.ParsePattern, put: func(c *Config, v string) { c.Ticket.Pattern = v },
	}, {
		name: "ticket_example", siteOnly: true, values: "a ticket, such as INC0012345", about: "what the form shows for one",
		parse: ticket.ParseExample, put: func(c *Config, v string) { c.Ticket.Example = v },
	}, {
		name: "verification_ways", kind: list, siteOnly: true, values: "of call-back, manager, in-person, challenge, video, other",
		about: "the ways of verifying a caller that this desk has; none: it is not asked",
		parse: parseList(maxWays, func(s string) (string, error) { way, err := ticket.ParseWay(s); return string(way), err }),
		put: func(c *Config, v string) {
			c.Ticket.Ways = nil
			for _, item := range items(v) {
				c.Ticket.Ways = append(c.Ticket.Ways, ticket.Way(item))
			}
		},
	}, {
		name: "verification_required", kind: list, siteOnly: true,
		values: "each WHO or WHO: WAY, WAY; WHO: everyone, privileged, guest, department NAME",
		about:  "for whom the caller must be verified, and how; the first that fits decides",
		parse: parseList(maxDemands, func(s string) (string, error) {
			demand, err := ticket.ParseDemand(s)
			return demand.String(), err
		}),
		put: func(c *Config, v string) {
			c.Ticket.Demands = nil
			for _, item := range items(v) {
				demand, _ := ticket.ParseDemand(item) // parsed before
				c.Ticket.Demands = append(c.Ticket.Demands, demand)
			}
		},
	}, {
		name: "challenge_questions", kind: list, siteOnly: true, values: "of employee-id, manager, office, department, hire-year",
		about:    "what the challenge asks, and no screen then shows",
		fallback: string(challenge.EmployeeID + "\n" + challenge.Manager + "\n" + challenge.Office),
		parse:    parseList(len(challenge.Questions()), func(s string) (string, error) { q, err := challenge.ParseQuestion(s); return string(q), err }),
		put: func(c *Config, v string) {
			c.Ticket.Questions = nil
			for _, item := range items(v) {
				c.Ticket.Questions = append(c.Ticket.Questions, challenge.Question(item))
			}
		},
	}, {
		name: "verify_command", siteOnly: true, values: "the absolute path of a program that belongs to root, as do its directories",
		about: "asked before a pass is issued, with 10 seconds to answer; the README says how",
		// Whether it is a program to be trusted is seen when it is run.
		parse: parsePath("program"), put: func(c *Config, v string) { c.VerifyCommand = v },
	}, {
		name: "max_lifetime", siteOnly: true, values: "10m to 30d, such as 8h", about: "the longest lifetime, where the tenant's policy allows more",
		parse: parseLength(pass.MinimumLifetimeInMinutes, pass.MaximumLifetimeInMinutes),
		put:   func(c *Config, v string) { c.Bounds.MaximumLifetimeInMinutes = minutes(v) },
	}, {
		name: "max_start_ahead", siteOnly: true, values: "1m to 366d, such as 7d", about: "how far ahead a pass may begin",
		parse: parseLength(1, maxStartAhead),
		put:   func(c *Config, v string) { c.Bounds.MaximumStartAhead = time.Duration(minutes(v)) * time.Minute },
	}, {
		name: "one_time_only", kind: boolean, siteOnly: true, values: "true or false", about: "issue one-time passes alone",
		fallback: "false", parse: parseBool, put: func(c *Config, v string) { c.Bounds.OneTimeOnly = v == "true" },
	}, {
		name: "pace_per_hour", kind: whole, siteOnly: true, values: "0 to 1000 passes", about: "how many passes an operator issues in an hour at most; 0: any",
		fallback: "0", parse: parseWhole(0, maxPace), put: func(c *Config, v string) { c.PacePerHour = number(v) },
	},
}

// minutes reads a canonical length; empty is none.
func minutes(canonical string) int { n, _ := pass.ParseLength(canonical); return n }

// parseLength takes a length of time as the form does, from least to most minutes.
func parseLength(least, most int) func(string) (string, error) {
	return func(s string) (string, error) {
		n, err := pass.ParseLength(s)
		if err != nil || n < least || n > most {
			return "", fmt.Errorf("%s will not do; use %s to %s, such as 8h or 2d", quote(s), pass.Typed(least), pass.Typed(most))
		}
		return pass.Typed(n), nil
	}
}

// parsePath takes a path that means one thing, of a program or of another file.
func parsePath(what string) func(string) (string, error) {
	return func(s string) (string, error) {
		if !filepath.IsAbs(s) || filepath.Clean(s) != s || !clean.Safe(s) || len(s) > maxPath || s == "/" {
			return "", fmt.Errorf("%s is not the absolute path of a %s; give it without arguments, dots or double slashes", quote(s), what)
		}
		return s, nil
	}
}

// issuingTogether checks what only several of these settings together can have wrong.
func (l *Loaded) issuingTogether() (problems Problems) {
	r := l.Ticket
	if r.Pattern != "" && r.Example == "" {
		problems = append(problems, l.problem("ticket_pattern", "is set without ticket_example", "give an example: it is what the operator is shown"))
	}
	if r.Example != "" && !r.Fits(r.Example) {
		problems = append(problems, l.problem("ticket_example", "does not match ticket_pattern", "give one that does"))
	}
	for _, demand := range r.Demands {
		if len(r.Ways) == 0 {
			problems = append(problems, l.problem("verification_required", "is set without verification_ways", "say which ways this desk has"))
			break
		}
		for _, way := range demand.Ways {
			if !slices.Contains(r.Ways, way) {
				problems = append(problems, l.problem("verification_required", "names "+string(way)+", which verification_ways does not have", "add it there"))
			}
		}
	}
	if slices.Contains(r.Ways, ticket.Blind) && len(r.Asked()) < challenge.Needed {
		problems = append(problems, l.problem("challenge_questions", "are too few", fmt.Sprintf("name at least %d, besides the manager where that is a way", challenge.Needed)))
	}
	return problems
}
