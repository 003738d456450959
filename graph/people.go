package graph

import (
	"context"
	"net/http"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
)

// Properties asked for. Source: learn.microsoft.com/graph/api/resources/user; which of them User.ReadBasic.All gives is
// told by learn.microsoft.com/graph/permissions-reference.
const (
	basicSelect = "id,userPrincipalName,displayName,givenName,surname,mail"
	listSelect  = "id,userPrincipalName,displayName,mail,jobTitle,department,accountEnabled,userType"
	fullSelect  = "id,userPrincipalName,displayName,givenName,surname,mail,jobTitle,department,officeLocation,employeeId," +
		"mobilePhone,businessPhones,onPremisesSamAccountName,usageLocation,preferredLanguage,userType,externalUserState," +
		"accountEnabled,onPremisesSyncEnabled,createdDateTime,lastPasswordChangeDateTime,employeeHireDate,identities"
	managerSelect = "id,userPrincipalName,displayName,mail,jobTitle,department,mobilePhone,businessPhones"
)

// allProperties is what of a person User.ReadBasic.All does not give.
const allProperties = "all properties of a person"

// basic reports whether the operator may certainly read no more of people than User.ReadBasic.All gives.
func (c *Client) basic() bool { return c.learned.Refused(allProperties) != nil }

// wireUser is a user, as much of it as was asked for.
type wireUser struct {
	ID                         raw                   `json:"id"`
	UserPrincipalName          raw                   `json:"userPrincipalName"`
	DisplayName                raw                   `json:"displayName"`
	GivenName                  raw                   `json:"givenName"`
	Surname                    raw                   `json:"surname"`
	Mail                       raw                   `json:"mail"`
	JobTitle                   raw                   `json:"jobTitle"`
	Department                 raw                   `json:"department"`
	OfficeLocation             raw                   `json:"officeLocation"`
	EmployeeID                 raw                   `json:"employeeId"`
	MobilePhone                raw                   `json:"mobilePhone"`
	OnPremisesSamAccountName   raw                   `json:"onPremisesSamAccountName"`
	UsageLocation              raw                   `json:"usageLocation"`
	PreferredLanguage          raw                   `json:"preferredLanguage"`
	UserType                   raw                   `json:"userType"`
	ExternalUserState          raw                   `json:"externalUserState"`
	BusinessPhones             loose[[]raw]          `json:"businessPhones"`
	AccountEnabled             loose[*bool]          `json:"accountEnabled"`
	OnPremisesSyncEnabled      loose[*bool]          `json:"onPremisesSyncEnabled"`
	CreatedDateTime            stamp                 `json:"createdDateTime"`
	LastPasswordChangeDateTime stamp                 `json:"lastPasswordChangeDateTime"`
	EmployeeHireDate           stamp                 `json:"employeeHireDate"`
	Identities                 loose[[]wireIdentity] `json:"identities"`
}

// wireIdentity is an objectIdentity. Source: learn.microsoft.com/graph/api/resources/objectidentity.
type wireIdentity struct {
	SignInType raw `json:"signInType"`
	Issuer     raw `json:"issuer"`
}

func (w *wireUser) person() person.Person {
	p := person.Person{
		ID: w.ID.key(), UserPrincipalName: w.UserPrincipalName.key(),
		DisplayName: w.DisplayName.line(), GivenName: w.GivenName.line(), Surname: w.Surname.line(), Mail: w.Mail.line(),
		JobTitle: w.JobTitle.line(), Department: w.Department.line(), OfficeLocation: w.OfficeLocation.line(),
		EmployeeID: w.EmployeeID.line(), MobilePhone: w.MobilePhone.line(),
		OnPremisesSamAccountName: w.OnPremisesSamAccountName.line(),
		UsageLocation:            w.UsageLocation.line(), PreferredLanguage: w.PreferredLanguage.line(),
		UserType: w.UserType.line(), ExternalUserState: w.ExternalUserState.line(),
		AccountEnabled: w.AccountEnabled.is, OnPremisesSyncEnabled: w.OnPremisesSyncEnabled.is,
		CreatedDateTime: w.CreatedDateTime.Time, LastPasswordChangeDateTime: w.LastPasswordChangeDateTime.Time,
		EmployeeHireDate: w.EmployeeHireDate.Time,
		ForeignIdentity:  foreign(w.Identities.is),
	}
	for _, phone := range w.BusinessPhones.is {
		if phone != "" {
			p.BusinessPhones = append(p.BusinessPhones, phone.line())
		}
	}
	return p
}

// foreign says whether an identity is federated: issued by another tenant or by a social provider. One issued by this tenant
// has the signInType userPrincipalName or emailAddress. It returns nil when there are no identities to go by.
func foreign(identities []wireIdentity) *bool {
	if len(identities) == 0 {
		return nil
	}
	found := false
	for _, i := range identities {
		found = found || strings.EqualFold(string(i.SignInType), "federated")
	}
	return &found
}

func decodePerson(op operation, a answer) (person.Person, error) {
	var wire wireUser
	if err := decode(op, a, &wire); err != nil {
		return person.Person{}, err
	}
	if wire.ID == "" {
		return person.Person{}, senseless(op, a, errMissing)
	}
	return wire.person(), nil
}

// takePerson decodes the answer to a request for a person, after asking again for the basic properties when the others
// were refused. It reports whether those are all there are.
func (c *Client) takePerson(ctx context.Context, path string, basic bool, r result) (person.Person, bool, error) {
	if refused := fault.Of(r.err); !basic && fault.Is(r.err, fault.Denied) {
		target := path + "?$select=" + basicSelect
		if a, err := c.do(ctx, request{op: openPerson, method: http.MethodGet, target: target}); err == nil {
			c.learned.TakeAnswer(allProperties, path, refused)
			r, basic = result{answer: a}, true
		}
	} else if !basic && r.err == nil {
		c.learned.TakeAnswer(allProperties, path, nil)
	}
	if r.err != nil {
		return person.Person{}, basic, r.err
	}
	p, err := decodePerson(openPerson, r.answer)
	return p, basic, err
}

func personSelect(basic bool) string {
	if basic {
		return basicSelect
	}
	return fullSelect
}
