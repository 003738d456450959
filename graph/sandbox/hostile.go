package sandbox

import "time"

// hostile adds to a text what a hostile directory could contain: a colour that is never reset, a window title, the
// clipboard sequence OSC 52, a hyperlink, a right-to-left override, zero-width characters, a backspace and a line
// break. A screen that draws any of it unchanged is broken.
func hostile(text string) string {
	return text + "\x1b[31;5m" + "\x1b]0;hostile\x07" + "\x1b]52;c;aG9zdGlsZQ==\x07" +
		"\x1b]8;;https://hostile.example/\x1b\\link\x1b]8;;\x1b\\" +
		"\u202egnp.exe" + "\u200b\u200d\u2066\ufeff" + "\b\r\n\x1b[2J\u009b7m\x7f"
}

// hostileShape puts hostile text into every string of an account except id and UPN, including userType and identities.
func hostileShape(u *user, v *values, _ time.Time) {
	u.givenName, u.surname = hostile("Hosea"), hostile("Hostile")
	u.mail = hostile("hostile-name") + "@" + Domain
	for property, k := range kinds {
		if k == kindText {
			v.text[property] = hostile(property)
		}
	}
	v.text["jobTitle"], v.text["department"] = hostile("Tester"), hostile("Quality")
	v.text["userType"], v.text["usageLocation"] = hostile("Member"), hostile("GB")
	v.text["mobilePhone"] = hostile("+44 7700 900107")
	// This property marks an external guest, and the hostile account can have a pass.
	delete(v.text, "externalUserState")
	v.lists = map[string][]string{
		"businessPhones": {hostile("+44 113 496 0007")}, "otherMails": {hostile("other") + "@" + Domain},
		"proxyAddresses": {"SMTP:" + u.mail},
	}
	v.ident = []map[string]string{
		{"signInType": hostile("userPrincipalName"), "issuer": hostile(Domain), "issuerAssignedId": hostile("hostile-name")},
	}
}
