package journal

// First returns the first record that a journal still has: its serial is 1 until old files are removed. It returns
// false if there is none, or if the first line is not a record, which Verify reports.
func First(dir string) (Record, bool, error) {
	o, err := openPath(dir)
	if err != nil {
		return Record{}, false, err
	}
	defer o.close()
	if len(o.files) == 0 {
		return Record{}, false, nil
	}
	r, err := firstRecord(o.files[0])
	return r, err == nil, nil
}
