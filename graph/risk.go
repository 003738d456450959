package graph

import (
	"context"

	"tapdesk/state/fault"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// A person's risk: /identityProtection/riskyUsers/{id}. Source: learn.microsoft.com/graph/api/riskyuser-get.
var readRisk = operation{
	what:      "read the person's risk",
	limit:     protection,
	scopes:    []string{scopeRisk},
	refusable: true,
}

// wireRisk is a riskyUser with the requested properties. Source: learn.microsoft.com/graph/api/resources/riskyuser.
type wireRisk struct {
	person.Risk
	RiskLastUpdatedDateTime stamp `json:"riskLastUpdatedDateTime"`
}

func riskPart(id text.Key) dossierPart {
	return dossierPart{
		request: once(readRisk,
			"/identityProtection/riskyUsers/"+id.Wire()+"?$select=riskLevel,riskState,riskLastUpdatedDateTime"),
		lacks: func(d *person.Dossier) (bool, *fault.Fault) { return !d.Access.Risk.Whole, d.Access.Risk.Fault },
		take:  func(_ context.Context, _ *Client, d *person.Dossier, r result, _ bool) { d.Access.Risk = risk(r) },
	}
}

// risk decodes a person's risk. Graph's 404 means that the person was never at risk.
func risk(r result) person.Reading[person.Risk] {
	if fault.Is(r.err, fault.NotFound) {
		return person.Reading[person.Risk]{Whole: true}
	}
	if r.err != nil {
		return person.Reading[person.Risk]{Fault: fault.Of(r.err)}
	}
	var wire wireRisk
	if err := decode(readRisk, r.answer, &wire); err != nil {
		return person.Reading[person.Risk]{Fault: fault.Of(err)}
	}
	wire.Changed = wire.RiskLastUpdatedDateTime.Time
	return person.Reading[person.Risk]{All: []person.Risk{wire.Risk}, Whole: true}
}
