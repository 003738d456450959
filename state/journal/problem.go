package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"tapdesk/state/text"
)

// problem is why the journal cannot be written: a sentence for the operator with the path, what is wrong and how to fix
// it. It is safe to draw.
type problem struct {
	text  string
	cause error
}

func (p *problem) Error() string { return p.text }

func (p *problem) Unwrap() error { return p.cause }

func wrong(cause error, format string, args ...any) error {
	return &problem{text.Line(fmt.Sprintf(format, args...)), cause}
}

// failed turns a system error about a path into a sentence.
func failed(path string, err error) error {
	if err == nil || errors.As(err, new(*problem)) {
		return err
	}
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return wrong(err, "%s: %v", path, err)
	}
	if sentence := sentences[errno]; sentence != "" {
		return wrong(err, sentence, path)
	}
	return wrong(err, "%s: %v", path, errno)
}

// unfit returns why the file or directory at path cannot be part of the journal; nil when it can. It must be of the
// right kind, and be owned and accessible by this user alone.
func unfit(path string, info fs.FileInfo, directory bool) error {
	want, name, mode := fs.FileMode(0), "a file", "600"
	if directory {
		want, name, mode = fs.ModeDir, "a directory", "700"
	}
	if kind := info.Mode().Type(); kind != want {
		return wrong(nil, "%s is %s, not %s; move it away", path, kindName(kind), name)
	}
	return foreign(path, info, mode)
}

func kindName(kind fs.FileMode) string {
	switch kind {
	case 0:
		return "a file"
	case fs.ModeDir:
		return "a directory"
	case fs.ModeSymlink:
		return "a symbolic link"
	case fs.ModeNamedPipe:
		return "a named pipe"
	case fs.ModeSocket:
		return "a socket"
	}
	return "a device"
}
