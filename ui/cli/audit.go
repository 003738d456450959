package cli

import "github.com/spf13/cobra"

const aboutAudit = `The journal says what was issued and deleted with Tapdesk on this machine; Entra's audit log says
everything that was issued and deleted.`

func (p *program) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "who issued what: the journal, and Entra's audit log",
		Long:  aboutAudit,
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.showCommand(), p.exportCommand(), p.verifyCommand(), p.reconcileCommand())
	return cmd
}
