package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		Long:  "Print the version, the commit it was built from as far as that is known, and the Go version and platform it was built for.",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return p.printVersion() },
	}
}

func (p *program) printVersion() error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintln(p.out, describe(info))
	return err
}

// describe says in one line what was built, from what, and for what. info may be nil.
func describe(info *debug.BuildInfo) string {
	line := "tapdesk " + number(info)
	if info != nil {
		if built := commit(info.Settings); built != "" {
			line += " (" + built + ")"
		}
	}
	return fmt.Sprintf("%s %s %s/%s", line, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// number is the module's version, or "devel" when it was built from a work tree that has none.
func number(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" {
		return "devel"
	}
	return strings.Trim(info.Main.Version, "()")
}

func commit(settings []debug.BuildSetting) string {
	var revision, when, changed string
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			revision = "commit " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.time":
			when = ", " + s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", with changes"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + when + changed
}

// agent is the User-Agent of every request.
func agent() string {
	info, _ := debug.ReadBuildInfo()
	return "tapdesk/" + number(info)
}
