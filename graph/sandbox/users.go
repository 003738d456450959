package sandbox

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

const (
	defaultPage = 100 // people on a page without $top [?]
	maxPage     = 999
)

// usersQuery is a parsed GET /users.
type usersQuery struct {
	search   *odata.Search
	filter   *odata.Filter
	order    *odata.Order
	selected []string
	top      int
	from     int // the page's first position in the ordered directory
	count    bool
	basic    bool
	folds    bool // ignores diacritics
	context  string
}

func (q *usersQuery) match(u *user) bool {
	r := queryable(u, q.basic)
	if q.folds {
		r = foldedRecord{r}
	}
	return (q.search == nil || q.search.Match(r)) && (q.filter == nil || q.filter.Match(r))
}

// refuse returns the answer for an error of the query engine.
func (x *exchange) refuse(err error) *wire.Answer {
	var e *odata.Error
	if errors.As(err, &e) {
		return directoryObject(x.graphError(e.Status, e.Code, e.Message))
	}
	return directoryObject(x.bad(err.Error()))
}

// filtered parses the $filter on objects of a schema; without one everything matches. An advanced filter without the
// advanced parameters is refused with this text.
func (x *exchange) filtered(s *odata.Schema, advanced string) (func(map[string]any) bool, *wire.Answer) {
	if strings.TrimSpace(x.option("$filter")) == "" {
		return func(map[string]any) bool { return true }, nil
	}
	f, err := s.ParseFilter(x.option("$filter"))
	switch {
	case err != nil:
		return nil, x.refuse(err)
	case f.Advanced() && (!x.eventual() || !x.counted()):
		return nil, x.unsupported(cmp.Or(advanced, f.AdvancedReason()))
	}
	return func(object map[string]any) bool { return f.Match(odata.Object(object)) }, nil
}

func (x *exchange) unsupported(message string) *wire.Answer {
	return directoryObject(x.graphError(http.StatusBadRequest, "Request_UnsupportedQuery", message))
}

// mayReadUsers reports whether the token may read the directory, and whether only its basic properties.
func (x *exchange) mayReadUsers() (may, basic bool) {
	if x.caller.has("User.Read.All", "Directory.Read.All") {
		return true, false
	}
	return x.caller.has("User.ReadBasic.All"), true
}

// listUsers answers GET /users.
func (t *Tenant) listUsers(x *exchange) *wire.Answer {
	q, refused := t.usersQuery(x)
	if refused != nil {
		return refused
	}
	out := map[string]any{"@odata.context": q.context}
	people := t.dir.everybody()
	if q.order != nil {
		people = t.dir.sorted(x.option("$orderby"), q.order, q.basic)
	}
	if q.count && q.from == 0 {
		out["@odata.count"] = countMatches(people, q)
	}
	empty, loops, refused := t.pageFaults(x, q)
	if refused != nil {
		return refused
	}
	page := make([]any, 0, min(q.top, defaultPage))
	if empty {
		out["@odata.nextLink"] = x.nextLink(pageToken(q.from))
		out["value"] = page
		return directoryObject(wire.JSON(http.StatusOK, out))
	}
	for i := q.from; i < len(people); i++ {
		if !q.match(people[i]) {
			continue
		}
		if len(page) == q.top {
			out["@odata.nextLink"] = x.nextLink(pageToken(i))
			break
		}
		page = append(page, object(people[i], q.selected, q.basic))
	}
	if loops {
		out["@odata.nextLink"] = x.nextLink(pageToken(0))
	}
	out["value"] = page
	return directoryObject(wire.JSON(http.StatusOK, out))
}

