package call_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

var caller = person.Person{
	EmployeeID: "E-00417", OfficeLocation: "Gebäude 7 / 12", Department: "Forschung & Lehre",
	EmployeeHireDate: time.Date(2019, 3, 1, 0, 0, 0, 0, time.UTC),
}

var manager = person.Person{DisplayName: "Zoë Müller (Research)"}

func begin(spent int, asked ...call.Question) *call.Challenge {
	if asked == nil {
		asked = call.Questions()
	}
	return call.NewChallenge(caller, &manager, asked, spent, nil)
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		question call.Question
		typed    string
		match    bool
	}{
		{call.AskEmployeeID, "e 00417", true},
		{call.AskEmployeeID, "E-00417", true},
		{call.AskEmployeeID, "00417", false},
		{call.AskEmployeeID, "417", false},
		{call.AskEmployeeID, "-", false},
		{call.AskManager, "zoe muller", true},
		{call.AskManager, "Mueller, Zoe", true},
		{call.AskManager, "Zoë Müller (Research)", true},
		{call.AskManager, "Müller", false},
		{call.AskManager, "Zoe Muller-Meyer", false},
		{call.AskOffice, "gebaude 7 12", true},
		{call.AskOffice, "Gebaeude 7/12", true},
		{call.AskOffice, "Gebäude 7", false},
		{call.AskDepartment, "FORSCHUNG LEHRE", true},
		{call.AskDepartment, "Forschung", false},
		{call.AskHireYear, "2019", true},
		{call.AskHireYear, "19", false},
		{call.AskHireYear, strings.Repeat("2019", 1000), false},
	} {
		// A second fact, so that there are enough to ask for.
		other := call.AskEmployeeID
		if c.question == other {
			other = call.AskOffice
		}
		a, ok := begin(0, c.question, other).Try(c.typed)
		if !ok || a.Question != c.question || a.Match != c.match || a.Number != 1 {
			t.Errorf("%s, %q: %+v, %v", c.question, c.typed, a, ok)
		}
	}
}

func TestTwoOfThree(t *testing.T) {
	c := begin(0, call.AskEmployeeID, call.AskOffice)
	if _, ok := c.Try(" "); ok || c.Left() != 3 {
		t.Error("nothing typed was an attempt")
	}
	c.Try("wrong")
	if q, _ := c.Next(); q != call.AskOffice {
		t.Errorf("after a wrong answer it asks %q", q)
	}
	a, _ := c.Try("gebäude 7/12")
	if a.Reason() != "office: match (attempt 2 of 3)" || c.Passed() {
		t.Errorf("%q, passed %v", a.Reason(), c.Passed())
	}
	if q, _ := c.Next(); q != call.AskEmployeeID || c.Left() != 1 {
		t.Errorf("%q, %d left", q, c.Left())
	}
	c.Try("E00417")
	if !c.Passed() || c.Off() != "" || !slices.Equal(c.Matched(), []call.Question{call.AskEmployeeID, call.AskOffice}) {
		t.Errorf("passed %v, off %q, matched %v", c.Passed(), c.Off(), c.Matched())
	}
	if _, ok := c.Next(); ok {
		t.Error("it asks on after it was passed")
	}
	if _, ok := c.Try("more"); ok {
		t.Error("it takes answers after it was passed")
	}
}

func TestItEnds(t *testing.T) {
	c := begin(0)
	c.Try("no")
	c.Try("no")
	if _, ok := c.Next(); ok || c.Off() == "" {
		t.Error("it goes on when it cannot be passed any more")
	}
	for spent, over := range map[int]bool{0: false, 1: false, 2: true, 3: true, 99: true} {
		c := begin(spent)
		if _, ok := c.Next(); ok == over || (c.Off() != "") != over || c.Left() < 0 {
			t.Errorf("after %d attempts before: off %q, left %d", spent, c.Off(), c.Left())
		}
	}
}

// TestWhatIsInSightIsNotAsked: an employee id that is the account name as well proves nothing.
func TestWhatIsInSightIsNotAsked(t *testing.T) {
	for _, change := range []func(*person.Person){
		func(p *person.Person) { p.OnPremisesSamAccountName = "e00417" },
		func(p *person.Person) { p.UserPrincipalName = text.NewKey("e-00417@sandbox.example") },
		func(p *person.Person) { p.Mail = "X.E00417@sandbox.example" },
		func(p *person.Person) { p.DisplayName = "Ann Li (E-00417)" },
	} {
		p := caller
		change(&p)
		c := call.NewChallenge(p, nil, []call.Question{call.AskEmployeeID, call.AskOffice, call.AskDepartment}, 0, nil)
		if q, ok := c.Next(); !ok || q != call.AskOffice {
			t.Errorf("it asks %q first", q)
		}
		c = call.NewChallenge(p, nil, []call.Question{call.AskEmployeeID, call.AskOffice}, 0, nil)
		if !strings.Contains(c.Off(), "too few facts") {
			t.Errorf("one fact is left: %q", c.Off())
		}
	}
}

