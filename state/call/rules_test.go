package call_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tapdesk/state/audit"
	"tapdesk/state/call"
	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

var inc = call.Rules{Ticket: call.Required, Pattern: "INC[0-9]{7}|CHG-[0-9]+", Example: "INC0012345"}

func TestCheckTicket(t *testing.T) {
	for _, c := range []struct {
		rules       call.Rules
		typed, want string
		err         string
	}{
		{inc, "INC0012345", "INC0012345", ""},
		{inc, " \tINC0012345\n", "INC0012345", ""},
		{inc, "inc0012345", "INC0012345", ""},
		{inc, "(INC0012345).", "INC0012345", ""},
		{inc, "“INC0012345”", "INC0012345", ""},
		{inc, "CHG\u20117", "CHG-7", ""},
		{inc, "\ufeffINC00\u200b12345", "INC0012345", ""},
		{inc, "", "", "a ticket is required: type one such as INC0012345"},
		{inc, " \u200b ", "", "a ticket is required: type one such as INC0012345"},
		{inc, "INC001234", "", "not the form of this desk's tickets: type one such as INC0012345"},
		{inc, "xINC0012345", "", "not the form"},
		{inc, "INC0012345 INC0012346", "", "not the form"},
		{inc, "INC0012345\nINC0012346", "", "not the form"},
		{inc, strings.Repeat("9", 65), "", "longer than a ticket"},
		{call.Rules{Ticket: call.Required}, "", "", "a ticket is required: type its number"},
		{call.Rules{Ticket: call.Required}, "any thing", "any thing", ""},
		{call.Rules{Ticket: call.Optional}, "", "", ""},
		{call.Rules{}, "", "", ""},
		{call.Rules{}, "INC1", "INC1", ""},
		{call.Rules{Pattern: "[a-z]+"}, "ABC", "abc", ""},
		{call.Rules{Pattern: "(?m)^A$"}, "A", "A", ""},
		{call.Rules{}, "\x1b[31mred", "\ufffd[31mred", ""},
	} {
		got, err := c.rules.CheckTicket(c.typed)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%q: %q, %v; want %q, %s", c.typed, got, err, c.want, c.err)
		}
	}
}

func FuzzCheckTicket(f *testing.F) {
	for _, seed := range []string{"INC0012345", "", "\xff", "\x1b[0m", "((", "“INC”", strings.Repeat("é", 80)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, rules := range []call.Rules{inc, {Ticket: call.Optional}} {
			got, err := rules.CheckTicket(typed)
			switch {
			case err != nil && got != "":
				t.Errorf("%q: both %q and %v", typed, got, err)
			case err != nil:
				return
			case !text.Safe(got), utf8.RuneCountInString(got) > call.MaxTicket:
				t.Errorf("%q: %q is not safe to draw, or too long", typed, got)
			case got == "" && rules.Ticket == call.Required:
				t.Errorf("%q passes for a ticket", typed)
			}
			if again, err := rules.CheckTicket(got); again != got || err != nil {
				t.Errorf("%q: %q, and that comes to %q, %v", typed, got, again, err)
			}
		}
	})
}

