package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/fault"
)

const newPassword = "Fe7#hamEtr4+"

// progress answers a reset with 202, and then each look with the next status, the last one again and again.
func progress(location string, accepted string, statuses ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if location == "" {
				location = "http://" + r.Host + "/v1.0/users/" + annID + "/authentication/operations/op-1?aadgdc=X"
			}
			says(202, accepted, "Location", location, "Retry-After", "2")(w, r)
			return
		}
		status := statuses[0]
		if len(statuses) > 1 {
			statuses = statuses[1:]
		}
		if status == "500" {
			says(500, bareError)(w, r)
			return
		}
		says(200, asJSON(map[string]any{"status": status, "statusDetail": "The password is too short."}))(w, r)
	}
}

// TestResetPassword follows the operation that a reset begins to each of its ends.
func TestResetPassword(t *testing.T) {
	entras := asJSON(map[string]any{"newPassword": newPassword})
	for name, c := range map[string]struct {
		h     http.HandlerFunc
		given string
		value bool
		kind  fault.Kind // -1 for none
		says  string
		looks int
	}{
		"done":            {progress("", entras, "notStarted", "running", "succeeded"), "", true, -1, "", 3},
		"given and done":  {progress("", `{}`, "succeeded"), newPassword, true, -1, "", 1},
		"a look in vain":  {progress("", entras, "500", "succeeded"), "", true, -1, "", 2},
		"failed":          {progress("", `{}`, "running", "failed"), newPassword, false, fault.Invalid, "too short", 2},
		"nowhere to look": {says(202, entras), "", true, fault.Unknown, "has not said", 0},
		"another host": {
			progress("https://elsewhere.example/v1.0/x", entras), "", true, fault.Unknown, "has not said", 0},
		"another version": {progress("/beta/x", entras), "", true, fault.Unknown, "has not said", 0},
		"no value":        {progress("", `{}`), "", false, fault.Unknown, "could not be read", 0},
		"not Graph's":     {says(202, entras, "request-id", ""), "", false, fault.Unknown, "", 0},
		"refused": {
			says(400, errorBody("badRequest", "A new password is required.")), "", false, fault.Invalid, "", 0},
		"lost":             {drops, newPassword, false, fault.Unknown, "", 0},
		"cut, Entra's own": {cuts(202, `{"newPass`), "", false, fault.Unknown, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, c.h)
			var given []byte
			if c.given != "" {
				given = []byte(c.given)
			}
			issued, err := f.ResetPassword(t.Context(), "", key(annID), given)
			if c.kind < 0 && err != nil || c.kind >= 0 && !fault.Is(err, c.kind) {
				t.Fatalf("got %v, want a fault of kind %v", err, c.kind)
			}
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %q, want %q in it", err, c.says)
			}
			if held := f.vault.Held(); held != map[bool]int{true: 1}[c.value] {
				t.Errorf("the vault holds %d values, want one: %v", held, c.value)
			}
			if c.value && value(t, issued) != newPassword {
				t.Error("the value is not the new password")
			}
			if slices.ContainsFunc(given, func(b byte) bool { return b != 0 }) {
				t.Errorf("the caller's bytes are %q, want them wiped", given)
			}
			if posts, looks := f.count("POST"), f.count("GET"); posts != 1 || looks != c.looks {
				t.Errorf("%d requests and %d looks, want 1 and %d", posts, looks, c.looks)
			}
		})
	}
}

