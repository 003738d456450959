package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// shells are those that have a completion script.
var shells = []string{"bash", "zsh", "fish", "powershell"}

const aboutCompletion = `Print the script that lets a shell complete tapdesk's commands, flags and their values.

    bash        source <(tapdesk completion bash)
    zsh         source <(tapdesk completion zsh)
    fish        tapdesk completion fish | source
    powershell  tapdesk completion powershell | Out-String | Invoke-Expression

The line belongs into the shell's own start file.`

func (p *program) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "completion " + strings.Join(shells, "|"),
		Short:     "print a script that lets a shell complete tapdesk",
		Long:      aboutCompletion,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return refuse("'tapdesk completion' takes the name of a shell: %s", strings.Join(shells, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch root := cmd.Root(); args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.out, true)
			case "zsh":
				return root.GenZshCompletion(p.out)
			case "fish":
				return root.GenFishCompletion(p.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.out)
			}
			return refuse("there is no completion for %q; use %s", args[0], strings.Join(shells, ", "))
		},
	}
}
