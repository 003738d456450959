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

// register adds the flags of settings by key, of all where none is named.
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

// settingFlag is a setting as it was typed: state/config checks it, with the rules of the files.
type settingFlag struct{ text, kind string }

func (f *settingFlag) Set(text string) error { f.text = text; return nil }

func (f *settingFlag) String() string { return f.text }

// Type is what the help shows for the value: a bool may stand without one.
func (f *settingFlag) Type() string { return f.kind }

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

// load reads the settings of a real tenant: both files, and the flags.
func (p *program) load(flags map[string]string) (config.Loaded, error) {
	// Where there is no place for a file of the operator's, there is none.
	operator, _ := config.OperatorPath(p.getenv)
	return p.loaded(config.Options{Site: p.site, Operator: operator, Flags: flags})
}

// rehearse reads the settings for a tenant that is not real: the flags, and the site's file where one was given to try.
// Its notes say which file counts.
func (p *program) rehearse(flags map[string]string, site string) (config.Loaded, []string, error) {
	loaded, err := p.loaded(config.Options{Site: site, Rehearsal: true, Flags: flags})
	if err != nil {
		return loaded, nil, err
	}
	if site != "" {
		note := "the site's file " + text.Line(site) + " is tried here, no matter who can write to it: a real tenant takes " + p.site + " alone"
		return loaded, append([]string{note}, loaded.Notes()...), nil
	}
	if _, err := os.Lstat(p.site); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return loaded, []string{"the site's file " + p.site + " does not count here; --site FILE tries one"}, nil
	}
	return loaded, nil, nil
}

// loaded reads the settings. What of the environment does not count is taken out of it, before anything connects.
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
