package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// sandboxFaults are the sandbox's faults on a create, with what the client makes of each.
var sandboxFaults = map[string]struct {
	spec  string
	kind  fault.Kind
	fine  bool // the pass is had all the same
	posts int
	done  bool
}{
	"expired-token":        {"expired-token@create", 0, true, 2, false},
	"claims-challenge":     {"claims-challenge@create", 0, true, 2, false},
	"denied":               {"denied@create", fault.Denied, false, 1, false},
	"not-replicated":       {"not-replicated@create", fault.NotFound, false, 1, false},
	"throttle-whole":       {"throttle-whole@create", fault.Throttled, false, 1, false},
	"throttle-fraction":    {"throttle-fraction@create", fault.Throttled, false, 1, false},
	"throttle-bare":        {"throttle-bare@create", fault.Throttled, false, 1, false},
	"throttle-long":        {"throttle-long@create", fault.Throttled, false, 1, false},
	"server-500":           {"server-500@create", fault.Unknown, false, 1, false},
	"unavailable-503":      {"unavailable-503@create", fault.Unknown, false, 1, false},
	"timeout-504":          {"timeout-504@create", fault.Unknown, false, 1, false},
	"lost-answer":          {"lost-answer", fault.Unknown, false, 1, false},
	"cut-answer":           {"cut-answer@create", fault.Unknown, false, 1, true},
	"slow-answer":          {"slow-answer", 0, true, 1, false},
	"list-misses":          {"list-misses@list", 0, true, 1, false},
	"list-lag":             {"list-lag@create", 0, true, 1, false},
	"created-but-disabled": {"created-but-disabled", 0, true, 1, false},
	"refuse-existing":      {"refuse-existing", fault.Conflict, false, 1, false},
	"unknown-method":       {"unknown-method@list", 0, true, 1, false},
	"empty-page":           {"empty-page@list", 0, true, 1, false},
	"html-body":            {"html-body@create", fault.Unknown, false, 1, false},
	"short-page":           {"short-page", 0, true, 1, false},
	"page-loop":            {"page-loop", 0, true, 1, false},
	"page-expired":         {"page-expired", 0, true, 1, false},
	"unsupported-filter":   {"unsupported-filter", 0, true, 1, false},
	"date":                 {"date-9999@create", 0, true, 1, false},
	"raw-part":             {"raw-part@batch", 0, true, 1, false},
	"null-lifetime":        {"null-lifetime@create", 0, true, 1, false},
	"null-times":           {"null-times@create", 0, true, 1, false},
	"null-use":             {"null-use@create", 0, true, 1, false},
	"odd-numbers":          {"odd-numbers@create", 0, true, 1, false},
	"gateway":              {"gateway-403@create", fault.Unknown, false, 1, false},
	"gateway-done":         {"gateway-done-407", fault.Unknown, false, 1, false},
}

func TestSandboxFaultsOnCreate(t *testing.T) {
	for _, name := range sandbox.FaultNames() {
		tt, ok := sandboxFaults[name]
		if !ok {
			t.Errorf("fault %s is not tried", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			d := newRig(t, sandbox.Options{})
			d.arm(tt.spec)
			issued, err := d.issue("usable-pass")
			if n := d.sent("POST", posts); n != tt.posts {
				t.Errorf("%d POSTs, want %d", n, tt.posts)
			}
			if tt.fine {
				if err != nil {
					t.Fatal(err)
				}
				if name == "created-but-disabled" {
					if issued.Pass.MethodUsabilityReason != pass.DisabledByPolicy {
						t.Errorf("reason: got %s, want %s", issued.Pass.MethodUsabilityReason, pass.DisabledByPolicy)
					}
				} else if status := d.signIn("usable-pass", value(t, issued)); status != http.StatusOK {
					t.Errorf("sign-in with the pass: got status %d, want %d", status, http.StatusOK)
				}
				return
			}
			f := wantFault(t, err, tt.kind)
			if f.Done != tt.done {
				t.Errorf("Done: got %v, want %v", f.Done, tt.done)
			}
			if wait := strings.HasPrefix(name, "throttle") && name != "throttle-bare"; wait == f.WaitUntil.IsZero() {
				t.Errorf("WaitUntil = %v", f.WaitUntil)
			}
		})
	}
}

func TestSandboxFaultsOnDelete(t *testing.T) {
	for spec, kind := range map[string]fault.Kind{
		"denied@delete": fault.Denied, "not-replicated@delete": fault.NotFound, "throttle-fraction@delete": fault.Throttled,
		"server-500@delete": fault.Unknown, "unavailable-503@delete": fault.Unknown, "timeout-504@delete": fault.Unknown,
		"lost-answer@delete": fault.Unknown, "cut-answer@delete": fault.Unknown, "html-body@delete": fault.Unknown,
	} {
		d := newRig(t, sandbox.Options{})
		list, err := d.Passes(t.Context(), d.id("usable-pass"))
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		d.arm(spec)
		wantFault(t, remove(t, d, d.id("usable-pass"), list[0].ID), kind)
		if n := d.sent("DELETE", list[0].ID.Wire()); n != 1 {
			t.Errorf("%s: got %d DELETEs, want 1", spec, n)
		}
	}
	for _, spec := range []string{"expired-token@delete", "claims-challenge@delete", "slow-answer@delete"} {
		d := newRig(t, sandbox.Options{})
		list, _ := d.Passes(t.Context(), d.id("usable-pass"))
		d.arm(spec)
		if err := remove(t, d, d.id("usable-pass"), list[0].ID); err != nil {
			t.Errorf("%s: %v", spec, err)
		}
	}
}

