package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// about is the long help. Tables are indented by four spaces, which makes them verbatim in the man page.
const about = `Tapdesk is the console of a helpdesk operator for Microsoft Entra ID: find a person, see how
they can sign in, issue a Temporary Access Pass, show it once, delete it.

It signs you in with your own rights, by an app registration of your tenant: 'tapdesk init' asks for
the two ids it needs. Without a tenant, --demo runs it against one in memory that answers as
Microsoft Graph does, with invented people; no network is needed for it.

Settings come from flags, from your file (~/.config/tapdesk/config.toml) and from the site's
(/etc/tapdesk/config.toml), which nothing can loosen. 'tapdesk config show' shows what is in force,
'tapdesk config keys' what there is.

Tokens are in this process's memory and nowhere else; they end with it, with the lock and with the
sign-out.

Keys are listed at the foot of each screen; F1 explains the screen in front, Ctrl-C twice quits.

Exit codes:

    0    ended as asked
    1    failed, with the reason on standard error
    2    wrong usage or settings, or no terminal, TERM=dumb or GODEBUG=http2debug
    3    'tapdesk audit reconcile' found differences, or 'tapdesk audit verify' a journal that breaks
    4    the console's terminal was gone, and no signal said so
    129  the console was ended by SIGHUP: the connection to its terminal was lost
    130, 131, 143  the console was ended by SIGINT, SIGQUIT, SIGTERM

Environment:

    TERM             "dumb" is refused
    NO_COLOR         when set, no colours
    TZ               the operator's time zone: a name such as Europe/Berlin, or as POSIX writes it
    XDG_CONFIG_HOME  where your file is, instead of ~/.config
    XDG_STATE_HOME   where your journal is, instead of ~/.local/state
    SSH_CONNECTION   how your own machine reaches this one, unless sign_in.ssh_host says so
    HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR
                     count unless the site's file says no

TEA_TRACE, TEA_DEBUG and UV_DEBUG, with which libraries would copy the screen to a file, are ignored.`

const examples = `  tapdesk init
  tapdesk
  tapdesk --sign-in device-code --idle-lock 10m
  tapdesk open ordinary@sandbox.example --ticket INC0012345
  tapdesk --demo
  tapdesk --demo --people 100000 --fault lost-answer --zone Europe/Berlin
  tapdesk sandbox --listen 127.0.0.1:8080
  tapdesk --sandbox http://127.0.0.1:8080 --api-version beta`

// root builds the command tree. Without a subcommand it starts the console.
func (p *program) root() *cobra.Command {
	var flags consoleFlags
	var version bool
	cmd := &cobra.Command{
		Use:                        "tapdesk",
		Short:                      "issue Temporary Access Passes from the terminal",
		Long:                       about,
		Example:                    examples,
		Args:                       noArguments,
		SilenceErrors:              true,
		SilenceUsage:               true,
		DisableAutoGenTag:          true,
		SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				return p.printVersion()
			}
			return p.runConsole(cmd, &flags)
		},
	}
	cmd.SetOut(p.out)
	cmd.SetErr(p.err)
	cmd.SetFlagErrorFunc(flagError)
	cmd.Flags().SortFlags = false
	flags.register(cmd)
	cmd.Flags().BoolVar(&version, "version", false, "print the version and exit")
	cmd.Flags().BoolP("help", "h", false, "print this help and exit")
	cmd.PersistentPreRun = func(*cobra.Command, []string) { p.began = true }
	cmd.SetHelpCommand(helpCommand())
	cmd.AddCommand(p.auditCommand(), p.configCommand(), p.initCommand(), p.openCommand(), p.sandboxCommand(),
		p.completionCommand(), p.manCommand(), p.versionCommand())
	return cmd
}

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "explain a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return refuse("there is no help for %q; 'tapdesk --help' lists the commands", strings.Join(args, " "))
			}
			return about.Help()
		},
	}
}

// noArguments refuses arguments that are not flags. For a mistyped command it suggests the nearest ones.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return refuse("'%s' takes no argument, but got %q; '%s --help' shows what it takes", cmd.CommandPath(), args[0],
			cmd.CommandPath())
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return refuse("unknown command %q; did you mean '%s %s'?", args[0], cmd.CommandPath(),
			strings.Join(near, "' or '"+cmd.CommandPath()+" "))
	}
	return refuse("unknown command %q; '%s --help' lists the commands", args[0], cmd.CommandPath())
}

// flagError turns a flag's error into one sentence that says what to do.
func flagError(cmd *cobra.Command, err error) error {
	help := fmt.Sprintf("; '%s --help' lists the flags", cmd.CommandPath())
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &invalid):
		return refuse("--%s %s: %s%s", invalid.GetFlag().Name, quoted(invalid.GetValue()), expects(invalid.GetFlag()), help)
	case errors.As(err, &missing):
		return refuse("--%s needs a value: %s%s", missing.GetFlag().Name, expects(missing.GetFlag()), help)
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return refuse("unknown flag -%.1s%s", unknown.GetSpecifiedName(), help)
	case errors.As(err, &unknown):
		return refuse("unknown flag --%s%s", unknown.GetSpecifiedName(), help)
	}
	return refuse("%s%s", err, help)
}

// expects describes the values that a flag takes, from its type.
func expects(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "bool":
		return "use it alone, or with =true or =false"
	case "int", "uint64":
		return "use a whole number, 0 or more"
	case "duration":
		return "use a duration such as 150ms or 2s"
	}
	name, _ := pflag.UnquoteUsage(flag)
	return "use --" + flag.Name + " " + name
}

func quoted(value string) string { return fmt.Sprintf("%q", value) }
