package person

import (
	"testing"

	"tapdesk/state/text"
)

// TestHardware checks that a hardware token is told as hidden only where the report has one and the list does not.
func TestHardware(t *testing.T) {
	report := func(names ...text.Text) *Registration { return &Registration{Methods: names} }
	listed := []Method{{Type: "phoneAuthenticationMethod"}, {Type: "hardwareOathAuthenticationMethod"}}
	for name, c := range map[string]struct {
		report *Registration
		listed []Method
		want   bool
	}{
		"not read":   {nil, listed[:1], false},
		"none":       {report("mobilePhone", "softwareOneTimePasscode"), listed[:1], false},
		"hidden":     {report("mobilePhone", "HardwareOneTimePasscode"), listed[:1], true},
		"not hidden": {report("hardwareOneTimePasscode"), listed, false},
	} {
		if got := c.report.Hardware(c.listed); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
