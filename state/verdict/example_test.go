package verdict_test

import (
	"fmt"
	"time"

	"tapdesk/state/person"
	"tapdesk/state/verdict"
)

// A disabled account in a cloud that has Temporary Access Passes, of which nothing else was read.
func ExampleJudge() {
	disabled := false
	v := verdict.Judge(verdict.Facts{
		Now: time.Date(2031, time.March, 4, 9, 0, 0, 0, time.UTC), HasTAP: true,
		Dossier: person.Dossier{Person: person.Person{DisplayName: "Dana Disabled", AccountEnabled: &disabled}},
	})
	fmt.Println(v.Headline())
	for _, c := range v.Checks {
		if c.Name == verdict.Account {
			fmt.Printf("%s (%s): %s\n", c.Name, c.Kind, c.Do)
		}
	}

	// Output:
	// would be created but not usable: the account is disabled, and cannot sign in, with a pass or without
	// account (warn): have the account enabled first
}
