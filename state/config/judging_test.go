package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tapdesk/state/verdict"
)

// wantGuard is what siteOnlyKeys come to in a file of a date.
func wantGuard(date time.Time) verdict.Site {
	no := false
	return verdict.Site{
		Date: date, MinimumLifetimeInMinutes: 60, MaximumLifetimeInMinutes: 480, DefaultLifetimeInMinutes: 90, UsableOnce: &no,
		IncludeGroups: []string{"all_users"}, ExcludeGroups: []string{"11111111-2222-4333-8444-55555555555a"}, ProtectedGroup: clientID,
		Deny:               []string{"head@sandbox.example", clientID, "group:11111111-2222-4333-8444-55555555555a"},
		AllowPrivilegedFor: []string{"tier1@sandbox.example"}, RefuseUnreadable: true,
	}
}

// TestGuardIsDated: what comes from the site's file is told with the date of the file; without one there is none.
func TestGuardIsDated(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "deny = []\n")
	at := time.Date(2026, 11, 2, 7, 0, 0, 0, time.UTC)
	check(t, os.Chtimes(d.site, at, at))
	if got := d.mustLoad().Guard; !got.Date.Equal(at) || got.Deny != nil || got.RefuseUnreadable || got.UsableOnce != nil {
		t.Errorf("%+v", got)
	}
	if _, l, err := merged(t, "", "read_only = true", nil); err != nil || !l.Guard.Date.IsZero() {
		t.Errorf("%+v, %v", l.Guard, err)
	}
}

// TestJudgingProblems goes through what can be wrong with the settings of what a site states and whom it protects.
func TestJudgingProblems(t *testing.T) {
	groups := make([]string, 20)
	for i := range groups {
		groups[i] = fmt.Sprintf("\"group:11111111-2222-4333-8444-5555555555%02d\"", i)
	}
	for text, want := range map[string]string{
		`policy_minimum_lifetime = "5m"`:                                                    "policy_minimum_lifetime:",
		`policy_maximum_lifetime = 480`:                                                     "policy_maximum_lifetime: wants a string, not a whole number",
		"policy_minimum_lifetime = '2h'\npolicy_maximum_lifetime = '1h'":                    "policy_minimum_lifetime: is longer than policy_maximum_lifetime",
		"policy_minimum_lifetime = '2h'\npolicy_default_lifetime = '1h'":                    "policy_default_lifetime: is not within",
		"policy_maximum_lifetime = '1h'\npolicy_default_lifetime = '2h'":                    "policy_default_lifetime: is not within",
		`policy_one_time = "yes"`:                                                           "policy_one_time: wants true or false, not a string; write policy_one_time = true",
		`policy_include_groups = ["everybody"]`:                                             "policy_include_groups: is not a GUID",
		`policy_exclude_groups = ["all_users"]`:                                             "policy_exclude_groups: is not a GUID",
		`protected_group = "group:11111111-2222-4333-8444-555555555555"`:                    "protected_group: is not a GUID",
		`deny = ["@sandbox.example"]`:                                                       "deny: names somebody in no known way",
		`deny = ["a b@sandbox.example"]`:                                                    "deny: names somebody in no known way",
		`deny = ["a\u200b@sandbox.example"]`:                                                "deny: names somebody in no known way",
		`deny = ["` + strings.Repeat("a", 110) + `@x.y"]`:                                   "deny: names somebody in no known way",
		`deny = ["group:head"]`:                                                             "deny: is not a GUID",
		`deny = ["x@sandbox.example", "X@sandbox.example"]`:                                 "stands there twice",
		"protected_group = '" + clientID + "'\ndeny = [" + strings.Join(groups, ", ") + "]": "deny: and protected_group name 21 groups; keep it to 20 in all",
		`allow_privileged_for = ["group:11111111-2222-4333-8444-555555555555"]`:             "allow_privileged_for: is not a GUID",
		`roles_unreadable = "ask"`:                                                          `roles_unreadable: "ask" is not known; use refuse or entra`,
	} {
		d, _, err := merged(t, text, "", nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), d.site+":") {
			t.Errorf("%s\n\tis %v\n\twant %s", text, err, want)
		}
	}
	for _, s := range judging {
		if !s.siteOnly {
			t.Errorf("%s may stand in the operator's file", s.name)
		}
	}
}
