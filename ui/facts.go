package ui

import (
	"tapdesk/state/pass"
	"tapdesk/state/person"
	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// judged is what every verdict of this console rests on.
type judged struct {
	site   verdict.Site
	hasTAP bool
	policy func() pass.Policy
}

// facts is what is known of a person beyond the dossier: who asks, with which rights, under which policy, and what the site says.
func (a *App) facts(d person.Dossier) verdict.Facts {
	why, _ := a.records.off()
	return verdict.Facts{
		Own: kit.NonEmpty(why),
		Now: a.env.Now(), Zone: a.env.Zone, Cloud: a.header.cloud, HasTAP: a.judged.hasTAP, Operator: a.who.identity(),
		Dossier: d, Policy: a.judged.policy(), Bounds: a.env.Desk.Bounds, Site: a.judged.site,
	}
}
