package sandbox

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
	"tapdesk/state/session"
)

// member is one of the cast: a fixed account for one situation.
type member struct {
	name          string // as in NAME@sandbox.example
	display       string
	given, family string
	title, dept   string
	about         string // the situation, for GET /sandbox/cast
	manager       string // cast name; "" is nobody
	roles         []string
	methods       string // besides the password: letters of castMethods
	shape         func(u *user, v *values, started time.Time)
}

// cast is in the order in which a search finds it. No generated name contains a word of the cast's display names.
var cast = []member{
	{name: "ordinary", display: "Orla Ordinary", given: "Orla", family: "Ordinary",
		title: "Accountant", dept: "Finance", manager: "out-of-scope",
		about: "password, Authenticator and phone, no pass", methods: "ap"},
	{name: "usable-pass", display: "Ursula Usable", given: "Ursula", family: "Usable",
		title: "Designer", dept: "Marketing", manager: "out-of-scope",
		about: "has a multi-use pass, valid now", methods: "a"},
	{name: "future-pass", display: "Fulvia Future", given: "Fulvia", family: "Future",
		title: "Apprentice", dept: "Research", manager: "out-of-scope",
		about: "has a pass that begins a day after the sandbox started", methods: "p"},
	{name: "expired-pass", display: "Ezra Expired", given: "Ezra", family: "Expired",
		title: "Driver", dept: "Logistics", manager: "out-of-scope",
		about: "has a pass that ended two days before the sandbox started", methods: "ap"},
	{name: "used-pass", display: "Umberto Used", given: "Umberto", family: "Used",
		title: "Buyer", dept: "Procurement", manager: "out-of-scope",
		about: "has a one-time pass that was used", methods: "f"},
	{name: "cjk-name", display: "雀部 紬", given: "紬", family: "雀部",
		title: "研究員", dept: "Research", manager: "out-of-scope",
		about: "a name of wide characters", methods: "ap"},
	{name: "rtl-name", display: "غيداء المرجاني", given: "غيداء", family: "المرجاني",
		title: "مهندسة", dept: "Engineering", manager: "out-of-scope",
		about: "a name written from right to left", methods: "ap"},
	{name: "hostile-name", display: hostile("Hosea Hostile"), manager: "hostile-name",
		methods: "apfewm", shape: hostileShape,
		about: "escape sequences and invisible characters in every string but id and UPN"},
	{name: "apostrophe", display: "Aoife O'Dowd", given: "Aoife", family: "O'Dowd",
		title: "Solicitor", dept: "Legal", manager: "out-of-scope",
		about: "an apostrophe in name and mail", methods: "a", shape: apostropheShape},
	{name: "disabled", display: "Desmond Disabled", given: "Desmond", family: "Disabled",
		title: "Planner", dept: "Operations", manager: "out-of-scope",
		about: "the account is disabled", methods: "ap",
		shape: func(_ *user, v *values, _ time.Time) { v.flags["accountEnabled"] = false }},
	{name: "partner_other.example#EXT#", display: "Petra Partner", given: "Petra", family: "Partner",
		manager: "ordinary",
		about:   "an external guest, who cannot have a pass", methods: "", shape: partnerShape},
	{name: "internal-guest", display: "Inigo Internal", given: "Inigo", family: "Internal",
		title: "Auditor", dept: "Quality", manager: "ordinary",
		about: "a guest with an account of this tenant, who can have a pass", methods: "p",
		shape: func(_ *user, v *values, _ time.Time) { v.text["userType"] = "Guest" }},
	{name: "global-admin", display: "Gloria Global", given: "Gloria", family: "Global",
		title: "Head of IT", dept: "Operations", manager: "out-of-scope",
		about: "Global Administrator, out of an Authentication Administrator's reach", methods: "fw",
		roles: []string{session.RoleGlobalAdministrator}},
	{name: "helpdesk-admin", display: "Hedda Helpdesk", given: "Hedda", family: "Helpdesk",
		title: "Service Desk Analyst", dept: "Operations", manager: "reader",
		about: "Helpdesk Administrator, out of an Authentication Administrator's reach", methods: "af",
		roles: []string{session.RoleHelpdeskAdministrator}},
	{name: "role-group-owner", display: "Rosalind Rolegroup", given: "Rosalind", family: "Rolegroup",
		title: "Identity Engineer", dept: "Engineering", manager: "global-admin",
		about: "no role, but owner of a role-assignable group: out of reach", methods: "af"},
	{name: "out-of-scope", display: "Osbert Outscope", given: "Osbert", family: "Outscope",
		title: "Managing Director", dept: "Sales",
		about: "excluded by the Temporary Access Pass policy", methods: "apw"},
	{name: "twin-one", display: "Tamsin Twin", given: "Tamsin", family: "Twin",
		title: "Nurse", dept: "Field Service", manager: "out-of-scope",
		about: "shares a display name with twin-two", methods: "ap"},
	{name: "twin-two", display: "Tamsin Twin", given: "Tamsin", family: "Twin",
		title: "Electrician", dept: "Facilities", manager: "out-of-scope",
		about: "shares a display name with twin-one", methods: "p"},
	{name: "operator", display: "Opal Operator", given: "Opal", family: "Operator",
		title: "Service Desk Operator", dept: "Operations", manager: "reader",
		about: "you: Authentication Administrator and Global Reader", methods: "afw",
		roles: []string{session.RoleAuthenticationAdministrator, session.RoleGlobalReader}},
	{name: "reader", display: "Rhoda Reader", given: "Rhoda", family: "Reader",
		title: "Service Desk Manager", dept: "Operations", manager: "global-admin",
		about: "Global Reader only: sees all, issues nothing", methods: "af", roles: []string{session.RoleGlobalReader}},
	{name: "$dollar", display: "Dorothea Dollar", given: "Dorothea", family: "Dollar",
		title: "Controller", dept: "Accounts Payable", manager: "out-of-scope",
		about:   "a UPN that begins with a dollar sign; her mobile number was changed three days before the sandbox started",
		methods: "ap"},
	{name: "just-created", display: "Justus Created", given: "Justus", family: "Created",
		title: "Apprentice", dept: "Warehouse", manager: "out-of-scope",
		about: "found and readable, but issuing answers 404 until 20 s after the sandbox's start", methods: "",
		shape: createdShape},
	{name: "bare", display: "Barnaby Bare", about: "every optional property null, no method",
		shape: func(_ *user, v *values, _ time.Time) {
			*v = values{flags: map[string]bool{"accountEnabled": true}}
		}},
	{name: "mistyper", display: "Milo Mistyper", given: "Milo", family: "Mistyper",
		title: "Clerk", dept: "Customer Care", manager: "out-of-scope",
		about: "mistyped the password six times this morning", methods: "ap", shape: cloudShape},
	{name: "smart-locked", display: "Selma Smartlock", given: "Selma", family: "Smartlock",
		title: "Planner", dept: "Logistics", manager: "out-of-scope",
		about: "locked out by smart lockout, after ten wrong passwords", methods: "ap", shape: cloudShape},
	{name: "risky-address", display: "Rufus Riskyaddress", given: "Rufus", family: "Riskyaddress",
		title: "Consultant", dept: "Sales", manager: "out-of-scope",
		about: "blocked because of the address they sign in from", methods: "ap"},
	{name: "ca-blocked", display: "Cato Cablocked", given: "Cato", family: "Cablocked",
		title: "Engineer", dept: "Field Service", manager: "out-of-scope",
		about: "blocked by Conditional Access because of the country they are in", methods: "ap"},
	{name: "unmanaged-device", display: "Undine Unmanaged", given: "Undine", family: "Unmanaged",
		title: "Analyst", dept: "Human Resources", manager: "out-of-scope",
		about: "signs in on a private laptop, and a policy asks for a compliant device", methods: "ap"},
	{name: "expired-password", display: "Esther Expiredpassword", given: "Esther", family: "Expiredpassword",
		title: "Nurse", dept: "Quality", manager: "out-of-scope",
		about: "the password has expired", methods: "ap"},
	{name: "declined-mfa", display: "Dexter Declinedmfa", given: "Dexter", family: "Declinedmfa",
		title: "Lawyer", dept: "Legal", manager: "out-of-scope",
		about: "declined two prompts of the Authenticator", methods: "ap", shape: cloudShape},
	{name: "registration-blocked", display: "Regina Regblocked", given: "Regina", family: "Regblocked",
		title: "Translator", dept: "Marketing", manager: "out-of-scope",
		about: "can register methods only from the office, and is at home", methods: "p"},
	{name: "attacked", display: "Attila Attacked", given: "Attila", family: "Attacked",
		title: "Coordinator", dept: "Procurement", manager: "out-of-scope",
		about: "somebody tries passwords from a country they never signed in from", methods: "ap"},
	{name: "sms-only", display: "Sunniva Smsonly", given: "Sunniva", family: "Smsonly",
		title: "Driver", dept: "Logistics", manager: "out-of-scope",
		about: "text messages are the only second factor", methods: "p", shape: cloudShape},
	{name: "restricted-unit", display: "Roland Restrictedunit", given: "Roland", family: "Restrictedunit",
		title: "Controller", dept: "Accounts Payable", manager: "out-of-scope",
		about: "in a restricted management administrative unit: tenant-wide roles cannot manage them", methods: "ap",
		shape: func(_ *user, v *values, _ time.Time) { v.flags["isManagementRestricted"] = true }},
}

