package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tapdesk/state/call"
	"tapdesk/state/pass"
	"tapdesk/state/person"
)

// setting is a key and everything about it.
type setting struct {
	// key is the full key, such as reveal.seconds for seconds in [reveal].
	key string
	// flag is its name on the command line, and unit a placeholder for the value; empty if it has no flag.
	flag, unit string
	// site means that the key is an error in the operator's file.
	site bool
	// fallback is the default, example a value that a file could contain; both are canonical.
	fallback, example string
	about             string
	rule
	// looser reports whether a value would loosen what the site's file sets. Nil means that every other value would.
	looser func(site, wanted string) bool
	// cautious is the value in force if the site's file, which may forbid others, cannot be relied upon; empty if any
	// value is safe.
	cautious string
}

// table returns the table of a key and its name in the table; table is empty for a key at the top level.
func (s setting) table() (table, name string) {
	if table, name, ok := strings.Cut(s.key, "."); ok {
		return table, name
	}
	return "", s.key
}

// name returns the name of the key in its table.
func (s setting) name() string { _, name := s.table(); return name }

// loosens reports whether the operator's value would loosen the site's.
func (s setting) loosens(site, wanted string) bool {
	if s.looser == nil {
		return site != wanted
	}
	return s.looser(site, wanted)
}

// relaxes is for settings that a site can only want on, more and later for those with an upper limit. They get
// canonical values.
func relaxes(site, wanted string) bool { return site == "true" && wanted == "false" }

func more(site, wanted string) bool {
	bound, _ := strconv.Atoi(site)
	n, _ := strconv.Atoi(wanted)
	return n > bound
}

func later(site, wanted string) bool {
	bound, _ := pass.ParseLength(site)
	n, _ := pass.ParseLength(wanted)
	return n > bound
}

// otherWay lets the operator fix a way if the site lets them choose.
func otherWay(site, wanted string) bool { return site != string(Ask) && site != wanted }

func lessAnchored(site, wanted string) bool {
	order := []string{string(AnchorOff), string(AnchorAuto), string(AnchorRequired)}
	return slices.Index(order, wanted) < slices.Index(order, site)
}

// lookup returns the setting with a key; nil if there is none.
func lookup(key string) *setting {
	if i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key }); i >= 0 {
		return &settings[i]
	}
	return nil
}

// tables describes the tables, in their order.
var tables = []struct{ name, about string }{
	{"", ""},
	{"sign_in", "how operators sign in"},
	{"reveal", "how a pass is shown and read out"},
	{"ticket", "the ticket that a pass is issued for"},
	{"verification", "how callers are verified"},
	{"limits", "what this desk allows within the tenant's policy"},
	{"policy", "the tenant's policy, stated for operators who may not read it"},
	{"privileged", "who is protected, and who may issue for them anyway"},
	{"actions", "what else can be done from here, where permissions and roles allow it"},
	{"notify", "who is told what was done"},
	{"journal", "the record of what is done here"},
}

// settings lists all keys except the presets, in the order in which they are shown.
var settings = slices.Concat(general, handling, asking, judging)

const exampleGroup = "group:99999999-8888-4777-8666-555555555555"

