package journal

import "errors"

// run is the writer: it does one task after another until the journal is closed.
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
	j.leave()
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

// finish hands the result of a task to its waiting caller. there means that the record is, or may be, in the file.
func (j *Journal) finish(t *task, there bool, err error) {
	j.mu.Lock()
	t.ended, j.hung = true, false
	untold := there && !t.keep && (err != nil || t.abandoned) // in the file, but the caller was told that it is not
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
		err = j.headErr
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

// do does a task, after writing what was kept. there means that the record is, or may be, in the file.
func (j *Journal) do(t *task) (there bool, err error) {
	switch {
	case t.fence:
		return false, nil
	case t.probe && len(j.kept) == 0:
		return false, j.probe()
	case t.probe:
		return false, j.flush()
	}
	is := absent
	if err = j.flush(); err == nil {
		is, err = j.append(t.record)
	}
	if t.keep && err != nil && is != present {
		j.kept = append(j.kept, t.record)
	} else {
		j.unwritten.Add(-1)
	}
	return is != absent, err
}

// flush writes as many kept records as it can.
func (j *Journal) flush() error {
	for len(j.kept) > 0 {
		if is, err := j.append(j.kept[0]); err != nil && is != present {
			return err
		}
		j.kept = j.kept[1:]
		j.unwritten.Add(-1)
	}
	return nil
}

// unsent keeps an outcome, nothing was sent, for an intent that is in the journal although its caller was told that it
// is not.
func (j *Journal) unsent(r Record) error {
	if r.Kind != Intent {
		return nil
	}
	r.Kind, r.Result, r.Reason = Outcome, NotSent, "the journal could not be relied upon"
	j.kept = append(j.kept, r)
	j.unwritten.Add(1)
	return j.flush() // otherwise it is written before the next record
}

// append writes a record, after what must precede it. On a full disk the reserve makes room for it, but not for an
// Intent: nothing has been done yet.
func (j *Journal) append(r Record) (is fate, err error) {
	for {
		if is, err = j.try(r); is != absent || r.Kind == Intent || !full(err) || !j.giveWay() {
			return is, err
		}
	}
}

// try writes a record if there is room for it.
func (j *Journal) try(r Record) (fate, error) {
	b, err := j.openBook()
	if err != nil {
		return absent, err
	}
	defer b.close()
	if r.Kind == Intent {
		if err := b.reserve(); err != nil {
			return absent, err
		}
	}
	if err := b.ready(); err != nil {
		return absent, err
	}
	return b.write(r)
}

// probe finds out whether a record could be written, without writing one: it opens and checks everything, then writes
// and syncs another file in the directory.
func (j *Journal) probe() error {
	if j.o.AnchorRequired {
		if err := j.anchored(func() error { return j.o.Anchor.Check() }); err != nil {
			return err
		}
	}
	b, err := j.openBook()
	if err != nil {
		return err
	}
	defer b.close()
	if b.behind {
		if err := b.catchUp(); err != nil {
			return err
		}
	}
	if err := b.reserve(); err != nil {
		return err
	}
	j.headErr = nil
	if err := b.writeNew(probeName, []byte("a record could be written\n")); err != nil {
		return err
	}
	return b.remove(probeName)
}
