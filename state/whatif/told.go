package whatif

import (
	"fmt"
	"strings"
)

// Verdict is what all simulations come to, in one line. It speaks for nothing: what was not given, or not read, is
// said.
type Verdict struct {
	// Kind is that of the heaviest finding, Note where there is none that is against it.
	Kind Kind
	Line string
}

// Judge says what the simulations come to.
func Judge(all []Simulation) Verdict {
	v := Verdict{Kind: Note, Line: notAsked}
	if len(all) == 0 {
		v.Kind = Depends
		return v
	}
	open, cut := all[0].Inputs.Open(), false
	var worst *Finding
	for _, s := range all {
		cut = cut || s.Cut
		for _, f := range s.Findings() {
			if worst == nil || f.Kind < worst.Kind {
				worst = &f
			}
		}
	}
	if worst != nil && worst.Kind < Note {
		v.Kind, v.Line = worst.Kind, quoted(worst.Policy)+" "+worst.Says
	} else {
		v.Line = noneAgainst
		if len(open) > 0 || cut {
			v.Kind = Depends
		}
	}
	if cut {
		v.Line += notAllRead
	}
	if len(open) > 0 {
		v.Line += fmt.Sprintf(formatNotGiven, strings.Join(open, ", "))
	}
	return v
}