// castID returns the object id of a cast account. It depends only on the name, so it is the same in every sandbox.
func castID(name string) string { return wire.GUID("user/" + name) }

// user returns the directory object of a cast member. started is the sandbox's start, to which some dates are relative.
func (m *member) user(started time.Time) *user {
	n := slices.IndexFunc(cast, func(c member) bool { return c.name == m.name })
	u := &user{
		id: castID(m.name), upn: m.name + "@" + Domain, displayName: m.display, givenName: m.given, surname: m.family,
		seq: -1, draw: mix(uint64(n) + 1<<32), roles: m.roles,
	}
	if m.manager != "" {
		u.managerID = castID(m.manager)
	}
	created := time.Date(2019, 3, 4+n, 8, 30, 0, 0, time.UTC)
	v := &values{
		text: map[string]string{
			"jobTitle": m.title, "department": m.dept, "officeLocation": "Head Office, 2." + digits(10+n, 2),
			"mobilePhone": "+44 7700 9001" + digits(n, 2), "employeeId": "7" + digits(n, 3), "employeeType": "Employee",
			"companyName": "Sandbox Example", "city": "Leeds", "country": "United Kingdom", "postalCode": "LS1 1AA",
			"streetAddress": "1 Example Street", "usageLocation": "GB", "preferredLanguage": "en-GB", "mailNickname": m.name,
			"userType": "Member", "securityIdentifier": sid("S-1-12-1", u.draw),
			"onPremisesSamAccountName": m.name, "onPremisesUserPrincipalName": m.name + "@corp." + Domain,
			"onPremisesDomainName": "corp." + Domain, "onPremisesImmutableId": strings.ReplaceAll(u.id, "-", ""),
			"onPremisesDistinguishedName":  "CN=" + m.display + ",OU=" + m.dept + ",DC=corp,DC=sandbox,DC=example",
			"onPremisesSecurityIdentifier": sid("S-1-5-21", u.draw),
		},
		lists: map[string][]string{
			"businessPhones": {"+44 113 496 00" + digits(n, 2)}, "proxyAddresses": {"SMTP:" + m.name + "@" + Domain},
		},
		flags: map[string]bool{"accountEnabled": true, "onPremisesSyncEnabled": true},
		times: map[string]time.Time{
			"createdDateTime": created, "lastPasswordChangeDateTime": created.AddDate(5, n%23, n),
			"signInSessionsValidFromDateTime": created.AddDate(5, n%23, n), "employeeHireDate": created.AddDate(0, 0, 7),
			"onPremisesLastSyncDateTime":                      started.Add(-12 * time.Minute),
			"signInActivity/lastSignInDateTime":               started.Add(-26 * time.Hour),
			"signInActivity/lastNonInteractiveSignInDateTime": started.Add(-3 * time.Hour),
		},
	}
	u.own, u.mail = v, m.name+"@"+Domain
	if m.shape != nil {
		m.shape(u, v, started)
	}
	if len(v.text) == 0 {
		u.mail = ""
	}
	return u
}

