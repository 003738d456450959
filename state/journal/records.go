package journal

import "time"

// Records reads what stands in the journal since an instant; see Read. What was posted before stands in it if it can be written: that
// is waited for, up to 5 seconds. What is kept in memory is not among it.
func (j *Journal) Records(since time.Time) ([]Record, error) {
	if j.unwritten.Load() > 0 {
		_ = j.wait(&task{probe: true, fence: true, result: make(chan error, 1)}) // a journal that does not answer may still be read
	}
	return Read(j.o.Dir, since)
}
