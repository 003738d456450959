package sandbox

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
)

// Requests to the token service that a fault may be aimed at.
const (
	opDiscovery  op = "discovery"  // GET openid-configuration
	opDeviceCode op = "devicecode" // POST devicecode
	opAuthorize  op = "authorize"  // GET authorize, by the browser
	opToken      op = "token"      // POST token with a device code or an authorization code
	opRefresh    op = "refresh"    // POST token with a refresh token
	opKeys       op = "keys"       // GET keys: no fault meets it
)

var authorityOps = []op{opDiscovery, opDeviceCode, opAuthorize, opToken, opRefresh}

// Names of the token service's own faults that are not a refusal with a number.
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

// authorityTrait says where a fault can hit the token service.
type authorityTrait struct {
	ops     []op     // that it may be aimed at
	free    []op     // that it strikes when it is not aimed; nil stands for a fault of Graph's, which must be aimed
	refusal *refusal // what is answered; nil is for the code to know
}

// authorityTraits are all faults that can hit the token service, Graph's among them.
var authorityTraits = makeAuthorityTraits()

func makeAuthorityTraits() map[string]authorityTrait {
	all, tokens := authorityOps, atGrant
	out := map[string]authorityTrait{
		faultDrop: {ops: all, free: all}, faultMalformed: {ops: except(all, opAuthorize), free: tokens},
		faultScope: {ops: tokens, free: tokens}, faultTid: {ops: tokens, free: tokens}, faultNoWids: {ops: tokens, free: tokens},
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
		faultThrottleWhole, faultThrottleFrac, faultThrottleBare, faultServer, faultUnavailable, faultTimeout, faultHTML, faultLost,
		faultCut, faultSlow,
	} {
		out[name] = authorityTrait{ops: all}
	}
	refusals := map[string]refusal{
		faultSlowDown: refuseSlow, faultDeclined: refuseDeclined, faultRefused: refuseDenied, faultBadCode: refuseBadCode,
	}
	for _, r := range faultRefusals {
		refusals["aadsts-"+strconv.Itoa(r.code)] = r
	}
	for name, r := range refusals {
		t := authorityTrait{ops: except(all, opDiscovery), refusal: &r}
		if r.poll {
			t.ops = atToken
		}
		t.free = slices.DeleteFunc(slices.Clone(t.ops), func(o op) bool { return !r.strikesAt(o) })
		out[name] = t
	}
	return out
}

// codesField is the list of numbers in a refusal.
var codesField = regexp.MustCompile(`"error_codes":\[(\d+)\],`)

func except(ops []op, drop op) []op {
	return slices.DeleteFunc(slices.Clone(ops), func(o op) bool { return o == drop })
}

// AuthorityFaultNames returns the names of the token service's own faults, sorted. Of FaultNames, those of the
// network and of a server in trouble can be aimed at it too.
func AuthorityFaultNames() []string {
	var names []string
	for name, t := range authorityTraits {
		if t.free != nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// strike uses up the first armed fault that is aimed at q and that fits, and returns it as it was. It needs t.mu.
func (a *Authority) strike(q *ask, fits func(name string, t authorityTrait) bool) *fault {
	return a.t.useUp(func(f *fault) bool {
		t, ok := authorityTraits[f.name]
		if !ok || !fits(f.name, t) {
			return false
		}
		return f.op == q.op || f.op == "" && slices.Contains(t.free, q.op)
	})
}

func (a *Authority) strikeNamed(q *ask, names ...string) string {
	if f := a.strike(q, func(name string, _ authorityTrait) bool { return slices.Contains(names, name) }); f != nil {
		return f.name
	}
	return ""
}

// refusal is the armed refusal that is aimed at q: one of those that answer polls, or of the others. It needs t.mu.
func (a *Authority) refusal(q *ask, poll bool) *refusal {
	f := a.strike(q, func(_ string, t authorityTrait) bool { return t.refusal != nil && t.refusal.poll == poll })
	if f == nil {
		return nil
	}
	return authorityTraits[f.name].refusal
}

// faultBefore are the faults that answer in place of the token service: nothing happens. It needs t.mu.
func (a *Authority) faultBefore(q *ask) *answer {
	switch a.strikeNamed(q, faultDrop, faultThrottleWhole, faultThrottleFrac, faultThrottleBare, faultServer, faultUnavailable, faultHTML, faultProxy) {
	case faultDrop:
		q.fx.lost = true
		return newAnswer(http.StatusServiceUnavailable, "", nil)
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
		return newAnswer(http.StatusBadGateway, "text/html; charset=us-ascii", []byte(htmlBody))
	case faultProxy:
		return newAnswer(http.StatusProxyAuthRequired, "text/html; charset=us-ascii", []byte(htmlBody))
	}
	return nil
}

func (a *Authority) refuseUntil(q *ask, r refusal, wait string) *answer {
	out := a.refuse(q, r)
	out.header.Set("Retry-After", wait)
	return out
}

// faultAfter are the faults of an answer that stands for something that was done. They all hit the same one. It needs t.mu.
func (a *Authority) faultAfter(q *ask, out *answer) {
	q.fx.slow = a.strikeNamed(q, faultSlow) != ""
	q.fx.lost = a.strikeNamed(q, faultLost) != ""
	q.fx.cut = a.strikeNamed(q, faultCut) != ""
	if a.strikeNamed(q, faultTimeout) != "" {
		*out = *newAnswer(http.StatusGatewayTimeout, "text/html; charset=us-ascii", []byte(htmlBody))
		return
	}
	if out.status >= 400 && codesField.Match(out.body) {
		switch a.strikeNamed(q, faultTextCodes, faultNoCodes) {
		case faultTextCodes:
			out.body = codesField.ReplaceAll(out.body, []byte(`"error_codes":["$1"],`))
		case faultNoCodes:
			out.body = codesField.ReplaceAll(out.body, nil)
		}
	}
	// Only a success is worth garbling: what must not be shown is in it.
	if out.status == http.StatusOK && len(out.body) > 0 && a.strikeNamed(q, faultMalformed) != "" {
		out.body = out.body[:len(out.body)-1]
	}
}
