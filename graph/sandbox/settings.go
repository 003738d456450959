package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Settings are a tenant's properties besides its people and policies. They can change at any time.
type Settings struct {
	// Premium is whether the tenant has the P1 licence that the sign-in log and the registration report need.
	Premium bool
	// SignInLag is how long after a sign-in its entry appears in the log.
	SignInLag time.Duration
	// Retention is how far back the sign-in log reaches: 30 days with a licence. [D reference-reports-data-retention]
	Retention time.Duration
	// SessionEnd is how long a session continues after it is revoked or its account disabled.
	SessionEnd time.Duration
	// Writeback is whether new passwords of synchronised people reach the on-premises directory. Without it a reset of
	// theirs fails.
	Writeback bool
	// Throttles is which of the documented limits are enforced.
	Throttles Throttles
}

// Throttles are the limits that the sandbox enforces.
type Throttles string

// Values of Throttles. Microsoft documents ThrottleAll; in practice no limit on methods was seen.
const (
	ThrottleNone    Throttles = "none"
	ThrottleReports Throttles = "reports" // 5 in 10 s for the audit log, the sign-in log and the registration report
	// ThrottleAll adds methods and passes to these; 1 in 1 s for risk and Conditional Access; 10 in 1 min for
	// signInActivity.
	ThrottleAll Throttles = "all"
)

func defaultSettings() Settings {
	const day = 24 * time.Hour
	return Settings{
		Premium: true, SignInLag: 2 * time.Minute, Retention: 30 * day, SessionEnd: 5 * time.Minute,
		Writeback: true, Throttles: ThrottleReports,
	}
}

// ChangeSettings changes the tenant's settings at once.
func (t *Tenant) ChangeSettings(change func(*Settings)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.settings)
}

// controlSettings changes the settings named in the body, and answers with all of them.
func (t *Tenant) controlSettings(in struct {
	Premium    *bool
	Writeback  *bool
	SignInLag  *string `json:"sign_in_lag"`
	SessionEnd *string `json:"session_end"`
	Retention  *string
	Throttles  *Throttles
}) (int, any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.settings
	for _, field := range []struct {
		name string
		in   *string
		out  *time.Duration
	}{
		{"sign_in_lag", in.SignInLag, &s.SignInLag}, {"retention", in.Retention, &s.Retention},
		{"session_end", in.SessionEnd, &s.SessionEnd},
	} {
		if field.in == nil {
			continue
		}
		d, err := time.ParseDuration(*field.in)
		if err != nil || d < 0 {
			return wrong(field.name, "use a duration such as 2m or 168h, not negative")
		}
		*field.out = d
	}
	if in.Premium != nil {
		s.Premium = *in.Premium
	}
	if in.Writeback != nil {
		s.Writeback = *in.Writeback
	}
	if in.Throttles != nil {
		switch s.Throttles = *in.Throttles; s.Throttles {
		case ThrottleNone, ThrottleReports, ThrottleAll:
		default:
			return wrong("throttles", "use none, reports or all")
		}
	}
	t.settings = s
	return http.StatusOK, map[string]any{
		"premium": s.Premium, "writeback": s.Writeback,
		"sign_in_lag": s.SignInLag.String(), "retention": s.Retention.String(),
		"session_end": s.SessionEnd.String(), "throttles": s.Throttles,
	}
}

// limit is a documented throttle of the tenant.
type limit uint8

const (
	unlimited       limit = iota
	limitReports          // the logs and the registration report
	limitMethods          // sign-in methods and passes, which share the limit of the reports
	limitProtection       // risk and Conditional Access: for all apps together, and without Retry-After
	limitActivity         // people with their signInActivity
)

// throttle answers 429 to a request over its limit. It needs t.mu.
func (t *Tenant) throttle(x *exchange) *wire.Answer {
	window, most, of := 10*time.Second, 5, x.route.limit
	if x.route.directory && strings.Contains(x.option("$select"), "signInActivity") {
		of = limitActivity
	}
	if on := t.settings.Throttles; of == unlimited || on == ThrottleNone || on == ThrottleReports && of != limitReports {
		return nil
	}
	switch of {
	case limitMethods:
		of = limitReports
	case limitProtection:
		window, most = time.Second, 1
	case limitActivity:
		window, most = time.Minute, 10
	}
	recent := slices.DeleteFunc(t.reads[of], func(at time.Time) bool { return !at.After(x.now.Add(-window)) })
	t.reads[of] = recent
	switch {
	case len(recent) < most:
		t.reads[of] = append(recent, x.now)
		return nil
	case of == limitProtection:
		return x.throttled("")
	}
	wait := recent[0].Add(window).Sub(x.now)
	return x.throttled(strconv.Itoa(int((wait + time.Second - 1) / time.Second)))
}
