package graph

import (
	"reflect"
	"strings"
	"testing"

	signin "tapdesk/state/session"
	"tapdesk/state/text"
)

// plainStrings are the fields that hold a plain string although the client returns them, each with the reason.
var plainStrings = map[string]string{
	"person.Page.Next":            "a link, sent back as it is and never drawn",
	"person.Gap.What":             "the console's own words",
	"person.Memberships.Asked":    "the ids that were asked about",
	"audit.Event.Fields":          "the console's own words",
	"audit.Event.Act":             "one of the journal's operations",
	"pass.Issued.RequestID":       "from a header, which short cleans",
	"pass.Issued.ClientRequestID": "made here",
	"session.Identity.TenantID":   "the configured tenant's",
	"session.Identity.Cloud":      "one of the names of clouds",
	"session.Identity.Scopes":     "compared with those that were asked for",
	"session.Identity.RoleIDs":    "compared with the ids of roles",
}

// TestTextCleansItself: each string in what the client returns, and in who is signed in, is of a type that cleans
// itself while it is decoded. A new resource is checked as soon as a method of Client returns it.
//
// What Graph's properties are decoded into has a tag on every field, since encoding/json takes one without a tag by its
// Go name.
func TestTextCleansItself(t *testing.T) {
	seen, used := map[reflect.Type]bool{}, map[string]bool{}
	client := reflect.TypeFor[*Client]()
	for i := range client.NumMethod() {
		for out := range client.Method(i).Type.Outs() {
			checkText(t, out, seen, used)
		}
	}
	checkText(t, reflect.TypeFor[signin.Identity](), seen, used)
	for _, name := range []string{
		"person.Person", "person.Method", "person.Role", "person.Group", "person.Risk", "pass.Pass", "pass.Target",
		"audit.Event", "whatif.Policy", "signins.SignIn",
	} {
		if !used[name] {
			t.Errorf("%s was not checked: no method of the client returns it", name)
		}
	}
	for name := range plainStrings {
		if !used[name] {
			t.Errorf("%s is excused, and is not there", name)
		}
	}
}

// checkText fails for each exported field below typ that is a plain string in a package of state. Faults are made here,
// of words that are cleaned one by one (see short). Of a function, the parameters are checked: an iterator yields them.
func checkText(t *testing.T, typ reflect.Type, seen map[reflect.Type]bool, used map[string]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		checkText(t, typ.Elem(), seen, used)
		return
	case reflect.Func: // func(yield func(T, error) bool)
		for in := range typ.Ins() {
			checkText(t, in, seen, used)
		}
		return
	case reflect.Struct:
	default:
		return
	}
	ours := strings.HasPrefix(typ.PkgPath(), "tapdesk/state/") && typ.PkgPath() != "tapdesk/state/fault"
	if seen[typ] || !ours || typ == reflect.TypeFor[text.Key]() {
		return
	}
	seen[typ], used[typ.String()] = true, true
	tagged, bare := "", ""
	for field := range typ.Fields() {
		if !field.IsExported() { // nothing is decoded into it
			continue
		}
		if _, has := field.Tag.Lookup("json"); has {
			tagged = field.Name
		} else if !field.Anonymous {
			bare = field.Name
		}
		name, kind := typ.String()+"."+field.Name, field.Type
		if kind.Kind() == reflect.Slice {
			kind = kind.Elem()
		}
		switch _, excused := plainStrings[name]; {
		case kind == reflect.TypeFor[text.Text]():
		case kind.Kind() == reflect.String && excused:
			used[name] = true
		case kind.Kind() == reflect.String:
			t.Errorf("%s is a %s, want a text.Text, or a text.Key for an identifier", name, field.Type)
		default:
			checkText(t, field.Type, seen, used)
		}
	}
	if tagged != "" && bare != "" {
		t.Errorf("%s: %s has a json tag and %s has none", typ, tagged, bare)
	}
}

// TestHostileText: an escape sequence in any property of the directory is cleaned as it is decoded.
func TestHostileText(t *testing.T) {
	const hostile, clean = `\u001b[31mA\u202e\u200b`, "\ufffd[31mA\ufffd\ufffd"
	a := func(body string) answer {
		return answer{status: 200, body: []byte(strings.ReplaceAll(body, "HOSTILE", hostile))}
	}
	p, err := decodePerson(openPerson, a(`{"id":"HOSTILE","displayName":"HOSTILE","businessPhones":["","HOSTILE",5],
		"userType":7,"department":null}`))
	if err != nil || p.ID.String() != clean || p.DisplayName != clean || p.UserType != "" || p.Department != "" {
		t.Errorf("got %+v, %v; want the text cleaned, and nothing for what is none", p, err)
	}
	if len(p.BusinessPhones) != 1 || p.BusinessPhones[0] != clean {
		t.Errorf("got the business phones %q, want [%q]", p.BusinessPhones, clean)
	}
	var policy wirePolicy
	err = decode(readPolicy, a(`{"state":"enabled","includeTargets":[{"targetType":"HOSTILE","id":"HOSTILE"}]}`), &policy)
	if err != nil {
		t.Fatal(err)
	}
	if got := policy.policy().IncludeTargets; len(got) != 1 || got[0].ID != clean || got[0].Type != clean {
		t.Errorf("got the targets %+v, want both texts cleaned", got)
	}
	var event wireAudit
	err = decode(readAudit, a(`{"id":"x","what":2,"person":{"id":"y"},"activityDisplayName":"HOSTILE","result":"HOSTILE",
		"resultReason":"HOSTILE","initiatedBy":{"user":{"id":"HOSTILE","ipAddress":"HOSTILE"},
			"app":{"displayName":"HOSTILE"}}}`), &event)
	if err != nil {
		t.Fatal(err)
	}
	e := event.event()
	if e.Activity != clean || e.Result != clean || e.ResultReason != clean ||
		e.Actor.IPAddress != clean || e.Actor.App != clean || e.Actor.ID.String() != clean {
		t.Errorf("got the event %+v, want its texts cleaned", e)
	}
	if e.What != 0 || !e.Person.ID.IsZero() {
		t.Errorf("got %v of %+v from properties that Graph does not have", e.What, e.Person)
	}
}
