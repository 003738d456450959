package pass_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/pass"
)

func TestTheSiteNarrowsThePolicy(t *testing.T) {
	month := pass.UnreadPolicy()
	for _, c := range []struct {
		name   string
		policy pass.Policy
		site   pass.Bounds
		draft  pass.Draft
		field  string
		wrong  bool
		text   string
	}{
		{
			"nothing narrowed", tenant(), pass.Bounds{}, pass.Draft{Lifetime: "8h"}, "lifetime", false,
			"the policy allows 60 to 480 min",
		},
		{
			"wider than the policy", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 900}, pass.Draft{Lifetime: "9h"},
			"lifetime", true, "the policy allows",
		},
		{
			"longest", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 240}, pass.Draft{Lifetime: "4h"}, "lifetime",
			false, "this desk allows at most 240 min (4 h)",
		},
		{
			"too long",
			tenant(),
			pass.Bounds{MaximumLifetimeInMinutes: 240},
			pass.Draft{Lifetime: "241"},
			"lifetime", true, "too long: this desk allows at most 240 min (4 h); type 240 or less",
		},
		{
			"too long for the policy too", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 240},
			pass.Draft{Lifetime: "481"}, "lifetime", true, "type 240 or less",
		},
		{
			"too short", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 240}, pass.Draft{Lifetime: "59"}, "lifetime",
			true, "type 60 or more",
		},
		{
			"default within", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 60}, pass.Draft{}, "lifetime", false,
			"the policy's default, 60 min",
		},
		{
			"default beyond", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 30}, pass.Draft{}, "lifetime", true,
			"empty would be the policy's default, 60 min",
		},
		{
			"default not known", month, pass.Bounds{MaximumLifetimeInMinutes: 240}, pass.Draft{}, "lifetime", true,
			"not readable here: this desk allows at most 240 min",
		},
		{
			"nothing will do", tenant(), pass.Bounds{MaximumLifetimeInMinutes: 30}, pass.Draft{Lifetime: "60"},
			"lifetime", true, "the person who maintains the site's file can change it",
		},
		{
			"start within", tenant(), pass.Bounds{MaximumStartAhead: 24 * time.Hour}, pass.Draft{Start: "+1d"}, "start",
			false, "",
		},
		{
			"start beyond",
			tenant(),
			pass.Bounds{MaximumStartAhead: 24 * time.Hour},
			pass.Draft{Start: "+24h 1m"},
			"start", true,
			"too far ahead: this desk allows a start within 1 d; type a time up to tomorrow 14:03 CET",
		},
		{"once", tenant(), pass.Bounds{OneTimeOnly: true}, pass.Draft{}, "use", false, "one sign-in"},
		{
			"many", tenant(), pass.Bounds{OneTimeOnly: true}, pass.Draft{Use: pass.Many}, "use", true,
			"only one-time passes: choose one-time",
		},
		{
			"left out", tenant(), pass.Bounds{OneTimeOnly: true}, pass.Draft{Use: pass.PolicyDefault}, "use", true,
			"choose one-time",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			checked := pass.Check(c.draft, c.policy.Within(c.site), berlin(t))
			remark := map[string]pass.Remark{"lifetime": checked.Lifetime, "start": checked.Start, "use": checked.Use}[c.field]
			if remark.Wrong != c.wrong || !strings.Contains(remark.Text, c.text) || checked.OK == c.wrong {
				t.Errorf("got %+v, ok %v", remark, checked.OK)
			}
		})
	}
	oneTime := tenant()
	oneTime.IsUsableOnce = true
	if c := pass.Check(pass.Draft{Use: pass.PolicyDefault}, oneTime.Within(pass.Bounds{OneTimeOnly: true}),
		berlin(t)); !c.OK {
		t.Errorf("omitted under a policy that makes every pass one-time: got %+v", c.Use)
	}
}

