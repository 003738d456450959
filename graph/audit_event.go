package graph

import (
	"strings"

	"tapdesk/state/audit"
	"tapdesk/state/text"
)

// wireAudit is the part of a directoryAudit that concerns a console: an event, who did it to whom, and its texts, which
// are compared before they are cleaned. Source: learn.microsoft.com/graph/api/resources/directoryaudit.
type wireAudit struct {
	audit.Event
	ActivityDateTime    stamp              `json:"activityDateTime"`
	ActivityDisplayName raw                `json:"activityDisplayName"`
	ResultReason        raw                `json:"resultReason"`
	InitiatedBy         loose[wireActor]   `json:"initiatedBy"`
	TargetResources     loose[[]wireAimed] `json:"targetResources"`
}

// wireActor is an auditActivityInitiator: one of the two is null.
type wireActor struct {
	User loose[audit.Actor] `json:"user"`
	App  loose[struct {
		DisplayName        raw `json:"displayName"`
		AppID              raw `json:"appId"`
		ServicePrincipalID raw `json:"servicePrincipalId"`
	}] `json:"app"`
}

// wireAimed is a targetResource.
type wireAimed struct {
	audit.Party
	Type               raw `json:"type"`
	ModifiedProperties loose[[]struct {
		DisplayName raw `json:"displayName"`
		NewValue    raw `json:"newValue"`
	}] `json:"modifiedProperties"`
}

func (w *wireAudit) event() audit.Event {
	e, app := w.Event, w.InitiatedBy.is.App.is
	e.Time = w.ActivityDateTime.Time
	e.Activity, e.ResultReason = text.New(string(w.ActivityDisplayName)), text.New(string(w.ResultReason))
	e.Actor = w.InitiatedBy.is.User.is
	e.Actor.App = text.New(firstOf(string(app.DisplayName), string(app.AppID), string(app.ServicePrincipalID)))
	e.Actor.AppID = text.New(string(app.AppID))
	var properties, included []string
	for _, aimed := range w.TargetResources.is {
		isUser := strings.EqualFold(string(aimed.Type), "User") || !aimed.UserPrincipalName.IsZero()
		if isUser && e.Person == (audit.Party{}) {
			e.Person = aimed.Party
		}
		for _, p := range aimed.ModifiedProperties.is {
			properties = append(properties, string(p.DisplayName))
			if strings.EqualFold(string(p.DisplayName), "Included Updated Properties") {
				included = append(included, string(p.NewValue))
			}
		}
	}
	e.What = audit.Classify(string(w.ActivityDisplayName), string(w.ResultReason), properties)
	e.Fields = audit.Changes(string(w.ActivityDisplayName), append(properties, included...))
	act := audit.ActOf(string(w.ActivityDisplayName))
	switch {
	case e.What != audit.Other:
	case act != "":
		e.What, e.Act = audit.Acted, act
	case len(e.Fields) > 0:
		e.What = audit.Edited
	}
	return e
}
