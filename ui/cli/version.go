package cli

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		Long: "Print the version, the commit it was built from as far as that is known, and the Go version and platform it " +
			"was built for.",
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.printVersion() },
	}
}

func (p *program) printVersion() error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintln(p.out, describe(info))
	return err
}

// describe returns, in one line, what was built, from what, and for what. info may be nil.
func describe(info *debug.BuildInfo) string {
	line := "tapdesk " + number(info)
	if info != nil {
		if built := commit(info.Settings); built != "" {
			line += " (" + built + ")"
		}
	}
	return fmt.Sprintf("%s %s %s/%s", line, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// release is the newest version in .github/CHANGELOG.md.
const release = "0.2.0"

// released matches the version of a tagged module, but not a commit's and not "(devel)".
var released = regexp.MustCompile(`^v\d+\.\d+\.\d+$`)

// number returns the module's version if it was built from a tag, and otherwise the release that it is heading for.
func number(info *debug.BuildInfo) string {
	if info != nil && released.MatchString(info.Main.Version) {
		return info.Main.Version
	}
	return "v" + release + "-devel"
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

// agent returns the User-Agent of every request.
func agent() string {
	info, _ := debug.ReadBuildInfo()
	return "tapdesk/" + number(info)
}
