package sandbox

import (
	"crypto/sha256"
	"net/http"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// controlIssue issues a pass as another client would: somebody of the cast, or an app by itself, which the audit log tells of in
// words of its own. What the policy forbids is refused, rights are not looked at. The value is told to nobody.
func (t *Tenant) controlIssue(w http.ResponseWriter, r *http.Request) {
	var in struct{ User, As, App string }
	if !controlBody(w, r, &in) {
		return
	}
	u := t.controlPerson(w, in.User)
	if u == nil {
		return
	}
	by := t.as
	if in.As != "" {
		if by = t.person(in.As); by == nil || in.App != "" {
			wire.Refuse(w, http.StatusBadRequest, "as", "somebody of the sandbox, or else an app, not both")
			return
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if u.external() || !t.policy.allows(t.dir, u) {
		wire.Refuse(w, http.StatusBadRequest, "user", "the policy gives them no pass")
		return
	}
	now := t.now().Truncate(time.Microsecond)
	p := t.newPass(now)
	p.digest = sha256.Sum256(newCode(t.policy.DefaultLength))
	t.account(u).pass = p
	own, directory := auditCreated(by, u, p, now)
	if in.App != "" {
		own.byApp(in.App)
		directory.byApp(in.App)
		own.activity, own.reason = "User registered security info", "User registered temporary access pass method"
	}
	t.audit(own, directory)
	wire.Reply(w, http.StatusCreated, map[string]string{"user": u.id, "id": p.id, "createdDateTime": now.Format(sevenDigits)})
}

// byApp makes an event an app's own.
func (e *auditEvent) byApp(name string) { e.by, e.app = nil, name }
