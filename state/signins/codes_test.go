package signins

import (
	"strings"
	"testing"

	"tapdesk/state/text"
)

// The table must say of each code what the desk's facts say, and no more.
func TestEveryCode(t *testing.T) {
	want := map[Effect][]int{
		Success:   {0},
		Interrupt: {16000, 50058, 50140, 50199, 65001},
		Password:  {50056, 50126},
		Factor:    {50072, 50074, 50076, 50079, 50088, 500121},
		Stops:     {50055, 50057, 500571, 50105, 50144, 53000, 53001, 53002, 53003, 53004, 53010, 53011},
		Unclear: {50034, 50078, 50097, 50125, 50129, 50131, 50132, 50133, 50135, 50137, 50142, 50158, 50173, 70043,
			70044, 130500, 130502,
			130503, 130504, 130505, 130506, 130507, 135011, 135016, 530032, 530035, 530036},
	}
	n := 0
	for effect, numbers := range want {
		for _, number := range numbers {
			n++
			c := CodeOf(Status{ErrorCode: number})
			if c.Effect != effect {
				t.Errorf("%d: effect %d, want %d", number, c.Effect, effect)
			}
			if c.Number != number || c.Means == "" || c.Source == "" {
				t.Errorf("%d has no meaning or no source: %+v", number, c)
			}
			if effect == Stops && c.Do == "" {
				t.Errorf("%d stops a pass, and the table does not say what to do: %+v", number, c)
			}
		}
	}
	if n != len(codes) {
		t.Errorf("the table has %d codes, the test %d", len(codes), n)
	}
}

func TestUnknownCodesStayRaw(t *testing.T) {
	for _, number := range []int{Unsaid, 99999999} {
		if got := CodeOf(Status{ErrorCode: number, FailureReason: "x"}); got != (Code{Number: number}) {
			t.Errorf("%d: got %+v, want the number alone", number, got)
		}
	}
	if (SignIn{Status: Status{ErrorCode: Unsaid}}).Succeeded() {
		t.Error("an entry without a code counts as a success")
	}
}

func TestLockoutIsTwoThings(t *testing.T) {
	const (
		lock = "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
		addr = "Sign-in was blocked because it came from an IP address with malicious activity."
		risk = "Sign-in was blocked by built-in protections due to high confidence of risk."
	)
	for reason, want := range map[string]Code{
		lock: lockout, addr: blockedAddress, risk: blockedAddress, lock + " Or, s" + addr[1:]: lockedOrBlocked,
		"":                lockedOrBlocked,
		"Something else.": lockedOrBlocked,
	} {
		if got := CodeOf(Status{ErrorCode: 50053, FailureReason: text.Text(reason)}); got != want {
			t.Errorf("%q: got %q, want %q", reason, got.Means, want.Means)
		}
	}
}

func TestPrompts(t *testing.T) {
	for words, want := range map[string]prompt{
		"MFA denied; user declined the authentication":         promptDeclined,
		"MFA denied; fraud code entered":                       promptDeclined,
		"MFA denied; authentication timed out":                 promptUnanswered,
		"MFA denied; user did not respond to the notification": promptUnanswered,
		"MFA denied": promptUnknown,
		"":           promptUnknown,
		"MFA denied; user did not respond; then fraud was told.": promptDeclined,
	} {
		if got := promptOf(SignIn{Status: Status{ErrorCode: 500121, AdditionalDetails: text.Text(words)}}); got != want {
			t.Errorf("%q: got %d, want %d", words, got, want)
		}
	}
	declined := []Step{{Result: "MFA denied; user declined the authentication"}}
	if got := promptOf(SignIn{Steps: declined}); got != promptDeclined {
		t.Errorf("a step that was declined: got %d, want %d", got, promptDeclined)
	}
}

// What to do about a code is drawn beside failures that may be anybody's: it never leads to a pass.
func TestNoCodeNudges(t *testing.T) {
	for number, c := range codes {
		if c.Effect != Unclear && strings.Contains(c.Do, "pass") && !strings.Contains(c.Do, "password") {
			t.Errorf("%d: %q", number, c.Do)
		}
	}
}
