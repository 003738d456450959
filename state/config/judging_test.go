package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"tapdesk/state/verdict"
)

// wantGuard is what siteOnlyKeys set in a file with a date.
func wantGuard(date time.Time) verdict.Site {
	no := false
	return verdict.Site{
		Date: date, UsableOnce: &no,
		MinimumLifetimeInMinutes: 60, MaximumLifetimeInMinutes: 480, DefaultLifetimeInMinutes: 90,
		IncludeGroups: []string{"all_users"}, ExcludeGroups: []string{"11111111-2222-4333-8444-55555555555a"},
		Deny:               []string{"head@sandbox.example", clientID, "group:11111111-2222-4333-8444-55555555555a"},
		AllowPrivilegedFor: []string{"tier1@sandbox.example"}, RefuseUnreadable: true,
		SecurityContact: "Security desk",
	}
}

// TestGuardIsDated: what comes from the site's file has the file's date; without a file there is no date.
func TestGuardIsDated(t *testing.T) {
	d := newDesk(t)
	d.write(d.site, "privileged.deny = []\n")
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
	for _, tt := range []struct{ file, want string }{
		{`policy.lifetime = "5m to 8h"`, "policy.lifetime: \"5m to 8h\" is not valid; give the policy's minimum and maximum"},
		{`policy.lifetime = 480`, "policy.lifetime: wants a string, not a whole number; write lifetime = \"1h to 8h\""},
		{`policy.lifetime = "2h to 1h"`, "policy.lifetime:"},
		{"policy.lifetime = '2h to 4h'\npolicy.default = '1h'", "policy.default: is not within"},
		{"policy.lifetime = '30m to 1h'\npolicy.default = '2h'", "policy.default: is not within"},
		{`policy.one_time = "yes"`, "policy.one_time: wants true or false, not a string; write one_time = false"},
		{`policy.include = ["everybody"]`, "policy.include: is not a GUID"},
		{`policy.exclude = ["all_users"]`, "policy.exclude: is not a GUID"},
		{`privileged.deny = ["@sandbox.example"]`, "privileged.deny: is neither a user principal name nor an object id"},
		{`privileged.deny = ["a b@sandbox.example"]`, "privileged.deny: is neither a user principal name nor an object id"},
		{`privileged.deny = ["a\u200b@sandbox.example"]`,
			"privileged.deny: is neither a user principal name nor an object id"},
		{`privileged.deny = ["` + strings.Repeat("a", 110) + `@x.y"]`,
			"privileged.deny: is neither a user principal name nor an object id"},
		{`privileged.deny = ["group:head"]`, "privileged.deny: is not a GUID"},
		{`privileged.deny = ["x@sandbox.example", "X@sandbox.example"]`, "is listed twice"},
		{"privileged.deny = ['group:" + clientID + "', " + strings.Join(groups, ", ") + "]",
			"privileged.deny: names 21 groups; use at most 20 in all"},
		{`privileged.allow = ["group:11111111-2222-4333-8444-555555555555"]`, "privileged.allow: is not a GUID"},
		{`privileged.unreadable = "ask"`, `privileged.unreadable: "ask" is not known; use entra or refuse`},
	} {
		d, _, err := merged(t, tt.file, "", nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), d.site+":") {
			t.Errorf("%s\n\tgot %v\n\twant %s", tt.file, err, tt.want)
		}
	}
}
