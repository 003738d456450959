package cli

import (
	_ "embed"
	"fmt"

	"github.com/spf13/cobra"
)

// A test generates the pages from the commands with cobra/doc (go generate ./ui/cli), and they are only embedded here:
// cobra/doc itself would add close to a millisecond of package initialization to every start of the console.
var (
	//go:embed man/tapdesk.1
	manTapdesk string
	//go:embed man/tapdesk-sandbox.1
	manSandbox string
)

func (p *program) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man [sandbox]",
		Short: "print the man page",
		Long: "Print the man page of tapdesk, or of 'tapdesk sandbox', in the man macros: " +
			"'tapdesk man | man -l -' shows it.",
		Example: `  tapdesk man | man -l -
  tapdesk man > ~/.local/share/man/man1/tapdesk.1
  tapdesk man sandbox > ~/.local/share/man/man1/tapdesk-sandbox.1`,
		ValidArgs: []string{"sandbox"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 || len(args) == 1 && args[0] != "sandbox" {
				return refuse("there is no man page for %q; use 'tapdesk man' or 'tapdesk man sandbox'", args[len(args)-1])
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			page := manTapdesk
			if len(args) == 1 {
				page = manSandbox
			}
			_, err := fmt.Fprint(p.out, page)
			return err
		},
	}
}
