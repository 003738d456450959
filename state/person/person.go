// Package person holds what a helpdesk needs to know about a person in the directory: who they are, how they can sign
// in, and what the operator typed to find them.
//
// Source of the properties: learn.microsoft.com/graph/api/resources/user. Times are UTC.
package person

import (
	"strings"
	"time"

	"tapdesk/state/text"
)

// Person is a user as Graph has it. A property that is null or was not requested is empty, zero or nil.
type Person struct {
	ID                         text.Key    `json:"id"`
	UserPrincipalName          text.Key    `json:"userPrincipalName"`
	DisplayName                text.Text   `json:"displayName"`
	Mail                       text.Text   `json:"mail"`
	OtherMails                 []text.Text `json:"otherMails"`
	JobTitle                   text.Text   `json:"jobTitle"`
	Department                 text.Text   `json:"department"`
	OfficeLocation             text.Text   `json:"officeLocation"`
	EmployeeID                 text.Text   `json:"employeeId"`
	MobilePhone                text.Text   `json:"mobilePhone"`
	BusinessPhones             []text.Text `json:"businessPhones"`
	OnPremisesSamAccountName   text.Text   `json:"onPremisesSamAccountName"`
	UsageLocation              text.Text   `json:"usageLocation"`
	PreferredLanguage          text.Text   `json:"preferredLanguage"`
	UserType                   text.Text   `json:"userType"`
	ExternalUserState          text.Text   `json:"externalUserState"`
	AccountEnabled             *bool       `json:"accountEnabled"`
	OnPremisesSyncEnabled      *bool       `json:"onPremisesSyncEnabled"`
	IsManagementRestricted     *bool       `json:"isManagementRestricted"`
	CreatedDateTime            time.Time   `json:"createdDateTime"`
	LastPasswordChangeDateTime time.Time   `json:"lastPasswordChangeDateTime"`
	EmployeeHireDate           time.Time   `json:"employeeHireDate"`
	// ForeignIdentity reports whether another tenant or provider issued one of the identities; nil if not read.
	ForeignIdentity *bool `json:"-"`
}

// Name returns the first that exists of display name, userPrincipalName and object id.
func (p Person) Name() string {
	for _, name := range []string{string(p.DisplayName), p.UserPrincipalName.String()} {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	return p.ID.String()
}

// Domain returns the domain of the userPrincipalName, in lower case.
func (p Person) Domain() string {
	upn := p.UserPrincipalName.Wire()
	return strings.ToLower(upn[strings.LastIndexByte(upn, '@')+1:])
}

// Disabled reports whether the account is known to be disabled.
func (p Person) Disabled() bool { return p.AccountEnabled != nil && !*p.AccountEnabled }

// Guest reports whether userType is Guest. That does not decide whether a pass can be issued: internal guests can have
// one.
func (p Person) Guest() bool { return strings.EqualFold(string(p.UserType), "Guest") }

// ExternalGuest reports whether the person signs in at another tenant, so that this one cannot give them a pass: #EXT#
// in the userPrincipalName, an invitation state, or a foreign identity.
func (p Person) ExternalGuest() bool {
	return strings.Contains(strings.ToUpper(p.UserPrincipalName.Wire()), "#EXT#") || p.ExternalUserState != "" ||
		(p.ForeignIdentity != nil && *p.ForeignIdentity)
}
