package sandbox

import (
	"net/http"
	"strings"

	"tapdesk/graph/sandbox/entra"
	"tapdesk/graph/sandbox/wire"
)

// controlAuthority is the token service; the answer is written when there is none.
func (t *Tenant) controlAuthority(w http.ResponseWriter) *entra.Authority {
	t.mu.Lock()
	a := t.authority
	t.mu.Unlock()
	if a == nil {
		wire.Refuse(w, http.StatusNotFound, "authority", "this sandbox has no token service")
	}
	return a
}

// controlApprove is a person who enters a device code.
func (t *Tenant) controlApprove(w http.ResponseWriter, r *http.Request) {
	var in struct {
		UserCode string `json:"user_code"`
		As       string
		Decline  bool
	}
	if !controlBody(w, r, &in) {
		return
	}
	a := t.controlAuthority(w)
	if a == nil {
		return
	}
	if in.As != "" && t.person(in.As) == nil {
		wire.Refuse(w, http.StatusBadRequest, "as", "nobody has this id, user principal name or cast name")
		return
	}
	answer, err := "approved", error(nil)
	if in.Decline {
		answer, err = "declined", a.Decline(in.UserCode)
	} else {
		err = a.Approve(in.UserCode, in.As)
	}
	if err != nil {
		wire.Refuse(w, http.StatusBadRequest, "user_code", strings.TrimPrefix(err.Error(), "user code "))
		return
	}
	wire.Reply(w, http.StatusOK, map[string]string{"user_code": entra.PlainCode(in.UserCode), "answer": answer})
}

// controlRevoke ends somebody's sign-ins.
func (t *Tenant) controlRevoke(w http.ResponseWriter, r *http.Request) {
	var in struct{ User string }
	if !controlBody(w, r, &in) {
		return
	}
	u := t.controlPerson(w, in.User)
	if u == nil {
		return
	}
	t.revoke(u)
	wire.Reply(w, http.StatusOK, map[string]string{"user": u.id})
}

// controlRoles changes which roles are active for somebody, or which they may activate.
func (t *Tenant) controlRoles(w http.ResponseWriter, r *http.Request) {
	var in struct {
		User  string
		Roles []string

		Eligible bool
	}
	if !controlBody(w, r, &in) {
		return
	}
	u := t.controlPerson(w, in.User)
	if u == nil {
		return
	}
	set := t.SetRoles
	if in.Eligible {
		set = t.SetEligible
	}
	if err := set(u.id, in.Roles); err != nil {
		wire.Refuse(w, http.StatusBadRequest, "roles", strings.TrimPrefix(err.Error(), "sandbox role "))
		return
	}
	wire.Reply(w, http.StatusOK, map[string]string{"user": u.id})
}
