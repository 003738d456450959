package signins_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/signins"
	"tapdesk/state/text"
)

var now = time.Date(2026, 11, 29, 9, 45, 0, 0, time.UTC)

// entry is a sign-in some minutes ago with an interactive browser, from GB and Windows unless a place follows:
// "NL/Linux".
func entry(minutes, code int, place ...string) signins.SignIn {
	country, system := "GB", "Windows10"
	if len(place) > 0 {
		country, system, _ = strings.Cut(place[0], "/")
	}
	return signins.SignIn{
		ID: text.NewKey(fmt.Sprint(minutes)), CreatedDateTime: now.Add(-time.Duration(minutes) * time.Minute),
		AppDisplayName: "Office 365",
		Location:       signins.Location{CountryOrRegion: text.Text(country)},
		DeviceDetail:   signins.Device{OperatingSystem: text.Text(system)},
		Status:         signins.Status{ErrorCode: code},
	}
}

func said(s signins.SignIn, reason string) signins.SignIn {
	s.Status.FailureReason, s.Status.AdditionalDetails = text.Text(reason), text.Text(reason)
	return s
}

// ruled is a sign-in that was blocked by policies, each with its controls, beside one that did not apply.
func ruled(policies ...string) signins.SignIn {
	s := entry(4, 53003)
	s.Policies = []signins.Policy{{DisplayName: "Other", Result: "notApplied"}}
	for _, p := range policies {
		name, controls, _ := strings.Cut(p, ": ")
		var asked []text.Text
		for _, control := range strings.Split(controls, ", ") {
			asked = append(asked, text.Text(control))
		}
		s.Policies = append(s.Policies, signins.Policy{DisplayName: text.Text(name), Result: "failure",
			EnforcedGrantControls: asked})
	}
	return s
}

func risky(s signins.SignIn, level, state string) signins.SignIn {
	s.RiskLevelDuringSignIn, s.RiskState = text.Text(level), text.Text(state)
	return s
}

// day is a log of 24 hours, week one of 7 days.
func day(all ...signins.SignIn) *signins.Log  { return span(signins.Short, all) }
func week(all ...signins.SignIn) *signins.Log { return span(signins.Long, all) }

func part(l *signins.Log) *signins.Log {
	l.Cut = true
	return l
}

func span(of time.Duration, all []signins.SignIn) *signins.Log {
	return &signins.Log{SignIns: all, Since: now.Add(-of), ReadAt: now}
}

// known is a dossier of an enabled person with a password and an authenticator, who is at no risk.
func known(change ...func(*person.Dossier)) *person.Dossier {
	d := &person.Dossier{Person: person.Person{AccountEnabled: new(true)}, Methods: []person.Method{
		{Type: "passwordAuthenticationMethod"}, {Type: "microsoftAuthenticatorAuthenticationMethod"},
	}}
	d.Access.Risk.Whole = true
	for _, f := range change {
		f(d)
	}
	return d
}

func clock(t time.Time) string { return t.Format("15:04") }

const (
	lock = "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
	addr = "Sign-in was blocked because it came from an IP address with malicious activity."
)

const (
	nothingSince   = "Cannot tell: nothing failed since they last signed in, as far as the log has it"
	strangeLinux   = doubtful + "no sign-in from NL, Linux succeeded in 7 days" + ask
	declined       = doubtful + "a prompt was declined or reported" + ask
	blockedUnnamed = "A pass does not help: blocked by Conditional Access (which policy is not shown to your role)" + owner
	doubtful       = "These may not be the caller's: "
	ask            = "; ask where they are signing in from"
	owner          = "; ask a Conditional Access administrator"
)

// before is a success of the day before from where the failures come from.
var before = entry(600, 0)

