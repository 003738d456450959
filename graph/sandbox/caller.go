package sandbox

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// Callers are named scripts of what the person on the phone does with a pass.
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

// What a caller does besides registering a method.
const (
	actSignIn = "signin"
	actWrong  = "wrong" // types something other than the pass
	actThief  = "thief" // see thief.go
)

// act is one step of a script: what is done, and how long after the pass began to be valid.
type act struct {
	what  string
	after time.Duration
}

// parseScript parses a caller's name, or steps such as signin@40s,fido2@65s: signin, wrong, or a method to register,
// each with its time since the pass began. An empty script is a caller who does nothing.
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

// CheckCaller returns what is wrong with a script, or nil if Options.Caller and Tenant.Caller accept it.
func CheckCaller(spec string) error {
	_, err := parseScript(spec)
	return err
}

// visit is a caller with a pass.
type visit struct {
	user     *user
	passID   string
	from     time.Time // start of the steps' times
	script   []act     // remaining steps
	signedIn time.Time // zero until then
}

// Deed is something a caller did and its result: EnabledByPolicy for a sign-in, the method's id for a registration, or
// the reason of a refusal.
type Deed struct {
	At      time.Time `json:"at"`
	User    string    `json:"user"`
	What    string    `json:"what"`
	Outcome string    `json:"outcome"`
}

// phone is the state of the callers. It is guarded by Tenant.mu.
type phone struct {
	script []act    // of callers whose passes are created from now on
	visits []*visit // in progress
	deeds  []Deed
}

// maxDeeds is how many deeds are remembered.
const maxDeeds = 256

// Reasons for refusing a registration (invented names).
const (
	outcomeSignedOut = "SignedOut"        // never signed in, or the pass has ended (invented: Microsoft does not say)
	outcomeTooLate   = "RegistrationOver" // ten minutes after the sign-in with a one-time pass
	outcomeTooMany   = "TooManyMethods"
)

// registrationTime is how long after a one-time sign-in methods can be registered.
const registrationTime = 10 * time.Minute

// Caller sets what callers do with passes created from now on: a name from CallerNames, or steps such as
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

// expect starts a visit with a pass. It needs t.mu.
func (t *Tenant) expect(u *user, p *pass, script []act, from time.Time) {
	if len(script) > 0 && !thieves(script) {
		t.phone.visits = append(t.phone.visits, &visit{user: u, passID: p.id, from: from, script: script})
	}
}

// play performs the callers' steps that are due, each at its own time. Nothing in the sandbox runs in the background,
// so the same requests at the same times always get the same answers.
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

// due returns when the next step is.
func (v *visit) due() time.Time { return v.from.Add(v.script[0].after) }

// do performs one step. It needs t.mu.
func (t *Tenant) do(v *visit, what string, at time.Time) {
	outcome := reasonWrong
	if v.passID == "" {
		outcome = t.intrude(v, what, at)
	}
	p := t.account(v.user).pass
	if p != nil && p.id != v.passID {
		p = nil // replaced by another
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

// registers registers a method if the sign-in with the pass still allows it. It needs t.mu.
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

// admitWith signs a person in with a pass they hold, or returns the reason for refusing. It needs t.mu.
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

// register adds a method, named as in methodType, to a person; nil if they have too many. It needs t.mu.
func (t *Tenant) register(u *user, name string, at time.Time) *method {
	typ, _ := methodType(name)
	m := newMethod(typ, u, at.Truncate(time.Second), func(s string) string { return s })
	m.used = at
	a := t.account(u)
	for i, known := range a.methods {
		if known.typ == typ && known.id == m.id {
			if typ == typePassword || typ == typePhone {
				a.methods[i] = m // at most one each
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

// maxMethods is the maximum number of methods of one person.
const maxMethods = 64

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
