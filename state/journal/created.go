package journal

import "tapdesk/state/text"

// Elsewhere returns the ids of a person's passes that, according to the journal, other writes than the one with id
// write created.
func Elsewhere(records []Record, personID text.Key, write string) []text.Key {
	var ids []text.Key
	for _, r := range records {
		created := r.Kind == Outcome && r.Operation == Create && r.Result == Done && r.PassID != ""
		if created && r.Write != write && r.Person.ID == personID.Wire() {
			ids = append(ids, text.NewKey(r.PassID))
		}
	}
	return ids
}
