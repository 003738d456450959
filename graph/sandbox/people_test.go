package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tapdesk/graph/sandbox/odata"
)

var castNames = []string{
	"ordinary", "usable-pass", "future-pass", "expired-pass", "used-pass", "cjk-name", "rtl-name", "hostile-name",
	"apostrophe",
	"disabled", "partner_other.example#EXT#", "internal-guest", "global-admin", "helpdesk-admin", "role-group-owner",
	"out-of-scope", "twin-one", "twin-two", "operator", "reader", "$dollar", "just-created", "bare",
	"mistyper", "smart-locked", "risky-address", "ca-blocked", "unmanaged-device", "expired-password", "declined-mfa",
	"registration-blocked", "attacked", "sms-only", "restricted-unit",
}

func TestCastIsComplete(t *testing.T) {
	r := newRig(t, Options{})
	if len(cast) != len(castNames) {
		t.Errorf("cast: got %d accounts, want %d", len(cast), len(castNames))
	}
	for _, name := range castNames {
		a, ok := r.Account(name)
		if !ok {
			t.Errorf("got no account %s, want one", name)
			continue
		}
		if a.Name != name || a.UserPrincipalName != name+"@sandbox.example" || len(a.ID) != 36 {
			t.Errorf("got account %+v, want %s at sandbox.example with an id", a, name)
		}
	}
	other := newRig(t, Options{Seed: 99})
	a, _ := r.Account("ordinary")
	b, _ := other.Account("ordinary")
	if a != b {
		t.Errorf("another seed: got %+v, want the same, %+v", b, a)
	}
	if _, ok := r.Account("nobody"); ok {
		t.Error("nobody: got an account, want none")
	}
}

// No time in an account of the cast is in the future.
func TestCastHasNoFuture(t *testing.T) {
	for i := range cast {
		for property, at := range cast[i].user(start).own.times {
			if at.After(start) {
				t.Errorf("%s: got %s %s, want it before %s", cast[i].name, property, at, start)
			}
		}
	}
}

// A cast account as typed leads the results, also in a full directory.
func TestCastIsFoundFirst(t *testing.T) {
	r := newRig(t, Options{People: 4000})
	for _, name := range castNames {
		g := r.want(r.get(users("$search", search(name), "$select", "id,userPrincipalName"), once...), http.StatusOK, "")
		v := g.value()
		if len(v) == 0 || v[0]["id"] != castID(name) {
			t.Errorf("%s as typed: got %v, want that account first", name, v)
		}
	}
}

// No generated name begins with a word of the cast's names, so the order of the directory never hides a cast account.
func TestGeneratedNamesLeaveTheCastAlone(t *testing.T) {
	var taken []string
	for _, m := range cast {
		display, _, _ := strings.Cut(m.display, "\x1b")
		for _, word := range strings.FieldsFunc(strings.ToLower(m.name+" "+display), func(r rune) bool {
			return !unicode.IsLetter(r)
		}) {
			if len([]rune(word)) > 1 && word != "ca" { // of ca-blocked: nobody is found by it alone
				taken = append(taken, word)
			}
		}
	}
	for _, home := range cultures() {
		for _, n := range append(append([]name{}, home.given...), home.family...) {
			for _, word := range append(odata.Tokenize(n.native), odata.Tokenize(n.ascii)...) {
				for _, stem := range taken {
					if strings.HasPrefix(word, stem) {
						t.Errorf("%s: got %s (%s), want no name that begins with %q", home.language, n.native, n.ascii, stem)
					}
				}
			}
		}
	}
}

