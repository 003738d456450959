package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// subject returns the person an exchange is about, or nil if the directory has none with that key.
func (t *Tenant) subject(x *exchange) *user {
	if x.route.me {
		return x.caller.user
	}
	return t.dir.find(x.route.key)
}

// self reports whether the exchange is about the caller, through /me or by name.
func (x *exchange) self(u *user) bool { return u != nil && u.id == x.caller.user.id }

// mayReadPerson reports whether the token may read this person, and whether only the basic properties. User.Read is
// enough for oneself.
func (x *exchange) mayReadPerson(u *user) (may, basic bool) {
	if x.self(u) && x.caller.has("User.Read") {
		return true, false
	}
	return x.mayReadUsers()
}

// getUser answers GET /users/{id} and GET /me, with $select and $expand=manager.
func (t *Tenant) getUser(x *exchange) *wire.Answer {
	u := t.subject(x)
	may, basic := x.mayReadPerson(u)
	if !may {
		return directoryObject(x.insufficient())
	}
	selected, context, err := x.selected("users", "/$entity")
	if err != nil {
		return x.refuse(err)
	}
	if refused := x.selectScope(selected, basic); refused != nil {
		return refused
	}
	if u == nil {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	if slices.Contains(selected, "signInActivity") && !x.route.me && !strings.EqualFold(x.route.key, u.id) {
		// It fails by UPN; the text is shortened from a question on Microsoft Q&A.
		return directoryObject(x.bad("Get By Key only supports UserId and the key has to be a valid Guid"))
	}
	out := object(u, selected, basic)
	out["@odata.context"] = context
	if x.given("$expand") {
		if x.eventual() && x.counted() {
			return x.unsupported("Expand is not supported on advanced queries.")
		}
		manager, err := t.expand(x.option("$expand"), u, basic)
		if err != nil {
			return directoryObject(x.bad(err.Error()))
		}
		if manager != nil {
			out["manager"] = manager
		}
	}
	return directoryObject(wire.JSON(http.StatusOK, out))
}

// expand parses an $expand of the manager, the only navigation property the sandbox expands. It returns nil if there is
// no manager or the token covers only the basic properties.
func (t *Tenant) expand(text string, u *user, basic bool) (map[string]any, error) {
	name, options, _ := strings.Cut(text, "(")
	if strings.TrimSpace(name) != "manager" {
		return nil, unparsed("Parsing OData Select and Expand failed: Could not find a property named '" + name +
			"' on type 'microsoft.graph.user'.")
	}
	selected := defaultProperties
	if options != "" {
		list, ok := strings.CutPrefix(strings.TrimSuffix(strings.TrimSpace(options), ")"), "$select=")
		if !ok {
			return nil, unparsed("Parsing OData Select and Expand failed: only $select is supported within $expand.")
		}
		selected = strings.Split(list, ",")
		for _, property := range selected {
			if _, ok := kinds[property]; !ok {
				return nil, unparsed("Parsing OData Select and Expand failed: Could not find a property named '" + property +
					"' on type 'microsoft.graph.user'.")
			}
		}
	}
	manager := t.dir.find(u.managerID)
	if manager == nil {
		return nil, nil
	}
	out := object(manager, selected, basic)
	out["@odata.type"] = "#microsoft.graph.user"
	return out, nil
}

// unparsed returns Graph's refusal of a query option.
func unparsed(message string) error {
	return &odata.Error{Status: http.StatusBadRequest, Code: odata.CodeBadRequest, Message: message}
}

// getManager answers GET .../manager.
func (t *Tenant) getManager(x *exchange) *wire.Answer {
	may, basic := x.mayReadUsers()
	if !may || basic {
		return directoryObject(x.insufficient())
	}
	selected, context, err := x.selected("directoryObjects", "/$entity")
	if err != nil {
		return x.refuse(err)
	}
	u := t.subject(x)
	if u == nil {
		return directoryObject(x.noSuchUser(x.route.key))
	}
	manager := t.dir.find(u.managerID)
	if manager == nil {
		return directoryObject(x.noSuchUser("manager"))
	}
	out := object(manager, selected, false)
	out["@odata.context"], out["@odata.type"] = context, "#microsoft.graph.user"
	return directoryObject(wire.JSON(http.StatusOK, out))
}

// getGroup answers GET /groups/{id}.
func (t *Tenant) getGroup(x *exchange) *wire.Answer {
	if !x.caller.has("Directory.Read.All") {
		return directoryObject(x.insufficient())
	}
	g := t.dir.group(x.route.last)
	if g == nil {
		return directoryObject(x.noSuchUser(x.route.last))
	}
	out := trimmed(x, []any{g.object()})[0].(map[string]any)
	delete(out, "@odata.type")
	out["@odata.context"] = x.context("groups/$entity")
	return directoryObject(wire.JSON(http.StatusOK, out))
}

// jsonBody refuses a request without a JSON body.
func (x *exchange) jsonBody() *wire.Answer {
	media, _, _ := strings.Cut(x.header.Get("Content-Type"), ";")
	switch {
	case len(x.body) == 0:
		return x.bad("Empty Payload. JSON content expected.")
	case media == "":
		return x.bad("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
	case !strings.EqualFold(strings.TrimSpace(media), "application/json"):
		return x.graphError(http.StatusUnsupportedMediaType, "BadRequest", "The media type '"+media+"' is not supported.")
	}
	return nil
}

// unreadable returns the refusal of a body that is not JSON.
func (x *exchange) unreadable() *wire.Answer {
	return x.bad("Unable to read JSON request payload. " +
		"Please ensure Content-Type header is set and payload is of valid JSON format.")
}