func apostropheShape(u *user, v *values, _ time.Time) {
	u.mail = "aoife.o'dowd@" + Domain
	v.lists["proxyAddresses"] = []string{"SMTP:" + u.mail, "smtp:apostrophe@" + Domain}
	v.text["onPremisesDistinguishedName"] = "CN=Aoife O'Dowd,OU=Legal,DC=corp,DC=sandbox,DC=example"
}

// partnerShape makes an external guest: invited, with a foreign mail address and nothing from this tenant's directory.
func partnerShape(u *user, v *values, _ time.Time) {
	u.mail = "partner@other.example"
	v.text = map[string]string{
		"userType": "Guest", "externalUserState": "Accepted", "creationType": "Invitation", "companyName": "Other Example",
		"mailNickname": "partner_other.example#EXT#", "securityIdentifier": sid("S-1-12-1", u.draw),
		"mobilePhone": "+44 7700 900110",
	}
	v.lists = map[string][]string{"otherMails": {u.mail}, "proxyAddresses": {"SMTP:" + u.mail}}
	v.flags = map[string]bool{"accountEnabled": true}
	v.times = map[string]time.Time{
		"createdDateTime":                 v.times["createdDateTime"],
		"externalUserStateChangeDateTime": v.times["createdDateTime"].AddDate(0, 0, 2),
	}
	v.ident = []map[string]string{
		{"signInType": "federated", "issuer": "ExternalAzureAD", "issuerAssignedId": ""},
		{"signInType": "userPrincipalName", "issuer": Domain, "issuerAssignedId": u.upn},
	}
}

// createdShape makes an account that was created when the sandbox started and never signed in.
func createdShape(_ *user, v *values, started time.Time) {
	v.times = map[string]time.Time{
		"createdDateTime": started, "lastPasswordChangeDateTime": started, "signInSessionsValidFromDateTime": started,
		"employeeHireDate": started,
	}
	cloudShape(nil, v, started)
}

// cloudShape makes an account that is not synchronised from an on-premises directory.
func cloudShape(_ *user, v *values, _ time.Time) {
	maps.DeleteFunc(v.text, func(property, _ string) bool { return strings.HasPrefix(property, "onPremises") })
	delete(v.times, "onPremisesLastSyncDateTime")
	v.flags = map[string]bool{"accountEnabled": true}
}
