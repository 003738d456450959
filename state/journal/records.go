package journal

import "time"

// Records reads what stands in the journal since an instant; see Read. What is kept in memory is not among it.
func (j *Journal) Records(since time.Time) ([]Record, error) { return Read(j.o.Dir, since) }
