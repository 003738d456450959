package kit

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"tapdesk/state/signins"
	"tapdesk/state/text"
)

// TestUsedFrom checks that the sign is the comparison's, and that what the log does not tell is said to be not known.
func TestUsedFrom(t *testing.T) {
	for _, c := range []struct{ country, system, said, want string }{
		{"GB", "Ios 19.1", "GB, iPhone", "✓ GB (a guess), iOS; the caller said GB, iOS"},
		{"NZ", "Ios 19.1", "GB, iPhone", "✗ NZ (a guess), iOS; the caller said GB, iOS"},
		{"GB", "", "GB, iPhone", "GB (a guess), system not known; the caller said GB, iOS"},
		{"", "", "GB", "country not known, system not known; the caller said GB"},
		{"NZ", "Linux", "", "NZ (a guess), Linux"},
	} {
		one := signins.SignIn{
			Location:     signins.Location{CountryOrRegion: text.Text(c.country)},
			DeviceDetail: signins.Device{OperatingSystem: text.Text(c.system)},
		}
		said, err := signins.ParsePlace(c.said)
		if err != nil {
			t.Fatal(err)
		}
		if got := ansi.Strip(UsedFrom(one, said)); got != c.want {
			t.Errorf("%+v: got %q, want %q", c, got, c.want)
		}
		one.Status.ErrorCode = 53003
		if got := ansi.Strip(UsedFrom(one, signins.Place{})); got[len(got)-21:] != ", then refused: 53003" {
			t.Errorf("a sign-in that was refused after the pass: got %q", got)
		}
	}
}
