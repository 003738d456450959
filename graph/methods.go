package graph

import (
	"context"
	"encoding/json"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Sign-in methods: /users/{id}/authentication/methods, or below /me. Source:
// learn.microsoft.com/graph/api/authentication-list-methods.
var readMethods = operation{
	what:    "read the sign-in methods",
	limit:   reports,
	scopes:  []string{scopeMethodsRead, scopeMethodsWrite},
	roles:   []string{roleAuthAdmin, rolePrivilegedAuthAdmin, roleGlobalReader},
	missing: personGone,
}

const passType = "temporaryAccessPassAuthenticationMethod"

// wireMethod is an authenticationMethod of any type: a method, except for its dates, which may be malformed. Source:
// learn.microsoft.com/graph/api/resources/authenticationmethods-overview and the resource of each type.
type wireMethod struct {
	person.Method
	Type            raw   `json:"@odata.type"`
	CreatedDateTime stamp `json:"createdDateTime"`
	// CreationDateTime is the name in Microsoft's own sample for passkeys.
	CreationDateTime stamp `json:"creationDateTime"`
	LastUsedDateTime stamp `json:"lastUsedDateTime"` // beta only
}

func (w *wireMethod) method() person.Method {
	m := w.Method
	m.Type = text.New(shortType(string(w.Type)))
	m.CreatedDateTime, m.LastUsedDateTime = w.CreatedDateTime.Time, w.LastUsedDateTime.Time
	if m.CreatedDateTime.IsZero() {
		m.CreatedDateTime = w.CreationDateTime.Time
	}
	return m
}

// sorted holds the items of a list of methods: the methods except the pass, in Graph's order, and the pass. pass is nil
// if there is none, or if passFault says why it cannot be read.
type sorted struct {
	methods   []person.Method
	pass      *pass.Pass
	passFault *fault.Fault
}

// takeMethodList reads a list of methods whose first page is the answer.
func (c *Client) takeMethodList(ctx context.Context, a answer) (sorted, error) {
	items, err := listOf[json.RawMessage](ctx, c, request{op: readMethods}, a)
	if err != nil {
		return sorted{}, err
	}
	return sortMethods(a, items), nil
}

// sortMethods separates the pass from the other methods in an answer. An unknown type is kept with the properties that
// all types share, and so is an item that is not an object.
func sortMethods(a answer, items []json.RawMessage) (s sorted) {
	for _, item := range items {
		var w loose[wireMethod]
		_ = w.UnmarshalJSON(item) // it never fails
		if shortType(string(w.is.Type)) != passType {
			s.methods = append(s.methods, w.is.method())
			continue
		}
		p, err := decodePass(listPasses, within(a, item))
		if err != nil {
			s.passFault = fault.Of(err)
			continue
		}
		s.pass = &p
	}
	return s
}