var general = []setting{
	{key: "tenant_id", flag: "tenant-id", unit: "GUID", example: "11111111-2222-4333-8444-555555555555",
		about: "the tenant (directory) to sign in to; no default",
		rule:  typed("a GUID", parseGUID, func(c *Config) *string { return &c.TenantID })},
	{key: "client_id", flag: "client-id", unit: "GUID", example: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
		about: "the app registration to sign in with; no default",
		rule:  typed("a GUID", parseGUID, func(c *Config) *string { return &c.ClientID })},
	{key: "cloud", flag: "cloud", unit: "CLOUD", fallback: "global",
		about: "Microsoft's cloud, which fixes the hosts; usgov is GCC High, china has no Temporary Access Pass",
		rule:  word(func(c *Config) *string { return &c.Cloud }, "global", "usgov", "usgov-dod", "china")},
	{key: "api_version", flag: "api-version", unit: "VERSION", fallback: "v1.0",
		about: "Graph's version; beta knows when a method was last used, and where a pass was",
		rule:  word(func(c *Config) *string { return &c.APIVersion }, "v1.0", "beta")},
	{key: "read_only", flag: "read-only", fallback: "false", looser: relaxes, cautious: "true",
		about: "never offer a write",
		rule:  toggle(func(c *Config) *bool { return &c.ReadOnly })},
	{key: "idle_lock", flag: "idle-lock", unit: "D", fallback: "30m", looser: later,
		about: "lock after this long without a key press",
		// The least is twice the warning before the lock.
		rule: span(2, 12*60, "30m or 1h30m", func(c *Config) *time.Duration { return &c.IdleLock })},
	{key: "trust_environment", site: true, fallback: "true",
		about: "count HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
		rule:  toggle(func(c *Config) *bool { return &c.TrustEnvironment })},
	{key: "sign_ins", site: true, fallback: string(OnDemand), example: string(WithPerson),
		about: "when the sign-in log is read: by a key, or with each person, which is one request more",
		rule:  word(func(c *Config) *SignIns { return &c.SignIns }, OnDemand, WithPerson)},
	{key: "built_in_presets", fallback: "true",
		about: "offer the built-in situations too, those that no [[preset]] of the same name replaces",
		rule:  toggle(func(c *Config) *bool { return &c.BuiltInPresets })},

	{key: "sign_in.way", flag: "sign-in", unit: "WAY", fallback: string(Browser), looser: otherWay,
		about: "how to sign in; with --demo and --sandbox device-code unless this says otherwise",
		rule:  word(func(c *Config) *Way { return &c.SignIn.Way }, Browser, DeviceCode, Ask)},
	{key: "sign_in.redirect_port", flag: "redirect-port", unit: "PORT", fallback: "0",
		about: "the only loopback port for a browser sign-in",
		rule: number(1024, 65535, "", "a socket of the operator's, else a port of 20000 to 31999",
			func(c *Config) *int { return &c.SignIn.RedirectPort })},
	{key: "sign_in.ssh_host", flag: "ssh-host", unit: "HOST", example: "jump.sandbox.example",
		about: "how the operator's ssh names this host; by default a guess from the connection",
		rule: typed("a host name, an address or an alias in ssh_config, with USER@ if needed",
			parseSSHHost, func(c *Config) *string { return &c.SignIn.SSHHost })},
	{key: "sign_in.paste_back", site: true, fallback: "false", cautious: "false",
		about: "offer sign-in by pasting the address the browser ended on",
		rule:  toggle(func(c *Config) *bool { return &c.SignIn.PasteBack })},
}

// handling lists the settings for handling a pass and for tickets.
var handling = []setting{
	{key: "reveal.seconds", flag: "reveal-seconds", unit: "SECONDS", fallback: "180", looser: more,
		about: "how long a pass stays visible without a key press",
		rule:  number(15, 600, "seconds", "", func(c *Config) *int { return &c.Reveal.Seconds })},
	{key: "reveal.mask_on_blur", flag: "mask-on-blur", fallback: "false", looser: relaxes,
		about: "mask a pass when the terminal reports losing focus; a softphone takes the focus too",
		rule:  toggle(func(c *Config) *bool { return &c.Reveal.MaskOnBlur })},
	{key: "reveal.copy", site: true, fallback: "false", cautious: "false",
		about: "let a visible pass be copied to the terminal's clipboard",
		rule:  toggle(func(c *Config) *bool { return &c.Reveal.Copy })},
	{key: "reveal.recorded", site: true, fallback: "false",
		about: "warn before each pass that the session is recorded, even if no recorder is found",
		rule:  toggle(func(c *Config) *bool { return &c.Reveal.Recorded })},
	{key: "reveal.card", site: true, example: "/etc/tapdesk/card.txt",
		about: "what to tell a caller, instead of the built-in text (SITE.md, The card)",
		rule: typed("the absolute path of a text with {placeholders}",
			parsePath("file"), func(c *Config) *string { return &c.Reveal.Card })},

	{key: "ticket.need", site: true, fallback: string(call.Off), example: string(call.Required),
		about: "whether there is a ticket",
		rule:  word(func(c *Config) *call.Wish { return &c.Ticket.Ticket }, call.Off, call.Optional, call.Required)},
	{key: "ticket.pattern", site: true, example: "INC[0-9]{7}", about: "the form of a ticket, with ticket.example",
		rule: typed("a regular expression (RE2) for the whole ticket, such as INC[0-9]{7}",
			call.ParsePattern, func(c *Config) *string { return &c.Ticket.Pattern })},
	{key: "ticket.example", site: true, example: "INC0012345", about: "what the form shows for a ticket",
		rule: typed("a ticket, such as INC0012345", call.ParseExample, func(c *Config) *string { return &c.Ticket.Example })},
}

