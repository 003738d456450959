package graph

import (
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

// decodeMethods returns the methods but for the pass, in Graph's order, and the pass, nil when there is none. A type that is
// not known is kept with what it has in common with the others.
func decodeMethods(a answer) ([]person.Method, *pass.Pass, error) {
	var wire struct {
		Value []json.RawMessage `json:"value"`
	}
	if err := decode(readMethods, a, &wire); err != nil {
		return nil, nil, err
	}
	if wire.Value == nil { // no list is not an empty list
		return nil, nil, senseless(readMethods, a, errMissing)
	}
	var methods []person.Method
	var found *pass.Pass
	for _, raw := range wire.Value {
		var m wireMethod
		if err := decode(readMethods, answer{status: a.status, header: a.header, body: raw, sentID: a.sentID}, &m); err != nil {
			return nil, nil, err
		}
		if shortType(string(m.Type)) != passType {
			methods = append(methods, m.method())
			continue
		}
		var w wirePass
		if err := decode(readMethods, answer{status: a.status, header: a.header, body: raw, sentID: a.sentID}, &w); err != nil {
			return nil, nil, err
		}
		p := w.pass()
		found = &p
	}
	return methods, found, nil
}
