package odata

// level is what a property requires for an operator.
type level uint8

const (
	never level = iota // not supported
	std                // supported by default
	adv                // needs ConsistencyLevel: eventual and $count=true
)

type kind uint8

const (
	kindString kind = iota
	kindStrings
	kindBool
	kindTime
	kindNumber  // a whole number, which a Record returns as a string of digits
	kindComplex // known, but cannot be filtered here
)

// property is one row of Microsoft's table of filter operators on users. Wherever eq is supported, ne, not and eq null
// are advanced; gt and lt follow ge and le (invented: the table has no columns for them).
type property struct {
	name                      string
	kind                      kind
	eq, in, starts, ends, rng level
	sort                      level // sorting; of users [D aad-advanced-queries]
	alone                     bool  // cannot be combined with another clause
}

// operators is the table of operators [D filter-directory-objects]. Where versions of that page disagree about
// startsWith (businessPhones, usageLocation), the stricter one is used. jobTitle and externalUserState are from the
// user resource page. Graph can filter by identities; the sandbox refuses it (invented: a Record cannot represent
// them).
var operators = []property{
	{name: "displayName", eq: std, in: std, starts: std, sort: std},
	{name: "userPrincipalName", eq: std, in: std, starts: std, ends: adv, rng: std, sort: std},
	{name: "mail", eq: std, in: std, starts: std, ends: adv, rng: std},
	{name: "givenName", eq: std, in: std, starts: std, rng: std},
	{name: "surname", eq: std, in: std, starts: std, rng: std},
	{name: "mailNickname", eq: std, in: std, starts: std, rng: std},
	{name: "onPremisesUserPrincipalName", eq: std, in: std, starts: std, rng: std},
	{name: "department", eq: std, in: std, starts: std, rng: std},
	{name: "jobTitle", eq: std, in: std, starts: std, rng: std},
	{name: "city", eq: std, in: std, starts: std, rng: std},
	{name: "state", eq: std, in: std, starts: std, rng: std},
	{name: "country", eq: std, in: std, starts: std, rng: std},
	{name: "employeeId", eq: std, in: never, starts: std, rng: adv},
	{name: "id", eq: std, in: std},
	{name: "userType", eq: std, in: std},
	{name: "usageLocation", eq: std, in: std, rng: std},
	{name: "ageGroup", eq: std, in: std},
	{name: "creationType", eq: std, in: std},
	{name: "externalUserState", eq: std, in: std},
	{name: "onPremisesSecurityIdentifier", eq: std, in: std},
	{name: "mobilePhone", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "officeLocation", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "companyName", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "onPremisesSamAccountName", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "employeeType", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "postalCode", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "streetAddress", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "preferredLanguage", eq: adv, in: adv, starts: adv, rng: adv},
	{name: "onPremisesImmutableId", eq: adv, in: adv, rng: adv},
	{name: "passwordPolicies", eq: adv},

	{name: "otherMails", kind: kindStrings, eq: std, in: std, starts: std, ends: adv, rng: std},
	{name: "proxyAddresses", kind: kindStrings, eq: std, in: never, starts: std, ends: adv, rng: std},
	{name: "businessPhones", kind: kindStrings, eq: std},

	{name: "accountEnabled", kind: kindBool, eq: std, in: std},
	{name: "onPremisesSyncEnabled", kind: kindBool, eq: std, in: std},
	{name: "isResourceAccount", kind: kindBool, eq: std},
	{name: "showInAddressList", kind: kindBool, eq: adv, in: adv},

	{name: "createdDateTime", kind: kindTime, eq: std, in: adv, rng: std, sort: adv},
	{name: "employeeHireDate", kind: kindTime, eq: adv, in: adv, rng: adv},
	{name: "onPremisesLastSyncDateTime", kind: kindTime, eq: adv, in: adv, rng: adv},
	{name: "signInActivity/lastSignInDateTime", kind: kindTime, eq: std, rng: std, alone: true},
	{name: "signInActivity/lastNonInteractiveSignInDateTime", kind: kindTime, eq: std, rng: std, alone: true},
}

// selectable are the v1.0 properties of user that a list can request with $select. [D user resource page]
var selectable = []string{
	"accountEnabled", "ageGroup", "assignedLicenses", "assignedPlans", "authorizationInfo", "businessPhones",
	"city", "companyName", "consentProvidedForMinor", "country", "createdDateTime", "creationType",
	"customSecurityAttributes", "deletedDateTime", "department", "displayName", "employeeHireDate", "employeeId",
	"employeeLeaveDateTime", "employeeOrgData", "employeeType", "externalUserState",
	"externalUserStateChangeDateTime", "faxNumber", "givenName", "id", "identities", "imAddresses",
	"isManagementRestricted", "isResourceAccount", "jobTitle", "lastPasswordChangeDateTime",
	"legalAgeGroupClassification", "licenseAssignmentStates", "mail", "mailNickname", "mobilePhone",
	"officeLocation", "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesExtensionAttributes",
	"onPremisesImmutableId", "onPremisesLastSyncDateTime", "onPremisesProvisioningErrors",
	"onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled",
	"onPremisesUserPrincipalName", "otherMails", "passwordPolicies", "passwordProfile", "postalCode",
	"preferredDataLocation", "preferredLanguage", "provisionedPlans", "proxyAddresses", "securityIdentifier",
	"serviceProvisioningErrors", "showInAddressList", "signInActivity", "signInSessionsValidFromDateTime", "state",
	"streetAddress", "surname", "usageLocation", "userPrincipalName", "userType",
}
