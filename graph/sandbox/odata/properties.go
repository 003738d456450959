package odata

// level says what an operator on a property needs.
type level uint8

const (
	never    level = iota // the property does not have the operator
	standard              // works by default
	advanced              // needs ConsistencyLevel: eventual and $count=true
)

type kind uint8

const (
	kindString kind = iota
	kindStrings
	kindBool
	kindTime
	kindComplex // known, but not to be filtered here
)

// property is one row of Microsoft's table of filter operators on users. ne and not are advanced wherever eq exists,
// eq null too; gt and lt follow ge and le (invented: the table has no columns for them).
type property struct {
	name                      string
	kind                      kind
	eq, in, starts, ends, rng level
	alone                     bool // cannot be combined with another clause
}

// properties is the table of operators [D filter-directory-objects]. Where versions of that page disagree about
// startsWith (businessPhones, usageLocation), the stricter reading is taken. The rows of jobTitle and externalUserState
// are from the user resource page. identities is filterable on Graph, but is refused here (invented: a Record has no
// way to tell them).
var properties = func() map[string]*property {
	const n, s, a = never, standard, advanced
	rows := []property{
		{name: "displayName", eq: s, in: s, starts: s},
		{name: "userPrincipalName", eq: s, in: s, starts: s, ends: a, rng: s},
		{name: "mail", eq: s, in: s, starts: s, ends: a, rng: s},
		{name: "givenName", eq: s, in: s, starts: s, rng: s},
		{name: "surname", eq: s, in: s, starts: s, rng: s},
		{name: "mailNickname", eq: s, in: s, starts: s, rng: s},
		{name: "onPremisesUserPrincipalName", eq: s, in: s, starts: s, rng: s},
		{name: "department", eq: s, in: s, starts: s, rng: s},
		{name: "jobTitle", eq: s, in: s, starts: s, rng: s},
		{name: "city", eq: s, in: s, starts: s, rng: s},
		{name: "state", eq: s, in: s, starts: s, rng: s},
		{name: "country", eq: s, in: s, starts: s, rng: s},
		{name: "employeeId", eq: s, in: n, starts: s, rng: a},
		{name: "id", eq: s, in: s},
		{name: "userType", eq: s, in: s},
		{name: "usageLocation", eq: s, in: s, rng: s},
		{name: "ageGroup", eq: s, in: s},
		{name: "creationType", eq: s, in: s},
		{name: "externalUserState", eq: s, in: s},
		{name: "onPremisesSecurityIdentifier", eq: s, in: s},
		{name: "mobilePhone", eq: a, in: a, starts: a, rng: a},
		{name: "officeLocation", eq: a, in: a, starts: a, rng: a},
		{name: "companyName", eq: a, in: a, starts: a, rng: a},
		{name: "onPremisesSamAccountName", eq: a, in: a, starts: a, rng: a},
		{name: "employeeType", eq: a, in: a, starts: a, rng: a},
		{name: "postalCode", eq: a, in: a, starts: a, rng: a},
		{name: "streetAddress", eq: a, in: a, starts: a, rng: a},
		{name: "preferredLanguage", eq: a, in: a, starts: a, rng: a},
		{name: "onPremisesImmutableId", eq: a, in: a, rng: a},
		{name: "passwordPolicies", eq: a},

		{name: "otherMails", kind: kindStrings, eq: s, in: s, starts: s, ends: a, rng: s},
		{name: "proxyAddresses", kind: kindStrings, eq: s, in: n, starts: s, ends: a, rng: s},
		{name: "businessPhones", kind: kindStrings, eq: s},

		{name: "accountEnabled", kind: kindBool, eq: s, in: s},
		{name: "onPremisesSyncEnabled", kind: kindBool, eq: s, in: s},
		{name: "isResourceAccount", kind: kindBool, eq: s},
		{name: "showInAddressList", kind: kindBool, eq: a, in: a},

		{name: "createdDateTime", kind: kindTime, eq: s, in: a, rng: s},
		{name: "employeeHireDate", kind: kindTime, eq: a, in: a, rng: a},
		{name: "onPremisesLastSyncDateTime", kind: kindTime, eq: a, in: a, rng: a},
		{name: "signInActivity/lastSignInDateTime", kind: kindTime, eq: s, rng: s, alone: true},
		{name: "signInActivity/lastNonInteractiveSignInDateTime", kind: kindTime, eq: s, rng: s, alone: true},
	}
	table := make(map[string]*property, len(rows)+len(selectable))
	for i := range rows {
		table[rows[i].name] = &rows[i]
	}
	// What is left of the user is known and refused, rather than unknown.
	for _, name := range selectable {
		if table[name] == nil {
			table[name] = &property{name: name, kind: kindComplex}
		}
	}
	return table
}()

// selectable are the v1.0 properties of user which a list may ask for by $select. [D user resource page]
var selectable = []string{
	"accountEnabled", "ageGroup", "assignedLicenses", "assignedPlans", "authorizationInfo", "businessPhones", "city",
	"companyName", "consentProvidedForMinor", "country", "createdDateTime", "creationType", "customSecurityAttributes",
	"deletedDateTime", "department", "displayName", "employeeHireDate", "employeeId", "employeeLeaveDateTime",
	"employeeOrgData", "employeeType", "externalUserState", "externalUserStateChangeDateTime", "faxNumber", "givenName",
	"id", "identities", "imAddresses", "isManagementRestricted", "isResourceAccount", "jobTitle",
	"lastPasswordChangeDateTime", "legalAgeGroupClassification", "licenseAssignmentStates", "mail", "mailNickname",
	"mobilePhone", "officeLocation", "onPremisesDistinguishedName", "onPremisesDomainName",
	"onPremisesExtensionAttributes", "onPremisesImmutableId", "onPremisesLastSyncDateTime",
	"onPremisesProvisioningErrors", "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled",
	"onPremisesUserPrincipalName", "otherMails", "passwordPolicies", "passwordProfile", "postalCode", "preferredDataLocation",
	"preferredLanguage", "provisionedPlans", "proxyAddresses", "securityIdentifier", "serviceProvisioningErrors",
	"showInAddressList", "signInActivity", "signInSessionsValidFromDateTime", "state", "streetAddress", "surname",
	"usageLocation", "userPrincipalName", "userType",
}
