package journal

import (
	"os"
	"slices"
	"strings"
	"time"
)

// Records reads what stands in the journal since an instant, and keep wants; see Read. What was posted before stands in
// it if it can be written: that is waited for, up to 5 seconds. What is kept in memory is not among it.
func (j *Journal) Records(since time.Time, keep ...func(Record) bool) ([]Record, error) {
	if j.unwritten.Load() > 0 {
		_ = j.wait(&task{probe: true, fence: true, result: make(chan error, 1)}) // a journal that does not answer may still be read
	}
	if info, err := os.Stat(j.o.Dir); err == nil && !info.IsDir() {
		return nil, wrong(nil, "%s: there is a file where a directory must be; move it away", j.o.Dir)
	}
	return Read(j.o.Dir, since, keep...)
}

// Unfinished reads the writes in a tenant that the operator has yet to deal with; see the function of that name. Passes
// that another console has just created and not closed are among them, with that console in Elsewhere. It holds no more
// of the journal in memory than they take.
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
		return !began // it is there for what it makes moot
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

// openWrites are the writes of which the records so far tell no end: by id, with the person's id in lower case.
type openWrites struct {
	began map[string]string
	ended map[string]bool
}

// take takes a record in its order. A write that has ended stays so, whatever follows.
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
