package journal

import (
	"os"
	"slices"
	"strings"
	"time"
)

// Records reads the records made since an instant that keep accepts; see Read. It first waits, for up to 5 seconds,
// until posted records are written. Records kept in memory are not included.
func (j *Journal) Records(since time.Time, keep ...func(Record) bool) ([]Record, error) {
	if j.unwritten.Load() > 0 {
		// A journal that does not answer may still be readable.
		_ = j.wait(&task{probe: true, fence: true, result: make(chan error, 1)})
	}
	if info, err := os.Stat(j.o.Dir); err == nil && !info.IsDir() {
		return nil, wrong(nil, "%s: there is a file where a directory must be; move it away", j.o.Dir)
	}
	return Read(j.o.Dir, since, keep...)
}

// Unfinished reads the writes in a tenant that need the operator's attention; see the function Unfinished. They include
// passes that another console has just created and not closed, with that console in Elsewhere. It holds no more of the
// journal in memory than it needs.
func (j *Journal) Unfinished(tenantID string) ([]Write, error) {
	open := openWrites{began: map[string]string{}, ended: map[string]bool{}}
	if _, err := j.Records(time.Time{}, func(r Record) bool {
		if strings.EqualFold(r.TenantID, tenantID) {
			open.take(r)
		}
		return false
	}); err != nil || len(open.began) == 0 {
		return nil, err
	}
	people := map[string]bool{}
	for _, id := range open.began {
		people[id] = true
	}
	records, err := j.Records(time.Time{}, func(r Record) bool {
		_, began := open.began[r.Write]
		return began || r.Kind == Outcome && r.Result == Done && people[strings.ToLower(r.Person.ID)]
	})
	unfinished := slices.DeleteFunc(Unfinished(records, tenantID, j.Alive), func(w Write) bool {
		_, began := open.began[w.ID]
		return !began // it is included only for the writes that it makes moot
	})
	return append(unfinished, j.elsewhere(records, tenantID)...), err
}

// elsewhere returns the writes in a tenant whose pass another console holds.
func (j *Journal) elsewhere(records []Record, tenantID string) (held []Write) {
	others := j.Others()
	for _, w := range Writes(records) {
		at := slices.IndexFunc(others, func(c Console) bool { return c.Session == w.About().Session })
		if at >= 0 && of(w, tenantID) && w.Outcome != nil && w.Outcome.Result == Done && w.State(j.Alive) == Running {
			w.Elsewhere = &others[at]
			held = append(held, w)
		}
	}
	return held
}

// openWrites are the writes that have not ended in the records so far: the person's id in lower case, by the write's
// id.
type openWrites struct {
	began map[string]string
	ended map[string]bool
}

// take processes one record, in order. A write that has ended stays ended.
func (o openWrites) take(r Record) {
	if r.Write == "" || o.ended[r.Write] {
		return
	}
	w := Write{first: &r}
	w.take(&r)
	if r.Kind == Settled || !w.State(nobody).unfinished() {
		o.ended[r.Write] = true
		delete(o.began, r.Write)
		return
	}
	o.began[r.Write] = strings.ToLower(r.Person.ID)
}

func nobody(string) bool { return false }
