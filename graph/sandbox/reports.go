package sandbox

import (
	"net/http"
	"slices"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// reportReader checks scope, licence and roles for the sign-in log and the registration report, which need a P1
// licence. Which of the three Graph checks first is not known.
func (t *Tenant) reportReader(x *exchange) *wire.Answer {
	t.mu.Lock()
	premium := t.settings.Premium
	t.mu.Unlock()
	switch {
	case !x.caller.has("AuditLog.Read.All"):
		return x.missingAuditScope()
	case !premium:
		return x.graphError(http.StatusForbidden, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
			"Neither tenant is B2C or tenant doesn't have premium license")
	case !x.caller.holds(rolesReports...):
		return x.wrongRole()
	}
	return nil
}

func (x *exchange) missingAuditScope() *wire.Answer {
	return x.graphError(http.StatusForbidden, "Authentication_MSGraphPermissionMissing",
		"Calling principal does not have required MSGraph permissions AuditLog.Read.All")
}

func (x *exchange) wrongRole() *wire.Answer {
	return x.graphError(http.StatusForbidden, "Authentication_RequestFromUnsupportedUserRole",
		"User is not in the allowed roles")
}

// answerReport answers a page of a log, a report or a list of roles: $filter, $orderby, $select, $top and $skiptoken.
// objects is called with t.mu and returns them in the default order.
func (t *Tenant) answerReport(x *exchange, schema *odata.Schema, of string, objects func() []any) *wire.Answer {
	wanted, refused := x.filtered(schema, "")
	if refused != nil {
		return refused
	}
	top, from, err := x.paging()
	if err != nil {
		return x.refuse(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	all := slices.DeleteFunc(objects(), func(o any) bool { return !wanted(o.(map[string]any)) })
	if x.given("$orderby") {
		order, err := schema.ParseOrderBy(x.option("$orderby"))
		if err != nil {
			return x.refuse(err)
		}
		slices.SortStableFunc(all, func(a, b any) int {
			return order.Compare(odata.Object(a.(map[string]any)), odata.Object(b.(map[string]any)))
		})
	}
	out := map[string]any{"@odata.context": x.context(of)}
	page := all[min(from, len(all)):]
	if len(page) > top {
		out["@odata.nextLink"] = x.nextLink(pageToken(from + top))
		page = page[:top]
	}
	if t.strike(x, faultEmptyPage) {
		page = page[:0]
		out["@odata.nextLink"] = x.nextLink(pageToken(from))
	}
	out["value"] = append([]any{}, trimmed(x, page)...)
	return wire.JSON(http.StatusOK, out)
}