func TestGeneratedPeople(t *testing.T) {
	const n = 3000
	d := newDirectory(n, 7, start)
	again := newDirectory(n/2, 7, start)
	for i, u := range again.everybody() {
		if v := d.everybody()[i]; u.id != v.id || u.upn != v.upn || u.displayName != v.displayName ||
			u.text("mobilePhone") != v.text("mobilePhone") {
			t.Fatalf("person %d with the same seed: got %s, want %s", i, u.upn, v.upn)
		}
	}
	if other := newDirectory(n, 8, start); other.everybody()[len(cast)+5].id == d.everybody()[len(cast)+5].id {
		t.Error("another seed: got the same people, want others")
	}
	if keys := len(d.byKey); keys != 2*(n+len(cast)) {
		t.Errorf("got %d UPNs and ids, want 2 for each of %d people", keys, n+len(cast))
	}
	scripts := map[string]bool{}
	types := map[string]bool{}
	for _, u := range d.everybody()[len(cast):] {
		for name, table := range unicode.Scripts {
			if unicode.Is(table, []rune(u.displayName)[0]) {
				scripts[name] = true
			}
		}
		if firstMethods(u)[0].typ != typePassword {
			t.Fatalf("%s: got no password method, want one", u.upn)
		}
		for _, m := range firstMethods(u) {
			types[m.typ] = true
		}
	}
	for _, want := range []string{
		"Latin", "Cyrillic", "Greek", "Han", "Hangul", "Arabic", "Hebrew", "Thai", "Devanagari",
	} {
		if !scripts[want] {
			t.Errorf("got no name in %s, want one", want)
		}
	}
	// All types of methods in v1.0 but the pass.
	for _, want := range []string{
		typePassword, typePhone, typeEmail, typeFido2, typeAuthenticator, typeHello, typePlatform, typeOath,
		typeExternal, typeQR,
	} {
		if !types[want] {
			t.Errorf("got nobody with a %s, want somebody", want)
		}
	}
}

// The properties of generated people fit together.
func TestDrawnProperties(t *testing.T) {
	const n = 2000
	d := newDirectory(n, 3, start)
	disabled, guests, synced := 0, 0, 0
	for _, u := range d.everybody()[len(cast):] {
		if !u.enabled() {
			disabled++
		}
		if u.text("userType") == "Guest" {
			guests++
		}
		if on, ok := u.flag("onPremisesSyncEnabled"); ok {
			synced++
			if !on || u.text("onPremisesSamAccountName") == "" {
				t.Fatalf("%s, synchronised: got no sAMAccountName, want one", u.upn)
			}
		}
		if d.find(u.managerID) == nil || u.managerID == u.id {
			t.Fatalf("%s: got the manager %q, want another person", u.upn, u.managerID)
		}
		if len(u.text("onPremisesSamAccountName")) > 20 {
			t.Fatalf("%s: got a sAMAccountName of more than 20 bytes, want 20 at most", u.upn)
		}
		at, _ := u.when("createdDateTime")
		if changed, _ := u.when("lastPasswordChangeDateTime"); at.After(epoch) || changed.Before(at) {
			t.Fatalf("%s: got a password of %s and an account of %s, want it changed later", u.upn, changed, at)
		}
		for property := range kinds {
			if s := u.text(property); !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
				t.Fatalf("%s: got %s %q, want no control characters", u.upn, property, s)
			}
		}
	}
	for what, k := range map[string]int{"disabled": disabled, "guests": guests} {
		if k == 0 || k > n/10 {
			t.Errorf("got %d %s among %d, want some, a tenth at most", k, what, n)
		}
	}
	if synced < n/4 || synced > n*3/4 {
		t.Errorf("got %d of %d synchronised, want a quarter to three quarters", synced, n)
	}
}

// Everyone in the tenant opens, on both versions, with all that is known of them.
func TestEveryoneOpens(t *testing.T) {
	r := newRig(t, Options{People: 300})
	var all []string
	for property := range kinds {
		all = append(all, property)
	}
	usable, passes := 0, 0
	for _, u := range r.dir.everybody() {
		body := r.want(r.get("/beta/users/"+u.id+"?$select="+strings.Join(all, ",")), http.StatusOK, "").body
		if body["userPrincipalName"] != u.upn || body["displayName"] != u.displayName {
			t.Fatalf("%s: got %v, want that person", u.upn, body)
		}
		for _, m := range r.want(r.get("/users/"+u.id+"/authentication/methods"), http.StatusOK, "").value() {
			if id, _ := m["id"].(string); id == "" || !strings.HasPrefix(m["@odata.type"].(string), "#microsoft.graph.") {
				t.Fatalf("%s: got method %v, want one with an id and a type", u.upn, m)
			}
			if m["@odata.type"] == "#microsoft.graph."+typePass && u.seq >= 0 {
				passes++
				if m["isUsable"] == true {
					usable++
				}
			}
		}
	}
	if passes == 0 || usable == passes {
		t.Errorf("got %d generated passes, %d of them usable, want some of both kinds", passes, usable)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		o    Options
		want string
	}{
		{Options{As: "nobody"}, `"nobody"`},
		{Options{People: -1}, "-1"},
		{Options{People: MaxPeople + 1}, "100001"},
		{Options{Faults: []string{"no-such"}}, "no-such"},
		{Options{Roles: []string{"King"}}, "King"},
		{Options{Latency: -1}, "latency"},
	} {
		if tt.o.People == 0 {
			tt.o.People = 1
		}
		_, err := New(tt.o)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%+v): got error %v, want it to name %s", tt.o, err, tt.want)
		}
	}
}

