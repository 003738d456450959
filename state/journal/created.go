package journal

import "tapdesk/state/clean"

// Elsewhere returns the ids of a person's passes that the journal knows to be answers to other writes than the one with id write.
func Elsewhere(records []Record, personID clean.Key, write string) []clean.Key {
	var ids []clean.Key
	for _, r := range records {
		if r.Kind == Outcome && r.Operation == Create && r.Result == Done && r.PassID != "" && r.Write != write && r.Person.ID == personID.Wire() {
			ids = append(ids, clean.NewKey(r.PassID))
		}
	}
	return ids
}
