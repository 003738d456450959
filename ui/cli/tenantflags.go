package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/state/clock"
)

// tenantFlags say what sandbox tenant to create: the console's own, or one that is served alone.
type tenantFlags struct {
	people  int
	seed    uint64
	as      string
	latency time.Duration
	faults  []string
	caller  string
	accents string
}

// defaultAccount is who is signed in unless the flags say otherwise.
const defaultAccount = "operator"

// accents are the ways in which the sandbox can compare letters.
var accents = []string{string(sandbox.AccentsExact), string(sandbox.AccentsFolded)}

// tenantFlagNames are the names of tenantFlags on the command line.
var tenantFlagNames = []string{"people", "seed", "as", "latency", "fault", "caller", "accents"}

// register adds the flags. caller is the default of --caller: who uses the passes.
func (t *tenantFlags) register(cmd *cobra.Command, where, caller string) {
	f := cmd.Flags()
	f.IntVar(&t.people, "people", sandbox.DefaultPeople, where+"invent `N` people besides the cast")
	f.Uint64Var(&t.seed, "seed", 1, where+"invent other people; the same `N` gives the same ones")
	f.StringVar(&t.as, "as", defaultAccount, where+"sign in as `ACCOUNT` of the cast, such as reader")
	f.DurationVar(&t.latency, "latency", 0, where+"delay every answer by `D`, such as 150ms")
	f.StringArrayVar(&t.faults, "fault", nil,
		where+"make Graph or the sign-in fail as `SPEC` says ('tapdesk sandbox --help' lists them); may be repeated")
	f.StringVar(&t.caller, "caller", caller,
		where+"what a person does who gets a pass: `SCRIPT` is "+strings.Join(sandbox.CallerNames(), ", ")+
			", or steps after the pass begins, such as signin@40s,fido2@65s")
	f.StringVar(&t.accents, "accents", string(sandbox.AccentsExact),
		where+"whether a search takes ü for u: `HOW` is exact or folded (nobody knows which Graph does)")
	_ = cmd.RegisterFlagCompletionFunc("accents", cobra.FixedCompletions(accents, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("caller",
		cobra.FixedCompletions(sandbox.CallerNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("fault",
		func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return slices.Concat(sandbox.FaultNames(), entra.FaultNames()),
				cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
		})
	_ = cmd.RegisterFlagCompletionFunc("as",
		cobra.FixedCompletions([]string{"operator", "reader", "global-admin"}, cobra.ShellCompDirectiveNoFileComp))
}

// options checks the flags and returns the options of the tenant. Its errors name the flag and say what to do.
func (t *tenantFlags) options(clk clock.Clock) (sandbox.Options, error) {
	o := sandbox.Options{
		People: t.people, Seed: t.seed, As: t.as, Latency: t.latency, Faults: t.faults, Caller: t.caller, Clock: clk,
		Accents: sandbox.Accents(t.accents),
	}
	switch {
	case t.people < 1 || t.people > sandbox.MaxPeople:
		return o, refuse("--people %d: use 1 to %d", t.people, sandbox.MaxPeople)
	case t.accents != "" && !slices.Contains(accents, t.accents):
		return o, refuse("--accents %q: use %s", t.accents, strings.Join(accents, " or "))
	case t.latency < 0:
		return o, refuse("--latency %s: use a duration of zero or more, such as 150ms", t.latency)
	case t.as == "":
		return o, refuse("--as is empty: use an account of the cast, such as operator or reader")
	}
	if err := sandbox.CheckCaller(t.caller); err != nil {
		return o, refuse("--%v", err)
	}
	if t.as == defaultAccount && len(t.faults) == 0 {
		return o, nil
	}
	// A tenant of one person finds any other error, in less than a millisecond.
	probe, err := sandbox.New(sandbox.Options{People: 1, As: t.as, Clock: clk})
	if err != nil {
		return o, refuse("--as %q is not of the cast: use operator, reader or global-admin, or what GET /sandbox/cast of a "+
			"running sandbox lists", t.as)
	}
	for _, spec := range t.faults {
		if err := probe.Fault(spec); err != nil {
			return o, refuse("--%v", err)
		}
	}
	return o, nil
}

// faultList returns the names of faults for the help, a few on each line.
func faultList(names []string) string {
	var lines []string
	for names := range slices.Chunk(names, 4) {
		var line string
		for _, name := range names {
			line += fmt.Sprintf(" %-20s", name)
		}
		lines = append(lines, "   "+strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}
