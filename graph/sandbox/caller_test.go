package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// reasonOf is what Graph says of somebody's pass, "" when there is none.
func (r *rig) reasonOf(name string) string {
	r.t.Helper()
	all := r.want(r.get(passes(name)), http.StatusOK, "").value()
	if len(all) == 0 {
		return ""
	}
	return all[0]["methodUsabilityReason"].(string)
}

// kinds returns the types of somebody's methods other than the pass.
func (r *rig) kinds(name string) (out []string) {
	r.t.Helper()
	for _, m := range r.want(r.get(methods(name)), http.StatusOK, "").value() {
		if kind := strings.TrimPrefix(m["@odata.type"].(string), "#microsoft.graph."); kind != typePass {
			out = append(out, kind)
		}
	}
	return out
}

func outcomes(deeds []Deed) (out []string) {
	for _, d := range deeds {
		outcome := d.Outcome
		if d.What == "fido2" && strings.HasPrefix(outcome, "_") {
			outcome = "registered"
		}
		out = append(out, d.What+" "+outcome+" "+d.At.Sub(start).String())
	}
	return out
}

func TestCallers(t *testing.T) {
	for _, c := range []struct {
		name, script, order string
		after               time.Duration
		do                  func(*rig)
		want                []string
		reason              string
	}{
		{"passkey, too early to see", "passkey", `{"isUsableOnce":true}`, 39 * time.Second, nil, nil, "EnabledByPolicy"},
		{"passkey, signed in", "passkey", `{"isUsableOnce":true}`, 40 * time.Second, nil,
			[]string{"signin EnabledByPolicy 40s"}, "OneTimeUsed"},
		{"passkey, all at once", "passkey", `{"isUsableOnce":true}`, time.Hour / 2, nil,
			[]string{"signin EnabledByPolicy 40s", "fido2 registered 1m5s"}, "OneTimeUsed"},
		{"mistypes", "mistypes", `{"isUsableOnce":true}`, 2 * time.Minute, nil,
			[]string{"wrong WrongPass 30s", "wrong WrongPass 45s", "signin EnabledByPolicy 1m10s", "fido2 registered 1m40s"},
			"OneTimeUsed"},
		{"stops", "stops", `{"isUsableOnce":true}`, time.Hour / 2, nil, []string{"signin EnabledByPolicy 40s"},
			"OneTimeUsed"},
		{"never", "never", `{"isUsableOnce":true}`, time.Hour / 2, nil, nil, "EnabledByPolicy"},
		{"too late for a one-time pass", "late", `{"isUsableOnce":true}`, time.Hour / 2, nil,
			[]string{"signin EnabledByPolicy 40s", "fido2 RegistrationOver 11m0s"}, "OneTimeUsed"},
		{"not too late for a multi-use pass", "late", `{"isUsableOnce":false}`, time.Hour / 2, nil,
			[]string{"signin EnabledByPolicy 40s", "fido2 registered 11m0s"}, "EnabledByPolicy"},
		{"begins later", "passkey", `{"isUsableOnce":true,"startDateTime":"2026-11-21T14:10:00Z"}`,
			10*time.Minute + 40*time.Second, nil,
			[]string{"signin EnabledByPolicy 10m40s"}, "OneTimeUsed"},
		{"deleted before", "passkey", `{}`, time.Hour, func(r *rig) { r.drop("ordinary") },
			[]string{"signin WrongPass 40s", "fido2 SignedOut 1m5s"}, ""},
		{"deleted between", "passkey", `{}`, time.Hour, func(r *rig) { r.Advance(50 * time.Second); r.drop("ordinary") },
			[]string{"signin EnabledByPolicy 40s", "fido2 SignedOut 1m5s"}, ""},
		{"steps in any order", "fido2@2m,signin@1m", `{}`, time.Hour / 2, nil,
			[]string{"signin EnabledByPolicy 1m0s", "fido2 registered 2m0s"}, "EnabledByPolicy"},
		{"registers without a sign-in", "fido2@1m", `{}`, time.Hour / 2, nil, []string{"fido2 SignedOut 1m0s"},
			"EnabledByPolicy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, Options{Caller: c.script})
			had := r.kinds("ordinary")
			r.issue("ordinary", c.order)
			if c.do != nil {
				c.do(r)
			}
			r.Advance(c.after)
			if got := r.reasonOf("ordinary"); got != c.reason {
				t.Errorf("pass: got %q, want %q", got, c.reason)
			}
			if got := outcomes(r.Deeds()); !slices.Equal(got, c.want) {
				t.Errorf("deeds: got %q, want %q", got, c.want)
			}
			registered := slices.ContainsFunc(c.want, func(s string) bool { return strings.Contains(s, "registered") })
			if now := r.kinds("ordinary"); registered != slices.Contains(now, typeFido2) || len(now) < len(had) {
				t.Errorf("got methods %v, want none fewer than before, with a passkey: %t", now, registered)
			}
		})
	}
}

