package cli

import (
	"cmp"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"tapdesk/state/person"
)

// maxCaller is how many bytes 'tapdesk open -' reads from standard input at most.
const maxCaller = 4096

const aboutOpen = `Start the console on one person, for a ticket system or a script that knows who is on the phone. It
signs in first, as usual, and takes all flags of the console. If the name matches several people, the
list is shown. It issues nothing by itself.

Everybody on this host can read the arguments of a running program. 'tapdesk open -' takes the person
from the first line of standard input instead, and the ticket from the second, if there is one.`

// openCommand starts the console on one person, with the ticket that they called for.
func (p *program) openCommand() *cobra.Command {
	var flags consoleFlags
	cmd := &cobra.Command{
		Use:   "open UPN",
		Short: "start the console on one person",
		Long:  aboutOpen,
		Example: "  tapdesk open ordinary@sandbox.example --ticket INC0012345\n" +
			"  printf '%s\\n' ordinary@sandbox.example INC0012345 | tapdesk open -",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return refuse("'tapdesk open' takes one person, by UPN or object id, but got %d arguments", len(args))
			}
			if flags.open = args[0]; flags.open == "-" {
				if err := p.readCaller(cmd, &flags); err != nil {
					return err
				}
			}
			if person.Classify(flags.open).Empty() {
				return refuse("'tapdesk open' needs one person, by UPN or object id")
			}
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

// readCaller reads the person and the ticket from standard input, and then replaces it by the terminal.
func (p *program) readCaller(cmd *cobra.Command, flags *consoleFlags) error {
	if f, ok := p.in.(*os.File); ok && term.IsTerminal(f.Fd()) {
		return refuse("'tapdesk open -' reads the person from a pipe or a file, and standard input is the terminal; name " +
			"the person instead of -")
	}
	input, err := io.ReadAll(io.LimitReader(p.in, maxCaller+1))
	if err != nil || len(input) > maxCaller {
		return refuse("'tapdesk open -' could not read standard input: %v",
			cmp.Or(err, errors.New("it is longer than 4 KiB")))
	}
	lines := strings.Split(strings.TrimRight(string(input), "\r\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	if len(lines) > 2 {
		return refuse("'tapdesk open -' reads two lines at most, the person and the ticket, but got %d", len(lines))
	}
	flags.open = lines[0]
	if len(lines) == 2 && lines[1] != "" {
		if cmd.Flags().Changed("ticket") {
			return refuse("--ticket and a ticket on standard input exclude each other; leave one of them out")
		}
		if err := cmd.Flags().Set("ticket", lines[1]); err != nil {
			return refuse("the ticket on standard input: %v", err)
		}
	}
	if p.in != os.Stdin {
		return nil
	}
	os.Stdin, err = os.OpenFile(terminalPath, os.O_RDWR, 0)
	if err != nil {
		return refuse("the console needs a terminal for its keys, and this session has none; run it from one, through SSH " +
			"with 'ssh -t'")
	}
	return nil
}