// Every string of hostile-name but id and UPN has each kind of hostile text, also in its methods and its manager.
func TestHostileStrings(t *testing.T) {
	r := newRig(t, Options{})
	var all []string
	for property := range kinds {
		if property != "signInActivity" {
			all = append(all, property)
		}
	}
	body := r.want(r.get(person("hostile-name")+"?$select="+strings.Join(all, ",")), http.StatusOK, "").body
	manager := r.want(r.get(person("hostile-name")+"/manager?$select=displayName,mobilePhone,businessPhones"),
		http.StatusOK, "").body
	traps := []string{"\x1b", "]52;c;aG9zdGlsZQ==", "]8;;https://hostile.example/", "\u202e", "\u200b", "\u200d"}
	check := func(where string, v any) {
		s, ok := v.(string)
		if !ok {
			return
		}
		for _, trap := range traps {
			if !strings.Contains(s, trap) {
				t.Errorf("%s: got %q, want %q in it", where, s, trap)
			}
		}
	}
	for property, v := range body {
		switch {
		case property == "id" || property == "userPrincipalName" || strings.HasPrefix(property, "@") ||
			kinds[property] == kindTime:
		case kinds[property] == kindList:
			for _, s := range v.([]any) {
				check(property, s)
			}
		default:
			check(property, v)
		}
	}
	check("manager", manager["displayName"])
	check("manager's phone", manager["mobilePhone"])
	for _, m := range r.want(r.get(methods("hostile-name")), http.StatusOK, "").value() {
		for _, property := range []string{
			"displayName", "deviceTag", "phoneAppVersion", "model", "emailAddress", "phoneNumber",
		} {
			if v, ok := m[property]; ok {
				if property == "phoneNumber" {
					// Masking leaves everything but digits.
					v = strings.ReplaceAll(v.(string), "X", "0")
					if !strings.Contains(v.(string), "\u202e") {
						t.Errorf("phone number: got %q, want a hostile character in it", v)
					}
					continue
				}
				check(property, v)
			}
		}
	}
}

// Everyone but bare has the password method; bare has nothing at all.
func TestBareAndPasswords(t *testing.T) {
	r := newRig(t, Options{})
	for _, name := range castNames {
		v := r.want(r.get(methods(name)), http.StatusOK, "").value()
		has := false
		for _, m := range v {
			has = has || m["@odata.type"] == "#microsoft.graph.passwordAuthenticationMethod" && m["password"] == nil &&
				m["id"] == "28c10230-6103-485e-b985-444c60001490"
		}
		if has == (name == "bare") {
			t.Errorf("%s: got a password method: %t, want %t", name, has, name != "bare")
		}
	}
	if v := r.get(methods("bare")).value(); len(v) != 0 {
		t.Errorf("bare: got methods %v, want none", v)
	}
	var all []string
	for property := range kinds {
		all = append(all, property)
	}
	for property, v := range r.want(r.get(person("bare")+"?$select="+strings.Join(all, ",")), http.StatusOK, "").body {
		list, isList := v.([]any)
		required := property == "id" || property == "displayName" || property == "userPrincipalName" ||
			property == "accountEnabled"
		if !required && !strings.HasPrefix(property, "@") && v != nil && !(isList && len(list) == 0) {
			t.Errorf("bare: got %s %v, want nothing", property, v)
		}
	}
	r.want(r.get(person("bare")+"/manager"), http.StatusNotFound, "Request_ResourceNotFound")
}

// The sandbox knows every property of a user that the query engine lets a caller select, and no other.
func TestPropertiesAreGraphs(t *testing.T) {
	for property := range kinds {
		if _, err := odata.ParseSelect(property); err != nil {
			t.Errorf("%s: got error %v, want none", property, err)
		}
	}
	for _, property := range defaultProperties {
		if kinds[property] == 0 {
			t.Errorf("default property %s: got no kind, want one", property)
		}
	}
}
