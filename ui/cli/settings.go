package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"tapdesk/state/config"
	"tapdesk/state/text"
)

// settingFlags are the settings given as flags, by key.
type settingFlags map[string]*settingFlag

// register adds flags for the settings with these keys, or for all settings.
func (s *settingFlags) register(cmd *cobra.Command, keys ...string) {
	*s = make(settingFlags)
	for _, f := range config.Flags() {
		if len(keys) > 0 && !slices.Contains(keys, f.Key) {
			continue
		}
		value := &settingFlag{kind: cmp.Or(f.Unit, "bool")}
		(*s)[f.Key] = value
		flag := cmd.Flags().VarPF(value, f.Name, "", f.Help)
		if f.Unit == "" {
			flag.NoOptDefVal = "true"
		}
		_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(f.Choices, cobra.ShellCompDirectiveNoFileComp))
	}
}

// settingFlag is a setting as typed: state/config checks it, by the rules for the files.
type settingFlag struct{ text, kind string }

func (f *settingFlag) Set(text string) error { f.text = text; return nil }

func (f *settingFlag) String() string { return f.text }

// Type is what the help shows for the value. A bool may be given without one.
func (f *settingFlag) Type() string { return f.kind }

// given returns the settings that were given as flags.
func (s settingFlags) given(changed func(flag string) bool) map[string]string {
	out := make(map[string]string)
	for key, value := range s {
		if changed(config.FlagName(key)) {
			out[key] = value.text
		}
	}
	return out
}

// load reads the settings of a real tenant: both files, and the flags.
func (p *program) load(flags map[string]string) (config.Loaded, error) {
	// If there is no place for the operator's file, there is no such file.
	operator, _ := config.OperatorPath(p.getenv)
	return p.loaded(config.Options{Site: p.site, Operator: operator, Flags: flags})
}

// rehearse reads the settings for a tenant that is not real: the flags, and a site's file given to try. Its notes say
// which file counts.
func (p *program) rehearse(flags map[string]string, site string) (config.Loaded, []string, error) {
	loaded, err := p.loaded(config.Options{Site: site, Rehearsal: true, Flags: flags})
	if err != nil {
		return loaded, nil, err
	}
	if site != "" {
		note := "the site's file " + text.Line(site) +
			" is tried here, no matter who can write to it: a real tenant takes " + p.site + " alone"
		return loaded, append([]string{note}, loaded.Notes()...), nil
	}
	if _, err := os.Lstat(p.site); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return loaded, []string{"the site's file " + p.site + " does not count here; --site FILE tries one"}, nil
	}
	return loaded, nil, nil
}

// loaded reads the settings. It removes variables that do not count from the environment before anything connects.
func (p *program) loaded(o config.Options) (config.Loaded, error) {
	o.Getenv, o.System = p.getenv, p.system
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
