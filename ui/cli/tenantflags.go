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

// tenantFlags say what sandbox tenant to make: for the console's own one as for one that is served alone.
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

// accents are the ways in which the sandbox compares letters.
var accents = []string{string(sandbox.AccentsExact), string(sandbox.AccentsFolded)}

// tenantFlagNames are the names of tenantFlags on the command line.
var tenantFlagNames = []string{"people", "seed", "as", "latency", "fault", "caller", "accents"}

// register adds the flags. caller is who uses the passes unless the flag says otherwise.
func (t *tenantFlags) register(cmd *cobra.Command, where, caller string) {
	f := cmd.Flags()
	f.IntVar(&t.people, "people", sandbox.DefaultPeople, where+"how many people `N` to invent, besides the cast")
	f.Uint64Var(&t.seed, "seed", 1, where+"invent other people; the same `N` gives the same ones")
	f.StringVar(&t.as, "as", defaultAccount, where+"sign in `ACCOUNT` of the cast, such as reader")
	f.DurationVar(&t.latency, "latency", 0, where+"let every answer take `D` longer, such as 150ms")
	f.StringArrayVar(&t.faults, "fault", nil, where+"let Graph or the sign-in misbehave as `SPEC` says ('tapdesk sandbox --help' lists them); may be repeated")
	f.StringVar(&t.caller, "caller", caller, where+"let who gets a pass do as `SCRIPT` says: "+strings.Join(sandbox.CallerNames(), ", ")+", or steps after the pass begins, such as signin@40s,fido2@65s")
	f.StringVar(&t.accents, "accents", string(sandbox.AccentsExact),
		where+"let a search take ü for u or not, since nobody knows which Graph does: `HOW` is exact or folded")
	_ = cmd.RegisterFlagCompletionFunc("accents", cobra.FixedCompletions(accents, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("caller", cobra.FixedCompletions(sandbox.CallerNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("fault", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return slices.Concat(sandbox.FaultNames(), entra.FaultNames()), cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions([]string{"operator", "reader", "global-admin"}, cobra.ShellCompDirectiveNoFileComp))
}

// options checks the flags and returns what to make the tenant from. Its errors name the flag and the way out.
func (t *tenantFlags) options(clk clock.Clock) (sandbox.Options, error) {
	o := sandbox.Options{People: t.people, Seed: t.seed, As: t.as, Latency: t.latency, Faults: t.faults, Caller: t.caller, Clock: clk,
		Accents: sandbox.Accents(t.accents)}
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
	// A tenant of one person finds what else is wrong, in less than a millisecond.
	probe, err := sandbox.New(sandbox.Options{People: 1, As: t.as, Clock: clk})
	if err != nil {
		return o, refuse("--as %q is not of the cast: use operator, reader or global-admin, or what GET /sandbox/cast of a running sandbox lists", t.as)
	}
	for _, spec := range t.faults {
		if err := probe.Fault(spec); err != nil {
			return o, refuse("--%v", err)
		}
	}
	return o, nil
}

// faultList is the names of faults for the help, a few on each line.
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
