// Tapdesk is a terminal console for helpdesk operators: find a person in Microsoft Entra ID, issue a Temporary Access Pass,
// show it once, delete it. What it can be told is in ui/cli.
package main

import (
	"os"

	"tapdesk/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