func TestAnswer(t *testing.T) {
	atRisk := func(d *person.Dossier) { d.Access.Risk.All = []person.Risk{{Level: "high", State: "atRisk"}} }
	disabled := func(d *person.Dossier) { d.Person.AccountEnabled = new(false) }
	tests := []struct {
		name    string
		log     *signins.Log
		dossier *person.Dossier
		fault   *fault.Fault
		want    string // the line, then what it cites and its note
		cites   string
		note    string
	}{
		{name: "not read", dossier: known(), want: "Cannot tell: the sign-in log has not been read"},
		{name: "denied", dossier: known(), fault: &fault.Fault{Kind: fault.Denied},
			want: "Cannot tell: the sign-in log could not be read: Graph refused it (403)"},
		{name: "disabled, log unread", dossier: known(disabled),
			want: "A pass does not help: the account is disabled; find out who disabled it, and why"},
		{name: "guest",
			dossier: known(func(d *person.Dossier) { d.Person.ExternalUserState = "Accepted" }), log: day(before),
			want: "A pass does not help: they sign in at another organisation; ask its desk"},
		{name: "empty log", log: day(), dossier: known(),
			want: "Cannot tell: nothing failed in the last day, as far as the log has it"},
		{
			name: "a part of an empty log", log: part(day()), dossier: known(),
			want: "Cannot tell: only a part of the log was read",
		},
		{name: "a success alone", log: day(before), dossier: known(),
			want: nothingSince, cites: "success, at 23:45, GB, Windows"},
		{name: "mistyper", log: day(entry(4, 50126), entry(5, 50126), entry(33, 50126), before), dossier: known(),
			want: "A pass helps: wrong user name or password", cites: "50126, 3 times since 09:12, GB, Windows",
			note: "Type them again, or reset the password; a pass takes the place of the password"},
		{name: "mistyper who got in", log: day(entry(1, 0), entry(4, 50126), before), dossier: known(),
			want: nothingSince, cites: "success, at 09:44, GB, Windows"},
		{name: "mistyper, risk unread", log: day(entry(4, 50126), before),
			dossier: known(func(d *person.Dossier) { d.Access.Risk.Whole = false }),
			want:    "A pass helps: wrong user name or password",
			note:    "Type them again, or reset the password; a pass takes the place of the password. Risk was not read"},
		{name: "mistyper, account unread", log: day(entry(4, 50126), before),
			want: "Cannot tell: the account has not been read"},
		{name: "mistyper, enabled unread", log: day(entry(4, 50126), before),
			dossier: known(func(d *person.Dossier) { d.Person.AccountEnabled = nil }),
			want:    "Cannot tell: whether the account is enabled could not be read"},
		{name: "a part of the log", log: part(day(entry(5, 50126), before)), dossier: known(),
			want: "Cannot tell: only a part of the log was read"},
		{name: "a failure of two days ago", log: week(entry(2880, 50126), entry(2890, 0)), dossier: known(),
			want: "Cannot tell: nothing failed in the last day, as far as the log has it"},
		{name: "locked", log: day(said(entry(4, 50053), lock), before), dossier: known(),
			want: "Cannot tell: smart lockout after wrong passwords"},
		{name: "blocked address", log: day(said(entry(4, 50053), addr), before), dossier: known(),
			want: "A pass does not help: blocked because of the address it came from, whatever the password" +
				"; use another network"},
		{name: "either", log: day(entry(4, 50053), before), dossier: known(),
			want: "Cannot tell: either smart lockout, or the address is blocked; Microsoft does not say which"},
		{name: "blocked by a policy nobody shows", log: day(entry(4, 53003), before), dossier: known(),
			want: blockedUnnamed,
			note: "If that policy asks for multifactor authentication alone, a pass meets it"},
		{name: "blocked by a policy", log: day(ruled("Offices only: block"), before), dossier: known(),
			want: "A pass does not help: blocked by Conditional Access (\"Offices only\")" + owner},
		{name: "blocked by a policy that asks for a factor", log: day(ruled("Factor: mfa"), before), dossier: known(),
			want: "Cannot tell: blocked by Conditional Access (\"Factor\")",
			note: "The policy asks for multifactor authentication, which a pass meets"},
		{name: "one policy asks for a factor, one for more",
			log: day(ruled("Factor: Mfa", "More: Mfa, RequireCompliantDevice"), before), dossier: known(),
			want: "A pass does not help: blocked by Conditional Access (\"Factor\", \"More\")" + owner},
		{name: "unmanaged device", log: day(entry(4, 53000), before), dossier: known(),
			want: "A pass does not help: the device is not compliant; use a compliant device, or ask a device administrator"},
		{name: "the next gate stays shut", log: day(entry(4, 50126), entry(9, 53000), before), dossier: known(),
			want:  "A pass does not help: the device is not compliant; use a compliant device, or ask a device administrator",
			cites: "53000, at 09:36, GB, Windows"},
		{name: "expired password", log: day(entry(4, 50055), before), dossier: known(),
			want: "A pass does not help: the password has expired; they change it at the sign-in"},
		{name: "registration blocked", log: day(entry(4, 53010), before), dossier: known(),
			want: "A pass does not help: methods cannot be registered from this place or device" +
				"; use a trusted network or device"},
		{name: "no answer to the prompt", log: day(said(entry(4, 500121), "MFA denied; authentication timed out"), before),
			dossier: known(),
			want:    "A pass helps: the second method was not passed"},
		{name: "prompt without details", log: day(entry(4, 500121), before), dossier: known(),
			want: "Cannot tell: the log does not say how the prompt ended; it may come later"},
		{name: "declined", log: day(said(entry(4, 500121), "MFA denied; user declined the authentication"), before),
			dossier: known(),
			want:    declined,
			note:    "Do not issue until it is clear who was asked to approve what"},
		{name: "declined earlier",
			log:     day(entry(4, 50126), entry(8, 0), said(entry(9, 500121), "fraud code entered"), before),
			dossier: known(),
			want:    declined},
		{name: "no methods", log: day(entry(4, 50074), before),
			dossier: known(func(d *person.Dossier) { d.Methods = d.Methods[:1] }),
			want:    "A pass helps: a second method was asked for and not given; no other method is listed"},
		{name: "methods unread", log: day(entry(4, 50074), before),
			dossier: known(func(d *person.Dossier) { d.MethodsFault = &fault.Fault{} }),
			want:    "Cannot tell: which methods they have could not be read"},
		{name: "a stranger, a day read", log: day(entry(4, 50126, "NL/Linux"), before), dossier: known(),
			want:  "Cannot tell: no sign-in from NL, Linux succeeded in the last day",
			cites: "50126, at 09:41, NL, Linux", note: "Read 7 days, and ask where they are signing in from"},
		{name: "a stranger, a day read, and blocked", log: day(entry(4, 53000, "NL/Linux"), before), dossier: known(),
			want: "A pass does not help: the device is not compliant; use a compliant device, or ask a device administrator",
			note: "No sign-in from NL, Linux succeeded in the last day: ask where they are signing in from"},
		{name: "attacked", log: week(entry(4, 50126, "NL/Linux"), entry(6, 50126, "NL/Linux"), before),
			dossier: known(),
			want:    strangeLinux,
			cites:   "50126, 2 times since 09:39, NL, Linux"},
		{name: "attacked, and not all of it read", log: part(week(entry(4, 50126, "NL/Linux"), before)), dossier: known(),
			want: doubtful + "no sign-in from NL, Linux succeeded in what was read of 7 days" + ask},
		{name: "attacked, then the caller", log: week(entry(4, 50126), entry(6, 50126, "NL/Linux"), before),
			dossier: known(),
			want:    strangeLinux},
		{name: "attacked, and blocked", log: week(entry(4, 53003, "NL/Linux"), before), dossier: known(),
			want: strangeLinux,
			note: "If they are: a" + blockedUnnamed[1:]},
		{name: "the same country, another system", log: week(entry(4, 50126, "GB/Linux"), before), dossier: known(),
			want: doubtful + "no sign-in from GB, Linux succeeded in 7 days" + ask},
		{name: "another version of the system", log: day(entry(4, 50126, "gb/Windows 11"), before),
			dossier: known(), want: "A pass helps: wrong user name or password"},
		{name: "nobody knows from where", log: week(entry(4, 50126, "/"), before), dossier: known(),
			want:  "Cannot tell: the log does not say where they came from",
			cites: "50126, at 09:41, country not known, system not known"},
		{name: "a risky success speaks for no place",
			log:     week(entry(4, 50126, "NL/Linux"), risky(entry(5, 0, "NL/Linux"), "high", "atRisk"), before),
			dossier: known(), want: doubtful + "Entra considers a sign-in risky" + ask},
		{name: "a risk that was settled", log: day(entry(4, 50126), risky(before, "high", "remediated")),
			dossier: known(), want: "A pass helps: wrong user name or password"},
		{name: "at risk", log: day(entry(4, 50126), before), dossier: known(atRisk),
			want: doubtful + "Entra considers them at risk" + ask, note: "Have the risk settled first"},
		{name: "interrupts alone", log: day(entry(3, 50140), entry(4, 50058), before), dossier: known(),
			want: nothingSince},
		{name: "a code nobody knows", log: day(entry(4, 987654), before), dossier: known(),
			want: "Cannot tell: what 987654 means is not known to this console", cites: "987654, at 09:41, GB, Windows"},
		{name: "no code", log: day(entry(4, signins.Unsaid), before), dossier: known(),
			want: "Cannot tell: what no code means is not known to this console"},
		{name: "a pass already used", log: day(entry(4, 130505), before), dossier: known(),
			want: "Cannot tell: a one-time pass that was used already",
			note: "Ask whether they used it; if not, somebody else did"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := signins.Judge(signins.Facts{Log: tt.log, Dossier: tt.dossier, Fault: tt.fault})
			if got := a.Line(); got != tt.want {
				t.Errorf("line:\ngot  %q\nwant %q", got, tt.want)
			}
			if got := a.Cites(clock); tt.cites != "" && got != tt.cites {
				t.Errorf("cites:\ngot  %q\nwant %q", got, tt.cites)
			}
			if tt.note != "" && a.Note != tt.note {
				t.Errorf("note:\ngot  %q\nwant %q", a.Note, tt.note)
			}
		})
	}
}

