package call

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Question is a fact of the directory that can be asked for, by the name the site's file uses.
type Question string

// The questions.
const (
	AskEmployeeID Question = "employee-id" // employeeId
	AskManager    Question = "manager"     // the manager's displayName
	AskOffice     Question = "office"      // officeLocation
	AskDepartment Question = "department"  // department
	AskHireYear   Question = "hire-year"   // the year of employeeHireDate
)

// Questions are all of them.
func Questions() []Question {
	return []Question{AskEmployeeID, AskManager, AskOffice, AskDepartment, AskHireYear}
}

// ParseQuestion reads the name of a question.
func ParseQuestion(typed string) (Question, error) {
	if slices.Contains(Questions(), Question(typed)) {
		return Question(typed), nil
	}
	return "", errors.New("names a question that is not known; use employee-id, manager, office, department or hire-year")
}

// Words is the question as it is put to the caller.
func (q Question) Words() string {
	switch q {
	case AskEmployeeID:
		return "What is your employee id?"
	case AskManager:
		return "Who is your manager? First and last name."
	case AskOffice:
		return "Which office do you work in?"
	case AskDepartment:
		return "Which department do you work in?"
	case AskHireYear:
		return "In which year did you start here?"
	}
	return ""
}

const (
	// Attempts is how many answers a caller has, in all.
	Attempts = 3
	// Needed is how many questions must match.
	Needed = 2
	// ChallengeWindow is how long an attempt counts: a caller who hangs up and calls again gets no new ones.
	ChallengeWindow = 30 * time.Minute
)

// Challenge is the questions to one caller about one person. What is expected is inside a function, which fmt cannot
// print and nothing can marshal; it takes an answer and says yes or no. It is used by one goroutine at a time.
type Challenge struct {
	match   func(q Question, typed string) bool
	known   int        // facts the directory has
	open    []Question // still to be asked, the next first
	matched []Question
	spent   int
}

// NewChallenge begins a challenge with those of the questions that the directory has an answer to and no screen tells
// anyway, in the order that shuffle gives them; spent is how many attempts there were before (SpentAttempts). A nil
// manager is none, or not known. Shuffle is as rand.Shuffle; nil keeps the order.
func NewChallenge(p person.Person, manager *person.Person, asked []Question, spent int,
	shuffle func(n int, swap func(i, j int))) *Challenge {
	c := &Challenge{spent: spent}
	facts := map[Question]string{}
	for _, q := range asked {
		if fact := factOf(q, p, manager); text.Fold(fact) != "" && !inSight(fact, p) && !slices.Contains(c.open, q) {
			facts[q] = fact
			c.open = append(c.open, q)
		}
	}
	c.known = len(facts)
	c.match = func(q Question, typed string) bool { return matches(q, facts[q], typed) }
	if shuffle != nil {
		shuffle(len(c.open), func(i, j int) { c.open[i], c.open[j] = c.open[j], c.open[i] })
	}
	return c
}

// inSight reports whether a fact is part of what every screen shows of a person, as an employee id that is the account
// name too. It proves nothing then.
func inSight(fact string, p person.Person) bool {
	wanted := strings.ReplaceAll(text.Fold(fact), " ", "")
	for _, shown := range []string{p.UserPrincipalName.Wire(), string(p.Mail), string(p.OnPremisesSamAccountName),
		string(p.DisplayName), string(p.JobTitle)} {
		if strings.Contains(strings.ReplaceAll(text.Fold(shown), " ", ""), wanted) {
			return true
		}
	}
	return false
}

func factOf(q Question, p person.Person, manager *person.Person) string {
	switch {
	case q == AskEmployeeID:
		return string(p.EmployeeID)
	case q == AskManager && manager != nil:
		return string(manager.DisplayName)
	case q == AskOffice:
		return string(p.OfficeLocation)
	case q == AskDepartment:
		return string(p.Department)
	case q == AskHireYear && !p.EmployeeHireDate.IsZero():
		return strconv.Itoa(p.EmployeeHireDate.UTC().Year())
	}
	return ""
}

// Off says why there can be no challenge; empty when there can, or was. A caller who was refused once gets no number.
func (c *Challenge) Off() string {
	switch {
	case c.Passed():
		return ""
	case c.Left() == 0:
		return fmt.Sprintf("the security questions failed: their %d attempts are used up for %s", Attempts, ChallengeWindow)
	case c.known < Needed:
		return fmt.Sprintf("the directory has too few facts to ask for: %d are needed", Needed)
	case c.hopeless():
		return "the security questions failed"
	}
	return ""
}

// hopeless reports whether the attempts left cannot bring enough matches.
func (c *Challenge) hopeless() bool { return len(c.matched)+c.Left() < Needed }

// Spend counts attempts made elsewhere: there were so many in all.
func (c *Challenge) Spend(inAll int) { c.spent = max(c.spent, inAll) }

// Left is how many attempts are left.
func (c *Challenge) Left() int { return max(0, Attempts-c.spent) }

// Passed reports whether enough questions matched.
func (c *Challenge) Passed() bool { return len(c.matched) >= Needed }

// Matched are the questions that matched, in the order of Questions.
func (c *Challenge) Matched() []Question {
	return slices.DeleteFunc(Questions(), func(q Question) bool { return !slices.Contains(c.matched, q) })
}

// Next is the question to ask now; false when there is none any more.
func (c *Challenge) Next() (Question, bool) {
	if c.Passed() || c.Off() != "" || len(c.open) == 0 {
		return "", false
	}
	return c.open[0], true
}

// Answer is the result of an attempt.
type Answer struct {
	Question Question
	Match    bool
	// Number counts the attempts from 1, those before this challenge included.
	Number int
}

// Reason returns it as recorded in the journal: which question, and whether it matched, never the answer.
func (a Answer) Reason() string {
	verdict := "no match"
	if a.Match {
		verdict = matchWord
	}
	return fmt.Sprintf("%s: %s (attempt %d of %d)", a.Question, verdict, a.Number, Attempts)
}

// matchWord is what Reason says of an answer that matched.
const matchWord = "match"

// Try holds what the caller answered to the question of Next against the directory. Nothing typed is no attempt; any
// text is one, "-" for a caller who does not know. A question that did not match goes behind the others.
func (c *Challenge) Try(typed string) (Answer, bool) {
	q, ok := c.Next()
	if !ok || strings.TrimSpace(typed) == "" {
		return Answer{}, false
	}
	c.spent++
	c.open = c.open[1:]
	a := Answer{Question: q, Match: c.match(q, typed), Number: c.spent}
	if a.Match {
		c.matched = append(c.matched, q)
	} else {
		c.open = append(c.open, q)
	}
	return a, true
}

// longest is how many bytes of an answer are compared.
const longest = 512

// matches compares an answer with a fact.
func matches(q Question, fact, typed string) bool {
	if len(typed) > longest {
		return false
	}
	if q != AskManager {
		return text.Same(fact, typed)
	}
	// What is in brackets after a name is not part of it: a department, or a note that somebody is external.
	name, _, _ := strings.Cut(fact, "(")
	return text.SameName(fact, typed) || text.SameName(name, typed)
}
