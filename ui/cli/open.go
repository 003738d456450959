package cli

import (
	"github.com/spf13/cobra"

	"tapdesk/state/person"
)

const aboutOpen = `Start the console on one person, for a ticket system or a script that knows who is on the phone. It signs
in first, as ever, and takes all flags of the console. Where the name is found more than once, the
list is shown. Nothing is issued by it.`

// openCommand starts the console on a person, with what they called for.
func (p *program) openCommand() *cobra.Command {
	var flags consoleFlags
	cmd := &cobra.Command{
		Use:     "open UPN",
		Short:   "start the console on one person",
		Long:    aboutOpen,
		Example: "  tapdesk open ordinary@sandbox.example --ticket INC0012345",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return refuse("'tapdesk open' takes one person, by UPN or object id, but got %d arguments", len(args))
			}
			if person.Classify(args[0]).Empty() {
				return refuse("'tapdesk open' takes one person, by UPN or object id, and not nothing")
			}
			flags.open = args[0]
			return p.runConsole(cmd, &flags)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&flags.ticket, "ticket", "", "the `TICKET` that they called for")
	_ = cmd.RegisterFlagCompletionFunc("ticket", cobra.NoFileCompletions)
	flags.register(cmd)
	return cmd
}
