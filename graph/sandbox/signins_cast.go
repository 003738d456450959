package sandbox

import (
	"slices"
	"time"
)

// Where and on what the cast signs in. The addresses are from the ranges for documentation.
var (
	atOffice = place{"192.0.2.20", "Leeds", "England", "GB"}
	atHome   = place{"203.0.113.7", "Leeds", "England", "GB"}
	atHotel  = place{"198.51.100.66", "York", "England", "GB"}
	inLyon   = place{"198.51.100.140", "Lyon", "Auvergne-Rhone-Alpes", "FR"}
	farAway  = place{"198.51.100.201", "Wellington", "Wellington", "NZ"}

	laptop        = device{"LAPTOP-0417", "Windows10", "Edge 142.0.0", true}
	mobile        = device{"", "Ios 19.1", "Mobile Safari 19.1", false}
	privateLaptop = device{"", "Windows10", "Firefox 145.0", false}
	strangeDevice = device{"", "Linux", "Chrome 141.0.0", false}
)

// Names in beta's authenticationMethod.
const (
	methodPassword = "Password"
	methodPush     = "Mobile app notification"
	methodText     = "Text message"
	methodPass     = "Temporary Access Pass"
)

// episode is a series of sign-ins in a story: their number, the age of the last when the sandbox started, and the time
// between them.
type episode struct {
	ago, every time.Duration
	times      int // 0 is once
	signIn     signIn
}

func succeeded(app application, from place, on device) signIn {
	return signIn{app: app, from: from, device: on,
		policies: []appliedPolicy{{policyMFA, "success", []string{"Mfa"}}},
		steps: []signInStep{
			{methodPassword, "Password in the cloud", "Correct password", true},
			{methodPush, "", "MFA completed in Azure AD", true},
		}}
}

func failed(code int, app application, from place, on device) signIn {
	return signIn{code: code, app: app, from: from, device: on}
}

// with returns the entry with more filled in.
func (s signIn) with(change func(*signIn)) signIn {
	change(&s)
	return s
}

func blockedBy(policy, control string) func(*signIn) {
	return func(s *signIn) {
		s.policies = []appliedPolicy{{policyMFA, "success", []string{"Mfa"}}, {policy, "failure", []string{control}}}
	}
}

// usual is in the log of everyone who ever signed in: days at the office and evenings at home, on two devices.
var usual = []episode{
	{ago: 26 * time.Hour, every: 48 * time.Hour, times: 3, signIn: succeeded(appOffice, atOffice, laptop)},
	{ago: 26*time.Hour + 10*time.Second, signIn: failed(50140, appOffice, atOffice, laptop)},
	{ago: 32 * time.Hour, every: 72 * time.Hour, times: 2, signIn: succeeded(appTeams, atHome, mobile)},
	{ago: 3 * time.Hour, every: time.Hour, times: 4,
		signIn: signIn{app: appTeams, from: atHome, device: mobile, quiet: true}},
}

// stories are what else happened to some of the cast, one problem each.
var stories = map[string][]episode{
	"disabled": {{ago: 2 * time.Hour, every: 30 * time.Minute, times: 2,
		signIn: failed(50057, appOffice, atOffice, laptop)}},
	"mistyper": {{ago: 4 * time.Minute, every: 33 * time.Minute, times: 6,
		signIn: failed(50126, appOffice, atOffice, laptop)}},
	"smart-locked": {
		{ago: 12 * time.Minute, every: 20 * time.Second, times: 10, signIn: failed(50126, appOffice, atOffice, laptop)},
		{ago: 6 * time.Minute, every: 2 * time.Minute, times: 3, signIn: failed(50053, appOffice, atOffice, laptop)},
	},
	"risky-address": {{ago: 9 * time.Minute, every: 5 * time.Minute, times: 3,
		signIn: failed(50053, appOffice, atHotel, laptop).with(func(s *signIn) { s.reason = failureAddress })}},
	"ca-blocked": {
		{ago: 5 * 24 * time.Hour, signIn: succeeded(appOffice, inLyon, laptop)}, // before the policy existed
		{ago: 8 * time.Minute, every: 6 * time.Minute, times: 3,
			signIn: failed(53003, appOffice, inLyon, laptop).with(blockedBy(policyCountries, "Block"))},
	},
	"unmanaged-device": {{ago: 11 * time.Minute, every: 7 * time.Minute, times: 2,
		signIn: failed(53000, appOffice, atHome, privateLaptop).with(blockedBy(policyDevice, "RequireCompliantDevice"))}},
	"expired-password": {{ago: 7 * time.Minute, every: 4 * time.Minute, times: 3,
		signIn: failed(50055, appOffice, atOffice, laptop)}},
	"declined-mfa": {{ago: 5 * time.Minute, every: 3 * time.Minute, times: 2,
		signIn: failed(500121, appOffice, atHome, laptop).with(func(s *signIn) {
			s.details = "MFA denied; user declined the authentication"
			s.policies = []appliedPolicy{{policyMFA, "failure", []string{"Mfa"}}}
			s.steps = []signInStep{
				{methodPassword, "Password in the cloud", "Correct password", true},
				{methodPush, "", "MFA denied; user declined the authentication", false},
			}
		})}},
	"registration-blocked": {{ago: 6 * time.Minute, every: 5 * time.Minute, times: 2,
		signIn: failed(53010, appMySignIns, atHome, laptop).with(blockedBy(policyRegistration, "Block"))}},
	"attacked": {{ago: 10 * time.Minute, every: 41 * time.Minute, times: 14,
		signIn: failed(50126, appOffice, farAway, strangeDevice)}},
	"sms-only": {{ago: 8 * time.Hour, signIn: succeeded(appOffice, atOffice, laptop).with(func(s *signIn) {
		s.steps = []signInStep{
			{methodPassword, "Password in the cloud", "Correct password", true},
			{methodText, "", "MFA completed in Azure AD", true},
		}
	})}},
}

// neverSignedIn are the cast members without any entry. (Generated people have none either.)
var neverSignedIn = []string{"just-created", "bare"}

// stageSignIns logs the cast's histories, dated relative to the sandbox's start.
func (t *Tenant) stageSignIns() {
	for _, m := range cast {
		if slices.Contains(neverSignedIn, m.name) {
			continue
		}
		u := t.dir.cast[m.name]
		for _, e := range slices.Concat(usual, stories[m.name]) {
			for n := range max(e.times, 1) {
				s := e.signIn
				s.user, s.at = u, t.started.Add(-e.ago-time.Duration(n)*e.every).UTC()
				if m.name == "hostile-name" {
					s.from.city, s.device.name = hostile(s.from.city), hostile(s.device.name)
					s.device.browser = hostile(s.device.browser)
				}
				t.logSignIn(&s)
			}
		}
	}
	slices.SortStableFunc(t.logs.signIns, func(a, b *signIn) int { return a.at.Compare(b.at) })
}