func TestParsePattern(t *testing.T) {
	for typed, want := range map[string]string{
		"INC[0-9]{7}":                    "",
		` INC\d+ `:                       "",
		"":                               "is not a regular expression",
		"[":                              "is not a regular expression of RE2 (missing closing ]",
		"(?=a)":                          "is not a regular expression",
		"a*":                             "matches an empty ticket",
		strings.Repeat("a", 201):         "is longer than 200 bytes",
		"((a{100}){10}){10}":             "is not a regular expression",
		"a{999}b{999}c{999}d{999}e{999}": "repeats too much",
		"a{500}b{500}c{500}d{500}e{500}": "",
	} {
		got, err := call.ParsePattern(typed)
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestParseDemand(t *testing.T) {
	for typed, want := range map[string]string{
		"everyone":                             "everyone",
		"privileged: in-person,video":          "privileged: in-person, video",
		"department Research & Teaching:video": "department Research & Teaching: video",
		"guest":                                "guest",
		"everyone: video, video":               "everyone: video",
	} {
		d, err := call.ParseDemand(typed)
		if err != nil || d.String() != want {
			t.Errorf("%q: %q, %v", typed, d, err)
		}
		if again, err := call.ParseDemand(d.String()); err != nil || again.String() != d.String() {
			t.Errorf("%q does not stay as it is: %q, %v", d, again, err)
		}
	}
	for _, typed := range []string{"", "nobody", "everyone x", "department", "department -", "everyone:",
		"everyone: telepathy", "everyone: no-caller"} {
		if d, err := call.ParseDemand(typed); err == nil {
			t.Errorf("%q is %v", typed, d)
		}
	}
}

// full is a desk with all ways, and demands of each kind.
func full(t *testing.T, demands ...string) call.Rules {
	t.Helper()
	r := call.Rules{
		Ways:      []call.Way{call.CallBack, call.Manager, call.InPerson, call.Blind, call.Video, call.Other},
		Questions: call.Questions(),
	}
	for _, typed := range demands {
		d, err := call.ParseDemand(typed)
		if err != nil {
			t.Fatal(err)
		}
		r.Demands = append(r.Demands, d)
	}
	return r
}

func subject(department text.Text) call.Subject {
	yes := true
	return call.Subject{
		Person: person.Person{Department: department, MobilePhone: "+1 555 0100",
			BusinessPhones: []text.Text{"+1 555 0101", "+1 555 0102"}, OnPremisesSyncEnabled: &yes},
		Manager: &person.Person{DisplayName: "Bo Boss", UserPrincipalName: text.NewKey("boss@sandbox.example"),
			MobilePhone: "+1 555 0199"},
	}
}

func TestTheFirstDemandThatFitsDecides(t *testing.T) {
	r := full(t, "privileged: in-person", "department Finance: call-back, manager", "guest")
	guest := subject("x")
	guest.Person.UserType = "Guest"
	admin := subject("finance")
	admin.MayBePrivileged = true
	basic, unread, known := subject(""), subject(""), subject("Sales") // who may be in the department, and who cannot
	basic.Basic, unread.Unread, known.Basic = true, true, true
	known.Person.UserType = "Member"
	for _, c := range []struct {
		s        call.Subject
		ways     int
		required bool
	}{{subject("FINANCE"), 2, true}, {subject("Finances"), 6, false}, {guest, 6, true}, {admin, 1, true},
		{subject(""), 6, false}, {basic, 2, true}, {unread, 2, true}, {known, 6, false}} {
		ways, required := r.Demanded(c.s)
		if len(ways) != c.ways || required != c.required {
			t.Errorf("%+v: %v, %v", c.s.Person, ways, required)
		}
	}
}

// TestWhatASituationRulesOut: nobody is called back on a phone that is gone, and where somebody else may have the
// account only a face will do.
func TestWhatASituationRulesOut(t *testing.T) {
	r := full(t, "everyone")
	texts := func(s call.Subject) string {
		choices, _ := r.Choices(s)
		var all []string
		for _, c := range choices {
			all = append(all, string(c.Way)+" "+c.Detail+c.Off)
		}
		return strings.Join(all, ", ")
	}
	s := subject("")
	s.PhoneGone = true
	if got := texts(s); strings.Contains(got, "mobile") || !strings.Contains(got, "call-back business") {
		t.Errorf("got %s, want no mobile number", got)
	}
	s.Person.BusinessPhones = []text.Text{text.Text(strings.ReplaceAll(string(s.Person.MobilePhone), " ", "-"))}
	if got := texts(s); !strings.Contains(got, "the only number that the directory has is that of the phone") {
		t.Errorf("got %s, want no number, and why", got)
	}
	s.FaceToFace = true
	if got, want := texts(s), "in-person , video "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Ways = []call.Way{call.Manager}
	if got := texts(s); !strings.HasPrefix(got, "manager") {
		t.Errorf("got %q of a desk without such a way, want the way it has", got)
	}
}

func TestCheckVerification(t *testing.T) {
	r := full(t, "department Finance: call-back, manager, challenge", "guest")
	for _, c := range []struct {
		department string
		given      call.Verification
		want       string // or the beginning of the error
	}{
		{"Finance", call.Verification{},
			"the caller must be verified: choose called back, manager confirmed or security questions"},
		{"Finance", call.Verification{Way: call.Video}, "this way will not do for this person"},
		{"Finance", call.Verification{Way: call.CallBack, Detail: "mobile"}, "call-back: mobile"},
		{"Finance", call.Verification{Way: call.CallBack, Detail: "business 2"}, "call-back: business 2"},
		{"Finance", call.Verification{Way: call.CallBack, Detail: "+1 666"}, "this way will not do"},
		{"Finance", call.Verification{Way: call.CallBack}, "this way will not do"},
		{"Finance", call.Verification{Way: call.Manager, Detail: "me"}, "manager: boss@sandbox.example"},
		{"Finance", call.Verification{Way: call.Blind, Detail: "employee-id, office"},
			"the security questions are not passed yet"},
		{"Finance", call.Verification{Way: call.Nobody}, "this way will not do"},
		{"Sales", call.Verification{}, ""},
		{"Sales", call.Verification{Way: call.Video, Detail: "anything"}, "video"},
		{"Sales", call.Verification{Way: call.Other}, "another way needs a note"},
		{"Sales", call.Verification{Way: call.Other, Detail: " \x1b "}, "other: \ufffd"},
		{"Sales", call.Verification{Way: call.Other, Detail: " knows\tthe dog "}, "other: knows the dog"},
		{"Sales", call.Verification{Way: call.Other, Detail: strings.Repeat("x", 121)}, "the note is too long"},
		{"Sales", call.Verification{Way: "telepathy"}, "this way will not do"},
	} {
		v, err := r.CheckVerification(subject(text.Text(c.department)), c.given)
		if err != nil && !strings.HasPrefix(err.Error(), c.want) || err == nil && v.String() != c.want ||
			err != nil && c.want == "" {
			t.Errorf("%s, %+v: %q, %v", c.department, c.given, v, err)
		}
	}
	passed := subject("Finance")
	passed.Passed = []string{"employee-id", "office"}
	if v, err := r.CheckVerification(passed, call.Verification{Way: call.Blind}); err != nil ||
		v.String() != "challenge: employee-id, office" {
		t.Errorf("%q, %v", v, err)
	}
	passed.Passed, passed.NoChallenge = nil, "the security questions failed"
	if _, err := r.CheckVerification(passed, call.Verification{Way: call.Blind}); err == nil ||
		err.Error() != "the security questions failed: choose another way" {
		t.Errorf("%v", err)
	}
	if v, err := (call.Rules{}).CheckVerification(passed, call.Verification{}); err != nil || v.Way != "" {
		t.Errorf("a desk that does not ask: %q, %v", v, err)
	}
	bare := call.Subject{Person: person.Person{Department: "Finance"}}
	if _, err := full(t, "everyone: call-back, manager").CheckVerification(bare, call.Verification{}); err == nil ||
		!strings.Contains(err.Error(), "the person who maintains the site's file") {
		t.Errorf("no way out is said: %v", err)
	}
}

func TestChoicesSayWhoCanChangeThem(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		sync                      *bool
		mobile, business, manager string
	}{
		{&yes, "synchronised from on-premises, changed only there", "synchronised", "synchronised"},
		{&no, "the person may change it themself", "changed only by administrators", "changed only by administrators"},
		{nil, "the person may change it themself", "who can change it could not be read", "who can change it"},
	} {
		s := subject("")
		s.Person.OnPremisesSyncEnabled = c.sync
		choices, _ := full(t).Choices(s)
		for i, want := range []string{c.mobile, c.business, c.business, c.manager} {
			if below := strings.Join(choices[i].Below, "; "); !strings.Contains(below, want) {
				t.Errorf("%s: %q, want %q", choices[i].Text, below, want)
			}
		}
		if !slices.ContainsFunc(choices[3].Below, func(s string) bool { return strings.Contains(s, "mobile +1 555 0199") }) {
			t.Errorf("the manager's number is not said: %q", choices[3].Below)
		}
	}
}

func TestChoicesSayWhenTheyWereChanged(t *testing.T) {
	now := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	id := text.NewKey("1")
	edited := func(days int, field audit.Field) audit.Event {
		return audit.Event{
			What: audit.Edited, Time: now.AddDate(0, 0, -days), Person: audit.Party{ID: id}, Fields: []audit.Field{field},
			Actor: audit.Actor{Party: audit.Party{UserPrincipalName: text.NewKey("someone@sandbox.example")}},
		}
	}
	s := subject("")
	s.Person.ID, s.Now = id, now
	r := full(t)
	for want, unread := range map[string]call.Subject{
		"not checked for changes: Entra's audit log was not read": {},
		"not checked for changes: Entra's audit log could not be read (denied)": {
			PastUnread: &fault.Fault{Kind: fault.Denied}},
		"reading from Entra's audit log when it was changed last...": {PastAsked: true},
	} {
		s.PastUnread, s.PastAsked = unread.PastUnread, unread.PastAsked
		for i, c := range must(r.Choices(s))[:4] {
			if c.Off != "" || c.Below[len(c.Below)-1] != want {
				t.Errorf("way %d: got %+v, want %q and that it is offered", i, c, want)
			}
		}
	}
	s.PastUnread, s.PastAsked = nil, false
	s.Past = audit.Provenance{ReadAt: now, Events: []audit.Event{edited(3, audit.Mobile), edited(14, audit.Manager)}}
	choices, _ := r.Choices(s)
	const off = "the mobile number was changed 3 days ago by someone@sandbox.example, as Entra's audit log has it"
	if c := choices[0]; c.Off != off || c.Text != "the mobile number is not offered" {
		t.Errorf("the mobile number: got %+v, want it off because %q", c, off)
	}
	if c := choices[1]; c.Off != "" || !slices.Contains(c.Below, "no change in what was read of Entra's audit log") {
		t.Errorf("the business number: got %+v, want it offered, as not changed", c)
	}
	if c := choices[3]; c.Off != "" || !strings.HasPrefix(c.Below[len(c.Below)-1], "changed 14 days ago") {
		t.Errorf("the manager: got %+v, want them offered, as changed two weeks ago", c)
	}
	_, err := r.CheckVerification(s, call.Verification{Way: call.CallBack, Detail: "mobile"})
	if err == nil || err.Error() != off+": choose another way" {
		t.Errorf("calling back on the mobile number: got %v, want that it was changed", err)
	}
	if _, err := r.CheckVerification(s, call.Verification{Way: call.CallBack, Detail: "business"}); err != nil {
		t.Errorf("calling back on the business number: got %v, want no error", err)
	}
}

func must(choices []call.Choice, _ bool) []call.Choice { return choices }

func TestChoicesThatAreNotThere(t *testing.T) {
	for says, s := range map[string]call.Subject{
		"the directory has no number to call back,the directory names no manager": {},
		"the directory's numbers are not read yet,the manager is not read yet":    {Unread: true},
		"the directory has no number to call back,the manager could not " +
			"be read: ask X": {ManagerFault: &fault.Fault{Hint: "ask X"}},
	} {
		choices, _ := full(t).Choices(s)
		if got := choices[0].Off + "," + choices[1].Off; got != says {
			t.Errorf("%q, want %q", got, says)
		}
	}
}

func TestAskedIsNeverShown(t *testing.T) {
	r := full(t)
	if r.Hides(call.AskManager) || !r.Hides(call.AskEmployeeID) || len(r.Asked()) != 4 {
		t.Errorf("asked is %v", r.Asked())
	}
	r.Ways = []call.Way{call.Blind}
	if !r.Hides(call.AskManager) {
		t.Error("the manager is not asked where no way shows them")
	}
	r.Ways = []call.Way{call.Video}
	if r.Hides(call.AskEmployeeID) || r.Asked() != nil {
		t.Errorf("without the challenge it asks %v", r.Asked())
	}
}
