package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tapdesk/state/text"
	"tapdesk/state/trust"
)

// Initial is the content of an operator's first file.
type Initial struct {
	// TenantID and ClientID are GUIDs. An empty Cloud means the default.
	TenantID, ClientID string
	Cloud              string
}

// Check returns the canonical form of a key's value as typed, for code that asks the operator for one. Its error says
// what is wrong and what to do, without naming the key.
func Check(key, typed string) (string, error) {
	s := lookup(key)
	if s == nil {
		return "", fmt.Errorf("there is no setting %s", quote(key))
	}
	return s.read(new(Config), strings.TrimSpace(typed))
}

// Values returns a description of the values that a key may have.
func Values(key string) string { return lookup(key).values }

// Default returns the default value of a key; empty if it has none.
func Default(key string) string { return lookup(key).fallback }

// checked returns the canonical values. Its error is Problems, with everything that is wrong.
func (i Initial) checked() (Initial, error) {
	var problems Problems
	check := func(key, typed string) string {
		value, err := Check(key, typed)
		if err != nil {
			problems = append(problems, Problem{Key: key, What: err.Error()})
		}
		return value
	}
	i.TenantID, i.ClientID = check("tenant_id", i.TenantID), check("client_id", i.ClientID)
	i.Cloud = check("cloud", cmp.Or(i.Cloud, lookup("cloud").fallback))
	if len(problems) == 0 && i.TenantID == i.ClientID {
		problems = append(problems, Problem{Key: "client_id", What: "is the same as the tenant's id",
			Hint: "one is the directory's id, the other the app registration's"})
	}
	return i, problems.err()
}

// Init writes the operator's first file at an absolute path, with mode 0600, and makes missing directories that only
// they can enter. It never overwrites anything, not even a dangling link. Its error says which value is wrong
// (Problems) or what is in the way, and what to do.
func Init(path string, first Initial) error {
	first, err := first.checked()
	if err != nil {
		return err
	}
	if !filepath.IsAbs(path) {
		return fmt.Errorf("could not write the settings: %s is not an absolute path", text.Line(path))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("could not make the directory %s: %s; check its permissions, or move what is in the way",
			text.Line(filepath.Dir(path)), trust.Reason(err))
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("could not write the settings: %s already exists and was not changed; edit it or move it away",
			text.Line(path))
	case err != nil:
		return fmt.Errorf("could not write the settings at %s: %s; check the permissions of its directory", text.Line(path),
			trust.Reason(err))
	}
	if err := write(f, first); err != nil {
		_ = os.Remove(path) // half a file would be in the way of the next attempt
		return fmt.Errorf("could not write the settings at %s: %s; free some space and try again", text.Line(path),
			trust.Reason(err))
	}
	return nil
}

// write writes the new file and closes it.
func write(f *os.File, first Initial) (err error) {
	defer func() { err = cmp.Or(err, f.Close()) }()
	if err := f.Chmod(0o600); err != nil {
		return err
	}
	if _, err := f.WriteString(first.text()); err != nil {
		return err
	}
	return f.Sync()
}

// text returns the text of the file.
func (i Initial) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Settings of Tapdesk. 'tapdesk config show' prints what is in force.
# 'tapdesk config keys' lists the keys. No secret is ever a setting.

tenant_id = "%s" # the directory
client_id = "%s" # the app registration
cloud     = "%s"
`, i.TenantID, i.ClientID, i.Cloud)
	return b.String()
}
