package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The names of the files of a journal.
const (
	currentName = "journal.jsonl"
	headName    = "journal.head"
	lockName    = "journal.lock"
	reserveName = "journal.reserve"
	tornPrefix  = "journal.torn-"
	probeName   = "journal.probe" // written and removed, to see whether it can be
)

// errLocked says that another console holds a lock.
var errLocked = errors.New("it is locked")

// folder is the directory of a journal, opened and locked. Each append opens it: what another console moved, or
// somebody removed, is noticed.
type folder struct {
	path string
	root *os.Root
	lock *os.File
	// step is told each step before it is done, and can fail it. Tests only: nil else.
	step func(name string) error
}

// enter opens the directory and takes the lock, for which it waits. A directory that is missing is made, but where
// distrust guards the one above it: there only root makes one.
func enter(path string, distrust func() string, step func(string) error, waiting func(bool)) (*folder, error) {
	d := &folder{path: path, step: step}
	if !filepath.IsAbs(path) {
		return nil, wrong(nil, "there is no place for the journal; set HOME or XDG_STATE_HOME to an absolute path")
	}
	if distrust != nil {
		if why := distrust(); why != "" {
			return nil, wrong(nil, "others could make your journal's directory in your place: %s. Ask root", why)
		}
	} else if err := d.make(); err != nil {
		return nil, failed(path, err)
	}
	err := d.openRoot()
	if distrust != nil && errors.Is(err, fs.ErrNotExist) {
		err = wrong(err, "%s is missing; %s", path, makeIt(path))
	}
	if err != nil {
		return nil, failed(path, err)
	}
	if d.lock, err = d.open(lockName, os.O_RDWR|os.O_CREATE); err == nil {
		err = d.at("lock")
	}
	if err == nil {
		err = d.wait(waiting)
	}
	if err != nil {
		d.leave()
		return nil, failed(d.join(lockName), err)
	}
	return d, nil
}

// make makes the directory where it is missing.
func (d *folder) make() error {
	if err := d.at("mkdir"); err != nil {
		return err
	}
	if err := os.MkdirAll(d.path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// openRoot opens the directory itself, and no link to one.
func (d *folder) openRoot() error {
	before, err := os.Lstat(d.path)
	if err != nil {
		return err
	}
	if err := unfit(d.path, before, true); err != nil {
		return err
	}
	if d.root, err = os.OpenRoot(d.path); err != nil {
		return err
	}
	if after, err := d.root.Stat("."); err != nil || !os.SameFile(before, after) {
		_ = d.root.Close()
		return wrong(err, "%s was replaced while it was opened", d.path)
	}
	return nil
}

// wait takes the lock, and says when it has to wait for it.
func (d *folder) wait(waiting func(bool)) error {
	err := lockFile(d.lock, false, false)
	if !errors.Is(err, errLocked) {
		return err
	}
	waiting(true)
	defer waiting(false)
	if err := d.at("wait"); err != nil {
		return err
	}
	return lockFile(d.lock, false, true)
}

// leave gives up the lock.
func (d *folder) leave() {
	if d.lock != nil {
		_ = d.lock.Close()
	}
	_ = d.root.Close()
}

// at calls the hook of a test.
func (d *folder) at(step string) error {
	if d.step == nil {
		return nil
	}
	return d.step(step)
}

// join returns the path of a file of the journal.
func (d *folder) join(name string) string { return filepath.Join(d.path, name) }

// missing reports whether nothing has a name.
func (d *folder) missing(name string) bool {
	_, err := d.root.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// open opens a file of the journal that is fit for it. An os.Root follows links that stay in it, so the file must be
// the one that was looked at before. A missing file is fs.ErrNotExist.
func (d *folder) open(name string, flags int) (*os.File, error) {
	before, err := d.root.Lstat(name)
	switch {
	case err == nil:
		if err := unfit(d.join(name), before, false); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, failed(d.join(name), err)
	case flags&os.O_CREATE == 0:
		return nil, wrong(err, "%s is not there", d.join(name))
	default:
		flags |= os.O_EXCL
	}
	if err := d.at("open " + name); err != nil {
		return nil, failed(d.join(name), err)
	}
	f, err := d.root.OpenFile(name, flags|openFlags, 0o600)
	if err != nil {
		return nil, failed(d.join(name), err)
	}
	after, err := f.Stat()
	if err == nil {
		err = unfit(d.join(name), after, false)
	}
	if err == nil && before != nil && !os.SameFile(before, after) {
		err = wrong(nil, "%s was replaced while it was opened", d.join(name))
	}
	if err != nil {
		_ = f.Close()
		return nil, failed(d.join(name), err)
	}
	return f, nil
}

// replace puts a file with this content in the place of another: beside it first, synced, then renamed, and the
// directory synced.
func (d *folder) replace(name string, data []byte) error {
	beside := name + ".new"
	if err := d.writeNew(beside, data); err != nil {
		return err
	}
	if err := d.rename(beside, name); err != nil {
		return err
	}
	return d.sync() // not every file system makes a rename last with the sync of a file
}

func (d *folder) rename(from, to string) error {
	err := d.at("rename " + to)
	if err == nil {
		err = d.root.Rename(from, to)
	}
	return failed(d.join(to), err)
}

// writeNew makes a file of the journal, and syncs it. One that a crash left behind is removed before.
func (d *folder) writeNew(name string, data []byte) error {
	left, err := d.open(name, os.O_RDONLY)
	if err == nil {
		err = errors.Join(left.Close(), d.root.Remove(name))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed(d.join(name), err)
	}
	f, err := d.open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	defer f.Close()
	return failed(d.join(name), d.put(f, name, data))
}

// put writes to a file and syncs it; the steps are called by its name.
func (d *folder) put(f *os.File, name string, data []byte) error {
	if err := d.at("write " + name); err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := d.at("sync " + name); err != nil {
		return err
	}
	return f.Sync()
}

// remove removes a file of the journal, if it is there.
func (d *folder) remove(name string) error {
	err := d.at("remove " + name)
	if err == nil {
		err = d.root.Remove(name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return failed(d.join(name), err)
}

// sync makes what was created, renamed or removed in the directory last.
func (d *folder) sync() error {
	err := d.at("sync directory")
	if err == nil {
		err = syncDir(d.root)
	}
	return failed(d.path, err)
}

// free returns the first name of the pattern that nothing has.
func (d *folder) free(pattern string) (string, error) {
	for n := 1; n < 1000; n++ {
		if name := fmt.Sprintf(pattern, n); d.missing(name) {
			return name, nil
		}
	}
	return "", wrong(nil, "%s holds too many files like %s; look into them and move them away", d.path, fmt.Sprintf(pattern, 1))
}

// reading opens a file of a journal for reading: no link, no pipe, whoever it belongs to. Its error is a sentence with
// the path.
func reading(path string) (*os.File, error) {
	for range 100 { // a head is replaced with each record
		before, err := os.Lstat(path)
		if err == nil && !before.Mode().IsRegular() {
			err = errors.New("it is " + kindName(before.Mode().Type()))
		}
		if err != nil {
			return nil, unread(path, err)
		}
		f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
		if err != nil {
			return nil, unread(path, err)
		}
		if after, err := f.Stat(); err == nil && os.SameFile(before, after) {
			return f, nil
		}
		_ = f.Close()
	}
	return nil, wrong(nil, "%s is replaced faster than it can be opened: try again", path)
}

func unread(path string, err error) error {
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		err = of.Err
	}
	return wrong(err, "%s cannot be read: %v", path, err)
}
