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
	probeName   = "journal.probe" // written and removed again, to test the disk
)

// errLocked means that another console holds a lock.
var errLocked = errors.New("it is locked")

// folder is the directory of a journal, opened and locked. Each append opens it again, and so notices when another
// console moved a file or somebody removed one.
type folder struct {
	path string
	root *os.Root
	lock *os.File
	// step is called before each step and can fail it. Only tests set it.
	step func(name string) error
}

// enter opens the directory and waits for its lock. It creates a missing directory, unless distrust is set: then only
// root creates it.
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

// make creates the directory if it is missing.
func (d *folder) make() error {
	if err := d.at("mkdir"); err != nil {
		return err
	}
	if err := os.MkdirAll(d.path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// openRoot opens the directory itself, never a link to one.
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

// wait takes the lock, and calls waiting when it has to wait for it.
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

// leave releases the lock.
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

// missing reports whether no file has this name.
func (d *folder) missing(name string) bool {
	_, err := d.root.Lstat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// open opens a file of the journal if it is fit for it. An os.Root follows links within itself, so the file must be the
// one that was checked before. A missing file is fs.ErrNotExist.
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
		return nil, wrong(err, "%s is missing", d.join(name))
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

// replace replaces a file: it writes a new one next to it, syncs it, renames it and syncs the directory.
func (d *folder) replace(name string, data []byte) error {
	beside := name + ".new"
	if err := d.writeNew(beside, data); err != nil {
		return err
	}
	if err := d.rename(beside, name); err != nil {
		return err
	}
	return d.sync() // on some file systems syncing the file does not make the rename last
}

func (d *folder) rename(from, to string) error {
	err := d.at("rename " + to)
	if err == nil {
		err = d.root.Rename(from, to)
	}
	return failed(d.join(to), err)
}

// writeNew creates a file of the journal and syncs it. It first removes one that a crash left behind.
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

// put writes to a file and syncs it; the name is for the test hook.
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

// remove removes a file of the journal if it exists.
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

// sync makes files created, renamed or removed in the directory durable.
func (d *folder) sync() error {
	err := d.at("sync directory")
	if err == nil {
		err = syncDir(d.root)
	}
	return failed(d.path, err)
}

// free returns the first name of a pattern that is not taken.
func (d *folder) free(pattern string) (string, error) {
	for n := 1; n < 1000; n++ {
		if name := fmt.Sprintf(pattern, n); d.missing(name) {
			return name, nil
		}
	}
	return "", wrong(nil, "%s holds too many files like %s; check them and move them away",
		d.path, fmt.Sprintf(pattern, 1))
}

// reading opens a file of a journal for reading, no matter whose it is, but never a link or a pipe. Its error is a
// sentence with the path.
func reading(path string) (*os.File, error) {
	for range 100 { // each record replaces the head
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
