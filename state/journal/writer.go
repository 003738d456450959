package journal

import "errors"

// run is the writer: it does one task after the other until the journal is closed.
func (j *Journal) run() {
	defer close(j.done)
	for range j.wake {
		for t := j.next(); t != nil; t = j.next() {
			there, err := j.do(t)
			j.finish(t, there, err)
		}
		if j.ending() {
			break
		}
	}
	if len(j.kept) > 0 {
		j.tell(j.flush())
	}
	j.s.end()
}

func (j *Journal) next() *task {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.queue) == 0 {
		return nil
	}
	t := j.queue[0]
	j.queue = j.queue[1:]
	t.begun = true
	return t
}

func (j *Journal) ending() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.closing && len(j.queue) == 0
}

// finish hands the result of a task to whoever waits for it. There says that the record is in the file, or may be.
func (j *Journal) finish(t *task, there bool, err error) {
	j.mu.Lock()
	t.ended, j.hung = true, false
	untold := there && !t.keep && (err != nil || t.abandoned) // it is there, and whoever wanted it was told that it is not
	if !t.fence {
		j.tell(err)
	}
	t.result <- err
	j.mu.Unlock()
	if untold {
		if err := j.unsent(t.record); err != nil {
			j.tell(err)
		}
	}
}

// tell updates Trouble.
func (j *Journal) tell(err error) {
	if err == nil {
		err = j.s.headErr
	}
	if err == nil {
		j.trouble.Store(nil)
		return
	}
	var p *problem
	if !errors.As(err, &p) {
		p = &problem{err.Error(), err}
	}
	j.trouble.Store(p)
}

// do does a task: what is kept is written first. There says that the record is in the file, or may be.
func (j *Journal) do(t *task) (there bool, err error) {
	if t.fence {
		return false, nil
	}
	if t.probe && len(j.kept) == 0 {
		return false, j.probe()
	}
	err = j.flush()
	if err == nil && !t.probe {
		is, err := j.s.append(t.record)
		switch {
		case err == nil || is == present && t.keep:
			j.unwritten.Add(-1)
		case t.keep:
			j.kept = append(j.kept, t.record)
		default:
			j.unwritten.Add(-1)
		}
		return is != absent, err
	}
	if !t.probe && t.keep {
		j.kept = append(j.kept, t.record)
	} else if !t.probe {
		j.unwritten.Add(-1)
	}
	return false, err
}

// flush writes what is kept, as far as it can.
func (j *Journal) flush() error {
	for len(j.kept) > 0 {
		if is, err := j.s.append(j.kept[0]); err != nil && is != present {
			return err
		}
		j.kept = j.kept[1:]
		j.unwritten.Add(-1)
	}
	return nil
}

// unsent keeps the outcome of an intent that is in the journal although whoever wanted it was told that it is not: nothing was sent.
func (j *Journal) unsent(r Record) error {
	if r.Kind != Intent {
		return nil
	}
	r.Kind, r.Result, r.Reason = Outcome, NotSent, "the journal could not be relied upon"
	j.kept = append(j.kept, r)
	j.unwritten.Add(1)
	return j.flush() // else it is written before the next record
}

func (j *Journal) probe() error {
	if j.o.AnchorRequired {
		if err := j.anchored(func() error { return j.o.Anchor.Check() }); err != nil {
			return err
		}
	}
	return j.s.probe()
}
