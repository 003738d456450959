package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// op is a class of Graph requests that a fault can be aimed at.
type op string

const (
	opSearch    op = "search"    // GET /users
	opBatch     op = "batch"     // POST /$batch as a whole
	opList      op = "list"      // GET temporaryAccessPassMethods or authentication/methods
	opCreate    op = "create"    // POST temporaryAccessPassMethods
	opDelete    op = "delete"    // DELETE temporaryAccessPassMethods/{id}
	opPolicy    op = "policy"    // anything under /policies
	opAudit     op = "audit"     // GET /auditLogs/directoryAudits
	opSignIns   op = "signins"   // GET /auditLogs/signIns
	opDetails   op = "details"   // GET /reports/authenticationMethods/userRegistrationDetails
	opEvaluate  op = "evaluate"  // POST /identity/conditionalAccess/evaluate
	opRevoke    op = "revoke"    // POST /users/{id}/revokeSignInSessions
	opEnable    op = "enable"    // PATCH /users/{id} with accountEnabled
	opRemove    op = "remove"    // DELETE of a method other than the pass
	opReset     op = "reset"     // POST resetPassword
	opOperation op = "operation" // GET authentication/operations/{id}
	opRoles     op = "roles"     // a person's roles, eligible roles, and groups they are in or own
)

var ops = []op{
	opSearch, opBatch, opList, opCreate, opDelete, opPolicy, opAudit, opSignIns, opDetails, opEvaluate, opRevoke, opEnable,
	opRemove, opReset, opOperation, opRoles,
}

// Names of the faults.
const (
	faultExpiredToken   = "expired-token"
	faultClaims         = "claims-challenge"
	faultDenied         = "denied"
	faultNotReplicated  = "not-replicated"
	faultThrottleWhole  = "throttle-whole"
	faultThrottleFrac   = "throttle-fraction"
	faultThrottleBare   = "throttle-bare"
	faultThrottleLong   = "throttle-long"
	faultServer         = "server-500"
	faultUnavailable    = "unavailable-503"
	faultTimeout        = "timeout-504"
	faultLost           = "lost-answer"
	faultCut            = "cut-answer"
	faultSlow           = "slow-answer"
	faultListLag        = "list-lag"
	faultListMisses     = "list-misses"
	faultDisabled       = "created-but-disabled"
	faultRefuseExisting = "refuse-existing"
	faultUnknownMethod  = "unknown-method"
	faultEmptyPage      = "empty-page"
	faultHTML           = "html-body"
	faultShortPage      = "short-page"
	faultPageLoop       = "page-loop"
	faultPageExpired    = "page-expired"
	faultUnsupported    = "unsupported-filter"
	faultRawPart        = "raw-part"
	faultNullLifetime   = "null-lifetime"
	faultNullTimes      = "null-times"
	faultNullUse        = "null-use"
	faultOddNumbers     = "odd-numbers"
	// A year or a duration follows, as in date-9999 and date+7m.
	faultDate = "date"
	// A status can follow these two, as in gateway-done-408.
	faultGateway     = "gateway"
	faultGatewayDone = "gateway-done"
)

// trait is where a fault can hit.
type trait struct {
	ops     []op // at which it can be aimed; nil is all
	aim     op   // where it is aimed by default; "" is the next request
	special bool // applied by the handler it concerns, also in an item of a batch
}

