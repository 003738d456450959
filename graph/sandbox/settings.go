package sandbox

import (
	"net/http"
	"strconv"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Settings are what a tenant is like beside its people and its policies. They may change at any time.
type Settings struct {
	// Premium is whether the tenant has the P1 licence that the sign-in log and the registration report take.
	Premium bool
	// SignInLag is how long after a sign-in its entry appears in the log.
	SignInLag time.Duration
	// Retention is how far back the sign-in log reaches: 30 days with a licence. [D reference-reports-data-retention]
	Retention time.Duration
	// SessionEnd is how long a session goes on after it was revoked, or its account disabled.
	SessionEnd time.Duration
	// Throttles says which of the documented limits are enforced.
	Throttles Throttles
}

// Throttles are the limits that the sandbox enforces.
type Throttles string

// What is enforced. Microsoft documents ThrottleAll; people saw no limit on methods in practice (recovery.md 0.2).
const (
	ThrottleNone    Throttles = "none"
	ThrottleReports Throttles = "reports" // 5 in 10 s for the audit log, the sign-in log and the registration report
	ThrottleAll     Throttles = "all"     // these with methods and passes, and 1 in 1 s for risk and Conditional Access
)

func defaultSettings() Settings {
	const day = 24 * time.Hour
	return Settings{
		Premium: true, SignInLag: 2 * time.Minute, Retention: 30 * day, SessionEnd: 5 * time.Minute, Throttles: ThrottleReports,
	}
}

// ChangeSettings changes the tenant's settings at once.
func (t *Tenant) ChangeSettings(change func(*Settings)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.settings)
}

// controlSettings changes the settings that are named, and answers all of them.
func (t *Tenant) controlSettings(in struct {
	Premium    *bool
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
			return wrong(field.name, "use a duration such as 2m or 168h, not below zero")
		}
		*field.out = d
	}
	if in.Premium != nil {
		s.Premium = *in.Premium
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
		"premium": s.Premium, "sign_in_lag": s.SignInLag.String(), "retention": s.Retention.String(),
		"session_end": s.SessionEnd.String(), "throttles": s.Throttles,
	}
}

// limit is a documented throttle of the tenant (recovery.md 0.2).
type limit uint8

const (
	unlimited       limit = iota
	limitReports          // the logs and the registration report
	limitMethods          // sign-in methods and passes, which share the limit of the reports
	limitProtection       // risk and Conditional Access: for all apps together, and without Retry-After
)

// throttle answers 429 to what is one request too many of its limit. It needs t.mu.
func (t *Tenant) throttle(x *exchange) *wire.Answer {
	window, most, recent := 10*time.Second, 5, &t.reads.reports
	switch x.route.limit {
	case unlimited:
		return nil
	case limitProtection:
		window, most, recent = time.Second, 1, &t.reads.protection
	}
	if on := t.settings.Throttles; on == ThrottleNone || on == ThrottleReports && x.route.limit != limitReports {
		return nil
	}
	for len(*recent) > 0 && !(*recent)[0].After(x.now.Add(-window)) {
		*recent = (*recent)[1:]
	}
	if len(*recent) < most {
		*recent = append(*recent, x.now)
		return nil
	}
	if x.route.limit == limitProtection {
		return x.throttled("")
	}
	wait := (*recent)[0].Add(window).Sub(x.now)
	return x.throttled(strconv.Itoa(int((wait + time.Second - 1) / time.Second)))
}