func TestGroups(t *testing.T) {
	log := day(before, entry(1, 50126), entry(2, 50140), entry(3, 50126), entry(4, 53003), entry(5, 50126),
		entry(6, 0), entry(7, 50126),
		entry(8, 50126, "NL/Linux"))
	groups, interrupts := log.Groups()
	var got []string
	for _, g := range groups {
		got = append(got, fmt.Sprintf("%d %s x%d %s", g.Code.Number, clock(g.Newest.CreatedDateTime), g.Count,
			g.Times(clock)))
	}
	want := "50126 09:44 x3 3 times since 09:40|53003 09:41 x1 |0 09:39 x1 |50126 09:38 x1 |50126 09:37 x1 |0 23:45 x1 "
	if joined := strings.Join(got, "|"); joined != want || interrupts != 1 {
		t.Errorf("got  %s, %d interrupts\nwant %s, 1", joined, interrupts, want)
	}
	if newest := log.Newest(); clock(newest) != "09:44" {
		t.Errorf("newest %s, want 09:44", clock(newest))
	}
}

// Whatever the log holds, an entry that failed in a country without a success never leads to a pass; nor does a
// prompt that was declined.
func FuzzNoNudgeForAnAttacker(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8}, uint8(0), false)
	f.Add([]byte{0, 0, 0, 0}, uint8(3), true)
	codes := []int{0, 50126, 50053, 53003, 500121, 50074, 50140, 987654, 50055, 50056, signins.Unsaid, 65001, 50072}
	f.Fuzz(func(t *testing.T, raw []byte, at uint8, long bool) {
		var all []signins.SignIn
		for i, b := range raw {
			all = append(all, entry(i+1, codes[int(b)%len(codes)], []string{"GB/Windows", "GB/iOS", "DE/Android"}[int(b>>4)%3]))
		}
		place := int(at) % (len(all) + 1)
		bad := said(entry(place, []int{50126, 50074, 500121, 50056}[at%4], "NL/"+[]string{"Windows", "Linux", "iOS",
			""}[at%4]), "timed out")
		if at%8 > 3 {
			bad = said(entry(place, 500121), "user declined the authentication")
		}
		all = append(all[:place:place], append([]signins.SignIn{bad}, all[place:]...)...)
		log := day(all...)
		if long {
			log = week(all...)
		}
		if a := signins.Judge(signins.Facts{Log: log, Dossier: known()}); a.Kind == signins.Helps {
			t.Errorf("%q, though %+v is among the log", a.Line(), bad)
		}
	})
}