var traits = map[string]trait{
	faultExpiredToken: {}, faultClaims: {}, faultDenied: {}, faultThrottleWhole: {}, faultThrottleFrac: {},
	faultThrottleBare: {}, faultThrottleLong: {}, faultServer: {}, faultUnavailable: {}, faultTimeout: {}, faultCut: {},
	faultHTML: {}, faultGateway: {},
	faultGatewayDone:    {aim: opCreate},
	faultLost:           {aim: opCreate},
	faultSlow:           {aim: opCreate},
	faultDisabled:       {aim: opCreate, ops: []op{opCreate, opBatch}, special: true},
	faultRefuseExisting: {aim: opCreate, ops: []op{opCreate, opBatch}, special: true},
	faultNotReplicated: {
		ops:     []op{opList, opCreate, opDelete, opRevoke, opEnable, opRemove, opReset, opBatch},
		special: true,
	},
	faultListLag:       {ops: []op{opList, opCreate, opDelete, opRemove, opBatch}, special: true},
	faultListMisses:    {ops: []op{opList, opBatch}, special: true},
	faultUnknownMethod: {ops: []op{opList, opBatch}, special: true},
	faultEmptyPage:     {ops: []op{opSearch, opList, opAudit, opSignIns, opDetails, opBatch}, special: true},
	faultShortPage:     {aim: opSearch, ops: []op{opSearch}, special: true},
	faultPageLoop:      {aim: opSearch, ops: []op{opSearch}, special: true},
	faultPageExpired:   {aim: opSearch, ops: []op{opSearch}, special: true},
	faultUnsupported:   {aim: opSearch, ops: []op{opSearch}, special: true},
	faultRawPart:       {special: true},
	faultDate:          {},
	faultNullLifetime:  {ops: []op{opList, opCreate, opBatch}, special: true},
	faultNullTimes:     {ops: []op{opList, opCreate, opBatch}, special: true},
	faultNullUse:       {ops: []op{opList, opCreate, opBatch}, special: true},
	faultOddNumbers:    {ops: []op{opList, opCreate, opPolicy, opBatch}, special: true},
}

