package sandbox

import (
	"net/http"
	"testing"
)

// Each operation that was added later, with a request for it.
var laterOps = map[op]func(r *rig) got{
	opSignIns: func(r *rig) got { return r.get(signIns("$filter", of("mistyper"))) },
	opDetails: func(r *rig) got {
		return r.get("/reports/authenticationMethods/userRegistrationDetails/" + castID("ordinary"))
	},
	opEvaluate: func(r *rig) got { return r.call("POST", evaluatePath, simulated("ordinary", managing, allInputs)) },
	opRevoke:   func(r *rig) got { return r.call("POST", revoke("ordinary"), "{}") },
	opEnable:   func(r *rig) got { return r.call("PATCH", person("ordinary"), `{"accountEnabled":true}`) },
	opReset: func(r *rig) got {
		return r.call("POST", methods("mistyper")+"/"+passwordID+"/resetPassword", "{}")
	},
	opRemove: func(r *rig) got { return r.call("DELETE", r.methodOf("used-pass", typeFido2), "") },
	opOperation: func(r *rig) got {
		g := r.call("POST", methods("mistyper")+"/"+passwordID+"/resetPassword", "{}")
		return r.get(g.header.Get("Location"))
	},
}

// Every fault of the network and of a failing server hits each of them once, and the next request is answered.
func TestFaultsMeetLaterOperations(t *testing.T) {
	statuses := map[string]int{
		faultExpiredToken: 401, faultClaims: 401, faultDenied: 403, faultThrottleWhole: 429, faultThrottleFrac: 429,
		faultThrottleBare: 429, faultThrottleLong: 429, faultServer: 500, faultUnavailable: 503, faultTimeout: 504,
		faultHTML:    502,
		faultGateway: 502, faultGatewayDone + "-408": 408, faultLost: 0, faultCut: 0,
	}
	for o, ask := range laterOps {
		for name, want := range statuses {
			r := newRig(t, Options{Faults: []string{name + "@" + string(o)}})
			r.ChangeSettings(func(s *Settings) { s.Throttles = ThrottleNone })
			r.want(r.get("/me"), http.StatusOK, "") // aimed elsewhere
			g := ask(r)
			if want == 0 && g.err == nil || want != 0 && g.status != want {
				t.Errorf("%s@%s: got status %d, error %v, want %d", name, o, g.status, g.err, want)
			}
			if left := r.Armed(); len(left) != 0 {
				t.Errorf("%s@%s: got %v still armed, want it used up", name, o, left)
			}
			if name != faultGatewayDone+"-408" && name != faultLost && name != faultCut && name != faultTimeout {
				if g := ask(r); g.status >= 300 {
					t.Errorf("%s@%s: got %d afterwards, want success", name, o, g.status)
				}
			}
		}
	}
}