// TestAnySite: what is valid under a site's limits is valid without them, and within them; the situations are valid
// wherever anything is.
func TestAnySite(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	lifetimes := []string{"", "10", "60", "8h", "1d", "30d"}
	starts := []string{"", "+1h", "+3d", "+90d"}
	legal := 0
	for range 5000 {
		p := pass.Policy{
			Origin: pass.Origin(random.IntN(3)), Enabled: true, MinimumLifetimeInMinutes: 10 + random.IntN(600),
			MaximumLifetimeInMinutes: 600 + random.IntN(42000),
			DefaultLifetimeInMinutes: random.IntN(1000), IsUsableOnce: random.IntN(2) == 0,
		}
		site := pass.Bounds{
			MaximumLifetimeInMinutes: random.IntN(2000), MaximumStartAhead: time.Duration(random.IntN(100)) * time.Hour,
			OneTimeOnly: random.IntN(2) == 0,
		}
		d := pass.Draft{
			Lifetime: lifetimes[random.IntN(len(lifetimes))],
			Start:    starts[random.IntN(len(starts))],
			Use:      pass.Use(random.IntN(3)),
		}
		c := pass.Check(d, p.Within(site), berlin(t))
		if c.OK {
			legal++
			most := site.MaximumLifetimeInMinutes
			switch {
			case !pass.Check(d, p, berlin(t)).OK:
				t.Fatalf("%+v: valid for the site %+v but not for the policy %+v", d, site, p)
			case most > 0 && (c.Minutes == 0 || c.Minutes > most):
				t.Fatalf("%+v: got %d minutes, want them within %+v", d, c.Minutes, site)
			case site.MaximumStartAhead > 0 && c.From.Sub(now) > site.MaximumStartAhead:
				t.Fatalf("%+v: got from %v, want it within %+v", d, c.From, site)
			case site.OneTimeOnly && (c.Order.IsUsableOnce == nil || !*c.Order.IsUsableOnce) && !p.IsUsableOnce:
				t.Fatalf("%+v: got multi-use, want one-time within %+v", d, site)
			}
		}
		if site.MaximumLifetimeInMinutes > 0 && site.MaximumLifetimeInMinutes < p.MinimumLifetimeInMinutes {
			continue
		}
		for _, preset := range pass.Presets(p.Within(site), berlin(t)) {
			if c := pass.Check(preset.Draft, p.Within(site), berlin(t)); !c.OK {
				t.Fatalf("%s (%+v) is not valid: %+v, policy %+v, site %+v", preset.Name, preset.Draft, c, p, site)
			}
		}
	}
	if legal < 200 {
		t.Errorf("only %d drafts were valid, too few for this test", legal)
	}
}

// TestSituations: the desk's own replace built-in ones of the same name, built-in ones can be left out, and no offered
// one would be refused by this desk.
func TestSituations(t *testing.T) {
	own := []pass.Preset{{Name: "Loan phone"}, {Name: "new PHONE", Draft: pass.Draft{Lifetime: "2h"}}}
	tight := pass.Policy{
		Enabled:                  true,
		MinimumLifetimeInMinutes: 60,
		MaximumLifetimeInMinutes: 480,
		DefaultLifetimeInMinutes: 60,
	}
	for _, c := range []struct {
		name    string
		policy  pass.Policy
		own     []pass.Preset
		without bool
		want    []string
	}{
		{"built in", tight, nil, false, []string{"New phone", "New PC with Autopilot", "First day"}},
		{
			"replaced, and one more", tight, own, false,
			[]string{"new PHONE", "New PC with Autopilot", "First day", "Loan phone"},
		},
		{"the desk's own alone", tight, own, true, []string{"Loan phone", "new PHONE"}},
		{"none", tight, nil, true, nil},
		{"no lifetime is legal", tight.Within(pass.Bounds{MaximumLifetimeInMinutes: 30}), nil, false, nil},
	} {
		var got []string
		for _, preset := range pass.Situations(c.policy, berlin(t), c.own, c.without) {
			got = append(got, preset.Name)
			if strings.EqualFold(preset.Name, "New phone") && len(c.own) > 0 && preset.Draft.Lifetime != "2h" {
				t.Errorf("%s: %s is %+v, want the desk's own", c.name, preset.Name, preset.Draft)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if own[1].Name != "new PHONE" {
		t.Errorf("the desk's own were changed: %+v", own)
	}
}
