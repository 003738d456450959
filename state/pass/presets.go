package pass

import (
	"slices"
	"strings"
	"time"
)

// workday is the lifetime of the long presets, in minutes: a day at work, and the maximum of an unchanged policy.
// Source: learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration.
const workday = 8 * minutesPerHour

// hourly is the default lifetime of an unchanged policy, in minutes; the source is the same.
const hourly = minutesPerHour

// Preset is a draft for a common situation.
type Preset struct {
	// Name names the situation.
	Name string
	// Draft is valid under the policy at the moment given to Presets, or is as a site or an operator typed it.
	Draft Draft
	// Note says what the draft means and what the policy changed about it.
	Note string
}

// Presets returns drafts for the situations a helpdesk meets most, each as close to what the situation needs as the
// policy allows.
func Presets(p Policy, at Moment) []Preset {
	at = at.settled()
	return []Preset{newPhone(p), newPC(p), firstDay(p, at)}
}

// Situations returns what a form offers: the built-in drafts that the policy allows, unless without is set, each
// replaced by a draft of the desk's own with the same name, then the rest of the desk's own.
func Situations(p Policy, at Moment, own []Preset, without bool) (all []Preset) {
	own = slices.Clone(own)
	for _, built := range Presets(p, at) {
		i := slices.IndexFunc(own, func(o Preset) bool { return strings.EqualFold(o.Name, built.Name) })
		switch {
		case without:
		case i >= 0:
			all, own = append(all, own[i]), slices.Delete(own, i, i+1)
		case Check(built.Draft, p, at).OK:
			all = append(all, built)
		}
	}
	return append(all, own...)
}

func newPhone(p Policy) Preset {
	note := "one-time, the tenant's default lifetime"
	if n := p.defaultLifetime(); n > 0 {
		note = "one-time, the policy's default of " + inMinutes(n)
	}
	draft := Draft{Start: Now, Use: Once}
	if p.siteEmpty() != "" {
		minutes, _ := p.clip(hourly)
		draft.Lifetime = Typed(minutes)
		note = "one-time, " + inMinutes(minutes) + ", as this desk does not accept the tenant's default"
	} else if p.DefaultLifetimeInMinutes > 0 && p.defaultLifetime() == 0 {
		least, _ := p.bounds()
		draft.Lifetime = Typed(least)
		note = "one-time, " + inMinutes(least) + " as the policy's default is outside its own range"
	}
	return Preset{Name: "New phone", Draft: draft, Note: note}
}

// newPC is multi-use if that is allowed, since setting up a device may take more than one sign-in.
func newPC(p Policy) Preset {
	minutes, clipped := p.clip(workday)
	note := []string{"multi-use, " + Length(minutes), clipped}
	use := Many
	switch {
	case p.siteUse(Many) != "":
		use = Once
		note = []string{
			"one-time, " + Length(minutes), clipped,
			"this desk issues no others: another sign-in takes another pass",
		}
	case p.IsUsableOnce:
		use = Once
		note = []string{
			"one-time, " + Length(minutes), clipped,
			"the policy makes every pass one-time: another sign-in takes another pass",
		}
	}
	draft := Draft{Lifetime: Typed(minutes), Start: Now, Use: use}
	return Preset{Name: "New PC with Autopilot", Draft: draft, Note: sentence(note)}
}

func firstDay(p Policy, at Moment) Preset {
	minutes, clipped := p.clip(workday)
	from := nextWorkday(at)
	if remark, _ := checkStart(from, p, at); remark.Wrong {
		from = Now
		clipped = sentence([]string{clipped, "this desk allows no start the next working day"})
	}
	note := []string{"one-time, " + from + " for " + Length(minutes), clipped}
	return Preset{Name: "First day", Draft: Draft{Lifetime: Typed(minutes), Start: from, Use: Once}, Note: sentence(note)}
}

// Shortest returns the draft of the shortest one-time pass that the policy allows.
func (p Policy) Shortest() Draft {
	least, _ := p.bounds()
	return Draft{Lifetime: Typed(least), Start: "now", Use: Once}
}

// clip limits a lifetime in minutes to the policy's range, and returns a note if that changed it.
func (p Policy) clip(minutes int) (clipped int, note string) {
	least, most := p.bounds()
	switch {
	case minutes < least:
		return least, "the minimum the policy allows"
	case minutes > most && p.narrowed():
		return most, "the maximum this desk allows"
	case minutes > most:
		return most, "the maximum the policy allows"
	}
	return minutes, ""
}

// nextWorkday returns 09:00 on the next weekday on which that time exists, as an operator would type it. Public
// holidays are not known here.
func nextWorkday(at Moment) string {
	today := midnight(at.Now.In(at.Zone))
	for ahead := 1; ahead < 7; ahead++ {
		day := today.AddDate(0, 0, ahead)
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		text := strings.ToLower(day.Weekday().String()[:3]) + " 09:00"
		if ahead == 1 {
			text = "tomorrow 09:00"
		}
		if _, err := parseStart(text, at); err == nil {
			return text
		}
	}
	return "+1d"
}

func sentence(parts []string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, "; ")
}