// pageFaults applies the faults of pages: empty, one person, a link back to the first page, or refused.
func (t *Tenant) pageFaults(x *exchange, q *usersQuery) (empty, loops bool, refused *wire.Answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case x.given("$skiptoken") && t.strike(x, faultPageExpired):
		return false, false, x.refuse(errExpiredPage)
	case strings.Contains(x.option("$filter"), "employeeId") && t.strike(x, faultUnsupported):
		return false, false, x.unsupported(
			"Unsupported or invalid query filter clause specified for property 'employeeId' of resource 'User'.",
		)
	case t.strike(x, faultShortPage):
		q.top = 1
	}
	return t.strike(x, faultEmptyPage), t.strike(x, faultPageLoop), nil
}

func countMatches(people []*user, q *usersQuery) int {
	n := 0
	for _, u := range people {
		if q.match(u) {
			n++
		}
	}
	return n
}

// countUsers answers GET /users/$count.
func (t *Tenant) countUsers(x *exchange) *wire.Answer {
	if !x.eventual() {
		return directoryObject(x.graphError(http.StatusBadRequest, "Request_BadRequest",
			"$count is not currently supported."))
	}
	x.query.Set("$count", "true")
	q, refused := t.usersQuery(x)
	if refused != nil {
		return refused
	}
	return directoryObject(wire.NewAnswer(http.StatusOK, "text/plain",
		[]byte(strconv.Itoa(countMatches(t.dir.everybody(), q)))))
}

// object returns a user as JSON with the selected properties. With basic, what User.ReadBasic.All does not cover is
// null.
func object(u *user, selected []string, basic bool) map[string]any {
	out := make(map[string]any, len(selected))
	for _, property := range selected {
		if basic && !basicProperties[property] {
			out[property] = nil
			continue
		}
		if property == "signInActivity" {
			// Absent, not null, for those who never signed in.
			if v := u.value(property); v != nil {
				out[property] = v
			}
			continue
		}
		out[property] = u.value(property)
	}
	return out
}

// userOptions are the query options of GET /users. $format is accepted and ignored.
var userOptions = map[string]bool{
	"$search": true, "$filter": true, "$orderby": true, "$select": true, "$top": true, "$count": true, "$expand": true,
	"$skiptoken": true, "$format": true,
}

// usersQuery parses the options of GET /users, or returns their refusal.
func (t *Tenant) usersQuery(x *exchange) (*usersQuery, *wire.Answer) {
	q := &usersQuery{folds: t.dir.folds}
	may, basic := x.mayReadUsers()
	if !may {
		return nil, directoryObject(x.insufficient())
	}
	q.basic = basic
	if refused := x.knownOptions(); refused != nil {
		return nil, refused
	}
	if err := q.parse(x, t.dir); err != nil {
		return nil, x.refuse(err)
	}
	if refused := q.advanced(x); refused != nil {
		return nil, refused
	}
	if q.search != nil {
		t.dir.searchable()
	}
	selected, context, err := x.selected("users", "")
	if err != nil {
		return nil, x.refuse(err)
	}
	q.selected, q.context = selected, context
	if refused := x.selectScope(selected, basic); refused != nil {
		return nil, refused
	}
	return q, nil
}

func (x *exchange) knownOptions() *wire.Answer {
	for name := range x.query {
		if strings.HasPrefix(name, "$") && !userOptions[name] {
			if name == "$skip" {
				return x.unsupported("'$skip' is not supported by the service.")
			}
			return x.refuse(errors.New("The query parameter '" + name + "' is not supported."))
		}
	}
	return nil
}

// parse compiles and checks the options.
func (q *usersQuery) parse(x *exchange, dir *directory) (err error) {
	if x.given("$search") {
		if q.search, err = odata.ParseSearch(dir.compared(x.option("$search"))); err != nil {
			return err
		}
	}
	if x.given("$filter") {
		if q.filter, err = odata.Users.ParseFilter(dir.compared(x.option("$filter"))); err != nil {
			return err
		}
	}
	if x.given("$orderby") {
		if q.order, err = odata.Users.ParseOrderBy(x.option("$orderby")); err != nil {
			return err
		}
	}
	if q.top, q.from, err = x.paging(); err != nil {
		return err
	}
	if c := strings.ToLower(x.option("$count")); x.given("$count") && c != "true" && c != "false" {
		return &odata.Error{Status: http.StatusBadRequest, Code: "BadRequest",
			Message: "Invalid value '" + x.option("$count") +
				"' for $count query option found. Valid values are 'true' and 'false'."}
	}
	return nil
}

