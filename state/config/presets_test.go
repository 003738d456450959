package config

import (
	"slices"
	"strings"
	"testing"

	"tapdesk/state/pass"
)

func TestPresetsOfBoth(t *testing.T) {
	site := "[[preset]]\nname = \"Kiosk\"\nlifetime = \"60\"\n"
	own := "[[preset]]\nname = \"KIOSK\"\nlifetime = \"8h\"\n[[preset]]\nname = \"Mine\"\nuse = \"policy-default\"\n"
	_, l, err := merged(t, site, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []pass.Preset{{Name: "Kiosk", Draft: pass.Draft{Lifetime: "60"}},
		{Name: "Mine", Draft: pass.Draft{Use: pass.PolicyDefault}}}
	if !slices.Equal(l.Presets, want) {
		t.Errorf("presets are %+v, want %+v", l.Presets, want)
	}
	if len(l.Notes()) != 1 || !strings.Contains(l.Notes()[0], `:1: the preset "KIOSK" has no effect`) {
		t.Errorf("notes are %q", l.Notes())
	}
}

// TestPresetsKeepToTheLimits: one of the site's that contradicts the site's own limits is a problem with its line; one
// of the operator's has no effect, so that a site may tighten its limits.
func TestPresetsKeepToTheLimits(t *testing.T) {
	for _, c := range []struct{ limits, preset, want string }{
		{`limits.lifetime = "4h"`, `lifetime = "3d"`, `:4: preset[0].lifetime: "3d": too long: this desk allows at most`},
		{`limits.one_time = true`, `use = "multi-use"`,
			`:4: preset[0].use: "multi-use": this desk issues only one-time passes`},
		{`limits.start_ahead = "2h"`, `start = "+5h"`,
			`:4: preset[0].start: "+5h": too far ahead: this desk allows a start within 2 h`},
		{`policy.lifetime = "1h to 8h"`, `lifetime = "1d"`, `:4: preset[0].lifetime: "1d": too long`},
		{`policy.one_time = true`, `use = "multi-use"`,
			`:4: preset[0].use: "multi-use": the policy makes every pass one-time`},
		{`limits.start_ahead = "20h"`, `start = "tomorrow 09:00"`, ""},
		{`limits.lifetime = "4h"`, `lifetime = "4h"`, ""},
		{`limits.lifetime = "4h"`, `start = "now"`, ""},
		{`limits.one_time = true`, `use = "policy-default"`, ""},
	} {
		preset := "[[preset]]\nname = \"Kiosk\"\n" + c.preset + "\n"
		d, _, err := merged(t, c.limits+"\n"+preset, "", nil)
		if (err != nil) != (c.want != "") || err != nil && !strings.HasPrefix(err.Error(), d.site+c.want) {
			t.Errorf("%s and %s: got %v, want %q", c.limits, c.preset, err, c.want)
		}
		_, l, err := merged(t, c.limits, "\n"+preset, nil)
		if kept := len(l.Presets) == 1 && len(l.Notes()) == 0; err != nil || kept != (c.want == "") {
			t.Errorf("the operator's %s under %s: presets %v, notes %q, %v", c.preset, c.limits, l.Presets, l.Notes(), err)
		}
		if c.want != "" && !strings.Contains(l.Notes()[0], `:2: the preset "Kiosk" has no effect: `) {
			t.Errorf("the note is %q, want its line and its name", l.Notes())
		}
	}
}
