package journal

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"tapdesk/state/text"
)

// head is the content of the head file: how many records there are, of which journal, and the SHA-256 of the last line,
// or 64 zeros before the first.
type head struct {
	Count   uint64 `json:"count"`
	Last    string `json:"last"`
	Journal string `json:"journal"`
}

// maxHead limits the head file, in bytes.
const maxHead = 4 << 10

// readHead reads the head. It returns fs.ErrNotExist when it is missing, and errNoHead when it is not a head.
func (d *folder) readHead() (head, error) {
	f, err := d.open(headName, os.O_RDONLY)
	if err != nil {
		return head{}, err
	}
	defer f.Close()
	return decodeHead(f)
}

// headIn reads the head in a directory that is not locked; see readHead.
func headIn(dir string) (head, error) {
	f, err := reading(filepath.Join(dir, headName))
	if err != nil {
		return head{}, err
	}
	defer f.Close()
	return decodeHead(f)
}

// saveHead replaces the head, so that a complete one always exists.
func (d *folder) saveHead(h head) error {
	data, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return d.replace(headName, append(data, '\n'))
}

// isHash reports whether s is a SHA-256 in hexadecimal, as encode writes it.
func isHash(s string) bool { return len(s) == len(noHash) && strings.Trim(s, "0123456789abcdef") == "" }

var errNoHead = errors.New("it is not a head")

func decodeHead(r io.Reader) (head, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxHead))
	if err != nil {
		return head{}, err
	}
	var h head
	if json.Unmarshal(data, &h) != nil || !isHash(h.Last) || h.Count == 0 && h.Last != noHash ||
		len(h.Journal) > maxText || !text.Safe(h.Journal) {
		return head{}, errNoHead
	}
	return h, nil
}
