package watch_test

import (
	"strings"
	"testing"

	"tapdesk/state/pass"
	"tapdesk/state/watch"
)

func TestAdvise(t *testing.T) {
	once, many := oneTime(), multiUse()
	used := says(once, pass.OneTimeUsed)
	future := says(once, pass.NotYetValid)
	future.StartDateTime = after(600)
	signedIn := follow(once, seen(65, once), seen(70, used))
	for _, c := range []struct {
		name    string
		watch   watch.Watch
		symptom watch.Symptom
		now     float64
		cause   string
		remedy  watch.Remedy
	}{
		{"wrong, new", follow(once), watch.SaysWrong, 20, "less than a minute old", watch.NoRemedy},
		{"wrong, later", follow(once), watch.SaysWrong, 90, "misheard", watch.IssueAnew},
		{"wrong, used", signedIn, watch.SaysWrong, 75, "somebody has signed in with it", watch.NoRemedy},
		{"wrong, before it begins", follow(future), watch.SaysWrong, 90, "it begins only 09:40 CET", watch.IssueAnew},
		{"wrong, replaced", follow(once, absent(65, &pass.Pass{CreatedDateTime: after(30)})), watch.SaysWrong, 70,
			"another pass took its place", watch.IssueAnew},
		{"wrong, deleted", follow(once).Deleted(after(65)), watch.SaysWrong, 70, "it was deleted", watch.IssueAnew},
		{"blocked, usable one-time", follow(once), watch.SaysBlocked, 90, "used already, which Graph has not shown yet",
			watch.LookAgain},
		{"blocked, usable multi-use", follow(many), watch.SaysBlocked, 90, "Graph says the pass is usable", watch.LookAgain},
		{"blocked by policy", follow(once, seen(65, says(once, pass.DisabledByPolicy))), watch.SaysBlocked, 90,
			"DisabledByPolicy", watch.IssueAnew},
		{"blocked, used", signedIn, watch.SaysBlocked, 75, "somebody has signed in with it", watch.NoRemedy},
		{"password, new", follow(once), watch.AsksPassword, 90, "may not know the pass yet", watch.NoRemedy},
		{"password, later", follow(once), watch.AsksPassword, 1200, "does not offer the pass by itself", watch.NoRemedy},
		{"web sign-in", follow(once), watch.AsksWebSignIn, 90, "web sign-in is switched on", watch.NoRemedy},
		{"expired, and it has", follow(once), watch.SaysExpired, 3700, "it expired 10:30 CET", watch.IssueAnew},
		{"expired, and it has not", follow(once), watch.SaysExpired, 90, "valid until 10:30 CET", watch.LookAgain},
		{"cannot register, time runs", signedIn, watch.CannotRegister, 90, "they end 09:40 CET", watch.IssueAnew},
		{"cannot register, time over", signedIn, watch.CannotRegister, 700, "the ten minutes after the sign-in",
			watch.IssueAnew},
		{"cannot register, multi-use", follow(many), watch.CannotRegister, 90, "forces other methods first", watch.NoRemedy},
		{"cannot register, expired", follow(many), watch.CannotRegister, 3700, "the pass is over", watch.IssueAnew},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := c.watch.Advise(c.symptom, after(c.now), berlin)
			if !strings.Contains(a.Cause, c.cause) || a.Remedy != c.remedy {
				t.Errorf("cause %q, remedy %d", a.Cause, a.Remedy)
			}
		})
	}
}

// TestEverySymptomHasAnAnswer: whatever the caller sees and whatever state the pass is in, there is a cause and a next
// step.
func TestEverySymptomHasAnAnswer(t *testing.T) {
	for _, s := range watch.Symptoms {
		if s.Words() == "" {
			t.Errorf("symptom %d has no words", s)
		}
		for _, reason := range []pass.Reason{pass.EnabledByPolicy, pass.DisabledByPolicy, pass.Expired, pass.NotYetValid,
			pass.OneTimeUsed, "Other", ""} {
			for _, p := range []pass.Pass{oneTime(), multiUse()} {
				for _, now := range []float64{0, 30, 90, 700, 4000} {
					a := follow(says(p, reason)).Advise(s, after(now), berlin)
					if a.Cause == "" || len(a.Steps) == 0 || strings.HasSuffix(a.Cause, ".") {
						t.Errorf("%v, %q at %v: %+v", s.Words(), reason, now, a)
					}
				}
			}
		}
	}
}
