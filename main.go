// Tapdesk is a terminal console for helpdesk operators: find a person in Microsoft Entra ID, see what is in the way,
// issue a Temporary Access Pass, show it once, watch it work. Its commands and flags are in ui/cli.
package main

import (
	"os"

	"tapdesk/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
