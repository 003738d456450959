package entra

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"tapdesk/graph/sandbox/wire"
)

// op is a class of requests to the token service that a fault can be aimed at.
type op string

const (
	opDiscovery  op = "discovery"  // GET openid-configuration
	opDeviceCode op = "devicecode" // POST devicecode
	opAuthorize  op = "authorize"  // GET authorize, by the browser
	opToken      op = "token"      // POST token with a device code or an authorization code
	opRefresh    op = "refresh"    // POST token with a refresh token
	opKeys       op = "keys"       // GET keys: not subject to faults
)

var ops = []op{opDiscovery, opDeviceCode, opAuthorize, opToken, opRefresh}

// Names of the token service's own faults other than refusals with a number.
const (
	faultDrop       = "network-drop"
	faultSlowDown   = "slow-down"
	faultDeclined   = "declined"
	faultRefused    = "access-denied"
	faultBadCode    = "bad-code"
	faultScope      = "declined-scope"
	faultTid        = "wrong-tid"
	faultNoWids     = "no-wids"
	faultNoRenewal  = "no-refresh-token"
	faultMalformed  = "malformed-answer"
	faultState      = "wrong-state"
	faultByGet      = "redirect-get"
	faultNoRedirect = "no-redirect"
	faultGivenUp    = "given-up"
	faultTextCodes  = "codes-as-text"
	faultNoCodes    = "codes-left-out"
	faultProxy      = "proxy-407"
)

// Names of Graph's faults that can also be aimed at the token service.
const (
	faultThrottleWhole = "throttle-whole"
	faultThrottleFrac  = "throttle-fraction"
	faultThrottleBare  = "throttle-bare"
	faultServer        = "server-500"
	faultUnavailable   = "unavailable-503"
	faultTimeout       = "timeout-504"
	faultHTML          = "html-body"
	faultLost          = "lost-answer"
	faultCut           = "cut-answer"
	faultSlow          = "slow-answer"
)

// trait is where a fault can hit the token service.
type trait struct {
	ops     []op     // at which it can be aimed
	free    []op     // that it hits when it is not aimed; nil for a fault of Graph's, which must be aimed
	refusal *refusal // the answer; nil if the code decides
}

// traits are all faults that can hit the token service, including Graph's.
var traits = makeTraits()

func makeTraits() map[string]trait {
	all, tokens := ops, atGrant
	out := map[string]trait{
		faultDrop:       {ops: all, free: all},
		faultMalformed:  {ops: except(all, opAuthorize), free: tokens},
		faultScope:      {ops: tokens, free: tokens},
		faultTid:        {ops: tokens, free: tokens},
		faultNoWids:     {ops: tokens, free: tokens},
		faultNoRenewal:  {ops: tokens, free: tokens},
		faultState:      {ops: []op{opAuthorize}, free: []op{opAuthorize}},
		faultByGet:      {ops: []op{opAuthorize}, free: []op{opAuthorize}},
		faultNoRedirect: {ops: []op{opAuthorize}, free: []op{opAuthorize}},
		faultGivenUp:    {ops: []op{opAuthorize}, free: []op{opAuthorize}},
		faultTextCodes:  {ops: except(all, opAuthorize), free: tokens},
		faultNoCodes:    {ops: except(all, opAuthorize), free: tokens},
		faultProxy:      {ops: all, free: tokens},
	}
	for _, name := range []string{
		faultThrottleWhole, faultThrottleFrac, faultThrottleBare, faultServer, faultUnavailable, faultTimeout, faultHTML,
		faultLost, faultCut, faultSlow,
	} {
		out[name] = trait{ops: all}
	}
	refusals := map[string]refusal{
		faultSlowDown: refuseSlow, faultDeclined: refuseDeclined, faultRefused: refuseDenied, faultBadCode: refuseBadCode,
	}
	for _, r := range faultRefusals {
		refusals["aadsts-"+strconv.Itoa(r.code)] = r
	}
	for name, r := range refusals {
		t := trait{ops: except(all, opDiscovery), refusal: &r}
		if r.poll {
			t.ops = atToken
		}
		t.free = slices.DeleteFunc(slices.Clone(t.ops), func(o op) bool { return !r.strikesAt(o) })
		out[name] = t
	}
	return out
}

