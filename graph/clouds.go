package graph

import (
	"fmt"
	"strings"
)

// Cloud is one of Microsoft's clouds, each with its own Graph. Source: learn.microsoft.com/graph/deployments.
type Cloud int

const (
	// Global is the worldwide cloud, GCC included.
	Global Cloud = iota
	// USGov is US Government L4 (GCC High).
	USGov
	// USGovDoD is US Government L5 (DoD).
	USGovDoD
	// China is operated by 21Vianet. It has no Temporary Access Pass.
	China
)

var clouds = [...]struct {
	name, root string
	others     []string
	title      string // as people call it
}{
	Global:   {"global", "https://graph.microsoft.com", []string{"public", "gcc"}, "the worldwide cloud"},
	USGov:    {"usgov", "https://graph.microsoft.us", []string{"l4", "gcchigh"}, "GCC High"},
	USGovDoD: {"usgov-dod", "https://dod-graph.microsoft.us", []string{"l5", "dod"}, "DoD"},
	China:    {"china", "https://microsoftgraph.chinacloudapi.cn", []string{"21vianet"}, "21Vianet"},
}

func (c Cloud) known() bool { return c >= 0 && int(c) < len(clouds) }

// Name returns the word that ParseCloud accepts: global, usgov, usgov-dod or china.
func (c Cloud) Name() string {
	if !c.known() {
		return fmt.Sprintf("cloud(%d)", int(c))
	}
	return clouds[c].name
}

// String returns Name.
func (c Cloud) String() string { return c.Name() }

// Root returns Graph's address in the cloud, without a version or a trailing slash.
func (c Cloud) Root() string {
	if !c.known() {
		return ""
	}
	return clouds[c].root
}

// HasTAP reports whether the cloud has the Temporary Access Pass at all. Source: the table of national clouds at
// learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods.
func (c Cloud) HasTAP() bool { return c != China }

// scopeDoubt says what is not known of a scope outside the worldwide cloud; empty in it. Microsoft lists scopes for the
// worldwide cloud alone, which proves nothing about others. Source: microsoftgraph/microsoft-graph-devx-content,
// permissions/new/provisioningInfo.json.
func (c Cloud) scopeDoubt() string {
	if c == Global {
		return ""
	}
	return "; Microsoft lists the scope for its worldwide cloud, and whether " + clouds[c].title + " has it is not known"
}

// ParseCloud returns the cloud with a name, in any case. It also accepts "gcchigh", "l4", "dod", "l5" and the like.
func ParseCloud(name string) (Cloud, error) {
	plain := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name))
	for c, cloud := range clouds {
		if plain == strings.ReplaceAll(cloud.name, "-", "") {
			return Cloud(c), nil
		}
		for _, other := range cloud.others {
			if plain == other {
				return Cloud(c), nil
			}
		}
	}
	return Global, fmt.Errorf("unknown cloud %q: use global, usgov, usgov-dod or china", name)
}