// asking lists the settings for what must be known, and the limits, before a pass is issued.
var asking = []setting{
	{key: "verification.ways", site: true, example: "call-back\nmanager\nin-person\nchallenge",
		about: "this desk's ways of verifying a caller; with none, operators are not asked",
		rule: listOf("of call-back, manager, in-person, challenge, video, other", 6, call.ParseWay,
			func(c *Config) *[]call.Way { return &c.Ticket.Ways })},
	{key: "verification.required", site: true,
		example: "privileged: in-person\ndepartment Finance: call-back, manager\neveryone",
		about:   "for whom the caller must be verified, and how; the first that fits decides",
		rule: listOf("each WHO or WHO: WAY, WAY; WHO: everyone, privileged, guest, department NAME", 20, call.ParseDemand,
			func(c *Config) *[]call.Demand { return &c.Ticket.Demands })},
	{key: "verification.questions", site: true,
		fallback: string(call.AskEmployeeID + "\n" + call.AskManager + "\n" + call.AskOffice),
		example:  string(call.AskEmployeeID + "\n" + call.AskOffice + "\n" + call.AskHireYear),
		about:    "what the challenge asks; no screen then shows it",
		rule: listOf("of employee-id, manager, office, department, hire-year", len(call.Questions()), call.ParseQuestion,
			func(c *Config) *[]call.Question { return &c.Ticket.Questions })},
	{key: "verification.command", site: true, example: "/usr/local/libexec/ticket-check",
		about: "asked before a pass is issued, with 10 seconds to answer or to say that it waits (SITE.md)",
		// Whether the program can be trusted is checked when it is run.
		rule: typed("the absolute path of a program; it and its directories must belong to root",
			parsePath("program"), func(c *Config) *string { return &c.VerifyCommand })},

	{key: "limits.lifetime", site: true, example: "8h",
		about: "the longest lifetime, where the tenant's policy allows more",
		rule:  lifetime(func(c *Config) *int { return &c.Bounds.MaximumLifetimeInMinutes })},
	{key: "limits.start_ahead", site: true, example: "7d", about: "how far ahead a pass may start",
		rule: span(1, 366*24*60, "8h or 2d", func(c *Config) *time.Duration { return &c.Bounds.MaximumStartAhead })},
	{key: "limits.one_time", site: true, fallback: "false", about: "issue only one-time passes",
		rule: toggle(func(c *Config) *bool { return &c.Bounds.OneTimeOnly })},
	{key: "limits.per_hour", site: true, fallback: "0", example: "20",
		about: "how many passes an operator may issue in an hour",
		rule:  number(1, 1000, "passes", "any", func(c *Config) *int { return &c.PacePerHour })},
}