// Reads get over whatever passes; one request more, at most, for each fault.
func TestSandboxFaultsOnReads(t *testing.T) {
	passing := []string{"expired-token", "claims-challenge", "throttle-whole", "throttle-fraction", "throttle-bare",
		"unavailable-503",
		"timeout-504", "lost-answer", "cut-answer", "slow-answer"}
	reads := map[string]func(*rig) error{
		"search": func(d *rig) error {
			page, err := d.Search(t.Context(), person.Classify("ursula usable"), nil)
			if err == nil && page.Total < 0 {
				t.Error("search: got no total, want one")
			}
			return err
		},
		"batch": func(d *rig) error {
			dossier, err := d.Dossier(t.Context(), d.id("usable-pass"))
			if err == nil && (dossier.Pass == nil || dossier.MethodsFault != nil) {
				t.Errorf("got dossier %+v, want the pass, and the methods without a fault", dossier)
			}
			return err
		},
		"list": func(d *rig) error {
			list, err := d.Passes(t.Context(), d.id("usable-pass"))
			if err == nil && len(list) != 1 {
				t.Errorf("got passes %+v, want one", list)
			}
			return err
		},
		"policy": func(d *rig) error { _, err := d.ReadPolicy(t.Context()); return err },
	}
	for op, read := range reads {
		for _, name := range passing {
			d := newRig(t, sandbox.Options{})
			d.arm(name + "@" + op)
			if err := read(d); err != nil {
				t.Errorf("%s@%s: got error %v, want none", name, op, err)
			}
			if n, most := len(d.tenant.Requests()), 2; n > most {
				t.Errorf("%s@%s: got %d requests, want %d at most", name, op, n, most)
			}
		}
		for name, kind := range map[string]fault.Kind{"denied": fault.Denied, "server-500": fault.Unavailable,
			"html-body": fault.Broken} {
			d := newRig(t, sandbox.Options{})
			d.arm(name + "@" + op + ":always")
			wantFault(t, read(d), kind)
		}
	}
}

func TestSandboxPartsOfABatchFailAlone(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	d.arm("denied@list:2", "throttle-fraction@policy")
	dossier, err := d.Dossier(t.Context(), d.id("usable-pass"))
	if err == nil {
		dossier, err = d.Complete(t.Context(), dossier)
	}
	if err != nil || dossier.MethodsFault == nil || dossier.PassFault == nil ||
		dossier.Policy.Origin != pass.OriginGraph || dossier.Manager == nil {
		t.Errorf("got dossier %+v, error %v, want faults for methods and pass, the policy and the manager", dossier, err)
	}
	if !slices.Contains(d.clock.slept(), 2128*time.Millisecond) {
		t.Errorf("got pauses %v, want one of 2.128 s", d.clock.slept())
	}
}

func TestSandboxOddLists(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	d.arm("unknown-method@list", "empty-page@list")
	dossier, err := d.Dossier(t.Context(), d.id("usable-pass"))
	if err != nil || dossier.MethodsFault != nil || dossier.Pass == nil || len(dossier.Methods) == 0 {
		t.Fatalf("got dossier %+v, error %v, want the methods without a fault, and the pass", dossier, err)
	}
	d.arm("empty-page@search")
	page, err := d.Search(t.Context(), person.Classify("usable-pass"), nil)
	if err != nil || len(page.People) == 0 {
		t.Errorf("Search: got %+v, error %v, want people", page, err)
	}
	d.arm("empty-page@list")
	if list, err := d.Passes(t.Context(), d.id("usable-pass")); err != nil || len(list) != 1 {
		t.Errorf("Passes: got %+v, error %v, want one", list, err)
	}
}

func TestSandboxListLagsBehind(t *testing.T) {
	d := newRig(t, sandbox.Options{})
	d.arm("list-lag@create", "lost-answer")
	_, err := d.issue("ordinary")
	wantFault(t, err, fault.Unknown)
	if list, err := d.Passes(t.Context(), d.id("ordinary")); err != nil || len(list) != 0 {
		t.Errorf("Passes while the list lags: got %+v, error %v, want none", list, err)
	}
	d.tenant.Advance(10 * time.Minute)
	if list, err := d.Passes(t.Context(), d.id("ordinary")); err != nil || len(list) != 1 {
		t.Errorf("Passes 10 minutes later: got %+v, error %v, want one", list, err)
	}
	if _, err := d.Passes(t.Context(), d.id("ordinary")); err != nil { // a jump must be seen twice
		t.Errorf("Passes once more: got error %v, want none", err)
	}
	if ahead := d.Now().Sub(d.clock.Now()); ahead < 10*time.Minute-time.Second || ahead > 10*time.Minute+time.Second {
		t.Errorf("Now: got it ahead by %v, want 10 minutes, give or take a second", ahead)
	}
}
