package pass_test

import (
	"fmt"
	"time"

	"tapdesk/state/pass"
)

// A draft as an operator types it, checked against a policy that allows 60 to 480 minutes.
func ExampleCheck() {
	policy := pass.Policy{
		Origin: pass.OriginGraph, Enabled: true,
		MinimumLifetimeInMinutes: 60, MaximumLifetimeInMinutes: 480, DefaultLifetimeInMinutes: 60,
	}
	at := pass.Moment{Now: time.Date(2031, time.March, 4, 9, 0, 0, 0, time.UTC), Zone: time.UTC}

	checked := pass.Check(pass.Draft{Lifetime: "1h30m", Start: "14:00"}, policy, at)
	fmt.Println(checked.OK, checked.Minutes, "minutes, until", checked.Until.Format("15:04"))

	checked = pass.Check(pass.Draft{Lifetime: "999"}, policy, at)
	fmt.Println(checked.OK, checked.Lifetime.Text)

	// Output:
	// true 90 minutes, until 15:30
	// false too long: the policy allows 60 to 480 min (1 h to 8 h); type 480 or less
}
