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

// Person reads one person by object id or userPrincipalName, with every property a helpdesk needs; with the basic ones when
// the operator may read no more. It fails with fault.NotFound when Graph knows nobody of that name.
func (c *Client) Person(ctx context.Context, idOrUPN string) (person.Person, error) {
	if strings.TrimSpace(idOrUPN) == "" {
		return person.Person{}, refuse(openPerson, "nobody was named")
	}
	path, basic := userPath(idOrUPN), c.session.isBasic()
	target := path + "?$select=" + personSelect(basic)
	a, err := c.do(ctx, request{op: openPerson, method: http.MethodGet, target: target})
	p, _, err := c.takePerson(ctx, path, basic, result{answer: a, err: err})
	return p, err
}

// takePerson decodes the answer to a request for a person, after asking again for the basic properties when the others
// were refused. It reports whether those are all there are.
func (c *Client) takePerson(ctx context.Context, path string, basic bool, r result) (person.Person, bool, error) {
	if refused := fault.Of(r.err); !basic && fault.Is(r.err, fault.Denied) {
		target := path + "?$select=" + basicSelect
		if a, err := c.do(ctx, request{op: openPerson, method: http.MethodGet, target: target}); err == nil {
			c.session.learnRight(allProperties, path, refused)
			r, basic = result{answer: a}, true
		}
	} else if !basic && r.err == nil {
		c.session.learnRight(allProperties, path, nil)
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