func TestTooFewFacts(t *testing.T) {
	for _, c := range []*call.Challenge{
		call.NewChallenge(person.Person{}, nil, call.Questions(), 0, nil),
		call.NewChallenge(person.Person{EmployeeID: "7", OfficeLocation: " - "}, &person.Person{}, call.Questions(), 0, nil),
		call.NewChallenge(caller, nil, []call.Question{call.AskOffice, call.AskOffice, call.AskManager}, 0, nil),
		call.NewChallenge(caller, nil, nil, 0, nil),
	} {
		if _, ok := c.Next(); ok || !strings.Contains(c.Off(), "too few facts") {
			t.Errorf("off %q", c.Off())
		}
	}
}

// TestAnyPlay: whatever is answered in whatever order, no more than three attempts are taken, and it is passed only by
// two matches.
func TestAnyPlay(t *testing.T) {
	right := map[call.Question]string{
		call.AskEmployeeID: "e00417", call.AskManager: "zoe muller", call.AskOffice: "gebaude 7 12",
		call.AskDepartment: "forschung lehre", call.AskHireYear: "2019",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		c := call.NewChallenge(caller, &manager, call.Questions(), r.IntN(4), r.Shuffle)
		attempts, matches := 0, 0
		for range 10 {
			q, ok := c.Next()
			answer := "something else"
			if r.IntN(2) == 0 {
				answer = right[q]
			}
			a, took := c.Try(answer)
			if took != ok || took && a.Match != (answer == right[q]) {
				t.Fatalf("%q to %q: %+v, %v", answer, q, a, took)
			}
			if took {
				attempts++
			}
			if a.Match {
				matches++
			}
		}
		if attempts > call.Attempts || c.Passed() != (matches >= call.Needed) || len(c.Matched()) != matches {
			t.Fatalf("%d attempts, %d matches, passed %v", attempts, matches, c.Passed())
		}
	}
}

// TestWhatIsExpectedIsPrintedNowhere, neither by fmt, which sees unexported fields, nor as JSON, nor in what is said of
// an attempt.
func TestWhatIsExpectedIsPrintedNowhere(t *testing.T) {
	c := begin(0)
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, c, *c)
	}
	asJSON, err := json.Marshal(map[string]any{"a": *c})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(asJSON)
	for range 3 {
		q, _ := c.Next()
		a, _ := c.Try("wrong")
		fmt.Fprint(&out, q.Words(), a.Reason(), a, c.Off(), c.Matched())
	}
	for _, fact := range []string{"00417", "Gebäude", "Forschung", "2019", "Müller"} {
		if strings.Contains(out.String(), fact) {
			t.Errorf("%q is in %s", fact, out.String())
		}
	}
}

func TestSpent(t *testing.T) {
	at := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	records := []journal.Record{
		{Kind: journal.Challenge, Person: journal.Party{ID: "a"}, Time: at.Add(-call.ChallengeWindow - 1)},
		{Kind: journal.Challenge, Person: journal.Party{ID: "a"}, Time: at.Add(-call.ChallengeWindow)},
		{Kind: journal.Challenge, Person: journal.Party{ID: "a"}, Time: at},
		{Kind: journal.Challenge, Person: journal.Party{ID: "b"}, Time: at},
		{Kind: journal.Refusal, Person: journal.Party{ID: "a"}, Time: at},
	}
	if n := call.SpentAttempts(records, "a", at.Add(-call.ChallengeWindow)); n != 2 {
		t.Errorf("%d attempts", n)
	}
}

func TestQuestions(t *testing.T) {
	for _, q := range call.Questions() {
		if parsed, err := call.ParseQuestion(string(q)); err != nil || parsed != q ||
			!strings.HasSuffix(strings.Split(q.Words(), "?")[0]+"?", "?") || q.Words() == "" {
			t.Errorf("%s: %v, %q", q, err, q.Words())
		}
	}
	if _, err := call.ParseQuestion("shoe-size"); err == nil {
		t.Error("shoe-size is a question")
	}
}
