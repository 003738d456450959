package config

import (
	"strings"
	"testing"
)

// TestIssuingProblems goes through what can be wrong with the settings of what must be known before a pass is issued.
func TestIssuingProblems(t *testing.T) {
	for text, want := range map[string]string{
		`ticket = "yes"`:                                                      `ticket: "yes" is not known; use off, optional or required`,
		`ticket = true`:                                                       `ticket: wants a string, not a boolean; write ticket = "off"`,
		`ticket_pattern = "["`:                                                "ticket_pattern: is not a regular expression of RE2",
		`ticket_pattern = "A+"`:                                               "ticket_pattern: is set without ticket_example; give an example",
		"ticket_example = ''":                                                 "ticket_example: is no ticket",
		"ticket_pattern='A+'\nticket_example='B'":                             "ticket_example: does not match ticket_pattern; give one that does",
		`verification_ways = "video"`:                                         `verification_ways: wants a list of strings, not a string; write verification_ways = ["…"]`,
		`verification_ways = ["video", 1]`:                                    "verification_ways: wants a list of strings, not a list",
		`verification_ways = ["tele\npathy"]`:                                 "verification_ways: wants a list of strings",
		`verification_ways = ["telepathy"]`:                                   "verification_ways: names a way that is not known; use call-back, manager, in-person, challenge, video or other",
		`verification_ways = ["video", "video"]`:                              `verification_ways: "video" stands there twice`,
		`verification_ways = ["no-caller"]`:                                   "verification_ways: names a way that is not known",
		`verification_required = ["everyone"]`:                                "verification_required: is set without verification_ways",
		`verification_required = ["me"]`:                                      "verification_required: says for whom in no known way",
		"verification_ways=['video']\nverification_required=['guest: other']": "verification_required: names other, which verification_ways does not have",
		"verification_ways=['challenge']\nchallenge_questions=['office']":     "challenge_questions: are too few; name at least 2",
		"verification_ways=['challenge','manager']\nchallenge_questions=['office','manager']": "challenge_questions: are too few",
		`challenge_questions = ["shoe-size"]`:                                                 "challenge_questions: names a question that is not known",
		`verify_command = "check"`:                                                            `verify_command: "check" is not the absolute path of a program`,
		`verify_command = "/usr//bin/check"`:                                                  "verify_command:",
		`verify_command = "/usr/../bin/check"`:                                                "verify_command:",
		`verify_command = "/"`:                                                                "verify_command:",
		`max_lifetime = "9m"`:                                                                 `max_lifetime: "9m" will not do; use 10m to 30d, such as 8h or 2d`,
		`max_lifetime = "31d"`:                                                                "max_lifetime:",
		`max_lifetime = ""`:                                                                   "max_lifetime:",
		`max_lifetime = 60`:                                                                   "max_lifetime: wants a string, not a whole number",
		`max_start_ahead = "0"`:                                                               `max_start_ahead: "0" will not do; use 1m to 366d`,
		`pace_per_hour = -1`:                                                                  "pace_per_hour:",
	} {
		d, _, err := merged(t, text, "", nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), d.site+":") {
			t.Errorf("%s\n\tis %v\n\twant %s", text, err, want)
		}
	}
}

// TestIssuingIsTheSites: an operator's file and flags have no say in what is asked of operators.
func TestIssuingIsTheSites(t *testing.T) {
	for _, s := range issuing {
		if !s.siteOnly {
			t.Errorf("%s may stand in the operator's file", s.name)
		}
		value := map[kind]string{text: `"off"`, whole: "0", boolean: "false", list: "[]"}[s.kind]
		_, _, err := merged(t, "", s.name+" = "+value, nil)
		if err == nil || !strings.Contains(err.Error(), "only the site's file may set it") {
			t.Errorf("%s: %v", s.name, err)
		}
		if _, _, err := merged(t, "", "", map[string]string{s.name: "off"}); err == nil {
			t.Errorf("--%s is a flag", FlagName(s.name))
		}
	}
}