// TestResetPasswordAsksOnce checks the request, that it is paced as Graph asks, and that it is given up after a minute.
func TestResetPasswordAsksOnce(t *testing.T) {
	f := newFake(t, progress("", `{}`, "running"))
	issued, err := f.ResetPassword(t.Context(), "the-id", key(annID), []byte(newPassword))
	if !fault.Is(err, fault.Unknown) || value(t, issued) != newPassword {
		t.Errorf("got %v, want the value, and that the end is not known", err)
	}
	got := f.requests()[0]
	if !strings.HasSuffix(got.uri, "/authentication/passwordMethods/28c10230-6103-485e-b985-444c60001490/resetPassword") ||
		got.body != `{"newPassword":"`+newPassword+`"}` || got.header.Get("client-request-id") != "the-id" {
		t.Errorf("request = %s %s %v", got.uri, got.body, got.header)
	}
	slept, all := f.clock.slept(), time.Duration(0)
	for _, pause := range slept {
		all += pause
	}
	if slept[0] != 2*time.Second || slept[1] != 3*time.Second || all != time.Minute {
		t.Errorf("waited for %v, want first what Graph asked for, then 3 s, and a minute in all", slept)
	}
}

// TestAnExpiredTokenDoesNotLoseThePassword: what is sent again after a 401 still has the password.
func TestAnExpiredTokenDoesNotLoseThePassword(t *testing.T) {
	f := newFake(t, sequence(says(401, bareError), progress("", `{}`, "succeeded"), progress("", `{}`, "succeeded")))
	if _, err := f.ResetPassword(t.Context(), "", key(annID), []byte(newPassword)); err != nil {
		t.Fatal(err)
	}
	first, again := f.requests()[0].body, f.requests()[1].body
	if first != again || !strings.Contains(again, newPassword) {
		t.Errorf("sent %q, then %q; want the same", first, again)
	}
}

// TestAccountInTheSandbox blocks, unblocks and resets at the sandbox, with what can come of each.
func TestAccountInTheSandbox(t *testing.T) {
	r := newRig(t, sandbox.Options{})
	id := r.id("ordinary")
	for _, enabled := range []bool{false, true} {
		if _, err := r.EnableAccount(t.Context(), "", id, enabled); err != nil {
			t.Fatal(err)
		}
		if a, err := r.AccountOf(t.Context(), id); err != nil || a.AccountEnabled == nil || *a.AccountEnabled != enabled {
			t.Errorf("got %v, %v; want accountEnabled %v", a.AccountEnabled, err, enabled)
		}
	}
	_, err := r.EnableAccount(t.Context(), "", r.id("global-admin"), false)
	wantFault(t, err, fault.Denied)

	for name, c := range map[string]struct {
		whom   string
		given  string
		before func()
		says   string
	}{
		"a cloud account":        {whom: "mistyper"},
		"synchronised":           {whom: "ordinary", given: "Fe7#hamEtr4+N%te"},
		"too short on premises":  {whom: "ordinary", given: newPassword, says: "on-premises password policy"},
		"too short":              {whom: "ordinary", given: "short", says: "does not meet the requirements"},
		"synchronised, no value": {whom: "ordinary", says: "new password is required"},
		"no writeback": {whom: "ordinary", given: "Fe7#hamEtr4+N%te", says: "writeback is not enabled",
			before: func() { r.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Writeback = false }) }},
		"a lost look": {whom: "mistyper", before: func() { r.arm("lost-answer@operation", "throttle-whole@operation") }},
	} {
		r.tenant.ChangeSettings(func(s *sandbox.Settings) { s.Writeback = true })
		if c.before != nil {
			c.before()
		}
		var given []byte
		if c.given != "" {
			given = []byte(c.given)
		}
		asked := r.Now()
		issued, err := r.ResetPassword(t.Context(), "", r.id(c.whom), given)
		if c.says != "" {
			if f := wantFault(t, err, fault.Invalid); !strings.Contains(f.Error(), c.says) || !issued.Value.Wiped() {
				t.Errorf("%s: got %q, want %q in it and no value", name, f, c.says)
			}
			continue
		}
		a, _ := r.AccountOf(t.Context(), r.id(c.whom))
		if err != nil || issued.Value.Wiped() || a.LastPasswordChangeDateTime.Before(asked.Add(-time.Second)) {
			t.Errorf("%s: got %v, changed at %v; want a value, and the change after %v",
				name, err, a.LastPasswordChangeDateTime, asked)
		}
		issued.Wipe()
	}
}