// paging parses $top and $skiptoken: the size of a page, and its first position.
func (x *exchange) paging() (top, from int, err error) {
	top = defaultPage
	if x.given("$top") {
		if top, err = strconv.Atoi(x.option("$top")); err != nil || top < 1 || top > maxPage {
			return 0, 0, &odata.Error{Status: http.StatusBadRequest, Code: "Request_UnsupportedQuery",
				Message: "Invalid page size specified: '" + x.option("$top") + "'. Must be between 1 and 999 inclusive."}
		}
	}
	if x.given("$skiptoken") {
		from, err = pagePosition(x.option("$skiptoken"))
	}
	return top, from, err
}

// advanced enforces the rules of advanced queries: ConsistencyLevel: eventual, and $count=true except for $search.
// $count=true without the header is silently ignored.
func (q *usersQuery) advanced(x *exchange) *wire.Answer {
	q.count = x.counted() && x.eventual()
	if q.search != nil && !x.eventual() {
		return x.unsupported("Request with $search query parameter only works through MSGraph with a special request " +
			"header: 'ConsistencyLevel: eventual'")
	}
	if !q.count && q.filter != nil && q.filter.Advanced() {
		return x.unsupported(q.filter.AdvancedReason())
	}
	if !q.count && q.filter != nil && q.order != nil {
		return x.unsupported(odata.SortWithFilterReason)
	}
	if !q.count && q.order != nil && q.order.Advanced() {
		return x.unsupported(q.order.AdvancedReason())
	}
	if x.given("$expand") {
		if x.eventual() {
			return x.unsupported("Expand is not supported on advanced queries.")
		}
		return x.unsupported("$expand is not supported on this collection by the sandbox.")
	}
	return nil
}

// selected parses $select, or takes the default properties without one, and returns the @odata.context.
func (x *exchange) selected(of, suffix string) (names []string, context string, err error) {
	if !x.given("$select") || strings.TrimSpace(x.option("$select")) == "" {
		return defaultProperties, x.context(of + suffix), nil
	}
	if names, err = odata.ParseSelect(x.option("$select")); err != nil {
		return nil, "", err
	}
	return names, x.context(of + "(" + strings.Join(names, ",") + ")" + suffix), nil
}

// selectScope refuses properties that the token's scopes do not cover: User.ReadBasic.All covers the basic ones, and
// signInActivity needs a scope of its own. That the former is a 403 and not a null is [?].
func (x *exchange) selectScope(selected []string, basic bool) *wire.Answer {
	asked := x.given("$select")
	for _, name := range selected {
		if asked && basic && !basicProperties[name] {
			return directoryObject(x.insufficient())
		}
		if name == "signInActivity" && !x.caller.has("AuditLog.Read.All") {
			return directoryObject(x.missingAuditScope())
		}
	}
	return nil
}

// pageToken returns an opaque $skiptoken for a position.
func pageToken(position int) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(position))
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, tokenSum(b)))
}

func tokenSum(b []byte) uint32 {
	h := fnv.New32a()
	h.Write([]byte("skiptoken"))
	h.Write(b)
	return h.Sum32()
}

// errExpiredPage refuses a $skiptoken that is unknown or no longer known (from memory).
var errExpiredPage = &odata.Error{Status: http.StatusBadRequest, Code: "Directory_ExpiredPageToken",
	Message: "The specified page token value has expired and can no longer be included in your request."}

// pagePosition returns the position in a $skiptoken.
func pagePosition(token string) (int, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 8 || tokenSum(b[:4]) != binary.BigEndian.Uint32(b[4:]) {
		return 0, errExpiredPage
	}
	return int(binary.BigEndian.Uint32(b[:4])), nil
}
