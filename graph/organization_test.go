package graph_test

import (
	"testing"

	"tapdesk/state/fault"
)

func TestTenantName(t *testing.T) {
	f := newFake(t, says(200, `{"value":[{"displayName":"Example\u202eLtd"}]}`))
	if name, err := f.TenantName(t.Context()); err != nil || name != "Example\ufffdLtd" {
		t.Errorf("TenantName() = %q, %v, want the name, safe to draw", name, err)
	}
	f = newFake(t, says(200, `{"value":[]}`))
	if name, err := f.TenantName(t.Context()); err != nil || name != "" {
		t.Errorf("without an organization TenantName() = %q, %v, want nothing", name, err)
	}
	f = newFake(t, says(403,
		errorBody("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")))
	if name, err := f.TenantName(t.Context()); !fault.Is(err, fault.Denied) || name != "" {
		t.Errorf("denied TenantName() = %q, %v, want a denied fault", name, err)
	}
}
