package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"tapdesk/state/config"
)

// flagSettings are the settings that can be flags, with what their help says. The rest are the files' alone.
var flagSettings = []struct{ key, help string }{
	{"tenant_id", "the tenant to sign in to, by its `GUID`"},
	{"client_id", "the app registration to sign in with, by its `GUID`"},
	{"cloud", "`CLOUD`: global, usgov (GCC High), usgov-dod or china, which has no Temporary Access Pass (default global)"},
	{"sign_in", "`WAY` to sign in: browser, device-code or ask (default browser; device-code with --demo and --sandbox)"},
	{"redirect_port", "loopback `PORT` of a browser sign-in, and no other (default a socket of yours, or a port of 20000 to 31999)"},
	{"ssh_host", "how your ssh names this `HOST` (default what the connection tells)"},
	{"api_version", "Graph's `VERSION`: v1.0, or beta, which knows when a method was last used (default v1.0)"},
	{"read_only", "look, and never offer a write"},
	{"idle_lock", "lock after `D` without a key: 2m to 12h (default 30m)"},
	{"reveal_seconds", "how long a pass stays in sight without a key: 15 to 600 `SECONDS` (default 180)"},
	{"reveal_max_seconds", "after how long a pass is wiped: 15 to 600 `SECONDS` (default 600)"},
	{"mask_on_blur", "mask a pass when the terminal loses the focus"},
}

// settingFlags are the settings given as flags, by key.
type settingFlags map[string]*settingFlag

// register adds the flags of settings by key, of all where none is named.
func (s *settingFlags) register(cmd *cobra.Command, keys ...string) {
	*s = make(settingFlags)
	for _, setting := range flagSettings {
		if len(keys) > 0 && !slices.Contains(keys, setting.key) {
			continue
		}
		value := &settingFlag{kind: "string"}
		(*s)[setting.key] = value
		flag := cmd.Flags().VarPF(value, config.FlagName(setting.key), "", setting.help)
		if setting.key == "read_only" || setting.key == "mask_on_blur" {
			value.kind, flag.NoOptDefVal = "bool", "true"
		}
	}
	completeSettings(cmd)
}

// settingFlag is a setting as it was typed: state/config checks it, with the rules of the files.
type settingFlag struct{ text, kind string }

func (f *settingFlag) Set(text string) error { f.text = text; return nil }

func (f *settingFlag) String() string { return f.text }

// Type is what the help shows a flag by: a bool may stand without a value.
func (f *settingFlag) Type() string { return f.kind }

// cloudNames are Microsoft's clouds as the settings name them.
var cloudNames = []string{string(config.Global), string(config.USGov), string(config.USGovDoD), string(config.China)}

// completeSettings offers the values that a setting can have, and never the names of files.
func completeSettings(cmd *cobra.Command) {
	values := map[string][]string{
		"api_version": {"v1.0", "beta"}, "cloud": cloudNames, "read_only": {"true", "false"},
		"mask_on_blur": {"true", "false"},
		"sign_in":      {string(config.Browser), string(config.DeviceCode), string(config.Ask)},
	}
	for _, setting := range flagSettings {
		if name := config.FlagName(setting.key); cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values[setting.key], cobra.ShellCompDirectiveNoFileComp))
		}
	}
}

// given returns the settings whose flags were given.
func (s settingFlags) given(changed func(flag string) bool) map[string]string {
	out := make(map[string]string)
	for key, value := range s {
		if changed(config.FlagName(key)) {
			out[key] = value.text
		}
	}
	return out
}

// load reads the settings: from the flags alone or, for a real tenant, from the two files too. What of the environment does not
// count is taken out of it, before anything connects.
func (p *program) load(flags map[string]string, files bool) (config.Loaded, error) {
	o := config.Options{Flags: flags, Getenv: p.getenv, System: p.system}
	if files {
		path, err := config.OperatorPath(p.getenv)
		if err != nil {
			return config.Loaded{}, refuse("%v", err)
		}
		o.Site, o.Operator = p.site, path
	}
	loaded, err := config.Load(o)
	if err != nil {
		return loaded, refuse("%v", err)
	}
	for _, name := range loaded.Ignored() {
		if err := p.unsetenv(name); err != nil {
			return loaded, refuse("%s is forbidden by the site's file and cannot be taken out of the environment: %v", name, err)
		}
	}
	return loaded, nil
}
