package sandbox

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Callers are scripts by name, for who is on the phone: what they do with a pass once they have it.
var callers = map[string]string{
	"passkey":       "signin@40s,fido2@65s",
	"authenticator": "signin@40s,authenticator@100s",
	"mistypes":      "wrong@30s,wrong@45s,signin@70s,fido2@100s",
	"stops":         "signin@40s",
	"late":          "signin@40s,fido2@11m",
	"never":         "",
	"thief":         actThief + "@0s",
}

// CallerNames returns the names of the callers, sorted.
func CallerNames() []string {
	names := make([]string, 0, len(callers))
	for name := range callers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// What a caller does beside registering a method.
const (
	actSignIn = "signin"
	actWrong  = "wrong" // types something else than the pass
	actThief  = "thief" // see thief.go
)

// act is one step of a script: what is done, and how long after the pass began to be valid.
type act struct {
	what  string
	after time.Duration
}

// parseScript reads a caller's name, or steps as signin@40s,fido2@65s: signin, wrong, or a method to register, each
// with its time since the pass began. An empty script is a caller who never comes.
func parseScript(spec string) ([]act, error) {
	if steps, ok := callers[spec]; ok {
		spec = steps
	}
	var script []act
	for step := range strings.SplitSeq(spec, ",") {
		if spec == "" {
			break
		}
		what, at, _ := strings.Cut(step, "@")
		after, err := time.ParseDuration(at)
		if err != nil || after < 0 || after > maxAdvance {
			return nil, fmt.Errorf("caller %q: use %s, or steps such as signin@40s,fido2@65s", spec,
				strings.Join(CallerNames(), ", "))
		}
		if what != actSignIn && what != actWrong && spec != callers["thief"] {
			if _, ok := methodType(what); !ok {
				return nil, fmt.Errorf("caller %q: %q is neither signin nor wrong nor a method such as fido2 or authenticator",
					spec, what)
			}
		}
		script = append(script, act{what: what, after: after})
	}
	sort.SliceStable(script, func(i, j int) bool { return script[i].after < script[j].after })
	return script, nil
}

// CheckCaller says what is wrong with a script, nil when Options.Caller and Tenant.Caller take it.
func CheckCaller(spec string) error {
	_, err := parseScript(spec)
	return err
}

// visit is a caller with a pass in hand.
type visit struct {
	user     *user
	passID   string
	from     time.Time // what the steps count from
	script   []act     // that is still to come
	signedIn time.Time // zero until then
}

// Deed is what a caller did, and the result: EnabledByPolicy for a sign-in, the method's id for a registration, else
// why not.
type Deed struct {
	At      time.Time `json:"at"`
	User    string    `json:"user"`
	What    string    `json:"what"`
	Outcome string    `json:"outcome"`
}

// phone is what the tenant knows of callers. It is guarded by Tenant.mu.
type phone struct {
	script []act    // of the callers with the passes created from now on
	visits []*visit // under way
	deeds  []Deed
}

// maxDeeds bounds what is remembered of callers.
const maxDeeds = 256

// Why a registration is refused (invented names).
const (
	outcomeSignedOut = "SignedOut"        // never signed in, or the pass is over (invented: Microsoft does not say)
	outcomeTooLate   = "RegistrationOver" // ten minutes after the sign-in with a one-time pass
	outcomeTooMany   = "TooManyMethods"
)

// registrationTime is how long a one-time pass lets one register (graph.md section 10).
const registrationTime = 10 * time.Minute

// Caller sets what callers do with the passes created from now on: a name of CallerNames, or steps such as
// signin@40s,fido2@65s.
func (t *Tenant) Caller(spec string) error {
	script, err := parseScript(spec)
	if err != nil {
		return err
	}
	t.come("", script)
	return nil
}

// Deeds returns what callers have done, oldest first.
func (t *Tenant) Deeds() []Deed {
	t.play()
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.phone.deeds)
}

