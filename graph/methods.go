package graph

import (
	"context"
	"encoding/json"

	"tapdesk/state/pass"
	"tapdesk/state/person"
)

const passType = "temporaryAccessPassAuthenticationMethod"

// wireMethod is an authenticationMethod of any type: the properties of all types that are of use to a helpdesk. Source:
// learn.microsoft.com/graph/api/resources/authenticationmethods-overview and the resource of each type.
type wireMethod struct {
	Type             text  `json:"@odata.type"`
	ID               text  `json:"id"`
	DisplayName      text  `json:"displayName"`
	PhoneNumber      text  `json:"phoneNumber"`
	PhoneType        text  `json:"phoneType"`
	SMSSignInState   text  `json:"smsSignInState"`
	EmailAddress     text  `json:"emailAddress"`
	Model            text  `json:"model"`
	AttestationLevel text  `json:"attestationLevel"`
	PasskeyType      text  `json:"passkeyType"`
	DeviceTag        text  `json:"deviceTag"`
	PhoneAppVersion  text  `json:"phoneAppVersion"`
	KeyStrength      text  `json:"keyStrength"`
	Platform         text  `json:"platform"`
	CreatedDateTime  stamp `json:"createdDateTime"`
	// CreationDateTime is what Microsoft's own sample for passkeys writes.
	CreationDateTime stamp `json:"creationDateTime"`
	LastUsedDateTime stamp `json:"lastUsedDateTime"` // beta only
}

func (w *wireMethod) method() person.Method {
	m := person.Method{
		ID: w.ID.key(), Type: text(shortType(string(w.Type))).line(), DisplayName: w.DisplayName.line(),
		PhoneNumber: w.PhoneNumber.line(), PhoneType: w.PhoneType.line(), SMSSignInState: w.SMSSignInState.line(),
		EmailAddress: w.EmailAddress.line(), Model: w.Model.line(), AttestationLevel: w.AttestationLevel.line(),
		PasskeyType: w.PasskeyType.line(), DeviceTag: w.DeviceTag.line(), PhoneAppVersion: w.PhoneAppVersion.line(),
		KeyStrength: w.KeyStrength.line(), Platform: w.Platform.line(),
		CreatedDateTime: w.CreatedDateTime.Time, LastUsedDateTime: w.LastUsedDateTime.Time,
	}
	if m.CreatedDateTime.IsZero() {
		m.CreatedDateTime = w.CreationDateTime.Time
	}
	return m
}

// takeMethodList returns the methods but for the pass, in Graph's order, and the pass, nil when there is none, from a list
// whose first page is the answer. A type that is not known is kept with what it has in common with the others.
func (c *Client) takeMethodList(ctx context.Context, a answer) ([]person.Method, *pass.Pass, error) {
	items, err := c.collect(ctx, readMethods, a)
	if err != nil {
		return nil, nil, err
	}
	return sortMethods(a, items)
}

// sortMethods tells the methods from the pass among the items of an answer.
func sortMethods(a answer, items []json.RawMessage) (methods []person.Method, found *pass.Pass, err error) {
	for _, item := range items {
		var w wireMethod
		if err := decode(readMethods, within(a, item), &w); err != nil {
			return nil, nil, err
		}
		if shortType(string(w.Type)) != passType {
			methods = append(methods, w.method())
			continue
		}
		p, err := decodePass(readMethods, within(a, item))
		if err != nil {
			return nil, nil, err
		}
		found = &p
	}
	return methods, found, nil
}