// drop deletes somebody's pass.
func (r *rig) drop(name string) {
	r.t.Helper()
	all := r.want(r.get(passes(name)), http.StatusOK, "").value()
	r.want(r.call(http.MethodDelete, passes(name)+"/"+all[0]["id"].(string), ""), http.StatusNoContent, "")
}

// TestCallersActAtTheirOwnTime: however late the sandbox is asked, each act has the time at which it was done.
func TestCallersActAtTheirOwnTime(t *testing.T) {
	r := newRig(t, Options{Caller: "passkey"})
	r.issue("ordinary", `{"isUsableOnce":false}`)
	r.issue("twin-one", `{"isUsableOnce":true}`)
	r.Advance(20 * time.Minute)
	beta := r.get("/beta" + passes("ordinary")).value()[0]
	if beta["lastUsedDateTime"] != "2026-11-21T14:00:40Z" {
		t.Errorf("last used: got %v, want 2026-11-21T14:00:40Z", beta["lastUsedDateTime"])
	}
	for _, m := range r.get(methods("ordinary")).value() {
		if m["@odata.type"] == "#microsoft.graph.fido2AuthenticationMethod" &&
			m["createdDateTime"] != "2026-11-21T14:01:05Z" {
			t.Errorf("registered: got %v, want 2026-11-21T14:01:05Z", m["createdDateTime"])
		}
	}
	if n := len(r.Deeds()); n != 4 {
		t.Errorf("got %d deeds of two callers, want 4: %v", n, outcomes(r.Deeds()))
	}
}

func TestCallerControl(t *testing.T) {
	r := newRig(t, Options{})
	post := func(body string) got { return r.call(http.MethodPost, "/sandbox/caller", body) }
	deeds := func(g got) []Deed {
		var in struct{ Deeds []Deed }
		if err := json.Unmarshal([]byte(r.want(g, http.StatusOK, "").raw), &in); err != nil {
			t.Fatal(err)
		}
		return in.Deeds
	}
	if d := deeds(post(`{}`)); len(d) != 0 {
		t.Errorf("nobody called: got deeds %v, want none", d)
	}
	if !strings.Contains(post(`{}`).raw, `"deeds":[]`) {
		t.Error("nobody called: got no empty list, want one")
	}
	deeds(post(`{"script":"stops"}`))
	r.issue("ordinary", `{"isUsableOnce":true}`)
	r.Advance(time.Minute)
	if d := deeds(post(`{"script":"never"}`)); len(d) != 1 || d[0].User != "ordinary@sandbox.example" ||
		d[0].Outcome != "EnabledByPolicy" {
		t.Errorf("got deeds %+v, want one by ordinary, with a pass that can be used", d)
	}
	r.issue("ordinary", `{}`)
	r.Advance(time.Minute)
	deeds(post(`{"user":"ordinary","script":"signin@10s"}`))
	deeds(post(`{"user":"ordinary","script":"signin@20s"}`)) // thinks again
	r.Advance(time.Minute)
	if d := deeds(post(`{}`)); len(d) != 2 || !d[1].At.Equal(start.Add(2*time.Minute+20*time.Second)) {
		t.Errorf("got deeds %+v, want 2, the second 2m20s after the start", d)
	}
	for body, field := range map[string]string{
		`{"script":"dances@3s"}`:               "script",
		`{"script":"signin"}`:                  "script",
		`{"script":"signin@-3s"}`:              "script",
		`{"script":"signin@1s,"}`:              "script",
		`{"user":"nobody","script":"stops"}`:   "user",
		`{"user":"twin-two","script":"stops"}`: "user",
		`{"user":"ordinary","script":"?"}`:     "script",
		`{"x":1}`:                              "body",
	} {
		if g := post(body); g.status != http.StatusBadRequest || g.text("field") != field {
			t.Errorf("%s: got %d %s, want 400 about %s", body, g.status, g.raw, field)
		}
	}
	if _, err := New(Options{Caller: "dances@3s"}); err == nil || !strings.Contains(err.Error(), "fido2") {
		t.Errorf("unknown script: got error %v, want one that names fido2", err)
	}
}

// TestCallerNames: each name is a script that can be read.
func TestCallerNames(t *testing.T) {
	for _, name := range CallerNames() {
		if script, err := parseScript(name); err != nil || len(script) == 0 && name != "never" {
			t.Errorf("%s: got %v, error %v, want a script", name, script, err)
		}
	}
}