// judging lists the settings for facts that a verdict needs but cannot always read, for whom the site protects, and for
// the journal.
var judging = []setting{
	{key: "policy.lifetime", site: true, example: "1h to 8h", about: "the policy's minimum and maximum",
		rule: policyLifetime()},
	{key: "policy.default", site: true, example: "1h", about: "the policy's default lifetime",
		rule: lifetime(func(c *Config) *int { return &c.Guard.DefaultLifetimeInMinutes })},
	{key: "policy.one_time", site: true, example: "false", about: "whether the policy makes every pass one-time",
		rule: policyOneTime()},
	{key: "policy.include", site: true, example: "all_users", about: "the groups that the policy includes",
		rule: listOf("object ids of groups, or all_users", person.MostGroups, parseIncluded,
			func(c *Config) *[]string { return &c.Guard.IncludeGroups })},
	{key: "policy.exclude", site: true, example: exampleGroup[len("group:"):],
		about: "the groups that the policy excludes",
		rule: listOf("object ids of groups", person.MostGroups, parseGUID,
			func(c *Config) *[]string { return &c.Guard.ExcludeGroups })},

	{key: "privileged.deny", site: true, example: "head@sandbox.example\n" + exampleGroup,
		about: "people and groups that count as privileged; a group needs the permission GroupMember.Read.All",
		rule: listOf("user principal names, object ids of people, or group:OBJECT-ID", 200, parseDenied,
			func(c *Config) *[]string { return &c.Guard.Deny })},
	{key: "privileged.allow", site: true, example: "tier1@sandbox.example",
		about: "who may issue for privileged people; nobody else may",
		rule: listOf("user principal names or object ids of operators", 200, parseNamed,
			func(c *Config) *[]string { return &c.Guard.AllowPrivilegedFor })},
	{key: "privileged.unreadable", site: true, fallback: "entra",
		about: "if Graph refuses to show roles: let Entra decide, or refuse to issue", rule: unreadable()},

	{key: "actions.revoke", site: true, fallback: "true",
		about: "offer to revoke somebody's sign-in sessions, which takes User.RevokeSessions.All",
		rule:  toggle(func(c *Config) *bool { return &c.Actions.Revoke })},
	{key: "actions.remove_methods", site: true, fallback: "true",
		about: "offer to remove sign-in methods, which takes a permission for each type",
		rule:  toggle(func(c *Config) *bool { return &c.Actions.RemoveMethods })},
	{key: "actions.block_sign_in", site: true, fallback: "false",
		about: "offer to block and unblock sign-in, which takes User.EnableDisableAccount.All",
		rule:  toggle(func(c *Config) *bool { return &c.Actions.BlockSignIn })},
	{key: "actions.reset_password", site: true, fallback: "false",
		about: "offer to reset passwords, which takes UserAuthMethod-Password.ReadWrite.All",
		rule:  toggle(func(c *Config) *bool { return &c.Actions.ResetPassword })},
	{key: "actions.password_length", site: true, fallback: "16",
		about: "the length of a new password for somebody from Active Directory, which the console makes",
		rule:  number(12, 64, "characters", "", func(c *Config) *int { return &c.Actions.PasswordLength })},

	{key: "notify.command", site: true, example: "/usr/local/libexec/tapdesk-notify",
		about: "told after each write what was done, for whom and by whom, and never a pass (SITE.md)",
		rule: typed("the absolute path of a program; it and its directories must belong to root",
			parsePath("program"), func(c *Config) *string { return &c.NotifyCommand })},
	{key: "notify.security_contact", site: true, example: "Security desk, +44 113 496 0999",
		about: "whom operators call about people that they cannot act on",
		rule:  typed("a line of text", parseLine, func(c *Config) *string { return &c.Guard.SecurityContact })},

	{key: "journal.anchor", fallback: string(AnchorAuto), looser: lessAnchored,
		about: "send each record's hash to the system's log: auto, if there is one; required, or nothing is written",
		rule:  word(func(c *Config) *Anchor { return &c.Journal.Anchor }, AnchorOff, AnchorAuto, AnchorRequired)},
	{key: "journal.retention_days", fallback: "400",
		// Files are removed whole, and none covers more than 30 days.
		about: "after how long old journal files are removed",
		rule:  number(30, 3660, "days", "never", func(c *Config) *int { return &c.Journal.RetentionDays })},
	{key: "journal.dir", site: true, example: "/var/lib/tapdesk",
		about: "the directory of all operators' journals, each in DIR/UID made by root; by default in their homes",
		rule:  typed("an absolute path", parsePath("directory"), func(c *Config) *string { return &c.Journal.Dir })},
}
