package config

import (
	"slices"
	"strings"
	"testing"
)

// TestIssuingProblems goes through what can be wrong with the settings of what must be known before a pass is issued.
func TestIssuingProblems(t *testing.T) {
	for _, tt := range []struct{ file, want string }{
		{`ticket.need = "yes"`, `ticket.need: "yes" is not known; use off, optional or required`},
		{`ticket.need = true`, `ticket.need: wants a string, not a boolean; write need = "required"`},
		{`ticket.pattern = "["`, "ticket.pattern: is not a regular expression of RE2"},
		{`ticket.pattern = "A+"`, "ticket.pattern: is set without ticket.example; give an example"},
		{"ticket.example = ''", "ticket.example: is no ticket"},
		{"ticket.pattern='A+'\nticket.example='B'", "ticket.example: does not match ticket.pattern; give one that does"},
		{`verification.ways = "video"`,
			`verification.ways: wants a list of strings, not a string; write ways = ["call-back"`},
		{`verification.ways = ["video", 1]`, "verification.ways: wants a list of strings, not a list"},
		{`verification.ways = ["tele\npathy"]`, "verification.ways: wants a list of strings"},
		{`verification.ways = ["telepathy"]`,
			"verification.ways: names a way that is not known; use call-back, manager, in-person, challenge, video or other"},
		{`verification.ways = ["video", "video"]`, `verification.ways: "video" is listed twice`},
		{`verification.ways = ["no-caller"]`, "verification.ways: names a way that is not known"},
		{`verification.required = ["everyone"]`, "verification.required: is set without verification.ways"},
		{`verification.required = ["me"]`, "verification.required: says for whom in no known way"},
		{"verification.ways=['video']\nverification.required=['guest: other']",
			"verification.required: names other, which verification.ways does not have"},
		{"verification.ways=['challenge']\nverification.questions=['office']",
			"verification.questions: are too few; name at least 2"},
		{"verification.ways=['challenge','manager']\nverification.questions=['office','manager']",
			"verification.questions: are too few"},
		{`verification.questions = ["shoe-size"]`, "verification.questions: names a question that is not known"},
		{`verification.command = "check"`, `verification.command: "check" is not the absolute path of a program`},
		{`verification.command = "/usr//bin/check"`, "verification.command:"},
		{`verification.command = "/usr/../bin/check"`, "verification.command:"},
		{`verification.command = "/"`, "verification.command:"},
		{`notify.security_contact = " "`, `notify.security_contact: " " is no line of text`},
		{"notify.security_contact = 'a\u202e'", "notify.security_contact:"},
		{`limits.lifetime = "9m"`, `limits.lifetime: "9m" is not valid; use 10m to 30d, such as 8h or 2d`},
		{`limits.lifetime = "31d"`, "limits.lifetime:"},
		{`limits.lifetime = ""`, "limits.lifetime:"},
		{`limits.lifetime = 60`, "limits.lifetime: wants a string, not a whole number"},
		{`limits.start_ahead = "0"`, `limits.start_ahead: "0" is not valid; use 1m to 366d`},
		{`limits.per_hour = -1`, "limits.per_hour:"},
	} {
		d, _, err := merged(t, tt.file, "", nil)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), d.site+":") {
			t.Errorf("%s\n\tgot %v\n\twant %s", tt.file, err, tt.want)
		}
	}
}

// operators are the keys of an operator's file that are no flags.
var operators = []string{"built_in_presets", "journal.anchor", "journal.retention_days"}

// TestTheSitesAlone: an operator's file and flags have no say in what is asked of operators.
func TestTheSitesAlone(t *testing.T) {
	for _, s := range settings {
		if s.site != (s.flag == "" && !slices.Contains(operators, s.key)) {
			t.Errorf("%s: the site's alone %v, flag %q", s.key, s.site, s.flag)
		}
		if !s.site {
			continue
		}
		value := strings.TrimPrefix(s.line(s.sample()), s.name()+" = ")
		_, _, err := merged(t, "", s.key+" = "+value, nil)
		if err == nil || !strings.Contains(err.Error(), "only the site's file may set it") {
			t.Errorf("%s: got %v, want that only the site may", s.key, err)
		}
		if _, _, err := merged(t, "", "", map[string]string{s.key: s.sample()}); err == nil {
			t.Errorf("--%s is a flag", FlagName(s.key))
		}
	}
}
