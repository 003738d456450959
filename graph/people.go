package graph

import (
	"context"
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// People: /users/{id} and /users/{id}/manager. Sources: learn.microsoft.com/graph/api/user-get, user-list-manager.
var (
	openPerson = operation{
		what:    "open the person",
		scopes:  []string{scopeUserBasic, scopeUser},
		missing: personGone,
	}
	readManager = operation{
		what:    "read the manager",
		scopes:  []string{scopeUser},
		missing: personGone,
	}
)

// Properties asked for. Source: learn.microsoft.com/graph/api/resources/user;
// learn.microsoft.com/graph/permissions-reference lists those that User.ReadBasic.All covers.
const (
	basicSelect = "id,userPrincipalName,displayName,mail"
	listSelect  = "id,userPrincipalName,displayName,mail,jobTitle,department,accountEnabled,userType"
	fullSelect  = "id,userPrincipalName,displayName,mail,otherMails,jobTitle,department,officeLocation,employeeId," +
		"mobilePhone,businessPhones,onPremisesSamAccountName,usageLocation,preferredLanguage,userType,externalUserState," +
		"accountEnabled,onPremisesSyncEnabled,isManagementRestricted," +
		"createdDateTime,lastPasswordChangeDateTime,employeeHireDate,identities"
	managerSelect = "id,userPrincipalName,displayName,mail,jobTitle,department,mobilePhone,businessPhones"
)

// allProperties names, for the operator, what User.ReadBasic.All does not cover.
const allProperties = "all properties of a person"

// basic reports whether it is certain that the operator may read only what User.ReadBasic.All covers.
func (c *Client) basic() bool { return c.learned.Refused(allProperties) != nil }

// wireUser is a user with the requested properties: a person, except for properties that may have another type on the
// wire.
type wireUser struct {
	person.Person
	OtherMails                 loose[[]text.Text]    `json:"otherMails"`
	BusinessPhones             loose[[]text.Text]    `json:"businessPhones"`
	AccountEnabled             loose[*bool]          `json:"accountEnabled"`
	OnPremisesSyncEnabled      loose[*bool]          `json:"onPremisesSyncEnabled"`
	IsManagementRestricted     loose[*bool]          `json:"isManagementRestricted"`
	CreatedDateTime            stamp                 `json:"createdDateTime"`
	LastPasswordChangeDateTime stamp                 `json:"lastPasswordChangeDateTime"`
	EmployeeHireDate           stamp                 `json:"employeeHireDate"`
	Identities                 loose[[]wireIdentity] `json:"identities"`
}

// wireIdentity is an objectIdentity. Source: learn.microsoft.com/graph/api/resources/objectidentity.
type wireIdentity struct {
	SignInType raw `json:"signInType"`
}

func (w *wireUser) person() person.Person {
	p := w.Person
	empty := func(one text.Text) bool { return one == "" }
	p.BusinessPhones = slices.DeleteFunc(w.BusinessPhones.is, empty)
	p.OtherMails = slices.DeleteFunc(w.OtherMails.is, empty)
	p.AccountEnabled, p.OnPremisesSyncEnabled = w.AccountEnabled.is, w.OnPremisesSyncEnabled.is
	p.IsManagementRestricted = w.IsManagementRestricted.is
	p.CreatedDateTime, p.LastPasswordChangeDateTime = w.CreatedDateTime.Time, w.LastPasswordChangeDateTime.Time
	p.EmployeeHireDate, p.ForeignIdentity = w.EmployeeHireDate.Time, foreign(w.Identities.is)
	return p
}

// foreign reports whether an identity is federated: issued by another tenant or a social provider. An identity issued
// by this tenant has the signInType userPrincipalName or emailAddress. It returns nil if there are no identities.
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
	if wire.ID.IsZero() {
		return person.Person{}, senseless(op, a, errMissing)
	}
	return wire.person(), nil
}

// takePerson decodes the answer to a request for a person. If some properties were refused it requests the basic ones
// first. It reports whether the person has only the basic ones.
func (c *Client) takePerson(ctx context.Context, path string, basic bool, r result) (person.Person, bool, error) {
	if refused := fault.Of(r.err); !basic && fault.Is(r.err, fault.Denied) {
		target := path + "?$select=" + basicSelect
		if a, err := c.do(ctx, get(openPerson, target)); err == nil {
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