// expect lets a caller come with a pass. It needs t.mu.
func (t *Tenant) expect(u *user, p *pass, script []act, from time.Time) {
	if len(script) > 0 && !thieves(script) {
		t.phone.visits = append(t.phone.visits, &visit{user: u, passID: p.id, from: from, script: script})
	}
}

// play lets callers do what they would have done by now, each thing at its own time: nothing in the sandbox runs by
// itself, so the same requests at the same times always find the same.
func (t *Tenant) play() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle(t.now())
	for now := t.now(); ; {
		var next *visit
		for _, v := range t.phone.visits {
			if next == nil || v.due().Before(next.due()) {
				next = v
			}
		}
		if next == nil || next.due().After(now) {
			return
		}
		t.do(next, next.script[0].what, next.due())
		if next.script = next.script[1:]; len(next.script) == 0 {
			t.phone.visits = slices.DeleteFunc(t.phone.visits, func(v *visit) bool { return v == next })
		}
	}
}

// due is when the next step is.
func (v *visit) due() time.Time { return v.from.Add(v.script[0].after) }

// do takes one step. It needs t.mu.
func (t *Tenant) do(v *visit, what string, at time.Time) {
	outcome := reasonWrong
	if v.passID == "" {
		outcome = t.intrude(v, what, at)
	}
	p := t.account(v.user).pass
	if p != nil && p.id != v.passID {
		p = nil // another took its place
	}
	switch {
	case v.passID == "":
	case what == actSignIn && p != nil:
		if outcome = t.admitWith(v.user, p, at); outcome == reasonEnabled {
			v.signedIn = at
			t.account(v.user).session = signedIn{at, typePass}
		}
		t.logPass(v.user, outcome, at, atHome, mobile)
	case what == actSignIn || what == actWrong:
		t.logPass(v.user, outcome, at, atHome, mobile)
	default:
		outcome = t.registers(v, p, what, at)
	}
	if len(t.phone.deeds) >= maxDeeds {
		t.phone.deeds = t.phone.deeds[1:]
	}
	t.phone.deeds = append(t.phone.deeds, Deed{At: at, User: v.user.upn, What: what, Outcome: outcome})
}

// registers registers a method, if the sign-in with the pass still lets the caller do so. It needs t.mu.
func (t *Tenant) registers(v *visit, p *pass, name string, at time.Time) string {
	switch {
	case v.signedIn.IsZero(), p == nil, t.reason(v.user, p, at) == reasonExpired:
		return outcomeSignedOut
	case p.once && at.Sub(v.signedIn) > registrationTime:
		return outcomeTooLate
	}
	if m := t.register(v.user, name, at); m != nil {
		return m.id
	}
	return outcomeTooMany
}

// admitWith lets somebody in with a pass they have in hand, or says why not. It needs t.mu.
func (t *Tenant) admitWith(u *user, p *pass, at time.Time) string {
	if reason := t.reason(u, p, at); reason != reasonEnabled {
		return reason
	}
	if !u.enabled() {
		return reasonAccountDisabled
	}
	p.used = at
	return reasonEnabled
}

// register gives somebody a method, by one of the names of methodType, nil when they have too many. It needs t.mu.
func (t *Tenant) register(u *user, name string, at time.Time) *method {
	typ, _ := methodType(name)
	m := newMethod(typ, u, at.Truncate(time.Second), func(s string) string { return s })
	m.used = at
	a := t.account(u)
	for i, known := range a.methods {
		if known.typ == typ && known.id == m.id {
			if typ == typePassword || typ == typePhone {
				a.methods[i] = m // everyone has one at most
				break
			}
			m.id = wire.RandomGUID()
		}
	}
	if len(a.methods) >= maxMethods {
		return nil
	}
	if !slices.Contains(a.methods, m) {
		a.methods = append(a.methods, m)
	}
	t.audit(auditEvent{
		activity: "User registered security info", reason: "User registered " + name + " method", category: "UserManagement",
		service: "Authentication Methods", operation: "Add", at: at, by: u, target: u,
	})
	return m
}

// maxMethods bounds what register adds to one person.
const maxMethods = 64

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
