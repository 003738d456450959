package sandbox

import (
	"sync/atomic"
	"time"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// user is one directory object. After New only changes is replaced, as a whole, so it is read without a lock. How a
// person can sign in (methods, pass) is in an account.
type user struct {
	id, upn, displayName string
	givenName, surname   string
	mail                 string
	tokens               []string // of displayName, for $search
	seq                  int      // position among the generated people; -1 for the cast
	home                 *culture // of generated people
	draw                 uint64   // source of the rest of a generated person, drawn on demand
	own                  *values  // the rest of a cast member; nil for generated people
	roles                []string // template ids
	managerID            string   // "" is nobody

	changed atomic.Pointer[changes] // by writes; nil if none
}

// values are the properties of a cast member besides those in user. Missing ones are null.
type values struct {
	text  map[string]string
	lists map[string][]string
	flags map[string]bool
	times map[string]time.Time
	ident []map[string]string // identities
}

// kind is the type of a user's property in JSON.
type kind uint8

const (
	kindText    kind = iota + 1
	kindList         // collection of strings, [] when empty
	kindFlag         // boolean or null
	kindTime         // DateTimeOffset or null
	kindComplex      // identities, signInActivity and the like
)

// kinds are the properties of Graph's user. Properties for which the sandbox stores nothing are null.
var kinds = map[string]kind{
	"accountEnabled": kindFlag, "ageGroup": kindText, "assignedLicenses": kindComplex, "businessPhones": kindList,
	"city": kindText, "companyName": kindText, "country": kindText, "createdDateTime": kindTime, "creationType": kindText,
	"department": kindText, "displayName": kindText, "employeeHireDate": kindTime, "employeeId": kindText,
	"employeeLeaveDateTime": kindTime, "employeeType": kindText, "externalUserState": kindText,
	"externalUserStateChangeDateTime": kindTime, "givenName": kindText, "id": kindText, "identities": kindComplex,
	"isManagementRestricted": kindFlag, "isResourceAccount": kindFlag, "jobTitle": kindText,
	"lastPasswordChangeDateTime": kindTime, "mail": kindText, "mailNickname": kindText, "mobilePhone": kindText,
	"officeLocation": kindText, "onPremisesDistinguishedName": kindText, "onPremisesDomainName": kindText,
	"onPremisesImmutableId": kindText, "onPremisesLastSyncDateTime": kindTime, "onPremisesSamAccountName": kindText,
	"onPremisesSecurityIdentifier": kindText, "onPremisesSyncEnabled": kindFlag, "onPremisesUserPrincipalName": kindText,
	"otherMails": kindList, "passwordPolicies": kindText, "postalCode": kindText, "preferredLanguage": kindText,
	"proxyAddresses": kindList, "securityIdentifier": kindText, "showInAddressList": kindFlag,
	"signInActivity":                  kindComplex,
	"signInSessionsValidFromDateTime": kindTime, "state": kindText, "streetAddress": kindText, "surname": kindText,
	"usageLocation": kindText, "userPrincipalName": kindText, "userType": kindText,
}

// defaultProperties are what Graph returns when nothing is selected.
var defaultProperties = []string{
	"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
	"preferredLanguage", "surname", "userPrincipalName",
}

// basicProperties are what User.ReadBasic.All covers.
var basicProperties = map[string]bool{
	"displayName": true, "givenName": true, "surname": true, "mail": true, "userPrincipalName": true, "id": true,
	"securityIdentifier": true,
}

// text returns a string property; "" is null.
func (u *user) text(property string) string {
	switch property {
	case "id":
		return u.id
	case "userPrincipalName":
		return u.upn
	case "displayName":
		return u.displayName
	case "givenName":
		return u.givenName
	case "surname":
		return u.surname
	case "mail":
		return u.mail
	}
	if u.own != nil {
		return u.own.text[property]
	}
	return u.drawnText(property)
}

func (u *user) list(property string) []string {
	if u.own != nil {
		return u.own.lists[property]
	}
	return u.drawnList(property)
}

func (u *user) flag(property string) (value, ok bool) {
	if c := u.changed.Load(); c != nil && c.enabled != nil && property == "accountEnabled" {
		return *c.enabled, true
	}
	if u.own != nil {
		value, ok = u.own.flags[property]
		return value, ok
	}
	return u.drawnFlag(property)
}

func (u *user) when(property string) (time.Time, bool) {
	if c := u.changed.Load(); c != nil {
		changed := map[string]time.Time{
			"signInSessionsValidFromDateTime": c.valid, "lastPasswordChangeDateTime": c.password,
		}[property]
		if !changed.IsZero() {
			return changed, true
		}
	}
	if u.own != nil {
		at, ok := u.own.times[property]
		return at, ok
	}
	return u.drawnTime(property)
}

// enabled reports whether the account can sign in. An unset accountEnabled counts as enabled.
func (u *user) enabled() bool {
	on, ok := u.flag("accountEnabled")
	return on || !ok
}

// restricted reports whether the person is in a restricted management administrative unit, out of reach of tenant-wide
// roles. All the sandbox's roles are tenant-wide.
func (u *user) restricted() bool {
	restricted, _ := u.flag("isManagementRestricted")
	return restricted
}

// external reports whether the person is an external (B2B) guest, who cannot have a pass. userType alone does not
// decide it: internal guests can have one.
func (u *user) external() bool {
	return u.text("externalUserState") != ""
}

// value returns a property as encoded in JSON; nil is null.
func (u *user) value(property string) any {
	switch kinds[property] {
	case kindText:
		if s := u.text(property); s != "" {
			return s
		}
	case kindList:
		if l := u.list(property); l != nil {
			return l
		}
		return []string{}
	case kindFlag:
		if v, ok := u.flag(property); ok {
			return v
		}
	case kindTime:
		if at, ok := u.when(property); ok {
			return seconds(at)
		}
	case kindComplex:
		return u.complexValue(property)
	}
	return nil
}

func (u *user) complexValue(property string) any {
	switch property {
	case "identities":
		return u.identities()
	case "assignedLicenses":
		return []any{}
	case "signInActivity":
		at, ok := u.when("signInActivity/lastSignInDateTime")
		if !ok {
			return nil
		}
		quiet, _ := u.when("signInActivity/lastNonInteractiveSignInDateTime")
		return map[string]any{
			"lastSignInDateTime": seconds(at), "lastSignInRequestId": wire.GUID("sign-in/" + u.id),
			"lastNonInteractiveSignInDateTime": seconds(quiet), "lastNonInteractiveSignInRequestId": wire.GUID("quiet/" + u.id),
			"lastSuccessfulSignInDateTime": seconds(at), "lastSuccessfulSignInRequestId": wire.GUID("sign-in/" + u.id),
		}
	}
	return nil
}

// identities returns the sign-in identities: the UPN, and for an external guest the foreign issuer.
func (u *user) identities() []map[string]string {
	if u.own != nil && u.own.ident != nil {
		return u.own.ident
	}
	if u.own != nil && len(u.own.text) == 0 {
		return []map[string]string{}
	}
	issuer, typ, assigned := Domain, "userPrincipalName", u.upn
	if u.external() {
		issuer, typ, assigned = "ExternalAzureAD", "federated", ""
	}
	one := map[string]string{"signInType": typ, "issuer": issuer, "issuerAssignedId": assigned}
	return []map[string]string{one}
}

// seconds returns a DateTimeOffset without a fraction, as in directory objects.
func seconds(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// record is a user's odata.Record. It is one word wide, so that matching everyone does not allocate.
type record struct{ *user }

// String implements odata.Record.
func (r record) String(property string) (string, bool) {
	s := r.text(property)
	return s, s != ""
}

// Strings implements odata.Record.
func (r record) Strings(property string) []string { return r.list(property) }

// Bool implements odata.Record.
func (r record) Bool(property string) (value, ok bool) { return r.flag(property) }

// Time implements odata.Record.
func (r record) Time(property string) (time.Time, bool) { return r.when(property) }

// Tokens implements odata.Record. Only displayName has tokens.
func (r record) Tokens(property string) []string {
	if property != "displayName" {
		return nil
	}
	return r.tokens
}

// basicRecord is the record for a caller with only User.ReadBasic.All: everything else is null.
type basicRecord struct{ record }

// String implements odata.Record.
func (r basicRecord) String(property string) (string, bool) {
	if !basicProperties[property] {
		return "", false
	}
	return r.record.String(property)
}

// Strings implements odata.Record: no collection is basic.
func (basicRecord) Strings(string) []string { return nil }

// Bool implements odata.Record: no boolean is basic.
func (basicRecord) Bool(string) (value, ok bool) { return false, false }

// Time implements odata.Record: no instant is basic.
func (basicRecord) Time(string) (time.Time, bool) { return time.Time{}, false }

// queryable returns a user's record for a caller.
func queryable(u *user, basic bool) odata.Record {
	if basic {
		return basicRecord{record{u}}
	}
	return record{u}
}
