package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// kind is the type of a setting in TOML.
type kind int

const (
	text kind = iota
	whole
	boolean
	list
)

// String says what is wanted, as in "wants a string".
func (k kind) String() string {
	switch k {
	case whole:
		return "a whole number"
	case boolean:
		return "true or false"
	case list:
		return "a list of strings"
	}
	return "a string"
}

// setting is a key, and all the rules about it. Values travel as canonical text until put; that of a list has an item a line.
type setting struct {
	name string
	kind kind
	// values says what it may be and its unit, about what it is for.
	values, about string
	// fallback is the default, canonical.
	fallback string
	// siteOnly settings are errors in the operator's file and as flags.
	siteOnly bool
	// parse returns the canonical form of a value. Its error names the way out, and the value only where that cannot be a
	// secret.
	parse func(string) (string, error)
	// looser says whether a value would loosen what the site's file sets. Nil: every other value does.
	looser func(site, wanted string) bool
	// put writes a canonical value.
	put func(*Config, string)
}

// loosens says whether the operator's value would loosen the site's.
func (s setting) loosens(site, wanted string) bool {
	if s.looser == nil {
		return site != wanted
	}
	return s.looser(site, wanted)
}

// The bounds of the settings that have some.
const (
	minIdleLock = 2 * time.Minute // twice the warning before it
	maxIdleLock = 12 * time.Hour
	minPort     = 1024
	maxPort     = 65535
)

// settings are all keys but the presets, in the order in which they are shown.
var settings = slices.Concat(identity, behaviour, handover, issuing, judging, recording)

var identity = []setting{
	{
		name: "tenant_id", values: "a GUID", about: "the tenant (directory) to sign in to; no default",
		parse: parseGUID, put: func(c *Config, v string) { c.TenantID = v },
	}, {
		name: "client_id", values: "a GUID", about: "the app registration to sign in with; no default",
		parse: parseGUID, put: func(c *Config, v string) { c.ClientID = v },
	}, {
		name: "cloud", values: "global, usgov (GCC High), usgov-dod or china", about: "Microsoft's cloud, which fixes the hosts",
		fallback: string(Global), parse: oneOf(string(Global), string(USGov), string(USGovDoD), string(China)),
		put: func(c *Config, v string) { c.Cloud = Cloud(v) },
	}, {
		name: "sign_in", values: "browser, device-code or ask", about: "how to sign in",
		fallback: string(Browser), parse: oneOf(string(Browser), string(DeviceCode), string(Ask)),
		// A site that lets the operator choose lets them choose once and for all.
		looser: func(site, wanted string) bool { return site != string(Ask) && site != wanted },
		put:    func(c *Config, v string) { c.SignIn = SignIn(v) },
	}, {
		name: "redirect_port", kind: whole, values: "0, or 1024 to 65535",
		about:    "loopback port of a browser sign-in; 0: a socket of the operator's, else a port of 20000 to 31999",
		fallback: "0", parse: parsePort, put: func(c *Config, v string) { c.RedirectPort = number(v) },
	}, {
		name: "ssh_host", values: "a host name, an address or a name of the operator's ssh_config, with USER@ if need be",
		about: "how the operator's ssh names this host; by default what the connection tells",
		parse: parseSSHHost, put: func(c *Config, v string) { c.SSHHost = v },
	}, {
		name: "graph_endpoint", values: "http(s)://127.0.0.1:PORT", about: "stands in for Graph; loopback only, with authority_endpoint",
		parse: parseEndpoint("http", "https"), put: func(c *Config, v string) { c.GraphEndpoint = v },
	}, {
		name: "authority_endpoint", values: "https://127.0.0.1:PORT", about: "stands in for the sign-in's host; loopback only, with graph_endpoint",
		parse: parseEndpoint("https"), put: func(c *Config, v string) { c.AuthorityEndpoint = v },
	},
}

var behaviour = []setting{
	{
		name: "api_version", values: "v1.0 or beta", about: "Graph's version; beta knows when a method was last used",
		fallback: "v1.0", parse: oneOf("v1.0", "beta"), put: func(c *Config, v string) { c.APIVersion = v },
	}, {
		name: "read_only", kind: boolean, values: "true or false", about: "look, and never offer a write",
		fallback: "false", parse: parseBool, looser: func(site, wanted string) bool { return site == "true" && wanted == "false" },
		put: func(c *Config, v string) { c.ReadOnly = v == "true" },
	}, {
		name: "idle_lock", values: "2m to 12h, such as 30m", about: "lock after this long without a key; the operator may only shorten the site's",
		fallback: "30m", parse: parseIdleLock, looser: func(site, wanted string) bool { return duration(wanted) > duration(site) },
		put: func(c *Config, v string) { c.IdleLock = duration(v) },
	}, {
		name: "allow_paste_back", kind: boolean, siteOnly: true, values: "true or false",
		about:    "offer to paste the address a browser sign-in ended on",
		fallback: "false", parse: parseBool, put: func(c *Config, v string) { c.AllowPasteBack = v == "true" },
	}, {
		name: "use_proxy_env", kind: boolean, siteOnly: true, values: "true or false",
		about:    "whether HTTPS_PROXY, HTTP_PROXY and NO_PROXY count",
		fallback: "true", parse: parseBool, put: func(c *Config, v string) { c.UseProxyEnv = v == "true" },
	}, {
		name: "use_ssl_cert_env", kind: boolean, siteOnly: true, values: "true or false",
		about:    "whether SSL_CERT_FILE and SSL_CERT_DIR count",
		fallback: "true", parse: parseBool, put: func(c *Config, v string) { c.UseSSLCertEnv = v == "true" },
	},
}

// lookup returns the setting of a key, nil when there is none.
func lookup(name string) *setting {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
	if i < 0 {
		return nil
	}
	return &settings[i]
}

// number and duration read canonical values, which cannot fail.
func number(canonical string) int { n, _ := strconv.Atoi(canonical); return n }

// items are those of a canonical list.
func items(canonical string) []string {
	if canonical == "" {
		return nil
	}
	return strings.Split(canonical, "\n")
}

func duration(canonical string) time.Duration { d, _ := time.ParseDuration(canonical); return d }
