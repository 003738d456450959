package sandbox

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// contain is a step that an operator takes against a thief.
type contain func(r *rig, name string)

var (
	block   contain = func(r *rig, name string) { r.call("PATCH", person(name), `{"accountEnabled":false}`) }
	unblock contain = func(r *rig, name string) { r.call("PATCH", person(name), `{"accountEnabled":true}`) }
	end     contain = func(r *rig, name string) { r.call("POST", revoke(name), "{}") }
	reset   contain = func(r *rig, name string) {
		r.call("POST", methods(name)+"/"+passwordID+"/resetPassword", "{}")
		r.Advance(operationTakes)
	}
	// remove takes every passkey away.
	remove contain = func(r *rig, name string) {
		for _, m := range r.get(methods(name)).value() {
			if m["@odata.type"] == "#microsoft.graph."+typeFido2 {
				r.call("DELETE", person(name)+"/authentication/fido2Methods/"+m["id"].(string), "")
			}
		}
	}
)

// What a thief who knows the password is left with, by the order of the steps.
func TestThief(t *testing.T) {
	for _, tt := range []struct {
		name    string
		steps   []contain
		works   bool // a session, at the end
		passkey bool // of the thief's
	}{
		{"sessions ended, nothing else", []contain{end}, true, true},
		{"passkeys removed, password kept", []contain{end, remove}, true, true},
		{"password reset while the passkey stays", []contain{reset}, true, true},
		{"blocked, then reset, then removed, then ended, then unblocked", []contain{block, reset, remove, end, unblock},
			false, false},
		{"blocked alone", []contain{block}, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, Options{})
			body := fmt.Sprintf(`{"user":%q,"script":"thief"}`, "mistyper")
			r.want(r.call("POST", "/sandbox/caller", body), http.StatusOK, "")
			r.Advance(time.Minute)
			r.get("/me") // the thief is in, with a passkey
			for _, step := range tt.steps {
				step(r, "mistyper")
				r.Advance(time.Minute)
				r.get("/me")
			}
			r.Advance(time.Hour)
			if got := r.works("mistyper"); got != tt.works {
				t.Errorf("session: got works %t, want %t; %v", got, tt.works, r.Deeds())
			}
			passkey := false
			for _, m := range r.get(methods("mistyper")).value() {
				passkey = passkey || m["@odata.type"] == "#microsoft.graph."+typeFido2
			}
			if passkey != tt.passkey {
				t.Errorf("passkey: got %t, want %t; %v", passkey, tt.passkey, r.Deeds())
			}
		})
	}
}

// The thief is after everybody when the tenant says so.
func TestThiefOfAll(t *testing.T) {
	r := newRig(t, Options{Caller: "thief"})
	r.issue("ordinary", "{}")
	r.call("POST", revoke("sms-only"), "{}")
	r.Advance(time.Minute)
	if deeds := r.Deeds(); len(deeds) != 2 || deeds[0].User != "sms-only@sandbox.example" ||
		deeds[0].Outcome != reasonEnabled {
		t.Errorf("got %v, want the thief signed in as sms-only and nobody else", deeds)
	}
}
