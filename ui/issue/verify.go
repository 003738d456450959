package issue

import (
	"tapdesk/state/call"
	"tapdesk/state/desk"
	"tapdesk/ui/fx"
	"tapdesk/ui/nav"
)

// Verify returns the form that asks how the caller was verified, for the checklist that it leads back to.
func Verify(env fx.Env, d *desk.Desk, log fx.AuditLog, to nav.Verify) *Deletion {
	s := newDeletion(env, d, log, to.Call)
	s.title, s.question, s.about, s.caller.deletion = titleVerify, verifyHow, d.Subject, false
	s.then = func(grounds call.Case) nav.Route { return nav.Situation{Call: to.Call, Verified: &grounds} }
	return s
}
