package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// methodOf returns the address of a person's method of that type, or fails the test.
func (r *rig) methodOf(name, typ string) string {
	r.t.Helper()
	for collection, of := range map[string]string{
		"microsoftAuthenticatorMethods": typeAuthenticator, "phoneMethods": typePhone, "fido2Methods": typeFido2,
		"emailMethods": typeEmail, "windowsHelloForBusinessMethods": typeHello, "platformCredentialMethods": typePlatform,
		"softwareOathMethods": typeOath, "externalAuthenticationMethods": typeExternal, "passwordMethods": typePassword,
		"hardwareOathMethods": typeHardwareOath, "qrCodePinMethod": typeQR,
	} {
		if of != typ {
			continue
		}
		for _, m := range r.get("/beta" + methods(name)).value() {
			switch address := person(name) + "/authentication/" + collection; {
			case m["@odata.type"] != "#microsoft.graph."+typ:
			case typ == typeQR:
				return "/beta" + address
			case typ == typeHardwareOath:
				return "/beta" + address + "/" + m["id"].(string)
			default:
				return address + "/" + m["id"].(string)
			}
		}
	}
	r.t.Fatalf("got no %[2]s for %[1]s, want one", name, typ)
	return ""
}

func (r *rig) register(name, typ string) {
	r.t.Helper()
	r.want(r.call("POST", "/sandbox/register", `{"user":"`+name+`","type":"`+typ+`"}`), http.StatusCreated, "")
}

// Each type is deleted at its own address, with its own scope or the wide one, and no other.
func TestRemoveEachType(t *testing.T) {
	for typ, scope := range scopeOfType {
		if typ == typePassword {
			continue
		}
		for _, tt := range []struct {
			scope string
			want  int
		}{
			{scope + ".ReadWrite.All", 204}, {"UserAuthenticationMethod.ReadWrite.All", 204},
			{"UserAuthMethod-TAP.ReadWrite.All", 403},
			{scope + ".Read.All", 403},
		} {
			r := newRig(t, Options{Scopes: []string{tt.scope, "UserAuthenticationMethod.Read.All"}})
			r.register("bare", typ)
			address := r.methodOf("bare", typ)
			g := r.call("DELETE", address, "")
			if g.status != tt.want {
				t.Errorf("%s with %s: got %d, want %d; %s", typ, tt.scope, g.status, tt.want, g.raw)
			}
			if left := len(r.get("/beta" + methods("bare")).value()); (left == 0) != (tt.want == 204) {
				t.Errorf("%s with %s: got %d methods left, want it removed: %t", typ, tt.scope, left, tt.want == 204)
			}
			if tt.want == 204 {
				r.want(r.call("DELETE", address, ""), http.StatusNotFound, "resourceNotFound")
			}
		}
	}
}

// The default can be removed last, the mobile number after the alternate one, and the password never.
func TestRemovalIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	authenticator, phone := r.methodOf("ordinary", typeAuthenticator), r.methodOf("ordinary", typePhone)
	g := r.want(r.call("DELETE", authenticator, ""), http.StatusBadRequest, "badRequest")
	if g.message() != "Cannot delete default method with other methods configured." {
		t.Errorf("got %q, want that the default cannot be deleted", g.message())
	}
	// Beta shows and changes the default.
	preferences := "/beta" + person("ordinary") + "/authentication/signInPreferences"
	if got := r.get(preferences).text("userPreferredMethodForSecondaryAuthentication"); got != "push" {
		t.Errorf("default: got %s, want push", got)
	}
	r.want(r.get(person("ordinary")+"/authentication/signInPreferences"), http.StatusNotFound, "") // not in v1.0
	r.want(r.call("PATCH", preferences, `{"userPreferredMethodForSecondaryAuthentication":"oath"}`),
		http.StatusBadRequest, "")
	r.want(r.call("PATCH", preferences, `{"userPreferredMethodForSecondaryAuthentication":"sms"}`),
		http.StatusNoContent, "")
	g = r.want(r.call("DELETE", phone, ""), http.StatusBadRequest, "badRequest")
	if !strings.Contains(g.message(), "current default") {
		t.Errorf("got %q, want it to name the default", g.message())
	}
	r.want(r.call("DELETE", authenticator, ""), http.StatusNoContent, "")
	r.want(r.call("DELETE", phone, ""), http.StatusNoContent, "")

	r.mu.Lock()
	a := r.account(r.dir.cast["sms-only"])
	a.methods = append(a.methods,
		&method{typ: typePhone, id: alternatePhone, props: map[string]any{"phoneType": "alternateMobile"}})
	a.preferred = "voiceAlternateMobile"
	r.mu.Unlock()
	mobile := person("sms-only") + "/authentication/phoneMethods/" + mobilePhoneID
	alternate := person("sms-only") + "/authentication/phoneMethods/" + alternatePhone
	r.want(r.call("DELETE", mobile, ""), http.StatusBadRequest, "badRequest")
	r.want(r.call("PATCH", "/beta"+person("sms-only")+"/authentication/signInPreferences",
		`{"userPreferredMethodForSecondaryAuthentication":"sms"}`), http.StatusNoContent, "")
	r.want(r.call("DELETE", alternate, ""), http.StatusNoContent, "")
	r.want(r.call("DELETE", mobile, ""), http.StatusNoContent, "")

	r.register("bare", "hardwareoath")
	hardware := strings.TrimPrefix(r.methodOf("bare", typeHardwareOath), "/beta")
	r.want(r.call("DELETE", hardware, ""), http.StatusNotFound, "") // v1.0 has none of them
	r.want(r.call("DELETE", r.methodOf("ordinary", typePassword), ""), http.StatusMethodNotAllowed, "")
	r.want(r.call("DELETE", methods("ordinary")+"/"+passwordID, ""), http.StatusMethodNotAllowed, "")
	r.want(r.call("DELETE", r.methodOf("global-admin", typeFido2), ""), http.StatusForbidden, "accessDenied")
	r.want(r.call("DELETE", r.methodOf("restricted-unit", typePhone), ""), http.StatusForbidden, "accessDenied")
	r.want(r.call("DELETE", r.methodOf("operator", typeFido2), ""), http.StatusForbidden, "accessDenied")
}

// A list lags behind a removal with the fault list-lag, and a fault can hit one of a series.
func TestRemovalFaults(t *testing.T) {
	r := newRig(t, Options{Faults: []string{"list-lag"}})
	phone := r.methodOf("twin-two", typePhone)
	r.want(r.call("DELETE", phone, ""), http.StatusNoContent, "")
	types := func() (out []string) {
		for _, m := range r.get(methods("twin-two")).value() {
			out = append(out, m["@odata.type"].(string))
		}
		return out
	}
	if got := types(); !slices.Contains(got, "#microsoft.graph."+typePhone) {
		t.Errorf("at once: got %v, want the phone still listed", got)
	}
	r.Advance(lagTime)
	if got := types(); slices.Contains(got, "#microsoft.graph."+typePhone) {
		t.Errorf("later: got %v, want no phone", got)
	}
	r = newRig(t, Options{})
	for i, typ := range []string{typeHello, typeFido2, typePhone, typeAuthenticator} {
		r.register("bare", typ)
		if i == 2 {
			r.fault("lost-answer@remove")
		}
		if g := r.call("DELETE", r.methodOf("bare", typ), ""); (g.err != nil) != (i == 2) {
			t.Errorf("%s: got %d, error %v, want the answer lost: %t", typ, g.status, g.err, i == 2)
		}
	}
	if left := r.get(methods("bare")).value(); len(left) != 0 {
		t.Errorf("got %v left, want what was lost to be done", left)
	}
}
