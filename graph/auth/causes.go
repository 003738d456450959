package auth

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"tapdesk/state/fault"
	"tapdesk/state/session"
)

// causesFile lists the causes, and says how to add one.
//
//go:embed causes.toml
var causesFile []byte

// row is one cause of a failure in the operator's terms. session.Failure describes the texts, and causes.toml each
// field.
type row struct {
	Name     string
	Codes    []int
	Errors   []string
	Grant    string
	Happened string
	Operator string
	Admin    string
	Way      way
	Passing  bool
	Kind     kind
	Source   string
}

// way is a session.Way by its name in the file.
type way session.Way

// UnmarshalText accepts "browser", "blocked" or "later".
func (w *way) UnmarshalText(name []byte) error {
	ways := map[string]session.Way{"browser": session.ByBrowser, "blocked": session.Blocked, "later": session.Later}
	known, ok := ways[string(name)]
	if !ok {
		return fmt.Errorf("unknown way %q", name)
	}
	*w = way(known)
	return nil
}

// kind is a fault.Kind by its name in the file. The zero kind means fault.SignIn, or fault.Offline if the row is
// passing.
type kind fault.Kind

// UnmarshalText accepts "refused" or "canceled".
func (k *kind) UnmarshalText(name []byte) error {
	kinds := map[string]fault.Kind{"refused": fault.Refused, "canceled": fault.Canceled}
	known, ok := kinds[string(name)]
	if !ok {
		return fmt.Errorf("unknown kind %q", name)
	}
	*k = kind(known)
	return nil
}

// causes returns the rows of the file, which is read on first use. A test reads every row.
var causes = sync.OnceValue(func() []row {
	rows, _, err := readCauses(causesFile)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return rows
})

// readCauses reads a file of causes and their sources. Anything unknown in it is an error.
func readCauses(file []byte) (rows []row, sources map[string]string, err error) {
	var all struct {
		Sources map[string]string
		Cause   []row
	}
	d := toml.NewDecoder(bytes.NewReader(file))
	if err := d.DisallowUnknownFields().Decode(&all); err != nil {
		return nil, nil, fmt.Errorf("causes.toml: %w", err)
	}
	return all.Cause, all.Sources, nil
}

// named returns a function that returns the cause with a name.
func named(name string) func() row {
	return func() row {
		rows := causes()
		at := slices.IndexFunc(rows, func(r row) bool { return r.Name == name })
		if at < 0 {
			panic("causes.toml has no " + name) // a test calls each
		}
		return rows[at]
	}
}

// The causes that Tapdesk looks up by name.
var (
	codeOver      = named("code over")
	unavailable   = named("unavailable")
	generic       = named("generic")
	nameless      = named("nameless")
	interaction   = named("interaction")
	stuck         = named("stuck")
	revoked       = named("revoked")
	offline       = named("offline")
	intercepted   = named("intercepted")
	foreign       = named("foreign")
	notGranted    = named("not granted")
	wrongTenant   = named("wrong tenant")
	noIdentity    = named("no identity")
	otherPerson   = named("other person")
	replaced      = named("replaced")
	answerForeign = named("answer foreign")
	answerByQuery = named("answer by query")
	portsTaken    = named("ports taken")
	portRefused   = named("port refused")
	windowOver    = named("window over")
	canceled      = named("canceled")
	notYet        = named("not yet")
	superseded    = named("superseded")
	pasteOff      = named("paste off")
	pasteWrong    = named("paste wrong")
	pasteForeign  = named("paste foreign")
	pasteUsed     = named("paste used")
	sandboxGone   = named("sandbox gone")
	noSandbox     = named("no sandbox")
	misconfigured = named("misconfigured")
	anyPortTaken  = named("port taken")
	untrusted     = named("untrusted")
)

// portTaken returns the row for a configured port that another program has. No other port is used instead: a tunnel set
// up for that number, as in an ssh_config, would lead the operator's browser to the other program.
func portTaken(port int) row {
	r := anyPortTaken()
	number := fmt.Sprint(port)
	r.Happened = strings.ReplaceAll(r.Happened, "{port}", number)
	r.Operator = strings.ReplaceAll(r.Operator, "{port}", number)
	return r
}
