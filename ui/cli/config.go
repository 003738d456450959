package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"tapdesk/state/config"
	"tapdesk/state/text"
)

// aboutConfig is the help text about settings; it ends in a list of them.
var aboutConfig = `Settings come from flags, from your file (tapdesk/config.toml in $XDG_CONFIG_HOME, or in
~/.config) and from the site's, ` + config.SitePath + `, which nothing can loosen. Flags beat your file.

Both files are TOML. An unknown key or an invalid value is an error. These are the keys:

%s
No secret is ever a setting. 'tapdesk config example' prints a site's file to start from.`

func (p *program) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "show the settings, and what they may be",
		Long:  fmt.Sprintf(aboutConfig, settingList()),
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show",
		Short: "print each setting in force and where it comes from; no sign-in needed",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			loaded, err := p.load(nil)
			if err != nil {
				return err
			}
			if _, err := config.OperatorPath(p.getenv); err != nil {
				fmt.Fprintf(p.out, "# Your file: none: %v\n", err)
			}
			if err := loaded.Show(p.out); err != nil {
				return err
			}
			zone, err := p.zone("", false)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(p.out, zone)
			return err
		},
	}, &cobra.Command{
		Use:   "keys",
		Short: "print each setting that a file may hold, with its values and its default",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return config.WriteReference(p.out) },
	}, &cobra.Command{
		Use:   "example",
		Short: "print a site's file to start from, with everything commented out",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return config.WriteExample(p.out) },
	})
	return cmd
}

// settingList returns the table of settings for the help, verbatim.
func settingList() string {
	var list strings.Builder
	_ = config.WriteReference(&list) // a Builder never fails
	return "    " + strings.ReplaceAll(strings.TrimSpace(list.String()), "\n", "\n    ") + "\n"
}

const aboutInit = `Write your settings, tapdesk/config.toml in $XDG_CONFIG_HOME or in ~/.config. It asks for what the
flags do not give: the tenant's id, the id of the app registration, and Microsoft's cloud. It never changes an
existing file.

How the app is registered, once for all operators, is in graph/auth/SETUP.md.`

func (p *program) initCommand() *cobra.Command {
	var flags settingFlags
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "write your settings: asks for the tenant, the app registration and the cloud",
		Long:    aboutInit,
		Example: "  tapdesk init\n  tapdesk init --cloud usgov",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := flags.given(cmd.Flags().Changed)
			return p.writeSettings(config.Initial{TenantID: given["tenant_id"], ClientID: given["client_id"],
				Cloud: given["cloud"]})
		},
	}
	cmd.Flags().SortFlags = false
	flags.register(cmd, "tenant_id", "client_id", "cloud")
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	return cmd
}

// maxAnswers is how long the answers may be in total, in bytes.
const maxAnswers = 64 << 10

// writeSettings asks for what the flags did not give, and writes the operator's file. It asks again after an invalid
// answer. The questions go to standard error, because standard output is for the result.
func (p *program) writeSettings(first config.Initial) error {
	path, err := config.OperatorPath(p.getenv)
	if err != nil {
		return refuse("%v", err)
	}
	if _, err := os.Lstat(path); err == nil { // report this before asking anything
		return fmt.Errorf("%s already exists and was not changed: edit the file, or move it away",
			text.Line(path))
	}
	in := bufio.NewReader(io.LimitReader(p.in, maxAnswers))
	for _, question := range []struct {
		key, text string
		value     *string
	}{
		{"tenant_id", "Tenant (directory) id, a GUID: ", &first.TenantID},
		{"client_id", "App registration (client) id, a GUID: ", &first.ClientID},
		{"cloud", "Cloud: " + config.Values("cloud") + " [" + config.Default("cloud") + "]: ", &first.Cloud},
	} {
		if err := p.ask(in, question.key, question.text, question.value); err != nil {
			return err
		}
	}
	err = config.Init(path, first)
	switch wrong := (config.Problems{}); {
	case errors.As(err, &wrong):
		return refuse("nothing was written: %v", err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(p.out, "wrote %s; 'tapdesk config show' shows what is in force, 'tapdesk' signs in\n",
		text.Line(path))
	return err
}

// ask asks until the answer is valid, unless a flag gave it. It never repeats an answer: text pasted in the wrong place
// may be a secret.
func (p *program) ask(in *bufio.Reader, key, text string, value *string) error {
	if *value != "" {
		canonical, err := config.Check(key, *value)
		if err != nil {
			return refuse("--%s: %v", config.FlagName(key), err)
		}
		*value = canonical
		return nil
	}
	for {
		fmt.Fprint(p.err, text)
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			fmt.Fprintln(p.err)
			return refuse("nothing was written: there was no answer for %s; or give it with --%s", key,
				config.FlagName(key))
		}
		if line = strings.TrimSpace(line); line == "" {
			line = config.Default(key)
		}
		canonical, err := config.Check(key, strings.ToLower(line))
		if err == nil {
			*value = canonical
			return nil
		}
		fmt.Fprintf(p.err, "%s: %v\n", key, err)
	}
}
