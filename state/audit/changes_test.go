package audit_test

import (
	"slices"
	"testing"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/text"
)

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		activity   string
		properties []string
		want       []audit.Field
	}{
		{"Update user", []string{"Mobile"}, []audit.Field{audit.Mobile}},
		{
			"update  USER",
			[]string{"MobilePhone", "Included Updated Properties", `"MobilePhone, TelephoneNumber"`},
			[]audit.Field{audit.Mobile, audit.Business},
		},
		{"Update user", []string{"businessPhones", "Manager"}, []audit.Field{audit.Business, audit.Manager}},
		{"Update user", []string{"MobilePhoneLabel", "Department", ""}, nil},
		{"Update user", nil, nil},
		{"Set user manager", nil, []audit.Field{audit.Manager}},
		{"Remove user manager", nil, []audit.Field{audit.Manager}},
		{"Update device", []string{"Mobile"}, nil},
	} {
		if got := audit.Changes(c.activity, c.properties); !slices.Equal(got, c.want) {
			t.Errorf("Changes(%q, %q) = %v, want %v", c.activity, c.properties, got, c.want)
		}
	}
}

func TestChanged(t *testing.T) {
	at := time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)
	ann, bob := audit.Party{ID: text.NewKey("ann")}, audit.Party{ID: text.NewKey("bob")}
	edited := func(ago time.Duration, of audit.Party, result text.Text, fields ...audit.Field) audit.Event {
		return audit.Event{What: audit.Edited, Time: at.Add(-ago), Person: of, Result: result, Fields: fields}
	}
	p := audit.Provenance{Events: []audit.Event{
		edited(time.Hour, bob, "success", audit.Mobile), edited(2*time.Hour, ann, "failure", audit.Mobile),
		edited(9*time.Hour, ann, "success", audit.Mobile), edited(3*time.Hour, ann, "success", audit.Mobile, audit.Business),
	}}
	if e, ok := p.Changed(ann.ID, audit.Mobile); !ok || !e.Time.Equal(at.Add(-3*time.Hour)) {
		t.Errorf("%v, %v", e, ok)
	}
	if e, ok := p.Changed(ann.ID, audit.Manager); ok {
		t.Errorf("%v", e)
	}
}
