package cli

import "github.com/spf13/cobra"

const aboutAudit = `The journal says what was done with Tapdesk on this machine: passes issued and deleted, sessions
revoked, methods removed, sign-in blocked, passwords reset. Entra's audit log says what was done with any tool.`

func (p *program) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "who did what: the journal, and Entra's audit log",
		Long:  aboutAudit,
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.showCommand(), p.exportCommand(), p.verifyCommand(), p.reconcileCommand())
	return cmd
}
