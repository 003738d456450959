package person

import (
	"slices"
	"strings"
	"testing"

	"tapdesk/state/text"
)

func method(typ, id string) Method { return Method{Type: text.Text(typ), ID: text.NewKey(id)} }

func phone(kind string) Method {
	m := method(phoneType, kind)
	m.PhoneType, m.PhoneNumber = text.Text(kind), "+44 7700900123"
	return m
}

// TestInOrder: alternateMobile before mobile, the default last.
func TestInOrder(t *testing.T) {
	app := method("microsoftAuthenticatorAuthenticationMethod", "app")
	oath := method("softwareOathAuthenticationMethod", "oath")
	for name, c := range map[string]struct {
		standard text.Text
		marked   []Method
		want     string
	}{
		"no default known": {
			"",
			[]Method{phone("mobile"), app, phone("alternateMobile")},
			"app alternateMobile mobile",
		},
		"the app":                  {"microsoftAuthenticatorPush", []Method{app, oath, phone("mobile")}, "oath mobile app"},
		"the app, in beta's words": {"push", []Method{app, oath}, "oath app"},
		"the number": {
			"mobilePhone",
			[]Method{phone("mobile"), app, phone("alternateMobile")},
			"app alternateMobile mobile",
		},
		"the alternate number": {
			"alternateMobilePhone",
			[]Method{phone("mobile"), phone("alternateMobile"), app},
			"app alternateMobile mobile",
		},
		"none": {"none", []Method{app, oath}, "app oath"},
	} {
		var got []string
		for _, m := range InOrder(c.marked, c.standard) {
			got = append(got, m.ID.Wire())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
	}
}

// TestRemovals: each type that has a name here is removed by its own path, or says why it is not.
func TestRemovals(t *testing.T) {
	var never []string
	for typ := range names {
		r := Method{Type: text.Text(typ)}.Removal()
		if (r.Never == "") != (r.Path != "" && r.Scope != "") {
			t.Errorf("%s: got %+v, want a path and a permission, or why not", typ, r)
		}
		if r.Never != "" {
			never = append(never, typ)
		}
	}
	slices.Sort(never)
	want := "passwordAuthenticationMethod passwordlessMicrosoftAuthenticatorAuthenticationMethod " +
		"temporaryAccessPassAuthenticationMethod"
	if got := strings.Join(never, " "); got != want {
		t.Errorf("never removed: got %s, want %s", got, want)
	}
	if r := method("newAuthenticationMethod", "1").Removal(); r.Never == "" {
		t.Error("a type that is not known: got a way to remove it, want none")
	}
}

// TestOnPhone: of passkeys those of the Authenticator go with a phone, and synced ones are asked for singly.
func TestOnPhone(t *testing.T) {
	key := method("fido2AuthenticationMethod", "key")
	synced, inApp := key, key
	synced.PasskeyType = "synced"
	inApp.AAGUID = "DE1E552D-db1d-4423-a619-566b625cdc84"
	for name, c := range map[string]struct {
		m         Method
		on, maybe bool
	}{
		"number": {phone("mobile"), true, false}, "key": {key, false, false}, "synced": {synced, false, true},
		"in the app": {inApp, true, false}, "external": {method("externalAuthenticationMethod", "x"), false, true},
		"laptop": {method("windowsHelloForBusinessAuthenticationMethod", "w"), false, false},
	} {
		if c.m.OnPhone() != c.on || c.m.MaybeOnPhone() != c.maybe {
			t.Errorf("%s: got %v, %v; want %v, %v", name, c.m.OnPhone(), c.m.MaybeOnPhone(), c.on, c.maybe)
		}
	}
}

func TestMasked(t *testing.T) {
	m := phone("mobile")
	m.EmailAddress = "private@sandbox.example"
	words := m.Words()
	if strings.Contains(words, "7700") || strings.Contains(words, "private") || !strings.Contains(words, "··23 (mobile)") {
		t.Errorf("got %q, want the number and the address masked", words)
	}
}