// codesField matches the list of numbers in a refusal.
var codesField = regexp.MustCompile(`"error_codes":\[(\d+)\],`)

func except(ops []op, drop op) []op {
	return slices.DeleteFunc(slices.Clone(ops), func(o op) bool { return o == drop })
}

// FaultNames returns the names of the token service's own faults, sorted. Graph's faults of the network and of a
// failing server can be aimed at it too.
func FaultNames() []string {
	var names []string
	for name, t := range traits {
		if t.free != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Ops returns the operations at which a fault can be aimed.
func Ops() []string { return wire.Texts(ops) }

// FaultOps returns the operations at which the named fault can be aimed, none if it cannot hit the token service.
func FaultOps(name string) []string { return wire.Texts(traits[name].ops) }

// strike uses up the first armed fault that hits q and fits, and returns its name.
func (a *Authority) strike(q *ask, fits func(name string, t trait) bool) string {
	return a.t.Strike(func(name, aim string) bool {
		t, ok := traits[name]
		if !ok || !fits(name, t) {
			return false
		}
		return aim == string(q.op) || aim == "" && slices.Contains(t.free, q.op)
	})
}

func (a *Authority) strikeNamed(q *ask, names ...string) string {
	return a.strike(q, func(name string, _ trait) bool { return slices.Contains(names, name) })
}

// refusal returns the armed refusal that hits q, either of those that answer polls or of the others.
func (a *Authority) refusal(q *ask, poll bool) *refusal {
	name := a.strike(q, func(_ string, t trait) bool { return t.refusal != nil && t.refusal.poll == poll })
	return traits[name].refusal
}

// faultBefore applies the faults that answer in place of the token service, which then does nothing.
func (a *Authority) faultBefore(q *ask) *wire.Answer {
	switch a.strikeNamed(q, faultDrop, faultThrottleWhole, faultThrottleFrac, faultThrottleBare, faultServer,
		faultUnavailable, faultHTML, faultProxy) {
	case faultDrop:
		q.fx.Lost = true
		return wire.NewAnswer(http.StatusServiceUnavailable, "", nil)
	case faultThrottleWhole:
		return a.refuseUntil(q, refuseThrottled, "2")
	case faultThrottleFrac:
		return a.refuseUntil(q, refuseThrottled, "2.128")
	case faultThrottleBare:
		return a.refuse(q, refuseThrottled)
	case faultServer:
		return a.refuse(q, refuseServer)
	case faultUnavailable:
		return a.refuseUntil(q, refuseDown, "2")
	case faultHTML:
		return wire.HTML(http.StatusBadGateway)
	case faultProxy:
		return wire.HTML(http.StatusProxyAuthRequired)
	}
	return nil
}

func (a *Authority) refuseUntil(q *ask, r refusal, wait string) *wire.Answer {
	out := a.refuse(q, r)
	out.Header.Set("Retry-After", wait)
	return out
}

// faultAfter applies the faults of an answer to something that was done. Several can hit the same answer.
func (a *Authority) faultAfter(q *ask, out *wire.Answer) {
	q.fx.Slow = a.strikeNamed(q, faultSlow) != ""
	q.fx.Lost = a.strikeNamed(q, faultLost) != ""
	q.fx.Cut = a.strikeNamed(q, faultCut) != ""
	if a.strikeNamed(q, faultTimeout) != "" {
		*out = *wire.HTML(http.StatusGatewayTimeout)
		return
	}
	if out.Status >= 400 && codesField.Match(out.Body) {
		switch a.strikeNamed(q, faultTextCodes, faultNoCodes) {
		case faultTextCodes:
			out.Body = codesField.ReplaceAll(out.Body, []byte(`"error_codes":["$1"],`))
		case faultNoCodes:
			out.Body = codesField.ReplaceAll(out.Body, nil)
		}
	}
	// Only a success is garbled: it holds the tokens that must not be shown.
	if out.Status == http.StatusOK && len(out.Body) > 0 && a.strikeNamed(q, faultMalformed) != "" {
		out.Body = out.Body[:len(out.Body)-1]
	}
}