// FaultNames returns the names of all faults, sorted.
func FaultNames() []string {
	names := make([]string, 0, len(traits))
	for name := range traits {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// fault is an armed fault.
type fault struct {
	name string
	op   op  // "" is the next request of any kind
	left int // how often it still hits; negative is always
	// year is the year in the Date header; ahead is by how much the header is wrong.
	year  int
	ahead time.Duration
	// status is a gateway's status; 0 for other faults.
	status int
}

func (f *fault) String() string {
	s := f.name
	if f.status != 0 {
		s += "-" + strconv.Itoa(f.status)
	}
	switch {
	case f.year != 0:
		s += "-" + strconv.Itoa(f.year)
	case f.ahead > 0:
		s += "+" + f.ahead.String()
	case f.ahead < 0:
		s += f.ahead.String()
	}
	if f.op != "" {
		s += "@" + string(f.op)
	}
	switch {
	case f.left < 0:
		s += ":always"
	case f.left > 1:
		s += ":" + strconv.Itoa(f.left)
	}
	return s
}

// maxFaults is how many faults can be armed at a time.
const maxFaults = 256

// parseFault parses NAME[@OP][:N|:always].
func parseFault(spec string) (*fault, error) {
	rest, count, counted := strings.Cut(spec, ":")
	name, aim, aimed := strings.Cut(rest, "@")
	name, status := gatewayStatus(name)
	name, year, ahead := wrongDate(name)
	_, graph := traits[name]
	if !graph && len(entra.FaultOps(name)) == 0 {
		return nil, fmt.Errorf("fault %q: unknown name, use one of %s", spec, strings.Join(namesLike(name), " "))
	}
	f := &fault{name: name, op: traits[name].aim, left: 1, status: status, year: year, ahead: ahead}
	if aimed {
		f.op = op(aim)
		if all := append(wire.Texts(ops), entra.Ops()...); !slices.Contains(all, aim) {
			return nil, fmt.Errorf("fault %q: unknown operation %q, use one of %v", spec, aim, all)
		}
		if met := meetable(name); !slices.Contains(met, aim) {
			return nil, fmt.Errorf("fault %q: %s cannot hit %s, use one of %v", spec, name, aim, met)
		}
	}
	if !counted {
		return f, nil
	}
	if count == "always" {
		f.left = -1
		return f, nil
	}
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 {
		return nil, fmt.Errorf("fault %q: %q is not a count, use a number from 1 or always", spec, count)
	}
	f.left = n
	return f, nil
}

// wrongDate splits the name of a date fault from its value: a year, as in date-9999, or an offset from the sandbox's
// clock, as in date+7m and date-2h. Other names have none.
func wrongDate(name string) (of string, year int, ahead time.Duration) {
	rest, ok := strings.CutPrefix(name, faultDate)
	if !ok {
		return name, 0, 0
	}
	n, err := strconv.Atoi(strings.TrimPrefix(rest, "-"))
	if err == nil && n >= 1 && n <= 9999 && rest == "-"+strconv.Itoa(n) {
		return faultDate, n, 0
	}
	if d, err := time.ParseDuration(rest); err == nil && d != 0 && strings.ContainsAny(rest[:1], "+-") {
		return faultDate, 0, d
	}
	return name, 0, 0
}

// gatewayStatus splits the name of a gateway fault from its status, from 200 to 599, by default 502. Other names have
// none.
func gatewayStatus(name string) (string, int) {
	for _, of := range []string{faultGatewayDone, faultGateway} { // one is a prefix of the other
		rest, ok := strings.CutPrefix(name, of)
		if ok && rest == "" {
			return of, http.StatusBadGateway
		}
		if n, err := strconv.Atoi(strings.TrimPrefix(rest, "-")); ok && err == nil && n >= 200 && n <= 599 &&
			rest == "-"+strconv.Itoa(n) {
			return of, n
		}
	}
	return name, 0
}

// namesLike returns the names that may have been meant by an unknown one: the refusals with a number, or the others.
func namesLike(name string) []string {
	const numbered = "aadsts-"
	names := append(FaultNames(), entra.FaultNames()...)
	names = slices.DeleteFunc(names, func(n string) bool {
		return strings.HasPrefix(n, numbered) != strings.HasPrefix(name, numbered)
	})
	if !strings.HasPrefix(name, numbered) {
		names = append(names, numbered+"NUMBER")
	}
	return names
}

// meetable returns the operations at which a fault can be aimed, Graph's or the token service's.
func meetable(name string) []string {
	var met []op
	if known, ok := traits[name]; ok {
		if met = known.ops; met == nil {
			met = ops
		}
	}
	return append(wire.Texts(met), entra.FaultOps(name)...)
}

// Fault arms a fault: NAME[@OP][:N|:always], by default once. It returns an error if the spec is invalid.
func (t *Tenant) Fault(spec string) error {
	f, err := parseFault(spec)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.faults) >= maxFaults {
		return fmt.Errorf("fault %q: %d faults are armed already", spec, maxFaults)
	}
	t.faults = append(t.faults, f)
	return nil
}

// Armed returns the specs of the faults that have not hit yet.
func (t *Tenant) Armed() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	specs := make([]string, 0, len(t.faults))
	for _, f := range t.faults {
		specs = append(specs, f.String())
	}
	return specs
}

// meets reports whether the fault hits this exchange.
func (f *fault) meets(x *exchange) bool {
	special := traits[f.name].special
	switch f.op {
	case "":
		// A fault without an aim hits whole HTTP requests; a special one also hits items of a batch.
		return special || !x.item
	case opBatch:
		return x.route.op == opBatch || special && x.item
	case opList:
		if f.name == faultListLag {
			return true // it begins with a write
		}
	}
	return f.op == x.route.op
}

// strike uses up a fault of that name if one hits this exchange. It needs t.mu.
func (t *Tenant) strike(x *exchange, name string) bool {
	return t.strikeAny(x, name) != nil
}

// strikeAny uses up the first armed fault of those names that hits this exchange, and returns it as it was before. It
// needs t.mu.
func (t *Tenant) strikeAny(x *exchange, names ...string) *fault {
	return t.useUp(func(f *fault) bool { return slices.Contains(names, f.name) && f.meets(x) })
}

// useUp uses up the first armed fault that hits, and returns it as it was before. It needs t.mu.
func (t *Tenant) useUp(hits func(*fault) bool) *fault {
	for i, f := range t.faults {
		if !hits(f) {
			continue
		}
		was := *f
		if f.left > 0 {
			f.left--
		}
		if f.left == 0 {
			t.faults = slices.Delete(t.faults, i, i+1)
		}
		return &was
	}
	return nil
}
